#include "pages/hall.h"

#include "rules/login.h"
#include "rules/rules.h"
#include "store/db.h"
#include "web/app.h"
#include "web/route.h"

static const struct route routes[] = {
	{ METHOD_GET,	"/",				WHO_ALL,	home_show,	0 },
	{ METHOD_GET,	"/login",			WHO_ALL,	login_show,	0 },
	{ METHOD_POST,	"/login",			WHO_ALL,	login_send,	0 },
	{ METHOD_GET,	"/register",			WHO_ALL,	login_show,	0 },
	{ METHOD_POST,	"/logout",			WHO_ACCOUNT,	logout_send,	0 },
	{ METHOD_GET,	"/my",				WHO_ACCOUNT,	my_show,	0 },
	{ METHOD_GET,	"/apply/new/:product",		WHO_ALL,	apply_show,	0 },
	{ METHOD_POST,	"/apply/new/:product",		WHO_ACCOUNT,	apply_send,	0 },
	{ METHOD_GET,	"/apply/:id/agreement",		WHO_ACCOUNT,	agreement_show,	0 },
	{ METHOD_POST,	"/apply/:id/agreement",		WHO_ACCOUNT,	agreement_send,	0 },
	{ METHOD_GET,	"/apply/:id/sensitive",		WHO_ACCOUNT,	sensitive_show,	0 },
	{ METHOD_POST,	"/apply/:id/sensitive",		WHO_ACCOUNT,	sensitive_send,	0 },
};

static int
hall_open(const struct site *site, unsigned slot, void **state)
{
	return rules_open(site, SITE_HALL, slot, (struct rules **)state);
}

static void
hall_close(void *state)
{
	rules_close(state);
}

static int
hall_who(void *state, const char *cookie, const struct req *req, int64_t now, struct actor *actor)
{
	(void)req;
	return login_resolve(state, LOGIN_HALL, cookie, now, actor);
}

static int
hall_after(void *state)
{
	const struct rules *r = state;

	db_idle_check(r->db);
	return 0;
}

const struct web_app hall_app = {
	.name = "hall", .routes = routes, .nroutes = sizeof(routes) / sizeof(routes[0]), .login = "/login",
	.open = hall_open, .close = hall_close, .resolve = hall_who, .after = hall_after
};
