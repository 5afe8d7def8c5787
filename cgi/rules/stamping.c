#include "rules/stamping.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>

#include "rules/rules.h"
#include "rules/together.h"
#include "rules/trail.h"
#include "signd/signer.h"
#include "store/app.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/log.h"
#include "util/mem.h"

static const struct actor issuer = { .kind = ACTOR_PROGRAM, .person = "issuer" };

struct stamping {
	struct app_unstamped	 app;
	struct signer_stamp	 stamp;
	int64_t			 now;
	bool			 failed;
};

static int
store(struct db *db, void *thing)
{
	const struct stamping *x = thing;
	char digest[2 * LEN_DIGEST + 1];
	int r;

	enc_hex_to(x->app.consent_sha256, LEN_DIGEST, digest);
	if ((r = db_app_stamp(db, x->app.id, x->app.consent_sha256, &x->stamp.token, x->stamp.at)) != 0)
		return r;
	return trail_id(db, &issuer, x->now, "consent.stamp", "application", x->app.id, "sha256=%s", digest);
}

/* Submitted anew meanwhile: the new paper comes with the next round. */
static void
not_stored(void *thing, int code)
{
	struct stamping *x = thing;

	x->failed = true;
	if (code == ERR_CONFLICT)
		err_take();
	else
		log_err(code, "storing a stamp");
}

static int
keep(struct rules *r, struct stamping *x, size_t n, size_t *done)
{
	static const struct together t = { store, NULL, not_stored };
	void **list = xcalloc(n + 1, sizeof(*list));
	const char *away = NULL;
	size_t count = 0, i;
	int rc;

	for (i = 0; i < n; i++)
		if (x[i].stamp.code == 0)
			list[count++] = &x[i];
		else if (x[i].stamp.code == ERR_PEER)	/* the token: as soon as it is back */
			away = x[i].stamp.note;
		else
			log_error("consent paper of application %" PRIu64 " was not stamped: %s", x[i].app.id, x[i].stamp.note);
	rc = together(r->db, &t, list, count);
	for (i = 0; i < count; i++)
		*done += !((const struct stamping *)list[i])->failed;
	free(list);
	return rc == 0 && away != NULL ? err_set(ERR_AGAIN, "%s", away) : rc;
}

static int
stamp(struct rules *r, struct signer *s, struct stamping *x, size_t n, size_t *done)
{
	struct signer_stamp *items = xcalloc(n + 1, sizeof(*items));
	size_t i;
	int rc;

	for (i = 0; i < n; i++)
		items[i].consent = (struct signer_blob){ x[i].app.consent_text.data, x[i].app.consent_text.len };
	rc = signer_stamp(s, items, n);
	for (i = 0; i < n; i++)
		x[i].stamp = items[i];
	free(items);
	return rc != 0 ? rc : keep(r, x, n, done);
}

int
stamping_round(struct rules *r, struct signer *s, size_t max, int64_t now, size_t *done)
{
	struct app_unstamped *apps = xcalloc(SIGNER_BATCH, sizeof(*apps));
	struct stamping *x = xcalloc(SIGNER_BATCH, sizeof(*x));
	size_t n = 0, i;
	int rc;

	*done = 0;
	rc = db_app_list_unstamped(r->db, apps, max < SIGNER_BATCH ? max : SIGNER_BATCH, &n);
	for (i = 0; i < n; i++)
		x[i] = (struct stamping){ .app = apps[i], .now = now };
	if (rc == 0 && n > 0)
		rc = stamp(r, s, x, n, done);
	for (i = 0; i < n; i++) {
		buf_clear(&x[i].app.consent_text);
		buf_clear(&x[i].stamp.token);
	}
	free(x);
	free(apps);
	return rc;
}
