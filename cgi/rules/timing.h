/*
 * timing: what happens by the passing of time alone: silence after issue counts as acceptance, drafts and returned
 * applications expire, an untouched hold becomes a revocation with notice before, codes and full limit buckets are
 * forgotten.  Each is one transaction with its event, audit row and message.
 */
#ifndef RULES_TIMING_H
#define RULES_TIMING_H

#include <stddef.h>
#include <stdint.h>

#include "rules/rules.h"

/* One round of all clocks; *done things were done. ERR_PEER when the database is away. */
int	 timing_round(struct rules *r, int64_t now, size_t *done);

/*
 * The watch over I4: logs an error for each accepted revocation that is not in effect after 10 minutes, and of each that waits for
 * its decision a warning after 8 of its 24 hours and an error after 20. *late of them.
 */
int	 timing_watch(struct rules *r, int64_t now, size_t *late);

#endif
