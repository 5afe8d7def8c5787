#include "rules/releasing.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "pki/paper.h"
#include "rules/persons.h"
#include "rules/rules.h"
#include "rules/trail.h"
#include "rules/watching.h"
#include "store/order.h"
#include "util/digest.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/str.h"

#define KIND	"release"
#define TWO	2

static const char none[] = "no hold of this certificate is in effect";
static const char revoked[] = "a revocation of this certificate is there already";

int
releasing_open(struct rules *r, const struct actor *a, uint64_t hold, int64_t now, struct signing *out)
{
	int rc = signing_of(r, a, KIND, hold, now, out);

	return rc == 0 && !out->open ? ERR_NOTFOUND : rc;
}

static int
not_being_signed(struct rules *r, const struct actor *a, uint64_t hold, int64_t now)
{
	struct signing s;
	int rc = releasing_open(r, a, hold, now, &s);

	signing_clear(&s);
	if (rc == 0)
		return err_set(ERR_CONFLICT, "a release of this certificate is being signed");
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int
write_paper(const struct rules *r, const struct watching *w, const struct releasing *x, int64_t now, struct paper_row *p)
{
	int rc;

	*p = (struct paper_row){ .claim.id = rnd_id(now), .kind = KIND, .object = w->hold.id, .needs = TWO, .state = PAPER_OPEN,
	    .made_at = now, .until_at = now + RELEASING_LIFE, .next_at = now, .created = now };
	if (str_copy(p->request, sizeof(p->request), x->once) != 0)
		return err_reword(ERR_INPUT, "form token is too long");
	buf_init(&p->text, PAPER_MAX);
	paper_begin(&p->text, KIND);
	paper_put(&p->text, "instance", r->site->instance);
	paper_put(&p->text, "issuer", w->cert.issuer);
	paper_put_hex(&p->text, "serial", w->cert.serial.data, w->cert.serial.len);
	paper_put(&p->text, "reason", x->evidence);
	paper_put_time(&p->text, "made-at", p->made_at);
	paper_put_time(&p->text, "until", p->until_at);
	if ((rc = paper_end(&p->text, KIND)) == 0)
		digest_sha256(p->text.data, p->text.len, p->sha256);
	return rc;
}

struct offering {
	const struct actor	*actor;
	const struct watching	*watching;
	struct paper_row	 paper;
	int64_t			 now;
};

static int
store(struct db *db, void *arg)
{
	const struct offering *o = arg;
	const struct hold *h = &o->watching->hold;
	int r;

	if ((r = db_paper_insert(db, &o->paper)) != 0 || (r = db_hold_paper(db, h->id, h->version, o->paper.claim.id)) != 0)
		return r;
	return trail_id(db, o->actor, o->now, "release.offer", "certificate", h->certificate, "hold=%" PRIu64, h->id);
}

static int
stored(struct db *db, void *arg)
{
	const struct offering *o = arg;
	struct paper_row p;
	int r;

	memset(&p, 0, sizeof(p));
	r = db_paper_get(db, o->paper.claim.id, &p);
	paper_row_clear(&p);
	return r;
}

static int
offer(struct rules *r, const struct watching *w, const struct releasing *x, struct offering *o)
{
	int rc;

	if (w->hold.id == 0 || w->hold.state != HOLD_ACTIVE)
		return err_set(ERR_CONFLICT, "%s", none);
	if (w->revocation.id != 0)	/* domain.md 2.2: a revocation beats every other request */
		return err_set(ERR_CONFLICT, "%s", revoked);
	if (*x->evidence == '\0')
		return err_set(ERR_INPUT, "a reason must be given");
	if ((rc = persons_no_holder(r->db, &w->cert, o->actor->id)) != 0 ||
	    (rc = not_being_signed(r, o->actor, w->hold.id, o->now)) != 0 ||
	    (rc = write_paper(r, w, x, o->now, &o->paper)) != 0)
		return rc;
	snprintf(o->paper.made_by, sizeof(o->paper.made_by), "%s", o->actor->person);
	return db_run_known(r->db, store, stored, o);
}

int
releasing_offer(struct rules *r, const struct actor *a, const struct releasing *x, int64_t now, uint64_t *paper)
{
	struct watching w;
	struct offering o = { .actor = a, .watching = &w, .now = now };
	int rc;

	if ((rc = watching_cert(r, a, x->certificate, &w)) == 0)
		rc = offer(r, &w, x, &o);
	*paper = o.paper.claim.id;
	paper_row_clear(&o.paper);
	watching_clear(&w);
	return rc;
}

/* --- signatures -------------------------------------------------------------------------------------------- */

/* The hold is taken first: from here on its time cannot run out, and what ended it before is seen. */
static int
take_hold(struct db *db, const struct paper_row *paper, struct hold *h)
{
	struct revocation v;
	int r;

	if ((r = db_hold_get(db, paper->object, h)) != 0)
		return r;
	if (h->state != HOLD_ACTIVE)
		return err_set(ERR_CONFLICT, "%s", none);
	if ((r = db_hold_paper(db, h->id, h->version, paper->claim.id)) != 0)
		return r == ERR_CONFLICT ? ERR_AGAIN : r;
	r = db_revocation_find(db, h->certificate, &v);
	return r == 0 ? err_set(ERR_CONFLICT, "%s", revoked) : r == ERR_NOTFOUND ? 0 : r;
}

/* Two people, one of them a reviewer, and the order that carries the paper to signd: in the transaction of the last signature. */
static int
complete(struct db *db, const struct actor *a, const struct paper_row *paper, int64_t now)
{
	struct order o = { .claim.id = rnd_id(now), .act = ORDER_RELEASE, .hold = paper->object, .paper = paper->claim.id,
	    .next_at = now, .created = now };
	struct cert_row cert;
	struct hold h;
	unsigned reviewers;
	int r;

	memset(&cert, 0, sizeof(cert));
	if ((r = persons_two(db, paper, &reviewers)) == 0 && (r = take_hold(db, paper, &h)) == 0 &&
	    (r = db_cert_get(db, h.certificate, &cert)) == 0) {
		o.certificate = cert.id;
		o.serial = cert.serial;
		snprintf(o.issuer, sizeof(o.issuer), "%s", cert.issuer);
		if ((r = db_order_insert(db, &o)) == 0 && (r = db_paper_ordered(db, paper->claim.id, paper->version)) == 0)
			r = trail_id(db, a, now, "release.order", "certificate", cert.id, "hold=%" PRIu64, h.id);
	}
	cert_row_clear(&cert);
	return r;
}

static int
find_hold(struct rules *r, const struct actor *a, uint64_t paper, int64_t now, struct signing *s, struct watching *w)
{
	int rc;

	memset(w, 0, sizeof(*w));
	if ((rc = signing_get(r, a, paper, now, s)) != 0)
		return rc;
	return str_eq(s->paper.kind, KIND) ? watching_by_hold(r, a, s->paper.object, w) : ERR_NOTFOUND;
}

int
releasing_take(struct rules *r, const struct actor *a, uint64_t paper, const char *digest, const struct badge_answer *answer,
    int64_t now, bool *done)
{
	struct signing_act act = { .paper = paper, .kind = KIND, .digest = digest, .roles = ROLE_CLERK | ROLE_REVIEWER,
	    .complete = complete };
	struct watching w;
	struct signing s;
	int rc;

	*done = false;
	if ((rc = find_hold(r, a, paper, now, &s, &w)) == 0 && (rc = persons_no_holder(r->db, &w.cert, a->id)) == 0)
		rc = signing_take(r, a, &act, answer, now, done);
	signing_clear(&s);
	watching_clear(&w);
	return rc;
}

struct dropping {
	const struct actor	*actor;
	const struct signing	*signing;
	uint64_t		 certificate;
	int64_t			 now;
};

static int
drop(struct db *db, void *arg)
{
	const struct dropping *d = arg;
	const struct paper_row *p = &d->signing->paper;
	int r;

	if ((r = db_paper_drop(db, p->claim.id, p->version)) != 0)
		return r;
	return trail_id(db, d->actor, d->now, "release.drop", "certificate", d->certificate, "hold=%" PRIu64, p->object);
}

int
releasing_drop(struct rules *r, const struct actor *a, uint64_t paper, int64_t now)
{
	struct watching w;
	struct signing s;
	struct dropping d = { .actor = a, .signing = &s, .now = now };
	int rc;

	if ((rc = find_hold(r, a, paper, now, &s, &w)) == 0) {
		d.certificate = w.cert.id;
		rc = db_run(r->db, drop, &d);
	}
	signing_clear(&s);
	watching_clear(&w);
	return rc;
}
