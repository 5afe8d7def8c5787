/*
 * order: holds, revocations, stop and what loosens them.
 */
#ifndef SIGND_ORDER_H
#define SIGND_ORDER_H

#include "signd/ca.h"
#include "signd/question.h"

/* Tightening orders without two signatures in one clock hour; beyond it two reviewers or security administrators sign. */
#define ORDER_CAP_CERTS	1000	/* hold, revoke: each */
#define ORDER_CAP_STOP	10
#define ORDER_CAP_PEOPLE 6	/* withdraw, with one signature */

int	 order_carry_out(struct ca *ca, struct question *q);

#endif
