#include "store/measure.h"

#include "store/db.h"

static const struct col in_cols[] = { COL(struct measure_in, at, COL_TIME, 0) };
static const struct col out_cols[] = {
	COL_WORD(struct measure_out, word, decision_word_text, 0),
	COL(struct measure_out, at, COL_TIME, 0),
	COL(struct measure_out, submitted_at, COL_TIME, 0),
	COL(struct measure_out, last_submitted_at, COL_TIME, 0),
	COL(struct measure_out, due_at, COL_TIME, 0),
	COL(struct measure_out, reason, COL_TEXT, COL_OPTIONAL),
};

/* By application_event_time first, each application by its id: in no other order, whatever the optimizer thinks of it. */
static const struct query came_in = QUERY("SELECT e.created FROM application_event e STRAIGHT_JOIN application a"
    " ON a.id=e.application WHERE e.event='submit' AND e.created>=? AND e.created<? AND a.ra=?", in_cols);
/* Which submission: the last move of that name before it, by application_event_seq. */
static const struct query decided = QUERY("SELECT IF(e.event='review','approve',e.event),e.created,"
    "(SELECT s.created FROM application_event s WHERE s.application=e.application AND s.seq<e.seq AND s.event='submit'"
    " ORDER BY s.seq DESC LIMIT 1),a.submitted_at,a.due_at,e.reason"
    " FROM application_event e STRAIGHT_JOIN application a ON a.id=e.application"
    " WHERE e.event IN ('review','return','reject') AND e.created>=? AND e.created<? AND a.ra=?", out_cols);

int
db_measure_in(struct db *db, const char *ra, int64_t from, int64_t to, int (*each)(void *arg, const void *row), void *arg)
{
	struct measure_in row;

	return db_each(db, &came_in, &row, each, arg, IN(in_time(from), in_time(to), in_str(ra)));
}

int
db_measure_out(struct db *db, const char *ra, int64_t from, int64_t to, int (*each)(void *arg, const void *row), void *arg)
{
	struct measure_out row;

	return db_each(db, &decided, &row, each, arg, IN(in_time(from), in_time(to), in_str(ra)));
}
