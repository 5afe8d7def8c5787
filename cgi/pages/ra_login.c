#include "pages/desk.h"
#include "pages/signjob.h"
#include "rules/badge.h"
#include "rules/login.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/str.h"
#include "web/hdf.h"
#include "web/page.h"
#include "web/route.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static const struct field person_fields[] = {
	{ "operator_no", FIELD_LINE, 0, 32, NULL },
};
static const struct field answer_fields[] = {
	{ "ticket",	 FIELD_TOKEN, FIELD_MUST, 20,	NULL },
	{ "credential",	 FIELD_TOKEN, FIELD_MUST, 1400, NULL },
	{ "auth_data",	 FIELD_TOKEN, FIELD_MUST, 1400, NULL },
	{ "client_data", FIELD_TOKEN, FIELD_MUST, 1400, NULL },
	{ "signature",	 FIELD_TOKEN, FIELD_MUST, 200,	NULL },
};

static void
set_base64(struct page *p, const char *name, const void *bytes, size_t n)
{
	struct buf b = BUF_INIT;

	enc_base64url(bytes, n, &b);
	hdf_set(p->data, name, buf_str(&b));
	buf_clear(&b);
}

/* The challenge for an authenticator on this page, and for a soft key on the signing page. */
static int
put_challenge(struct page *p, const struct buf *allow)
{
	struct signjob job = { .back = "/ra/signed-in", .soft = true, .allow = allow };
	unsigned char challenge[DIGEST_SIZE];
	char ticket[BADGE_TICKET];
	struct buf paper = BUF_INIT;
	int r;

	if ((r = badge_challenge(page_state(p), p->actor, LOGIN_DESK, p->visit, p->now, ticket, &paper)) == 0) {
		digest_sha256(paper.data, paper.len, challenge);
		set_base64(p, "Passkey.Challenge", challenge, sizeof(challenge));
		hdf_set(p->data, "Passkey.Rp", page_site(p)->host);
		set_base64(p, "Passkey.Allow", allow->data, allow->len);
		hdf_set(p->data, "Login.Ticket", ticket);
		job.ticket = ticket;
		job.paper = buf_str(&paper);
		if (page_site(p)->demo)
			signjob_link(p, "Login.Soft", &job);
	}
	buf_clear(&paper);
	return r;
}

static int
show(struct page *p)
{
	struct buf allow = BUF_INIT;
	int r = 0;

	page_title(p, "Ra.Login.Title");
	hdf_set(p->data, "Login.Next", page_next(p, "/ra/"));
	page_keep(p, person_fields, N(person_fields));
	if (*page_value(p, "operator_no") != '\0')
		r = badge_allow(page_state(p), page_value(p, "operator_no"), &allow);
	if (r == 0)
		r = put_challenge(p, &allow);
	buf_clear(&allow);
	return r != 0 ? r : page_show(p, "page/ra_login.cs");
}

int
ra_login_show(struct page *p)
{
	return p->actor->kind == ACTOR_OPERATOR ? page_redirect(p, "/ra/") : show(p);
}

static int
take(struct page *p, char cookie[LOGIN_COOKIE])
{
	struct badge_answer answer;
	int r;

	if ((r = badge_read(page_value(p, "credential"), page_value(p, "auth_data"), page_value(p, "client_data"),
	    page_value(p, "signature"), &answer)) == 0)
		r = badge_login(page_state(p), p->actor, LOGIN_DESK, p->visit, page_value(p, "ticket"), &answer, p->now, cookie);
	badge_answer_clear(&answer);
	return r;
}

int
ra_login_send(struct page *p)
{
	char cookie[LOGIN_COOKIE];
	int r = ERR_INPUT;

	if (p->actor->kind == ACTOR_OPERATOR)
		return page_redirect(p, "/ra/");
	if (page_fields(p, answer_fields, N(answer_fields)) != 0)
		return show(p);
	r = take(p, cookie);
	if (r == ERR_INPUT || r == ERR_DENIED || r == ERR_CONFLICT) {
		page_fault_note(p, "operator_no");
		return show(p);
	}
	if (r != 0)
		return r;
	page_session(p, cookie);
	return page_redirect(p, "%s", page_next(p, "/ra/"));
}

int
ra_logout_send(struct page *p)
{
	int r;

	if ((r = login_end(page_state(p), p->actor, p->now)) != 0)
		return r;
	page_session(p, NULL);
	return page_redirect(p, "/ra/login");
}
