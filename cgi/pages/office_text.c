#include "pages/office_text.h"

#include <stdio.h>
#include <string.h>

#include "rules/drafting.h"
#include "rules/markdown.h"
#include "rules/proofing.h"
#include "rules/signing.h"
#include "util/diff.h"
#include "util/err.h"
#include "util/region.h"
#include "web/hdf.h"
#include "web/page.h"

#define FAULTS	20
#define AROUND	2	/* unchanged lines shown beside a change */

int
office_text_get(struct page *p, struct revision *out)
{
	uint64_t id;
	int r;

	memset(out, 0, sizeof(*out));
	return (r = page_id(p, "id", &id)) != 0 ? r : drafting_get(page_state(p), id, out);
}

static void
crumb(struct page *p, size_t i, const char *href, const char *text)
{
	struct hdf *c = hdf_item(p->data, "Crumb", i);

	hdf_set(c, "Text", text);
	if (href != NULL)
		hdf_set(c, "Href", href);
}

void
office_text_fill(struct page *p, const struct revision *v)
{
	const char *kind = page_t(p, region_printf(p->region, "Office.Kind.%s", document_kind_text[v->kind]));
	char number[16];

	hdf_setid(p->data, "Text.Id", v->id);
	hdf_setid(p->data, "Text.Version", v->version);
	hdf_set(p->data, "Text.Kind", document_kind_text[v->kind]);
	hdf_set(p->data, "Text.Name", kind);
	hdf_set(p->data, "Text.Language", v->language);
	hdf_setf(p->data, "Text.Word", "%.2s", v->language);	/* a key of texts holds no hyphen */
	hdf_setn(p->data, "Text.Number", v->number);
	hdf_set(p->data, "Text.State", revision_state_text[v->state]);
	hdf_set(p->data, "Text.Class", revision_class_text[v->class]);
	hdf_set(p->data, "Text.Title", v->title);
	hdf_time(p->data, "Text.Effective", v->effective_at);
	hdf_time(p->data, "Text.Published", v->published_at);
	hdf_time(p->data, "Text.Edited", v->edited_at);
	if (v->state != REVISION_DRAFT) {
		hdf_hex4(p->data, "Text.Sha256", v->sha256, sizeof(v->sha256));
		hdf_hex4(p->data, "Text.Sm3", v->sm3, sizeof(v->sm3));
	}
	snprintf(number, sizeof(number), "%d", v->number);
	crumb(p, 0, "/admin/agreements", page_t(p, "Office.Texts"));
	crumb(p, 1, NULL, page_tf(p, "Office.Crumb", kind, number,
	    page_t(p, region_printf(p->region, "Office.Language.%.2s", v->language)), NULL));
	page_nav(p, "agreements");
}

/* The sentence of a fault: of the form, what rules/markdown says; else a text with the words at fault. */
static const char *
sentence(struct page *p, const struct proofing_fault *f)
{
	const char *what = f->what;

	if (f->check == PROOFING_FORM)
		return page_note(p, f->what);
	if (f->check == PROOFING_LANGUAGES)
		what = page_t(p, region_printf(p->region, "Office.Language.%.2s", what));
	return page_tf(p, region_printf(p->region, "Office.Fault.%s", proofing_text[f->check]), what, NULL);
}

int
office_text_checks(struct page *p, const struct revision *v, bool *bad)
{
	struct proofing_fault faults[FAULTS];
	size_t n;
	int r;

	*bad = false;
	if ((r = proofing(page_state(p), v, faults, FAULTS, &n)) != 0)
		return r;
	for (size_t i = 0; i < n; i++) {
		struct hdf *item = hdf_item(p->data, "Check", i);

		hdf_set(item, "Kind", proofing_text[faults[i].check]);
		hdf_set(item, "Say", sentence(p, &faults[i]));
		hdf_flag(item, "Warning", faults[i].warning);
		*bad = *bad || !faults[i].warning;
	}
	hdf_flag(p->data, "Bad", *bad);
	return 0;
}

void
office_text_render(struct page *p, const struct revision *v)
{
	struct markdown m;

	hdf_set(p->data, "Doc.Language", v->language);
	if (markdown_render(buf_str(&v->markdown), v->markdown.len, &m) != 0) {
		err_take();	/* the checks name it */
		return;
	}
	hdf_set(p->data, "Doc.Title", m.title);
	hdf_set(p->data, "Doc.Html", buf_str(&m.html));
	markdown_clear(&m);
}

static bool
is_near_change(const struct diff *d, size_t i)
{
	size_t from = i > AROUND ? i - AROUND : 0;

	for (size_t k = from; k <= i + AROUND && k < d->nrows; k++)
		if (d->rows[k].kind != DIFF_SAME)
			return true;
	return false;
}

static void
fill_row(struct hdf *row, const struct diff *d, const struct diff_row *r)
{
	static const char *const words[] = { "same", "del", "ins", "changed" };

	hdf_set(row, "Kind", words[r->kind]);
	for (size_t k = 0; k < r->count; k++) {
		const struct diff_piece *x = &d->pieces[r->first + k];
		struct hdf *piece = hdf_item(row, "Piece", k);

		hdf_set(piece, "Kind", words[x->kind]);
		hdf_setf(piece, "Text", "%.*s", (int)x->len, x->text);
	}
}

int
office_text_diff(struct page *p, const char *before, const char *after)
{
	struct diff d;
	size_t n = 0;
	bool gap = false;
	int r;

	if ((r = diff_texts(before, after, &d)) != 0)
		return r;
	for (size_t i = 0; i < d.nrows; i++) {
		if (is_near_change(&d, i))
			fill_row(hdf_item(p->data, "Diff.Row", n++), &d, &d.rows[i]);
		else if (!gap)
			hdf_set(hdf_item(p->data, "Diff.Row", n++), "Kind", "gap");
		gap = !is_near_change(&d, i);
	}
	for (size_t i = 0; i < d.nrows; i++)
		if (d.rows[i].kind != DIFF_SAME)
			hdf_flag(p->data, "Diff.Any", true);
	diff_clear(&d);
	return 0;
}

void
office_paper_fill(struct page *p, const char *node, const struct signing *s)
{
	struct hdf *h = hdf_at(p->data, node);

	hdf_setid(h, "Id", s->paper.claim.id);
	hdf_set(h, "State", paper_state_text[s->paper.state]);
	hdf_set(h, "By", s->paper.made_by);
	hdf_time(h, "Until", s->paper.until_at);
	hdf_set(h, "Till", page_tf(p, "Office.Paper.Until", hdf_get(h, "Until"), NULL));
	hdf_set(h, "Has", page_tf(p, "Office.Paper.Has", region_printf(p->region, "%zu", s->signs),
	    region_printf(p->region, "%d", s->paper.needs), NULL));
	hdf_set(h, "Text", buf_str(&s->paper.text));
	if (s->paper.error[0] != '\0')
		hdf_set(h, "Error", page_note(p, s->paper.error));
	hdf_flag(h, "Open", s->open);
	hdf_flag(h, "Late", s->paper.state == PAPER_OPEN && !s->open);
	hdf_flag(h, "His", s->his);
	for (size_t i = 0; i < s->signs; i++) {
		struct hdf *item = hdf_item(h, "Sign", i);

		hdf_set(item, "Person", s->sign[i].person_no);
		hdf_time(item, "At", s->sign[i].created);
	}
}
