#include "rules/move.h"

#include <stdio.h>

#include "rules/tell.h"
#include "rules/trail.h"
#include "store/event.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/str.h"

const char *const move_event_text[] = {
	"submit", "withdraw", "enter", "review", "return", "reject", "start", "lapse", "issue", "download", "accept", "silence",
	"object", "expire", "rekey", NULL
};

/*
 * design 3, first sentence.  Another key voids what was signed over the old one.  A lapse sends a case back to be entered anew: its
 * evidence is too old, or signd does not take it; who was told that it passed its review is told.
 */
static const struct move moves[] = {
	{ APP_DRAFT,	  MOVE_SUBMIT,	 APP_SUBMITTED,	 ACTOR_ACCOUNT,	 0,		false, "submitted" },
	{ APP_RETURNED,	  MOVE_SUBMIT,	 APP_SUBMITTED,	 ACTOR_ACCOUNT,	 0,		false, "submitted" },
	{ APP_DRAFT,	  MOVE_WITHDRAW, APP_WITHDRAWN,	 ACTOR_ACCOUNT,	 0,		false, NULL },
	{ APP_SUBMITTED,  MOVE_WITHDRAW, APP_WITHDRAWN,	 ACTOR_ACCOUNT,	 0,		false, "withdrawn" },
	{ APP_ENTERED,	  MOVE_WITHDRAW, APP_WITHDRAWN,	 ACTOR_ACCOUNT,	 0,		false, "withdrawn" },
	{ APP_RETURNED,	  MOVE_WITHDRAW, APP_WITHDRAWN,	 ACTOR_ACCOUNT,	 0,		false, "withdrawn" },
	{ APP_SUBMITTED,  MOVE_REKEY,	 APP_SUBMITTED,	 ACTOR_ACCOUNT,	 0,		false, "rekeyed" },
	{ APP_ENTERED,	  MOVE_REKEY,	 APP_SUBMITTED,	 ACTOR_ACCOUNT,	 0,		false, "rekeyed" },
	{ APP_SUBMITTED,  MOVE_ENTER,	 APP_ENTERED,	 ACTOR_OPERATOR, ROLE_CLERK,	false, "entered" },
	{ APP_SUBMITTED,  MOVE_RETURN,	 APP_RETURNED,	 ACTOR_OPERATOR, ROLE_CLERK,	true,  "returned" },
	{ APP_SUBMITTED,  MOVE_REJECT,	 APP_REJECTED,	 ACTOR_OPERATOR, ROLE_CLERK,	true,  "rejected" },
	{ APP_ENTERED,	  MOVE_REVIEW,	 APP_REVIEWED,	 ACTOR_OPERATOR, ROLE_REVIEWER,	false, "reviewed" },
	{ APP_ENTERED,	  MOVE_RETURN,	 APP_RETURNED,	 ACTOR_OPERATOR, ROLE_REVIEWER,	true,  "returned" },
	{ APP_ENTERED,	  MOVE_REJECT,	 APP_REJECTED,	 ACTOR_OPERATOR, ROLE_REVIEWER,	true,  "rejected" },
	{ APP_ENTERED,	  MOVE_LAPSE,	 APP_SUBMITTED,	 ACTOR_OPERATOR, ROLE_REVIEWER,	true,  NULL },
	{ APP_REVIEWED,	  MOVE_START,	 APP_ISSUING,	 ACTOR_PROGRAM,	 0,		false, NULL },
	{ APP_REVIEWED,	  MOVE_LAPSE,	 APP_SUBMITTED,	 ACTOR_PROGRAM,	 0,		true,  "lapsed" },
	{ APP_ISSUING,	  MOVE_LAPSE,	 APP_SUBMITTED,	 ACTOR_PROGRAM,	 0,		true,  "lapsed" },
	{ APP_ISSUING,	  MOVE_ISSUE,	 APP_ISSUED,	 ACTOR_PROGRAM,	 0,		false, "issued" },
	{ APP_ISSUED,	  MOVE_DOWNLOAD, APP_DOWNLOADED, ACTOR_ACCOUNT,	 0,		false, NULL },
	{ APP_ISSUED,	  MOVE_OBJECT,	 APP_OBJECTED,	 ACTOR_ACCOUNT,	 0,		true,  "objected" },
	{ APP_DOWNLOADED, MOVE_OBJECT,	 APP_OBJECTED,	 ACTOR_ACCOUNT,	 0,		true,  "objected" },
	{ APP_ISSUED,	  MOVE_ACCEPT,	 APP_ACCEPTED,	 ACTOR_ACCOUNT,	 0,		false, NULL },
	{ APP_DOWNLOADED, MOVE_ACCEPT,	 APP_ACCEPTED,	 ACTOR_ACCOUNT,	 0,		false, NULL },
	{ APP_ISSUED,	  MOVE_SILENCE,	 APP_ACCEPTED,	 ACTOR_PROGRAM,	 0,		false, "silence" },
	{ APP_DOWNLOADED, MOVE_SILENCE,	 APP_ACCEPTED,	 ACTOR_PROGRAM,	 0,		false, "silence" },
	{ APP_DRAFT,	  MOVE_EXPIRE,	 APP_EXPIRED,	 ACTOR_PROGRAM,	 0,		false, NULL },
	{ APP_RETURNED,	  MOVE_EXPIRE,	 APP_EXPIRED,	 ACTOR_PROGRAM,	 0,		false, "expired" },
};

const struct move *
move_find(enum app_state from, enum move_event event)
{
	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++)
		if (moves[i].from == from && moves[i].event == event)
			return &moves[i];
	return NULL;
}

int
move_may(const struct actor *a, enum app_state from, enum move_event event, const char *reason, const struct move **out)
{
	const struct move *m = move_find(from, event);

	if (m == NULL)
		return err_set(ERR_CONFLICT, "application is %s: %s is not possible now", app_state_text[from],
		    move_event_text[event]);
	if (a->kind != m->kind || (m->roles != 0 && (a->roles & m->roles) == 0))
		return err_set(ERR_DENIED, "application: %s is not this person's to do", move_event_text[event]);
	if (m->reason && (reason == NULL || *reason == '\0'))
		return err_set(ERR_INPUT, "a reason must be given");
	*out = m;
	return 0;
}

static int
tell_move(struct db *db, const struct app *app, const struct account *owner, const struct move *m, const char *reason,
    int64_t now)
{
	struct buf params;
	int r;

	if (m->mail == NULL)
		return 0;
	buf_init(&params, 0);
	tell_param(&params, "no", app->no);
	tell_param(&params, "product", app->product);
	if (reason != NULL && *reason != '\0')
		tell_param(&params, "reason", reason);
	if (owner != NULL)
		r = tell_owner(db, owner, app->id, m->mail, buf_str(&params), now);
	else
		r = tell_account(db, app->account, app->id, m->mail, buf_str(&params), now);
	buf_clear(&params);
	return r;
}

static int
record(struct db *db, const struct actor *a, const struct app *app, const struct account *owner, const struct move *m,
    const char *reason, int64_t now)
{
	struct event e = { .id = rnd_id(now), .application = app->id, .seq = app->version + 1, .from_state = m->from,
	    .to_state = m->to, .created = now };
	char act[LEN_CODE];
	int r;

	snprintf(e.event, sizeof(e.event), "%s", move_event_text[m->event]);
	snprintf(e.actor_kind, sizeof(e.actor_kind), "%s", trail_kind(a));
	trail_name(a, e.actor);
	if (reason != NULL && str_copy(e.reason, sizeof(e.reason), reason) != 0)
		return err_reword(ERR_LIMIT, "reason is longer than 1000 characters");
	snprintf(act, sizeof(act), "app.%s", move_event_text[m->event]);
	if ((r = db_event_insert(db, &e)) != 0 ||
	    (r = trail_id(db, a, now, act, "application", app->id, "no=%s from=%s to=%s version=%llu", app->no,
	    app_state_text[m->from], app_state_text[m->to], (unsigned long long)app->version + 1)) != 0)
		return r;
	return tell_move(db, app, owner, m, reason, now);
}

int
move_record(struct db *db, const struct actor *a, const struct app *app, const struct move *m, const char *reason, int64_t now)
{
	return record(db, a, app, NULL, m, reason, now);
}

int
move_app_of(struct db *db, const struct actor *a, struct app *app, const struct account *owner, enum move_event event,
    const char *reason, int64_t now)
{
	const struct move *m;
	int r;

	if ((r = move_may(a, app->state, event, reason, &m)) != 0 ||
	    (r = db_app_move(db, app->id, app->version, m->from, m->to, now, reason == NULL ? "" : reason)) != 0 ||
	    (r = record(db, a, app, owner, m, reason, now)) != 0)
		return r;
	app->state = m->to;
	app->version++;
	app->moved_at = now;
	return 0;
}

int
move_app(struct db *db, const struct actor *a, struct app *app, enum move_event event, const char *reason, int64_t now)
{
	return move_app_of(db, a, app, NULL, event, reason, now);
}
