#include "signd/papers.h"

#include <stdio.h>
#include <string.h>

#include "signd/issue.h"
#include "signd/proof.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/str.h"
#include "util/tm.h"

/* --- texts --- */

static int
publish(struct ca *ca, struct question *q, const struct proof *p)
{
	const struct ledger_document *newest;
	struct ledger_document d = { .revision = lines_number(&p->text, "revision"),
	    .effective_at = lines_time(&p->text, "effective-at") };
	struct buf evidence = BUF_INIT;
	int r;

	if ((r = lines_text(&p->text, "document", d.document, sizeof(d.document))) != 0 ||
	    (r = lines_text(&p->text, "language", d.language, sizeof(d.language))) != 0)
		return r;
	lines_digest(&p->text, "digest", d.digest);
	if ((newest = ledger_newest(ca->ledger, d.document, d.language)) != NULL) {
		if (newest->revision == d.revision && memcmp(newest->digest, d.digest, sizeof(d.digest)) == 0 &&
		    (q->at = ledger_paper_at(ca->ledger, p->digest)) != 0)
			return 0;	/* the answer was lost: it is recorded already */
		if (d.revision <= newest->revision)
			return err_set(ERR_CONFLICT, "revision %llu of %s is published already",
			    (unsigned long long)newest->revision, d.document);
		if (d.effective_at < newest->effective_at)
			return err_set(ERR_CONFLICT, "%s would be in force before the revision it follows", d.document);
	}
	if ((r = proof_two(p, "business", "")) != 0)
		return r;
	proof_evidence(&q->envelope, &evidence);
	ledger_add_document(ca->ledger, &d, p->digest, &evidence);
	buf_clear(&evidence);
	q->at = ledger_now(ca->ledger);
	return ledger_commit(ca->ledger);
}

/* --- operators --- */

struct grant {
	struct ledger_operator	 o;
	char			 name[DN_SHORT];
	struct buf		 spki;
	int			 days;
	unsigned char		 ticket[SIGNER_DIGEST];
	bool			 by_ticket;
};

static int
read_grant(const struct ca *ca, const struct proof *p, bool again, struct grant *g)
{
	const struct lines *l = &p->text;
	char spki[2 * KEY_SPKI_MAX];
	struct key_facts key;
	int r;

	if ((r = lines_text(l, "person", g->o.person, sizeof(g->o.person))) != 0 ||
	    (r = lines_text(l, "name", g->name, sizeof(g->name))) != 0 ||
	    (r = lines_text(l, "index", g->o.index, sizeof(g->o.index))) != 0 ||
	    (r = lines_text(l, "ra", g->o.ra, sizeof(g->o.ra))) != 0 ||
	    (r = lines_text(l, "roles", g->o.roles, sizeof(g->o.roles))) != 0 ||
	    (r = lines_text(l, "spki", spki, sizeof(spki))) != 0 ||
	    (r = enc_unbase64url(spki, strlen(spki), &g->spki)) != 0 || (r = cert_roles_check(g->o.roles)) != 0 ||
	    (r = key_parse(g->spki.data, g->spki.len, &key)) != 0)
		return r;
	if (key.kind != KEY_P256)
		return err_set(ERR_INPUT, "an operator's key is on P-256");
	if (!again && ledger_key_used(ca->ledger, key.digest))
		return err_set(ERR_CONFLICT, "the key is or was in use by another certificate");
	g->o.soft = lines_is(l, "soft", "yes");
	if (g->o.soft && !ca->site.demo)
		return err_set(ERR_DENIED, "this instance takes no keys that live in software");
	g->days = (int)lines_number(l, "days");
	memcpy(g->o.paper, p->digest, SIGNER_DIGEST);
	return 0;
}

/* Two numbers for one person would let him pass for two (I3). */
static int
is_one_person(const struct ca *ca, const struct grant *g)
{
	const struct ledger_operator *other = ledger_by_index(ca->ledger, g->o.index);

	if (other != NULL && !str_eq(other->person, g->o.person))
		return err_set(ERR_CONFLICT, "this person is operator %s already", other->person);
	return 0;
}

static int
use_ticket(const struct ca *ca, struct signer_blob ticket, struct grant *g)
{
	int64_t given;

	if (ticket.n != SIGNER_DIGEST)
		return err_set(ERR_INPUT, "a ticket has 32 octets");
	digest_sha256(ticket.p, ticket.n, g->ticket);
	given = ledger_ticket(ca->ledger, g->ticket);
	if (given == 0)
		return err_set(ERR_DENIED, "the ticket is unknown or used");
	if (ledger_now(ca->ledger) > given + PAPERS_TICKET_LIFE)
		return err_set(ERR_DENIED, "the ticket has expired");
	if (ledger_security(ca->ledger, true) >= 2)
		return err_set(ERR_DENIED, "two security administrators are in office: they grant the others");
	if (strstr(g->o.roles, "security") == NULL)
		return err_set(ERR_DENIED, "a ticket is for a security administrator");
	g->by_ticket = true;
	return 0;
}

/* The new credential signs the paper that names it: its certificate field is empty. */
static int
check_possession(const struct ca *ca, const struct question *q, const struct grant *g)
{
	size_t i;

	for (i = 0; i < q->envelope.proofs; i++)
		if (q->envelope.proof[i].cert.n == 0 && q->envelope.proof[i].auth_data.n > 0)
			return proof_holds(ca, &q->envelope, &q->envelope.proof[i], g->spki.data, g->spki.len, g->o.soft);
	return err_set(ERR_DENIED, "the new key has not signed its paper");
}

static int
certify(struct ca *ca, struct question *q, struct grant *g)
{
	unsigned char serial[SIGNER_SERIAL];
	struct tbs_input in = { .roles = g->o.roles, .ra = g->o.ra, .spki = g->spki.data, .spki_len = g->spki.len,
	    .serial = serial, .serial_len = sizeof(serial) };
	struct ledger_plan p = { .ra = g->o.ra, .purpose = "grant", .papers = 0 };
	const struct ledger_cert *c;
	struct buf evidence = BUF_INIT;
	int r;

	in.profile = profile_find(&ca->profiles, g->o.soft ? "operator-soft" : "operator");
	if (in.profile == NULL)
		return err_set(ERR_NOTFOUND, "profiles.conf has no profile for operators");
	if ((r = profile_check_days(in.profile, g->days)) != 0 ||
	    (r = str_copy(in.subject.cn, sizeof(in.subject.cn), g->name)) != 0 ||
	    (r = str_copy(in.subject.serial_number, sizeof(in.subject.serial_number), g->o.person)) != 0)
		return r;
	rnd_serial(serial);
	in.not_before = ledger_now(ca->ledger) / TM_SECOND * TM_SECOND;
	in.not_after = tbs_not_after(in.not_before, g->days);
	memcpy(p.id, g->o.paper, LEDGER_ID);
	memcpy(p.of, g->o.paper, SIGNER_DIGEST);
	proof_evidence(&q->envelope, &evidence);
	p.evidence = &evidence;
	r = ca_issue(ca, CA_OPERATOR, &in, &p, &q->der);
	buf_clear(&evidence);
	if (r != 0)
		return r;
	c = ledger_cert(ca->ledger, p.id);
	g->o.not_after = c->not_after;
	digest_sha256(q->der.data, q->der.len, g->o.cert);
	return 0;
}

static int
grant(struct ca *ca, struct question *q, const struct proof *p, struct grant *g)
{
	unsigned char id[LEDGER_ID];
	const struct ledger_cert *c;
	int r;

	memcpy(id, p->digest, LEDGER_ID);
	c = ledger_cert(ca->ledger, id);
	if (c != NULL && ledger_paper_used(ca->ledger, p->digest)) {	/* the answer was lost */
		q->at = c->issued_at;
		return ca_load(ca, c, &q->der);
	}
	/* a plan without its end was left by a crash: it is finished under the same checks */
	if ((r = read_grant(ca, p, c != NULL, g)) != 0 || (r = is_one_person(ca, g)) != 0 ||
	    (r = proof_after(ca, p, ledger_ended(ca->ledger, g->o.person, g->o.index))) != 0 ||
	    (r = check_possession(ca, q, g)) != 0)
		return r;
	r = q->ticket.n > 0 ? use_ticket(ca, q->ticket, g) : proof_two(p, "security", g->o.person);
	if (r != 0 || (r = certify(ca, q, g)) != 0)
		return r;
	if (ledger_person(ca->ledger, g->o.person) != NULL)
		issue_forget(ca);	/* what was approved with his earlier certificate is prepared again, and refused */
	ledger_add_operator(ca->ledger, &g->o, g->by_ticket ? g->ticket : NULL);
	q->at = ledger_now(ca->ledger);
	return ledger_commit(ca->ledger);
}

static int
operator(struct ca *ca, struct question *q, const struct proof *p)
{
	struct grant g = { .by_ticket = false };
	int r = grant(ca, q, p, &g);

	buf_clear(&g.spki);
	return r;
}

/* --- epochs, tickets --- */

/* After a restore two people say from which number on this journal counts. */
static int
epoch(struct ca *ca, struct question *q, const struct proof *p)
{
	uint64_t number = lines_number(&p->text, "number");
	struct buf evidence = BUF_INIT;
	int r;

	if (!lines_is(&p->text, "instance", ca->site.instance))
		return err_set(ERR_DENIED, "the paper is for another instance");
	if ((q->at = ledger_paper_at(ca->ledger, p->digest)) != 0)	/* the answer was lost */
		return 0;
	if (number <= ledger_epoch(ca->ledger))
		return err_set(ERR_CONFLICT, "epoch %llu has begun already", (unsigned long long)ledger_epoch(ca->ledger));
	if ((r = proof_two(p, "security", "")) != 0)
		return r;
	proof_evidence(&q->envelope, &evidence);
	ledger_add_epoch(ca->ledger, number, p->digest, &evidence);
	buf_clear(&evidence);
	q->at = ledger_now(ca->ledger);
	return ledger_commit(ca->ledger);
}

static const struct {
	const char	*kind;
	int		(*take)(struct ca *ca, struct question *q, const struct proof *p);
} kinds[] = {
	{ "publish",	publish },
	{ "operator",	operator },
	{ "epoch",	epoch },
};

int
papers_take(struct ca *ca, struct question *q)
{
	struct proof p;
	size_t i;
	int r;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		char first[40];
		int n = snprintf(first, sizeof(first), "certhall-%s-1\n", kinds[i].kind);

		if (q->envelope.paper.n < (size_t)n || memcmp(q->envelope.paper.p, first, (size_t)n) != 0)
			continue;
		if ((r = proof_read(ca, &q->envelope, kinds[i].kind, PROOF_PAPER, &p)) != 0)
			return r;
		return kinds[i].take(ca, q, &p);
	}
	return err_set(ERR_INPUT, "signd takes no papers of this kind here");
}

int
papers_ticket(struct ca *ca, struct question *q)
{
	if (ledger_security(ca->ledger, true) >= 2)
		return err_set(ERR_DENIED, "two security administrators are in office: no tickets are given out any more");
	ledger_add_ticket(ca->ledger, q->digest[0]);
	ledger_add_ticket(ca->ledger, q->digest[1]);
	q->at = ledger_now(ca->ledger);
	return ledger_commit(ca->ledger);
}
