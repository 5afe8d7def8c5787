#include "rules/stamping.h"

#include <inttypes.h>
#include <string.h>

#include "rules/rules.h"
#include "rules/trail.h"
#include "signd/signer.h"
#include "store/app.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/log.h"

#define ROUND 64

static const struct actor issuer = { .kind = ACTOR_PROGRAM, .person = "issuer" };

struct stamping {
	const struct app_unstamped	*app;
	const struct signer_stamp	*stamp;
	int64_t				 now;
};

static int
store(struct db *db, void *arg)
{
	const struct stamping *x = arg;
	char digest[2 * LEN_DIGEST + 1];
	int r;

	enc_hex_to(x->app->consent_sha256, LEN_DIGEST, digest);
	if ((r = db_app_stamp(db, x->app->id, x->app->consent_sha256, &x->stamp->token, x->stamp->at)) != 0)
		return r;
	return trail_id(db, &issuer, x->now, "consent.stamp", "application", x->app->id, "sha256=%s", digest);
}

static int
keep(struct rules *r, const struct app_unstamped *app, struct signer_stamp *stamp, int64_t now, size_t *done)
{
	struct stamping x = { app, stamp, now };
	int rc;

	if (stamp->code != 0) {
		log_error("consent paper of application %" PRIu64 " was not stamped: %s", app->id, stamp->note);
		return 0;
	}
	if ((rc = db_run(r->db, store, &x)) == 0)
		(*done)++;
	if (rc == ERR_CONFLICT) {		/* submitted anew meanwhile: the new paper comes with the next round */
		err_take();
		rc = 0;
	}
	return rc;
}

int
stamping_round(struct rules *r, struct signer *s, size_t max, int64_t now, size_t *done)
{
	struct app_unstamped apps[ROUND];
	struct signer_stamp items[ROUND];
	size_t n = 0;
	int rc;

	*done = 0;
	memset(apps, 0, sizeof(apps));
	memset(items, 0, sizeof(items));
	rc = db_app_list_unstamped(r->db, apps, max < ROUND ? max : ROUND, &n);
	for (size_t i = 0; i < n; i++)
		items[i].consent = (struct signer_blob){ apps[i].consent_text.data, apps[i].consent_text.len };
	if (rc == 0 && n > 0)
		rc = signer_stamp(s, items, n);
	for (size_t i = 0; i < n; i++) {
		if (rc == 0)
			rc = keep(r, &apps[i], &items[i], now, done);
		buf_clear(&apps[i].consent_text);
		buf_clear(&items[i].token);
	}
	return rc;
}
