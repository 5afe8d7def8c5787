/*
 * trail: the audit row of an act (I5), with the actor's part filled in.
 */
#ifndef RULES_TRAIL_H
#define RULES_TRAIL_H

#include <stdint.h>

#include "rules/actor.h"

struct db;

/* "account", "operator", "program" or "nobody", as audit and event rows spell it. */
const char *trail_kind(const struct actor *a);
/* The actor's name in rows: account id, person number, program, or "" for a visitor.  to has 65 bytes. Returns to. */
char	*trail_name(const struct actor *a, char *to);

/*
 * Appends one row inside the caller's transaction.  detail is "name=value ..." made from the format; it must never hold
 * identity numbers, codes or tokens.  ERR_AGAIN, ERR_PEER: the act must not happen either.
 */
int	 trail(struct db *db, const struct actor *a, int64_t now, const char *act, const char *object_kind,
	    const char *object, const char *detail, ...) __attribute__((format(printf, 7, 8)));
/* The same about a row that is named by its id. */
int	 trail_id(struct db *db, const struct actor *a, int64_t now, const char *act, const char *object_kind,
	    uint64_t object, const char *detail, ...) __attribute__((format(printf, 7, 8)));

#endif
