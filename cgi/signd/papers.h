/*
 * papers: texts that are published, operators that are granted, epochs; and the tickets of the first people.
 */
#ifndef SIGND_PAPERS_H
#define SIGND_PAPERS_H

#include "signd/ca.h"
#include "signd/question.h"

#define PAPERS_TICKET_LIFE (24 * TM_HOUR)

/* publish: two business administrators. operator: two security administrators (or a ticket) and the new key. epoch: two
 * security administrators. */
int	 papers_take(struct ca *ca, struct question *q);
int	 papers_ticket(struct ca *ca, struct question *q);

#endif
