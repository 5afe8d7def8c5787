#include "rules/voiding.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "pki/paper.h"
#include "rules/persons.h"
#include "rules/revoking.h"
#include "rules/rules.h"
#include "rules/tell.h"
#include "rules/trail.h"
#include "rules/watching.h"
#include "store/order.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/str.h"

#define KIND	"order"
#define TWO	2

/* domain.md 1.8, the reasons it proposes; a CA's own compromise is no matter of this desk. */
const char *const voiding_grounds[] = { "G01", "G02", "G03", "G04", "G05", "G06", "G07", "G08", "G09", "G10", "G11", "G12", NULL };
static const int reason_of[] = { 9, 3, 1, 0, 9, 5, 5, 5, 5, 3, 5, 0 };

/* As signd names reasons in order papers. */
static const struct { int number; const char *name; } reason_words[] = {
	{ 0, "unspecified" }, { 1, "key-compromise" }, { 3, "affiliation-changed" }, { 4, "superseded" },
	{ 5, "cessation-of-operation" }, { 9, "privilege-withdrawn" },
};

int
voiding_reason(const char *ground)
{
	for (int i = 0; voiding_grounds[i] != NULL; i++)
		if (str_eq(voiding_grounds[i], ground))
			return reason_of[i];
	return 0;
}

static bool
is_ground(const char *word)
{
	for (int i = 0; voiding_grounds[i] != NULL; i++)
		if (str_eq(voiding_grounds[i], word))
			return true;
	return false;
}

static const char *
reason_word(int number)
{
	for (size_t i = 0; i < sizeof(reason_words) / sizeof(reason_words[0]); i++)
		if (reason_words[i].number == number)
			return reason_words[i].name;
	return "unspecified";
}

bool
voiding_is_ours(const struct revocation *v)
{
	return is_ground(v->ground);
}

/* --- begun here --------------------------------------------------------------------------------------------- */
struct offering {
	const struct actor	*actor;
	struct revocation	 row;
	struct paper_row	 paper;
	int64_t			 now;
};

static int
fill_row(const struct voiding *x, const struct cert_row *cert, int64_t since, struct offering *o)
{
	struct revocation *v = &o->row;

	*v = (struct revocation){ .id = rnd_id(o->now), .certificate = cert->id, .live = true, .state = REVOCATION_ASKED,
	    .channel = REPORT_CA, .proof = REPORT_STAFF, .reason = voiding_reason(x->ground), .invalid_since = since,
	    .accepted_at = o->now, .created = o->now };
	snprintf(v->reporter, sizeof(v->reporter), "%s", o->actor->person);
	snprintf(v->ground, sizeof(v->ground), "%s", x->ground);
	if (str_copy(v->text, sizeof(v->text), x->evidence) != 0)
		return err_reword(ERR_INPUT, "the evidence is longer than 1000 characters");
	if (str_copy(v->request, sizeof(v->request), x->once) != 0)
		return err_reword(ERR_INPUT, "form token is too long");
	return 0;
}

static int
write_paper(const struct rules *r, const struct cert_row *cert, struct offering *o)
{
	struct paper_row *p = &o->paper;
	int rc;

	*p = (struct paper_row){ .claim.id = rnd_id(o->now), .kind = KIND, .object = o->row.id, .needs = TWO, .state = PAPER_OPEN,
	    .made_at = o->now, .until_at = o->now + VOIDING_LIFE, .next_at = o->now, .created = o->now };
	snprintf(p->made_by, sizeof(p->made_by), "%s", o->actor->person);
	snprintf(p->request, sizeof(p->request), "%s", o->row.request);
	buf_init(&p->text, PAPER_MAX);
	paper_begin(&p->text, KIND);
	paper_put(&p->text, "act", order_act_text[ORDER_REVOKE]);
	paper_put(&p->text, "instance", r->site->instance);
	paper_put(&p->text, "issuer", cert->issuer);
	paper_put_hex(&p->text, "serial", cert->serial.data, cert->serial.len);
	paper_put(&p->text, "reason", reason_word(o->row.reason));
	paper_put_time(&p->text, "made-at", p->made_at);
	paper_put_time(&p->text, "until", p->until_at);
	if ((rc = paper_end(&p->text, KIND)) == 0)
		digest_sha256(p->text.data, p->text.len, p->sha256);
	return rc;
}

static int
store(struct db *db, void *arg)
{
	const struct offering *o = arg;
	int r;

	if ((r = db_revocation_insert(db, &o->row)) != 0)
		return r == ERR_CONFLICT ? err_set(ERR_CONFLICT, "a revocation of this certificate is there already") : r;
	if ((r = db_paper_insert(db, &o->paper)) != 0)
		return r;
	return trail_id(db, o->actor, o->now, "revoke.offer", "certificate", o->row.certificate, "revocation=%" PRIu64
	    " ground=%s", o->row.id, o->row.ground);
}

static int
stored(struct db *db, void *arg)
{
	const struct offering *o = arg;
	struct revocation v;

	return db_revocation_get(db, o->row.id, &v);
}

static int
offer(struct rules *r, const struct watching *w, const struct voiding *x, struct offering *o)
{
	int64_t since = x->invalid_since;
	int rc;

	if (!is_ground(x->ground))
		return err_set(ERR_INPUT, "a ground must be chosen");
	if (*x->evidence == '\0')
		return err_set(ERR_INPUT, "a reason must be given");
	if (w->revocation.id != 0 || w->cert.state == CERT_REVOKED)
		return err_set(ERR_CONFLICT, "a revocation of this certificate is there already");
	if (w->cert.not_after <= o->now)
		return err_set(ERR_CONFLICT, "the certificate is past its validity");
	if ((rc = revoking_since(w->cert.not_before, o->now, &since)) != 0 ||
	    (rc = persons_no_holder(r->db, &w->cert, o->actor->id)) != 0 || (rc = fill_row(x, &w->cert, since, o)) != 0 ||
	    (rc = write_paper(r, &w->cert, o)) != 0)
		return rc;
	return db_run_known(r->db, store, stored, o);
}

/* The paper this token made before. */
static int
offered_before(struct rules *r, const struct actor *a, const char *once, uint64_t *paper)
{
	struct paper_row p;
	int rc;

	memset(&p, 0, sizeof(p));
	if ((rc = db_paper_find_request(r->db, once, &p)) == 0) {
		*paper = p.claim.id;
		if (!str_eq(p.made_by, a->person))
			rc = err_set(ERR_DENIED, "form token belongs to another person");
	}
	paper_row_clear(&p);
	return rc;
}

int
voiding_offer(struct rules *r, const struct actor *a, const struct voiding *x, int64_t now, uint64_t *paper)
{
	struct watching w;
	struct offering o = { .actor = a, .now = now };
	int rc;

	if ((rc = offered_before(r, a, x->once, paper)) != ERR_NOTFOUND)
		return rc;
	if ((rc = watching_cert(r, a, x->certificate, &w)) == 0)
		rc = offer(r, &w, x, &o);
	*paper = o.paper.claim.id;
	paper_row_clear(&o.paper);
	watching_clear(&w);
	return rc;
}

int
voiding_open(struct rules *r, const struct actor *a, uint64_t revocation, int64_t now, struct signing *out)
{
	int rc = signing_of(r, a, KIND, revocation, now, out);

	return rc == 0 && !out->open ? ERR_NOTFOUND : rc;
}

/* --- decided -------------------------------------------------------------------------------------------------- */

static int
tell_holder(struct db *db, const struct revocation *v, const struct cert_row *cert, const char *event, int64_t now)
{
	char serial[2 * LEN_SERIAL + 1];
	struct buf params = BUF_INIT;
	int r;

	enc_hex_to(cert->serial.data, cert->serial.len < LEN_SERIAL ? cert->serial.len : LEN_SERIAL, serial);
	tell_param(&params, "serial", serial);
	tell_param(&params, "name", cert->common_name);
	tell_param(&params, "ground", v->ground);
	r = tell_account(db, cert->account, cert->application, event, buf_str(&params), now);
	buf_clear(&params);
	return r;
}

/* The order, and the word to the holder why; that it took effect he is told when it did. */
static int
order(struct db *db, const struct revocation *v, const struct cert_row *cert, uint64_t paper, int64_t now)
{
	struct order o = { .claim.id = rnd_id(now), .act = ORDER_REVOKE, .certificate = cert->id, .serial = cert->serial,
	    .reason = v->reason, .invalid_since = v->invalid_since, .revocation = v->id, .paper = paper, .next_at = now,
	    .created = now };
	int r;

	snprintf(o.issuer, sizeof(o.issuer), "%s", cert->issuer);
	if ((r = db_order_insert(db, &o)) != 0 || !voiding_is_ours(v))
		return r;
	return tell_holder(db, v, cert, "voiding", now);
}

static int
accept(struct db *db, const struct actor *a, const struct revocation *v, uint64_t paper, int64_t now)
{
	struct cert_row cert;
	int r;

	memset(&cert, 0, sizeof(cert));
	if ((r = db_revocation_decide(db, v->id, v->version, true, a->person, now)) == 0 &&
	    (r = db_cert_get(db, v->certificate, &cert)) == 0 && (r = order(db, v, &cert, paper, now)) == 0)
		r = trail_id(db, a, now, "revoke.decide", "certificate", cert.id, "revocation=%" PRIu64 " ground=%s accept=yes",
		    v->id, v->ground);
	cert_row_clear(&cert);
	return r;
}

/* signd takes an order paper of two reviewers; of a clerk and a reviewer it needs none below its cap. */
static int
complete(struct db *db, const struct actor *a, const struct paper_row *paper, int64_t now)
{
	struct revocation v;
	unsigned reviewers;
	int r;

	if ((r = persons_two(db, paper, &reviewers)) != 0 || (r = db_revocation_get(db, paper->object, &v)) != 0 ||
	    (r = accept(db, a, &v, reviewers >= TWO ? paper->claim.id : 0, now)) != 0)
		return r;
	return db_paper_ordered(db, paper->claim.id, paper->version);
}

int
voiding_take(struct rules *r, const struct actor *a, uint64_t paper, const char *digest, const struct badge_answer *answer,
    int64_t now, bool *done)
{
	struct signing_act act = { .paper = paper, .kind = KIND, .digest = digest, .roles = ROLE_CLERK | ROLE_REVIEWER,
	    .complete = complete };
	struct watching w;
	struct signing s;
	int rc;

	*done = false;
	memset(&w, 0, sizeof(w));
	if ((rc = signing_get(r, a, paper, now, &s)) == 0 && !str_eq(s.paper.kind, KIND))
		rc = ERR_NOTFOUND;
	if (rc == 0 && (rc = watching_by_revocation(r, a, s.paper.object, &w)) == 0 &&
	    (rc = persons_no_holder(r->db, &w.cert, a->id)) == 0)
		rc = signing_take(r, a, &act, answer, now, done);
	signing_clear(&s);
	watching_clear(&w);
	return rc;
}

struct deciding {
	const struct actor	*actor;
	const struct revocation	*row;
	const struct cert_row	*cert;
	const struct signing	*open;		/* its paper, if it has one that waits */
	bool			 accept;
	int64_t			 now;
};

static int
decide(struct db *db, void *arg)
{
	const struct deciding *d = arg;
	const struct revocation *v = d->row;
	const struct paper_row *p = &d->open->paper;
	int r;

	if (d->accept)
		return accept(db, d->actor, v, 0, d->now);
	if ((r = db_revocation_decide(db, v->id, v->version, false, d->actor->person, d->now)) != 0 ||
	    (d->open->open && (r = db_paper_drop(db, p->claim.id, p->version)) != 0) ||
	    (!voiding_is_ours(v) && (r = tell_holder(db, v, d->cert, "unrevoked", d->now)) != 0))
		return r;
	return trail_id(db, d->actor, d->now, "revoke.decide", "certificate", v->certificate, "revocation=%" PRIu64
	    " ground=%s accept=no", v->id, v->ground);
}

static int
check_decide(struct rules *r, const struct actor *a, const struct watching *w, uint64_t version, bool yes)
{
	const struct revocation *v = &w->revocation;

	if ((a->roles & ROLE_REVIEWER) == 0)
		return err_set(ERR_DENIED, "this is the reviewer's to decide");
	if (v->state != REVOCATION_ASKED || v->version != version)
		return err_set(ERR_CONFLICT, "the revocation was decided meanwhile");
	if (yes && voiding_is_ours(v))
		return err_set(ERR_DENIED, "a revocation begun by us needs two signatures");
	return persons_no_holder(r->db, &w->cert, a->id);
}

int
voiding_decide(struct rules *r, const struct actor *a, uint64_t revocation, uint64_t version, bool yes, int64_t now)
{
	struct watching w;
	struct signing s;
	struct deciding d = { .actor = a, .row = &w.revocation, .cert = &w.cert, .open = &s, .accept = yes, .now = now };
	int rc;

	memset(&s, 0, sizeof(s));
	if ((rc = watching_by_revocation(r, a, revocation, &w)) == 0 && (rc = check_decide(r, a, &w, version, yes)) == 0 &&
	    ((rc = voiding_open(r, a, revocation, now, &s)) == 0 || rc == ERR_NOTFOUND))
		rc = db_run(r->db, decide, &d);
	signing_clear(&s);
	watching_clear(&w);
	return rc;
}
