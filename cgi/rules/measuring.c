#include "rules/measuring.h"

#include <stdlib.h>
#include <string.h>

#include "rules/due.h"
#include "rules/rules.h"
#include "store/measure.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/str.h"
#include "util/tm.h"

const char *const measuring_what_text[] = { "received", "approved", "returned", "rejected", NULL };

static const enum measuring_what what_of[] = { [DECISION_APPROVE] = MEASURING_APPROVED, [DECISION_RETURN] = MEASURING_RETURNED,
    [DECISION_REJECT] = MEASURING_REJECTED };

struct counting {
	const struct rules	*rules;
	struct measuring	*m;
	measuring_code		 code;
	void			*arg;
	struct buf		 times;		/* int64_t each */
};

int64_t
measuring_day_of(const struct rules *r, int64_t at)
{
	int64_t zone = r->site->zone_minutes * TM_MINUTE;

	return (at + zone) / TM_DAY * TM_DAY - zone;
}

static void
count(struct measuring *m, enum measuring_what what, int64_t at)
{
	m->day[(at - m->day[0].start) / TM_DAY].n[what]++;
	m->n[what]++;
}

static int
came_in(void *arg, const void *row)
{
	const struct measure_in *in = row;

	count(((struct counting *)arg)->m, MEASURING_RECEIVED, in->at);
	return 0;
}

static void
count_reason(struct measuring *m, const char *code)
{
	size_t i = 0;

	while (i < m->reasons && !str_eq(m->reason[i].code, code))
		i++;
	if (i == MEASURING_REASONS)
		return;
	if (i == m->reasons) {
		if (str_copy(m->reason[i].code, sizeof(m->reason[i].code), code) != 0) {
			err_take();
			return;
		}
		m->reasons++;
	}
	m->reason[i].n++;
}

/* "1. text", a line each; what has no number is the operator's own. */
static void
count_reasons(struct counting *k, const char *reason)
{
	char line[LEN_TEXT];

	for (size_t n; *reason != '\0'; reason += n + (reason[n] == '\n')) {
		const char *text = reason + strspn(reason, "0123456789");
		const char *code;

		n = strcspn(reason, "\n");
		if (text == reason || strncmp(text, ". ", 2) != 0)
			continue;
		text += 2;
		memcpy(line, text, (size_t)(reason + n - text));
		line[reason + n - text] = '\0';
		if ((code = k->code(k->arg, line)) != NULL)
			count_reason(k->m, code);
	}
}

static int
was_decided(void *arg, const void *row)
{
	const struct measure_out *d = row;
	struct counting *k = arg;
	int64_t took = d->at - d->submitted_at, due = d->due_at;

	count(k->m, what_of[d->word], d->at);
	if (d->submitted_at != d->last_submitted_at)	/* submitted again since: its own promise was overwritten */
		due = due_after(d->submitted_at, DUE_HANDLING, k->rules->site->zone_minutes);
	k->m->decided++;
	k->m->late += d->at > due;
	buf_add(&k->times, &took, sizeof(took));
	if (d->word != DECISION_APPROVE)
		count_reasons(k, d->reason);
	return 0;
}

static int
by_time(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int
by_number(const void *a, const void *b)
{
	const struct measuring_reason *x = a, *y = b;

	return x->n != y->n ? (x->n < y->n) - (x->n > y->n) : strcmp(x->code, y->code);
}

int64_t
measuring_rank(const int64_t *times, size_t n, unsigned q)
{
	return n == 0 ? 0 : times[(n * q + 99) / 100 - 1];
}

static int
finish(struct counting *k)
{
	int64_t *times = (int64_t *)(void *)k->times.data;
	size_t n = k->times.len / sizeof(*times);
	int r;

	if ((r = buf_end(&k->times, "times of decisions")) != 0)
		return r;
	if (n > 0)
		qsort(times, n, sizeof(*times), by_time);
	k->m->median = measuring_rank(times, n, 50);
	k->m->p90 = measuring_rank(times, n, 90);
	qsort(k->m->reason, k->m->reasons, sizeof(k->m->reason[0]), by_number);
	return 0;
}

int
measuring_read(struct rules *r, const struct actor *a, int64_t first_day, size_t days, measuring_code code, void *arg,
    struct measuring *out)
{
	struct counting k = { .rules = r, .m = out, .code = code, .arg = arg };
	int64_t end = first_day + (int64_t)days * TM_DAY;
	int rc;

	memset(out, 0, sizeof(*out));
	if (a->kind != ACTOR_OPERATOR)
		return err_set(ERR_DENIED, "only operators see the desk");
	if (days < 1 || days > MEASURING_DAYS)
		return err_set(ERR_INPUT, "a period has 1 to %d days", MEASURING_DAYS);
	for (out->days = 0; out->days < days; out->days++)
		out->day[out->days].start = first_day + (int64_t)out->days * TM_DAY;
	buf_init(&k.times, 0);
	if ((rc = db_measure_in(r->db, a->ra, first_day, end, came_in, &k)) == 0 &&
	    (rc = db_measure_out(r->db, a->ra, first_day, end, was_decided, &k)) == 0)
		rc = finish(&k);
	buf_clear(&k.times);
	return rc;
}
