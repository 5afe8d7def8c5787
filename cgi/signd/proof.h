/*
 * proof: who signed a paper.  Every signature of an envelope must hold; a signer is an operator whose certificate our journal
 * knows and who is in office now.
 */
#ifndef SIGND_PROOF_H
#define SIGND_PROOF_H

#include "signd/ca.h"
#include "signd/lines.h"
#include "signd/signer.h"
#include "util/buf.h"

#define PROOF_SKEW	(5 * TM_MINUTE)		/* between our clock and theirs */
#define PROOF_DECISION	(72 * TM_HOUR)		/* longest life of a decision (design 4) */
#define PROOF_PAPER	(30 * TM_DAY)		/* of the other papers */

struct proof {
	struct lines			 text;
	unsigned char			 digest[SIGNER_DIGEST];
	int64_t				 made_at, until;
	const struct ledger_operator	*by[SIGNER_PROOFS];	/* valid until the ledger gets another operator */
	size_t				 count;
};

/*
 * Reads a paper of that kind and verifies its signatures, except those with an empty certificate and those without
 * authenticatorData, which say nothing about operators.  ERR_INPUT: the paper; ERR_DENIED: a signature, its signer, or the
 * time; life: longest span from made-at to until.
 */
int	 proof_read(const struct ca *ca, const struct signer_envelope *e, const char *kind, int64_t life, struct proof *out);

/*
 * A paper that loosens says what was agreed upon after the fact it undoes; one kept back from an earlier time must not undo the
 * next. 0, or ERR_DENIED when it was made before that.  A fact that lies ahead, the clock having been put back, counts as now.
 */
int	 proof_after(const struct ca *ca, const struct proof *p, int64_t fact);
/* Two different people with that role among the signers, none of them person ("" for nobody). 0 or ERR_DENIED. */
int	 proof_two(const struct proof *p, const char *role, const char *person);
/* How many different people with one of those roles (with commas) signed, without person. */
unsigned proof_count(const struct proof *p, const char *roles, const char *person);
/* Has he the role? */
bool	 proof_has_role(const struct ledger_operator *o, const char *role);

/* Does this assertion over the paper hold under that key (DER)? soft: without user verification. 0 or ERR_DENIED. */
int	 proof_holds(const struct ca *ca, const struct signer_envelope *e, const struct signer_proof *p, const void *spki,
	    size_t n, bool soft);

/* The envelope as it is kept in the journal. */
void	 proof_evidence(const struct signer_envelope *e, struct buf *out);

#endif
