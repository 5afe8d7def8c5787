/*
 * voiding: revocations the desk decides (domain.md 1.8): those a holder's side asked for without enough proof, and those RA or
 * CA begin themselves, on one of twelve grounds, with evidence, by two operators.
 *
 * Tightening needs no signature for signd below its cap (design 2); our own two people sign an order paper all the same, and it
 * goes with the order when both are reviewers, as signd wants beyond the cap.
 */
#ifndef RULES_VOIDING_H
#define RULES_VOIDING_H

#include <stdbool.h>
#include <stdint.h>

#include "rules/actor.h"
#include "rules/badge.h"
#include "rules/signing.h"
#include "store/revocation.h"

struct rules;

#define VOIDING_LIFE ((int64_t)72 * 60 * 60 * 1000)	/* to sign */

extern const char *const voiding_grounds[];	/* G01 to G12, NULL behind the last */
/* The CRL reason (RFC 5280, 5.3.1) of a ground. */
int	 voiding_reason(const char *ground);

/* Why a revocation waits at the desk: begun here, it needs two signatures; asked for by the holder's side, one reviewer decides. */
bool	 voiding_is_ours(const struct revocation *v);

struct voiding {
	uint64_t	 certificate;
	const char	*ground;
	const char	*evidence;
	int64_t		 invalid_since;	/* 0: not given */
	const char	*once;
};

/*
 * Begins one: *paper is the order that two people sign.  Once per token.  ERR_CONFLICT: one is there, or the certificate is past;
 * ERR_DENIED: his own certificate; ERR_INPUT: ground, evidence, or as revoking_since.
 */
int	 voiding_offer(struct rules *r, const struct actor *a, const struct voiding *x, int64_t now, uint64_t *paper);
/* The paper being signed about that revocation, or ERR_NOTFOUND. The caller clears *out in any case. */
int	 voiding_open(struct rules *r, const struct actor *a, uint64_t revocation, int64_t now, struct signing *out);
/* A signature over it; *complete: decided, and on its way to signd. As signing_take. */
int	 voiding_take(struct rules *r, const struct actor *a, uint64_t paper, const char *digest,
	    const struct badge_answer *answer, int64_t now, bool *complete);

/*
 * A reviewer decides what was asked for; what we began ourselves he can only refuse.  Names version.
 * ERR_CONFLICT: decided meanwhile; ERR_DENIED: no reviewer, or his own certificate.
 */
int	 voiding_decide(struct rules *r, const struct actor *a, uint64_t revocation, uint64_t version, bool accept,
	    int64_t now);

#endif
