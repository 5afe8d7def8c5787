#include <inttypes.h>
#include <string.h>

#include "pages/draft.h"
#include "pages/hall.h"
#include "rules/agreeing.h"
#include "rules/apply.h"
#include "rules/subject.h"
#include "util/err.h"
#include "util/str.h"
#include "web/hdf.h"
#include "web/page.h"

/* A person of the application: his two fields in the form. */
struct place {
	enum person_capacity	 whose;
	const char		*kind, *number;
};

static const struct place personal[] = { { PERSON_SELF, "id_kind", "id_no" } };
static const struct place enterprise[] = {
	{ PERSON_LEGAL, "legal_id_kind", "legal_id_no" },
	{ PERSON_AGENT, "agent_id_kind", "agent_id_no" },
};

static size_t
places_of(const struct draft *d, const struct place **out)
{
	*out = d->product.kind == PRODUCT_PERSONAL ? personal : enterprise;
	return d->product.kind == PRODUCT_PERSONAL ? 1 : 2;
}

/* What is there already is shown masked; a number whose key is lost is said to be lost. */
static void
fill_place(struct page *p, const struct draft *d, const struct place *at, const unsigned char *key)
{
	const struct app_id *id = identity_of(&d->app, at->whose);
	char masked[LEN_MASKED];
	struct hdf *node = hdf_at(p->data, region_printf(p->region, "Id.%s", at->number));

	page_fill(p, at->kind, id->kind[0] != '\0' ? id->kind : "resident");
	if (identity_masked(&d->app, at->whose, key, masked, sizeof(masked)) == 0)
		hdf_set(node, "Masked", masked);
	else
		hdf_flag(node, "Lost", id->draft.len > 0);
}

static int
show(struct page *p, struct draft *d)
{
	unsigned char bytes[IDENTITY_KEY];
	const unsigned char *key = draft_key(p, bytes);
	const struct place *places;
	size_t n = places_of(d, &places);

	draft_fill(p, d);
	for (size_t i = 0; i < n; i++)
		fill_place(p, d, &places[i], key);
	for (size_t i = 0; draft_id_kinds[i] != NULL; i++) {
		struct hdf *item = hdf_item(p->data, "Kinds", i);

		hdf_set(item, "Value", draft_id_kinds[i]);
		hdf_set(item, "Text", draft_id_kind(p, draft_id_kinds[i]));
	}
	if (key == NULL)
		draft_key_made(p, bytes);
	explicit_bzero(bytes, sizeof(bytes));
	hdf_set(p->data, "App.Back", page_value(p, "back"));
	hdf_set(p->data, "Name.self", d->app.common_name);
	hdf_set(p->data, "Name.legal", d->app.legal_name);
	hdf_set(p->data, "Name.agent", d->app.agent_name);
	page_title(p, "Identity.Title");
	return page_show(p, "page/identity.cs");
}

int
identity_show(struct page *p)
{
	return draft_with(p, PART_IDENTITY, show);
}

/* One person's number. An empty field keeps the number there is, if it is of that kind. */
static void
take_place(struct page *p, struct draft *d, const struct place *at, const unsigned char *key, bool *changed)
{
	const struct field fields[] = {
		{ at->kind, FIELD_CHOICE, FIELD_MUST, 0, draft_id_kinds },
		{ at->number, FIELD_LINE, 0, 30, NULL },
	};
	const struct app_id *id = identity_of(&d->app, at->whose);
	const char *kind, *number;

	if (page_fields(p, fields, 2) != 0)
		return;
	kind = page_value(p, at->kind);
	number = page_value(p, at->number);
	if (*number == '\0' && str_eq(kind, id->kind) && identity_given(&d->app, at->whose, key))
		return;
	if (*number == '\0')
		page_fault(p, at->number, region_printf(p->region, "Field.%s.Must", at->number));
	else if (identity_same(&d->app, at->whose, kind, number, key, p->now))
		return;
	else if (identity_put(&d->app, at->whose, kind, number, key, p->now) != 0)
		page_fault_note(p, at->number);
	else
		*changed = true;
}

static int
save(struct page *p, struct draft *d)
{
	unsigned char bytes[IDENTITY_KEY];
	const unsigned char *key = draft_key_made(p, bytes);
	const struct place *places;
	size_t n = places_of(d, &places), faults = p->faults;
	bool fresh = draft_fresh(p, d), changed = false;
	int r;

	for (size_t i = 0; i < n; i++)
		take_place(p, d, &places[i], key, &changed);
	explicit_bzero(bytes, sizeof(bytes));
	if (p->faults > faults) {
		draft_again(p, d);
		return show(p, d);
	}
	if (!changed)
		return draft_next(p, d, PART_IDENTITY);
	subject_complete(&d->app, d->product.kind);
	r = fresh ? apply_save(page_state(p), p->actor, &d->app, "identity", p->now) : ERR_CONFLICT;
	if (r == ERR_CONFLICT) {
		draft_stale(p, d);
		return show(p, d);
	}
	return r != 0 ? r : draft_next(p, d, PART_IDENTITY);
}

int
identity_send(struct page *p)
{
	return draft_with(p, PART_IDENTITY, save);
}
