#include "signd/state.h"

#include <stdlib.h>
#include <string.h>

#include "pki/crl.h"
#include "pki/ocsp.h"
#include "pki/tst.h"
#include "signd/answer.h"
#include "signd/lines.h"
#include "util/digest.h"
#include "util/err.h"
#include "util/mem.h"
#include "util/rnd.h"
#include "util/str.h"
#include "util/tm.h"

/* --- lists --- */

/* An entry stays until it stood on a list made after the certificate's end (RFC 5280, 3.3). */
static bool
belongs(const struct ca *ca, const struct ledger_cert *c, const char *issuer, int64_t now)
{
	return c->issued && c->state != LEDGER_GOOD && c->not_after > now - 2 * STATE_LIST_LIFE &&
	    str_eq(ledger_issuer_name(ca->ledger, c->issuer), issuer);
}

static int
add_entries(const struct ca *ca, const char *issuer, int64_t now, struct crl_writer *w)
{
	size_t i, count = ledger_certs(ca->ledger);
	int r;

	for (i = 0; i < count; i++) {
		const struct ledger_cert *c = ledger_cert_at(ca->ledger, i);
		struct crl_entry e = { .serial_len = SIGNER_SERIAL, .at = c->changed, .reason = c->reason,
		    .invalid_since = c->invalid_since };

		if (!belongs(ca, c, issuer, now))
			continue;
		memcpy(e.serial, c->serial, SIGNER_SERIAL);
		/* the clock was set back since: no entry may lie after its list */
		if (e.at > now)
			e.at = now;
		if (e.invalid_since > now)
			e.invalid_since = now;
		if ((r = crl_add(w, &e)) != 0)
			return r;
	}
	return 0;
}

int
state_crl(struct ca *ca, struct question *q)
{
	int64_t now = ledger_now(ca->ledger) / TM_SECOND * TM_SECOND;
	enum ca_own own = ca_own_of(q->name);
	struct crl_writer *w = NULL;
	unsigned char digest[SIGNER_DIGEST];
	struct ca_signer by;
	const void *tbs;
	size_t n;
	int r;

	if (own >= CA_OCSP_P256)
		return err_set(ERR_NOTFOUND, "no list is made for %s", q->name);
	q->crl.number = ledger_list_number(ca->ledger, q->name) + 1;
	q->crl.this_update = now;
	q->crl.next_update = now + STATE_LIST_LIFE;
	ca_signer(ca, own, &by);
	if ((r = crl_begin(ca->own[own].der.data, ca->own[own].der.len, q->crl.number, now, q->crl.next_update, 0, &w)) == 0 &&
	    (r = add_entries(ca, q->name, now, w)) == 0 && (r = crl_tbs(w, &tbs, &n, digest)) == 0) {
		q->crl.entries = crl_count(w);
		ledger_add_list(ca->ledger, q->name, q->crl.number, now, q->crl.next_update, q->crl.entries, digest);
		if ((r = ledger_commit(ca->ledger)) == 0)
			r = crl_sign(w, &by.by, &q->crl.der);
	}
	crl_free(w);
	return r;
}

/* --- OCSP --- */

static const enum ca_own responder[] = { [CA_P256] = CA_OCSP_P256, [CA_RSA] = CA_OCSP_RSA };

static int
find_asked(const struct ca *ca, const struct signer_ocsp *o, enum ca_own *own, const struct ledger_cert **out)
{
	*own = ca_own_of(o->issuer);
	if (!ca_is_issuing(*own))
		return err_set(ERR_NOTFOUND, "no answers are given for %s", o->issuer);
	*out = ledger_cert_by_serial(ca->ledger, o->issuer, o->serial);
	if (*out == NULL || !(*out)->issued)
		return err_set(ERR_NOTFOUND, "no certificate of %s has this serial", o->issuer);
	return 0;
}

static int
ocsp_body(const struct ca *ca, enum ca_own own, const struct ledger_cert *c, const struct signer_ocsp *o,
    enum ocsp_hash hash, struct buf *tbs)
{
	const struct buf *issuer = &ca->own[own].der, *by = &ca->own[responder[own]].der;
	struct ocsp_answer a = { .state = c->state == LEDGER_GOOD ? OCSP_GOOD : OCSP_REVOKED, .reason = c->reason,
	    .revoked_at = c->changed > o->this_update ? o->this_update : c->changed,
	    .this_update = o->this_update, .next_update = o->next_update, .produced_at = o->this_update };
	int r;

	if ((r = ocsp_id_of(issuer->data, issuer->len, hash, o->serial, SIGNER_SERIAL, &a.id)) != 0)
		return r;
	return ocsp_tbs(&a, by->data, by->len, tbs);
}

/* Both bodies of item i, as jobs 2i and 2i + 1. */
static int
ocsp_jobs(const struct ca *ca, struct signer_ocsp *o, struct hsm_job job[2], struct buf tbs[2])
{
	const struct ledger_cert *c = NULL;
	enum ca_own own;
	int r, k;

	o->this_update = ledger_now(ca->ledger) / TM_SECOND * TM_SECOND;
	o->next_update = o->this_update + STATE_OCSP_LIFE;
	if ((r = find_asked(ca, o, &own, &c)) != 0)
		return r;
	o->state = (enum signer_state)c->state;
	o->changed = c->changed;
	for (k = 0; k < 2; k++) {
		if ((r = ocsp_body(ca, own, c, o, k == 0 ? OCSP_SHA1 : OCSP_SHA256, &tbs[k])) != 0)
			return r;
		job[k] = (struct hsm_job){ .key = ca->own[responder[own]].key, .data = tbs[k].data, .n = tbs[k].len };
	}
	return 0;
}

static int
ocsp_put(const struct ca *ca, struct signer_ocsp *o, const struct hsm_job job[2], const struct buf tbs[2])
{
	enum ca_own by = responder[ca_own_of(o->issuer)];
	int r, k;

	for (k = 0; k < 2; k++) {
		struct buf *out = k == 0 ? &o->der_sha1 : &o->der_sha256;

		if (job[k].code != 0)
			return err_set((enum err)job[k].code, "key token: the answer could not be signed");
		if ((r = ocsp_join(tbs[k].data, tbs[k].len, ca->own[by].kind, job[k].sig, job[k].sig_len,
		    ca->own[by].der.data, ca->own[by].der.len, out)) != 0)
			return r;
	}
	return 0;
}

int
state_ocsp(struct ca *ca, struct question *q)
{
	struct hsm_job *job = xcalloc(2 * q->count + 2, sizeof(*job));
	struct buf *tbs = xcalloc(2 * q->count + 2, sizeof(*tbs));
	size_t *at = xcalloc(q->count + 1, sizeof(*at));
	size_t i, jobs = 0;

	for (i = 0; i < q->count; i++) {
		struct signer_ocsp *o = &q->ocsp[i];

		at[i] = jobs;
		if (answer_item(&o->code, o->note, ocsp_jobs(ca, o, &job[jobs], &tbs[2 * i])) == 0)
			jobs += 2;
	}
	hsm_sign_many(ca->hsm, job, jobs);
	err_take();
	for (i = 0; i < q->count; i++) {
		struct signer_ocsp *o = &q->ocsp[i];

		if (o->code == 0)
			answer_item(&o->code, o->note, ocsp_put(ca, o, &job[at[i]], &tbs[2 * i]));
		buf_clear(&tbs[2 * i]);
		buf_clear(&tbs[2 * i + 1]);
	}
	free(job);
	free(tbs);
	free(at);
	return 0;
}

/* --- stamps --- */

struct stamp { struct buf info, attrs; };

static int
stamp_body(const struct ca *ca, const unsigned char digest[SIGNER_DIGEST], int64_t at, struct stamp *s)
{
	const struct buf *tsa = &ca->own[CA_TSA].der;
	struct tst t = { .serial_len = 16, .at = at };

	/* the serial follows from the paper: a stamp asked for again is the same stamp */
	memcpy(t.imprint, digest, SIGNER_DIGEST);
	memcpy(t.serial, digest, t.serial_len);
	t.serial[0] = (unsigned char)((t.serial[0] & 0x3f) | 0x40);
	return tst_tbs(&t, tsa->data, tsa->len, &s->info, &s->attrs);
}

static int
stamp_record(struct ca *ca, struct signer_stamp *s, unsigned char digest[SIGNER_DIGEST])
{
	struct lines l;
	int r;

	if ((r = lines_open(s->consent.p, s->consent.n, "consent", &l)) != 0)
		return err_in(r, "only consent papers are stamped");
	digest_sha256(s->consent.p, s->consent.n, digest);
	if ((s->at = ledger_stamped(ca->ledger, digest)) == 0) {
		ledger_add_stamp(ca->ledger, digest);
		s->at = ledger_now(ca->ledger);
	}
	return 0;
}

static void
stamp_all(struct ca *ca, struct question *q, struct hsm_job *job, struct stamp *st)
{
	const struct ca_key *k = &ca->own[CA_TSA];
	size_t i;

	hsm_sign_many(ca->hsm, job, q->count);
	err_take();
	for (i = 0; i < q->count; i++) {
		struct signer_stamp *s = &q->stamp[i];
		int r;

		if (s->code != 0)
			continue;
		if (job[i].code != 0)
			r = err_set((enum err)job[i].code, "key token: the stamp could not be signed");
		else
			r = tst_join(&st[i].info, &st[i].attrs, k->kind, job[i].sig, job[i].sig_len, k->der.data, k->der.len,
			    &s->token);
		answer_item(&s->code, s->note, r);
	}
}

int
state_stamp(struct ca *ca, struct question *q)
{
	struct hsm_job *job = xcalloc(q->count + 1, sizeof(*job));
	struct stamp *st = xcalloc(q->count + 1, sizeof(*st));
	unsigned char digest[SIGNER_DIGEST];
	size_t i;
	int r;

	for (i = 0; i < q->count; i++) {
		struct signer_stamp *s = &q->stamp[i];

		if ((r = stamp_record(ca, s, digest)) == 0)
			r = stamp_body(ca, digest, s->at, &st[i]);
		answer_item(&s->code, s->note, r);
		/* one that was refused signs an empty text, which goes nowhere: the jobs stay in step with the items */
		job[i] = (struct hsm_job){ .key = ca->own[CA_TSA].key, .data = buf_str(&st[i].attrs), .n = st[i].attrs.len };
	}
	if ((r = ledger_commit(ca->ledger)) == 0)
		stamp_all(ca, q, job, st);
	for (i = 0; i < q->count; i++) {
		buf_clear(&st[i].info);
		buf_clear(&st[i].attrs);
	}
	free(job);
	free(st);
	return r;
}

/* --- seals, our own certificates --- */

int
state_seal(struct ca *ca, struct question *q)
{
	unsigned char digest[SIGNER_DIGEST];
	struct buf text = BUF_INIT;
	int r;

	digest_sha256(q->heads.p, q->heads.n, digest);
	q->at = ledger_now(ca->ledger);
	signer_seal_text(ca->site.instance, q->heads.p, q->heads.n, q->at, &text);
	ledger_add_seal(ca->ledger, digest);
	if ((r = ledger_commit(ca->ledger)) == 0)
		r = hsm_sign(ca->hsm, ca->own[CA_AUDIT].key, text.data, text.len, &q->der);
	buf_clear(&text);
	return r;
}

int
state_certify_own(struct ca *ca, enum ca_own own, struct buf *der)
{
	const struct ca_kind *k = &ca_kind[own];
	const struct ca_key *issuer = &ca->own[k->issuer];
	unsigned char serial[SIGNER_SERIAL];
	struct tbs_input in = { .subject = { .c = "CN", .o = "Certhall" }, .serial = serial, .serial_len = sizeof(serial) };
	struct ledger_plan p = { .ra = "", .purpose = k->name };
	int r;

	if ((in.profile = profile_find(&ca->profiles, k->profile)) == NULL)
		return err_set(ERR_NOTFOUND, "profiles.conf has no profile named %s", k->profile);
	rnd_serial(serial);
	rnd_bytes(p.id, sizeof(p.id));
	str_copy(in.subject.cn, sizeof(in.subject.cn), k->cn);
	in.spki = ca->own[own].key->spki.data;
	in.spki_len = ca->own[own].key->spki.len;
	in.not_before = ledger_now(ca->ledger) / TM_SECOND * TM_SECOND;
	in.not_after = tbs_not_after(in.not_before, in.profile->days_max);
	if (k->issuer != own && in.not_after > issuer->not_after)
		in.not_after = issuer->not_after;
	if ((r = ca_issue(ca, k->issuer, &in, &p, der)) != 0)
		return err_in(r, k->name);
	return ca_take_cert(ca, own, der->data, der->len);
}

int
state_certify_tls(struct ca *ca, const void *spki, size_t n, struct buf *der)
{
	const char *names[] = { ca->site.host, "localhost" };
	unsigned char serial[SIGNER_SERIAL];
	struct tbs_input in = { .subject = { .c = "CN", .o = "Certhall" }, .dns = names, .serial = serial,
	    .serial_len = sizeof(serial), .spki = spki, .spki_len = n };
	struct ledger_plan p = { .ra = "", .purpose = "tls" };
	struct key_facts key;
	int r;

	if ((in.profile = profile_find(&ca->profiles, "tls")) == NULL)
		return err_set(ERR_NOTFOUND, "profiles.conf has no profile named tls");
	if ((r = key_parse(spki, n, &key)) != 0 || (r = profile_check_key(in.profile, key.kind)) != 0)
		return r;
	rnd_serial(serial);
	rnd_bytes(p.id, sizeof(p.id));
	str_copy(in.subject.cn, sizeof(in.subject.cn), ca->site.host);
	in.dns_count = str_eq(names[0], names[1]) ? 1 : 2;
	in.not_before = ledger_now(ca->ledger) / TM_SECOND * TM_SECOND;
	in.not_after = tbs_not_after(in.not_before, in.profile->days_max);
	if (in.not_after > ca->own[CA_INFRA].not_after)
		in.not_after = ca->own[CA_INFRA].not_after;
	return ca_issue(ca, CA_INFRA, &in, &p, der);
}

int
state_tls(struct ca *ca, struct question *q)
{
	return state_certify_tls(ca, q->spki.p, q->spki.n, &q->der);
}

int
state_certify(struct ca *ca, struct question *q)
{
	enum ca_own own = ca_own_of(q->name);

	/* those that sign others get their certificates at a ceremony, from people */
	if (own < CA_OCSP_P256 || own == CA_OWN_MAX)
		return err_set(ERR_INPUT, "there is no key of ours named %s to be certified", q->name);
	return state_certify_own(ca, own, &q->der);
}

int
state_status(struct ca *ca, struct question *q)
{
	static const char status_text[] = "certhall-status-1\n";	/* its signature goes nowhere: only a token that signs is ready */
	struct signer_status *st = q->status;
	struct buf sig = BUF_INIT;
	size_t i;

	str_copy(st->state, sizeof(st->state), ledger_is_stopped(ca->ledger) ? "stopped" : "ready");
	if (hsm_sign(ca->hsm, ca->own[CA_AUDIT].key, status_text, sizeof(status_text) - 1, &sig) != 0) {
		err_take();
		str_copy(st->state, sizeof(st->state), "halted");
	}
	buf_clear(&sig);
	for (i = 0; i < SIGNER_CAS; i++) {
		if (i <= CA_INFRA) {
			str_copy(st->crl[i].issuer, sizeof(st->crl[i].issuer), ca_kind[i].name);
			st->crl[i].number = ledger_list_number(ca->ledger, ca_kind[i].name);
			st->crls = i + 1;
		}
		str_copy(st->ca[i].name, sizeof(st->ca[i].name), ca_kind[i].name);
		buf_add(&st->ca[i].der, ca->own[i].der.data, ca->own[i].der.len);
		st->cas = i + 1;
	}
	for (i = 0; i < ca->profiles.count && i < SIGNER_PROFILES; i++) {
		str_copy(st->profile[i].name, sizeof(st->profile[i].name), ca->profiles.item[i].name);
		memcpy(st->profile[i].digest, ca->profiles.item[i].digest, SIGNER_DIGEST);
		st->profiles = i + 1;
	}
	return 0;
}
