/*
 * check_work: the lines of "certhall check" about what the instance does: signing, lists, queues, its own certificates.
 */
#ifndef HOST_CHECK_WORK_H
#define HOST_CHECK_WORK_H

#include "util/site.h"

/* Prints the lines. Returns how many are BAD. */
int	 check_work(const struct site *s);

#endif
