/*
 * look: what of an instance is running now, seen from outside: the operator's commands status and check.
 */
#ifndef HOST_LOOK_H
#define HOST_LOOK_H

#include <sys/types.h>

#include "host/child.h"

/* The child of parent that runs the program of c. Returns 0, or ERR_NOTFOUND (no note) when there is none. */
int	 look_find(pid_t parent, const struct child *c, pid_t *out);

#endif
