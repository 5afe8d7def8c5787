#include "signd/approve.h"

#include <stdio.h>
#include <string.h>

#include "signd/consent.h"
#include "signd/lines.h"
#include "signd/proof.h"
#include "util/digest.h"
#include "util/err.h"
#include "util/str.h"
#include "util/tm.h"

#define RENEW_WINDOW (90 * TM_DAY)	/* before the old certificate's end */

/* What each act of a decision needs of its signer. */
static const struct { const char *act, *role; } acts[] = {
	{ "enter", "clerk" }, { "review", "reviewer" }, { "personalise", "clerk" },
};
#define ACTS (sizeof(acts) / sizeof(acts[0]))

/* --- the case --- */

static int
check_profile(const struct ca *ca, const struct lines *l, struct approval *a)
{
	unsigned char digest[SIGNER_DIGEST];
	char name[PROFILE_NAME], issuer[LEDGER_NAME];
	const struct profile *p;
	int r;

	if (!lines_is(l, "instance", ca->site.instance))
		return err_set(ERR_DENIED, "the case is for another instance");
	lines_text(l, "profile", name, sizeof(name));
	lines_text(l, "issuer", issuer, sizeof(issuer));
	if ((p = profile_find(&ca->profiles, name)) == NULL || !p->subscriber)
		return err_set(ERR_DENIED, "there is no profile %s for subscribers", name);
	if (!lines_digest(l, "profile-digest", digest) || memcmp(digest, p->digest, sizeof(digest)) != 0)
		return err_set(ERR_DENIED, "the profile %s has changed since the case was written", name);
	a->issuer = ca_own_of(issuer);
	if (!ca_is_issuing(a->issuer))
		return err_set(ERR_DENIED, "%s issues no certificates for subscribers", issuer);
	if (p->soft && !ca->site.demo)
		return err_set(ERR_DENIED, "the profile %s is for demonstrations only", name);
	a->in.profile = p;
	if ((r = profile_check_issuer(p, issuer)) != 0)
		return r;
	return lines_number(l, "cert.count") == 1 ? 0 :
	    err_set(ERR_INPUT, "pairs of certificates are not issued by this instance");
}

static int
check_key(const struct ca *ca, const struct lines *l, const struct signer_prepare *p, bool again, struct approval *a)
{
	unsigned char want[SIGNER_DIGEST];
	struct key_facts key;
	int r;

	if ((r = key_parse(p->spki.p, p->spki.n, &key)) != 0)
		return r;
	if (!lines_digest(l, "cert.1.spki", want) || memcmp(want, key.digest, sizeof(want)) != 0)
		return err_set(ERR_DENIED, "the key is not the one the case names");
	if ((r = profile_check_key(a->in.profile, key.kind)) != 0)
		return r;
	if (!again && ledger_key_used(ca->ledger, key.digest))
		return err_set(ERR_CONFLICT, "the key is or was in use by another certificate");
	memcpy(a->spki, key.digest, sizeof(a->spki));
	a->in.spki = p->spki.p;
	a->in.spki_len = p->spki.n;
	return 0;
}

static int
check_times(const struct ca *ca, const struct lines *l, const struct signer_prepare *p, struct approval *a)
{
	int64_t begin = p->not_before / TM_SECOND * TM_SECOND, now = ledger_now(ca->ledger);
	int days = (int)lines_number(l, "cert.1.days");
	int r;

	if (begin < lines_time(l, "submitted-at"))
		return err_set(ERR_INPUT, "the certificate would begin before its application");
	if (begin > lines_time(l, "latest-not-before"))
		return err_set(ERR_DENIED, "the certificate would begin later than the case allows");
	if (begin > now + PROOF_SKEW)
		return err_set(ERR_INPUT, "the certificate would begin in the future");
	if ((r = profile_check_days(a->in.profile, days)) != 0)
		return r;
	a->in.not_before = begin;
	a->in.not_after = tbs_not_after(begin, days);
	if (a->in.not_after > ca->own[a->issuer].not_after)
		return err_set(ERR_DENIED, "the certificate would outlive its issuer");
	a->in.serial = p->serial;
	a->in.serial_len = SIGNER_SERIAL;
	return 0;
}

static int
fill_names(const struct lines *l, struct approval *a)
{
	struct dn *d = &a->in.subject;
	const struct { const char *key; char *to; size_t size; } field[] = {
		{ "cert.1.subject.C", d->c, sizeof(d->c) },
		{ "cert.1.subject.ST", d->st, sizeof(d->st) },
		{ "cert.1.subject.L", d->l, sizeof(d->l) },
		{ "cert.1.subject.O", d->o, sizeof(d->o) },
		{ "cert.1.subject.OU", d->ou, sizeof(d->ou) },
		{ "cert.1.subject.CN", d->cn, sizeof(d->cn) },
		{ "cert.1.subject.serialNumber", d->serial_number, sizeof(d->serial_number) },
		{ "cert.1.san.email", a->email, sizeof(a->email) },
		{ "cert.1.id-number", a->id_number, sizeof(a->id_number) },
		{ "ra", a->ra, sizeof(a->ra) },
	};
	uint64_t count = lines_number(l, "cert.1.san.dns.count"), i;
	char key[40];
	int r;

	for (i = 0; i < sizeof(field) / sizeof(field[0]); i++)
		if ((r = lines_text(l, field[i].key, field[i].to, field[i].size)) != 0)
			return r;
	if (count > TBS_DNS_MAX)
		return err_set(ERR_LIMIT, "more than %d names of servers", TBS_DNS_MAX);
	for (i = 0; i < count; i++) {
		snprintf(key, sizeof(key), "cert.1.san.dns.%u", (unsigned)i + 1);
		if ((r = lines_text(l, key, a->dns[i], sizeof(a->dns[i]))) != 0)
			return r;
		a->dns_list[i] = a->dns[i];
	}
	a->in.email = a->email;
	a->in.dns = a->dns_list;
	a->in.dns_count = (size_t)count;
	a->in.id_number = a->id_number;
	return 0;
}

/* --- the decisions --- */

/* Neither the applicant nor those who speak for him may decide (I3). */
static int
is_outsider(const struct lines *l, const struct ledger_operator *o)
{
	static const char *const side[] = { "person.applicant", "person.agent", "person.legal" };
	size_t i;

	for (i = 0; i < sizeof(side) / sizeof(side[0]); i++)
		if (lines_is(l, side[i], o->index))
			return err_set(ERR_DENIED, "operator %s is a party to the case", o->person);
	return 0;
}

static int
use_paper(const struct ca *ca, const struct proof *p, bool again, struct approval *a)
{
	if (!again && ledger_paper_used(ca->ledger, p->digest))
		return err_set(ERR_CONFLICT, "a decision was used before");
	if (a->papers == LEDGER_PAPERS)
		return err_set(ERR_LIMIT, "more than %d decisions", LEDGER_PAPERS);
	memcpy(a->used[a->papers++], p->digest, SIGNER_DIGEST);
	if (a->until == 0 || p->until < a->until)
		a->until = p->until;
	return 0;
}

static int
check_decision(const struct lines *l, const struct lines *d, const struct approval *a)
{
	unsigned char of[SIGNER_DIGEST];
	char application[129];
	int r;

	if (!lines_digest(d, "case", of) || memcmp(of, a->of, sizeof(of)) != 0)
		return err_set(ERR_DENIED, "a decision is about another text than this case");
	if ((r = lines_text(l, "application", application, sizeof(application))) != 0)
		return r;
	if (!lines_is(d, "application", application))
		return err_set(ERR_DENIED, "a decision is about another application");
	return lines_is(d, "decision", "approve") ? 0 : err_set(ERR_DENIED, "a decision does not approve");
}

/* A decision of an operator: signed by him alone, whose role and RA allow the act. */
static int
check_operator(const struct lines *l, const struct proof *p, const char *role)
{
	const struct ledger_operator *o;

	if (p->count != 1)
		return err_set(ERR_DENIED, "a decision needs exactly one operator's signature");
	o = p->by[0];
	if (!lines_is(&p->text, "person", o->person))
		return err_set(ERR_DENIED, "a decision was not signed by the person it names");
	if (!proof_has_role(o, role))
		return err_set(ERR_DENIED, "operator %s is no %s", o->person, role);
	if (!lines_is(l, "ra", o->ra))
		return err_set(ERR_DENIED, "operator %s belongs to another RA", o->person);
	return is_outsider(l, o);
}

int
approve_old(const struct ca *ca, enum ca_own issuer, const unsigned char serial[SIGNER_SERIAL])
{
	const struct ledger_cert *c = ledger_cert_by_serial(ca->ledger, ca_kind[issuer].name, serial);
	int64_t now = ledger_now(ca->ledger);

	if (c == NULL || !c->issued)
		return err_set(ERR_DENIED, "the certificate to be renewed is not ours");
	return c->state == LEDGER_GOOD && c->not_after > now && c->not_after <= now + RENEW_WINDOW ? 0 :
	    err_set(ERR_DENIED, "the certificate to be renewed is not valid, or not near its end");
}

/* All that names the subject: a new mail address or server is a new subject, which two people check. */
static bool
same_names(const struct cert *old, const struct tbs_input *in)
{
	size_t i;

	if (!dn_equal(&old->subject, &in->subject) || !str_eq(old->email, in->email) || old->dns_count != in->dns_count)
		return false;
	for (i = 0; i < old->dns_count; i++)
		if (!str_eq(old->dns[i], in->dns[i]))
			return false;
	return true;
}

/* The old certificate: ours, in force, near its end, with the same subject. */
static int
load_old(struct ca *ca, const struct lines *l, struct approval *a, struct cert *out)
{
	struct buf der = BUF_INIT;
	int r;

	lines_serial(l, "related-serial", a->old_serial);
	a->old_issuer = ledger_cert_by_serial(ca->ledger, ca_kind[CA_P256].name, a->old_serial) != NULL ? CA_P256 : CA_RSA;
	if ((r = approve_old(ca, a->old_issuer, a->old_serial)) != 0)
		return r;
	if ((r = ca_load(ca, ledger_cert_by_serial(ca->ledger, ca_kind[a->old_issuer].name, a->old_serial), &der)) == 0 &&
	    (r = cert_parse(der.data, der.len, out)) == 0 && !same_names(out, &a->in)) {
		r = err_set(ERR_DENIED, "a renewal by the old key cannot change the subject");
		cert_clear(out);
	}
	buf_clear(&der);
	return r;
}

/* The holder's decision: a plain signature of the old key over the paper. */
static int
check_renew(struct ca *ca, const struct lines *l, const struct signer_envelope *e, const struct lines *d,
    struct approval *a)
{
	char old[65], related[65];
	struct cert c;
	int r;

	if (!lines_is(l, "kind", "renew"))
		return err_set(ERR_DENIED, "the old key counts for renewals only");
	if ((r = lines_text(d, "old-serial", old, sizeof(old))) != 0 ||
	    (r = lines_text(l, "related-serial", related, sizeof(related))) != 0)
		return r;
	if (old[0] == '\0' || !str_eq(old, related) || e->proofs != 1 || e->proof[0].auth_data.n != 0)
		return err_set(ERR_DENIED, "the old key's decision is not about the certificate to be renewed");
	if ((r = load_old(ca, l, a, &c)) != 0)
		return r;
	r = key_verify(c.spki.data, c.spki.len, e->paper.p, e->paper.n, e->proof[0].signature.p, e->proof[0].signature.n);
	cert_clear(&c);
	return r == 0 ? 0 : err_in(ERR_DENIED, "old key");
}

struct hands { const struct ledger_operator *of[ACTS]; bool renew; };

static int
take_decision(struct ca *ca, const struct lines *l, const struct signer_envelope *e, bool again, struct approval *a,
    struct hands *h)
{
	struct proof p;
	size_t i;
	int r;

	if ((r = proof_read(ca, e, "decision", PROOF_DECISION, &p)) != 0 ||
	    (r = check_decision(l, &p.text, a)) != 0 || (r = use_paper(ca, &p, again, a)) != 0)
		return r;
	if (lines_is(&p.text, "act", "renew")) {
		h->renew = a->renew = true;
		return check_renew(ca, l, e, &p.text, a);
	}
	for (i = 0; i < ACTS; i++)
		if (lines_is(&p.text, "act", acts[i].act))
			break;
	if (i == ACTS || h->of[i] != NULL)
		return err_set(ERR_DENIED, "two decisions are about the same act");
	if ((r = check_operator(l, &p, acts[i].role)) != 0)
		return r;
	h->of[i] = p.by[0];
	if (p.by[0]->not_after < a->until)
		a->until = p.by[0]->not_after;
	return 0;
}

/* Different numbers may still be one person: the keyed index of his identity tells. */
static int
all_different(const struct hands *h)
{
	size_t i, k;

	for (i = 0; i < ACTS; i++)
		for (k = i + 1; k < ACTS; k++)
			if (h->of[i] != NULL && h->of[k] != NULL && (str_eq(h->of[i]->person, h->of[k]->person) ||
			    str_eq(h->of[i]->index, h->of[k]->index)))
				return err_set(ERR_DENIED, "%s and %s were done by the same person", acts[i].act, acts[k].act);
	return 0;
}

/* Every act the profile names; for a renewal the old key may stand for the entry. */
static int
all_there(const struct profile *p, const struct hands *h)
{
	size_t i;

	for (i = 0; i < ACTS; i++) {
		bool need = profile_lists(p->evidence, acts[i].act) || i == 1;	/* no certificate without a review */

		if (need && h->of[i] == NULL && !(i == 0 && h->renew))
			return err_set(ERR_DENIED, "the decision to %s is missing", acts[i].act);
	}
	if (h->of[0] == NULL && !h->renew)
		return err_set(ERR_DENIED, "the decision to %s is missing", acts[0].act);
	return 0;
}

static int
check_evidence(struct ca *ca, const struct lines *l, const struct signer_prepare *p, bool again, struct approval *a)
{
	struct hands h = { .renew = false };
	size_t i;
	int r;

	for (i = 0; i < p->papers; i++)
		if ((r = take_decision(ca, l, &p->paper[i], again, a, &h)) != 0)
			return r;
	if ((r = all_there(a->in.profile, &h)) != 0)
		return r;
	return all_different(&h);
}

int
approve_case(struct ca *ca, const struct signer_prepare *p, bool again, struct approval *a)
{
	struct lines l;
	int r;

	*a = (struct approval){ .papers = 0 };
	digest_sha256(p->case_text.p, p->case_text.n, a->of);
	if ((r = lines_open(p->case_text.p, p->case_text.n, "case", &l)) != 0 || (r = check_profile(ca, &l, a)) != 0 ||
	    (r = check_key(ca, &l, p, again, a)) != 0 || (r = check_times(ca, &l, p, a)) != 0 ||
	    (r = fill_names(&l, a)) != 0 || (r = check_evidence(ca, &l, p, again, a)) != 0)
		return r;
	return consent_check(ca, &l, a->in.profile, p->consent);
}
