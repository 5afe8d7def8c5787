/*
 * publishing: signed papers of the office on their way to signd: revisions of texts, operators' certificates.
 *
 * A paper that has its signatures is ready; signd checks them itself, journals the paper and answers.
 */
#ifndef RULES_PUBLISHING_H
#define RULES_PUBLISHING_H

#include <stddef.h>
#include <stdint.h>

struct rules;
struct signer;

/* One round: up to max ready papers, *done of them answered (accepted or refused). 0, or ERR_PEER: try again later. */
int	 publishing_round(struct rules *r, struct signer *s, size_t max, int64_t now, size_t *done);

#endif
