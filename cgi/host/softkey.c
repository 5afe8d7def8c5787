#include "host/softkey.h"

#include <stdio.h>
#include <string.h>

#include "host/tree.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/io.h"

#define PEM_MAX 4096

static void
name_of(const char *name, char to[64])
{
	snprintf(to, 64, "demo/%s.pem", name);
}

static void
take(struct softkey *k)
{
	const struct key_signer *by = key_soft_signer(k->key);

	digest_sha256(by->spki, by->spki_len, k->id);
}

int
softkey_load(const struct site *s, const char *name, struct softkey *out)
{
	char file[64], path[SITE_PATH];
	struct buf pem = BUF_INIT, pkcs8 = BUF_INIT;
	int r;

	*out = (struct softkey){ .key = NULL };
	name_of(name, file);
	if ((r = io_load(site_path(s, file, path), PEM_MAX, &pem)) == 0 &&
	    (r = enc_unpem("PRIVATE KEY", buf_str(&pem), pem.len, &pkcs8)) == 0 &&
	    (r = key_soft_load(pkcs8.data, pkcs8.len, &out->key)) == 0)
		take(out);
	buf_wipe(&pem);
	buf_wipe(&pkcs8);
	return err_in(r, file);
}

int
softkey_open(const struct site *s, const char *name, struct softkey *out)
{
	char file[64];
	struct buf pem = BUF_INIT;
	int r;

	if ((r = softkey_load(s, name, out)) != ERR_NOTFOUND)
		return r;
	err_take();
	name_of(name, file);
	if ((r = key_soft_make(KEY_P256, &out->key)) != 0)
		return r;
	key_soft_pem(out->key, &pem);
	if ((r = tree_write(s, file, &pem, 0600, SITE_USER_MAX)) == 0)
		take(out);
	else
		softkey_close(out);
	buf_wipe(&pem);
	return r;
}

void
softkey_close(struct softkey *k)
{
	key_soft_free(k->key);
	k->key = NULL;
}

const struct key_signer *
softkey_signer(const struct softkey *k)
{
	return key_soft_signer(k->key);
}

int
softkey_pkcs8(const struct softkey *k, struct buf *out)
{
	struct buf pem = BUF_INIT;
	int r;

	key_soft_pem(k->key, &pem);
	r = enc_unpem("PRIVATE KEY", buf_str(&pem), pem.len, out);
	buf_wipe(&pem);
	return r;
}

int
softkey_assert(const struct site *s, const struct softkey *k, const struct buf *text, struct buf *auth, struct buf *client,
    struct buf *sig)
{
	static const unsigned char present[5] = { 0x01 };	/* user present; counter 0 */
	unsigned char sum[DIGEST_SIZE];
	struct buf whole = BUF_INIT;
	int r;

	buf_reset(auth);
	buf_reset(client);
	buf_reset(sig);
	digest_sha256(s->host, strlen(s->host), sum);
	buf_add(auth, sum, sizeof(sum));
	buf_add(auth, present, sizeof(present));
	digest_sha256(text->data, text->len, sum);
	buf_adds(client, "{\"type\":\"webauthn.get\",\"challenge\":\"");
	enc_base64url(sum, sizeof(sum), client);
	buf_printf(client, "\",\"origin\":\"%s\",\"crossOrigin\":false}", s->sign_origin);
	digest_sha256(client->data, client->len, sum);
	buf_add(&whole, auth->data, auth->len);
	buf_add(&whole, sum, sizeof(sum));
	r = key_sign(softkey_signer(k), whole.data, whole.len, sig);
	buf_clear(&whole);
	return r;
}
