/*
 * tbs: the to-be-signed bytes of a certificate (RFC 5280, 4.1), a pure function of its input.
 *
 * No clock, no randomness, no library state: the same input gives the same bytes on every machine and after every restart
 * (design 2).  What is not in the input or the profile does not stand in the certificate.
 */
#ifndef PKI_TBS_H
#define PKI_TBS_H

#include <stddef.h>
#include <stdint.h>

#include "pki/dn.h"
#include "pki/profile.h"
#include "util/buf.h"

#define TBS_DNS_MAX	16
#define TBS_EMAIL_MAX	254
#define TBS_URL_MAX	400
#define TBS_MAX		16384

struct tbs_urls {		/* "" = none; a profile that carries one demands it */
	char	cps[TBS_URL_MAX + 1];		/* where the certification practice statement is read */
	char	crl[TBS_URL_MAX + 1];
	char	ocsp[TBS_URL_MAX + 1];
	char	issuer[TBS_URL_MAX + 1];	/* DER of the issuer's certificate */
};

struct tbs_input {
	const struct profile	*profile;
	struct dn		 subject;
	const char		*email;			/* NULL or "": none */
	const char *const	*dns;
	size_t			 dns_count;
	const char		*id_number;		/* NULL or "": none; the value stands in the certificate */
	const char		*roles, *ra;		/* operator profiles: "clerk,reviewer", "default"; NULL: none */
	const void		*spki;			/* DER */
	size_t			 spki_len;
	const unsigned char	*serial;
	size_t			 serial_len;		/* 8..20, first bit 0, first octet not 0 */
	int64_t			 not_before, not_after;	/* whole seconds */
	const void		*issuer_cert;		/* DER; NULL for a profile whose issuers are "self" */
	size_t			 issuer_cert_len;
	const struct tbs_urls	*urls;			/* NULL: none */
};

/*
 * Appends the TBSCertificate.  0; ERR_INPUT when the input breaks the profile or RFC 5280 (subject, key, serial, dates out
 * of order or outside the issuer's, days out of the profile's limits, an issuer that is no CA); ERR_LIMIT over TBS_MAX.
 */
int	 tbs_build(const struct tbs_input *in, struct buf *out);

/* notAfter of a certificate of so many days: the last second that still counts (RFC 5280, 4.1.2.5: both ends inclusive). */
int64_t	 tbs_not_after(int64_t not_before, int days);

#endif
