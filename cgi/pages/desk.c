#include "pages/desk.h"

#include <stdio.h>

#include "pages/console_log.h"
#include "pages/health.h"
#include "rules/desk.h"
#include "rules/login.h"
#include "rules/rules.h"
#include "store/db.h"
#include "util/err.h"
#include "web/app.h"
#include "web/hdf.h"
#include "web/page.h"
#include "web/route.h"

#define WHO_DESK (WHO_RA | WHO_AUDITOR)

static const struct route routes[] = {
	{ METHOD_GET,	"/ra/",				WHO_DESK,	ra_queue_show,	0 },
	{ METHOD_GET,	"/ra/health",			WHO_ALL,	health_show,	ROUTE_LOCAL | ROUTE_PLAIN },
	{ METHOD_GET,	"/ra/login",			WHO_ALL,	ra_login_show,	0 },
	{ METHOD_POST,	"/ra/login",			WHO_ALL,	ra_login_send,	0 },
	{ METHOD_POST,	"/ra/login/key",		WHO_ALL,	ra_key_send,	ROUTE_SIGNED },
	{ METHOD_POST,	"/ra/logout",			WHO_OPERATOR,	ra_logout_send,	0 },
	{ METHOD_POST,	"/ra/next",			WHO_RA,		ra_next_send,	0 },
	{ METHOD_GET,	"/ra/cert",			WHO_DESK,	ra_search_show,	0 },
	{ METHOD_GET,	"/ra/cert/:serial",		WHO_DESK,	ra_cert_show,	0 },
	{ METHOD_POST,	"/ra/cert/:serial/hold",	WHO_RA,		ra_hold_send,	0 },
	{ METHOD_POST,	"/ra/cert/:serial/release",	WHO_RA,		ra_release_send, 0 },
	{ METHOD_POST,	"/ra/cert/:serial/revoke",	WHO_RA,		ra_revoke_send,	0 },
	{ METHOD_POST,	"/ra/cert/:serial/verdict",	WHO_REVIEWER,	ra_verdict_send, 0 },
	{ METHOD_GET,	"/ra/paper/:paper",		WHO_DESK,	ra_paper_show,	0 },
	{ METHOD_POST,	"/ra/paper/:paper/signed",	WHO_RA,		ra_paper_signed, ROUTE_SIGNED },
	{ METHOD_POST,	"/ra/paper/:paper/drop",	WHO_RA,		ra_paper_drop,	0 },
	{ METHOD_GET,	"/ra/stats",			WHO_DESK,	ra_stats_show,	0 },
	{ METHOD_GET,	"/ra/stats/csv",		WHO_DESK,	ra_stats_csv,	0 },
	{ METHOD_GET,	"/ra/log",			WHO_DESK,	ra_log_show,	0 },
	{ METHOD_GET,	"/ra/:no",			WHO_DESK,	ra_case_show,	0 },
	{ METHOD_POST,	"/ra/:no",			WHO_RA,		ra_decide_send,	0 },
	{ METHOD_POST,	"/ra/:no/act",			WHO_RA,		ra_case_send,	0 },
	{ METHOD_POST,	"/ra/:no/number",		WHO_RA,		ra_number_send,	0 },
	{ METHOD_GET,	"/ra/:no/material/:material/page/:n", WHO_DESK, ra_page_show,	0 },
	{ METHOD_GET,	"/ra/:no/material/:material/original", WHO_RA,	ra_original_show, 0 },
	{ METHOD_GET,	"/ra/:no/sign/:paper",		WHO_RA,		ra_sign_show,	0 },
	{ METHOD_POST,	"/ra/:no/signed",		WHO_RA,		ra_signed_send,	ROUTE_SIGNED },
};

static int
desk_program_open(const struct site *site, unsigned slot, void **state)
{
	return rules_open(site, SITE_DESK, slot, (struct rules **)state);
}

static void
desk_program_close(void *state)
{
	rules_close(state);
}

static int
who(void *state, const char *cookie, const struct req *req, int64_t now, struct actor *actor)
{
	(void)req;
	return login_resolve(state, LOGIN_DESK, cookie, now, actor);
}

static int
after(void *state)
{
	const struct rules *r = state;

	db_idle_check(r->db);
	return 0;
}

/* The figures of the menu; without them the page is still good. */
static void
count(struct page *p)
{
	struct desk_counts c;

	if (p->actor->kind != ACTOR_OPERATOR || desk_counts(page_state(p), p->actor, &c) != 0) {
		err_take();
		return;
	}
	for (int tab = 0; tab < DESK_TAB_MAX; tab++) {
		char name[32];

		snprintf(name, sizeof(name), "Count.%s", desk_tab_text[tab]);
		hdf_setn(p->data, name, (int64_t)c.tab[tab]);
	}
	hdf_setn(p->data, "Count.loss", (int64_t)c.loss);
}

int
ra_log_show(struct page *p)
{
	return console_log(p, "/ra/log", "Ra.Act");
}

const struct web_app desk_app = {
	.name = "desk", .routes = routes, .nroutes = sizeof(routes) / sizeof(routes[0]), .login = "/ra/login",
	.open = desk_program_open, .close = desk_program_close, .resolve = who, .after = after, .common = count
};
