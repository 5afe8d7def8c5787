/*
 * consent: did the applicant agree to the texts in force, and was that recorded when he said so (I2)?
 */
#ifndef SIGND_CONSENT_H
#define SIGND_CONSENT_H

#include "signd/ca.h"
#include "signd/lines.h"
#include "signd/signer.h"

/* 0, ERR_INPUT or ERR_DENIED naming the document. */
int	 consent_check(const struct ca *ca, const struct lines *of_case, const struct profile *profile,
	    struct signer_blob paper);

#endif
