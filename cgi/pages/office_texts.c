#include <inttypes.h>
#include <string.h>

#include "pages/office.h"
#include "pages/office_text.h"
#include "pages/sign_link.h"
#include "rules/actor.h"
#include "rules/drafting.h"
#include "rules/signing.h"
#include "util/err.h"
#include "util/region.h"
#include "util/str.h"
#include "web/hdf.h"
#include "web/page.h"

static const char *const languages[] = { "zh-CN", "en", "vi" };
#define LANGUAGES (sizeof(languages) / sizeof(languages[0]))

static void
fill_line(struct page *p, struct hdf *h, const struct revision_line *l)
{
	hdf_setid(h, "Id", l->id);
	hdf_set(h, "Label", page_tf(p, "Office.No", region_printf(p->region, "%d", l->number), NULL));
	hdf_set(h, "State", revision_state_text[l->state]);
	hdf_time(h, "Effective", l->effective_at);
	hdf_time(h, "Edited", l->edited_at);
}

static int
fill_document(struct page *p, struct hdf *row, enum document_kind kind, const char *language)
{
	struct drafting_stand s;
	int r;

	if ((r = drafting_stand(page_state(p), kind, language, p->now, &s)) != 0)
		return r;
	hdf_set(row, "Language", language);
	hdf_setf(row, "Word", "%.2s", language);
	if (s.in_force)
		fill_line(p, hdf_at(row, "Now"), &s.now);
	if (s.next)
		fill_line(p, hdf_at(row, "Then"), &s.then);
	if (s.open)
		fill_line(p, hdf_at(row, "Open"), &s.draft);
	return 0;
}

int
texts_show(struct page *p)
{
	int r;

	for (int kind = 0; kind < DOCUMENT_KIND_MAX; kind++) {
		struct hdf *group = hdf_item(p->data, "Kind", (size_t)kind);

		hdf_set(group, "Word", document_kind_text[kind]);
		for (size_t i = 0; i < LANGUAGES; i++)
			if ((r = fill_document(p, hdf_item(group, "Row", i), (enum document_kind)kind, languages[i])) != 0)
				return r;
	}
	hdf_flag(p->data, "Can.Edit", (p->actor->roles & ROLE_BUSINESS) != 0);
	page_title(p, "Office.Texts");
	page_nav(p, "agreements");
	return page_show(p, "page/office_texts.cs");
}

static int
read_kind(struct page *p, enum document_kind *out)
{
	for (int k = 0; k < DOCUMENT_KIND_MAX; k++)
		if (str_eq(document_kind_text[k], page_param(p, "kind"))) {
			*out = (enum document_kind)k;
			return 0;
		}
	return ERR_NOTFOUND;
}

int
texts_open(struct page *p)
{
	enum document_kind kind;
	uint64_t id;
	int r;

	if ((r = read_kind(p, &kind)) != 0 || (r = drafting_open(page_state(p), p->actor, kind, page_param(p, "language"),
	    page_once(p), p->now, &id)) != 0)
		return r;
	return page_redirect(p, "/admin/agreements/%" PRIu64 "/edit", id);
}

/* --- one revision --------------------------------------------------------------------------------------------------- */

/* The publish paper of a text that has one, and the link for who may sign it now. */
static int
show_paper(struct page *p, const struct revision *v)
{
	struct signing s;
	bool may = (p->actor->roles & ROLE_BUSINESS) != 0;
	int r;

	if ((r = signing_of(page_state(p), p->actor, "publish", v->id, p->now, &s)) == 0) {
		office_paper_fill(p, "Paper", &s);
		hdf_flag(p->data, "Can.Reopen", may && v->state == REVISION_SIGNING && s.paper.state == PAPER_OPEN);
		if (may && s.open && !s.his)
			r = sign_link(p, "Paper.Link", &(struct sign_link){ .does = "sign", .paper = &s.paper.text,
			    .back = region_printf(p->region, "/admin/agreements/%" PRIu64 "/signed", v->id),
			    .person = p->actor->person });
	}
	signing_clear(&s);
	return r == ERR_NOTFOUND ? 0 : r;
}

static int
show(struct page *p, const struct revision *v)
{
	int r;

	if ((r = show_paper(p, v)) != 0)
		return r;
	office_text_fill(p, v);
	if (v->state == REVISION_DRAFT)
		office_text_render(p, v);
	else {
		hdf_set(p->data, "Doc.Language", v->language);
		hdf_set(p->data, "Doc.Title", v->title);
		hdf_set(p->data, "Doc.Html", buf_str(&v->html));
	}
	hdf_flag(p->data, "Can.Edit", v->state == REVISION_DRAFT && (p->actor->roles & ROLE_BUSINESS) != 0);
	page_title(p, "Office.Text");
	return page_show(p, "page/office_text.cs");
}

int
text_show(struct page *p)
{
	struct revision v;
	int r;

	if ((r = office_text_get(p, &v)) == 0)
		r = show(p, &v);
	revision_clear(&v);
	return r;
}

int
text_reopen(struct page *p)
{
	uint64_t id;
	int r;

	if ((r = page_id(p, "id", &id)) != 0 || (r = drafting_reopen(page_state(p), p->actor, id, p->now)) != 0)
		return r;
	page_flash(p, "OfficeReopened");
	return page_redirect(p, "/admin/agreements/%" PRIu64 "/edit", id);
}

static int
take(struct page *p, const struct revision *v)
{
	struct signing_act act = { .paper = v->paper, .kind = "publish", .digest = page_value(p, "paper"),
	    .roles = ROLE_BUSINESS };
	struct badge_answer answer;
	bool complete;
	int r;

	if ((r = sign_answer(p, &answer)) == 0)
		r = signing_take(page_state(p), p->actor, &act, &answer, p->now, &complete);
	badge_answer_clear(&answer);
	if (r != 0)
		return r;
	page_flash(p, complete ? "OfficeComplete" : "OfficeSigned");
	return page_redirect(p, "/admin/agreements/%" PRIu64, v->id);
}

/* What the signing page sends.  What cannot be taken is said on the page of the text. */
int
text_signed(struct page *p)
{
	struct revision v;
	int r;

	if ((r = office_text_get(p, &v)) == 0 && (r = take(p, &v)) != 0 && (r == ERR_DENIED || r == ERR_CONFLICT ||
	    r == ERR_INPUT)) {
		page_fault_note(p, "sign");
		r = show(p, &v);
	}
	revision_clear(&v);
	return r;
}
