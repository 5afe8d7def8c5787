/*
 * ocspanswer: OCSP answers made ahead, found by issuing CA and serial.
 */
#ifndef STORE_OCSPANSWER_H
#define STORE_OCSPANSWER_H

#include <stddef.h>
#include <stdint.h>

#include "store/cert.h"
#include "store/len.h"
#include "util/buf.h"

struct db;

struct ocspanswer {
	char		issuer[LEN_CODE];
	struct buf	serial;
	enum cert_state	state;
	int64_t		this_update, next_update;	/* 0: none made yet */
	struct buf	der_sha1, der_sha256;		/* by the hash of the CertID */
	int64_t		due_at, created;
	uint64_t	version;
};

/* What the status service sends. */
struct ocsp_der {
	int64_t		this_update, next_update;
	struct buf	der;
};

/* An answer is wanted: of a new certificate, due at once, or of a changed one, which goes before all others. */
int	 db_ocsp_want(struct db *db, const char *issuer, const void *serial, size_t len, enum cert_state state, int64_t now);
/*
 * Those due, longest first, without their answers; behind them those due after most, which a clock told that has been put back
 * since.  The caller clears each.
 */
int	 db_ocsp_list_due(struct db *db, int64_t now, int64_t most, struct ocspanswer *out, size_t max, size_t *n);
/* Stores an answer; ERR_CONFLICT when a newer one was wanted since it was listed (names version). */
int	 db_ocsp_store(struct db *db, const struct ocspanswer *a);
/* It could not be made: not due again before then, so that the others have their turn. ERR_CONFLICT as above. */
int	 db_ocsp_later(struct db *db, const struct ocspanswer *a, int64_t due_at);
/* The answer for a CertID of SHA-256 (else SHA-1), or ERR_NOTFOUND: unknown, or not made yet. */
int	 db_ocsp_get(struct db *db, const char *issuer, const void *serial, size_t len, int sha256, struct ocsp_der *out);
void	 ocspanswer_clear(struct ocspanswer *a);

#endif
