/*
 * base: the database of a new instance: made under its own uid, filled with schema, accounts, grants and seeds.
 *
 * MariaDB's root: as root, the socket alone (no password works); as an ordinary user, a random password in
 * VAR/secret/root.cnf that only that user can read.
 */
#ifndef HOST_BASE_H
#define HOST_BASE_H

#include "host/ask.h"
#include "store/db.h"
#include "util/buf.h"

/* For a VAR whose db folder is empty. The caller holds both locks. 0 or ERR_PEER naming the step and its log. */
int	 base_make(const struct ask *a, const struct site *s, int lock);

/* Runs SQL text as MariaDB's root in database certhall; the server is up. 0 or ERR_PEER. */
int	 base_sql(const struct site *s, const struct buf *sql);

/* A connection as MariaDB's root to database certhall, writing the audit chain HOST/certhall/0; the server is up. 0 or ERR_*. */
int	 base_open(const struct site *s, struct db **out);

#endif
