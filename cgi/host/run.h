/*
 * run: one whole instance under one parent, from the locks to the last child's end.
 */
#ifndef HOST_RUN_H
#define HOST_RUN_H

#include "host/ask.h"
#include "util/buf.h"

/*
 * Sets up VAR when it is new, starts everything, calls ready(arg, text) with what a person should read (addresses, links),
 * then keeps all running until a signal asks to stop.  0, or a refusal with nothing left running.
 */
int	 run_all(const struct ask *a, void (*ready)(void *arg, const struct buf *text), void *arg);

#endif
