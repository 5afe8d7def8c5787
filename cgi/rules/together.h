/*
 * together: the same short step for many things in one transaction, because a transaction each would be mostly waiting.  When it
 * does not hold, each has one of its own, so that what does not fit fails alone and takes nothing with it.
 */
#ifndef RULES_TOGETHER_H
#define RULES_TOGETHER_H

#include <stddef.h>

struct db;

struct together {
	/* The step, in a transaction that may hold others': it reads nothing that was not read before, and has no effect outside. */
	int	(*one)(struct db *db, void *thing);
	/* db_run_known's question; NULL: the step may be repeated. */
	int	(*done)(struct db *db, void *thing);
	/* The step of this thing did not hold; the note waits for err_take. */
	void	(*fail)(void *thing, int code);
};

/* Takes the step for each. 0, or ERR_PEER when the database is away; whatever failed was told. */
int	 together(struct db *db, const struct together *t, void *const *things, size_t n);

#endif
