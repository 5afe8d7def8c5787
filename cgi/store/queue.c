#include "store/queue.h"

#include <stdio.h>

#include "util/err.h"
#include "util/rnd.h"

#define LOOK 256		/* as in the pick statement */

struct picked {
	uint64_t	id;
};
static const struct col picked_cols[] = { COL(struct picked, id, COL_U64, 0) };

/* Moves max of the n ids to the front, at random: workers then seldom want the same rows (facts: database 2, br). */
static void
shuffle(struct picked *rows, size_t n, size_t max)
{
	for (size_t i = 0; i < max && i < n; i++) {
		size_t j = i + (size_t)rnd_below(n - i);
		struct picked swap = rows[i];

		rows[i] = rows[j];
		rows[j] = swap;
	}
}

int
queue_claim(struct db *db, const struct queue *q, int64_t now, int64_t lease_until, size_t max, uint64_t *owner)
{
	struct query pick = { q->pick.sql, picked_cols, 1 };
	struct picked rows[LOOK];
	struct in in[2 + QUEUE_MANY];
	uint64_t changed;
	size_t n;
	int r;

	*owner = 0;
	if (max > q->most)
		max = q->most;
	if ((r = db_list(db, &pick, rows, sizeof(rows[0]), LOOK, &n, IN(in_time(now)))) != 0 || n == 0)
		return r;
	shuffle(rows, n, max);
	in[0] = in_u64(rnd_id(now));
	in[1] = in_time(lease_until);
	for (size_t i = 0; i < q->most; i++)
		in[2 + i] = i < n && i < max ? in_u64(rows[i].id) : in_u64(0);
	if ((r = db_exec(db, &q->claim, &changed, in, 2 + q->most)) == 0 && changed > 0)
		*owner = (uint64_t)in[0].number;
	return r;
}

int
queue_keep(struct db *db, const struct queue *q, const struct claim *c, int64_t lease_until)
{
	return db_hit(db, &q->keep, IN(in_time(lease_until), in_u64(c->id), in_u64(c->owner), in_u64(c->fence)));
}

int
queue_again(struct db *db, const struct queue *q, const struct claim *c, int64_t next_at, const char *error)
{
	char note[QUEUE_ERROR];

	snprintf(note, sizeof(note), "%s", error);
	return db_hit(db, &q->again, IN(in_time(next_at), in_str(note), in_u64(c->id), in_u64(c->owner), in_u64(c->fence)));
}

int
queue_reap(struct db *db, const struct queue *q, int64_t now, uint64_t *freed)
{
	return db_exec(db, &q->reap, freed, IN(in_time(now)));
}
