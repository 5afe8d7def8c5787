#include "pages/desk.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "rules/measuring.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/str.h"
#include "util/tm.h"
#include "web/hdf.h"
#include "web/page.h"

#define N(a)	(sizeof(a) / sizeof((a)[0]))
#define DEFECTS 99

static const unsigned spans[] = { 7, 30, 90 };		/* days, the second unless another is asked for */

struct period { unsigned days; int64_t first, last; };	/* days, by their first moments */

/* --- which days ----------------------------------------------------------------------------------------------- */
/* What is no period, or lies in days to come, is as if it were not there. */
static void
read_period(struct page *p, struct period *x)
{
	int64_t today = measuring_day_of(page_state(p), p->now), typed = 0;
	uint64_t days = 0;

	if (*page_value(p, "to") != '\0' && tm_day(page_value(p, "to"), page_site(p)->zone_minutes, &typed) != 0)
		err_take();

	if (*page_value(p, "days") != '\0' && str_number(page_value(p, "days"), MEASURING_DAYS, "days", &days) != 0)
		err_take();
	x->days = spans[1];
	for (size_t i = 0; i < N(spans); i++)
		if (days == spans[i])
			x->days = spans[i];
	x->last = typed > 0 && typed < today ? typed : today;
	x->first = x->last - (x->days - 1) * TM_DAY;
}

static const char *
date_of(struct page *p, int64_t day)
{
	char at[17];

	return region_printf(p->region, "%.10s", tm_local(day, page_site(p)->zone_minutes, at));
}

static void
put_link(struct page *p, struct hdf *to, const char *name, const char *place, unsigned days, int64_t last)
{
	hdf_setf(to, name, "%s?days=%u&to=%s", place, days, date_of(p, last));
}

static void
put_period(struct page *p, const struct period *x)
{
	int64_t today = measuring_day_of(page_state(p), p->now), later = x->last + x->days * TM_DAY;
	struct hdf *stats = hdf_at(p->data, "Stats");

	hdf_set(stats, "From", date_of(p, x->first));
	hdf_set(stats, "To", date_of(p, x->last));
	put_link(p, stats, "Earlier", "/ra/stats", x->days, x->first - TM_DAY);
	if (x->last < today)
		put_link(p, stats, "Later", "/ra/stats", x->days, later < today ? later : today);
	put_link(p, stats, "Csv", "/ra/stats/csv", x->days, x->last);
	for (size_t i = 0; i < N(spans); i++) {
		struct hdf *item = hdf_item(p->data, "Span", i);

		put_link(p, item, "Href", "/ra/stats", spans[i], x->last);
		hdf_set(item, "Text", page_tf(p, "Ra.Stats.Span", region_printf(p->region, "%u", spans[i]), NULL));
		hdf_flag(item, "Here", spans[i] == x->days);
	}
}

/* --- what was measured -------------------------------------------------------------------------------------------- */
/* The code of a defect as the desk writes it (ra_decide), in whatever language the applicant has. */
static const char *
code_of(void *arg, const char *line)
{
	struct page *p = arg;

	for (int lang = 0; lang < LANG_MAX; lang++)
		for (int i = 1; i <= DEFECTS; i++) {
			const char *key = region_printf(p->region, "Ra.Defect.R%02d", i);
			const char *text = page_t_in(p, (enum lang)lang, key);

			if (text == key)
				break;
			if (str_eq(text, line))
				return key + strlen("Ra.Defect.");
		}
	return NULL;
}

static const char *
span_text(struct page *p, int64_t time)
{
	bool long_one = time >= TM_DAY;
	int64_t big = long_one ? time / TM_DAY : time / TM_HOUR;
	int64_t small = long_one ? time % TM_DAY / TM_HOUR : time % TM_HOUR / TM_MINUTE;

	return page_tf(p, long_one ? "Remain.Days" : "Remain.Hours", region_printf(p->region, "%" PRId64, big),
	    region_printf(p->region, "%" PRId64, small), NULL);
}

/* Of a hundred: a bar of something is never without width. */
static void
put_bar(struct hdf *item, uint64_t n, uint64_t most)
{
	hdf_setn(item, "N", (int64_t)n);
	hdf_setn(item, "Width", n == 0 ? 0 : (int64_t)(n * 100 / most < 1 ? 1 : n * 100 / most));
}

static void
put_sums(struct page *p, const struct measuring *m)
{
	struct hdf *stats = hdf_at(p->data, "Stats");
	uint64_t most = 0;

	for (int i = 0; i < MEASURING_WHAT_MAX; i++)
		most = m->n[i] > most ? m->n[i] : most;
	for (int i = 0; i < MEASURING_WHAT_MAX; i++) {
		struct hdf *item = hdf_item(p->data, "Sum", (size_t)i);

		hdf_set(item, "Text", page_t(p, region_printf(p->region, "Ra.Stats.What.%s", measuring_what_text[i])));
		put_bar(item, m->n[i], most);
	}
	for (size_t i = 0; i < m->reasons; i++) {
		struct hdf *item = hdf_item(p->data, "Reason", i);

		hdf_set(item, "Code", m->reason[i].code);
		hdf_set(item, "Text", page_t(p, region_printf(p->region, "Ra.Defect.%s", m->reason[i].code)));
		put_bar(item, m->reason[i].n, m->reason[0].n);
	}
	hdf_setn(stats, "Decided", (int64_t)m->decided);
	hdf_setn(stats, "Late", (int64_t)m->late);
	if (m->decided == 0)
		return;
	hdf_set(stats, "Median", span_text(p, m->median));
	hdf_set(stats, "P90", span_text(p, m->p90));
}

/* Newest first; days without anything too. */
static void
put_days(struct page *p, const struct measuring *m)
{
	for (size_t i = 0; i < m->days; i++) {
		const struct measuring_day *d = &m->day[m->days - 1 - i];
		struct hdf *item = hdf_item(p->data, "Day", i);

		hdf_set(item, "Date", date_of(p, d->start));
		for (int k = 0; k < MEASURING_WHAT_MAX; k++)
			hdf_setn(item, measuring_what_text[k], (int64_t)d->n[k]);
	}
}

int
ra_stats_show(struct page *p)
{
	struct measuring m;
	struct period x;
	int r;

	read_period(p, &x);
	if ((r = measuring_read(page_state(p), p->actor, x.first, x.days, code_of, p, &m)) != 0)
		return r;
	put_period(p, &x);
	put_sums(p, &m);
	put_days(p, &m);
	page_title(p, "Ra.Stats.Title");
	page_nav(p, "stats");
	return page_show(p, "page/ra_stats.cs");
}

/* RFC 4180, oldest first; a byte order mark, for spreadsheets that guess otherwise. */
static void
write_csv(struct page *p, const struct measuring *m, struct buf *out)
{
	buf_printf(out, "\xef\xbb\xbf%s", page_t(p, "Ra.Stats.Day"));
	for (int k = 0; k < MEASURING_WHAT_MAX; k++)
		buf_printf(out, ",%s", page_t(p, region_printf(p->region, "Ra.Stats.What.%s", measuring_what_text[k])));
	for (size_t i = 0; i < m->days; i++) {
		buf_printf(out, "\r\n%s", date_of(p, m->day[i].start));
		for (int k = 0; k < MEASURING_WHAT_MAX; k++)
			buf_printf(out, ",%" PRIu64, m->day[i].n[k]);
	}
	buf_adds(out, "\r\n");
}

int
ra_stats_csv(struct page *p)
{
	struct measuring m;
	struct buf csv = BUF_INIT;
	struct period x;
	int r;

	read_period(p, &x);
	if ((r = measuring_read(page_state(p), p->actor, x.first, x.days, code_of, p, &m)) != 0)
		return r;
	write_csv(p, &m, &csv);
	resp_attachment(&p->resp, region_printf(p->region, "%s_%s.csv", date_of(p, x.first), date_of(p, x.last)),
	    "text/csv; charset=utf-8", csv.data, csv.len);
	buf_clear(&csv);
	return 0;
}
