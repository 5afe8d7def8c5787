#include <inttypes.h>
#include <string.h>

#include "pages/draft.h"
#include "pages/hall.h"
#include "rules/apply.h"
#include "rules/keying.h"
#include "rules/materials.h"
#include "rules/subject.h"
#include "util/err.h"
#include "util/str.h"
#include "web/hdf.h"
#include "web/page.h"

static const struct field fields[] = {
	{ "declare", FIELD_TICK, FIELD_MUST, 0, NULL },
};

static void
fill_subject(struct page *p, const struct draft *d)
{
	const struct subject_field *rows[SUBJECT_FIELDS];
	size_t n = subject_fields(d->product.kind, rows);

	for (size_t i = 0; i < n; i++) {
		struct hdf *item = hdf_item(p->data, "Subject", i);

		hdf_set(item, "Name", rows[i]->name);
		hdf_set(item, "Value", subject_get(&d->app, rows[i]));
	}
}

static void
fill_identities(struct page *p, const struct draft *d)
{
	static const struct { enum product_kind product; enum person_capacity whose; const char *label; } people[] = {
		{ PRODUCT_PERSONAL, PERSON_SELF, "Identity.Self" },
		{ PRODUCT_ENTERPRISE, PERSON_LEGAL, "Identity.Legal" }, { PRODUCT_ENTERPRISE, PERSON_AGENT, "Identity.Agent" },
	};
	unsigned char bytes[IDENTITY_KEY];
	const unsigned char *key = draft_key(p, bytes);
	char masked[LEN_MASKED];
	size_t n = 0;

	for (size_t i = 0; i < sizeof(people) / sizeof(people[0]); i++) {
		const struct app_id *id = identity_of(&d->app, people[i].whose);
		struct hdf *item;

		if (people[i].product != d->product.kind)
			continue;
		item = hdf_item(p->data, "Identity", n++);
		hdf_set(item, "Label", page_t(p, people[i].label));
		hdf_set(item, "Kind", id->kind);
		hdf_set(item, "KindText", draft_id_kind(p, id->kind));
		if (identity_masked(&d->app, people[i].whose, key, masked, sizeof(masked)) == 0)
			hdf_set(item, "Masked", masked);
	}
	explicit_bzero(bytes, sizeof(bytes));
}

static int
fill_materials(struct page *p, const struct draft *d)
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
		for (size_t k = 0; k < n; k++)
			if (str_eq(have[k].kind, kinds[i]))
				hdf_set(item, "Name", have[k].name);
	}
	return 0;
}

/* The parts that are missing, in order, each with the page that mends it. */
static int
fill_missing(struct page *p, const struct draft *d, unsigned *missing)
{
	static const char *const pages[PART_MAX] = { "agreement", "subject", "email", "identity", "key", "materials" };
	unsigned char bytes[IDENTITY_KEY];
	size_t n = 0;
	int r;

	r = submitting_missing(page_state(p), &d->app, &d->product, draft_key(p, bytes), p->now, missing);
	explicit_bzero(bytes, sizeof(bytes));
	for (int part = 0; r == 0 && part < PART_MAX; part++)
		if (*missing & 1u << part)
			hdf_set(hdf_item(p->data, "Missing", n++), "Page", pages[part]);
	return r;
}

static int
show(struct page *p, struct draft *d)
{
	char code[KEY_CODE];
	unsigned missing;
	int r;

	draft_fill(p, d);
	fill_subject(p, d);
	fill_identities(p, d);
	if (d->app.spki.len > 0) {
		hdf_set(p->data, "Have.Origin", app_key_text[d->app.key_origin]);
		hdf_set(p->data, "Have.Code", key_code(d->app.spki_sha256, code));
	}
	hdf_setn(p->data, "Product.Days", d->product.days);
	if ((r = fill_materials(p, d)) != 0 || (r = fill_missing(p, d, &missing)) != 0)
		return r;
	page_title(p, "Check.Title");
	return page_show(p, "page/check.cs");
}

int
check_show(struct page *p)
{
	return draft_with(p, PART_KEY, show);
}

static int
submit(struct page *p, struct draft *d)
{
	unsigned char bytes[IDENTITY_KEY];
	int r;

	if (page_fields(p, fields, 1) != 0)
		return show(p, d);
	if (!draft_fresh(p, d)) {		/* what was checked is not what is there now */
		draft_stale(p, d);
		return show(p, d);
	}
	r = submitting_submit(page_state(p), p->actor, &d->app, &d->product, draft_key(p, bytes),
	    page_t(p, "Check.Declare"), p->now);
	explicit_bzero(bytes, sizeof(bytes));
	if (r == ERR_INPUT) {
		err_take();
		page_fault(p, "declare", "Check.Missing");
		return show(p, d);
	}
	if (r == ERR_CONFLICT) {
		draft_stale(p, d);
		if (d->app.state == APP_DRAFT || d->app.state == APP_RETURNED)
			return show(p, d);
		r = 0;		/* the other click was faster */
	}
	return r != 0 ? r : page_redirect(p, "/apply/%" PRIu64 "/done", d->app.id);
}

int
check_send(struct page *p)
{
	return draft_with(p, PART_KEY, submit);
}
