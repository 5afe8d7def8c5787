/*
 * attest: the registration of an operator's key (WebAuthn 2, 7.1): a new credential and its public key, or a refusal.
 *
 * Takes the fields as static/sign/sign.js and static/js/webauthn.js post them, out of base64url.  The chain of an attestation
 * certificate is not judged: which authenticators are trusted is decided by two people who compare the key in person.
 */
#ifndef PKI_ATTEST_H
#define PKI_ATTEST_H

#include <stddef.h>
#include <stdint.h>

#include "pki/assertion.h"
#include "util/buf.h"

#define ATTEST_CREDENTIAL	1023	/* longest credential id (WebAuthn 2, 4) */
#define ATTEST_SPKI		91	/* octets of a P-256 SubjectPublicKeyInfo, uncompressed */

struct attest_field { const void *p; size_t n; };

struct attest_posted {
	struct attest_field credential, spki, auth_data, client_data;
	struct attest_field attestation;	/* of an authenticator; empty for a soft key */
	struct attest_field signature;		/* of a soft key, over the challenge with type webauthn.create; else empty */
};

struct attest_key {
	unsigned char	credential[ATTEST_CREDENTIAL];
	size_t		credential_n;
	unsigned char	spki[ATTEST_SPKI];
	uint32_t	counter;
};

/*
 * rule->soft says which of the two forms it must be.  0; ERR_DENIED with the reason: another challenge, origin, rpId or flag, a
 * key that is not on P-256, an attestation that does not hold or names another key or credential than the fields beside it.
 */
int	 attest_check(const struct assertion_rule *rule, const unsigned char challenge[32], const struct attest_posted *posted,
	    struct attest_key *out);

#endif
