#include "rules/apply.h"

#include <string.h>

#include "rules/move.h"
#include "rules/rules.h"
#include "rules/trail.h"
#include "store/limit.h"
#include "store/ra.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/str.h"
#include "util/tm.h"

#define ASK_BURST	30	/* numbers of six random digits a day: guessing must not pay */
#define ASK_INTERVAL	(2 * TM_SECOND)

/* The first open one: an instance serves one RA until an applicant can choose. */
static int
choose_ra(struct db *db, char to[LEN_CODE])
{
	struct ra list[64];
	size_t n;
	int r;

	if ((r = db_ra_list(db, list, 64, &n)) != 0)
		return r;
	for (size_t i = 0; i < n; i++)
		if (str_eq(list[i].state, "open"))
			return str_copy(to, LEN_CODE, list[i].code);
	return err_set(ERR_NOTFOUND, "no registration authority is open");
}

struct beginning {
	const struct actor	*actor;
	struct app		 app;
	uint64_t		 found;		/* an open one that is in the way */
	int64_t			 now;
};

static int
insert_draft(struct db *db, void *arg)
{
	struct beginning *b = arg;
	struct app_line open;
	int r;

	b->found = 0;
	if ((r = db_app_find_open(db, b->app.account, b->app.product, &open)) == 0) {
		b->found = open.id;
		return err_set(ERR_CONFLICT, "an application for this product is open already");
	}
	if (r != ERR_NOTFOUND || (r = db_app_insert(db, &b->app)) != 0)
		return r;
	return trail_id(db, b->actor, b->now, "app.new", "application", b->app.id, "product=%s ra=%s", b->app.product,
	    b->app.ra);
}

static int
inserted(struct db *db, void *arg)
{
	struct beginning *b = arg;
	struct app app;
	int r;

	memset(&app, 0, sizeof(app));
	r = db_app_find_request(db, b->app.request, &app);
	app_clear(&app);
	return r;
}

/* The draft this token made before: a double click is one application. */
static int
made_before(struct rules *r, const struct actor *a, const char *once, uint64_t *id)
{
	struct app app;
	int rc;

	memset(&app, 0, sizeof(app));
	if ((rc = db_app_find_request(r->db, once, &app)) == 0) {
		*id = app.id;
		if (app.account != a->id)
			rc = err_set(ERR_DENIED, "form token belongs to another person");
	}
	app_clear(&app);
	return rc;
}

int
apply_new(struct rules *r, const struct actor *a, const char *product, const char *language, const char *once, int64_t now,
    uint64_t *id)
{
	struct beginning b = { .actor = a, .now = now, .app = { .id = rnd_id(now), .account = a->id, .kind = APP_NEW,
	    .state = APP_DRAFT, .moved_at = now, .created = now } };
	struct product p;
	int rc;

	if ((rc = made_before(r, a, once, id)) != ERR_NOTFOUND)
		return rc;
	if ((rc = db_product_get(r->db, product, &p)) != 0)
		return rc;
	if (!str_eq(p.state, "open"))
		return err_set(ERR_NOTFOUND, "product is closed");
	if (str_copy(b.app.product, sizeof(b.app.product), product) != 0 ||
	    str_copy(b.app.language, sizeof(b.app.language), language) != 0 ||
	    str_copy(b.app.request, sizeof(b.app.request), once) != 0)
		return err_reword(ERR_INPUT, "form token or language is too long");
	if ((rc = choose_ra(r->db, b.app.ra)) != 0)
		return rc;
	rc = db_run_known(r->db, insert_draft, inserted, &b);
	*id = b.found != 0 ? b.found : b.app.id;
	return rc;
}

int
apply_get(struct rules *r, const struct actor *a, uint64_t id, struct app *app, struct product *product)
{
	int rc;

	memset(app, 0, sizeof(*app));
	if (a->kind != ACTOR_ACCOUNT)
		return ERR_NOTFOUND;
	if ((rc = db_app_get(r->db, id, app)) == 0 && app->account != a->id)
		rc = ERR_NOTFOUND;
	if (rc == 0)
		rc = db_product_get(r->db, app->product, product);
	if (rc != 0)
		app_clear(app);
	return rc;
}

int
apply_find(struct rules *r, const struct actor *a, const char *no, struct app *app, struct product *product)
{
	int rc;

	memset(app, 0, sizeof(*app));
	if (a->kind != ACTOR_ACCOUNT)
		return ERR_NOTFOUND;
	if ((rc = db_app_find_no(r->db, no, app)) == 0 && app->account != a->id)
		rc = ERR_NOTFOUND;
	if (rc == 0)
		rc = db_product_get(r->db, app->product, product);
	if (rc != 0)
		app_clear(app);
	return rc;
}

int
apply_state_of(struct rules *r, const struct actor *a, const char *no, int64_t now, enum app_state *state, uint64_t *mine)
{
	struct app app;
	int rc;

	if (db_limit_take(r->db, "progress", a->ip, ASK_BURST, ASK_INTERVAL, now, NULL) == ERR_LIMIT)
		return err_reword(ERR_LIMIT, "too many numbers were looked up, wait a minute");
	memset(&app, 0, sizeof(app));
	if ((rc = db_app_find_no(r->db, no, &app)) == 0) {
		*state = app.state;
		*mine = a->kind == ACTOR_ACCOUNT && app.account == a->id ? app.id : 0;
	}
	app_clear(&app);
	return rc;
}

int
apply_get_open(struct rules *r, const struct actor *a, uint64_t id, struct app *app, struct product *product)
{
	int rc;

	if ((rc = apply_get(r, a, id, app, product)) != 0)
		return rc;
	if (app->state == APP_DRAFT || app->state == APP_RETURNED)
		return 0;
	app_clear(app);
	return err_set(ERR_CONFLICT, "application was submitted and cannot be changed");
}

struct saving {
	const struct actor	*actor;
	const struct app	*app;
	const char		*what;
	int64_t			 now;
};

static int
save(struct db *db, void *arg)
{
	const struct saving *s = arg;
	int r;

	if ((r = db_app_edit(db, s->app)) != 0)
		return r;
	return trail_id(db, s->actor, s->now, "app.edit", "application", s->app->id, "part=%s version=%llu", s->what,
	    (unsigned long long)s->app->version + 1);
}

int
apply_save(struct rules *r, const struct actor *a, struct app *app, const char *what, int64_t now)
{
	struct saving s = { .actor = a, .app = app, .what = what, .now = now };
	int rc;

	if ((rc = db_run(r->db, save, &s)) == 0)
		app->version++;
	return rc;
}

struct withdrawing {
	const struct actor	*actor;
	struct app		*app;
	int64_t			 now;
};

static int
withdraw(struct db *db, void *arg)
{
	const struct withdrawing *w = arg;
	struct app app = *w->app;	/* body runs anew: move_app changes its copy */

	return move_app(db, w->actor, &app, MOVE_WITHDRAW, NULL, w->now);
}

bool
apply_is_as_received(const struct app *app)
{
	return app->attempt > 0 && app->state != APP_RETURNED && app->state != APP_WITHDRAWN && app->state != APP_EXPIRED;
}

bool
apply_may_withdraw(const struct actor *a, const struct app *app)
{
	const struct move *m;
	bool may = move_may(a, app->state, MOVE_WITHDRAW, NULL, &m) == 0;

	err_take();
	return may;
}

int
apply_withdraw(struct rules *r, const struct actor *a, uint64_t id, int64_t now)
{
	struct product product;
	struct app app;
	struct withdrawing w = { .actor = a, .app = &app, .now = now };
	int rc;

	if ((rc = apply_get(r, a, id, &app, &product)) != 0)
		return rc;
	rc = db_run(r->db, withdraw, &w);
	app_clear(&app);
	return rc;
}
