/*
 * outbox: one-time codes as they arrive where no gateway is configured, in VAR/outbox.
 */
#ifndef HOST_OUTBOX_H
#define HOST_OUTBOX_H

#include "util/site.h"

#define OUTBOX_CODE 7		/* six digits and NUL */

/*
 * The code of the newest message to that number that is not older than since (rnd_id times of the file's name); waits up to ten
 * seconds for it.  ERR_PEER when none came.
 */
int	 outbox_code(const struct site *s, const char *mobile, int64_t since, char code[OUTBOX_CODE]);

#endif
