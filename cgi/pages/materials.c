#include <inttypes.h>

#include "pages/draft.h"
#include "pages/hall.h"
#include "rules/materials.h"
#include "util/err.h"
#include "util/str.h"
#include "web/hdf.h"
#include "web/page.h"

static const struct field fields[] = {
	{ "kind", FIELD_TOKEN, FIELD_MUST, 32, NULL },
};

static void
fill_one(struct hdf *item, const struct material *m)
{
	hdf_set(item, "Name", m->name);
	hdf_set(item, "Type", str_eq(m->type, "image/jpeg") ? "JPG" : str_eq(m->type, "image/png") ? "PNG" : "PDF");
	hdf_setf(item, "Size", "%d", (m->size + 1023) / 1024);
	hdf_hex4(item, "Digest", m->sha256, LEN_DIGEST);
	hdf_time(item, "At", m->created);
}

/* The kinds in order, each with what there is. */
static int
fill_list(struct page *p, const struct draft *d)
{
	struct material have[MATERIALS_MAX];
	const char *kinds[MATERIALS_KINDS + MATERIALS_MAX];
	size_t shown, n;
	int r;

	if ((r = materials_list(page_state(p), &d->app, have, &n)) != 0)
		return r;
	shown = materials_shown(&d->app, d->product.kind, have, n, kinds);
	for (size_t i = 0; i < shown; i++) {
		struct hdf *item = hdf_item(p->data, "Material", i);

		hdf_set(item, "Kind", kinds[i]);
		hdf_flag(item, "Extra", !materials_is_wanted(&d->app, d->product.kind, kinds[i]));
		for (size_t k = 0; k < n; k++)
			if (str_eq(have[k].kind, kinds[i]))
				fill_one(hdf_at(item, "Have"), &have[k]);
	}
	return 0;
}

static int
show(struct page *p, struct draft *d)
{
	int r;

	draft_fill(p, d);
	if ((r = fill_list(p, d)) != 0)
		return r;
	page_title(p, "Materials.Title");
	return page_show(p, "page/materials.cs");
}

int
materials_show(struct page *p)
{
	return draft_with(p, PART_MATERIALS, show);
}

static int
add(struct page *p, struct draft *d, const char *kind)
{
	const struct form_field *file = form_file(&p->form, kind);
	int r;

	if (file == NULL) {
		page_fault(p, kind, "Materials.None");
		return show(p, d);
	}
	r = materials_add(page_state(p), p->actor, &d->app, d->product.kind, kind, file->file, file->value, file->len,
	    page_once(p), p->now);
	if (r == ERR_INPUT || r == ERR_LIMIT) {
		page_fault_note(p, kind);
		return show(p, d);
	}
	return r;
}

/* Edited in another window, or submitted there: nothing was stored, and the file must be chosen again. */
static int
change(struct page *p, struct draft *d, bool *shown)
{
	const char *kind;
	int r;

	*shown = true;
	if ((r = page_fields(p, fields, 1)) != 0)
		return show(p, d);
	kind = page_value(p, "kind");
	r = str_eq(page_value(p, "act"), "remove") ? materials_remove(page_state(p), p->actor, &d->app, kind, p->now) :
	    add(p, d, kind);
	if (r == ERR_CONFLICT) {
		draft_stale(p, d);
		return show(p, d);
	}
	*shown = r != 0 || p->faults > 0;
	return r;
}

int
materials_send(struct page *p)
{
	struct draft d;
	bool elsewhere, shown;
	uint64_t id;
	int r;

	if ((r = draft_open(p, PART_MATERIALS, &d, &elsewhere)) != 0 || elsewhere)
		return r;
	id = d.app.id;
	r = change(p, &d, &shown);
	draft_close(&d);
	if (r != 0 || shown)
		return r;
	page_flash(p, str_eq(page_value(p, "act"), "remove") ? "MaterialGone" : "MaterialKept");
	return page_redirect(p, "/apply/%" PRIu64 "/materials", id);
}
