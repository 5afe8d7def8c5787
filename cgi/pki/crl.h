/*
 * crl: certificate revocation lists (RFC 5280, 5), written entry by entry into one buffer: a million entries cost their own
 * bytes and nothing more (facts/crypto.md 6).
 */
#ifndef PKI_CRL_H
#define PKI_CRL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pki/key.h"
#include "util/buf.h"

/* CRLReason (5.3.1); removeFromCRL (8) stands in delta lists only, which we do not write. */
enum crl_reason {
	CRL_UNSPECIFIED = 0, CRL_KEY_COMPROMISE = 1, CRL_CA_COMPROMISE = 2, CRL_AFFILIATION = 3, CRL_SUPERSEDED = 4,
	CRL_CESSATION = 5, CRL_HOLD = 6, CRL_PRIVILEGE = 9, CRL_AA_COMPROMISE = 10
};

struct crl_entry {
	unsigned char	serial[20];
	size_t		serial_len;
	int64_t		at;			/* when it was revoked or held */
	int		reason;			/* 0: no reasonCode is written (5.3.1) */
	int64_t		invalid_since;		/* 0: none */
};

struct crl_writer;

/* expected: how many entries will come, a hint for memory. issuer_cert: DER. number > 0. ERR_INPUT when it may not sign lists. */
int	 crl_begin(const void *issuer_cert, size_t n, uint64_t number, int64_t this_update, int64_t next_update, size_t expected,
	    struct crl_writer **out);
/*
 * ERR_INPUT: serial, time after thisUpdate, unheard-of reason; ERR_LIMIT: list too large.  The caller sees to it that no
 * serial comes twice.
 */
int	 crl_add(struct crl_writer *w, const struct crl_entry *e);
uint32_t crl_count(const struct crl_writer *w);
/* Ends the list: the TBSCertList, which stays in w. digest: its SHA-256, to be journalled before it is signed (I1). */
int	 crl_tbs(struct crl_writer *w, const void **tbs, size_t *tbs_len, unsigned char digest[32]);
/* Signs (crl_tbs first), verifies and gives the DER away. */
int	 crl_sign(struct crl_writer *w, const struct key_signer *by, struct buf *out);
void	 crl_free(struct crl_writer *w);		/* NULL is accepted */

/* Facts of a list; each may be called for every entry (NULL: none). The signature is verified with the issuer's DER. */
struct crl { uint64_t number; int64_t this_update, next_update; uint32_t entries; };
int	 crl_read(const void *der, size_t n, const void *issuer_cert, size_t issuer_len, struct crl *out,
	    int (*each)(void *ctx, const struct crl_entry *e), void *ctx);

#endif
