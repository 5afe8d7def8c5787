/*
 * issuing: an approved application becomes a certificate (I1, design 3.4).
 *
 * A job is claimed with a lease; serial, notBefore and the exact TBS are stored before signd is asked to sign; what signd
 * signed is stored, the application moved and the applicant told in one short transaction.  No transaction is open while
 * signd works.  Each step may be run again after a crash: the request id of the intent decides what happened.
 */
#ifndef RULES_ISSUING_H
#define RULES_ISSUING_H

#include <stddef.h>
#include <stdint.h>

struct rules;
struct signer;

/*
 * One round: takes up to max jobs and drives each as far as it goes.  *done certificates were stored.  0, or ERR_PEER when
 * database or signd is away: try again later; the leases lapse by themselves.
 */
int	 issuing_round(struct rules *r, struct signer *s, size_t max, int64_t now, size_t *done);

#endif
