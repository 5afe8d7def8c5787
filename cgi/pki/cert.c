#include "pki/cert.h"

#include <string.h>

#include "pki/der.h"
#include "pki/lint.h"
#include "pki/oid.h"
#include "util/digest.h"
#include "util/err.h"
#include "util/str.h"


/* --- the three parts, and those of the first (RFC 5280, 4.1) --- */

struct outer { struct der tbs, algorithm, signature; };
struct inner { struct der algorithm, issuer, subject, spki, extensions; };

static int
split(const void *der, size_t n, struct outer *out)
{
	struct der in = { der, n }, body;
	int r;

	if (n > CERT_MAX)
		return err_set(ERR_INPUT, "the certificate is larger than %d octets", CERT_MAX);
	if ((r = der_next(&in, DER_SEQ, &body)) != 0 || (r = der_end(&in, "the certificate")) != 0 ||
	    (r = der_whole(&body, DER_SEQ, &out->tbs)) != 0 || (r = der_whole(&body, DER_SEQ, &out->algorithm)) != 0 ||
	    (r = der_next(&body, DER_BITS, &out->signature)) != 0 || (r = der_end(&body, "the certificate")) != 0)
		return r;
	if (out->signature.n < 2 || out->signature.p[0] != 0)
		return err_set(ERR_INPUT, "the signature does not consist of whole octets");
	out->signature.p++;
	out->signature.n--;
	return 0;
}

static int
read_version(struct der *in)
{
	struct der version;
	uint64_t v;
	int r;

	if ((r = der_next(in, DER_CONTEXT_SEQ(0), &version)) != 0 || (r = der_get_number(&version, DER_INT, &v)) != 0 ||
	    (r = der_end(&version, "version")) != 0)
		return r;
	return v == 2 ? 0 : err_set(ERR_INPUT, "the version is not 3");
}

static int
read_validity(struct der *in, struct cert *out)
{
	struct der v;
	int r;

	if ((r = der_next(in, DER_SEQ, &v)) != 0 || (r = der_get_time(&v, &out->not_before)) != 0 ||
	    (r = der_get_time(&v, &out->not_after)) != 0)
		return r;
	return der_end(&v, "validity");
}

static int
read_tbs(struct der in, struct inner *p, struct cert *out)
{
	struct der body, wrapped;
	int r;

	if ((r = der_next(&in, DER_SEQ, &body)) != 0 || (r = read_version(&body)) != 0 ||
	    (r = der_get_serial(&body, out->serial, &out->serial_len)) != 0 ||
	    (r = der_whole(&body, DER_SEQ, &p->algorithm)) != 0 || (r = der_whole(&body, DER_SEQ, &p->issuer)) != 0 ||
	    (r = read_validity(&body, out)) != 0 || (r = der_whole(&body, DER_SEQ, &p->subject)) != 0 ||
	    (r = der_whole(&body, DER_SEQ, &p->spki)) != 0 || (r = der_next(&body, DER_CONTEXT_SEQ(3), &wrapped)) != 0 ||
	    (r = der_end(&body, "what is signed")) != 0 || (r = der_next(&wrapped, DER_SEQ, &p->extensions)) != 0)
		return r;
	return der_end(&wrapped, "extensions");
}

/* --- extensions --- */

static int
take_key_id(const struct der *v, unsigned char to[KEY_SKI], bool *has)
{
	if (v->n != KEY_SKI)
		return err_set(ERR_INPUT, "the name of a key does not have %d octets", KEY_SKI);
	memcpy(to, v->p, KEY_SKI);
	*has = true;
	return 0;
}

static int
read_ski(struct der in, struct cert *out)
{
	struct der v;
	int r;

	if ((r = der_next(&in, DER_OCTETS, &v)) != 0 || (r = der_end(&in, "SKI")) != 0)
		return r;
	return take_key_id(&v, out->ski, &out->has_ski);
}

static int
read_aki(struct der in, struct cert *out)
{
	struct der body, v;
	int r;

	if ((r = der_next(&in, DER_SEQ, &body)) != 0 || (r = der_end(&in, "AKI")) != 0 ||
	    (r = der_next(&body, DER_CONTEXT(0), &v)) != 0 || (r = der_end(&body, "AKI")) != 0)
		return r;
	return take_key_id(&v, out->aki, &out->has_aki);
}

static int
read_usage(struct der in, struct cert *out)
{
	struct der v;
	unsigned i;
	int r;

	if ((r = der_next(&in, DER_BITS, &v)) != 0 || (r = der_end(&in, "KeyUsage")) != 0)
		return r;
	if (v.n != 2 || v.p[0] > 7)
		return err_set(ERR_INPUT, "KeyUsage has bits we never set");
	for (i = 0; i < 8; i++)
		if ((v.p[1] & 0x80 >> i) != 0)
			out->ku |= 1u << i;
	return 0;
}

static int
read_basic(struct der in, struct cert *out)
{
	struct der body, flag;
	uint64_t len;
	int r;

	if ((r = der_next(&in, DER_SEQ, &body)) != 0 || (r = der_end(&in, "BasicConstraints")) != 0 ||
	    (r = der_next(&body, DER_BOOL, &flag)) != 0)
		return r;
	if (flag.n != 1 || flag.p[0] != 0xff)
		return err_set(ERR_INPUT, "BasicConstraints is not that of a CA");
	out->is_ca = true;
	if (body.n > 0) {
		if ((r = der_get_number(&body, DER_INT, &len)) != 0)
			return r;
		out->path_len = len < CERT_MAX ? (int)len : CERT_MAX;
	}
	return der_end(&body, "BasicConstraints");
}

static int
take_name(const struct der *v, char *to, size_t size)
{
	size_t i;

	for (i = 0; i < v->n && v->p[i] > 0x20 && v->p[i] < 0x7f; i++)
		;
	if (i < v->n || v->n == 0 || v->n >= size)
		return err_set(ERR_INPUT, "SubjectAltName holds an odd name");
	memcpy(to, v->p, v->n);
	to[v->n] = '\0';
	return 0;
}

static int
read_san(struct der in, struct cert *out)
{
	struct der body, v;
	int tag, r;

	if ((r = der_next(&in, DER_SEQ, &body)) != 0 || (r = der_end(&in, "SubjectAltName")) != 0)
		return r;
	while (body.n > 0) {
		if ((r = der_any(&body, &tag, &v)) != 0)
			return r;
		if (tag == DER_CONTEXT(1) && out->email[0] == '\0')
			r = take_name(&v, out->email, sizeof(out->email));
		else if (tag == DER_CONTEXT(2) && out->dns_count < TBS_DNS_MAX)
			r = take_name(&v, out->dns[out->dns_count++], sizeof(out->dns[0]));
		else
			r = err_set(ERR_INPUT, "SubjectAltName holds a name of a kind we never write");
		if (r != 0)
			return r;
	}
	return 0;
}

static int
read_policies(struct der in, struct cert *out)
{
	struct der body, policy;
	char oid[OID_TEXT];
	int r;

	if ((r = der_next(&in, DER_SEQ, &body)) != 0 || (r = der_end(&in, "policies")) != 0)
		return r;
	while (body.n > 0) {
		if ((r = der_next(&body, DER_SEQ, &policy)) != 0 || (r = der_get_oid(&policy, oid, sizeof(oid))) != 0)
			return r;
		out->soft = out->soft || str_eq(oid, OID_POLICY_SOFT);
		out->operator = out->operator || str_eq(oid, OID_POLICY_OPERATOR);
	}
	return 0;
}

static int
read_roles(struct der in, struct cert *out)
{
	struct der body;
	int r;

	if ((r = der_next(&in, DER_SEQ, &body)) != 0 || (r = der_end(&in, "roles")) != 0 ||
	    (r = der_get_text(&body, out->roles, sizeof(out->roles))) != 0 ||
	    (r = der_get_text(&body, out->ra, sizeof(out->ra))) != 0)
		return r;
	return der_end(&body, "roles");
}

/* What we write; NULL: nothing of it is among the facts. */
static const struct { const char *oid; int (*read)(struct der value, struct cert *out); } known[] = {
	{ OID_SKI, read_ski }, { OID_AKI, read_aki }, { OID_KEY_USAGE, read_usage }, { OID_BASIC, read_basic },
	{ OID_SAN, read_san }, { OID_POLICIES, read_policies }, { OID_ROLES, read_roles }, { OID_EKU, NULL }, { OID_CDP, NULL },
	{ OID_AIA, NULL }, { OID_OCSP_NOCHECK, NULL }, { OID_IDENTIFY_CODE, NULL }, { OID_ORGANIZATION_CODE, NULL },
};
#define KNOWN (sizeof(known) / sizeof(known[0]))

static int
read_extension(struct der *in, unsigned *seen, struct cert *out)
{
	struct der body, flag = { NULL, 0 }, value;
	char oid[OID_TEXT];
	size_t i;
	int r;

	if ((r = der_next(in, DER_SEQ, &body)) != 0 || (r = der_get_oid(&body, oid, sizeof(oid))) != 0 ||
	    (der_is(&body, DER_BOOL) && (r = der_next(&body, DER_BOOL, &flag)) != 0) ||
	    (r = der_next(&body, DER_OCTETS, &value)) != 0 || (r = der_end(&body, "an extension")) != 0)
		return r;
	if (flag.n > 0 && (flag.n != 1 || flag.p[0] != 0xff))
		return err_set(ERR_INPUT, "the extension %s says oddly whether it is critical", oid);
	for (i = 0; i < KNOWN && !str_eq(known[i].oid, oid); i++)
		;
	if (i == KNOWN)
		return flag.n > 0 ? err_set(ERR_INPUT, "the critical extension %s is unknown", oid) : 0;
	if ((*seen & 1u << i) != 0)
		return err_set(ERR_INPUT, "the extension %s comes twice", oid);
	*seen |= 1u << i;
	return known[i].read != NULL ? known[i].read(value, out) : 0;
}

/* --- all of it --- */

static int
read_cert(const void *der, size_t n, struct cert *out)
{
	struct outer whole;
	struct inner p;
	unsigned seen = 0;
	int r;

	if ((r = split(der, n, &whole)) != 0 || (r = read_tbs(whole.tbs, &p, out)) != 0)
		return r;
	if (p.algorithm.n != whole.algorithm.n || memcmp(p.algorithm.p, whole.algorithm.p, p.algorithm.n) != 0)
		return err_set(ERR_INPUT, "the two algorithms of signature differ");
	if ((r = dn_parse(p.issuer.p, p.issuer.n, &out->issuer)) != 0 ||
	    (r = dn_parse(p.subject.p, p.subject.n, &out->subject)) != 0 ||
	    (r = key_parse(p.spki.p, p.spki.n, &out->key)) != 0)
		return r;
	while (p.extensions.n > 0)
		if ((r = read_extension(&p.extensions, &seen, out)) != 0)
			return r;
	digest_sha256(der, n, out->digest);
	buf_add(&out->der, der, n);
	buf_add(&out->issuer_der, p.issuer.p, p.issuer.n);
	buf_add(&out->subject_der, p.subject.p, p.subject.n);
	buf_add(&out->spki, p.spki.p, p.spki.n);
	return 0;
}

int
cert_parse(const void *der, size_t n, struct cert *out)
{
	struct cert c = { .path_len = -1 };
	int r;

	if ((r = read_cert(der, n, &c)) != 0)
		return err_in(ERR_INPUT, "certificate");
	*out = c;
	return 0;
}

void
cert_clear(struct cert *c)
{
	buf_clear(&c->der);
	buf_clear(&c->issuer_der);
	buf_clear(&c->subject_der);
	buf_clear(&c->spki);
}

int
cert_tbs(const void *der, size_t n, const unsigned char **tbs, size_t *tbs_len)
{
	struct outer whole;
	int r;

	if ((r = split(der, n, &whole)) != 0)
		return err_in(r, "certificate");
	*tbs = whole.tbs.p;
	*tbs_len = whole.tbs.n;
	return 0;
}

/* --- signatures --- */

static bool
is_algorithm_of(const struct der *algorithm, enum key_kind kind)
{
	struct buf want = BUF_INIT;
	bool same;

	key_sig_alg(kind, &want);
	same = want.len == algorithm->n && memcmp(want.data, algorithm->p, want.len) == 0;
	buf_clear(&want);
	return same;
}

static int
check_signature(const void *der, size_t n, const struct cert *issuer)
{
	struct outer whole;

	if (split(der, n, &whole) != 0)
		return err_in(ERR_CRYPTO, "certificate");
	if (!is_algorithm_of(&whole.algorithm, issuer->key.kind))
		return err_set(ERR_CRYPTO, "the certificate is signed by another algorithm than its issuer's");
	return key_verify(issuer->spki.data, issuer->spki.len, whole.tbs.p, whole.tbs.n, whole.signature.p, whole.signature.n);
}

int
cert_signed_by(const struct cert *c, const struct cert *issuer, int64_t at)
{
	if (!issuer->is_ca || (issuer->ku & PROFILE_KU_CERT_SIGN) == 0)
		return err_set(ERR_CRYPTO, "the issuer is no CA");
	if (c->issuer_der.len != issuer->subject_der.len ||
	    memcmp(c->issuer_der.data, issuer->subject_der.data, c->issuer_der.len) != 0 ||
	    (c->has_aki && issuer->has_ski && memcmp(c->aki, issuer->ski, KEY_SKI) != 0))
		return err_set(ERR_CRYPTO, "the certificate names another issuer");
	if (at != 0 && (at < c->not_before || at > c->not_after || at < issuer->not_before || at > issuer->not_after))
		return err_set(ERR_CRYPTO, "the certificate or its issuer's was not in force at that moment");
	return check_signature(c->der.data, c->der.len, issuer);
}

int
cert_join(const void *tbs, size_t n, enum key_kind issuer_kind, const void *sig, size_t sig_len, struct buf *out)
{
	struct cert c = { .path_len = -1 };
	struct der in = { tbs, n };
	struct inner p;
	int r;

	if ((r = read_tbs(in, &p, &c)) != 0)
		return err_in(r, "certificate");
	if (!is_algorithm_of(&p.algorithm, issuer_kind))
		return err_set(ERR_INPUT, "the certificate is to be signed by another algorithm than its issuer's");
	key_join(tbs, n, issuer_kind, sig, sig_len, out);
	return buf_end(out, "certificate");
}

int
cert_issue(const struct tbs_input *in, const struct key_signer *by, struct buf *der)
{
	struct buf tbs = BUF_INIT, sig = BUF_INIT;
	int r;

	if ((r = tbs_build(in, &tbs)) == 0 && (r = lint_tbs(tbs.data, tbs.len, in)) == 0 &&
	    (r = key_sign(by, tbs.data, tbs.len, &sig)) == 0)
		r = cert_join(tbs.data, tbs.len, by->kind, sig.data, sig.len, der);
	buf_clear(&tbs);
	buf_clear(&sig);
	return r;
}

int
cert_matches(const void *der, size_t n, const void *tbs, size_t tbs_len, const void *issuer, size_t issuer_len)
{
	struct outer whole;
	struct cert ca;
	int r;

	if (split(der, n, &whole) != 0)
		return err_in(ERR_CRYPTO, "certificate");
	if (whole.tbs.n != tbs_len || memcmp(whole.tbs.p, tbs, tbs_len) != 0)
		return err_set(ERR_CRYPTO, "the certificate is not the one that was asked for");
	if (cert_parse(issuer, issuer_len, &ca) != 0)
		return err_in(ERR_CRYPTO, "issuer");
	r = check_signature(der, n, &ca);
	cert_clear(&ca);
	return r;
}

/* --- operators --- */

static int
take_operator(const struct cert *c, struct cert_operator *out)
{
	struct cert_operator o = { .soft = c->soft, .serial_len = c->serial_len, .not_before = c->not_before,
	    .not_after = c->not_after, .spki_len = c->spki.len };
	int r;

	if (!c->operator || c->is_ca || c->ra[0] == '\0' || c->subject.serial_number[0] == '\0')
		return err_set(ERR_INPUT, "this is not the certificate of an operator");
	if ((r = cert_roles_check(c->roles)) != 0)
		return r;
	if (str_copy(o.person, sizeof(o.person), c->subject.serial_number) != 0 ||
	    str_copy(o.name, sizeof(o.name), c->subject.cn) != 0 || str_copy(o.ra, sizeof(o.ra), c->ra) != 0 ||
	    str_copy(o.roles, sizeof(o.roles), c->roles) != 0)
		return ERR_INPUT;
	memcpy(o.serial, c->serial, sizeof(o.serial));
	memcpy(o.spki, c->spki.data, c->spki.len);	/* key_parse takes no more than KEY_SPKI_MAX */
	*out = o;
	return 0;
}

int
cert_operator_parse(const void *der, size_t n, const void *ca, size_t ca_len, struct cert_operator *out)
{
	struct cert_operator o;
	struct cert c, issuer;
	int r;

	if ((r = cert_parse(der, n, &c)) != 0)
		return r;
	if ((r = take_operator(&c, &o)) == 0) {
		if (cert_parse(ca, ca_len, &issuer) != 0)
			r = err_in(ERR_CRYPTO, "operator CA");
		else {
			r = cert_signed_by(&c, &issuer, 0);
			cert_clear(&issuer);
		}
	}
	cert_clear(&c);
	if (r == 0)
		*out = o;
	return r;
}

bool
cert_operator_is(const struct cert_operator *o, const char *role)
{
	return profile_lists(o->roles, role);
}

int
cert_roles_check(const char *roles)
{
	static const char *const known_roles[] = { "auditor", "business", "clerk", "reviewer", "security" };
	const size_t count = sizeof(known_roles) / sizeof(known_roles[0]);
	const char *at = roles;
	size_t i = 0, n;

	do {
		n = strcspn(at, ",");
		while (i < count && (strlen(known_roles[i]) != n || memcmp(known_roles[i], at, n) != 0))
			i++;
		if (i++ >= count)
			return err_set(ERR_INPUT, "roles are auditor, business, clerk, reviewer, security, in this order");
		at += n;
	} while (*at++ == ',');
	return 0;
}
