/*
 * csr: a PKCS#10 request (RFC 2986) as a person brings it: PEM or DER.
 *
 * What counts is the key and the proof that its private half signed; the wished subject is kept as text for the reviewer,
 * never copied into a certificate (that comes from the case text).
 */
#ifndef PKI_CSR_H
#define PKI_CSR_H

#include <stddef.h>

#include "pki/key.h"
#include "util/buf.h"

#define CSR_MAX (16 * 1024)

struct csr {
	struct key_facts key;
	struct buf	spki;		/* DER SubjectPublicKeyInfo */
	struct buf	der;		/* the request itself */
	struct buf	subject;	/* "C=CN, CN=..." for people; "" when it names nobody */
};

/*
 * Takes PEM ("CERTIFICATE REQUEST" or "NEW CERTIFICATE REQUEST") with text around it, or DER.  Refusals (ERR_INPUT, or
 * ERR_LIMIT over CSR_MAX bytes) name the reason in words for the applicant: a private key or a certificate sent instead,
 * version, a weak key (pki/key), SHA-1 or MD5, a signature that does not hold, a subject over 1000 bytes or with control
 * characters.  out is untouched on error, else csr_clear it.
 */
int	 csr_parse(const void *text, size_t n, struct csr *out);
void	 csr_clear(struct csr *csr);

/* Makes one (demo, tests): subject may be NULL. */
struct dn;
int	 csr_make(const struct dn *subject, const struct key_signer *by, struct buf *der);

#endif
