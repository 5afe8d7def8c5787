/*
 * people: the first people of an instance (design 4, "First people"): two one-time links for the first security administrators,
 * and, where it was asked for, the marked demo operators.
 */
#ifndef HOST_PEOPLE_H
#define HOST_PEOPLE_H

#include "util/buf.h"
#include "util/site.h"

struct signer;

/*
 * What the first start does once, with database and signd up: while VAR/conf/first-start stands.  Appends what the operator must
 * be shown; begun again when it was cut off.  0 or ERR_*.
 */
int	 people_first(const struct site *s, struct buf *text);

/*
 * Gives two new tickets to signd and appends their links; each works once within 24 h.  ERR_DENIED: two security administrators
 * with keys of their own are in office, who enrol the others.
 */
int	 people_tickets(const struct site *s, struct signer *signer, struct buf *text);

/* Appends a line for each demo operator, with the link that loads his key into a browser. */
int	 people_demo_links(const struct site *s, struct buf *text);

#endif
