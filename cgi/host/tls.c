#include "host/tls.h"

#include <string.h>

#include "host/tree.h"
#include "pki/cert.h"
#include "pki/key.h"
#include "signd/ceremony.h"
#include "signd/signer.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/io.h"
#include "util/tm.h"

#define KEY_NAME	"tls/server.key"
#define CERT_NAME_PEM	"tls/server.pem"

static int
load_pem(const struct site *s, const char *name, const char *label, struct buf *out)
{
	char path[SITE_PATH];
	struct buf text = BUF_INIT;
	int r;

	if ((r = io_load(site_path(s, name, path), CERT_MAX, &text)) == 0)
		r = enc_unpem(label, buf_str(&text), text.len, out);
	buf_wipe(&text);
	return r;
}

/* A crash between the two files leaves a certificate for another key. */
static bool
fits(const struct site *s, const struct cert *c)
{
	struct buf pkcs8 = BUF_INIT;
	struct key_soft *key = NULL;
	bool yes = false;

	if (load_pem(s, KEY_NAME, "PRIVATE KEY", &pkcs8) == 0 && key_soft_load(pkcs8.data, pkcs8.len, &key) == 0) {
		const struct key_signer *by = key_soft_signer(key);

		yes = by->spki_len == c->spki.len && memcmp(by->spki, c->spki.data, c->spki.len) == 0;
	}
	err_take();
	key_soft_free(key);
	buf_wipe(&pkcs8);
	return yes;
}

bool
tls_is_due(const struct site *s, int64_t now, int64_t *until)
{
	struct buf der = BUF_INIT;
	int64_t end = 0;
	struct cert c;
	bool good = false;

	if (load_pem(s, CERT_NAME_PEM, "CERTIFICATE", &der) == 0 && cert_parse(der.data, der.len, &c) == 0) {
		good = fits(s, &c);
		end = c.not_after;
		cert_clear(&c);
	}
	err_take();
	buf_clear(&der);
	if (until != NULL)
		*until = end;
	return !good || end < now + TLS_RENEW_DAYS * TM_DAY;
}

static int
certify(const struct site *s, struct signer *signer, const struct key_signer *by, struct buf *pem)
{
	struct buf der = BUF_INIT;
	int r;

	if (signer != NULL)
		r = signer_tls(signer, (struct signer_blob){ by->spki, by->spki_len }, &der);
	else
		r = ceremony_tls(s, by->spki, by->spki_len, &der);
	if (r == 0)
		enc_pem("CERTIFICATE", der.data, der.len, pem);
	buf_clear(&der);
	return r;
}

int
tls_make(const struct site *s, struct signer *signer)
{
	struct buf key_pem = BUF_INIT, pem = BUF_INIT;
	struct key_soft *key = NULL;
	int r;

	if ((r = key_soft_make(KEY_P256, &key)) == 0 && (r = certify(s, signer, key_soft_signer(key), &pem)) == 0) {
		key_soft_pem(key, &key_pem);
		if ((r = tree_write(s, KEY_NAME, &key_pem, 0400, SITE_APACHE)) == 0)
			r = tree_write(s, CERT_NAME_PEM, &pem, 0644, SITE_USER_MAX);
	}
	key_soft_free(key);
	buf_wipe(&key_pem);
	buf_clear(&pem);
	return err_in(r, "TLS certificate");
}
