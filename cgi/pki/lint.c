#include "pki/lint.h"

#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "pki/lintext.h"
#include "pki/oid.h"
#include "pki/ossl.h"
#include "util/str.h"
#include "util/tm.h"


struct lint {
	const struct tbs_input	*in;
	X509			*cert;		/* with a signature of one octet, which is never looked at */
	X509			*issuer;	/* cert itself when it signs itself */
};

static int
broken(const char *rule)
{
	ossl_forget();
	return err_set(ERR_CRYPTO, "lint: %s", rule);
}

static bool
is_text(const ASN1_STRING *s, int type, const char *want)
{
	return s != NULL && ASN1_STRING_type(s) == type && (size_t)ASN1_STRING_length(s) == strlen(want) &&
	    memcmp(ASN1_STRING_get0_data(s), want, strlen(want)) == 0;
}

static bool
is_object(const ASN1_OBJECT *o, const char *want)
{
	char text[OID_TEXT];
	int n = OBJ_obj2txt(text, sizeof(text), o, 1);

	return n > 0 && n < (int)sizeof(text) && str_eq(text, want);
}

/* --- the fixed fields --- */

/* Written anew by the library, out of what it understood, it must be the same bytes. */
static int
check_encoding(const struct lint *l, const void *tbs, size_t n)
{
	unsigned char *again = NULL;
	int len = i2d_re_X509_tbs(l->cert, &again);
	bool same = len > 0 && (size_t)len == n && memcmp(again, tbs, n) == 0;

	OPENSSL_free(again);
	return same ? 0 : broken("the encoding is not DER");
}

static int
check_serial(const struct lint *l)
{
	const ASN1_INTEGER *serial = X509_get0_serialNumber(l->cert);

	if (X509_get_version(l->cert) != X509_VERSION_3)
		return broken("the version is not 3");
	if (ASN1_STRING_type(serial) != V_ASN1_INTEGER || (size_t)ASN1_STRING_length(serial) != l->in->serial_len ||
	    memcmp(ASN1_STRING_get0_data(serial), l->in->serial, l->in->serial_len) != 0)
		return broken("the serial number is another");
	return 0;
}

/* RSA: NULL (RFC 4055, 5), ECDSA: no parameters (RFC 5758, 3.2), the digest by the size of the issuer's key. */
static int
check_algorithm(const struct lint *l)
{
	const EVP_PKEY *key = X509_get0_pubkey(l->issuer);
	const ASN1_OBJECT *object;
	const char *want;
	bool rsa;
	int type;

	if (key == NULL)
		return broken("the issuer's key cannot be read");
	rsa = EVP_PKEY_is_a(key, "RSA");
	want = rsa ? OID_RSA_SHA256 : EVP_PKEY_get_bits(key) == 384 ? OID_ECDSA_SHA384 : OID_ECDSA_SHA256;
	X509_ALGOR_get0(&object, &type, NULL, X509_get0_tbs_sigalg(l->cert));
	if (!is_object(object, want) || type != (rsa ? V_ASN1_NULL : V_ASN1_UNDEF))
		return broken("the algorithm is not that of the issuer's key");
	return 0;
}

static int
check_time(const ASN1_TIME *t, int64_t want)
{
	struct tm_parts p = { .ms = 0 };
	struct tm tm;
	int64_t at;

	if (ASN1_TIME_to_tm(t, &tm) != 1)
		return broken("a date cannot be read");
	p.year = tm.tm_year + 1900;
	p.month = tm.tm_mon + 1;
	p.day = tm.tm_mday;
	p.hour = tm.tm_hour;
	p.minute = tm.tm_min;
	p.second = tm.tm_sec;
	if (ASN1_STRING_type(t) != (p.year < 2050 ? V_ASN1_UTCTIME : V_ASN1_GENERALIZEDTIME))
		return broken("a date has the wrong form for its year");	/* RFC 5280, 4.1.2.5 */
	if (tm_join(&p, &at) != 0)
		return err_in(ERR_CRYPTO, "lint");
	return at == want ? 0 : broken("a date is another");
}

static int
check_dates(const struct lint *l)
{
	const ASN1_TIME *from = X509_get0_notBefore(l->cert), *to = X509_get0_notAfter(l->cert);
	int r;

	if ((r = check_time(from, l->in->not_before)) != 0 || (r = check_time(to, l->in->not_after)) != 0)
		return r;
	if (ASN1_TIME_compare(from, X509_get0_notBefore(l->issuer)) < 0 || ASN1_TIME_compare(to, X509_get0_notAfter(l->issuer)) > 0)
		return broken("the dates lie outside those of the issuer");
	return 0;
}

/* The library keeps the octets of a name it has read; put together anew they must be the same. */
static int
check_name_encoding(const X509_NAME *name)
{
	X509_NAME *copy = X509_NAME_new();
	const unsigned char *want = NULL, *have = NULL;
	size_t want_n = 0, have_n = 1;
	bool same = copy != NULL;
	int i;

	for (i = 0; same && i < X509_NAME_entry_count(name); i++)
		same = X509_NAME_add_entry(copy, X509_NAME_get_entry(name, i), -1, 0) == 1;
	same = same && X509_NAME_get0_der(name, &want, &want_n) == 1 && X509_NAME_get0_der(copy, &have, &have_n) == 1 &&
	    want_n == have_n && memcmp(want, have, want_n) == 0;
	X509_NAME_free(copy);
	return same ? 0 : broken("the encoding of the subject is not DER");
}

static int
check_subject(const struct lint *l)
{
	const struct dn *d = &l->in->subject;
	const struct { int nid, type; const char *value; } want[] = {
		{ NID_countryName, V_ASN1_PRINTABLESTRING, d->c }, { NID_stateOrProvinceName, V_ASN1_UTF8STRING, d->st },
		{ NID_localityName, V_ASN1_UTF8STRING, d->l }, { NID_organizationName, V_ASN1_UTF8STRING, d->o },
		{ NID_organizationalUnitName, V_ASN1_UTF8STRING, d->ou },
		{ NID_serialNumber, V_ASN1_PRINTABLESTRING, d->serial_number }, { NID_commonName, V_ASN1_UTF8STRING, d->cn },
	};
	const X509_NAME *name = X509_get_subject_name(l->cert);
	size_t i;
	int at = 0;

	for (i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		const X509_NAME_ENTRY *e;

		if (want[i].value[0] == '\0')
			continue;
		if ((e = X509_NAME_get_entry(name, at)) == NULL || X509_NAME_ENTRY_set(e) != at ||
		    OBJ_obj2nid(X509_NAME_ENTRY_get_object(e)) != want[i].nid ||
		    !is_text(X509_NAME_ENTRY_get_data(e), want[i].type, want[i].value))
			return broken("the subject is another");
		at++;
	}
	return X509_NAME_entry_count(name) == at && at > 0 ? check_name_encoding(name) : broken("the subject is another");
}

/* Byte for byte (RFC 5280, 4.1.2.4 and 7.1): verifiers need not know other ways of comparing. */
static int
check_issuer(const struct lint *l)
{
	const unsigned char *want, *have;
	size_t want_n, have_n;

	if (X509_NAME_get0_der(X509_get_subject_name(l->issuer), &want, &want_n) != 1 ||
	    X509_NAME_get0_der(X509_get_issuer_name(l->cert), &have, &have_n) != 1 || want_n != have_n ||
	    memcmp(want, have, want_n) != 0)
		return broken("the issuer is another");
	return 0;
}

static int
check_key(const struct lint *l)
{
	const ASN1_BIT_STRING *issuer_id, *subject_id;
	unsigned char *spki = NULL;
	int n = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(l->cert), &spki);
	bool same = n > 0 && (size_t)n == l->in->spki_len && memcmp(spki, l->in->spki, l->in->spki_len) == 0;

	OPENSSL_free(spki);
	if (!same || X509_get0_pubkey(l->cert) == NULL)
		return broken("the key is another");
	X509_get0_uids(l->cert, &issuer_id, &subject_id);
	return issuer_id == NULL && subject_id == NULL ? 0 : broken("there are unique identifiers");
}

/* --- extensions --- */

/* Put together anew, so that TRUE is ff and FALSE is not written: the library keeps what it read. */
static bool
is_der(X509_EXTENSION *e)
{
	X509_EXTENSION *copy = X509_EXTENSION_create_by_OBJ(NULL, X509_EXTENSION_get_object(e), X509_EXTENSION_get_critical(e),
	    X509_EXTENSION_get_data(e));
	unsigned char *want = NULL, *have = NULL;
	int want_n = copy != NULL ? i2d_X509_EXTENSION(copy, &want) : 0, have_n = i2d_X509_EXTENSION(e, &have);
	bool same = want_n > 0 && want_n == have_n && memcmp(want, have, (size_t)want_n) == 0;

	OPENSSL_free(want);
	OPENSSL_free(have);
	X509_EXTENSION_free(copy);
	return same;
}

static int
check_extension(const struct lintext *x, X509_EXTENSION *e, unsigned *seen)
{
	const ASN1_OCTET_STRING *value = X509_EXTENSION_get_data(e);
	struct lintext_want want = { .yes = false };
	size_t i;

	for (i = 0; i < LINTEXT_MAX; i++) {
		lintext_want(x, i, &want);
		if (is_object(X509_EXTENSION_get_object(e), want.oid))
			break;
	}
	if (i == LINTEXT_MAX || !want.yes)
		return broken("there is an extension that is not wanted");
	if ((*seen & 1u << i) != 0)
		return broken("an extension comes twice");
	*seen |= 1u << i;
	if ((X509_EXTENSION_get_critical(e) != 0) != want.critical)
		return broken("an extension is critical and should not be, or is not and should");
	if (!is_der(e))
		return broken("the encoding of an extension is not DER");
	if (!lintext_check(x, i, ASN1_STRING_get0_data(value), (size_t)ASN1_STRING_length(value)))
		return err_set(ERR_CRYPTO, "lint: the extension %s does not say what was wanted", want.oid);
	return 0;
}

/* The names of the two keys as the library counts them; the issuer's as its certificate says. */
static int
fill(const struct lint *l, struct lintext *x)
{
	const ASN1_OCTET_STRING *aki = X509_get0_subject_key_id(l->issuer);
	unsigned n = 0;

	if (X509_pubkey_digest(l->cert, EVP_sha1(), x->ski, &n) != 1 || n != KEY_SKI)
		return broken("the key has no name");
	if (aki == NULL || ASN1_STRING_length(aki) != KEY_SKI)
		return broken("the issuer's key has no name");
	memcpy(x->aki, ASN1_STRING_get0_data(aki), KEY_SKI);
	x->rsa = EVP_PKEY_is_a(X509_get0_pubkey(l->cert), "RSA");
	return 0;
}

static int
check_extensions(const struct lint *l)
{
	struct lintext x = { .in = l->in };
	struct lintext_want want;
	unsigned seen = 0;
	size_t i;
	int at, r;

	if ((r = fill(l, &x)) != 0)
		return r;
	for (at = 0; at < X509_get_ext_count(l->cert); at++)
		if ((r = check_extension(&x, X509_get_ext(l->cert, at), &seen)) != 0)
			return r;
	for (i = 0; i < LINTEXT_MAX; i++) {
		lintext_want(&x, i, &want);
		if (want.yes && (seen & 1u << i) == 0)
			return err_set(ERR_CRYPTO, "lint: the extension %s is missing", want.oid);
	}
	return 0;
}

/* --- what the library makes of the whole --- */

static int
check_whole(const struct lint *l)
{
	static const struct { const char *word; int purpose; } usages[] = {
		{ "client", X509_PURPOSE_SSL_CLIENT }, { "email", X509_PURPOSE_SMIME_SIGN }, { "server", X509_PURPOSE_SSL_SERVER },
		{ "time", X509_PURPOSE_TIMESTAMP_SIGN }, { "ocsp", X509_PURPOSE_OCSP_HELPER },
	};
	const struct profile *p = l->in->profile;
	const bool ca = p->ca != PROFILE_END_ENTITY;
	size_t i;

	X509_check_purpose(l->cert, -1, 0);	/* fills the cache of extensions */
	if ((X509_get_extension_flags(l->cert) & (EXFLAG_INVALID | EXFLAG_CRITICAL | EXFLAG_INVALID_POLICY)) != 0)
		return broken("the library finds the extensions invalid");
	if (X509_check_ca(l->cert) != ca)	/* more than 1: it might pass for one */
		return broken("the library takes it for a CA, or not for one");
	for (i = 0; i < sizeof(usages) / sizeof(usages[0]); i++)
		if (profile_lists(p->eku, usages[i].word) && X509_check_purpose(l->cert, usages[i].purpose, 0) != 1)
			return broken("the library does not take it for its purpose");
	return 0;
}

static int
check_all(const struct lint *l, const void *tbs, size_t n)
{
	int r;

	if ((r = check_encoding(l, tbs, n)) != 0 || (r = check_serial(l)) != 0 || (r = check_algorithm(l)) != 0 ||
	    (r = check_issuer(l)) != 0 || (r = check_dates(l)) != 0 || (r = check_subject(l)) != 0 || (r = check_key(l)) != 0 ||
	    (r = check_extensions(l)) != 0)
		return r;
	return check_whole(l);
}

/* The library reads whole certificates. */
static X509 *
read_tbs(const void *tbs, size_t n)
{
	struct buf der = BUF_INIT;
	X509 *cert;

	key_join(tbs, n, KEY_P256, "", 1, &der);
	cert = ossl_cert(buf_str(&der), der.len);
	buf_clear(&der);
	return cert;
}

int
lint_tbs(const void *tbs, size_t n, const struct tbs_input *in)
{
	OSSL_AUTO(X509) cert = NULL;
	OSSL_AUTO(X509) issuer = NULL;
	struct lint l = { .in = in };

	if (n == 0 || n > TBS_MAX || (l.cert = cert = read_tbs(tbs, n)) == NULL)
		return err_in(err_set(ERR_CRYPTO, "it is no certificate"), "lint");
	if (profile_lists(in->profile->issuers, "self"))
		l.issuer = cert;
	else if (in->issuer_cert == NULL || (l.issuer = issuer = ossl_kept(in->issuer_cert, in->issuer_cert_len)) == NULL)
		return err_in(err_set(ERR_CRYPTO, "there is no issuer"), "lint");
	return check_all(&l, tbs, n);
}
