#include "rules/together.h"

#include <stdio.h>

#include "store/db.h"
#include "util/err.h"

#define NOTE 400

struct group { const struct together *t; void *const *things; size_t n; };

static int
body(struct db *db, void *arg)
{
	const struct group *g = arg;
	int r = g->n > 1 ? db_gather(db) : 0;

	for (size_t i = 0; r == 0 && i < g->n; i++)
		r = g->t->one(db, g->things[i]);
	return r;
}

/* All of them or none: the first speaks for all. */
static int
was_done(struct db *db, void *arg)
{
	const struct group *g = arg;

	return g->t->done(db, g->things[0]);
}

static int
run(struct db *db, struct group *g)
{
	return g->t->done != NULL ? db_run_known(db, body, was_done, g) : db_run(db, body, g);
}

static void
fail_all(const struct group *g, int code)
{
	char note[NOTE];

	snprintf(note, sizeof(note), "%s", err_take());
	for (size_t i = 0; i < g->n; i++) {
		err_set((enum err)code, "%s", note);
		g->t->fail(g->things[i], code);
	}
	err_take();
}

int
together(struct db *db, const struct together *t, void *const *things, size_t n)
{
	struct group all = { t, things, n };
	int away = 0, r;

	if (n == 0 || (r = run(db, &all)) == 0)
		return 0;
	if (n == 1 || r == ERR_PEER) {
		fail_all(&all, r);
		return r == ERR_PEER ? r : 0;
	}
	err_take();
	for (size_t i = 0; i < n; i++) {
		struct group one = { t, things + i, 1 };

		if ((r = run(db, &one)) != 0)
			fail_all(&one, r);
		if (r == ERR_PEER)
			away = r;
	}
	return away;
}
