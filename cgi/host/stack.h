/*
 * stack: the table of all programs of an instance, in the order they are started: who runs each, with what, and how one
 * sees that it is ready.
 */
#ifndef HOST_STACK_H
#define HOST_STACK_H

#include "host/ask.h"
#include "host/child.h"
#include "util/buf.h"

#define STACK_MAX 12

enum stack_part {
	STACK_ALL,
	STACK_DB,		/* the database alone, as set-up needs it */
	STACK_SIGNING		/* database and signd, as set-up of the demo people needs it */
};

/* Whether this build starts that part: one of our programs, or "apache". */
bool	 stack_has(const char *name);

/* Adds the names of the parts this build does not start, with blanks between. Returns their count. */
size_t	 stack_missing(struct buf *out);

/* Fills to (STACK_MAX) and its count. Returns 0, or ERR_INPUT when a program of ours is not built. */
int	 stack_table(const struct ask *a, const struct site *s, enum stack_part part, struct child *to, size_t *count);

#endif
