/* What Chromium's virtual authenticator and our signing page gave, recorded; and assertions made here by a soft key. */
#ifndef TEST_WEBAUTHN_H
#define TEST_WEBAUTHN_H

#include <stdio.h>
#include <string.h>

#include "pki/key.h"
#include "util/buf.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/io.h"

struct answer { struct buf origin, credential, spki, attestation, auth, client, sig; };

static inline void
answer_clear(struct answer *a)
{
	struct buf *all[] = { &a->origin, &a->credential, &a->spki, &a->attestation, &a->auth, &a->client, &a->sig };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		buf_clear(all[i]);
}

static inline void
answer_line(const char *text, const char *key, struct buf *out)
{
	const char *at = strstr(text, key);

	buf_clear(out);
	if (at != NULL) {
		at += strlen(key);
		assert_int_equal(enc_unbase64url(at, strcspn(at, "\n"), out), 0);
	}
}

/* tests/sample/ROOM/NAME: origin, then fields as they were posted. */
static inline void
answer_load(const char *name, struct answer *a)
{
	char path[256];
	struct buf b = BUF_INIT;

	snprintf(path, sizeof(path), "%s/tests/sample/%s", SRCDIR, name);
	assert_int_equal(io_load(path, 1 << 16, &b), 0);
	*a = (struct answer){ .origin = BUF_INIT };
	assert_int_equal(strncmp(b.data, "origin=", 7), 0);
	buf_add(&a->origin, b.data + 7, strcspn(b.data + 7, "\n"));
	answer_line(b.data, "\ncredential=", &a->credential);
	answer_line(b.data, "\nspki=", &a->spki);
	answer_line(b.data, "\nattestation=", &a->attestation);
	answer_line(b.data, "\nauth_data=", &a->auth);
	answer_line(b.data, "\nclient_data=", &a->client);
	answer_line(b.data, "\nsignature=", &a->sig);
	buf_clear(&b);
}

/* authenticatorData and clientDataJSON as given, signed. */
static inline void
answer_sign(const struct key_soft *key, const char *rp, unsigned char flags, const char *client, struct answer *a)
{
	const struct key_signer *by = key_soft_signer(key);
	unsigned char sum[DIGEST_SIZE];
	struct buf data = BUF_INIT;

	buf_reset(&a->auth);
	buf_reset(&a->client);
	buf_reset(&a->sig);
	buf_reset(&a->spki);
	digest_sha256(rp, strlen(rp), sum);
	buf_add(&a->auth, sum, sizeof(sum));
	buf_addc(&a->auth, (char)flags);
	buf_add(&a->auth, "\0\0\0\0", 4);
	buf_adds(&a->client, client);
	buf_add(&data, a->auth.data, a->auth.len);
	digest_sha256(client, strlen(client), sum);
	buf_add(&data, sum, sizeof(sum));
	assert_int_equal(key_sign(by, data.data, data.len, &a->sig), 0);
	buf_add(&a->spki, by->spki, by->spki_len);
	buf_clear(&data);
}

/* {"type":"webauthn.get", ...} up to crossOrigin; rest is what follows. */
static inline void
answer_client(const char *type, const void *challenge, const char *origin, const char *rest, struct buf *out)
{
	buf_reset(out);
	buf_printf(out, "{\"type\":\"webauthn.%s\",\"challenge\":\"", type);
	enc_base64url(challenge, DIGEST_SIZE, out);
	buf_printf(out, "\",\"origin\":\"%s\",%s", origin, rest);
}

#endif
