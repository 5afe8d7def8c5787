#include "pages/claim.h"

#include <stdio.h>

#include "rules/actor.h"
#include "rules/holder.h"
#include "util/err.h"
#include "util/str.h"
#include "web/hdf.h"
#include "web/page.h"
#include "web/view.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static const char *const kinds[] = { "resident", "hmt-residence", "permanent", "passport", "foreign-passport", "hk-permit",
    "tw-permit", "vn", "uscc", NULL };
static const struct field fields[] = {
	{ "serial",   FIELD_LINE,   0, 80, NULL },
	{ "doc_kind", FIELD_CHOICE, 0, 0,  kinds },
	{ "doc_no",   FIELD_LINE,   0, 30, NULL },
	{ "mobile",   FIELD_LINE,   0, 20, NULL },
};
static const struct field code_field[] = {
	{ "code", FIELD_LINE, FIELD_MUST, 24, NULL },
};

/* A text's key has no hyphens. */
static void
fill_kinds(struct page *p)
{
	for (size_t i = 0; kinds[i] != NULL; i++) {
		struct hdf *item = hdf_item(p->data, "Claim.Kind", i);
		char key[48];

		snprintf(key, sizeof(key), "Claim.Kinds.%s", kinds[i]);
		for (char *s = key; *s != '\0'; s++)
			if (*s == '-')
				*s = '_';
		hdf_set(item, "Value", kinds[i]);
		hdf_set(item, "Text", page_t(p, key));
	}
}

static int
show(struct page *p, const char *purpose, bool sent)
{
	bool suspend = str_eq(purpose, "suspend");
	struct hdf *claim = hdf_at(p->data, "Claim");

	hdf_set(claim, "Purpose", purpose);
	hdf_flag(claim, "Sent", sent);
	fill_kinds(p);
	hdf_flag(claim, "Own", p->actor->kind == ACTOR_ACCOUNT);
	page_title(p, suspend ? "Suspend.Title" : "Revoke.Title");
	page_nav(p, purpose);
	page_keep(p, fields, N(fields));
	page_keep(p, code_field, N(code_field));
	return page_show(p, "page/claim.cs");
}

int
claim_show(struct page *p, const char *purpose)
{
	if (*page_value(p, "serial") != '\0')
		page_fill(p, "serial", page_value(p, "serial"));
	return show(p, purpose, false);
}

/* What every claim needs, each fault beside its field. */
static int
check(struct page *p)
{
	bool serial, number, own = p->actor->kind == ACTOR_ACCOUNT;
	int r = page_fields(p, fields, N(fields));

	serial = *page_value(p, "serial") != '\0';
	number = *page_value(p, "doc_no") != '\0';
	if (!serial && !number)
		page_fault(p, "serial", "Claim.Which");
	if (!serial && number && *page_value(p, "doc_kind") == '\0')
		page_fault(p, "doc_kind", "Claim.Kind");
	if (!own && *page_value(p, "mobile") == '\0')
		page_fault(p, "mobile", "Claim.Mobile");
	return r != 0 || p->faults > 0 ? ERR_INPUT : 0;
}

static int
read_claim(struct page *p, struct holder *out)
{
	struct holder_claim c = { page_value(p, "serial"), page_value(p, "doc_kind"), page_value(p, "doc_no"),
	    page_value(p, "mobile") };
	const char *field;
	int r;

	if ((r = check(p)) != 0)
		return r;
	if ((r = holder_read(page_state(p), p->actor, &c, p->now, out, &field)) == ERR_INPUT)
		page_fault_note(p, str_eq(field, "number") ? "doc_no" : field);
	return r;
}

static int
send_code(struct page *p, const char *purpose, const struct holder *h)
{
	int r = holder_send(page_state(p), p->actor, purpose, h, lang_text[p->lang], p->now);

	if (r == ERR_LIMIT)
		page_fault_note(p, p->actor->kind == ACTOR_ACCOUNT ? "serial" : "mobile");
	else if (r != 0)
		return r;
	return show(p, purpose, true);	/* who may ask for no more has one that is valid */
}

int
claim_send(struct page *p, const char *purpose, char token[LEN_TOKEN], bool *proven)
{
	struct holder h;
	int r;

	*proven = false;
	if ((r = read_claim(p, &h)) == ERR_INPUT)
		return show(p, purpose, !str_eq(page_value(p, "act"), "send"));
	if (r != 0)
		return r;
	if (str_eq(page_value(p, "act"), "send"))
		return send_code(p, purpose, &h);
	if (page_fields(p, code_field, N(code_field)) != 0)
		return show(p, purpose, true);
	r = holder_prove(page_state(p), p->actor, purpose, &h, page_value(p, "code"), page_once(p), p->now, token);
	if (r == ERR_INPUT || r == ERR_LIMIT) {
		page_fault_note(p, "code");
		return show(p, purpose, true);
	}
	*proven = r == 0;
	return r;
}
