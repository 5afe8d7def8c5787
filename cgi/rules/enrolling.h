/*
 * enrolling: a person who was named as operator registers a key of his own, by an invitation that works once, and signs his
 * operator paper with it.  The first people come with a ticket of signd instead of an invitation.
 */
#ifndef RULES_ENROLLING_H
#define RULES_ENROLLING_H

#include <stdbool.h>
#include <stdint.h>

#include "pki/attest.h"
#include "rules/actor.h"
#include "rules/badge.h"
#include "rules/granting.h"
#include "store/operator.h"

struct db;
struct rules;

#define ENROLLING_TOKEN	70			/* decimal id, "-", 43 characters of base64url, NUL */
#define ENROLLING_DAYS	7			/* an invitation lives */

/* An invitation for him, inside the caller's transaction. */
int	 enrolling_invite(struct db *db, struct rules *r, const struct operator *o, int64_t now);
/* The secret part of the address of his open invitation, or ERR_NOTFOUND. */
int	 enrolling_token(struct rules *r, const struct operator *o, int64_t now, char token[ENROLLING_TOKEN]);
/*
 * Whom a token is for; *open: his key can be registered now.  ERR_NOTFOUND: unknown, too old, or replaced by another.  The
 * caller clears *out, in any case.
 */
int	 enrolling_find(struct rules *r, const char *token, int64_t now, struct operator *out, bool *open);

struct enrolling_key {
	struct attest_posted	posted;
	bool			soft;		/* as the page says; taken in demonstration instances alone */
};

/* Registers the key and makes the operator paper. ERR_DENIED: attest_check; ERR_CONFLICT: registered already, key known. */
int	 enrolling_register(struct rules *r, const struct actor *a, const char *token, const struct enrolling_key *key,
	    int64_t now);
/* The new key signs its paper. ERR_DENIED: it does not hold; ERR_CONFLICT: another text, too late. A second time: no error. */
int	 enrolling_possess(struct rules *r, const struct actor *a, const char *token, const char *digest,
	    const struct badge_answer *answer, int64_t now);

/*
 * First people: does the key belong to the ticket, and is the door still open (fewer than two security administrators)?
 * ticket: base64url of 32 octets; whether it is one of signd's, signd decides.
 */
int	 enrolling_first_check(struct rules *r, const struct actor *a, const char *ticket, const struct enrolling_key *key,
	    int64_t now);
/* Makes the operator, his key and his paper, which his key alone must sign; token leads on. *field as granting_check. */
int	 enrolling_first(struct rules *r, const struct actor *a, const char *ticket, const struct enrolling_key *key,
	    const struct granting *g, int64_t now, char token[ENROLLING_TOKEN], const char **field);

#endif
