/*
 * parts: what certificates, lists, OCSP messages and time stamps have in common: extensions, a signed body, and what their
 * signatures refer to in the certificate of the signer.
 */
#ifndef PKI_PARTS_H
#define PKI_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pki/der.h"
#include "pki/key.h"
#include "pki/oid.h"
#include "util/buf.h"

/* Extension (RFC 5280, 4.2) around a value: struct parts_ext e = parts_ext_open(b, OID_SKI, false); ...; parts_ext_close(b, e); */
struct parts_ext { size_t ext, value; };
struct parts_ext parts_ext_open(struct buf *b, const char *oid, bool critical);
void	 parts_ext_close(struct buf *b, struct parts_ext e);

/* The next extension out of SEQUENCE OF; value: the content of its OCTET STRING. ERR_INPUT. */
int	 parts_ext_next(struct der *in, char oid[OID_TEXT], bool *critical, struct der *value);

/* One who signs, as his certificate (DER) shows him. */
struct parts_signer {
	struct buf	name;			/* DER Name of the subject */
	struct buf	issuer;			/* DER Name of who certified him */
	struct buf	serial;			/* DER INTEGER */
	struct buf	spki;
	struct key_facts key;
	bool		has_ski;		/* his certificate names the key as we do */
	int64_t		not_before, not_after;
};

/* Subject (DER Name) and subjectPublicKey bits of a certificate, as they stand in it: what CertIDs are made of. 0 or ERR_INPUT. */
int	 parts_names(const void *cert, size_t n, struct der *subject, struct der *bits);

/* ERR_INPUT when it is no certificate, or of a key we do not take. untouched out on error, else parts_signer_clear. */
int	 parts_signer(const void *cert, size_t n, struct parts_signer *out);
void	 parts_signer_clear(struct parts_signer *s);

/* Does his certificate let him sign lists (cRLSign, a CA)? */
bool	 parts_may_list(const void *cert, size_t n);
/* Is this the only extended key usage, critical as asked, with a key usage of signatures? */
bool	 parts_has_usage(const void *cert, size_t n, const char *oid, bool critical);

/* Is this the AlgorithmIdentifier of signatures of this kind? */
bool	 parts_is_alg(const struct der *alg, enum key_kind kind);

/*
 * SEQUENCE { body, algorithm, BIT STRING }, whose signature must hold under by's key with the algorithm of its kind.
 * 0; ERR_INPUT for another shape; ERR_CRYPTO.  *body: the body with tag and length, in der; *rest: what follows the BIT STRING.
 */
int	 parts_signed(const void *der, size_t n, const struct parts_signer *by, struct der *body, struct der *rest);

#endif
