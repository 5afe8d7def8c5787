/*
 * listing: revocation lists and OCSP answers, made ahead by signd from its ledger and stored for the status service (I4).
 */
#ifndef RULES_LISTING_H
#define RULES_LISTING_H

#include <stddef.h>
#include <stdint.h>

struct rules;
struct signer;

/*
 * One round: answers that are due, up to max, *done of them. Changed states come first. 0, ERR_PEER, or ERR_AGAIN: the token signs
 * nothing now.
 */
int	 listing_ocsp(struct rules *r, struct signer *s, size_t max, int64_t now, size_t *done);
/*
 * A new list for this CA when one is due: a change that no list shows yet (at most one list in 5 s, of a
 * long one in 30 s, so that I4's 60 s hold), none so far, or half the life of the last one over.  *made says whether.
 */
int	 listing_crl(struct rules *r, struct signer *s, const char *issuer, int64_t now, int *made);

#endif
