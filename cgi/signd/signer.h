/*
 * signer: how a program asks signd (the only process with the CA keys) for what is signed or stated.
 *
 * One function per message of cgi/signd/PROTOCOL.md.  Papers and their evidence go over; bytes to sign never do: signd
 * checks the evidence itself and builds what is signed.  All functions return 0, or
 *	ERR_PEER	signd is away or the answer was lost: for SIGN ask signer_settle, the rest may be asked again
 *	ERR_DENIED	the evidence, or who is calling, does not allow it
 *	ERR_INPUT, ERR_NOTFOUND, ERR_CONFLICT, ERR_LIMIT, ERR_AGAIN, ERR_CRYPTO, ERR_BUG as in util/err
 * with signd's own sentence as the note.  A batch function returns 0 when the batch was answered; each item then has a
 * code and a note of its own.  A connection that failed is opened anew by the next call.
 */
#ifndef SIGND_SIGNER_H
#define SIGND_SIGNER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"

#define SIGNER_BATCH	128	/* items of one batch at most */
#define SIGNER_PROOFS	4	/* signatures of one envelope at most */
#define SIGNER_PAPERS	3	/* envelopes of one prepare at most */
#define SIGNER_SERIAL	20
#define SIGNER_DIGEST	32
#define SIGNER_NOTE	240
#define SIGNER_OCSP_LIFE ((int64_t)6 * 60 * 60 * 1000)	/* of an answer: to nextUpdate */
#define SIGNER_CAS	9
#define SIGNER_PROFILES	32

struct signer;

/* Bytes the caller owns. */
struct signer_blob { const void *p; size_t n; };

/*
 * One signature over a paper (pki/evidence): an assertion with authenticatorData and clientDataJSON, or, with those two
 * empty, a plain signature over the paper.  cert: DER of the signer's certificate; empty for the new key of an operator
 * paper, which is proven by the key the paper names.
 */
struct signer_proof { struct signer_blob auth_data, client_data, signature, cert; };
struct signer_envelope { struct signer_blob paper; struct signer_proof proof[SIGNER_PROOFS]; size_t proofs; };

/* Where signd's journal stood when it answered; stored beside what it answered (certificate, crl, audit_seal). */
struct signer_stand { char instance[33]; uint64_t seq; unsigned char head[SIGNER_DIGEST]; };

/* Connects to the socket at path. 0 or ERR_PEER. */
int	 signer_open(const char *path, struct signer **out);
void	 signer_close(struct signer *s);		/* NULL is accepted */
/* Longest wait for one answer in milliseconds (default 30 s). */
void	 signer_patience(struct signer *s, int ms);
/* The stand of the last answer. Never NULL. */
const struct signer_stand *signer_stand(const struct signer *s);

/* 1 STATUS */
struct signer_status {
	char	state[16];		/* ready; stopped (by order); halted (the token does not sign) */
	size_t	cas, profiles, crls;
	struct { char name[17]; struct buf der; } ca[SIGNER_CAS];
	struct { char name[33]; unsigned char digest[SIGNER_DIGEST]; } profile[SIGNER_PROFILES];
	struct { char issuer[17]; uint64_t number; } crl[SIGNER_CAS];	/* number of the newest list, 0: none */
};
int	 signer_status(struct signer *s, struct signer_status *out);
void	 signer_status_clear(struct signer_status *st);

/*
 * 2 PREPARE: all checks of a certificate, its to-be-signed bytes and a one-shot token for signer_sign.  Nothing is signed or
 * used up.  The same request with the same papers, serial and notBefore gives the same bytes, after a restart too.
 */
struct signer_prepare {
	uint64_t		request;	/* the intent's id */
	struct signer_blob	case_text, spki, consent;
	struct signer_envelope	paper[SIGNER_PAPERS];
	size_t			papers;
	unsigned char		serial[SIGNER_SERIAL];
	int64_t			not_before;	/* cut to whole seconds */
	int			code;		/* from here: the answer */
	char			note[SIGNER_NOTE];
	struct buf		tbs;		/* the caller clears it */
	unsigned char		token[SIGNER_DIGEST];
};
int	 signer_prepare(struct signer *s, struct signer_prepare *item, size_t count);

/* 3 SIGN: signs what was prepared.  A request that was signed before gives the same certificate. */
struct signer_sign {
	uint64_t		request;
	unsigned char		token[SIGNER_DIGEST];
	int			code;
	char			note[SIGNER_NOTE];
	struct buf		der;		/* the caller clears it */
	int64_t			at;
};
int	 signer_sign(struct signer *s, struct signer_sign *item, size_t count);

/*
 * 4 SETTLE: what became of a request whose answer was lost.  *issued with der when signd had journalled the intent (it
 * finishes the signature if the crash left it undone); otherwise signd journals "never": the request is dead and its papers
 * are free for another.
 */
int	 signer_settle(struct signer *s, uint64_t request, bool *issued, struct buf *der);

/*
 * 5 ORDER.  hold, revoke and stop need no envelope below the cap of an hour (ERR_LIMIT says that it is reached: then an
 * order paper with two signatures); release, resume, reconcile and withdraw need theirs.  An order that was carried out
 * before answers with its first time.  ERR_CONFLICT: revoked is final.
 */
struct signer_order {
	const char		*act;		/* hold revoke stop release resume reconcile withdraw */
	const char		*issuer;	/* "" where the act has none */
	struct signer_blob	 serial;
	uint32_t		 reason;	/* CRLReason (RFC 5280, 5.3.1): 0 1 3 4 5 9 for revoke */
	int64_t			 invalid_since;	/* 0: not given */
	const struct signer_envelope *envelope;	/* NULL: none */
};
int	 signer_order(struct signer *s, const struct signer_order *o, int64_t *at);

/*
 * 6 PAPER: publish, operator and epoch papers.  ticket: 32 bytes for a first security administrator (see signer_ticket),
 * else empty.  An operator paper answers with his certificate; the same paper again with the same one.
 */
int	 signer_paper(struct signer *s, const struct signer_envelope *e, struct signer_blob ticket, struct buf *cert,
	    int64_t *at);

/* 7 CERTIFY: a new certificate for a key of ours: ocsp-ca-p256, ocsp-ca-rsa, tsa, audit. */
int	 signer_certify(struct signer *s, const char *purpose, struct buf *der);

/* 8 CRL: the next list of an issuing CA (root for the list of the root itself). */
struct signer_crl { uint64_t number; int64_t this_update, next_update; uint32_t entries; struct buf der; };
int	 signer_crl(struct signer *s, const char *issuer, struct signer_crl *out);

/* 9 OCSP: answers as the ledger stands now. */
enum signer_state { SIGNER_GOOD, SIGNER_HELD, SIGNER_REVOKED };
struct signer_ocsp {
	const char		*issuer;
	unsigned char		 serial[SIGNER_SERIAL];
	int			 code;		/* ERR_NOTFOUND: never issued, no answer is made */
	char			 note[SIGNER_NOTE];
	enum signer_state	 state;
	int64_t			 changed;	/* when the state began */
	struct buf		 der_sha1, der_sha256;	/* by the hash of the CertID; the caller clears them */
	int64_t			 this_update, next_update;
};
int	 signer_ocsp(struct signer *s, struct signer_ocsp *item, size_t count);

/* 10 STAMP: records consent papers with the time; a paper stamped before keeps its first time. */
struct signer_stamp {
	struct signer_blob	 consent;
	int			 code;
	char			 note[SIGNER_NOTE];
	int64_t			 at;
	struct buf		 token;		/* RFC 3161 TimeStampToken over the paper; the caller clears it */
};
int	 signer_stamp(struct signer *s, struct signer_stamp *item, size_t count);

/*
 * 11 SEAL: signs the heads of the audit chains with the audit key.  Signed is the text of signer_seal_text, so that anybody
 * with the audit certificate can check it (ECDSA, SHA-256).
 */
int	 signer_seal(struct signer *s, const void *heads, size_t n, struct buf *signature, int64_t *at);
void	 signer_seal_text(const char *instance, const void *heads, size_t n, int64_t at, struct buf *out);

/*
 * 12 TICKET: root only. SHA-256 of two tickets; each lets one security administrator be enrolled without two others, once,
 * within 24 h. ERR_DENIED once two security administrators with hardware keys exist.
 */
int	 signer_ticket(struct signer *s, const unsigned char first[SIGNER_DIGEST], const unsigned char second[SIGNER_DIGEST]);

/* 13 TLS: root only. The web server's certificate, by the infra CA, for this key (DER SubjectPublicKeyInfo). */
int	 signer_tls(struct signer *s, struct signer_blob spki, struct buf *der);

#endif
