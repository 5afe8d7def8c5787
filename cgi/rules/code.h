/*
 * code: one-time codes to a mobile or e-mail address: sent, guessed at, taken once.
 *
 * A code has six digits, lives ten minutes and is worth five tries; a new one replaces the old.  It is stored as an HMAC
 * under the person-index key, so that the database alone gives no code away.  Whether an address is known is never told.
 */
#ifndef RULES_CODE_H
#define RULES_CODE_H

#include <stdint.h>

#include "rules/actor.h"
#include "rules/rules.h"

#define CODE_DIGITS	6
#define CODE_TRIES	5
#define CODE_LIFE	((int64_t)10 * 60 * 1000)

struct code {
	const char	*purpose;	/* login, suspend, revoke, download, email */
	const char	*target;	/* normalised mobile, or e-mail address */
	const char	*about;		/* what is claimed with it; NULL: nothing. Who claims something else touches no code of it. */
	const char	*language;
	uint64_t	 account, object;	/* 0: none */
};

/*
 * Sends one.  ERR_LIMIT when for this purpose, target and claim (5, then one in 10 minutes) or from this address of the network
 * (30, then one a minute) was asked too often.  silent: counts and answers alike, but sends nothing (the person is unknown).
 */
int	 code_send(struct rules *r, const struct actor *a, const struct code *c, bool silent, int64_t now);
/*
 * Takes the one of that purpose, target and claim. 0; ERR_INPUT: wrong, used, or over (one sentence for all); ERR_LIMIT: no tries
 * left, ask for a new one, or this address of the network has tried too often (60, then one in half a minute), at whatever numbers.
 * *object (may be NULL) is what it was made for.
 */
int	 code_take(struct rules *r, const struct actor *a, const struct code *c, const char *typed, int64_t now, uint64_t *object);

#endif
