/*
 * renewing: our own certificates that end before long (OCSP, time stamps, audit seal) are made anew by signd, for the same keys.
 */
#ifndef RULES_RENEWING_H
#define RULES_RENEWING_H

#include <stddef.h>
#include <stdint.h>

struct rules;
struct signer;

#define RENEWING_BEFORE	((int64_t)60 * 24 * 60 * 60 * 1000)

/* All that end within RENEWING_BEFORE, *done of them. 0, or ERR_PEER: try again later. */
int	 renewing_round(struct rules *r, struct signer *s, int64_t now, size_t *done);

#endif
