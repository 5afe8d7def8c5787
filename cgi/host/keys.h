/*
 * keys: the ceremony of a new instance: every key it has, made inside its token, written down in VAR/conf and in ca_key.
 */
#ifndef HOST_KEYS_H
#define HOST_KEYS_H

#include "host/ask.h"

/*
 * Both tokens, all keys, their certificates in VAR/conf/ca, the public half of the records key in VAR/conf/records.pub, a row of
 * ca_key for each, the web server's certificate.  Prints label and key id of each.  The database is there and down; lock is
 * VAR/lock.db.  0 or ERR_*.
 */
int	 keys_make(const struct ask *a, const struct site *s, int lock);

#endif
