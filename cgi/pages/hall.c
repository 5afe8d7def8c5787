#include "pages/hall.h"

#include "pages/health.h"
#include "rules/login.h"
#include "rules/rules.h"
#include "store/db.h"
#include "web/app.h"
#include "web/route.h"

static const struct route routes[] = {
	{ METHOD_GET,	"/",				WHO_ALL,	home_show,	0 },
	{ METHOD_GET,	"/health",			WHO_ALL,	health_show,	ROUTE_LOCAL | ROUTE_PLAIN },
	{ METHOD_GET,	"/login",			WHO_ALL,	login_show,	0 },
	{ METHOD_POST,	"/login",			WHO_ALL,	login_send,	0 },
	{ METHOD_GET,	"/register",			WHO_ALL,	login_show,	0 },
	{ METHOD_POST,	"/logout",			WHO_ACCOUNT,	logout_send,	0 },
	{ METHOD_GET,	"/my",				WHO_ACCOUNT,	my_show,	0 },
	{ METHOD_GET,	"/apply/new/:product",		WHO_ALL,	apply_show,	0 },
	{ METHOD_POST,	"/apply/new/:product",		WHO_ACCOUNT,	apply_send,	0 },
	{ METHOD_GET,	"/apply/:id",			WHO_ACCOUNT,	case_show,	0 },
	{ METHOD_GET,	"/apply/:id/agreement",		WHO_ACCOUNT,	agreement_show,	0 },
	{ METHOD_POST,	"/apply/:id/agreement",		WHO_ACCOUNT,	agreement_send,	0 },
	{ METHOD_GET,	"/apply/:id/sensitive",		WHO_ACCOUNT,	sensitive_show,	0 },
	{ METHOD_POST,	"/apply/:id/sensitive",		WHO_ACCOUNT,	sensitive_send,	0 },
	{ METHOD_GET,	"/apply/:id/subject",		WHO_ACCOUNT,	subject_show,	0 },
	{ METHOD_POST,	"/apply/:id/subject",		WHO_ACCOUNT,	subject_send,	0 },
	{ METHOD_GET,	"/apply/:id/email",		WHO_ACCOUNT,	email_show,	0 },
	{ METHOD_POST,	"/apply/:id/email",		WHO_ACCOUNT,	email_send,	0 },
	{ METHOD_GET,	"/apply/:id/identity",		WHO_ACCOUNT,	identity_show,	0 },
	{ METHOD_POST,	"/apply/:id/identity",		WHO_ACCOUNT,	identity_send,	0 },
	{ METHOD_GET,	"/apply/:id/key",		WHO_ACCOUNT,	key_show,	0 },
	{ METHOD_POST,	"/apply/:id/key",		WHO_ACCOUNT,	key_send,	0 },
	{ METHOD_GET,	"/apply/:id/materials",		WHO_ACCOUNT,	materials_show,	0 },
	{ METHOD_POST,	"/apply/:id/materials",		WHO_ACCOUNT,	materials_send,	ROUTE_FILES },
	{ METHOD_GET,	"/apply/:id/check",		WHO_ACCOUNT,	check_show,	0 },
	{ METHOD_POST,	"/apply/:id/check",		WHO_ACCOUNT,	check_send,	0 },
	{ METHOD_GET,	"/apply/:id/done",		WHO_ACCOUNT,	done_show,	0 },
	{ METHOD_GET,	"/apply/:id/fix",		WHO_ACCOUNT,	fix_show,	0 },
	{ METHOD_GET,	"/apply/:id/counter",		WHO_ACCOUNT,	counter_show,	0 },
	{ METHOD_GET,	"/apply/:id/withdraw",		WHO_ACCOUNT,	withdraw_show,	0 },
	{ METHOD_POST,	"/apply/:id/withdraw",		WHO_ACCOUNT,	withdraw_send,	0 },
	{ METHOD_GET,	"/receipt/:no",			WHO_ACCOUNT,	receipt_show,	0 },
	{ METHOD_GET,	"/progress",			WHO_ALL,	progress_show,	0 },

	/* a certificate's owner; loss, revocation, status and published texts for everybody */
	{ METHOD_GET,	"/cert/:serial",		WHO_ACCOUNT,	cert_show,	0 },
	{ METHOD_POST,	"/cert/:serial/accept",		WHO_ACCOUNT,	cert_accept_send, 0 },
	{ METHOD_GET,	"/cert/:serial/object",		WHO_ACCOUNT,	cert_object_show, 0 },
	{ METHOD_POST,	"/cert/:serial/object",		WHO_ACCOUNT,	cert_object_send, 0 },
	{ METHOD_GET,	"/cert/:serial/download",	WHO_ACCOUNT,	download_show,	0 },
	{ METHOD_POST,	"/cert/:serial/download",	WHO_ACCOUNT,	download_send,	0 },
	{ METHOD_GET,	"/cert/:serial/file/:ending",	WHO_ACCOUNT,	download_file,	0 },
	{ METHOD_GET,	"/suspend",			WHO_ALL,	suspend_show,	0 },
	{ METHOD_POST,	"/suspend",			WHO_ALL,	suspend_send,	0 },
	{ METHOD_GET,	"/suspend/receipt/:request",	WHO_ALL,	hold_receipt_show, 0 },
	{ METHOD_GET,	"/suspend/:token",		WHO_ALL,	held_show,	0 },
	{ METHOD_POST,	"/suspend/:token",		WHO_ALL,	held_send,	0 },
	{ METHOD_GET,	"/revoke",			WHO_ALL,	revoke_show,	0 },
	{ METHOD_POST,	"/revoke",			WHO_ALL,	revoke_send,	0 },
	{ METHOD_GET,	"/revoke/counter",		WHO_ALL,	revoke_counter_show, 0 },
	{ METHOD_GET,	"/revoke/receipt/:request",	WHO_ALL,	revocation_receipt_show, 0 },
	{ METHOD_GET,	"/revoke/:token",		WHO_ALL,	revoking_show,	0 },
	{ METHOD_POST,	"/revoke/:token",		WHO_ALL,	revoking_send,	0 },
	{ METHOD_GET,	"/baoshi",			WHO_ALL,	baoshi_show,	0 },
	{ METHOD_GET,	"/zhuxiao",			WHO_ALL,	feizhi_show,	0 },
	{ METHOD_GET,	"/zuofei",			WHO_ALL,	feizhi_show,	0 },
	{ METHOD_GET,	"/feizhi",			WHO_ALL,	feizhi_show,	0 },
	{ METHOD_GET,	"/query",			WHO_ALL,	query_show,	0 },
	{ METHOD_GET,	"/terms/:kind",			WHO_ALL,	terms_show,	0 },
	{ METHOD_GET,	"/agreements",			WHO_ALL,	agreements_show, 0 },
	{ METHOD_GET,	"/agreements/:kind/:number",	WHO_ALL,	revision_show,	0 },
	{ METHOD_GET,	"/agreements/:kind/diff/:range", WHO_ALL,	diff_show,	0 },
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
