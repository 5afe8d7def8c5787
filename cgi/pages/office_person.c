#include "pages/office_person.h"

#include <stdio.h>
#include <string.h>

#include "rules/granting.h"
#include "store/ra.h"
#include "util/err.h"
#include "util/region.h"
#include "util/str.h"
#include "web/hdf.h"
#include "web/page.h"

#define RAS	50
#define N(a) (sizeof(a) / sizeof((a)[0]))

static const char *const roles[] = { "auditor", "business", "clerk", "reviewer", "security" };	/* as a paper sorts them */

static const struct field fields[] = {
	{ "op_no",	 FIELD_LINE, FIELD_MUST, 32, NULL },
	{ "op_name",	 FIELD_LINE, FIELD_MUST, 64, NULL },
	{ "op_kind",	 FIELD_LINE, FIELD_MUST, 32, NULL },
	{ "op_number",	 FIELD_LINE, FIELD_MUST, 40, NULL },
	{ "op_ra",	 FIELD_LINE, FIELD_MUST, 32, NULL },
	{ "op_auditor",	 FIELD_TICK, 0,		 0,  NULL },
	{ "op_business", FIELD_TICK, 0,		 0,  NULL },
	{ "op_clerk",	 FIELD_TICK, 0,		 0,  NULL },
	{ "op_reviewer", FIELD_TICK, 0,		 0,  NULL },
	{ "op_security", FIELD_TICK, 0,		 0,  NULL },
};

/* Names of texts have no dash. */
static const char *
kind_text(struct page *p, const char *kind)
{
	char *key = region_printf(p->region, "Idnum.%s", kind);

	for (char *c = key; *c != '\0'; c++)
		if (*c == '-')
			*c = '_';
	return page_t(p, key);
}

int
office_person_form(struct page *p)
{
	struct ra ras[RAS];
	size_t n;
	int r;

	if ((r = granting_ras(page_state(p), ras, RAS, &n)) != 0)
		return r;
	for (size_t i = 0; i < n; i++) {
		struct hdf *item = hdf_item(p->data, "Person.Ra", i);

		hdf_set(item, "Value", ras[i].code);
		hdf_set(item, "Text", ras[i].name);
	}
	for (size_t i = 0; idnum_kinds[i] != NULL; i++) {
		struct hdf *item = hdf_item(p->data, "Person.Kind", i);

		hdf_set(item, "Value", idnum_kinds[i]);
		hdf_set(item, "Text", kind_text(p, idnum_kinds[i]));
	}
	page_keep(p, fields, N(fields));
	return 0;
}

int
office_person_read(struct page *p, struct granting *out)
{
	const char *list = "";

	for (size_t i = 0; i < N(roles); i++)
		if (page_ticked(p, region_printf(p->region, "op_%s", roles[i])))
			list = region_printf(p->region, "%s%s%s", list, *list != '\0' ? "," : "", roles[i]);
	page_fields(p, fields, N(fields));
	if (*list == '\0')
		page_fault(p, "op_roles", "Users.NoRole");
	*out = (struct granting){ .person_no = page_value(p, "op_no"), .name = page_value(p, "op_name"),
	    .ra = page_value(p, "op_ra"), .roles = list, .id_kind = page_value(p, "op_kind"),
	    .id_number = page_value(p, "op_number") };
	return p->faults > 0 ? ERR_INPUT : 0;
}

const char *
office_person_field(const char *name)
{
	static const struct { const char *rule, *form; } names[] = { { "person_no", "op_no" }, { "name", "op_name" },
	    { "ra", "op_ra" }, { "roles", "op_roles" }, { "id_number", "op_number" } };

	for (size_t i = 0; i < N(names); i++)
		if (str_eq(names[i].rule, name))
			return names[i].form;
	return "op_no";
}

const char *
office_roles(struct page *p, const char *list)
{
	const char *text = "";

	while (*list != '\0') {
		size_t n = strcspn(list, ",");

		text = region_printf(p->region, "%s%s%s", text, *text != '\0' ? page_t(p, "Users.And") : "",
		    page_t(p, region_printf(p->region, "Role.%.*s", (int)n, list)));
		list += n + (list[n] == ',');
	}
	return text;
}

void
office_person_fill(struct page *p, const struct operator *o)
{
	hdf_setid(p->data, "Op.Id", o->id);
	hdf_set(p->data, "Op.No", o->person_no);
	hdf_set(p->data, "Op.Name", o->name);
	hdf_set(p->data, "Op.Ra", o->ra);
	hdf_set(p->data, "Op.Roles", office_roles(p, o->roles));
	hdf_set(p->data, "Op.State", operator_state_text[o->state]);
	hdf_flag(p->data, "Op.Over", o->state == OPERATOR_ACTIVE && o->not_after <= p->now);
	hdf_flag(p->data, "Op.Soft", o->soft);
	hdf_time(p->data, "Op.Until", o->not_after);
	hdf_time(p->data, "Op.Created", o->created);
}
