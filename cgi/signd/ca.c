#include "signd/ca.h"

#include <stdio.h>
#include <string.h>

#include "pki/lint.h"
#include "signd/issue.h"
#include "util/digest.h"
#include "util/err.h"
#include "util/str.h"
#include "util/tm.h"

const struct ca_kind ca_kind[CA_OWN_MAX] = {
	[CA_ROOT]	= { "root",	   "root",	  CA_ROOT, HSM_P384, 0,	   "Certhall Root CA" },
	[CA_P256]	= { "ca-p256",	   "issuing",	  CA_ROOT, HSM_P256, 0,	   "Certhall CA P-256" },
	[CA_RSA]	= { "ca-rsa",	   "issuing",	  CA_ROOT, HSM_RSA,  2048, "Certhall CA RSA" },
	[CA_OPERATOR]	= { "operator",	   "operator-ca", CA_ROOT, HSM_P256, 0,	   "Certhall Operator CA" },
	[CA_INFRA]	= { "infra",	   "infra-ca",	  CA_INFRA, HSM_P256, 0,   "Certhall Infrastructure CA" },
	[CA_OCSP_P256]	= { "ocsp-ca-p256", "ocsp",	  CA_P256, HSM_P256, 0,	   "Certhall OCSP P-256" },
	[CA_OCSP_RSA]	= { "ocsp-ca-rsa", "ocsp",	  CA_RSA,  HSM_P256, 0,	   "Certhall OCSP RSA" },
	[CA_TSA]	= { "tsa",	   "tsa",	  CA_ROOT, HSM_P256, 0,	   "Certhall Time Stamping" },
	[CA_AUDIT]	= { "audit",	   "audit",	  CA_ROOT, HSM_P256, 0,	   "Certhall Audit Seal" },
};

static enum key_kind
kind_of(const struct hsm_key *k)
{
	if (k->type == HSM_RSA)
		return k->bits >= 4096 ? KEY_RSA4096 : k->bits >= 3072 ? KEY_RSA3072 : KEY_RSA2048;
	return k->type == HSM_P384 ? KEY_P384 : KEY_P256;
}

int
ca_take_key(struct ca *ca, enum ca_own own)
{
	int r;

	if ((r = hsm_find(ca->hsm, ca_kind[own].name, &ca->own[own].key)) == 0)
		ca->own[own].kind = kind_of(ca->own[own].key);
	return r;
}

int
ca_take_cert(struct ca *ca, enum ca_own own, const void *der, size_t n)
{
	struct ca_key *k = &ca->own[own];
	struct cert c;
	int r;

	if ((r = cert_parse(der, n, &c)) != 0)
		return err_in(r, ca_kind[own].name);
	if (c.spki.len != k->key->spki.len || memcmp(c.spki.data, k->key->spki.data, c.spki.len) != 0)
		r = err_set(ERR_CRYPTO, "the certificate of %s is for another key than the token's", ca_kind[own].name);
	else {
		k->not_before = c.not_before;
		k->not_after = c.not_after;
		buf_reset(&k->der);
		buf_add(&k->der, der, n);
	}
	cert_clear(&c);
	return r;
}

static int
load_cert(struct ca *ca, enum ca_own own)
{
	const struct ledger_cert *c = ledger_cert_for(ca->ledger, ca_kind[own].name);
	struct buf der = BUF_INIT;
	int r;

	/* the ceremony began the journal with them: an empty one would take back every revocation there was */
	if (c == NULL)
		return err_set(ERR_CRYPTO, "journal: it knows no certificate of %s; restore it from a copy", ca_kind[own].name);
	/* a new one that a crash interrupted is finished */
	if ((r = ca_finish(ca, c->id, &der)) == 0)
		r = ca_take_cert(ca, own, der.data, der.len);
	buf_clear(&der);
	return r;
}

int
ca_open(const struct site *s, struct ca *out)
{
	struct hsm_config conf;
	char path[SITE_PATH];
	int r, i;

	*out = (struct ca){ .site = *s };
	hsm_config_of(s, "signd", &conf);
	conf.sessions = 2;
	if ((r = profile_load(site_path(s, "conf/profiles.conf", path), &out->profiles)) != 0 ||
	    (r = hsm_open(&conf, &out->hsm)) != 0 ||
	    (r = ledger_open(site_path(s, "signd/journal", path), s->instance, &out->ledger)) != 0)
		goto fail;
	ledger_begin(out->ledger, tm_now());
	for (i = 0; i < CA_OWN_MAX; i++)	/* issuers come first: to put a certificate together their kind is needed */
		if ((r = ca_take_key(out, (enum ca_own)i)) != 0)
			goto fail;
	for (i = 0; i < CA_OWN_MAX; i++)
		if ((r = load_cert(out, (enum ca_own)i)) != 0)
			goto fail;
	return 0;
fail:
	ca_close(out);
	return r;
}

void
ca_close(struct ca *ca)
{
	int i;

	for (i = 0; i < CA_OWN_MAX; i++)
		buf_clear(&ca->own[i].der);
	issue_forget(ca);
	ledger_close(ca->ledger);
	hsm_close(ca->hsm);
	*ca = (struct ca){ .hsm = NULL };
}

enum ca_own
ca_own_of(const char *name)
{
	int i;

	for (i = 0; i < CA_OWN_MAX; i++)
		if (str_eq(ca_kind[i].name, name))
			return (enum ca_own)i;
	return CA_OWN_MAX;
}

bool
ca_is_issuing(enum ca_own own)
{
	return own == CA_P256 || own == CA_RSA;
}

void
ca_urls(const struct ca *ca, enum ca_own issuer, struct tbs_urls *out)
{
	const struct site *s = &ca->site;
	const char *name = ca_kind[issuer].name;

	*out = (struct tbs_urls){ .cps = "" };
	snprintf(out->cps, sizeof(out->cps), "https://%s:%d/terms/cps", s->host, s->port);
	snprintf(out->crl, sizeof(out->crl), "http://%s:%d/pki/crl/%s.crl", s->host, s->http_port, name);
	snprintf(out->ocsp, sizeof(out->ocsp), "http://%s:%d/pki/ocsp", s->host, s->http_port);
	snprintf(out->issuer, sizeof(out->issuer), "http://%s:%d/pki/ca/%s.cer", s->host, s->http_port, name);
}

int
ca_tbs(const struct ca *ca, enum ca_own issuer, struct tbs_input *in, struct buf *tbs)
{
	const struct ca_key *k = &ca->own[issuer];
	struct tbs_urls urls;
	int r;

	ca_urls(ca, issuer, &urls);
	in->urls = &urls;
	in->issuer_cert = k->der.len > 0 ? k->der.data : NULL;
	in->issuer_cert_len = k->der.len;
	if ((r = tbs_build(in, tbs)) == 0)
		r = lint_tbs(tbs->data, tbs->len, in);
	in->urls = NULL;
	return r;
}

int
ca_load(struct ca *ca, const struct ledger_cert *c, struct buf *der)
{
	enum ca_own issuer = ca_own_of(ledger_issuer_name(ca->ledger, c->issuer));
	struct buf tbs = BUF_INIT, sig = BUF_INIT;
	int r;

	if (issuer == CA_OWN_MAX)
		return err_set(ERR_CRYPTO, "journal: a certificate of an issuer we do not have");
	buf_reset(der);
	if ((r = ledger_load(ca->ledger, c, &tbs, &sig)) == 0)
		r = cert_join(tbs.data, tbs.len, ca->own[issuer].kind, sig.data, sig.len, der);
	buf_clear(&tbs);
	buf_clear(&sig);
	return r;
}

int
ca_finish(struct ca *ca, const unsigned char id[LEDGER_ID], struct buf *der)
{
	const struct ledger_cert *c = ledger_cert(ca->ledger, id);
	struct buf tbs = BUF_INIT, sig = BUF_INIT;
	enum ca_own issuer;
	int r;

	if (c == NULL)
		return err_set(ERR_NOTFOUND, "nothing was planned for this");
	if (c->issued)
		return ca_load(ca, c, der);
	if ((issuer = ca_own_of(ledger_issuer_name(ca->ledger, c->issuer))) == CA_OWN_MAX)
		return err_set(ERR_CRYPTO, "journal: a certificate of an issuer we do not have");
	if ((r = ledger_load(ca->ledger, c, &tbs, NULL)) == 0 &&
	    (r = hsm_sign(ca->hsm, ca->own[issuer].key, tbs.data, tbs.len, &sig)) == 0) {
		buf_reset(der);
		r = cert_join(tbs.data, tbs.len, ca->own[issuer].kind, sig.data, sig.len, der);
	}
	if (r == 0) {
		ledger_add_issued(ca->ledger, id, sig.data, sig.len);
		r = ledger_commit(ca->ledger);
	}
	buf_clear(&tbs);
	buf_clear(&sig);
	return r;
}

int
ca_issue(struct ca *ca, enum ca_own issuer, struct tbs_input *in, struct ledger_plan *p, struct buf *der)
{
	struct buf tbs = BUF_INIT;
	int r;

	if (ledger_cert(ca->ledger, p->id) != NULL)
		return ca_finish(ca, p->id, der);
	if ((r = ca_tbs(ca, issuer, in, &tbs)) == 0) {
		p->issuer = ca_kind[issuer].name;
		memcpy(p->serial, in->serial, SIGNER_SERIAL);
		p->not_before = in->not_before;
		p->not_after = in->not_after;
		digest_sha256(in->spki, in->spki_len, p->spki);
		p->tbs = tbs.data;
		p->tbs_len = tbs.len;
		ledger_add_plan(ca->ledger, p);
		r = ledger_commit(ca->ledger);
	}
	buf_clear(&tbs);
	return r != 0 ? r : ca_finish(ca, p->id, der);
}

static int
sign_by(void *ctx, const void *data, size_t n, struct buf *sig)
{
	struct ca_signer *s = ctx;

	return hsm_sign(s->ca->hsm, s->ca->own[s->own].key, data, n, sig);
}

void
ca_signer(struct ca *ca, enum ca_own own, struct ca_signer *out)
{
	const struct ca_key *k = &ca->own[own];

	*out = (struct ca_signer){ .ca = ca, .own = own };
	out->by = (struct key_signer){ .sign = sign_by, .ctx = out, .kind = k->kind, .spki = k->key->spki.data,
	    .spki_len = k->key->spki.len };
}
