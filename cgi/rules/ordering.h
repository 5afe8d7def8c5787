/*
 * ordering: hands holds, revocations, releases and stops to signd's ledger, then records when they took effect (I4).
 *
 * Whoever asks (hall, desk, clock) only writes the order in the transaction of the act.  One beyond signd's cap of an hour waits
 * for the next; desk and "certhall check" say so.
 */
#ifndef RULES_ORDERING_H
#define RULES_ORDERING_H

#include <stddef.h>
#include <stdint.h>

struct rules;
struct signer;

/* One round: up to max orders, *done of them carried out. 0, or ERR_PEER: try again later. */
int	 ordering_round(struct rules *r, struct signer *s, size_t max, int64_t now, size_t *done);

#endif
