#include "pki/assertion.h"

#include <string.h>

#include "pki/key.h"
#include "pki/p256.h"
#include "util/buf.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/str.h"

/* Flags of authenticatorData (WebAuthn 2, 6.1). */
#define UP	0x01
#define UV	0x04
#define SYNCED	0x18	/* BE, BS */
#define AT	0x40
#define ED	0x80
#define OTHER	0x22	/* reserved */

#define FLAGS	DIGEST_SIZE
#define COUNTER	(FLAGS + 1)

/*
 * The beginning every browser writes (WebAuthn 2, 5.8.1.2) up to crossOrigin; what follows is not read: Chromium at times adds
 * a key of its own.  The quote behind the origin keeps https://host:944 from passing for https://host:9444.
 */
int
assertion_client(const struct assertion_rule *rule, const char *type, const unsigned char challenge[32], const void *client,
    size_t n)
{
	struct buf b = BUF_INIT;
	const char *have = client;
	int r = 0;

	buf_printf(&b, "{\"type\":\"webauthn.%s\",\"challenge\":\"", type);
	enc_base64url(challenge, DIGEST_SIZE, &b);
	if (n <= b.len || n > ASSERTION_CLIENT || memcmp(have, b.data, b.len) != 0)
		r = err_set(ERR_DENIED, "the signature is about another text, or of another type");
	buf_printf(&b, "\",\"origin\":\"%s\",\"crossOrigin\":false", rule->origin);
	if (r == 0 && (n <= b.len || memcmp(have, b.data, b.len) != 0 || (have[b.len] != '}' && have[b.len] != ',')))
		r = err_set(ERR_DENIED, "the signature was made at another address");
	buf_clear(&b);
	return r;
}

int
assertion_auth(const struct assertion_rule *rule, bool attested, const void *auth, size_t n)
{
	const unsigned char *a = auth;
	unsigned char rp[DIGEST_SIZE];

	digest_sha256(rule->rp_id, strlen(rule->rp_id), rp);
	if (attested ? n <= ASSERTION_AUTH : n != ASSERTION_AUTH)
		return err_set(ERR_DENIED, "the authenticator's data have %zu octets", n);
	if (memcmp(a, rp, DIGEST_SIZE) != 0)
		return err_set(ERR_DENIED, "the key was asked on behalf of another site");
	/* at registration browsers ask for credProtect, whose answer is an extension */
	if ((a[FLAGS] & (attested ? OTHER : OTHER | ED)) != 0 || ((a[FLAGS] & AT) != 0) != attested)
		return err_set(ERR_DENIED, "the authenticator's flags are 0x%02x", a[FLAGS]);
	if ((a[FLAGS] & UP) == 0)
		return err_set(ERR_DENIED, "nobody was present at the key");
	if ((a[FLAGS] & UV) == 0 && !rule->soft)
		return err_set(ERR_DENIED, "the key has not verified its user");
	if ((a[FLAGS] & SYNCED) != 0 && !rule->synced)
		return err_set(ERR_DENIED, "the key can leave its device");
	return 0;
}

int
assertion_signature(const void *auth, size_t auth_n, const void *client, size_t client_n, const void *sig, size_t sig_n,
    const void *spki, size_t spki_n)
{
	unsigned char sum[DIGEST_SIZE];
	struct buf b = BUF_INIT;
	int r;

	if (p256_point(spki, spki_n) == NULL)
		return err_set(ERR_DENIED, "the key is not on P-256");
	digest_sha256(client, client_n, sum);
	buf_add(&b, auth, auth_n);
	buf_add(&b, sum, sizeof(sum));
	if ((r = key_verify(spki, spki_n, b.data, b.len, sig, sig_n)) != 0)
		r = err_reword(ERR_DENIED, "the signature does not hold under this key");
	buf_clear(&b);
	return r;
}

int
assertion_check(const struct assertion_rule *rule, const void *text, size_t text_n, const void *auth, size_t auth_n,
    const void *client, size_t client_n, const void *sig, size_t sig_n, const void *spki, size_t spki_n)
{
	unsigned char challenge[DIGEST_SIZE];
	int r;

	digest_sha256(text, text_n, challenge);
	if ((r = assertion_client(rule, "get", challenge, client, client_n)) != 0 ||
	    (r = assertion_auth(rule, false, auth, auth_n)) != 0)
		return r;
	return assertion_signature(auth, auth_n, client, client_n, sig, sig_n, spki, spki_n);
}

uint32_t
assertion_counter(const void *auth, size_t n)
{
	const unsigned char *c = (const unsigned char *)auth + COUNTER;

	return n < ASSERTION_AUTH ? 0 : (uint32_t)c[0] << 24 | (uint32_t)c[1] << 16 | (uint32_t)c[2] << 8 | c[3];
}
