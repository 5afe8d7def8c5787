/*
 * pass: what a one-time code has opened, for a while.
 *
 * A pass is named by something nobody can guess or nobody else can say: a token in an address, or the session and what it is
 * about.  The database knows the HMAC of the name only.
 */
#ifndef RULES_PASS_H
#define RULES_PASS_H

#include <stdint.h>

#include "rules/rules.h"
#include "store/len.h"

/* Opens one: what it is good for (at most 16 characters), its name, what it is about, until when. */
int	 pass_open(struct rules *r, const char *what, const char *name, const char *about, int64_t until, int64_t now);
/* ERR_NOTFOUND: there is none, or its time is over. about and until may be NULL. */
int	 pass_find(struct rules *r, const char *what, const char *name, int64_t now, char about[LEN_ADDRESS], int64_t *until);

#endif
