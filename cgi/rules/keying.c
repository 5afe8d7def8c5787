#include "rules/keying.h"

#include <string.h>

#include "pki/csr.h"
#include "pki/profile.h"
#include "rules/move.h"
#include "rules/rules.h"
#include "rules/trail.h"
#include "store/cert.h"
#include "util/err.h"

static int
find_profile(const struct rules *r, const struct product *product, struct profile *out)
{
	struct profile_set set;
	const struct profile *found;
	char path[SITE_PATH];
	int rc;

	if ((rc = profile_load(site_path(r->site, "conf/profiles.conf", path), &set)) != 0)
		return rc == ERR_NOTFOUND ? err_set(ERR_PEER, "profiles.conf is not there") : rc;
	if ((found = profile_find(&set, product->profile)) == NULL)
		return err_set(ERR_BUG, "profiles.conf has no profile of the product %s", product->code);
	*out = *found;
	return 0;
}

int
keying_kinds(const struct rules *r, const struct product *product, unsigned *out)
{
	struct profile profile;
	int rc;

	if ((rc = find_profile(r, product, &profile)) == 0)
		*out = profile.keys;
	return rc;
}

/* A key serves one application and one certificate (GM/T 0034: no key is certified twice). */
int
keying_unused(struct db *db, const struct app *app, const unsigned char digest[LEN_DIGEST])
{
	uint64_t other;
	bool used;
	int r;

	if ((r = db_cert_key_used(db, digest, &used)) != 0)
		return r;
	if (used)
		return err_set(ERR_CONFLICT, "a certificate was issued for this key before");
	if ((r = db_app_find_key(db, digest, app->id, &other)) == 0)
		return err_set(ERR_CONFLICT, "the key stands in another application");
	return r == ERR_NOTFOUND ? 0 : r;
}

static void
put_key(struct app *app, const struct csr *csr, enum app_key origin)
{
	buf_reset(&app->csr);
	buf_add(&app->csr, csr->der.data, csr->der.len);
	buf_reset(&app->spki);
	buf_add(&app->spki, csr->spki.data, csr->spki.len);
	memcpy(app->spki_sha256, csr->key.digest, LEN_DIGEST);
	app->key_origin = origin;
}

int
keying_take(struct rules *r, struct app *app, const struct product *product, enum app_key origin, const void *text, size_t n)
{
	struct profile profile;
	struct csr csr;
	int rc;

	if ((rc = find_profile(r, product, &profile)) != 0 || (rc = csr_parse(text, n, &csr)) != 0)
		return rc;
	if ((rc = profile_check_key(&profile, csr.key.kind)) == 0 && (rc = keying_unused(r->db, app, csr.key.digest)) == 0)
		put_key(app, &csr, origin);
	csr_clear(&csr);
	return rc;
}

struct replacing {
	const struct actor	*actor;
	const struct app	*app;
	int64_t			 now;
};

static int
replace(struct db *db, void *arg)
{
	const struct replacing *x = arg;
	const struct move *m;
	int r;

	if ((r = move_may(x->actor, x->app->state, MOVE_REKEY, NULL, &m)) != 0 ||
	    (r = db_app_rekey(db, x->app, x->now)) != 0)
		return r;
	return move_record(db, x->actor, x->app, m, NULL, x->now);
}

int
keying_replace(struct rules *r, const struct actor *a, const struct app *app, int64_t now)
{
	struct replacing x = { .actor = a, .app = app, .now = now };

	if (app->account != a->id)
		return err_set(ERR_DENIED, "application belongs to another person");
	return db_run(r->db, replace, &x);
}
