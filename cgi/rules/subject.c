#include "rules/subject.h"

#include <stdio.h>
#include <string.h>

#include "pki/email.h"
#include "pki/mobile.h"
#include "pki/mst.h"
#include "pki/realname.h"
#include "pki/uscc.h"
#include "util/err.h"
#include "util/str.h"

static int
put_name(const char *typed, char *to, size_t size)
{
	return realname_parse(typed, to, size);
}

static int
put_email(const char *typed, char *to, size_t size)
{
	return email_parse(typed, to, size);
}

static int
put_mobile(const char *typed, char *to, size_t size)
{
	char number[MOBILE_SIZE];
	int r;

	return (r = mobile_parse(typed, number)) != 0 ? r : str_copy(to, size, number);
}

/* Ten digits (or thirteen, of a branch), set apart or not, are a tax number of Vietnam; all else should be a credit code. */
int
subject_unit(const char *typed, char *to, size_t size)
{
	char code[USCC_SIZE], tax[MST_SIZE];
	size_t digits = 0, n;
	int r;

	for (n = 0; typed[n] != '\0' && strchr("0123456789-. ", typed[n]) != NULL; n++)
		digits += typed[n] >= '0' && typed[n] <= '9';
	if (typed[n] == '\0' && digits >= 10 && digits <= 13)
		return (r = mst_parse(typed, tax)) != 0 ? r : str_copy(to, size, tax);
	return (r = uscc_parse(typed, code)) != 0 ? r : str_copy(to, size, code);
}

#define PERSON	(1u << PRODUCT_PERSONAL)
#define UNIT	(1u << PRODUCT_ENTERPRISE)
#define AT(field) offsetof(struct app, field), sizeof(((struct app *)0)->field)

static const struct subject_field table[] = {
	{ "common_name",  PERSON,	 true,	64,  AT(common_name),	put_name },
	{ "mobile",	  PERSON,	 true,	20,  AT(mobile),	put_mobile },
	{ "org_name",	  UNIT,		 true,	64,  AT(org_name),	put_name },
	{ "uscc",	  UNIT,		 true,	30,  AT(uscc),		subject_unit },
	{ "province",	  UNIT,		 true,	64,  AT(province),	put_name },
	{ "locality",	  UNIT,		 true,	64,  AT(locality),	put_name },
	{ "org_unit",	  UNIT,		 false,	64,  AT(org_unit),	put_name },
	{ "legal_name",	  UNIT,		 true,	64,  AT(legal_name),	put_name },
	{ "agent_name",	  UNIT,		 true,	64,  AT(agent_name),	put_name },
	{ "agent_mobile", UNIT,		 true,	20,  AT(agent_mobile),	put_mobile },
	{ "email",	  PERSON | UNIT, false,	254, AT(email),		put_email },
	{ "purpose",	  PERSON | UNIT, true,	200, AT(purpose),	put_name },
};
#define ROWS (sizeof(table) / sizeof(table[0]))

size_t
subject_fields(enum product_kind product, const struct subject_field *out[SUBJECT_FIELDS])
{
	size_t n = 0;

	for (size_t i = 0; i < ROWS; i++)
		if (table[i].products & 1u << product)
			out[n++] = &table[i];
	return n;
}

const char *
subject_get(const struct app *app, const struct subject_field *f)
{
	return (const char *)app + f->at;
}

int
subject_put(struct app *app, const struct subject_field *f, const char *typed)
{
	char *to = (char *)app + f->at;

	if (*typed == '\0') {
		*to = '\0';
		return f->must ? err_set(ERR_INPUT, "%s is missing", f->name) : 0;
	}
	return f->parse(typed, to, f->size);
}

/* GB 32100-2015: the first two characters say who registered the unit and what it is. */
static const char *
kind_of_unit(const char *code)
{
	static const struct { const char *begin, *kind; } kinds[] = {
		{ "91", "company" }, { "92", "household" }, { "93", "cooperative" }, { "11", "authority" }, { "12", "institution" },
		{ "51", "association" }, { "52", "association" }, { "53", "association" },
	};

	if (strlen(code) != USCC_SIZE - 1)
		return "foreign";
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (str_starts(code, kinds[i].begin))
			return kinds[i].kind;
	return "other";
}

void
subject_complete(struct app *app, enum product_kind product)
{
	if (product == PRODUCT_PERSONAL) {
		snprintf(app->country, sizeof(app->country), "%s", str_eq(app->person.kind, "vn") ? "VN" : "CN");
		return;
	}
	snprintf(app->org_kind, sizeof(app->org_kind), "%s", kind_of_unit(app->uscc));
	snprintf(app->country, sizeof(app->country), "%s", strlen(app->uscc) == USCC_SIZE - 1 ? "CN" : "VN");
	snprintf(app->common_name, sizeof(app->common_name), "%s", app->org_name);
	snprintf(app->mobile, sizeof(app->mobile), "%s", app->agent_mobile);
}

bool
subject_whole(const struct app *app, enum product_kind product)
{
	const struct subject_field *fields[SUBJECT_FIELDS];
	size_t n = subject_fields(product, fields);

	for (size_t i = 0; i < n; i++)
		if (fields[i]->must && *subject_get(app, fields[i]) == '\0')
			return false;
	return true;
}
