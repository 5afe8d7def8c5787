/*
 * say: one line of "certhall check".
 */
#ifndef HOST_SAY_H
#define HOST_SAY_H

#include <stdbool.h>

/* "ok name: what was seen" or "BAD name: what is wrong and what to do". Returns bad as 1. */
int	 say(bool good, const char *name, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

#endif
