#include "host/check_work.h"

#include <inttypes.h>

#include "host/base.h"
#include "host/say.h"
#include "host/tls.h"
#include "pki/ossl.h"
#include "signd/signer.h"
#include "store/cakey.h"
#include "store/crl.h"
#include "store/job.h"
#include "store/order.h"
#include "util/err.h"
#include "util/str.h"
#include "util/tm.h"

#define CRL_LATE	(13 * TM_HOUR)		/* a list is made at least every 12 hours */
#define WAIT_ORDER	TM_MINUTE		/* I4: a revocation is in list and answer within 60 s */
#define WAIT_JOB	(15 * TM_MINUTE)
#define END_SOON	(30 * TM_DAY)
#define KEYS		16

/* It answers nothing when its journal fails, and halted when its token does: ready says both. */
static int
check_signing(const struct site *s)
{
	struct signer_status st = { .cas = 0 };
	struct signer *signer = NULL;
	char path[SITE_PATH];
	int bad;

	if (signer_open(site_path(s, "run/signd/s", path), &signer) != 0 || signer_status(signer, &st) != 0)
		bad = say(false, "signing", "%s", err_take());
	else
		bad = say(str_eq(st.state, "ready"), "signing", "%s, journal at %" PRIu64, st.state, signer_stand(signer)->seq);
	signer_status_clear(&st);
	signer_close(signer);
	return bad;
}

static int
check_list(struct db *db, const char *issuer, int64_t now)
{
	struct crl_line last;
	char at[TM_ISO_SIZE];

	if (db_crl_last_line(db, issuer, &last) != 0) {
		err_take();
		return say(false, "list", "%s has none", issuer);
	}
	return say(last.this_update + CRL_LATE > now, "list", "%s number %" PRIu64 " of %s, %d entries", issuer, last.number,
	    tm_iso(last.this_update, at), last.entries);
}

static int
check_queue(const char *what, int r, uint64_t count, int64_t oldest, int64_t patience, int64_t now)
{
	int64_t wait = count > 0 ? now - oldest : 0;

	if (r != 0)
		return say(false, "queue", "%s: %s", what, err_take());
	return say(wait <= patience, "queue", "%" PRIu64 " %s wait, the oldest for %" PRId64 " s", count, what, wait / TM_SECOND);
}

/* Somebody was told that it is accepted, and it is not done. */
static int
check_refused(struct db *db, int64_t now)
{
	uint64_t count = 0;
	int64_t newest = 0;

	if (db_order_refusals(db, now - TM_DAY, &count, &newest) != 0)
		return say(false, "refused", "%s", err_take());
	if (count == 0)
		return say(true, "refused", "signd refused no order of the last day");
	return say(false, "refused", "signd refused %" PRIu64 " orders of the last day, the newest %" PRId64 " s ago; log/issuer.log"
	    " and the pages of their certificates say why", count, (now - newest) / TM_SECOND);
}

/* Never a fault of ours: somebody reports or revokes more than signd lets pass in an hour without two signatures. */
static int
check_limit(struct db *db, int64_t now)
{
	uint64_t count = 0;
	int64_t oldest = 0;

	if (db_order_backlog_limited(db, &count, &oldest) != 0)
		return say(false, "limit", "%s", err_take());
	if (count == 0)
		return say(true, "limit", "no order waits for the next hour");
	return say(false, "limit", "%" PRIu64 " orders wait for the next hour, the oldest for %" PRId64 " s: more are asked for than"
	    " signd carries out in one without two signatures", count, (now - oldest) / TM_SECOND);
}

static int
check_queues(struct db *db, int64_t now)
{
	uint64_t count = 0;
	int64_t oldest = 0;
	int bad, r;

	r = db_order_backlog(db, &count, &oldest);
	bad = check_queue("orders", r, count, oldest, WAIT_ORDER, now) + check_limit(db, now) +
	    check_refused(db, now);
	r = db_job_backlog(db, &count, &oldest);
	return bad + check_queue("certificates", r, count, oldest, WAIT_JOB, now);
}

/* The one that ends first. */
static int
check_keys(struct db *db, int64_t now)
{
	struct cakey list[KEYS], *first = NULL;
	char at[TM_ISO_SIZE];
	size_t n, i;
	int bad;

	if (db_cakey_list(db, "", list, KEYS, &n) != 0)
		return say(false, "keys", "%s", err_take());
	for (i = 0; i < n; i++)
		if (list[i].not_after != 0 && (first == NULL || list[i].not_after < first->not_after))
			first = &list[i];
	bad = first == NULL ? say(false, "keys", "there are none") :
	    say(first->not_after > now + END_SOON, "keys", "%zu, the first certificate to end is %s: %s", n, first->name,
	    tm_iso(first->not_after, at));
	for (i = 0; i < n; i++)
		cakey_clear(&list[i]);
	return bad;
}

static int
check_tls(const struct site *s, int64_t now)
{
	char at[TM_ISO_SIZE];
	int64_t until;
	bool due = tls_is_due(s, now, &until);

	return say(!due, "tls", "good until %s%s", tm_iso(until, at), due ? ": run certhall tls" : "");
}

int
check_work(const struct site *s)
{
	int64_t now = tm_now();
	struct db *db = NULL;
	int bad;

	if (ossl_init() != 0 || base_open(s, &db) != 0)
		return say(false, "database", "%s", err_take());
	bad = check_signing(s) + check_list(db, "ca-p256", now) + check_list(db, "ca-rsa", now) + check_queues(db, now) +
	    check_keys(db, now) + check_tls(s, now);
	db_close(db);
	return bad;
}
