#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "pages/facts.h"
#include "pages/hall.h"
#include "rules/reading.h"
#include "util/diff.h"
#include "util/err.h"
#include "util/str.h"
#include "web/hdf.h"
#include "web/page.h"
#include "web/view.h"

static int
list_kind(struct page *p, enum document_kind kind, size_t at)
{
	struct revision_line lines[READING_LIST];
	struct hdf *doc;
	int in_force, r;
	size_t n;

	if ((r = reading_list(page_state(p), kind, lang_text[p->lang], 0, p->now, lines, &n, &in_force)) != 0 || n == 0)
		return r;
	doc = hdf_item(p->data, "Docs", at);
	hdf_set(doc, "Kind", document_kind_text[kind]);
	hdf_set(doc, "Title", lines[0].title);
	for (size_t i = 0; i < n; i++) {
		struct hdf *item = hdf_item(doc, "Rev", i);

		hdf_setn(item, "Number", lines[i].number);
		hdf_set(item, "Title", lines[i].title);
		hdf_time(item, "Effective", lines[i].effective_at);
		hdf_time(item, "Published", lines[i].published_at);
		hdf_set(item, "Standing", lines[i].number == in_force ? "now" :
		    lines[i].effective_at > p->now ? "later" : "past");
		if (i + 1 < n)
			hdf_setn(item, "Before", lines[i + 1].number);
	}
	return 0;
}

int
agreements_show(struct page *p)
{
	/* what binds first */
	static const enum document_kind order[] = { DOCUMENT_AGREEMENT, DOCUMENT_CPS, DOCUMENT_PRIVACY, DOCUMENT_SENSITIVE,
	    DOCUMENT_NOTICE, DOCUMENT_RISK };
	int r;

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if ((r = list_kind(p, order[i], i)) != 0)
			return r;
	page_title(p, "Agreements.Title");
	page_nav(p, "agreements");
	return page_show(p, "page/agreements.cs");
}

static int
read_number(const char *text, int *out)
{
	uint64_t n;

	if (str_number(text, INT_MAX - 1, "revision", &n) != 0) {
		err_take();
		return ERR_NOTFOUND;
	}
	*out = (int)n;
	return 0;
}

static int
get(struct page *p, int number, struct revision *out)
{
	enum document_kind kind;
	int r;

	memset(out, 0, sizeof(*out));
	if ((r = reading_kind(page_param(p, "kind"), &kind)) != 0)
		return r;
	return reading_get(page_state(p), kind, lang_text[p->lang], number, out);
}

static void
fill_revision(struct page *p, const struct revision *rev)
{
	hdf_set(p->data, "Doc.Kind", document_kind_text[rev->kind]);
	hdf_set(p->data, "Doc.Title", rev->title);
	hdf_set(p->data, "Doc.Language", rev->language);
	hdf_flag(p->data, "Doc.Other", !str_eq(rev->language, lang_text[p->lang]));
	hdf_setn(p->data, "Doc.Number", rev->number);
	hdf_time(p->data, "Doc.Effective", rev->effective_at);
	hdf_time(p->data, "Doc.Published", rev->published_at);
	hdf_hex(p->data, "Doc.Sha256", rev->sha256, sizeof(rev->sha256));
	hdf_hex(p->data, "Doc.Sm3", rev->sm3, sizeof(rev->sm3));
	hdf_set(p->data, "Doc.Html", buf_str(&rev->html));
}

/* Its clauses, how it stands now, the one before it. */
static int
fill_around(struct page *p, const struct revision *rev)
{
	struct clause clauses[READING_CLAUSES];
	struct revision_line before[READING_LIST];
	int in_force, r;
	size_t n;

	if ((r = reading_clauses(page_state(p), rev->id, clauses, &n)) != 0)
		return r;
	for (size_t i = 0; i < n; i++) {
		struct hdf *item = hdf_item(p->data, "Doc.Clause", i);

		hdf_set(item, "Anchor", clauses[i].anchor);
		hdf_set(item, "Heading", clauses[i].heading);
		hdf_set(item, "Text", clauses[i].text);
	}
	if ((r = reading_list(page_state(p), rev->kind, rev->language, rev->number, p->now, before, &n, &in_force)) != 0)
		return r;
	hdf_set(p->data, "Doc.Standing", rev->number == in_force ? "now" : rev->effective_at > p->now ? "later" : "past");
	if (in_force > 0 && in_force != rev->number)
		hdf_setn(p->data, "Doc.InForce", in_force);
	if (n > 0)
		hdf_setn(p->data, "Doc.Before", before[0].number);
	return 0;
}

int
revision_show(struct page *p)
{
	struct revision rev;
	int number, r;

	if ((r = read_number(page_param(p, "number"), &number)) != 0 || (r = get(p, number, &rev)) != 0)
		return r;
	fill_revision(p, &rev);
	r = fill_around(p, &rev);
	revision_clear(&rev);
	if (r != 0)
		return r;
	facts_crumb(p, "Agreements.Title", "/agreements");
	facts_crumb(p, "Agreements.One", NULL);
	hdf_set(p->data, "Page.Title", hdf_get(p->data, "Doc.Title"));
	page_nav(p, "agreements");
	return page_show(p, "page/revision.cs");
}

int
terms_show(struct page *p)
{
	enum document_kind kind;
	int r, number;

	if ((r = reading_kind(page_param(p, "kind"), &kind)) != 0 ||
	    (r = reading_in_force(page_state(p), kind, lang_text[p->lang], p->now, &number)) != 0)
		return r;
	return page_redirect(p, "/agreements/%s/%d", document_kind_text[kind], number);
}

static void
fill_diff(struct hdf *h, const struct diff *d)
{
	static const char *const word[] = { "same", "del", "ins", "changed" };

	for (size_t i = 0; i < d->nrows; i++) {
		struct hdf *row = hdf_item(h, "Row", i);

		hdf_set(row, "Kind", word[d->rows[i].kind]);
		for (size_t k = 0; k < d->rows[i].count; k++) {
			const struct diff_piece *x = &d->pieces[d->rows[i].first + k];
			struct hdf *piece = hdf_item(row, "Piece", k);

			hdf_set(piece, "Kind", word[x->kind]);
			hdf_setf(piece, "Text", "%.*s", (int)x->len, x->text);
		}
	}
}

/* "1..2": from the older to the newer */
static int
read_range(const char *text, int *from, int *to)
{
	const char *dots = strstr(text, "..");
	char first[16];

	if (dots == NULL || (size_t)(dots - text) >= sizeof(first))
		return ERR_NOTFOUND;
	snprintf(first, sizeof(first), "%.*s", (int)(dots - text), text);
	return read_number(first, from) != 0 || read_number(dots + 2, to) != 0 ? ERR_NOTFOUND : 0;
}

static int
compare(struct page *p, const struct revision *a, const struct revision *b)
{
	struct diff d;
	int r;

	if ((r = diff_texts(buf_str(&a->markdown), buf_str(&b->markdown), &d)) != 0)
		return r;
	fill_revision(p, b);
	hdf_set(p->data, "Doc.Html", "");
	hdf_setn(p->data, "Old.Number", a->number);
	hdf_time(p->data, "Old.Effective", a->effective_at);
	hdf_flag(p->data, "Diff.Columns", str_eq(page_value(p, "as"), "columns"));
	fill_diff(hdf_at(p->data, "Diff"), &d);
	diff_clear(&d);
	facts_crumb(p, "Agreements.Title", "/agreements");
	facts_crumb(p, "Diff.Title", NULL);
	page_title(p, "Diff.Title");
	page_nav(p, "agreements");
	return page_show(p, "page/diff.cs");
}

int
diff_show(struct page *p)
{
	struct revision a, b;
	int from, to, r;

	if ((r = read_range(page_param(p, "range"), &from, &to)) != 0 || (r = get(p, from, &a)) != 0)
		return r;
	if ((r = get(p, to, &b)) == 0 && !str_eq(a.language, b.language))
		r = ERR_NOTFOUND;
	if (r == 0)
		r = compare(p, &a, &b);
	revision_clear(&a);
	revision_clear(&b);
	return r;
}
