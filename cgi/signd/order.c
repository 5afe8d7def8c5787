#include "signd/order.h"

#include <string.h>

#include "signd/issue.h"
#include "signd/proof.h"
#include "util/err.h"
#include "util/str.h"
#include "util/tm.h"

static const unsigned cap[LEDGER_ACT_MAX] = {
	[LEDGER_HOLD] = ORDER_CAP_CERTS, [LEDGER_REVOKE] = ORDER_CAP_CERTS, [LEDGER_STOP] = ORDER_CAP_STOP,
	[LEDGER_WITHDRAW] = ORDER_CAP_PEOPLE,
};

/* CRLReason (RFC 5280, 5.3.1) as order papers name it; those left out do not fit a subscriber's certificate. */
static const struct { uint32_t number; const char *name; } reasons[] = {
	{ 0, "unspecified" }, { 1, "key-compromise" }, { 3, "affiliation-changed" }, { 4, "superseded" },
	{ 5, "cessation-of-operation" }, { 9, "privilege-withdrawn" },
};

static const char *
reason_name(uint32_t number)
{
	size_t i;

	for (i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].number == number)
			return reasons[i].name;
	return NULL;
}

/* An order being looked at. */
struct look {
	struct ca		*ca;
	struct question		*q;
	struct proof		 proof;		/* only when q->has_envelope */
	struct ledger_order	 order;
	struct buf		 evidence;
	char			 person[LEDGER_NAME];
};

static int
find_cert(struct look *k, const struct ledger_cert **out)
{
	struct question *q = k->q;

	if (!ca_is_issuing(ca_own_of(q->name)) || q->serial.n != SIGNER_SERIAL)
		return err_set(ERR_NOTFOUND, "no certificate of %s has this serial", q->name);
	memcpy(k->order.serial, q->serial.p, SIGNER_SERIAL);
	k->order.issuer = q->name;
	*out = ledger_cert_by_serial(k->ca->ledger, q->name, k->order.serial);
	return *out != NULL && (*out)->issued ? 0 :
	    err_set(ERR_NOTFOUND, "no certificate of %s has this serial", q->name);
}

/* The paper must say what the message says. */
static int
paper_agrees(const struct look *k)
{
	const struct lines *l = &k->proof.text;
	unsigned char serial[SIGNER_SERIAL];

	if (lines_has(l, "act") && !lines_is(l, "act", k->q->act))
		return err_set(ERR_DENIED, "the paper orders something else");
	if (k->order.issuer[0] != '\0' && (!lines_is(l, "issuer", k->order.issuer) ||
	    !lines_serial(l, "serial", serial) || memcmp(serial, k->order.serial, sizeof(serial)) != 0))
		return err_set(ERR_DENIED, "the paper is about another certificate");
	if (k->order.act == LEDGER_REVOKE && !lines_is(l, "reason", reason_name(k->q->reason)))
		return err_set(ERR_DENIED, "the paper names another reason");
	if (lines_has(l, "instance") && !lines_is(l, "instance", k->ca->site.instance))
		return err_set(ERR_DENIED, "the paper is for another instance");
	return 0;
}

static int
verify_paper(struct look *k, const char *kind)
{
	int r;

	if (!k->q->has_envelope)
		return err_set(ERR_DENIED, "%s needs a signed paper", k->q->act);
	if ((r = proof_read(k->ca, &k->q->envelope, kind, PROOF_PAPER, &k->proof)) != 0)
		return r;
	k->order.paper = k->proof.digest;
	proof_evidence(&k->q->envelope, &k->evidence);
	k->order.evidence = &k->evidence;
	return 0;
}

static int
read_paper(struct look *k, const char *kind)
{
	int r;

	if ((r = verify_paper(k, kind)) != 0)
		return r;
	return ledger_paper_used(k->ca->ledger, k->proof.digest) ? err_set(ERR_CONFLICT, "the paper was used before") : 0;
}

/* Below the cap nobody needs to sign; beyond it two people do (design 2: loosening always, tightening when there is much). */
static int
check_cap(struct look *k)
{
	int r;

	if (!k->q->has_envelope) {
		if (ledger_this_hour(k->ca->ledger, k->order.act) >= cap[k->order.act])
			return err_set(ERR_LIMIT, "more than %u such orders in this hour need two signatures",
			    cap[k->order.act]);
		k->order.capped = true;
		return 0;
	}
	if ((r = read_paper(k, "order")) != 0 || (r = paper_agrees(k)) != 0)
		return r;
	if (proof_two(&k->proof, "reviewer", "") == 0)
		return 0;
	err_take();
	return proof_two(&k->proof, "security", "");
}

static int
carry_out(struct look *k)
{
	ledger_add_order(k->ca->ledger, &k->order);
	k->q->at = ledger_now(k->ca->ledger);
	return ledger_commit(k->ca->ledger);
}

static int
hold(struct look *k)
{
	const struct ledger_cert *c;
	int r;

	if ((r = find_cert(k, &c)) != 0)
		return r;
	if (c->state == LEDGER_REVOKED)
		return err_set(ERR_CONFLICT, "the certificate is revoked, which is final");
	if (c->state == LEDGER_HELD) {
		k->q->at = c->changed;
		return 0;
	}
	return (r = check_cap(k)) != 0 ? r : carry_out(k);
}

static int
revoke(struct look *k)
{
	const struct ledger_cert *c;
	int r;

	if ((r = find_cert(k, &c)) != 0)
		return r;
	if (c->state == LEDGER_REVOKED) {
		k->q->at = c->changed;
		return 0;
	}
	if (reason_name(k->q->reason) == NULL)
		return err_set(ERR_INPUT, "a subscriber's certificate is not revoked for reason %u", k->q->reason);
	if (k->q->since < 0 || k->q->since > ledger_now(k->ca->ledger))
		return err_set(ERR_INPUT, "the time since when it is invalid lies in the future");
	k->order.reason = k->q->reason;
	k->order.invalid_since = k->q->since;
	return (r = check_cap(k)) != 0 ? r : carry_out(k);
}

static int
stop(struct look *k)
{
	int r;

	if (ledger_is_stopped(k->ca->ledger)) {
		k->q->at = ledger_now(k->ca->ledger);
		return 0;
	}
	return (r = check_cap(k)) != 0 ? r : carry_out(k);
}

/* Two operators of the RA that issued it (design 3.6). */
static int
release(struct look *k)
{
	const struct ledger_cert *c;
	size_t i;
	int r;

	if ((r = find_cert(k, &c)) != 0)
		return r;
	if (c->state == LEDGER_REVOKED)
		return err_set(ERR_CONFLICT, "the certificate is revoked, which is final");
	if (c->state == LEDGER_GOOD) {
		k->q->at = c->changed;
		return 0;
	}
	if ((r = read_paper(k, "release")) != 0 || (r = paper_agrees(k)) != 0 || (r = proof_after(k->ca, &k->proof, c->changed)) != 0)
		return r;
	for (i = 0; i < k->proof.count; i++)
		if (!c->known && !str_eq(k->proof.by[i]->ra, ledger_ra_name(k->ca->ledger, c->ra)))
			return err_set(ERR_DENIED, "operator %s belongs to another RA", k->proof.by[i]->person);
	if (proof_count(&k->proof, "clerk,reviewer", "") < 2)
		return err_set(ERR_DENIED, "a release needs two operators");
	if (proof_count(&k->proof, "reviewer", "") < 1)
		return err_set(ERR_DENIED, "a release needs a reviewer");
	return carry_out(k);
}

static int
resume(struct look *k)
{
	int r;

	if (!ledger_is_stopped(k->ca->ledger)) {
		k->q->at = ledger_now(k->ca->ledger);
		return 0;
	}
	if ((r = read_paper(k, "resume")) != 0 || (r = paper_agrees(k)) != 0 ||
	    (r = proof_after(k->ca, &k->proof, ledger_stop_changed(k->ca->ledger))) != 0 ||
	    (r = proof_two(&k->proof, "security", "")) != 0)
		return r;
	return carry_out(k);
}

/* A certificate that the database has and an older journal, brought back, has not: it can be revoked again. */
static int
reconcile(struct look *k)
{
	const struct ledger_cert *c;
	unsigned char tbs[SIGNER_DIGEST];
	int r;

	if (!ca_is_issuing(ca_own_of(k->q->name)) || k->q->serial.n != SIGNER_SERIAL)
		return err_set(ERR_INPUT, "a reconcile names issuer and serial");
	memcpy(k->order.serial, k->q->serial.p, SIGNER_SERIAL);
	k->order.issuer = k->q->name;
	if (k->order.serial[0] == 0 || k->order.serial[0] >= 0x80)	/* no list could ever carry it */
		return err_set(ERR_INPUT, "no certificate of ours has this serial");
	if ((r = read_paper(k, "reconcile")) != 0 || (r = paper_agrees(k)) != 0 ||
	    (r = proof_two(&k->proof, "security", "")) != 0)
		return r;
	if ((c = ledger_cert_by_serial(k->ca->ledger, k->q->name, k->order.serial)) != NULL) {
		k->q->at = c->issued_at;
		return c->known ? 0 : err_set(ERR_CONFLICT, "the journal knows this certificate");
	}
	lines_digest(&k->proof.text, "tbs", tbs);
	ledger_add_known(k->ca->ledger, k->q->name, k->order.serial, tbs, &k->evidence);
	k->q->at = ledger_now(k->ca->ledger);
	return ledger_commit(k->ca->ledger);
}

/* One security administrator may take another's key out of use at once, a few times an hour; two whenever they like. */
static int
withdraw(struct look *k)
{
	unsigned signers;
	int r;

	if ((r = verify_paper(k, "order")) != 0 || (r = paper_agrees(k)) != 0 ||
	    (r = lines_text(&k->proof.text, "person", k->person, sizeof(k->person))) != 0)
		return r;
	if ((k->q->at = ledger_paper_at(k->ca->ledger, k->proof.digest)) != 0)	/* the answer was lost */
		return 0;
	if (k->person[0] == '\0' || ledger_person(k->ca->ledger, k->person) == NULL)
		return err_set(ERR_NOTFOUND, "there is no operator %s in office", k->person);
	signers = proof_count(&k->proof, "security", k->person);
	if (signers == 0)
		return err_set(ERR_DENIED, "withdrawing an operator needs another security administrator");
	if (signers == 1 && ledger_this_hour(k->ca->ledger, LEDGER_WITHDRAW) >= cap[LEDGER_WITHDRAW])
		return err_set(ERR_LIMIT, "more than %u such orders in this hour need two signatures", cap[LEDGER_WITHDRAW]);
	k->order.capped = signers == 1;
	k->order.person = k->person;
	if ((r = carry_out(k)) == 0)
		issue_forget(k->ca);	/* what he had approved is prepared again, and refused */
	return r;
}

static const struct { const char *act; enum ledger_act number; int (*fn)(struct look *k); } acts[] = {
	{ "hold",	LEDGER_HOLD,		hold },
	{ "revoke",	LEDGER_REVOKE,		revoke },
	{ "stop",	LEDGER_STOP,		stop },
	{ "withdraw",	LEDGER_WITHDRAW,	withdraw },
	{ "release",	LEDGER_RELEASE,		release },
	{ "resume",	LEDGER_RESUME,		resume },
	{ "reconcile",	LEDGER_ACT_MAX,		reconcile },
};

int
order_carry_out(struct ca *ca, struct question *q)
{
	struct look k = { .ca = ca, .q = q, .order = { .issuer = "", .person = "" } };
	size_t i;
	int r;

	for (i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
		if (str_eq(acts[i].act, q->act)) {
			k.order.act = acts[i].number;
			r = acts[i].fn(&k);
			buf_clear(&k.evidence);
			return r;
		}
	return err_set(ERR_INPUT, "there is no order named %s", q->act);
}
