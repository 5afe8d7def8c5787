#include "pages/signin.h"

#include <stdbool.h>
#include <string.h>

#include "pages/sign_link.h"
#include "rules/badge.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"
#include "web/hdf.h"
#include "web/page.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static const struct field fields[] = {
	{ "person", FIELD_LINE, FIELD_MUST, 32, NULL },
};

/* A challenge is made for a visitor's cookie; who is logged in has none. */
static bool
is_in(const struct page *p)
{
	return p->visit == NULL;
}

int
signin_show(struct page *p, const struct signin_place *at)
{
	if (is_in(p))
		return page_redirect(p, "%s", page_next(p, at->home));
	page_title(p, "Signin.Title");
	hdf_set(p->data, "Signin.Login", at->login);
	hdf_set(p->data, "Signin.Key", at->key);
	hdf_set(p->data, "Signin.Next", page_next(p, ""));
	page_keep(p, fields, N(fields));
	return page_show(p, "page/signin.cs");
}

static int
put_passkey(struct page *p, const char *person, const struct buf *paper)
{
	unsigned char challenge[DIGEST_SIZE];
	struct buf text = BUF_INIT, credential = BUF_INIT;
	int r;

	if ((r = badge_allow(page_state(p), person, &credential)) == 0) {
		digest_sha256(paper->data, paper->len, challenge);
		enc_base64url(challenge, sizeof(challenge), &text);
		hdf_set(p->data, "Passkey.Challenge", buf_str(&text));
		hdf_set(p->data, "Passkey.Rp", page_site(p)->host);
		buf_reset(&text);
		enc_base64url(credential.data, credential.len, &text);
		hdf_set(p->data, "Passkey.Allow", buf_str(&text));
	}
	buf_clear(&text);
	buf_clear(&credential);
	return r;
}

static int
ask_key(struct page *p, const struct signin_place *at)
{
	const char *person = page_value(p, "person");
	char ticket[BADGE_TICKET];
	struct buf paper = BUF_INIT;
	int r;

	if ((r = badge_challenge(page_state(p), p->actor, at->console, p->visit, p->now, ticket, &paper)) == 0 &&
	    (r = put_passkey(p, person, &paper)) == 0) {
		hdf_set(p->data, "Signin.Ticket", ticket);
		hdf_set(p->data, "Signin.Person", person);
		r = sign_link(p, "Signin.Soft", &(struct sign_link){ .does = "sign", .back = at->key, .paper = &paper,
		    .person = person, .ticket = ticket });
	}
	buf_clear(&paper);
	return r != 0 ? r : signin_show(p, at);
}

int
signin_send(struct page *p, const struct signin_place *at)
{
	int r;

	if (is_in(p) || page_fields(p, fields, N(fields)) != 0)
		return signin_show(p, at);
	if ((r = ask_key(p, at)) == ERR_LIMIT) {
		page_fault_note(p, "person");
		return signin_show(p, at);
	}
	return r;
}

int
signin_take(struct page *p, const struct signin_place *at)
{
	char cookie[LOGIN_COOKIE];
	struct badge_answer answer;
	int r;

	if (is_in(p))
		return signin_show(p, at);
	if ((r = sign_answer(p, &answer)) == 0)
		r = badge_login(page_state(p), p->actor, at->console, p->visit, page_value(p, "ticket"), &answer, p->now, cookie);
	badge_answer_clear(&answer);
	if (r == ERR_DENIED || r == ERR_CONFLICT || r == ERR_INPUT) {
		page_fault_note(p, "person");
		return signin_show(p, at);
	}
	if (r != 0)
		return r;
	page_session(p, cookie);
	return page_redirect(p, "%s", page_next(p, at->home));
}

int
signin_end(struct page *p, const struct signin_place *at)
{
	int r;

	if ((r = login_end(page_state(p), p->actor, p->now)) != 0)
		return r;
	page_session(p, NULL);
	return page_redirect(p, "%s", at->login);
}
