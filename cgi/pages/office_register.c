#include <inttypes.h>
#include <string.h>

#include "pages/office.h"
#include "pages/office_person.h"
#include "pages/office_text.h"
#include "pages/sign_link.h"
#include "rules/enrolling.h"
#include "rules/granting.h"
#include "rules/signing.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/region.h"
#include "util/str.h"
#include "web/hdf.h"
#include "web/page.h"

/* What the signing page sends of a new key, out of base64url. */
static const char *const key_names[] = { "credential", "spki", "auth_data", "client_data", "attestation", "signature" };
#define KEYS (sizeof(key_names) / sizeof(key_names[0]))

static int
read_key(struct page *p, struct buf bytes[KEYS], struct enrolling_key *key)
{
	struct attest_posted *x = &key->posted;
	struct attest_field *to[KEYS] = { &x->credential, &x->spki, &x->auth_data, &x->client_data, &x->attestation,
	    &x->signature };
	int r = 0;

	memset(bytes, 0, KEYS * sizeof(bytes[0]));
	for (size_t i = 0; i < KEYS && r == 0; i++) {
		const char *text = page_value(p, key_names[i]);

		r = enc_unbase64url(text, strlen(text), &bytes[i]);
		*to[i] = (struct attest_field){ bytes[i].data, bytes[i].len };
	}
	key->soft = str_eq(page_value(p, "soft"), "yes");
	if (r == 0 && (x->credential.n == 0 || x->spki.n == 0))
		r = err_set(ERR_INPUT, "the answer of the key is incomplete");
	return r;
}

static void
clear_key(struct buf bytes[KEYS])
{
	for (size_t i = 0; i < KEYS; i++)
		buf_clear(&bytes[i]);
}

/* --- by invitation ----------------------------------------------------------------------------------------------------- */

static const char *
path(struct page *p, const char *rest)
{
	return region_printf(p->region, "/admin/register/%s%s", page_param(p, "token"), rest);
}

static int
link_register(struct page *p, const struct operator *o)
{
	return sign_link(p, "Register.Link", &(struct sign_link){ .does = "register", .back = path(p, ""),
	    .ticket = page_param(p, "token"), .name = o->name });
}

/* The key that was registered, and the paper it must sign. */
static int
show_paper(struct page *p, const struct operator *o)
{
	struct operator_credential c;
	unsigned char digest[DIGEST_SIZE];
	struct signing s;
	bool signed_by_key = false;
	int r;

	memset(&s, 0, sizeof(s));
	if ((r = granting_key(page_state(p), o->id, &c)) == 0 &&
	    (r = signing_of(page_state(p), p->actor, "operator", o->id, p->now, &s)) == 0) {
		digest_sha256(c.spki.data, c.spki.len, digest);
		hdf_hex4(p->data, "Op.Key", digest, sizeof(digest));
		office_paper_fill(p, "Paper", &s);
		for (size_t i = 0; i < s.signs; i++)
			signed_by_key = signed_by_key || str_eq(s.sign[i].person_no, o->person_no);
		hdf_flag(p->data, "Register.Signed", signed_by_key);
		hdf_flag(p->data, "Register.Alone", s.paper.needs == 1);
		if (s.open && !signed_by_key)
			r = sign_link(p, "Paper.Link", &(struct sign_link){ .does = "sign", .back = path(p, "/signed"),
			    .paper = &s.paper.text, .credential = &c.credential, .soft = c.soft });
	}
	signing_clear(&s);
	credential_clear(&c);
	return r == ERR_NOTFOUND ? 0 : r;
}

int
register_show(struct page *p)
{
	struct operator o;
	bool open;
	int r;

	if ((r = enrolling_find(page_state(p), page_param(p, "token"), p->now, &o, &open)) == 0 &&
	    (r = open ? link_register(p, &o) : show_paper(p, &o)) == 0) {
		office_person_fill(p, &o);
		page_title(p, "Register.Title");
		r = page_show(p, "page/office_register.cs");
	}
	operator_clear(&o);
	return r == ERR_NOTFOUND ? err_set(ERR_NOTFOUND, "the invitation is unknown, over or replaced") : r;
}

static int
refused(struct page *p, int r)
{
	if (r != ERR_INPUT && r != ERR_DENIED && r != ERR_CONFLICT && r != ERR_LIMIT)
		return r;
	page_fault_note(p, "sign");
	return register_show(p);
}

int
register_take(struct page *p)
{
	struct buf bytes[KEYS];
	struct enrolling_key key;
	int r;

	if ((r = read_key(p, bytes, &key)) == 0)
		r = enrolling_register(page_state(p), p->actor, page_param(p, "token"), &key, p->now);
	clear_key(bytes);
	return r != 0 ? refused(p, r) : page_redirect(p, "%s", path(p, ""));
}

int
register_signed(struct page *p)
{
	struct badge_answer answer;
	int r;

	if ((r = sign_answer(p, &answer)) == 0)
		r = enrolling_possess(page_state(p), p->actor, page_param(p, "token"), page_value(p, "paper"), &answer, p->now);
	badge_answer_clear(&answer);
	return r != 0 ? refused(p, r) : page_redirect(p, "%s", path(p, ""));
}

/* --- first people ------------------------------------------------------------------------------------------------------ */

/* The key goes along in the form until the person is named: nothing is stored before. */
static int
show_first(struct page *p)
{
	int r;

	if ((r = office_person_form(p)) != 0)
		return r;
	for (size_t i = 0; i < KEYS; i++) {
		struct hdf *item = hdf_item(p->data, "First.Key", i);

		hdf_set(item, "Name", key_names[i]);
		hdf_set(item, "Value", page_value(p, key_names[i]));
	}
	hdf_set(p->data, "First.Soft", page_value(p, "soft"));
	hdf_set(p->data, "First.Ticket", page_value(p, "ticket"));
	page_title(p, "First.Title");
	return page_show(p, "page/office_first.cs");
}

int
first_show(struct page *p)
{
	struct buf bytes[KEYS];
	struct enrolling_key key;
	int r;

	if ((r = read_key(p, bytes, &key)) == 0)
		r = enrolling_first_check(page_state(p), p->actor, page_value(p, "ticket"), &key, p->now);
	clear_key(bytes);
	if (r == ERR_INPUT || r == ERR_DENIED || r == ERR_LIMIT) {
		page_fault_note(p, "sign");
		hdf_flag(p->data, "First.Closed", true);
		page_title(p, "First.Title");
		return page_show(p, "page/office_first.cs");
	}
	return r != 0 ? r : show_first(p);
}

int
first_send(struct page *p)
{
	char token[ENROLLING_TOKEN];
	struct buf bytes[KEYS];
	struct enrolling_key key;
	struct granting g;
	const char *field = "person_no";
	int r;

	if (office_person_read(p, &g) != 0)
		return show_first(p);
	if ((r = read_key(p, bytes, &key)) == 0)
		r = enrolling_first(page_state(p), p->actor, page_value(p, "ticket"), &key, &g, p->now, token, &field);
	clear_key(bytes);
	if (r == ERR_INPUT || r == ERR_CONFLICT || r == ERR_DENIED) {
		page_fault_note(p, office_person_field(field));
		return show_first(p);
	}
	return r != 0 ? r : page_redirect(p, "/admin/register/%s", token);
}
