/*
 * rows: what the database of a new instance holds before anybody has done anything: one registration authority, the two
 * products, the model texts of db/seed/texts as drafts.
 *
 * Nothing is in force by this: the hall stays closed until two business administrators publish the texts.
 */
#ifndef HOST_ROWS_H
#define HOST_ROWS_H

#include "util/site.h"

struct db;

/* Opens the database as its administrator and writes all rows in one transaction, with their audit rows. */
int	 rows_make(const struct site *s);
/* The same over a connection that writes an audit chain. */
int	 rows_put(struct db *db, const struct site *s, int64_t now);

#endif
