/*
 * limit: rate limits as token buckets, one row each; nothing is ever counted over rows.
 */
#ifndef STORE_LIMIT_H
#define STORE_LIMIT_H

#include <stdint.h>

struct db;

/*
 * Takes one token from the bucket (kind, name), which holds burst tokens and gets one back every interval milliseconds.
 * 0, or ERR_LIMIT (without a note: the rule says it in its words) when it is empty; *wait (may be NULL) is then how many
 * milliseconds until one is there.
 * Not to be called inside a transaction that may roll back.
 */
int	 db_limit_take(struct db *db, const char *kind, const char *name, int burst, int64_t interval, int64_t now,
	    int64_t *wait);
/* Forgets up to 1000 full buckets; *gone of them. */
int	 db_limit_purge(struct db *db, int64_t now, uint64_t *gone);

#endif
