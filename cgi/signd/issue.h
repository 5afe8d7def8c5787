/*
 * issue: from approved case to certificate: prepare, sign, settle.
 */
#ifndef SIGND_ISSUE_H
#define SIGND_ISSUE_H

#include "signd/ca.h"
#include "signd/question.h"

/* Checks each item (signd/approve), builds and lints its bytes, remembers them under a one-shot token. Uses nothing up. */
int	 issue_prepare(struct ca *ca, struct question *q);
/*
 * Journals the plans of all items with one sync, signs, verifies, journals the outcomes with another.  What was true at prepare
 * is looked at again: papers and key still unused, still in time, not stopped.
 */
int	 issue_sign(struct ca *ca, struct question *q);
int	 issue_settle(struct ca *ca, struct question *q);

/* Forgets all that was prepared. */
void	 issue_forget(struct ca *ca);

#endif
