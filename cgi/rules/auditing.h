/*
 * auditing: the trail of a console, as its operators and auditors read it; and whether its chains hold (I5).
 */
#ifndef RULES_AUDITING_H
#define RULES_AUDITING_H

#include <stddef.h>
#include <stdint.h>

#include "rules/actor.h"
#include "store/audit.h"

struct rules;

/* Where a page of the trail ends; created 0: before the first page. */
struct auditing_at { int64_t created; char chain[LEN_CHAIN]; uint64_t seq; };

/* Rows of this program, newest first. The caller clears each with audit_row_clear. */
int	 auditing_recent(struct rules *r, const struct actor *a, const struct auditing_at *before, struct audit_row *out,
	    size_t max, size_t *n);
/* Walks all chains of this program: *rows of them. 0, or ERR_CRYPTO with the first fault. */
int	 auditing_verify(struct rules *r, const struct actor *a, uint64_t *rows, struct audit_fault *fault);

#endif
