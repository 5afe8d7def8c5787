#include "util/diff.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "util/err.h"
#include "util/mem.h"
#include "util/str.h"

#define EDITS_MAX	2000	/* beyond, both sides count as different altogether: the trace has the square of it */
#define PAIRS_MAX	40000	/* lines of a changed stretch, old times new, that are tried as pairs */
#define ALIKE		500	/* of 1000: lines as alike as that are one line that changed */
#define NEAR		2	/* edits nearer than that read as one */
#define COUNTS		256

/* --- the shortest edit of two sequences of symbols (Myers 1986) -------------------------------------- */

struct edit {
	const uint32_t	*a, *b;
	long		 n, m;
	bool		*del, *ins;	/* of a and b: not in the other */
};

/* How far diagonal k gets with d edits, from the rows of d - 1 edits. */
static long
reach(const struct edit *e, const long *v, long d, long k)
{
	bool down = k == -d || (k != d && v[k - 1] < v[k + 1]);
	long x = down ? v[k + 1] : v[k - 1] + 1, y = x - k;

	while (x < e->n && y < e->m && e->a[x] == e->b[y]) {
		x++;
		y++;
	}
	return x;
}

/* Walks back from the end through the stored rows and marks what was left out and put in. */
static void
mark_back(const struct edit *e, long *const *trace, long d)
{
	long x = e->n, y = e->m;

	for (; d > 0; d--) {
		const long *v = trace[d - 1];
		long k = x - y;
		bool down = k == -d || (k != d && v[k - 1] < v[k + 1]);
		long from = down ? v[k + 1] : v[k - 1];

		x = from;
		y = from - (down ? k + 1 : k - 1);
		if (down)
			e->ins[y] = true;
		else
			e->del[x] = true;
	}
}

/* Row d needs diagonals -d-1 .. d+1: what lies outside reads as "not reached". */
static long *
new_row(long d, long **base)
{
	long width = 2 * (d + 2) + 1;

	*base = xmalloc((size_t)width * sizeof(**base));
	for (long i = 0; i < width; i++)
		(*base)[i] = -1;
	return *base + d + 2;
}

static bool
search(const struct edit *e)
{
	static const long origin[3];
	long *base[EDITS_MAX + 1], *trace[EDITS_MAX + 1], d = 0;
	bool found = false;

	for (; d <= EDITS_MAX && !found; d++) {
		long *v = new_row(d, &base[d]);

		trace[d] = v;
		for (long k = -d; k <= d && !found; k += 2) {
			v[k] = reach(e, d == 0 ? origin + 1 : trace[d - 1], d, k);
			found = v[k] >= e->n && v[k] - k >= e->m;
		}
	}
	if (found)
		mark_back(e, trace, d - 1);
	for (long i = 0; i < d; i++)
		free(base[i]);
	return found;
}

static void
find_edits(struct edit e)
{
	while (e.n > 0 && e.m > 0 && e.a[0] == e.b[0]) {
		e.a++, e.b++, e.del++, e.ins++;
		e.n--, e.m--;
	}
	while (e.n > 0 && e.m > 0 && e.a[e.n - 1] == e.b[e.m - 1])
		e.n--, e.m--;
	if (e.n > 0 && e.m > 0 && search(&e))
		return;
	for (long i = 0; i < e.n; i++)
		e.del[i] = true;
	for (long j = 0; j < e.m; j++)
		e.ins[j] = true;
}

/* --- lines and characters ---------------------------------------------------------------------------- */

/* A text cut into units: lines, or the code points of one line.  symbol i stands for the bytes at[i] .. at[i + 1]. */
struct cut {
	uint32_t	 *symbol;
	const char	**at;
	size_t		 *len;
	bool		 *out;		/* not in the other text */
	size_t		  n;
};

static void
cut_new(struct cut *c, size_t room)
{
	c->symbol = xcalloc(room + 1, sizeof(*c->symbol));
	c->at = xcalloc(room + 1, sizeof(*c->at));
	c->len = xcalloc(room + 1, sizeof(*c->len));
	c->out = xcalloc(room + 1, sizeof(*c->out));
	c->n = 0;
}

static void
cut_free(struct cut *c)
{
	free(c->symbol);
	free(c->at);
	free(c->len);
	free(c->out);
}

static void
cut_lines(const char *text, struct cut *c)
{
	size_t lines = 1;

	for (const char *s = text; *s != '\0'; s++)
		lines += *s == '\n';
	cut_new(c, lines);
	for (const char *s = text; c->n < lines; c->n++) {
		c->at[c->n] = s;
		c->len[c->n] = strcspn(s, "\n");
		s += c->len[c->n] + 1;
	}
}

static void
cut_characters(const char *s, size_t n, struct cut *c)
{
	const char *end = s + n;

	cut_new(c, n);
	for (const char *from = s; s < end; from = s, c->n++) {
		c->symbol[c->n] = str_utf8_next(&s, end);
		c->at[c->n] = from;
		c->len[c->n] = (size_t)(s - from);
	}
}

struct line {
	const char	*at;
	size_t		 len;
	uint32_t	*symbol;
};

static int
by_bytes(const void *x, const void *y)
{
	const struct line *a = x, *b = y;
	int r = memcmp(a->at, b->at, a->len < b->len ? a->len : b->len);

	return r != 0 ? r : (a->len > b->len) - (a->len < b->len);
}

/* Equal lines of both texts get the same number. */
static void
number_lines(struct cut *a, struct cut *b)
{
	size_t n = a->n + b->n;
	struct line *all = xcalloc(n, sizeof(*all));
	uint32_t number = 0;

	for (size_t i = 0; i < a->n; i++)
		all[i] = (struct line){ a->at[i], a->len[i], &a->symbol[i] };
	for (size_t i = 0; i < b->n; i++)
		all[a->n + i] = (struct line){ b->at[i], b->len[i], &b->symbol[i] };
	qsort(all, n, sizeof(*all), by_bytes);
	for (size_t i = 0; i < n; i++)
		*all[i].symbol = i > 0 && by_bytes(&all[i - 1], &all[i]) != 0 ? ++number : number;
	free(all);
}

static void
compare(struct cut *a, struct cut *b)
{
	find_edits((struct edit){ a->symbol, b->symbol, (long)a->n, (long)b->n, a->out, b->out });
}

/* --- the answer -------------------------------------------------------------------------------------- */

static void
add_piece(struct diff *d, enum diff_kind kind, const char *text, size_t len)
{
	if ((d->npieces & (d->npieces - 1)) == 0)
		d->pieces = xreallocarray(d->pieces, d->npieces == 0 ? 1 : 2 * d->npieces, sizeof(*d->pieces));
	d->pieces[d->npieces++] = (struct diff_piece){ kind, text, len };
	d->rows[d->nrows - 1].count++;
}

static void
add_row(struct diff *d, enum diff_kind kind)
{
	if ((d->nrows & (d->nrows - 1)) == 0)
		d->rows = xreallocarray(d->rows, d->nrows == 0 ? 1 : 2 * d->nrows, sizeof(*d->rows));
	d->rows[d->nrows++] = (struct diff_row){ kind, d->npieces, 0 };
}

static void
add_line(struct diff *d, enum diff_kind kind, const struct cut *c, size_t i)
{
	add_row(d, kind);
	add_piece(d, kind, c->at[i], c->len[i]);
}

/* A letter or two that happen to be the same between two edits are noise to a reader. */
static void
join_near(struct cut *a, struct cut *b)
{
	for (size_t i = 0, j = 0, same = NEAR; i < a->n || j < b->n;) {
		if ((i < a->n && a->out[i]) || (j < b->n && b->out[j])) {
			for (; same > 0 && same < NEAR; same--)
				a->out[i - same] = b->out[j - same] = true;
			for (; i < a->n && a->out[i]; i++)
				;
			for (; j < b->n && b->out[j]; j++)
				;
			same = 0;
		} else {
			i++, j++, same++;
		}
	}
}

static size_t
add_out(struct diff *d, enum diff_kind kind, const struct cut *c, size_t i)
{
	size_t from = i, len = 0;

	for (; i < c->n && c->out[i]; i++)
		len += c->len[i];
	if (i > from)
		add_piece(d, kind, c->at[from], len);
	return i;
}

static void
add_changed(struct diff *d, const struct cut *old, size_t i, const struct cut *new, size_t j)
{
	struct cut a, b;

	cut_characters(old->at[i], old->len[i], &a);
	cut_characters(new->at[j], new->len[j], &b);
	compare(&a, &b);
	join_near(&a, &b);
	add_row(d, DIFF_CHANGED);
	for (size_t x = 0, y = 0; x < a.n || y < b.n;) {
		size_t from, len = 0;

		from = x = add_out(d, DIFF_DEL, &a, x);
		y = add_out(d, DIFF_INS, &b, y);
		for (; x < a.n && !a.out[x] && !b.out[y]; x++, y++)
			len += a.len[x];
		if (len > 0)
			add_piece(d, DIFF_SAME, a.at[from], len);
	}
	cut_free(&a);
	cut_free(&b);
}

/* --- which of the lines that went became which of those that came ------------------------------------ */

struct counts {
	unsigned	count[COUNTS], total;
};

static void
count_characters(const struct cut *c, size_t i, struct counts *out)
{
	const char *s = c->at[i], *end = s + c->len[i];

	memset(out, 0, sizeof(*out));
	for (; s < end; out->total++)
		out->count[str_utf8_next(&s, end) % COUNTS]++;
}

/* Of 1000: how many characters two lines share, wherever they stand. */
static unsigned
alike(const struct counts *a, const struct counts *b)
{
	unsigned both = 0;

	for (size_t i = 0; i < COUNTS; i++)
		both += a->count[i] < b->count[i] ? a->count[i] : b->count[i];
	return a->total + b->total == 0 ? 0 : 2000 * both / (a->total + b->total);
}

struct stretch {
	const struct cut	*a, *b;
	size_t			 i, n, j, m;	/* lines i .. i + n of a went, j .. j + m of b came */
	unsigned		*score, *best;	/* of pairing a line; of the best pairing from there on, (n + 1) x (m + 1) */
};

static void
score_pairs(const struct stretch *s)
{
	struct counts *b = xcalloc(s->m, sizeof(*b)), a;
	size_t w = s->m + 1;

	for (size_t j = 0; j < s->m; j++)
		count_characters(s->b, s->j + j, &b[j]);
	for (size_t i = s->n; i-- > 0;) {
		count_characters(s->a, s->i + i, &a);
		for (size_t j = s->m; j-- > 0;) {
			unsigned pair = alike(&a, &b[j]), *best = &s->best[i * w + j];

			s->score[i * w + j] = pair = pair < ALIKE ? 0 : pair;
			*best = s->best[(i + 1) * w + j] > best[1] ? s->best[(i + 1) * w + j] : best[1];
			if (pair > 0 && pair + s->best[(i + 1) * w + j + 1] > *best)
				*best = pair + s->best[(i + 1) * w + j + 1];
		}
	}
	free(b);
}

static void
add_pairs(struct diff *d, const struct stretch *s)
{
	size_t w = s->m + 1, i = 0, j = 0;

	while (i < s->n || j < s->m) {
		size_t at = i * w + j;

		if (i < s->n && j < s->m && s->score[at] > 0 && s->best[at] == s->score[at] + s->best[at + w + 1])
			add_changed(d, s->a, s->i + i++, s->b, s->j + j++);
		else if (i < s->n && (j == s->m || s->best[at] == s->best[at + w]))
			add_line(d, DIFF_DEL, s->a, s->i + i++);
		else
			add_line(d, DIFF_INS, s->b, s->j + j++);
	}
}

static void
add_stretch(struct diff *d, struct stretch s)
{
	bool pairs = s.n > 0 && s.m > 0 && s.n * s.m <= PAIRS_MAX;
	size_t room = (s.n + 1) * (s.m + 1);

	if (pairs) {
		s.score = xcalloc(room, sizeof(*s.score));
		s.best = xcalloc(room, sizeof(*s.best));
		score_pairs(&s);
		add_pairs(d, &s);
		free(s.score);
		free(s.best);
		return;
	}
	for (size_t i = 0; i < s.n; i++)
		add_line(d, DIFF_DEL, s.a, s.i + i);
	for (size_t j = 0; j < s.m; j++)
		add_line(d, DIFF_INS, s.b, s.j + j);
}

int
diff_texts(const char *old, const char *new, struct diff *out)
{
	struct cut a, b;

	memset(out, 0, sizeof(*out));
	if (!str_is_utf8(old, strlen(old)) || !str_is_utf8(new, strlen(new)))
		return err_set(ERR_INPUT, "text to be compared is not UTF-8");
	cut_lines(old, &a);
	cut_lines(new, &b);
	number_lines(&a, &b);
	compare(&a, &b);
	for (size_t i = 0, j = 0; i < a.n || j < b.n;) {
		struct stretch s = { .a = &a, .b = &b, .i = i, .j = j };

		while (i < a.n && a.out[i])
			i++;
		while (j < b.n && b.out[j])
			j++;
		s.n = i - s.i;
		s.m = j - s.j;
		add_stretch(out, s);
		for (; i < a.n && j < b.n && !a.out[i] && !b.out[j]; i++, j++)
			add_line(out, DIFF_SAME, &a, i);
	}
	cut_free(&a);
	cut_free(&b);
	return 0;
}

void
diff_clear(struct diff *d)
{
	free(d->pieces);
	free(d->rows);
	memset(d, 0, sizeof(*d));
}
