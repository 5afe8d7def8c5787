/*
 * releasing: a hold ends and the certificate is valid again (解除挂失): after full proof of identity, by two operators of the RA,
 * one of them a reviewer, over a release paper that signd checks once more (design 3.6).
 */
#ifndef RULES_RELEASING_H
#define RULES_RELEASING_H

#include <stdbool.h>
#include <stdint.h>

#include "rules/actor.h"
#include "rules/badge.h"
#include "rules/signing.h"

struct rules;

#define RELEASING_LIFE ((int64_t)72 * 60 * 60 * 1000)	/* to sign */

struct releasing {
	uint64_t	 certificate;
	const char	*evidence;	/* how the holder's identity was proven */
	const char	*once;
};

/*
 * Makes the release paper of the live hold. ERR_CONFLICT: no hold in effect, a paper is being signed, or a revocation was asked for
 * (which is decided first); ERR_DENIED: his own certificate; ERR_INPUT: no evidence.
 */
int	 releasing_offer(struct rules *r, const struct actor *a, const struct releasing *x, int64_t now, uint64_t *paper);
/* The paper being signed about that hold, or ERR_NOTFOUND. The caller clears *out in any case. */
int	 releasing_open(struct rules *r, const struct actor *a, uint64_t hold, int64_t now, struct signing *out);
/* A signature over it; *complete: the order is on its way to signd. As signing_take. */
int	 releasing_take(struct rules *r, const struct actor *a, uint64_t paper, const char *digest,
	    const struct badge_answer *answer, int64_t now, bool *complete);
/* It will not be signed. */
int	 releasing_drop(struct rules *r, const struct actor *a, uint64_t paper, int64_t now);

#endif
