/*
 * approve: is this case approved, and does its applicant agree?  I2 and I3 as signd itself sees them.
 */
#ifndef SIGND_APPROVE_H
#define SIGND_APPROVE_H

#include "signd/ca.h"
#include "signd/signer.h"

/* What the papers add up to; in points into the struct and into the item. */
struct approval {
	struct tbs_input	 in;
	enum ca_own		 issuer;
	char			 email[TBS_EMAIL_MAX + 1], dns[TBS_DNS_MAX][254], id_number[129], ra[LEDGER_NAME];
	const char		*dns_list[TBS_DNS_MAX];
	unsigned char		 of[SIGNER_DIGEST], spki[SIGNER_DIGEST];
	unsigned char		 used[LEDGER_PAPERS][SIGNER_DIGEST];
	size_t			 papers;
	int64_t			 until;		/* when the first of its decisions ends, or of the certificates behind them */
	bool			 renew;		/* the key of a certificate of ours decided: */
	enum ca_own		 old_issuer;
	unsigned char		 old_serial[SIGNER_SERIAL];
};

/*
 * All checks of a case.  again: its plan is journalled already, so what it uses up is used by itself and its time has been kept.
 * 0, ERR_INPUT (a paper is wrong), ERR_DENIED (evidence is missing or does not hold), ERR_CONFLICT (key or decision used).
 */
int	 approve_case(struct ca *ca, const struct signer_prepare *p, bool again, struct approval *out);

/* Is a certificate of ours in force and near its end, so that its key may renew it? 0 or ERR_DENIED. */
int	 approve_old(const struct ca *ca, enum ca_own issuer, const unsigned char serial[SIGNER_SERIAL]);

#endif
