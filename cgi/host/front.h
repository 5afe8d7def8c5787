/*
 * front: the web server's configuration of this instance: VAR/conf/apache.conf, definitions and one Include of
 * apache/site.conf.  Written anew at each start, so that a newer tree is served by its newer rules.
 */
#ifndef HOST_FRONT_H
#define HOST_FRONT_H

#include "host/ask.h"

/* 0 or ERR_PEER. */
int	 front_write(const struct ask *a, const struct site *s);

#endif
