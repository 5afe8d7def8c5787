/*
 * key: facts of a public key, what makes one too weak, signatures, and who signs.
 *
 * Private keys are never seen here (tests and the demo aside): who signs is a callback, so that signd plugs in its token.
 */
#ifndef PKI_KEY_H
#define PKI_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"

enum key_kind { KEY_P256, KEY_P384, KEY_RSA2048, KEY_RSA3072, KEY_RSA4096, KEY_KIND_MAX };
extern const char *const key_kind_text[KEY_KIND_MAX];		/* p256 p384 rsa2048 rsa3072 rsa4096 */

#define KEY_SPKI_MAX	1024	/* bytes of a SubjectPublicKeyInfo we take */
#define KEY_SKI		20

struct key_facts {
	enum key_kind	kind;
	unsigned char	digest[32];		/* SHA-256 of the SubjectPublicKeyInfo: "the key" in papers and tables */
	unsigned char	ski[KEY_SKI];		/* SHA-1 of the subjectPublicKey bits (RFC 5280, 4.2.1.2, method 1) */
};

/*
 * Reads DER SubjectPublicKeyInfo and refuses weak keys: other algorithms, curves and sizes; RSA: exponent not 65537..2^256
 * odd, even modulus, small factors, ROCA (CVE-2017-15361), factors close together (Fermat); EC: explicit parameters,
 * compressed form, a point not on the curve or at infinity; both: some keys whose private half is published (pki/weak).
 * 0, or ERR_INPUT with the reason; ERR_LIMIT for more than KEY_SPKI_MAX bytes.
 */
int	 key_parse(const void *spki, size_t n, struct key_facts *out);

bool	 key_is_rsa(enum key_kind kind);
/* From text; ERR_INPUT. */
int	 key_kind_parse(const char *text, enum key_kind *out);

/* 2F4A 19C0 ...: the first 80 bits of digest as five groups of four, as people compare it; to has KEY_CODE bytes. Returns to. */
#define KEY_CODE 25
char	*key_code(const unsigned char digest[32], char *to);

/* Digest and signature of a key of this kind: SHA-256, for P-384 SHA-384; RSA signs PKCS #1 v1.5. */
size_t	 key_digest_size(enum key_kind kind);
void	 key_sig_alg(enum key_kind kind, struct buf *out);		/* DER AlgorithmIdentifier of a signature */

/* Does sig (EC: DER ECDSA-Sig-Value) over data hold under this key? 0, or ERR_CRYPTO. */
int	 key_verify(const void *spki, size_t spki_len, const void *data, size_t n, const void *sig, size_t sig_len);

/*
 * Who signs.  sign hashes data as key_digest_size says, signs, and puts the signature (EC: DER) into sig; 0 or ERR_*.
 * spki is the public half: what we build is verified with it before it is given out.
 */
struct key_signer {
	int		(*sign)(void *ctx, const void *data, size_t n, struct buf *sig);
	void		*ctx;
	enum key_kind	 kind;
	const void	*spki;
	size_t		 spki_len;
};

/* Signs and verifies. 0, the code of the callback, or ERR_CRYPTO when the signature does not hold. */
int	 key_sign(const struct key_signer *by, const void *data, size_t n, struct buf *sig);

/* SEQUENCE { body, algorithm, BIT STRING sig }: how certificates, lists and OCSP answers are put together. */
void	 key_join(const void *body, size_t n, enum key_kind kind, const void *sig, size_t sig_len, struct buf *out);

/*
 * A key in this process, for the demo's holder, and for tests: made here, or from PEM/DER PKCS #8 without password.
 * soft_signer's struct refers to the key, which must live longer.
 */
struct key_soft;
int	 key_soft_make(enum key_kind kind, struct key_soft **out);
int	 key_soft_load(const void *pkcs8, size_t n, struct key_soft **out);
void	 key_soft_free(struct key_soft *k);		/* NULL is accepted */
void	 key_soft_pem(const struct key_soft *k, struct buf *out);	/* PRIVATE KEY, unencrypted: wipe it */
const struct key_signer *key_soft_signer(const struct key_soft *k);

#endif
