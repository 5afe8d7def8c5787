#include "rules/desk.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pki/key.h"
#include "rules/due.h"
#include "rules/move.h"
#include "rules/rules.h"
#include "rules/tell.h"
#include "rules/trail.h"
#include "store/audit.h"
#include "store/hold.h"
#include "store/operator.h"
#include "store/revocation.h"
#include "util/err.h"
#include "util/mem.h"
#include "util/str.h"

const char *const desk_tab_text[] = { "entry", "review", "returned", "again", NULL };

static const enum app_state tab_state[] = { [DESK_ENTRY] = APP_SUBMITTED, [DESK_REVIEW] = APP_ENTERED,
    [DESK_RETURNED] = APP_RETURNED, [DESK_AGAIN] = APP_SUBMITTED };

static int
only_operators(const struct actor *a)
{
	return a->kind == ACTOR_OPERATOR ? 0 : err_set(ERR_DENIED, "only operators see the desk");
}

/* --- queues ------------------------------------------------------------------------------------------- */
int
desk_queue(struct rules *r, const struct actor *a, enum desk_tab tab, int64_t after_due, uint64_t after_id,
    struct app_line *out, size_t max, size_t *n)
{
	int rc;

	if ((rc = only_operators(a)) != 0)
		return rc;
	return db_app_list_queue(r->db, a->ra, tab_state[tab], tab == DESK_AGAIN, after_due, after_id, out, max, n);
}

int
desk_counts(struct rules *r, const struct actor *a, struct desk_counts *out)
{
	uint64_t states[APP_STATE_MAX], holds, asked;
	int rc;

	if ((rc = only_operators(a)) != 0 || (rc = db_app_count(r->db, a->ra, states)) != 0 ||
	    (rc = db_app_count_again(r->db, a->ra, &out->tab[DESK_AGAIN])) != 0 ||
	    (rc = db_hold_count_live(r->db, a->ra, &holds)) != 0 ||
	    (rc = db_revocation_count_ra(r->db, a->ra, REVOCATION_ASKED, &asked)) != 0)
		return rc;
	out->tab[DESK_ENTRY] = states[APP_SUBMITTED];
	out->tab[DESK_REVIEW] = states[APP_ENTERED];
	out->tab[DESK_RETURNED] = states[APP_RETURNED];
	out->loss = holds + asked;
	return 0;
}

/* --- one application ---------------------------------------------------------------------------------- */
int
desk_find(struct rules *r, const struct actor *a, const char *no, struct app *out)
{
	int rc;

	memset(out, 0, sizeof(*out));
	if ((rc = only_operators(a)) != 0 || (rc = db_app_find_no(r->db, no, out)) != 0)
		return rc;
	return str_eq(out->ra, a->ra) && out->state != APP_DRAFT ? 0 : ERR_NOTFOUND;
}

static bool
is_claimed(const struct app *app, int64_t now)
{
	return app->claimed_by != 0 && app->claimed_at + DESK_CLAIM > now;
}

static int
claimer_name(struct db *db, uint64_t id, char to[LEN_NAME])
{
	struct operator o;
	int r;

	memset(&o, 0, sizeof(o));
	if ((r = db_operator_get(db, id, &o)) == 0)
		memcpy(to, o.name, LEN_NAME);
	operator_clear(&o);
	return r == ERR_NOTFOUND ? 0 : r;
}

int
desk_not_anothers(struct db *db, const struct actor *a, const struct app *app, int64_t now)
{
	char name[LEN_NAME] = "";
	int r;

	if (!is_claimed(app, now) || app->claimed_by == a->id)
		return 0;
	if ((r = claimer_name(db, app->claimed_by, name)) != 0)
		return r;
	return err_set(ERR_CONFLICT, "%s works on this application", name);
}

static int
read_materials(struct rules *r, const struct actor *a, struct desk_case *c)
{
	int rc;

	if ((rc = db_material_list(r->db, c->app.id, c->material, DESK_MATERIALS, &c->materials)) != 0)
		return rc;
	for (size_t i = 0; i < c->materials; i++)
		if ((rc = db_material_seen(r->db, c->material[i].id, a->id, &c->seen[i])) != 0)
			return rc;
	return 0;
}

static int
read_people(struct rules *r, struct desk_case *c)
{
	static const enum person_capacity capacity[] = { PERSON_SELF, PERSON_AGENT, PERSON_LEGAL };
	const struct app *a = &c->app;
	const char *index[] = { a->person.index, a->agent.index, a->legal.index };
	int rc;

	for (size_t i = 0; i < LOOKING_WHOM_MAX; i++)
		if (index[i][0] != '\0' && (rc = db_person_find(r->db, a->account, capacity[i], index[i], &c->person[i])) != 0 &&
		    rc != ERR_NOTFOUND)
			return rc;
	if (a->uscc[0] == '\0')
		return 0;
	rc = db_organisation_find(r->db, a->account, a->uscc, &c->unit);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* What the profile does not allow is shown, not hidden: the operator returns or rejects it. */
static int
read_certificate(struct rules *r, struct desk_case *c)
{
	struct key_facts key;
	char code[KEY_CODE];
	int rc;

	if (key_parse(c->app.spki.data, c->app.spki.len, &key) == 0)
		snprintf(c->key, sizeof(c->key), "%s %s", key_kind_text[key.kind], key_code(key.digest, code));
	err_take();
	if ((rc = casing_read(r, &c->app, &c->product, &c->cert)) == ERR_INPUT) {
		snprintf(c->refusal, sizeof(c->refusal), "%s", err_take());
		rc = 0;
	}
	return rc;
}

/* Who accepted it last stands in the trail alone: 受理 is no move. */
static int
read_acceptance(struct rules *r, struct desk_case *c)
{
	struct audit_row *list = xcalloc(DESK_HISTORY, sizeof(*list));
	char id[24];
	size_t n = 0;
	int rc = 0;

	snprintf(id, sizeof(id), "%" PRIu64, c->app.id);
	if (c->app.accepted_at != 0)
		rc = db_audit_list(r->db, "application", id, c->app.accepted_at - 1, list, DESK_HISTORY, &n);
	for (size_t i = 0; i < n; i++) {
		if (str_eq(list[i].act, "app.receive"))
			snprintf(c->accepted_by, sizeof(c->accepted_by), "%s", list[i].actor);
		audit_row_clear(&list[i]);
	}
	free(list);
	return rc;
}

int
desk_name(struct rules *r, const char *person_no, char to[LEN_NAME])
{
	struct operator o;
	int rc;

	memset(&o, 0, sizeof(o));
	snprintf(to, LEN_NAME, "%s", person_no);
	if ((rc = db_operator_find(r->db, person_no, &o)) == 0)
		memcpy(to, o.name, LEN_NAME);
	operator_clear(&o);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

int
desk_name_by_id(struct rules *r, uint64_t operator, char to[LEN_NAME])
{
	to[0] = '\0';
	return claimer_name(r->db, operator, to);
}

int
desk_number(struct rules *r, uint64_t application, char to[LEN_NO])
{
	struct app app;
	int rc;

	memset(&app, 0, sizeof(app));
	to[0] = '\0';
	if ((rc = db_app_get(r->db, application, &app)) == 0)
		memcpy(to, app.no, LEN_NO);
	app_clear(&app);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

int
desk_open(struct rules *r, const struct actor *a, const char *no, int64_t now, struct desk_case *out)
{
	int rc;

	memset(out, 0, sizeof(*out));
	if ((rc = desk_find(r, a, no, &out->app)) != 0 || (rc = looking_app(r, a, &out->app, now)) != 0 ||
	    (rc = db_product_get(r->db, out->app.product, &out->product)) != 0 || (rc = read_materials(r, a, out)) != 0)
		return rc;
	out->mine = out->app.claimed_by == a->id;
	if (is_claimed(&out->app, now) && (rc = claimer_name(r->db, out->app.claimed_by, out->claimer)) != 0)
		return rc;
	out->consent = xcalloc(DESK_HISTORY, sizeof(*out->consent));
	out->event = xcalloc(DESK_HISTORY, sizeof(*out->event));
	out->decision = xcalloc(DESK_HISTORY, sizeof(*out->decision));
	if ((rc = read_people(r, out)) != 0 || (rc = read_certificate(r, out)) != 0 || (rc = read_acceptance(r, out)) != 0 ||
	    (rc = db_consent_list(r->db, out->app.id, out->consent, DESK_HISTORY, &out->consents)) != 0 ||
	    (rc = db_event_list(r->db, out->app.id, out->event, DESK_HISTORY, &out->events)) != 0)
		return rc;
	return db_decision_history(r->db, out->app.id, out->decision, DESK_HISTORY, &out->decisions);
}

void
desk_case_clear(struct desk_case *c)
{
	app_clear(&c->app);
	for (size_t i = 0; i < LOOKING_WHOM_MAX; i++)
		person_clear(&c->person[i]);
	free(c->consent);
	free(c->event);
	free(c->decision);
	c->consent = NULL;
	c->event = NULL;
	c->decision = NULL;
}

/* --- who works on it ------------------------------------------------------------------------------------ */
struct handling {
	const struct actor	*actor;
	struct app		*app;
	const char		*reason;
	int			 zone;
	int64_t			 now;
};

bool
desk_is_his_turn(const struct actor *a, const struct app *app)
{
	return (app->state == APP_SUBMITTED && (a->roles & ROLE_CLERK) != 0) ||
	    (app->state == APP_ENTERED && (a->roles & ROLE_REVIEWER) != 0);
}

static int
claim(struct db *db, void *arg)
{
	const struct handling *h = arg;
	int r;

	if (!desk_is_his_turn(h->actor, h->app))	/* he would keep it from those who can decide it */
		return err_set(ERR_DENIED, "the application does not wait for this person");
	if ((r = db_app_claim(db, h->app->id, h->actor->id, h->now, h->now - DESK_CLAIM)) != 0)
		return r;
	return trail_id(db, h->actor, h->now, "app.claim", "application", h->app->id, "no=%s", h->app->no);
}

static int
unclaim(struct db *db, void *arg)
{
	const struct handling *h = arg;
	int r;

	if ((r = db_app_unclaim(db, h->app->id, h->actor->id)) != 0)
		return r;
	return trail_id(db, h->actor, h->now, "app.unclaim", "application", h->app->id, "no=%s", h->app->no);
}

static int
handle(struct rules *r, const struct actor *a, const char *no, int64_t now, int (*body)(struct db *, void *))
{
	struct app app;
	struct handling h = { .actor = a, .app = &app, .zone = r->site->zone_minutes, .now = now };
	int rc;

	if ((rc = desk_find(r, a, no, &app)) == 0 && (rc = desk_not_anothers(r->db, a, &app, now)) == 0)
		rc = db_run(r->db, body, &h);
	app_clear(&app);
	return rc;
}

int
desk_claim(struct rules *r, const struct actor *a, const char *no, int64_t now)
{
	return handle(r, a, no, now, claim);
}

int
desk_unclaim(struct rules *r, const struct actor *a, const char *no, int64_t now)
{
	return handle(r, a, no, now, unclaim);
}

int
desk_next(struct rules *r, const struct actor *a, enum desk_tab tab, int64_t now, char no[LEN_NO])
{
	struct app_line line;
	int rc;

	if ((rc = only_operators(a)) != 0)
		return rc;
	do {	/* somebody may be faster: then the next but one */
		if ((rc = db_app_next(r->db, a->ra, tab_state[tab], now - DESK_CLAIM, &line)) != 0)
			return rc;
		memcpy(no, line.no, LEN_NO);
		if ((rc = desk_claim(r, a, no, now)) == ERR_CONFLICT)
			err_take();
	} while (rc == ERR_CONFLICT);
	return rc;
}

/* --- 受理, back to entry --------------------------------------------------------------------------------- */
static int
tell_accepted(struct db *db, const struct handling *h)
{
	struct buf params;
	int r;

	buf_init(&params, 0);
	tell_param(&params, "no", h->app->no);
	tell_param(&params, "product", h->app->product);
	r = tell_account(db, h->app->account, h->app->id, "received", buf_str(&params), h->now);
	buf_clear(&params);
	return r;
}

static int
accept(struct db *db, void *arg)
{
	const struct handling *h = arg;
	int r;

	if ((h->actor->roles & ROLE_CLERK) == 0)
		return err_set(ERR_DENIED, "accepting an application for handling is the clerk's to do");
	if ((r = db_app_accept(db, h->app->id, h->now, due_after(h->now, DUE_HANDLING, h->zone))) != 0)
		return r == ERR_CONFLICT ? err_set(ERR_CONFLICT, "the application was accepted for handling before") : r;
	if ((r = trail_id(db, h->actor, h->now, "app.receive", "application", h->app->id, "no=%s", h->app->no)) != 0)
		return r;
	return tell_accepted(db, h);
}

int
desk_accept(struct rules *r, const struct actor *a, const char *no, int64_t now)
{
	return handle(r, a, no, now, accept);
}

static int
send_back(struct db *db, void *arg)
{
	const struct handling *h = arg;
	struct app app = *h->app;	/* body runs anew: move_app changes its copy */
	int r;

	if ((r = move_app(db, h->actor, &app, MOVE_LAPSE, h->reason, h->now)) != 0)
		return r;
	return db_app_unclaim(db, app.id, h->actor->id);
}

int
desk_send_back(struct rules *r, const struct actor *a, const char *no, uint64_t version, const char *reason, int64_t now)
{
	struct app app;
	struct handling h = { .actor = a, .app = &app, .reason = reason, .now = now };
	int rc;

	if ((rc = desk_find(r, a, no, &app)) == 0 && (rc = desk_not_anothers(r->db, a, &app, now)) == 0) {
		if (app.version != version)
			rc = err_set(ERR_CONFLICT, "the application was changed, look at it again");
		else
			rc = db_run(r->db, send_back, &h);
	}
	app_clear(&app);
	return rc;
}
