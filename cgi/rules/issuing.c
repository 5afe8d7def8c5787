#include "rules/issuing.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pki/cert.h"
#include "rules/move.h"
#include "rules/rules.h"
#include "rules/trail.h"
#include "signd/signer.h"
#include "store/cert.h"
#include "store/decision.h"
#include "store/job.h"
#include "store/ocspanswer.h"
#include "store/product.h"
#include "util/digest.h"
#include "util/err.h"
#include "util/io.h"
#include "util/log.h"
#include "util/mem.h"
#include "util/rnd.h"

#define LEASE		((int64_t)60 * 1000)
#define AGAIN_AFTER	((int64_t)5 * 1000)
#define DECISIONS	8
#define TRIES_MAX	20

/* A job on its way through a round. */
struct ride {
	struct job_work		 work;
	struct intent		 intent;
	bool			 planned;	/* the intent is stored */
	struct decision		 decision[DECISIONS];
	size_t			 decisions;
	struct buf		 der;
	int64_t			 signed_at;
	struct signer_stand	 stand;
	int			 code;
	char			 note[SIGNER_NOTE];
};

static const struct actor issuer = { .kind = ACTOR_PROGRAM, .person = "issuer" };

static void
ride_fail(struct ride *ride, int code, const char *note)
{
	ride->code = code;
	snprintf(ride->note, sizeof(ride->note), "%s", note);
}

static void
ride_clear(struct ride *ride)
{
	job_work_clear(&ride->work);
	intent_clear(&ride->intent);
	for (size_t i = 0; i < ride->decisions; i++)
		decision_clear(&ride->decision[i]);
	buf_clear(&ride->der);
}

/* --- intent ------------------------------------------------------------------------------------------ */
struct planning {
	struct rules	*rules;
	struct ride	*ride;
	int64_t		 now;
};

/* reviewed -> issuing, once: a job that is run again finds it moved. */
static int
move_to_issuing(struct db *db, const struct ride *ride, int64_t now)
{
	struct app app;
	int r;

	memset(&app, 0, sizeof(app));
	if ((r = db_app_get(db, ride->work.application, &app)) == 0 && app.state == APP_REVIEWED)
		r = move_app(db, &issuer, &app, MOVE_START, NULL, now);
	else if (r == 0 && app.state != APP_ISSUING)
		r = err_set(ERR_CONFLICT, "application is %s", app_state_text[app.state]);
	app_clear(&app);
	return r;
}

static int
plan(struct db *db, void *arg)
{
	struct planning *p = arg;
	int r;

	if ((r = db_job_keep(db, &p->ride->work.claim, p->now + LEASE)) != 0 ||
	    (r = move_to_issuing(db, p->ride, p->now)) != 0)
		return r;
	return db_intent_insert(db, &p->ride->intent);
}

static int
planned(struct db *db, void *arg)
{
	struct planning *p = arg;
	struct intent found;
	int r;

	memset(&found, 0, sizeof(found));
	r = db_intent_get(db, p->ride->intent.id, &found);
	intent_clear(&found);
	return r;
}

/* The living intent of the job, or a new one: serial and notBefore are fixed here, once (design 2). */
static int
find_intent(struct rules *r, struct ride *ride, int64_t now)
{
	struct planning p = { r, ride, now };
	struct product product;
	size_t n;
	int rc;

	if ((rc = db_intent_list(r->db, ride->work.claim.id, &ride->intent, 1, &n)) != 0 || n == 1) {
		ride->planned = rc == 0;
		return rc;
	}
	if ((rc = db_product_get(r->db, ride->work.product, &product)) != 0)
		return rc;
	ride->intent = (struct intent){ .id = rnd_id(now), .job = ride->work.claim.id, .position = 1,
	    .not_before = now - now % 1000, .state = INTENT_PLANNED, .created = now };
	snprintf(ride->intent.issuer, sizeof(ride->intent.issuer), "%s", product.issuer);
	rnd_serial(ride->intent.serial);
	rc = db_run_known(r->db, plan, planned, &p);
	ride->planned = rc == 0;
	return rc;
}

/* --- prepare, sign ------------------------------------------------------------------------------------- */
static struct signer_blob
blob(const struct buf *b)
{
	return (struct signer_blob){ b->data, b->len };
}

static void
fill_prepare(const struct ride *ride, struct signer_prepare *out)
{
	const struct job_work *w = &ride->work;

	*out = (struct signer_prepare){ .request = ride->intent.id, .case_text = blob(&w->case_text), .spki = blob(&w->spki),
	    .consent = blob(&w->consent_text), .not_before = ride->intent.not_before };
	memcpy(out->serial, ride->intent.serial, sizeof(out->serial));
	for (size_t i = 0; i < ride->decisions && out->papers < SIGNER_PAPERS; i++) {
		const struct decision *d = &ride->decision[i];

		if (d->decision != DECISION_APPROVE)
			continue;
		out->paper[out->papers++] = (struct signer_envelope){ .paper = blob(&d->text), .proofs = 1, .proof = { {
		    .auth_data = blob(&d->auth_data), .client_data = blob(&d->client_data),
		    .signature = blob(&d->signature), .cert = blob(&d->cert) } } };
	}
}

static void
keep_prepared(struct rules *r, struct ride *ride, const struct signer_prepare *item)
{
	int rc = db_intent_prepared(r->db, ride->intent.id, &item->tbs, item->token);

	if (rc == ERR_CONFLICT) {	/* design 2: prepared again it must give the stored bytes */
		err_take();
		ride_fail(ride, ERR_CRYPTO, "the bytes to be signed differ from those stored before");
	} else if (rc != 0)
		ride_fail(ride, rc, err_take());
}

/* Each ride with code 0 gets its TBS and token stored (I1: before anything is signed). */
static int
prepare(struct rules *r, struct signer *s, struct ride *rides, size_t n)
{
	struct signer_prepare *item = xcalloc(n, sizeof(*item));
	size_t *who = xcalloc(n, sizeof(*who)), count = 0;
	int rc = 0;

	for (size_t i = 0; i < n; i++)
		if (rides[i].code == 0) {
			fill_prepare(&rides[i], &item[count]);
			who[count++] = i;
		}
	if (count > 0)
		rc = signer_prepare(s, item, count);
	for (size_t k = 0; k < count; k++) {
		struct ride *ride = &rides[who[k]];

		if (rc == 0 && item[k].code != 0)
			ride_fail(ride, item[k].code, item[k].note);
		else if (rc == 0)
			keep_prepared(r, ride, &item[k]);
		if (rc == 0 && ride->code == 0) {
			memcpy(ride->intent.token, item[k].token, sizeof(item[k].token));
			buf_reset(&ride->intent.tbs);
			buf_add(&ride->intent.tbs, item[k].tbs.data, item[k].tbs.len);
		}
		buf_clear(&item[k].tbs);
	}
	free(who);
	free(item);
	return rc;
}

static int
sign(struct signer *s, struct ride *rides, size_t n)
{
	struct signer_sign *item = xcalloc(n, sizeof(*item));
	size_t *who = xcalloc(n, sizeof(*who)), count = 0;
	int rc = 0;

	for (size_t i = 0; i < n; i++)
		if (rides[i].code == 0) {
			item[count].request = rides[i].intent.id;
			memcpy(item[count].token, rides[i].intent.token, sizeof(item[count].token));
			who[count++] = i;
		}
	if (count > 0)
		rc = signer_sign(s, item, count);
	for (size_t k = 0; k < count; k++) {
		struct ride *ride = &rides[who[k]];

		if (rc == 0 && item[k].code != 0)
			ride_fail(ride, item[k].code, item[k].note);
		ride->der = item[k].der;
		ride->signed_at = item[k].at;
		ride->stand = *signer_stand(s);
	}
	free(who);
	free(item);
	return rc;
}

/* --- result ------------------------------------------------------------------------------------------- */
static int
subject_text(const struct cert *c, char *to, size_t size)
{
	struct buf b;
	int r;

	buf_init(&b, size - 1);
	dn_text(&c->subject, &b);
	if ((r = buf_end(&b, "subject of a certificate")) == 0)
		snprintf(to, size, "%s", buf_str(&b));
	buf_clear(&b);
	return r;
}

static int
fill_row(const struct ride *ride, const struct cert *c, int64_t now, struct cert_row *row)
{
	const struct job_work *w = &ride->work;

	*row = (struct cert_row){ .id = rnd_id(now), .application = w->application, .account = w->account,
	    .not_before = c->not_before, .not_after = c->not_after, .state = CERT_VALID, .state_at = ride->signed_at,
	    .request = ride->intent.id, .seq = ride->stand.seq, .signed_at = ride->signed_at, .created = now };
	snprintf(row->issuer, sizeof(row->issuer), "%s", ride->intent.issuer);
	snprintf(row->ra, sizeof(row->ra), "%s", w->ra);
	snprintf(row->product, sizeof(row->product), "%s", w->product);
	snprintf(row->id_index, sizeof(row->id_index), "%s", w->id_index);
	snprintf(row->uscc, sizeof(row->uscc), "%s", w->uscc);
	snprintf(row->common_name, sizeof(row->common_name), "%s", c->subject.cn);
	snprintf(row->instance, sizeof(row->instance), "%s", ride->stand.instance);
	memcpy(row->head, ride->stand.head, sizeof(row->head));
	memcpy(row->spki_sha256, c->key.digest, sizeof(row->spki_sha256));
	memcpy(row->sha256, c->digest, sizeof(row->sha256));
	buf_add(&row->serial, c->serial, c->serial_len);
	buf_add(&row->der, ride->der.data, ride->der.len);
	return subject_text(c, row->subject, sizeof(row->subject));
}

struct storing {
	struct ride	*ride;
	struct cert_row	*row;
	int64_t		 now;
};

static int
store(struct db *db, void *arg)
{
	struct storing *x = arg;
	const struct cert_row *row = x->row;
	struct app app;
	char serial[2 * LEN_SERIAL + 1];
	int r;

	memset(&app, 0, sizeof(app));
	for (size_t i = 0; i < row->serial.len && i < LEN_SERIAL; i++)
		snprintf(serial + 2 * i, 3, "%02x", (unsigned char)row->serial.data[i]);
	if ((r = db_job_keep(db, &x->ride->work.claim, x->now + LEASE)) == 0 && (r = db_cert_insert(db, row)) == 0 &&
	    (r = db_intent_signed(db, x->ride->intent.id)) == 0 &&
	    (r = db_ocsp_want(db, row->issuer, row->serial.data, row->serial.len, CERT_VALID, x->now)) == 0 &&
	    (r = db_app_get(db, row->application, &app)) == 0 &&
	    (r = move_app(db, &issuer, &app, MOVE_ISSUE, NULL, x->now)) == 0 &&
	    (r = trail(db, &issuer, x->now, "cert.issue", "certificate", serial, "application=%s issuer=%s request=%" PRIu64,
	    app.no, row->issuer, row->request)) == 0)
		r = db_job_done(db, &x->ride->work.claim);
	app_clear(&app);
	return r;
}

static int
stored(struct db *db, void *arg)
{
	struct storing *x = arg;
	struct cert_row row;
	int r;

	memset(&row, 0, sizeof(row));
	r = db_cert_find_request(db, x->ride->intent.id, &row);
	cert_row_clear(&row);
	return r;
}

/* What came back must be what was stored before it was signed (I1). */
static int
check_answer(const struct rules *r, const struct ride *ride)
{
	char name[LEN_CODE + 16], path[SITE_PATH];
	struct buf ca = BUF_INIT;
	int rc;

	snprintf(name, sizeof(name), "conf/ca/%s.cer", ride->intent.issuer);
	if ((rc = io_load(site_path(r->site, name, path), CERT_MAX, &ca)) == 0)
		rc = cert_matches(ride->der.data, ride->der.len, ride->intent.tbs.data, ride->intent.tbs.len, ca.data, ca.len);
	buf_clear(&ca);
	return rc;
}

static int
keep_result(struct rules *r, struct ride *ride, int64_t now)
{
	struct cert_row row;
	struct storing x = { ride, &row, now };
	struct cert c;
	int rc;

	memset(&row, 0, sizeof(row));
	memset(&c, 0, sizeof(c));
	if ((rc = check_answer(r, ride)) != 0 || (rc = cert_parse(ride->der.data, ride->der.len, &c)) != 0)
		return err_in(rc, "certificate from signd");
	if ((rc = fill_row(ride, &c, now, &row)) == 0)
		rc = db_run_known(r->db, store, stored, &x);
	cert_row_clear(&row);
	cert_clear(&c);
	return rc;
}

/* --- what went wrong ----------------------------------------------------------------------------------- */
struct lapsing {
	struct ride	*ride;
	int64_t		 now;
};

/* signd does not take the evidence (too old, edited, withdrawn operator): the desk decides anew. */
static int
lapse(struct db *db, void *arg)
{
	struct lapsing *x = arg;
	struct app app;
	int r;

	memset(&app, 0, sizeof(app));
	if ((r = db_job_failed(db, &x->ride->work.claim, x->ride->note)) == 0 &&
	    (r = db_intent_never(db, x->ride->intent.id)) == 0 &&
	    (r = db_app_get(db, x->ride->work.application, &app)) == 0)
		r = move_app(db, &issuer, &app, MOVE_LAPSE, x->ride->note, x->now);
	app_clear(&app);
	return r;
}

static int
give_up(struct rules *r, struct signer *s, struct ride *ride, int64_t now)
{
	struct lapsing x = { ride, now };
	bool issued;
	int rc;

	log_warn("job %" PRIu64 ": %s", ride->work.claim.id, ride->note);
	if ((ride->code == ERR_PEER || ride->code == ERR_AGAIN) && ride->work.tries < TRIES_MAX)
		return db_job_again(r->db, &ride->work.claim, now + AGAIN_AFTER, ride->note);
	if (ride->code == ERR_BUG || ride->code == ERR_CRYPTO || !ride->planned)
		return db_job_halted(r->db, &ride->work.claim, ride->note);
	/* "never" must stand in signd's journal before another intent may be made for this approval (I1). */
	if ((rc = signer_settle(s, ride->intent.id, &issued, &ride->der)) != 0)
		return rc;
	if (issued)
		return keep_result(r, ride, now);
	return db_run(r->db, lapse, &x);
}

static void
open_ride(struct rules *r, struct ride *ride, int64_t now)
{
	int rc;

	if ((rc = db_decision_list(r->db, ride->work.case_sha256, ride->decision, DECISIONS, &ride->decisions)) != 0 ||
	    (rc = find_intent(r, ride, now)) != 0)
		ride_fail(ride, rc, err_take());
}

/* signd is away: the others need not wait until our leases lapse. */
static void
put_back(struct rules *r, struct ride *rides, size_t n, int64_t now)
{
	for (size_t i = 0; i < n; i++)
		if (db_job_again(r->db, &rides[i].work.claim, now + AGAIN_AFTER, "signd is away") != 0)
			err_take();
}

static int
run(struct rules *r, struct signer *s, struct ride *rides, size_t n, int64_t now, size_t *done)
{
	int rc;

	for (size_t i = 0; i < n; i++)
		open_ride(r, &rides[i], now);
	if ((rc = prepare(r, s, rides, n)) != 0 || (rc = sign(s, rides, n)) != 0) {
		char note[SIGNER_NOTE];

		snprintf(note, sizeof(note), "%s", err_take());
		put_back(r, rides, n, now);
		return err_set((enum err)rc, "%s", note);
	}
	for (size_t i = 0; i < n; i++) {
		if (rides[i].code == 0 && (rides[i].code = keep_result(r, &rides[i], now)) != 0)
			ride_fail(&rides[i], rides[i].code, err_take());
		if (rides[i].code == 0)
			(*done)++;
		else if ((rc = give_up(r, s, &rides[i], now)) != 0 && rc != ERR_CONFLICT)	/* conflict: no longer ours */
			log_err(rc, "giving up a job");
	}
	return 0;
}

int
issuing_round(struct rules *r, struct signer *s, size_t max, int64_t now, size_t *done)
{
	struct job_work work[QUEUE_CLAIM];
	struct ride *rides;
	size_t n;
	int rc;

	*done = 0;
	if (max > QUEUE_CLAIM)
		max = QUEUE_CLAIM;
	memset(work, 0, sizeof(work));
	if ((rc = db_job_claim(r->db, now, now + LEASE, work, max, &n)) != 0 || n == 0)
		return rc;
	rides = xcalloc(n, sizeof(*rides));
	for (size_t i = 0; i < n; i++)
		rides[i].work = work[i];
	rc = run(r, s, rides, n, now, done);
	for (size_t i = 0; i < n; i++)
		ride_clear(&rides[i]);
	free(rides);
	return rc;
}
