/*
 * move: the life of an application as one table: from which state, by which event, to which state, who may, whom it is told.
 * Nothing else changes a state.
 */
#ifndef RULES_MOVE_H
#define RULES_MOVE_H

#include <stdbool.h>
#include <stdint.h>

#include "rules/actor.h"
#include "store/app.h"

struct account;
struct db;

enum move_event {
	MOVE_SUBMIT, MOVE_WITHDRAW, MOVE_ENTER, MOVE_REVIEW, MOVE_RETURN, MOVE_REJECT, MOVE_START, MOVE_LAPSE, MOVE_ISSUE,
	MOVE_DOWNLOAD, MOVE_ACCEPT, MOVE_SILENCE, MOVE_OBJECT, MOVE_EXPIRE, MOVE_REKEY, MOVE_EVENT_MAX
};
extern const char *const move_event_text[];	/* "submit" ..., NULL behind the last */

struct move {
	enum app_state	 from;
	enum move_event	 event;
	enum app_state	 to;
	enum actor_kind	 kind;
	unsigned	 roles;		/* any of these; 0: no role asked */
	bool		 reason;	/* a reason must be given */
	const char	*mail;		/* event of the message to the applicant; NULL: none */
};

/* The row, or NULL when that event is not possible in that state. */
const struct move *move_find(enum app_state from, enum move_event event);
/* The row if this actor may do it. ERR_CONFLICT: not possible in this state; ERR_DENIED: not his to do; ERR_INPUT: no reason. */
int	 move_may(const struct actor *a, enum app_state from, enum move_event event, const char *reason,
	    const struct move **out);

/*
 * Does it inside the caller's transaction: moves the row (names version and state), records event and audit row, queues the
 * message.  app->state, version and moved_at are the new ones afterwards.  ERR_CONFLICT also when somebody was faster.
 */
int	 move_app(struct db *db, const struct actor *a, struct app *app, enum move_event event, const char *reason,
	    int64_t now);
/* The same when the owner's row was read before: reads nothing. */
int	 move_app_of(struct db *db, const struct actor *a, struct app *app, const struct account *owner, enum move_event event,
	    const char *reason, int64_t now);
/* What move_app does besides the row itself, for db_app_submit, which moves it. app is as it was before. */
int	 move_record(struct db *db, const struct actor *a, const struct app *app, const struct move *m, const char *reason,
	    int64_t now);

#endif
