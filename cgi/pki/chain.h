/*
 * chain: certificates together: the bundle people download, the strict check of a path, a PKCS#12 for the demo.
 */
#ifndef PKI_CHAIN_H
#define PKI_CHAIN_H

#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"

#define CHAIN_MAX 8

struct chain_cert { const void *p; size_t n; };		/* DER, owned by the caller */

/* PKCS#7 of certificates only (RFC 5652, degenerate SignedData), DER, in the order given. ERR_INPUT for no or too many. */
int	 chain_p7b(const struct chain_cert *certs, size_t count, struct buf *out);
int	 chain_p7b_read(const void *der, size_t n, int (*each)(void *ctx, const void *der, size_t n), void *ctx);
/* The same as PEM blocks, one behind the other. */
void	 chain_pem(const struct chain_cert *certs, size_t count, struct buf *out);

/*
 * Strict path check (X509_V_FLAG_X509_STRICT) at a moment: leaf, those between, one trusted root.  crls: DER, all of the path
 * when crl_count > 0.  0 or ERR_CRYPTO with the library's reason.
 */
int	 chain_verify(const struct chain_cert *leaf, const struct chain_cert *between, size_t count, const struct chain_cert *root,
	    const struct chain_cert *crls, size_t crl_count, int64_t at);

/* PBES2 with AES-256 and an HMAC-SHA256 MAC, as OpenSSL 3 and NSS read it. key: PRIVATE KEY PEM or PKCS#8 DER. */
int	 chain_pkcs12(const void *key, size_t n, const char *password, const char *friendly, const struct chain_cert *leaf,
	    const struct chain_cert *between, size_t count, struct buf *out);

#endif
