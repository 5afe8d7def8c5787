/*
 * revoking: a certificate ended for good (吊销) by its holder (design 3.7, I4).
 *
 * The holder's proof decides: the revocation is accepted, decided and ordered in one transaction.  A unit's certificate asked
 * for by its agent's code is held at once and the desk decides.  A certificate has one revocation; asking again finds it,
 * unless the desk has not decided it yet: the holder's proof then overtakes the desk.
 */
#ifndef RULES_REVOKING_H
#define RULES_REVOKING_H

#include <stdbool.h>
#include <stdint.h>

#include "rules/actor.h"
#include "store/cert.h"
#include "store/len.h"
#include "store/revocation.h"

struct db;
struct rules;

/* Reasons a holder can choose from; NULL behind the last. */
extern const char *const revoking_words[];
/* The CRL reason (RFC 5280, 5.3.1) of such a word; 0, unspecified, for others. */
int	 revoking_reason(const char *word);

/*
 * The start of the day on which the key came into other hands (0: not given), made to lie in the certificate's life.
 * ERR_INPUT: before it, or in the future.
 */
int	 revoking_since(int64_t not_before, int64_t now, int64_t *day);

struct revoking {
	const char	*ground;	/* holder, objection, ... (schema: revocation.ground) */
	int		 reason;
	const char	*text;		/* "": nothing */
	int64_t		 invalid_since;	/* 0: not given */
	const char	*once;
};

/*
 * *out is the certificate's revocation, this or an earlier one.  ERR_CONFLICT: it is past its validity; ERR_INPUT as
 * revoking_since.
 */
int	 revoking_ask(struct rules *r, const struct actor *a, uint64_t certificate, const struct revoking *v, int64_t now,
	    struct revocation *out);
/* Decided by the proof, inside the caller's transaction, about a row read in it. Nothing is done when one is decided already. */
int	 revoking_now(struct db *db, const struct actor *a, const struct cert_row *cert, const struct revoking *v, int64_t now,
	    struct revocation *out);

/* May its holder ask although there is this one?  unit: he is one, and his agent's code only holds. */
bool	 revoking_gives_way(const struct revocation *v, bool unit);

/* The living one of a certificate, or ERR_NOTFOUND. */
int	 revoking_of(struct rules *r, uint64_t certificate, struct revocation *out);
/* A receipt, by the token it was asked under. The caller clears cert with cert_row_clear. */
int	 revoking_receipt(struct rules *r, const char *request, struct revocation *out, struct cert_row *cert);

#endif
