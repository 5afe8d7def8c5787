#include "rules/renewing.h"

#include <string.h>

#include "pki/cert.h"
#include "rules/rules.h"
#include "rules/trail.h"
#include "signd/signer.h"
#include "store/cakey.h"
#include "util/enc.h"
#include "util/err.h"

#define KEYS 16

static const struct actor issuer = { .kind = ACTOR_PROGRAM, .person = "issuer" };

/* Those that sign others get new certificates at a ceremony, from people. */
static const char *const uses[] = { "ocsp", "tsa", "audit" };

struct renewal { const struct cakey *key; int64_t now; };

static int
store(struct db *db, void *arg)
{
	const struct renewal *x = arg;
	char spki[2 * LEN_DIGEST + 1];
	int r;

	enc_hex_to(x->key->spki_sha256, LEN_DIGEST, spki);
	if ((r = db_cakey_cert(db, x->key)) != 0)
		return r;
	return trail(db, &issuer, x->now, "key.renew", "key", x->key->name, "spki=%s", spki);
}

static int
renew(struct rules *r, struct signer *s, struct cakey *k, int64_t now)
{
	struct renewal x = { k, now };
	struct cert c;
	int rc;

	buf_reset(&k->cert);
	if ((rc = signer_certify(s, k->name, &k->cert)) != 0 || (rc = cert_parse(k->cert.data, k->cert.len, &c)) != 0)
		return err_in(rc, k->name);
	k->not_after = c.not_after;
	cert_clear(&c);
	return db_run(r->db, store, &x);
}

int
renewing_round(struct rules *r, struct signer *s, int64_t now, size_t *done)
{
	struct cakey list[KEYS];
	size_t n, i, u;
	int rc = 0;

	*done = 0;
	for (u = 0; rc == 0 && u < sizeof(uses) / sizeof(uses[0]); u++) {
		rc = db_cakey_list(r->db, uses[u], list, KEYS, &n);
		for (i = 0; i < n; i++) {
			if (rc == 0 && list[i].not_after < now + RENEWING_BEFORE && (rc = renew(r, s, &list[i], now)) == 0)
				(*done)++;
			cakey_clear(&list[i]);
		}
	}
	return rc;
}
