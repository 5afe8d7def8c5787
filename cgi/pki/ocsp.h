/*
 * ocsp: requests read, answers written (RFC 6960, profile of RFC 5019).
 *
 * Answers are signed beforehand, one certificate each, so a nonce is not repeated (facts/crypto.md 6): RFC 5019, 4 lets us.
 */
#ifndef PKI_OCSP_H
#define PKI_OCSP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pki/key.h"
#include "util/buf.h"

#define OCSP_REQUEST_MAX 4096

enum ocsp_hash { OCSP_SHA1, OCSP_SHA256 };
enum ocsp_state { OCSP_GOOD, OCSP_REVOKED };	/* a hold is revoked with reason certificateHold */

struct ocsp_id {
	enum ocsp_hash	hash;
	unsigned char	name[32], key[32];	/* of the issuer: 20 or 32 bytes count */
	unsigned char	serial[20];
	size_t		serial_len;
};

struct ocsp_request {
	struct ocsp_id	id;
	bool		has_nonce;
};

/*
 * Reads a request for one certificate.  ERR_INPUT: malformedRequest; ERR_LIMIT: too large, or more than one certificate
 * (RFC 5019, 2.1.1); ERR_DENIED: a hash or a critical extension we do not answer to (unauthorized).
 */
int	 ocsp_request_parse(const void *der, size_t n, struct ocsp_request *out);
/* A request as a client makes it (tests, demo, certhall check). */
void	 ocsp_request_write(const struct ocsp_id *id, struct buf *out);

/* CertID of a serial under an issuer (DER certificate). 0 or ERR_INPUT. */
int	 ocsp_id_of(const void *issuer_cert, size_t n, enum ocsp_hash hash, const unsigned char *serial, size_t serial_len,
	    struct ocsp_id *out);
/* Is that the same issuer? */
bool	 ocsp_id_names(const struct ocsp_id *id, const struct ocsp_id *issuer);

struct ocsp_answer {
	struct ocsp_id	id;
	enum ocsp_state	state;
	int64_t		revoked_at;		/* state revoked */
	int		reason;			/* CRLReason; 0: not given */
	int64_t		this_update, next_update, produced_at;
};

/* ResponseData, to be signed by the key of responder (DER of the delegated certificate, named by its key hash). */
int	 ocsp_tbs(const struct ocsp_answer *a, const void *responder, size_t n, struct buf *out);
/* The whole OCSPResponse with the responder's certificate inside. */
int	 ocsp_join(const void *tbs, size_t n, enum key_kind kind, const void *sig, size_t sig_len, const void *responder,
	    size_t responder_len, struct buf *out);
/* Both, for one at a time; verified before it is given out. */
int	 ocsp_sign(const struct ocsp_answer *a, const void *responder, size_t n, const struct key_signer *by, struct buf *out);

/* Answers without signature (RFC 6960, 4.2.1). */
enum ocsp_status { OCSP_MALFORMED = 1, OCSP_INTERNAL = 2, OCSP_TRY_LATER = 3, OCSP_UNAUTHORIZED = 6 };
void	 ocsp_refusal(enum ocsp_status status, struct buf *out);

/*
 * Reads an answer and verifies it for this issuer (DER), at that moment: responder delegated by the issuer with OCSPSigning,
 * dates, signature.  ERR_CRYPTO when it does not hold, ERR_DENIED for an answer without signature.
 */
int	 ocsp_read(const void *der, size_t n, const void *issuer, size_t issuer_len, int64_t at, struct ocsp_answer *out);

#endif
