#include "pages/office.h"

#include "pages/console_log.h"
#include "pages/health.h"
#include "pages/signin.h"
#include "rules/actor.h"
#include "rules/login.h"
#include "rules/rules.h"
#include "store/db.h"
#include "web/app.h"
#include "web/page.h"
#include "web/route.h"

#define VIEWERS (WHO_ADMIN | WHO_AUDITOR)
#define KEEPERS (WHO_SECURITY | WHO_AUDITOR)

static const struct route routes[] = {
	{ METHOD_GET,	"/admin",			VIEWERS,	office_home,		0 },
	{ METHOD_GET,	"/admin/",			VIEWERS,	office_home,		0 },
	{ METHOD_GET,	"/admin/login",			WHO_ALL,	office_login_show,	0 },
	{ METHOD_POST,	"/admin/login",			WHO_ALL,	office_login_send,	0 },
	{ METHOD_POST,	"/admin/login/key",		WHO_ALL,	office_key_take,	ROUTE_SIGNED },
	{ METHOD_POST,	"/admin/logout",		WHO_OPERATOR,	office_logout_send,	0 },
	{ METHOD_GET,	"/admin/health",		WHO_ALL,	health_show,		ROUTE_LOCAL | ROUTE_PLAIN },
	{ METHOD_GET,	"/admin/agreements",		VIEWERS,	texts_show,		0 },
	{ METHOD_POST,	"/admin/agreements/open/:kind/:language", WHO_BUSINESS, texts_open,	0 },
	{ METHOD_GET,	"/admin/agreements/:id",	VIEWERS,	text_show,		0 },
	{ METHOD_POST,	"/admin/agreements/:id/reopen",	WHO_BUSINESS,	text_reopen,		0 },
	{ METHOD_POST,	"/admin/agreements/:id/signed",	WHO_BUSINESS,	text_signed,		ROUTE_SIGNED },
	{ METHOD_GET,	"/admin/agreements/:id/edit",	WHO_BUSINESS,	draft_show,		0 },
	{ METHOD_POST,	"/admin/agreements/:id/edit",	WHO_BUSINESS,	draft_send,		0 },
	{ METHOD_GET,	"/admin/agreements/:id/diff",	VIEWERS,	draft_diff,		0 },
	{ METHOD_GET,	"/admin/agreements/:id/publish", WHO_BUSINESS,	publish_show,		0 },
	{ METHOD_POST,	"/admin/agreements/:id/publish", WHO_BUSINESS,	publish_send,		0 },
	{ METHOD_GET,	"/admin/users",			KEEPERS,	users_show,		0 },
	{ METHOD_GET,	"/admin/users/new",		WHO_SECURITY,	user_new,		0 },
	{ METHOD_POST,	"/admin/users/new",		WHO_SECURITY,	user_new_send,		0 },
	{ METHOD_GET,	"/admin/users/:id",		KEEPERS,	user_show,		0 },
	{ METHOD_POST,	"/admin/users/:id/signed",	WHO_SECURITY,	user_signed,		ROUTE_SIGNED },
	{ METHOD_POST,	"/admin/users/:id/again",	WHO_SECURITY,	user_again,		0 },
	{ METHOD_POST,	"/admin/users/:id/withdraw",	WHO_SECURITY,	user_withdraw,		0 },
	{ METHOD_POST,	"/admin/users/:id/withdrawn",	WHO_SECURITY,	user_withdrawn,		ROUTE_SIGNED },
	{ METHOD_GET,	"/admin/register/:token",	WHO_ALL,	register_show,		0 },
	{ METHOD_POST,	"/admin/register/:token",	WHO_ALL,	register_take,		ROUTE_SIGNED },
	{ METHOD_POST,	"/admin/register/:token/signed", WHO_ALL,	register_signed,	ROUTE_SIGNED },
	{ METHOD_POST,	"/admin/first",			WHO_ALL,	first_show,		ROUTE_SIGNED | ROUTE_SHOWS },
	{ METHOD_POST,	"/admin/first/person",		WHO_ALL,	first_send,		0 },
	{ METHOD_GET,	"/admin/log",			VIEWERS,	office_log_show,	0 },
};

static const struct signin_place place = { LOGIN_OFFICE, "/admin/", "/admin/login", "/admin/login/key" };

int
office_home(struct page *p)
{
	return page_redirect(p, "%s", (p->actor->roles & ROLE_BUSINESS) != 0 ? "/admin/agreements" : "/admin/users");
}

int
office_login_show(struct page *p)
{
	return signin_show(p, &place);
}

int
office_login_send(struct page *p)
{
	return signin_send(p, &place);
}

int
office_key_take(struct page *p)
{
	return signin_take(p, &place);
}

int
office_logout_send(struct page *p)
{
	return signin_end(p, &place);
}

int
office_log_show(struct page *p)
{
	return console_log(p, "/admin/log", "Office.Act");
}

static int
office_open(const struct site *site, unsigned slot, void **state)
{
	return rules_open(site, SITE_OFFICE, slot, (struct rules **)state);
}

static void
office_close(void *state)
{
	rules_close(state);
}

static int
office_who(void *state, const char *cookie, const struct req *req, int64_t now, struct actor *actor)
{
	(void)req;
	return login_resolve(state, LOGIN_OFFICE, cookie, now, actor);
}

static int
office_after(void *state)
{
	const struct rules *r = state;

	db_idle_check(r->db);
	return 0;
}

const struct web_app office_app = {
	.name = "office", .routes = routes, .nroutes = sizeof(routes) / sizeof(routes[0]), .login = "/admin/login", .workers = 2,
	.open = office_open, .close = office_close, .resolve = office_who, .after = office_after
};
