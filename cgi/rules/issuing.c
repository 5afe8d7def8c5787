#include "rules/issuing.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pki/cert.h"
#include "rules/move.h"
#include "rules/ride.h"
#include "rules/rules.h"
#include "rules/together.h"
#include "rules/trail.h"
#include "store/ocspanswer.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/log.h"
#include "util/mem.h"
#include "util/rnd.h"
#include "util/str.h"

#define LEASE		((int64_t)60 * 1000)
#define AGAIN_AFTER	((int64_t)5 * 1000)
#define TRIES_MAX	20

static const struct actor issuer = { .kind = ACTOR_PROGRAM, .person = "issuer" };

static void
fail_step(void *thing, int code)
{
	ride_fail(thing, code, err_take());
}

/* Takes the step for every ride that nothing has befallen and that is wanted. 0, or ERR_PEER. */
static int
step(struct round *x, struct ride *rides, size_t n, const struct together *t, bool (*wanted)(const struct ride *ride))
{
	void **list = xcalloc(n + 1, sizeof(*list));
	size_t count = 0;
	int rc;

	for (size_t i = 0; i < n; i++)
		if (rides[i].code == 0 && (wanted == NULL || wanted(&rides[i])))
			list[count++] = &rides[i];
	rc = together(x->rules->db, t, list, count);
	free(list);
	return rc;
}

/* The application as the claim has read it; the row's version says whether it still is that. */
static struct app
app_of(const struct ride *ride)
{
	const struct job_work *w = &ride->work;
	struct app app = { .id = w->application, .account = w->account, .state = w->app_state, .version = w->app_version };

	memcpy(app.no, w->no, sizeof(app.no));
	memcpy(app.product, w->product, sizeof(app.product));
	return app;
}

/* --- intent ------------------------------------------------------------------------------------------ */
static bool
is_new(const struct ride *ride)
{
	return !ride->planned;
}

/* Serial and notBefore are fixed here, once (design 2). */
static int
make_intent(struct ride *ride)
{
	struct round *x = ride->round;
	const struct product *product;
	int rc;

	if ((rc = round_product(x, ride->work.product, &product)) != 0)
		return rc;
	ride->intent = (struct intent){ .id = rnd_id(x->now), .job = ride->work.claim.id, .position = 1,
	    .not_before = x->now - x->now % 1000, .state = INTENT_PLANNED, .created = x->now };
	snprintf(ride->intent.issuer, sizeof(ride->intent.issuer), "%s", product->issuer);
	rnd_serial(ride->intent.serial);
	return 0;
}

/* reviewed -> issuing, once: a job that is run again finds it moved. */
static int
plan(struct db *db, void *arg)
{
	struct ride *ride = arg;
	struct app app = app_of(ride);
	int r;

	if ((r = db_job_keep(db, &ride->work.claim, ride->round->now + LEASE)) != 0)
		return r;
	if (app.state == APP_REVIEWED)
		r = move_app_of(db, &issuer, &app, &ride->owner, MOVE_START, NULL, ride->round->now);
	else if (app.state != APP_ISSUING)
		r = err_set(ERR_CONFLICT, "application is %s", app_state_text[app.state]);
	return r != 0 ? r : db_intent_insert(db, &ride->intent);
}

static int
planned(struct db *db, void *arg)
{
	struct ride *ride = arg;
	struct intent found;
	int r;

	memset(&found, 0, sizeof(found));
	r = db_intent_get(db, ride->intent.id, &found);
	intent_clear(&found);
	return r;
}

static int
plan_all(struct round *x, struct ride *rides, size_t n)
{
	static const struct together t = { plan, planned, fail_step };
	int rc;

	for (size_t i = 0; i < n; i++)
		if (is_new(&rides[i]) && (rc = make_intent(&rides[i])) != 0)
			ride_fail(&rides[i], rc, err_take());
	rc = step(x, rides, n, &t, is_new);
	for (size_t i = 0; i < n; i++)
		if (rides[i].code == 0 && is_new(&rides[i])) {
			rides[i].planned = true;
			rides[i].work.app_version += rides[i].work.app_state == APP_REVIEWED;
			rides[i].work.app_state = APP_ISSUING;
		}
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
	for (size_t i = 0; i < ride->decisions; i++) {
		const struct decision *d = &ride->decision[i];

		out->paper[out->papers++] = (struct signer_envelope){ .paper = blob(&d->text), .proofs = 1, .proof = { {
		    .auth_data = blob(&d->auth_data), .client_data = blob(&d->client_data),
		    .signature = blob(&d->signature), .cert = blob(&d->cert) } } };
	}
}

static void
take_prepared(struct ride *ride, const struct signer_prepare *item)
{
	struct intent *i = &ride->intent;

	if (item->code != 0) {
		ride_fail(ride, item->code, item->note);
		return;
	}
	if (i->state == INTENT_PREPARED && (i->tbs.len != item->tbs.len || memcmp(i->tbs.data, item->tbs.data, i->tbs.len) != 0)) {
		/* design 2: prepared again it must give the stored bytes */
		ride_fail(ride, ERR_CRYPTO, "the bytes to be signed differ from those stored before");
		return;
	}
	memcpy(i->token, item->token, sizeof(item->token));
	buf_reset(&i->tbs);
	buf_add(&i->tbs, item->tbs.data, item->tbs.len);
}

static int
keep_prepared(struct db *db, void *arg)
{
	const struct ride *ride = arg;

	return db_intent_prepared(db, ride->intent.id, &ride->intent.tbs, ride->intent.token);
}

/* Each ride with code 0 gets its TBS and token stored (I1: before anything is signed). */
static int
prepare(struct round *x, struct ride *rides, size_t n)
{
	static const struct together t = { keep_prepared, NULL, fail_step };
	struct signer_prepare *item = xcalloc(n, sizeof(*item));
	struct ride **who = xcalloc(n, sizeof(struct ride *));
	size_t count = 0;
	int rc = 0;

	for (size_t i = 0; i < n; i++)
		if (rides[i].code == 0) {
			fill_prepare(&rides[i], &item[count]);
			who[count++] = &rides[i];
		}
	if (count > 0)
		rc = signer_prepare(x->signer, item, count);
	for (size_t k = 0; k < count; k++) {
		if (rc == 0)
			take_prepared(who[k], &item[k]);
		buf_clear(&item[k].tbs);
	}
	free(who);
	free(item);
	return rc != 0 ? rc : step(x, rides, n, &t, NULL);
}

static int
sign(struct round *x, struct ride *rides, size_t n)
{
	struct signer_sign *item = xcalloc(n, sizeof(*item));
	struct ride **who = xcalloc(n, sizeof(struct ride *));
	size_t count = 0;
	int rc = 0;

	for (size_t i = 0; i < n; i++)
		if (rides[i].code == 0) {
			item[count].request = rides[i].intent.id;
			memcpy(item[count].token, rides[i].intent.token, sizeof(item[count].token));
			who[count++] = &rides[i];
		}
	if (count > 0)
		rc = signer_sign(x->signer, item, count);
	for (size_t k = 0; k < count; k++) {
		if (rc == 0 && item[k].code != 0)
			ride_fail(who[k], item[k].code, item[k].note);
		who[k]->der = item[k].der;
		who[k]->signed_at = item[k].at;
		who[k]->stand = *signer_stand(x->signer);
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
fill_row(struct ride *ride, const struct cert *c)
{
	const struct job_work *w = &ride->work;
	struct cert_row *row = &ride->row;
	int64_t now = ride->round->now;

	cert_row_clear(row);
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

/* The claim is given back first: it is ours, or nothing of this happens. */
static int
store(struct db *db, void *arg)
{
	struct ride *ride = arg;
	const struct cert_row *row = &ride->row;
	struct app app = app_of(ride);
	int64_t now = ride->round->now;
	char serial[2 * LEN_SERIAL + 1];
	int r;

	enc_hex_to(row->serial.data, row->serial.len < LEN_SERIAL ? row->serial.len : LEN_SERIAL, serial);
	if ((r = db_job_done(db, &ride->work.claim)) != 0 || (r = db_cert_insert(db, row)) != 0 ||
	    (r = db_intent_signed(db, ride->intent.id)) != 0 ||
	    (r = db_ocsp_want(db, row->issuer, row->serial.data, row->serial.len, CERT_VALID, now)) != 0 ||
	    (r = move_app_of(db, &issuer, &app, &ride->owner, MOVE_ISSUE, NULL, now)) != 0)
		return r;
	return trail_id(db, &issuer, now, "cert.issue", "certificate", row->id, "application=%s issuer=%s serial=%s request=%" PRIu64,
	    app.no, row->issuer, serial, row->request);
}

static int
stored(struct db *db, void *arg)
{
	const struct ride *ride = arg;
	struct cert_row row;
	int r;

	memset(&row, 0, sizeof(row));
	r = db_cert_find_request(db, ride->intent.id, &row);
	cert_row_clear(&row);
	return r;
}

/* What came back must be what was stored before it was signed (I1). */
static int
check_answer(struct ride *ride)
{
	const struct buf *ca, *tbs = &ride->intent.tbs;
	struct cert c;
	int rc;

	if ((rc = round_ca(ride->round, ride->intent.issuer, &ca)) != 0 ||
	    (rc = cert_matches(ride->der.data, ride->der.len, tbs->data, tbs->len, ca->data, ca->len)) != 0 ||
	    (rc = cert_parse(ride->der.data, ride->der.len, &c)) != 0)
		return err_in(rc, "certificate from signd");
	rc = fill_row(ride, &c);
	cert_clear(&c);
	return rc;
}

static int
keep_results(struct round *x, struct ride *rides, size_t n)
{
	static const struct together t = { store, stored, fail_step };
	int rc;

	for (size_t i = 0; i < n; i++)
		if (rides[i].code == 0 && (rc = check_answer(&rides[i])) != 0)
			ride_fail(&rides[i], rc, err_take());
	return step(x, rides, n, &t, NULL);
}

/* --- what went wrong ----------------------------------------------------------------------------------- */
/* signd does not take the evidence (too old, edited, withdrawn operator): the desk decides anew. */
static int
lapse(struct db *db, void *arg)
{
	struct ride *ride = arg;
	struct app app = app_of(ride);
	int r;

	if ((r = db_job_failed(db, &ride->work.claim, ride->note)) == 0 && (r = db_intent_never(db, ride->intent.id)) == 0)
		r = move_app_of(db, &issuer, &app, &ride->owner, MOVE_LAPSE, ride->note, ride->round->now);
	return r;
}

/* signd had signed it all the same. */
static int
keep_settled(struct round *x, struct ride *ride)
{
	ride->code = 0;
	ride->stand = *signer_stand(x->signer);
	keep_results(x, ride, 1);
	return ride->code == 0 ? 0 : err_set((enum err)ride->code, "%s", ride->note);
}

static int
give_up(struct round *x, struct ride *ride)
{
	struct db *db = x->rules->db;
	bool issued;
	int rc;

	log_warn("job %" PRIu64 ": %s", ride->work.claim.id, ride->note);
	if ((ride->code == ERR_PEER || ride->code == ERR_AGAIN) && ride->work.tries < TRIES_MAX)
		return db_job_again(db, &ride->work.claim, x->now + AGAIN_AFTER, ride->note);
	if (ride->code == ERR_BUG || ride->code == ERR_CRYPTO || !ride->planned)
		return db_job_halted(db, &ride->work.claim, ride->note);
	/* "never" must stand in signd's journal before another intent may be made for this approval (I1). */
	if ((rc = signer_settle(x->signer, ride->intent.id, &issued, &ride->der)) != 0)
		return rc;
	return issued ? keep_settled(x, ride) : db_run(db, lapse, ride);
}

/* --- the round ------------------------------------------------------------------------------------------ */
/* signd or database is away: the others need not wait until our leases lapse. */
static void
put_back(struct round *x, struct ride *rides, size_t n, const char *note)
{
	for (size_t i = 0; i < n; i++)
		if (db_job_again(x->rules->db, &rides[i].work.claim, x->now + AGAIN_AFTER, note) != 0)
			err_take();
}

static int
run(struct round *x, struct ride *rides, size_t n, size_t *done)
{
	char note[SIGNER_NOTE];
	int rc;

	if ((rc = rides_find(x, rides, n)) != 0 || (rc = plan_all(x, rides, n)) != 0 || (rc = prepare(x, rides, n)) != 0 ||
	    (rc = sign(x, rides, n)) != 0) {
		snprintf(note, sizeof(note), "%s", err_take());
		put_back(x, rides, n, note);
		return err_set((enum err)rc, "%s", note);
	}
	keep_results(x, rides, n);
	for (size_t i = 0; i < n; i++) {
		if (rides[i].code == 0)
			(*done)++;
		else if ((rc = give_up(x, &rides[i])) != 0 && rc != ERR_CONFLICT)	/* conflict: no longer ours */
			log_err(rc, "giving up a job");
	}
	return 0;
}

int
issuing_round(struct rules *r, struct signer *s, size_t max, int64_t now, size_t *done)
{
	struct job_work *work = xcalloc(QUEUE_MANY, sizeof(*work));
	struct round *x = xcalloc(1, sizeof(*x));
	struct ride *rides;
	size_t n = 0;
	int rc;

	*done = 0;
	*x = (struct round){ .rules = r, .signer = s, .now = now };
	if ((rc = db_job_claim(r->db, now, now + LEASE, work, max < QUEUE_MANY ? max : QUEUE_MANY, &n)) == 0 && n > 0) {
		rides = xcalloc(n, sizeof(*rides));
		for (size_t i = 0; i < n; i++)
			rides[i].work = work[i];
		rc = run(x, rides, n, done);
		for (size_t i = 0; i < n; i++)
			ride_clear(&rides[i]);
		free(rides);
	}
	round_clear(x);
	free(x);
	free(work);
	return rc;
}
