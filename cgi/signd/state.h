/*
 * state: what signd states about certificates: lists, OCSP answers; and its stamps and seals.  All of it says only what the
 * ledger holds (I1).
 */
#ifndef SIGND_STATE_H
#define SIGND_STATE_H

#include "signd/ca.h"
#include "signd/question.h"

/* nextUpdate: a list is made at each revocation and at least twice a day (domain 4.4: at most 24 h; answers a few hours). */
#define STATE_LIST_LIFE	(24 * TM_HOUR)
#define STATE_OCSP_LIFE	SIGNER_OCSP_LIFE

/* Journals number, times, count and digest of the next list of q->name, then signs it. Fills q->crl. */
int	 state_crl(struct ca *ca, struct question *q);
/* Each item: held and revoked ones are "revoked", good ones "good"; a serial we never issued gets no answer. */
int	 state_ocsp(struct ca *ca, struct question *q);
/* Journals the digest of each consent paper with the time; a token over it by our TSA. */
int	 state_stamp(struct ca *ca, struct question *q);
/* Signs the text of signer_seal_text with the audit key. */
int	 state_seal(struct ca *ca, struct question *q);
/* A new certificate for the key q->name of ours. */
int	 state_certify(struct ca *ca, struct question *q);
int	 state_status(struct ca *ca, struct question *q);

/* Certificates of our own keys, also at the ceremony: as long as profile and issuer allow. */
int	 state_certify_own(struct ca *ca, enum ca_own own, struct buf *der);
/* The web server's certificate by the infra CA: name and length are ours, only the key is theirs. */
int	 state_tls(struct ca *ca, struct question *q);
int	 state_certify_tls(struct ca *ca, const void *spki, size_t n, struct buf *der);

#endif
