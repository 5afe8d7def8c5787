#include <inttypes.h>
#include <string.h>

#include "pages/office.h"
#include "pages/office_text.h"
#include "rules/drafting.h"
#include "util/err.h"
#include "util/region.h"
#include "util/str.h"
#include "web/hdf.h"
#include "web/page.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static const struct field fields[] = {
	{ "version",  FIELD_TOKEN,  FIELD_MUST, 20,		NULL },
	{ "class",    FIELD_CHOICE, FIELD_MUST, 0,		revision_class_text },
	{ "markdown", FIELD_TEXT,   FIELD_MUST, DRAFTING_TEXT,	NULL },
};

/* The page around the form; v holds the text that is checked and shown, stored or typed. */
static int
show(struct page *p, const struct revision *v)
{
	bool bad;
	int r;

	if ((r = office_text_checks(p, v, &bad)) != 0)
		return r;
	office_text_fill(p, v);
	page_fill(p, "class", revision_class_text[v->class]);
	page_fill(p, "markdown", buf_str(&v->markdown));
	page_title(p, "Office.Draft");
	return page_show(p, "page/office_draft.cs");
}

int
draft_show(struct page *p)
{
	struct revision v;
	int r;

	if ((r = office_text_get(p, &v)) == 0)
		r = v.state == REVISION_DRAFT ? show(p, &v) : page_redirect(p, "/admin/agreements/%" PRIu64, v.id);
	revision_clear(&v);
	return r;
}

/* Text and class as typed take the place of the stored ones: they are checked and shown. */
static void
take_typed(struct page *p, struct revision *v)
{
	for (int c = 0; c < REVISION_CLASS_MAX; c++)
		if (str_eq(revision_class_text[c], page_value(p, "class")))
			v->class = (enum revision_class)c;
	buf_reset(&v->markdown);
	buf_adds(&v->markdown, page_value(p, "markdown"));
	if (v->markdown.len > 0)
		buf_addc(&v->markdown, '\n');	/* fields are trimmed, a text ends its last line */
}

static int
save(struct page *p, const struct revision *v)
{
	struct drafting d = { .revision = v->id, .class = v->class, .markdown = buf_str(&v->markdown) };
	int r;

	if ((r = str_number(page_value(p, "version"), UINT64_MAX, "version of the draft", &d.version)) != 0 ||
	    (r = drafting_save(page_state(p), p->actor, &d, p->now)) != 0)
		return r;
	if (str_eq(page_value(p, "act"), "publish"))
		return page_redirect(p, "/admin/agreements/%" PRIu64 "/publish", v->id);
	page_flash(p, "OfficeSaved");
	return page_redirect(p, "/admin/agreements/%" PRIu64 "/edit", v->id);
}

/* Somebody else was faster: what was typed stays, beside it what he changed; saving again then replaces his text. */
static int
show_conflict(struct page *p, struct revision *typed)
{
	struct revision stored;
	int r;

	if ((r = drafting_get(page_state(p), typed->id, &stored)) == 0 && stored.state != REVISION_DRAFT)
		r = page_redirect(p, "/admin/agreements/%" PRIu64, typed->id);
	else if (r == 0 && (r = office_text_diff(p, buf_str(&stored.markdown), buf_str(&typed->markdown))) == 0) {
		page_fault(p, "markdown", "Office.Changed");
		hdf_flag(p->data, "Conflict", true);
		typed->version = stored.version;
		r = show(p, typed);
	}
	revision_clear(&stored);
	return r;
}

static int
act(struct page *p, struct revision *v)
{
	int r;

	if (v->state != REVISION_DRAFT)
		return page_redirect(p, "/admin/agreements/%" PRIu64, v->id);
	r = page_fields(p, fields, N(fields));
	take_typed(p, v);
	if (r != 0)
		return show(p, v);
	if (str_eq(page_value(p, "act"), "preview")) {
		office_text_render(p, v);
		hdf_flag(p->data, "Preview", true);
		return show(p, v);
	}
	if ((r = save(p, v)) != ERR_CONFLICT)
		return r;
	err_take();
	return show_conflict(p, v);
}

int
draft_send(struct page *p)
{
	struct revision v;
	int r;

	if ((r = office_text_get(p, &v)) == 0)
		r = act(p, &v);
	revision_clear(&v);
	return r;
}

static int
show_diff(struct page *p, const struct revision *v)
{
	struct revision old;
	int r;

	if ((r = drafting_before(page_state(p), v, p->now, &old)) == 0) {
		hdf_time(p->data, "Old.Effective", old.effective_at);
		hdf_set(p->data, "Old.Say", page_tf(p, "Office.DiffOf", region_printf(p->region, "%d", old.number),
		    hdf_get(p->data, "Old.Effective"), NULL));
		r = office_text_diff(p, buf_str(&old.markdown), buf_str(&v->markdown));
	}
	revision_clear(&old);
	if (r != 0 && r != ERR_NOTFOUND)
		return r;
	office_text_fill(p, v);
	page_title(p, "Office.Diff");
	return page_show(p, "page/office_diff.cs");
}

int
draft_diff(struct page *p)
{
	struct revision v;
	int r;

	if ((r = office_text_get(p, &v)) == 0)
		r = show_diff(p, &v);
	revision_clear(&v);
	return r;
}
