/*
 * claim: the first step of a loss report and of a revocation: which certificate, which mobile, the code to it.
 */
#ifndef PAGES_CLAIM_H
#define PAGES_CLAIM_H

#include <stdbool.h>

#include "store/len.h"

struct page;

/* Shows the step; purpose is suspend or revoke (rules/holder) and names the group of texts: T.Suspend, T.Revoke. */
int	 claim_show(struct page *p, const char *purpose);
/* Takes what was sent. *proven: the code was right and token opens holder_certs; else the page is shown again. */
int	 claim_send(struct page *p, const char *purpose, char token[LEN_TOKEN], bool *proven);

#endif
