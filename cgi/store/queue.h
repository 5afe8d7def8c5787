/*
 * queue: how work is claimed from a table (issue_job, sign_order, paper, delivery), by the rules of one writer at a time:
 * a claim is a conditional update of its own, never kept open during the work; each claim has an owner number of its own
 * and raises the row's fence; every later write names both and must hit one row; a claim whose owner died lapses.
 *
 * Internal to the store: rooms wrap it.
 */
#ifndef STORE_QUEUE_H
#define STORE_QUEUE_H

#include <stddef.h>
#include <stdint.h>

#include "store/db.h"

#define QUEUE_CLAIM 20		/* rows per claim at most */
#define QUEUE_MANY 128		/* of a queue declared with QUEUE_OF_MANY */
#define QUEUE_ERROR 513		/* VARCHAR(512), ASCII notes of ours */

/* What a worker holds. */
struct claim {
	uint64_t	id;
	uint64_t	owner;		/* made anew for each claim */
	uint64_t	fence;
};

struct queue {
	struct query	pick, claim, keep, again, reap;
	size_t		most;		/* rows per claim */
};

#define QUEUE_Q10 "?,?,?,?,?,?,?,?,?,?"
#define QUEUE_Q20 QUEUE_Q10 "," QUEUE_Q10
#define QUEUE_Q128 QUEUE_Q20 "," QUEUE_Q20 "," QUEUE_Q20 "," QUEUE_Q20 "," QUEUE_Q20 "," QUEUE_Q20 ",?,?,?,?,?,?,?,?"
/* The five statements for a table whose waiting rows have that state. */
#define QUEUE(table, waiting) QUEUE_BY(table, waiting, QUEUE_Q20, QUEUE_CLAIM)
#define QUEUE_OF_MANY(table, waiting) QUEUE_BY(table, waiting, QUEUE_Q128, QUEUE_MANY)
#define QUEUE_BY(table, waiting, marks, rows) {								\
	QUERY_WRITE("SELECT id FROM " table " WHERE state='" waiting "' AND next_at<=? ORDER BY next_at,id LIMIT 256"), \
	QUERY_WRITE("UPDATE " table " SET state='running',owner=?,fence=fence+1,lease_until=?,version=version+1" \
	    " WHERE state='" waiting "' AND id IN (" marks ")"),				\
	QUERY_WRITE("UPDATE " table " SET lease_until=?,version=version+1"			\
	    " WHERE id=? AND owner=? AND fence=? AND state='running'"),				\
	QUERY_WRITE("UPDATE " table " SET state='" waiting "',owner=NULL,lease_until=NULL,tries=tries+1,next_at=?," \
	    "error=?,version=version+1 WHERE id=? AND owner=? AND fence=? AND state='running'"), \
	QUERY_WRITE("UPDATE " table " SET state='" waiting "',owner=NULL,lease_until=NULL,tries=tries+1," \
	    "version=version+1 WHERE state='running' AND lease_until<? LIMIT 100"),		\
	rows											\
}

/*
 * Claims up to max (at most the queue's most) waiting rows until lease_until, chosen at random among the first 256; they are then
 * read by "owner=? AND state='running'".  *owner is 0 when nothing was there.  Outside transactions only.
 */
int	 queue_claim(struct db *db, const struct queue *q, int64_t now, int64_t lease_until, size_t max, uint64_t *owner);
int	 queue_keep(struct db *db, const struct queue *q, const struct claim *c, int64_t lease_until);
int	 queue_again(struct db *db, const struct queue *q, const struct claim *c, int64_t next_at, const char *error);
int	 queue_reap(struct db *db, const struct queue *q, int64_t now, uint64_t *freed);

#endif
