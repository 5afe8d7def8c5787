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
#include "store/notice.h"
#include "store/order.h"
#include "util/err.h"
#include "util/str.h"
#include "util/tm.h"

#define CRL_LATE	(13 * TM_HOUR)		/* a list is made at least every 12 hours */
#define WAIT_ORDER	TM_MINUTE		/* I4: a revocation is in list and answer within 60 s */
#define WAIT_JOB	(15 * TM_MINUTE)
#define WAIT_MESSAGE	(10 * TM_MINUTE)	/* a code is good that long */
#define AHEAD		(2 * TM_MINUTE)
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
		bad = say(false, "signing", "%s; see %s/log/signd.log", err_take(), s->var);
	else if (!str_eq(st.state, "ready"))
		bad = say(false, "signing", "signd is %s; see %s/log/signd.log", st.state, s->var);
	else
		bad = say(true, "signing", "%s, journal at %" PRIu64, st.state, signer_stand(signer)->seq);
	signer_status_clear(&st);
	signer_close(signer);
	return bad;
}

static int
check_list(struct db *db, const char *issuer, int64_t now)
{
	const char *wrong = "";
	struct crl_line last;
	char at[TM_ISO_SIZE];

	if (db_crl_last_line(db, issuer, &last) != 0) {
		err_take();
		return say(false, "list", "%s has none; see issuer.log and signd.log", issuer);
	}
	if (last.this_update + CRL_LATE <= now)
		wrong = ": no newer one was made; see issuer.log and signd.log";
	else if (last.this_update > now + AHEAD)
		wrong = ": that is to come, and none is made before; set the clock";
	return say(wrong[0] == '\0', "list", "%s number %" PRIu64 " of %s, %d entries%s", issuer, last.number,
	    tm_iso(last.this_update, at), last.entries, wrong);
}

/* Each that a certificate names: without the root's nobody can check the others. */
static int
check_lists(struct db *db, int64_t now)
{
	static const char *const issuers[] = { "ca-p256", "ca-rsa", "operator", "root" };
	int bad = 0;

	for (size_t i = 0; i < sizeof(issuers) / sizeof(issuers[0]); i++)
		bad += check_list(db, issuers[i], now);
	return bad;
}

static int
check_queue(const char *what, const char *by, int r, uint64_t count, int64_t oldest, int64_t patience, int64_t now)
{
	int64_t wait = count > 0 ? now - oldest : 0;

	if (r != 0)
		return say(false, "queue", "%s: %s", what, err_take());
	if (wait <= patience)
		return say(true, "queue", "%" PRIu64 " %s wait, the oldest for %" PRId64 " s", count, what, wait / TM_SECOND);
	return say(false, "queue", "%" PRIu64 " %s wait, the oldest for %" PRId64 " s; see %s.log", count, what, wait / TM_SECOND, by);
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
	bad = check_queue("orders", "issuer", r, count, oldest, WAIT_ORDER, now) + check_limit(db, now) + check_refused(db, now);
	r = db_job_backlog(db, &count, &oldest);
	bad += check_queue("certificates", "issuer", r, count, oldest, WAIT_JOB, now);
	r = db_delivery_backlog(db, &count, &oldest);
	return bad + check_queue("messages", "courier", r, count, oldest, WAIT_MESSAGE, now);
}

/* issuer renews what signs answers and stamps; a CA's own certificate is people's work. */
static const char *
renewer(const struct cakey *k)
{
	return str_eq(k->use_for, "ocsp") || str_eq(k->use_for, "tsa") || str_eq(k->use_for, "audit") ?
	    ": issuer did not renew it; see issuer.log" : ": plan a ceremony for its successor";
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
	    say(first->not_after > now + END_SOON, "keys", "%zu, the first certificate to end is %s: %s%s", n, first->name,
	    tm_iso(first->not_after, at), first->not_after > now + END_SOON ? "" : renewer(first));
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

	if (ossl_init() != 0)
		return say(false, "crypto", "%s", err_take());
	bad = check_signing(s) + check_tls(s, now);
	if (base_open(s, &db) != 0)
		return bad + say(false, "database", "%s; see %s/log/mariadbd.log", err_take(), s->var);
	bad += say(true, "database", "lets us in") + check_lists(db, now) + check_queues(db, now) + check_keys(db, now);
	db_close(db);
	return bad;
}
