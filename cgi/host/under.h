/*
 * under: something done once in a child, under the uid whose data it touches; the parent waits for it.
 */
#ifndef HOST_UNDER_H
#define HOST_UNDER_H

#include <stddef.h>
#include <sys/types.h>

#include "util/buf.h"

/*
 * Calls fn(arg, out) in a child that has become uid.  Its result is returned, its note set here; what it put into out (at
 * most 1 MB) arrives in the caller's out.  NULL out: nothing comes back.  A child that dies: ERR_PEER.
 */
int	 under_call(uid_t uid, int (*fn)(void *arg, struct buf *out), void *arg, struct buf *out);

/*
 * Runs a program (found by PATH) with input as its standard input (NULL: none) and its output appended to the file log.
 * 0, or ERR_PEER naming the program, its fate and the log.
 */
int	 under_run(uid_t uid, const char *const *argv, const struct buf *input, const char *log);

#endif
