#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "pages/office.h"
#include "pages/office_text.h"
#include "rules/drafting.h"
#include "rules/markdown.h"
#include "rules/proposing.h"
#include "util/digest.h"
#include "util/err.h"
#include "util/region.h"
#include "util/str.h"
#include "util/tm.h"
#include "web/hdf.h"
#include "web/page.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static const struct field day_field[] = {
	{ "effective", FIELD_DATE, FIELD_MUST, 0, NULL },
};
static const struct field confirm_fields[] = {
	{ "version",   FIELD_TOKEN,  FIELD_MUST, 20,	 NULL },
	{ "number",    FIELD_NUMBER, FIELD_MUST, 100000, NULL },
};

/* Midnight of a day in the site's zone. */
static int64_t
day_begins(struct page *p, const char *day)
{
	int64_t at;

	if (tm_day(day, page_site(p)->zone_minutes, &at) == 0)
		return at;
	err_take();
	return 0;
}

static const char *
today(struct page *p)
{
	char text[17];

	tm_local(p->now, page_site(p)->zone_minutes, text);
	return region_printf(p->region, "%.10s", text);
}

/* When the text shall be in force: today means at once, a later day its beginning. 0: a fault stands beside the field. */
static int64_t
effective_at(struct page *p, const struct drafting_stand *s)
{
	const char *day = page_value(p, "effective");
	int64_t at;

	if (str_eq(day, today(p)))
		at = p->now;
	else if ((at = day_begins(p, day)) <= p->now) {
		page_fault(p, "effective", "Office.Past");
		return 0;
	}
	/* the one published last is the last in force: signd takes no other order */
	if ((s->next && at < s->then.effective_at) || (s->in_force && at < s->now.effective_at)) {
		page_fault(p, "effective", "Office.Order");
		return 0;
	}
	return at;
}

/* The digest that will stand in the paper: rendering is a function of the text alone. */
static int
fill_digest(struct page *p, const struct revision *v)
{
	unsigned char digest[DIGEST_SIZE];
	struct markdown m;
	int r;

	if ((r = markdown_render(buf_str(&v->markdown), v->markdown.len, &m)) != 0)
		return r;
	digest_sha256(m.html.data, m.html.len, digest);
	hdf_hex4(p->data, "Publish.Digest", digest, sizeof(digest));
	hdf_setn(p->data, "Publish.Clauses", (int64_t)m.clauses);
	markdown_clear(&m);
	return 0;
}

static void
say(struct page *p, const struct revision *v, int64_t at)
{
	const char *language = page_t(p, region_printf(p->region, "Office.Language.%s", hdf_get(p->data, "Text.Word")));

	hdf_set(p->data, "Publish.Day", page_value(p, "effective"));
	hdf_flag(p->data, "Publish.Today", at == p->now);
	hdf_time(p->data, "Publish.At", at);
	hdf_set(p->data, "Publish.What", page_tf(p, "Office.Say.What", hdf_get(p->data, "Text.Name"), language,
	    region_printf(p->region, "%d", v->number), NULL));
	hdf_set(p->data, "Publish.From", page_tf(p, "Office.Say.From", hdf_get(p->data, "Publish.At"), NULL));
	hdf_set(p->data, "Publish.Sign", page_tf(p, "Office.Say.Sign", region_printf(p->region, "%d", PROPOSING_DAYS), NULL));
}

/* at 0: the day is asked for first; then everything is said in full sentences, to be confirmed. */
static int
show(struct page *p, const struct revision *v, int64_t at)
{
	bool bad;
	int r;

	if ((r = office_text_checks(p, v, &bad)) != 0 || (!bad && (r = fill_digest(p, v)) != 0))
		return r;
	office_text_fill(p, v);
	page_fill(p, "effective", today(p));
	if (at != 0 && !bad)
		say(p, v, at);
	page_title(p, "Office.Publish");
	return page_show(p, "page/office_publish.cs");
}

static int
with_draft(struct page *p, int (*act)(struct page *, const struct revision *, const struct drafting_stand *))
{
	struct drafting_stand s;
	struct revision v;
	int r;

	if ((r = office_text_get(p, &v)) == 0 && v.state != REVISION_DRAFT)
		r = page_redirect(p, "/admin/agreements/%" PRIu64, v.id);
	else if (r == 0 && (r = drafting_stand(page_state(p), v.kind, v.language, p->now, &s)) == 0)
		r = act(p, &v, &s);
	revision_clear(&v);
	return r;
}

static int
ask(struct page *p, const struct revision *v, const struct drafting_stand *s)
{
	int64_t at = 0;

	if (*page_value(p, "effective") != '\0' && page_fields(p, day_field, N(day_field)) == 0)
		at = effective_at(p, s);
	return show(p, v, at);
}

int
publish_show(struct page *p)
{
	return with_draft(p, ask);
}

static int
check_number(struct page *p, const struct revision *v)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", v->number);
	if (str_eq(page_value(p, "number"), number))
		return 0;
	page_fault_text(p, "number", page_tf(p, "Office.Mistyped", number, NULL));
	return ERR_INPUT;
}

static int
propose(struct page *p, const struct revision *v, int64_t at)
{
	struct proposing x = { .revision = v->id, .class = v->class, .effective_at = at, .once = page_once(p) };
	uint64_t paper;
	int r;

	if ((r = str_number(page_value(p, "version"), UINT64_MAX, "version of the draft", &x.version)) != 0)
		return r;
	if ((r = proposing_publish(page_state(p), p->actor, &x, p->now, &paper)) == ERR_CONFLICT) {
		page_fault_note(p, "number");
		return show(p, v, at);
	}
	if (r != 0)
		return r;
	page_flash(p, "OfficeProposed");
	return page_redirect(p, "/admin/agreements/%" PRIu64, v->id);
}

static int
confirm(struct page *p, const struct revision *v, const struct drafting_stand *s)
{
	int64_t at = 0;
	bool bad;
	int r;

	if ((r = office_text_checks(p, v, &bad)) != 0)
		return r;
	if (page_fields(p, day_field, N(day_field)) == 0)
		at = effective_at(p, s);
	page_fields(p, confirm_fields, N(confirm_fields));
	if (p->faults > 0 || at == 0 || bad || check_number(p, v) != 0)
		return show(p, v, at);
	return propose(p, v, at);
}

int
publish_send(struct page *p)
{
	return with_draft(p, confirm);
}
