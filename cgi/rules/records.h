/*
 * records: closes what must stay secret (I6) to the records key, whose private half only keeper's token has.
 */
#ifndef RULES_RECORDS_H
#define RULES_RECORDS_H

#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"

struct rules;

/*
 * Seals for (owner, object), as pki/seal, under VAR/conf/records.pub; appends to out.  ERR_PEER: there is no key yet, or it cannot
 * be read.
 */
int	 records_seal(const struct rules *r, uint64_t owner, uint64_t object, const void *plain, size_t n, struct buf *out);

#endif
