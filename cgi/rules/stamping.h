/*
 * stamping: submitted consent papers get signd's time stamp within a minute (design 4); an application cannot be entered
 * before.
 */
#ifndef RULES_STAMPING_H
#define RULES_STAMPING_H

#include <stddef.h>
#include <stdint.h>

struct rules;
struct signer;

/* One round: stamps up to max papers, *done of them. 0, ERR_PEER, or ERR_AGAIN: try again later. */
int	 stamping_round(struct rules *r, struct signer *s, size_t max, int64_t now, size_t *done);

#endif
