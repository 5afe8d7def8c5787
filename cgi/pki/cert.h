/*
 * cert: a certificate as facts, put together from its parts, and compared with what was asked for.
 */
#ifndef PKI_CERT_H
#define PKI_CERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pki/dn.h"
#include "pki/key.h"
#include "pki/tbs.h"
#include "util/buf.h"

#define CERT_MAX	16384
#define CERT_SERIAL	20
#define CERT_ROLES	81
#define CERT_NAME	33

struct cert {
	struct buf	der;
	unsigned char	digest[32];			/* SHA-256 of der */
	unsigned char	serial[CERT_SERIAL];
	size_t		serial_len;
	int64_t		not_before, not_after;
	struct dn	subject, issuer;
	struct buf	subject_der, issuer_der;	/* DER Name */
	struct key_facts key;
	struct buf	spki;
	unsigned char	ski[KEY_SKI], aki[KEY_SKI];
	bool		has_ski, has_aki, is_ca;
	int		path_len;			/* pathLenConstraint; -1: none */
	unsigned	ku;				/* PROFILE_KU_* */
	char		email[TBS_EMAIL_MAX + 1];	/* first of the SAN, "" = none */
	char		dns[TBS_DNS_MAX][254];
	size_t		dns_count;
	char		roles[CERT_ROLES], ra[CERT_NAME];	/* operators; "" = none */
	bool		soft;				/* carries OID_POLICY_SOFT */
	bool		operator;			/* carries OID_POLICY_OPERATOR */
};

/* Reads DER. ERR_INPUT when it is not a certificate of our making (names, key kinds); untouched out on error, else cert_clear. */
int	 cert_parse(const void *der, size_t n, struct cert *out);
void	 cert_clear(struct cert *c);

/* Signature, names and dates: is c signed by issuer, and was both in force at that moment (at 0: not asked)? 0 or ERR_CRYPTO. */
int	 cert_signed_by(const struct cert *c, const struct cert *issuer, int64_t at);

/* The TBSCertificate within DER; points into der. */
int	 cert_tbs(const void *der, size_t n, const unsigned char **tbs, size_t *tbs_len);

/* tbs + signature of a key of this kind; the caller has signed (signd signs batches with hsm_sign_many). */
int	 cert_join(const void *tbs, size_t n, enum key_kind issuer_kind, const void *sig, size_t sig_len, struct buf *out);

/* Lints, signs, verifies: for one at a time. */
int	 cert_issue(const struct tbs_input *in, const struct key_signer *by, struct buf *der);

/*
 * Is der exactly this TBS, with a signature of the issuer that holds?  What the hall stores is compared so (style 3.5).
 * 0 or ERR_CRYPTO.
 */
int	 cert_matches(const void *der, size_t n, const void *tbs, size_t tbs_len, const void *issuer, size_t issuer_len);

/* An operator's certificate: a named person, his roles at one RA, the key of his credential. */
struct cert_operator {
	char		person[CERT_NAME];	/* subject serialNumber */
	char		name[DN_SHORT];		/* CN */
	char		ra[CERT_NAME];
	char		roles[CERT_ROLES];	/* sorted, with commas */
	bool		soft;
	unsigned char	serial[CERT_SERIAL];
	size_t		serial_len;
	int64_t		not_before, not_after;
	unsigned char	spki[KEY_SPKI_MAX];
	size_t		spki_len;
};

/*
 * Reads one and verifies it with the operator CA's DER; dates are the caller's matter. ERR_INPUT: not an operator's;
 * ERR_CRYPTO: not signed by this CA.
 */
int	 cert_operator_parse(const void *der, size_t n, const void *ca, size_t ca_len, struct cert_operator *out);
/* Has he this role (clerk reviewer business security auditor)? */
bool	 cert_operator_is(const struct cert_operator *o, const char *role);
/* Known words, each once, in the order of the alphabet, at least one. 0 or ERR_INPUT. */
int	 cert_roles_check(const char *roles);

#endif
