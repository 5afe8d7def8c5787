#include "rules/timing.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "rules/move.h"
#include "rules/settings.h"
#include "rules/tell.h"
#include "rules/trail.h"
#include "store/app.h"
#include "store/cert.h"
#include "store/hold.h"
#include "store/limit.h"
#include "store/onetime.h"
#include "store/order.h"
#include "store/revocation.h"
#include "util/buf.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/log.h"
#include "util/rnd.h"
#include "util/str.h"
#include "util/tm.h"

#define BATCH		50
#define CODES_KEPT	TM_DAY		/* for questions about a code that did not work */
#define EFFECT_LATE	(10 * TM_MINUTE)
#define DECISION_SLOW	(8 * TM_HOUR)	/* of the 24 that the agreements promise (I4) */
#define DECISION_LATE	(20 * TM_HOUR)

static const struct actor courier = { .kind = ACTOR_PROGRAM, .person = "courier" };

/* What a transaction of this room is about. */
struct turn {
	uint64_t		 application, certificate;
	enum move_event		 event;
	const struct hold	*hold;
	int64_t			 now;
};

/* One thing in its transaction; that somebody was faster (ERR_CONFLICT) is no error, and nothing was done. */
static int
run(struct rules *r, int (*body)(struct db *, void *), struct turn *t, size_t *done)
{
	int rc = db_run(r->db, body, t);

	if (rc == ERR_CONFLICT) {
		err_take();
		return 0;
	}
	if (rc == 0)
		++*done;
	return rc;
}

/* --- applications ------------------------------------------------------------------------------------------------- */

static int
move(struct db *db, void *arg)
{
	const struct turn *t = arg;
	struct app app;
	int r;

	memset(&app, 0, sizeof(app));
	if ((r = db_app_get(db, t->application, &app)) == 0)
		r = move_app(db, &courier, &app, t->event, NULL, t->now);
	if (r == 0 && t->certificate != 0)
		r = db_cert_accept(db, t->certificate, CERT_BY_SILENCE, t->now);
	app_clear(&app);
	return r;
}

static int
silence(struct rules *r, int64_t now, size_t *done)
{
	struct cert_line lines[BATCH];
	int64_t days;
	size_t n = 0;
	int rc;

	memset(lines, 0, sizeof(lines));
	if ((rc = settings_days(r->db, SETTINGS_SILENCE, &days)) == 0)
		rc = db_cert_list_silent(r->db, now - days * TM_DAY, lines, BATCH, &n);
	for (size_t i = 0; i < n; i++) {
		if (rc == 0)
			rc = run(r, move, &(struct turn){ .application = lines[i].application, .certificate = lines[i].id,
			    .event = MOVE_SILENCE, .now = now }, done);
		cert_line_clear(&lines[i]);
	}
	return rc;
}

static int
expire(struct rules *r, enum app_state state, enum settings which, int64_t now, size_t *done)
{
	struct app_line lines[BATCH];
	int64_t days;
	size_t n = 0;
	int rc;

	if ((rc = settings_days(r->db, which, &days)) == 0)
		rc = db_app_list_moved(r->db, state, now - days * TM_DAY, lines, BATCH, &n);
	for (size_t i = 0; i < n && rc == 0; i++)
		rc = run(r, move, &(struct turn){ .application = lines[i].id, .event = MOVE_EXPIRE, .now = now }, done);
	return rc;
}

/* --- holds -------------------------------------------------------------------------------------------------------- */

static int
tell_ending(struct db *db, const struct cert_row *cert, const struct hold *h, int64_t now)
{
	struct buf params, serial;
	char until[TM_ISO_SIZE];
	int r;

	buf_init(&params, 0);
	buf_init(&serial, 0);
	enc_hex(cert->serial.data, cert->serial.len, &serial);
	tell_param(&params, "serial", buf_str(&serial));
	tell_param(&params, "name", cert->common_name);
	tell_param(&params, "until", tm_iso(h->expires_at, until));
	r = tell_account(db, cert->account, cert->application, "ending", buf_str(&params), now);
	buf_clear(&params);
	buf_clear(&serial);
	return r;
}

static int
warn(struct db *db, void *arg)
{
	const struct turn *t = arg;
	struct cert_row cert;
	int r;

	memset(&cert, 0, sizeof(cert));
	if ((r = db_hold_warned(db, t->hold->id, t->hold->version, t->now)) == 0 &&
	    (r = db_cert_get(db, t->hold->certificate, &cert)) == 0 && (r = tell_ending(db, &cert, t->hold, t->now)) == 0)
		r = trail_id(db, &courier, t->now, "hold.warn", "hold", t->hold->id, "certificate=%" PRIu64, cert.id);
	cert_row_clear(&cert);
	return r;
}

/* A loss that nobody took back: the key counts as compromised (domain 1.8, G03). */
static int
revoke(struct db *db, void *arg)
{
	const struct turn *t = arg;
	struct revocation v = { .id = rnd_id(t->now), .certificate = t->hold->certificate, .live = true,
	    .state = REVOCATION_DECIDED, .channel = REPORT_CA, .proof = REPORT_STAFF, .reporter = "courier", .ground = "hold",
	    .reason = 1, .accepted_at = t->now, .decided_at = t->now, .decided_by = "courier", .created = t->now };
	struct order o = { .claim.id = rnd_id(t->now), .act = ORDER_REVOKE, .certificate = t->hold->certificate, .reason = 1,
	    .revocation = v.id, .hold = t->hold->id, .next_at = t->now, .created = t->now };
	struct cert_row cert;
	int r;

	memset(&cert, 0, sizeof(cert));
	snprintf(v.request, sizeof(v.request), "hold-%" PRIu64, t->hold->id);
	if ((r = db_hold_over(db, t->hold->id, t->hold->version)) == 0 && (r = db_revocation_insert(db, &v)) == 0 &&
	    (r = db_cert_get(db, t->hold->certificate, &cert)) == 0) {
		str_copy(o.issuer, sizeof(o.issuer), cert.issuer);
		o.serial = cert.serial;
		if ((r = db_order_insert(db, &o)) == 0)
			r = trail_id(db, &courier, t->now, "revoke.hold", "revocation", v.id, "certificate=%" PRIu64 " hold=%"
			    PRIu64, cert.id, t->hold->id);
	}
	cert_row_clear(&cert);
	return r;
}

static int
each_hold(struct rules *r, const struct hold *list, size_t n, int (*body)(struct db *, void *), int64_t now, size_t *done)
{
	int rc = 0;

	for (size_t i = 0; i < n && rc == 0; i++)
		rc = run(r, body, &(struct turn){ .hold = &list[i], .now = now }, done);
	return rc;
}

static int
holds(struct rules *r, int64_t now, size_t *done)
{
	struct hold list[BATCH];
	int64_t days;
	size_t n = 0;
	int rc;

	if ((rc = db_hold_list_over(r->db, now, list, BATCH, &n)) != 0 || (rc = each_hold(r, list, n, revoke, now, done)) != 0 ||
	    (rc = settings_days(r->db, SETTINGS_WARNING, &days)) != 0 ||
	    (rc = db_hold_list_unwarned(r->db, now, now + days * TM_DAY, list, BATCH, &n)) != 0)
		return rc;
	return each_hold(r, list, n, warn, now, done);
}

/* --- all ---------------------------------------------------------------------------------------------------------- */

int
timing_round(struct rules *r, int64_t now, size_t *done)
{
	uint64_t gone;
	int rc;

	*done = 0;
	if ((rc = holds(r, now, done)) != 0 || (rc = silence(r, now, done)) != 0 ||
	    (rc = expire(r, APP_DRAFT, SETTINGS_DRAFT, now, done)) != 0 ||
	    (rc = expire(r, APP_RETURNED, SETTINGS_RETURNED, now, done)) != 0 ||
	    (rc = db_onetime_purge(r->db, now - CODES_KEPT, &gone)) != 0)
		return rc;
	return db_limit_purge(r->db, now, &gone);
}

int
timing_watch(struct rules *r, int64_t now, size_t *late)
{
	struct revocation list[BATCH];
	size_t n = 0;
	int rc;

	*late = 0;
	if ((rc = db_revocation_list(r->db, REVOCATION_DECIDED, 0, 0, list, BATCH, &n)) != 0)
		return rc;
	for (size_t i = 0; i < n; i++)
		if (list[i].decided_at < now - EFFECT_LATE) {
			log_error("revocation %" PRIu64 " was accepted %" PRId64 " minutes ago and is not in effect", list[i].id,
			    (now - list[i].accepted_at) / TM_MINUTE);
			++*late;
		}
	if ((rc = db_revocation_list(r->db, REVOCATION_ASKED, 0, 0, list, BATCH, &n)) != 0)
		return rc;
	for (size_t i = 0; i < n && list[i].accepted_at < now - DECISION_SLOW; i++) {
		(list[i].accepted_at < now - DECISION_LATE ? log_error : log_warn)("revocation %" PRIu64 " waits for its decision since %"
		    PRId64 " hours", list[i].id, (now - list[i].accepted_at) / TM_HOUR);
		++*late;
	}
	return 0;
}
