/*
 * stating: what the status service says to anybody: OCSP answers, revocation lists, CA certificates.
 *
 * All of it was signed and stored by others; nothing here signs, and nothing asked from outside causes a signature
 * (facts/crypto.md 6).  What is given belongs to the room and holds until the next call.
 */
#ifndef RULES_STATING_H
#define RULES_STATING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rules/rules.h"

struct stating;

struct stated {
	const void	*p;
	size_t		 n;
	int64_t		 from;		/* Last-Modified; 0: none */
	int64_t		 until;		/* a copy may be used so long; 0: none may be kept */
};

/* Opens the account of the status service. 0 or ERR_PEER. */
int	 stating_open(const struct site *site, unsigned slot, struct stating **out);
void	 stating_close(struct stating *s);		/* NULL is accepted */

/*
 * The OCSPResponse to a request (DER), whatever it holds: the stored answer; unauthorized for a serial, an issuer or a hash
 * that is not ours; tryLater for an answer that is past its nextUpdate; malformedRequest.  0, or ERR_PEER without database.
 */
int	 stating_ocsp(struct stating *s, const void *der, size_t n, int64_t now, struct stated *out);
/* malformedRequest, for what never became bytes. */
void	 stating_malformed(struct stating *s, struct stated *out);

/* The newest list of a CA. ERR_NOTFOUND: it has published none. */
int	 stating_crl(struct stating *s, const char *issuer, int64_t now, struct stated *out);
/* The certificate of a root or an issuing CA, DER or PEM; ERR_NOTFOUND: there is none of that name. */
int	 stating_ca(struct stating *s, const char *name, bool pem, int64_t now, struct stated *out);
/* All of them as PKCS#7, issuing ones first. */
int	 stating_chain(struct stating *s, int64_t now, struct stated *out);

/* Could all of this be given? 0 or ERR_PEER. */
int	 stating_health(struct stating *s);

#endif
