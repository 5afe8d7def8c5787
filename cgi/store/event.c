#include "store/event.h"

#include "store/db.h"

static const struct col cols[] = {
	COL(struct event, id, COL_U64, 0),
	COL(struct event, application, COL_U64, 0),
	COL(struct event, seq, COL_U64, COL_PUBLIC),
	COL_WORD(struct event, from_state, app_state_text, COL_PUBLIC),
	COL(struct event, event, COL_TEXT, COL_PUBLIC),
	COL_WORD(struct event, to_state, app_state_text, COL_PUBLIC),
	COL(struct event, actor_kind, COL_TEXT, COL_PUBLIC),
	COL(struct event, actor, COL_TEXT, 0),
	COL(struct event, reason, COL_TEXT, COL_PUBLIC | COL_OPTIONAL),
	COL(struct event, created, COL_TIME, COL_PUBLIC),
};

#define FIELDS "id,application,seq,from_state,event,to_state,actor_kind,actor,reason,created"

static const struct query insert = QUERY("INSERT INTO application_event (" FIELDS ") VALUES (?,?,?,?,?,?,?,?,?,?)", cols);
static const struct query list = QUERY("SELECT " FIELDS " FROM (SELECT " FIELDS " FROM application_event WHERE application=?"
    " ORDER BY seq DESC LIMIT ?) newest ORDER BY seq", cols);

int
db_event_insert(struct db *db, const struct event *e)
{
	return db_put(db, &insert, e);
}

int
db_event_list(struct db *db, uint64_t application, struct event *out, size_t max, size_t *n)
{
	return db_list(db, &list, out, sizeof(*out), max, n, IN(in_u64(application), in_u64(max)));
}
