/*
 * tst: time-stamp tokens over SHA-256 digests (RFC 3161, RFC 5816): a CMS signature over who, what and when.
 */
#ifndef PKI_TST_H
#define PKI_TST_H

#include <stddef.h>
#include <stdint.h>

#include "pki/key.h"
#include "util/buf.h"

struct tst {
	unsigned char	imprint[32];		/* SHA-256 of what is stamped */
	unsigned char	serial[20];
	size_t		serial_len;
	int64_t		at;			/* to the millisecond */
};

/*
 * The two steps for a signer of batches: tst_tbs gives the TSTInfo and the signed attributes (a SET OF, which is what is
 * signed); tst_join puts both, the signature and the TSA's certificate (DER) together.
 */
int	 tst_tbs(const struct tst *t, const void *tsa, size_t n, struct buf *info, struct buf *attrs);
int	 tst_join(const struct buf *info, const struct buf *attrs, enum key_kind kind, const void *sig, size_t sig_len,
	    const void *tsa, size_t n, struct buf *out);
/* All of it for one token (DER TimeStampToken), verified before it is given out. */
int	 tst_make(const struct tst *t, const void *tsa, size_t n, const struct key_signer *by, struct buf *out);

/*
 * Reads a token and verifies it: our form of CMS, signing certificate equal to tsa, imprint equal to what (SHA-256), critical
 * timeStamping as the certificate's only usage, the certificate in force at the time it states.  0 or ERR_CRYPTO; ERR_INPUT
 * when it is no token.
 */
int	 tst_verify(const void *token, size_t n, const unsigned char imprint[32], const void *tsa, size_t tsa_len, struct tst *out);

#endif
