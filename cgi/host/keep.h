/*
 * keep: the parent's loop over its children: start in order, restart what ends, stop in reverse.
 *
 * The caller's process becomes the sub-reaper of everything below it and takes its signals by sigtimedwait.
 */
#ifndef HOST_KEEP_H
#define HOST_KEEP_H

#include <stddef.h>

#include "host/child.h"

/* Blocks the signals we wait for and makes us the sub-reaper. Called before the first child. 0 or ERR_PEER. */
int	 keep_open(void);

/*
 * Starts the children in order, each ready before the next.  0; ERR_PEER with a note when one does not become ready (those
 * started are then stopped); ERR_AGAIN when a signal asked to stop meanwhile (all are stopped).
 */
int	 keep_start(struct child *all, size_t count, const struct site *s, int lock);

/*
 * Until TERM, INT or HUP: restarts what ends, later each time when it does not stay up.  USR1: the web server reads its
 * configuration and certificate again.  Returns with all children stopped.
 */
void	 keep_run(struct child *all, size_t count, const struct site *s, int lock);

/* TERM in reverse order, its grace, then KILL to the group. */
void	 keep_stop(struct child *all, size_t count);

#endif
