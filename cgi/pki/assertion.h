/*
 * assertion: the signature of a WebAuthn credential, or of a soft key of the same form, over a text (WebAuthn 2, 7.2).
 *
 * OpenSSL alone, no JSON parser: browsers write clientDataJSON in a fixed order (WebAuthn 2, 5.8.1.2), so its beginning is
 * compared byte for byte with what it must be (facts: signing page 2).
 */
#ifndef PKI_ASSERTION_H
#define PKI_ASSERTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ASSERTION_AUTH		37	/* octets of authenticatorData without extensions */
#define ASSERTION_CLIENT	1024	/* longest clientDataJSON */

struct assertion_rule {
	const char	*origin;	/* "https://localhost:8444", whole */
	const char	*rp_id;		/* "localhost" */
	bool		 soft;		/* the key lives in software: user verification is not demanded */
	bool		 synced;	/* keys that leave their device (BE, BS) are accepted */
};

/*
 * Does this assertion hold?  Its challenge is SHA-256 of text, its type webauthn.get, its key the P-256 one of spki (DER
 * SubjectPublicKeyInfo).  0, or ERR_DENIED with the reason.
 */
int	 assertion_check(const struct assertion_rule *rule, const void *text, size_t text_n, const void *auth, size_t auth_n,
	    const void *client, size_t client_n, const void *sig, size_t sig_n, const void *spki, size_t spki_n);

/* The counter in authenticatorData of an assertion that holds; 0: the key counts nothing. */
uint32_t assertion_counter(const void *auth, size_t n);

/* Shared with pki/attest. Is client the clientDataJSON of that type ("get", "create") with that challenge and our origin? */
int	 assertion_client(const struct assertion_rule *rule, const char *type, const unsigned char challenge[32],
	    const void *client, size_t n);
/* Is it our rpId, are the flags such as the rule wants them? attested: credential data must follow (registration). */
int	 assertion_auth(const struct assertion_rule *rule, bool attested, const void *auth, size_t n);
/* Does sig over auth and SHA-256(client) hold? */
int	 assertion_signature(const void *auth, size_t auth_n, const void *client, size_t client_n, const void *sig, size_t sig_n,
	    const void *spki, size_t spki_n);

#endif
