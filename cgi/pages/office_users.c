#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "pages/office.h"
#include "pages/office_person.h"
#include "pages/office_text.h"
#include "pages/sign_link.h"
#include "rules/actor.h"
#include "rules/enrolling.h"
#include "rules/granting.h"
#include "rules/signing.h"
#include "util/digest.h"
#include "util/err.h"
#include "util/region.h"
#include "util/str.h"
#include "web/hdf.h"
#include "web/page.h"

#define PAGE	30
#define N(a) (sizeof(a) / sizeof((a)[0]))

static const struct field withdraw_fields[] = {
	{ "op_reason", FIELD_LINE, FIELD_MUST, 200, NULL },
};

static bool
is_security(const struct page *p)
{
	return (p->actor->roles & ROLE_SECURITY) != 0;
}

/* --- the list --------------------------------------------------------------------------------------------------------- */

static void
fill_line(struct page *p, struct hdf *h, const struct operator_line *o)
{
	hdf_setid(h, "Id", o->id);
	hdf_set(h, "No", o->person_no);
	hdf_set(h, "Name", o->name);
	hdf_set(h, "Ra", o->ra);
	hdf_set(h, "Roles", office_roles(p, o->roles));
	hdf_set(h, "State", operator_state_text[o->state]);
	hdf_flag(h, "Over", o->state == OPERATOR_ACTIVE && o->not_after <= p->now);
	hdf_flag(h, "Soft", o->soft);
	hdf_time(h, "Until", o->not_after);
}

/* Lists are paged by name and id: the address names the last one shown. */
static int
list_after(struct page *p, struct operator_line *lines, size_t max, size_t *n)
{
	struct operator last;
	uint64_t id;
	int r;

	if (*page_value(p, "after") == '\0')
		return granting_list(page_state(p), "", 0, lines, max, n);
	if (str_number(page_value(p, "after"), UINT64_MAX, "operator", &id) != 0) {
		err_take();
		return ERR_NOTFOUND;
	}
	if ((r = granting_get(page_state(p), id, &last)) == 0)
		r = granting_list(page_state(p), last.name, id, lines, max, n);
	operator_clear(&last);
	hdf_set(p->data, "Pager.First", "/admin/users");
	return r;
}

int
users_show(struct page *p)
{
	struct operator_line lines[PAGE + 1];
	size_t n;
	int r;

	if ((r = list_after(p, lines, PAGE + 1, &n)) != 0)
		return r;
	for (size_t i = 0; i < n && i < PAGE; i++)
		fill_line(p, hdf_item(p->data, "Ops", i), &lines[i]);
	if (n > PAGE)
		hdf_setf(p->data, "Pager.Next", "/admin/users?after=%" PRIu64, lines[PAGE - 1].id);
	hdf_flag(p->data, "Can.Invite", is_security(p));
	page_title(p, "Users.Title");
	page_nav(p, "users");
	return page_show(p, "page/office_users.cs");
}

/* --- a new one -------------------------------------------------------------------------------------------------------- */

int
user_new(struct page *p)
{
	int r;

	if ((r = office_person_form(p)) != 0)
		return r;
	page_title(p, "Users.New");
	page_nav(p, "users");
	return page_show(p, "page/office_user_new.cs");
}

int
user_new_send(struct page *p)
{
	struct granting g;
	const char *field;
	uint64_t id;
	int r;

	if (office_person_read(p, &g) != 0)
		return user_new(p);
	r = granting_invite(page_state(p), p->actor, &g, p->now, &id, &field);
	if (r == ERR_INPUT || r == ERR_CONFLICT) {
		page_fault_note(p, office_person_field(field));
		return user_new(p);
	}
	if (r != 0)
		return r;
	page_flash(p, "OfficeInvited");
	return page_redirect(p, "/admin/users/%" PRIu64, id);
}

/* --- one ---------------------------------------------------------------------------------------------------------------- */

static int
show_key(struct page *p, uint64_t id)
{
	struct operator_credential c;
	unsigned char digest[DIGEST_SIZE];
	int r;

	if ((r = granting_key(page_state(p), id, &c)) == 0) {
		digest_sha256(c.spki.data, c.spki.len, digest);
		hdf_hex4(p->data, "Op.Key", digest, sizeof(digest));
		hdf_time(p->data, "Op.KeyAt", c.created);
		hdf_time(p->data, "Op.Used", c.used_at);
	}
	credential_clear(&c);
	return r == ERR_NOTFOUND ? 0 : r;
}

/* A paper about him, with the link for who may sign it now. */
static int
show_paper(struct page *p, const struct operator *o, const char *kind, const char *node, const char *back)
{
	struct signing s;
	int r;

	if ((r = signing_of(page_state(p), p->actor, kind, o->id, p->now, &s)) == 0 &&
	    (str_eq(kind, "operator") || s.open)) {
		office_paper_fill(p, node, &s);
		if (is_security(p) && s.open && !s.his && !str_eq(o->person_no, p->actor->person))
			r = sign_link(p, region_printf(p->region, "%s.Link", node), &(struct sign_link){ .does = "sign",
			    .paper = &s.paper.text, .person = p->actor->person,
			    .back = region_printf(p->region, "/admin/users/%" PRIu64 "/%s", o->id, back) });
	}
	signing_clear(&s);
	return r == ERR_NOTFOUND ? 0 : r;
}

static int
show_invitation(struct page *p, const struct operator *o)
{
	char token[ENROLLING_TOKEN];
	int r;

	if (o->state != OPERATOR_INVITED || !is_security(p))
		return 0;
	if ((r = enrolling_token(page_state(p), o, p->now, token)) == 0) {
		hdf_setf(p->data, "Invite.Address", "%s/admin/register/%s", page_site(p)->origin, token);
		hdf_set(p->data, "Invite.Say", page_tf(p, "Users.InviteSay", region_printf(p->region, "%d", ENROLLING_DAYS), NULL));
	}
	return r == ERR_NOTFOUND ? 0 : r;
}

static void
fill_user(struct page *p, const struct operator *o)
{
	bool self = str_eq(o->person_no, p->actor->person), over = o->state == OPERATOR_ACTIVE && o->not_after <= p->now;

	office_person_fill(p, o);
	hdf_set(hdf_item(p->data, "Crumb", 0), "Text", page_t(p, "Users.Title"));
	hdf_set(hdf_item(p->data, "Crumb", 0), "Href", "/admin/users");
	hdf_set(hdf_item(p->data, "Crumb", 1), "Text", o->name);
	hdf_flag(p->data, "Can.Again", is_security(p) && (o->state < OPERATOR_ACTIVE || over));
	hdf_flag(p->data, "Can.Withdraw", is_security(p) && !self && o->state != OPERATOR_WITHDRAWN);
}

static int
show(struct page *p, uint64_t id)
{
	struct operator o;
	int r;

	if ((r = granting_get(page_state(p), id, &o)) == 0 && (r = show_key(p, id)) == 0 &&
	    (r = show_paper(p, &o, "operator", "Paper", "signed")) == 0 &&
	    (r = show_paper(p, &o, "order", "Order", "withdrawn")) == 0 && (r = show_invitation(p, &o)) == 0) {
		fill_user(p, &o);
		page_title(p, "Users.One");
		page_nav(p, "users");
		r = page_show(p, "page/office_user.cs");
	}
	operator_clear(&o);
	return r;
}

int
user_show(struct page *p)
{
	uint64_t id;
	int r;

	return (r = page_id(p, "id", &id)) != 0 ? r : show(p, id);
}

/* What a rule refused is said on his page. */
static int
refused(struct page *p, uint64_t id, int r, const char *field)
{
	if (r != ERR_INPUT && r != ERR_DENIED && r != ERR_CONFLICT)
		return r;
	page_fault_note(p, field);
	return show(p, id);
}

static int
done(struct page *p, uint64_t id, const char *flash)
{
	page_flash(p, flash);
	return page_redirect(p, "/admin/users/%" PRIu64, id);
}

int
user_signed(struct page *p)
{
	struct badge_answer answer;
	bool complete;
	uint64_t id;
	int r;

	if ((r = page_id(p, "id", &id)) != 0)
		return r;
	if ((r = sign_answer(p, &answer)) == 0)
		r = granting_sign(page_state(p), p->actor, id, page_value(p, "paper"), &answer, p->now, &complete);
	badge_answer_clear(&answer);
	return r != 0 ? refused(p, id, r, "sign") : done(p, id, complete ? "OfficeGranted" : "OfficeSigned");
}

int
user_again(struct page *p)
{
	uint64_t id;
	int r;

	if ((r = page_id(p, "id", &id)) != 0)
		return r;
	r = granting_again(page_state(p), p->actor, id, p->now);
	return r != 0 ? refused(p, id, r, "again") : done(p, id, "OfficeInvited");
}

int
user_withdraw(struct page *p)
{
	uint64_t id, paper;
	int r;

	if ((r = page_id(p, "id", &id)) != 0)
		return r;
	if (page_fields(p, withdraw_fields, N(withdraw_fields)) != 0)
		return show(p, id);
	r = granting_withdraw(page_state(p), p->actor, id, page_value(p, "op_reason"), page_once(p), p->now, &paper);
	return r != 0 ? refused(p, id, r, "op_reason") : done(p, id, paper != 0 ? "OfficeOrder" : "OfficeWithdrawn");
}

int
user_withdrawn(struct page *p)
{
	struct badge_answer answer;
	uint64_t id;
	int r;

	if ((r = page_id(p, "id", &id)) != 0)
		return r;
	if ((r = sign_answer(p, &answer)) == 0)
		r = granting_withdraw_sign(page_state(p), p->actor, id, page_value(p, "paper"), &answer, p->now);
	badge_answer_clear(&answer);
	return r != 0 ? refused(p, id, r, "order") : done(p, id, "OfficeWithdrawn");
}
