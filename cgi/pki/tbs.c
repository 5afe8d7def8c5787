#include "pki/tbs.h"

#include <stdbool.h>
#include <string.h>

#include "pki/cert.h"
#include "pki/der.h"
#include "pki/oid.h"
#include "pki/parts.h"
#include "util/err.h"
#include "util/str.h"
#include "util/tm.h"

#define YEAR_10000	((int64_t)253402300800 * TM_SECOND)
#define SERIAL_MIN	8

/* What the writers below need beside the input. */
struct facts {
	const struct tbs_input	*in;
	struct key_facts	 key;		/* of the subject */
	struct cert		 issuer;	/* nothing in it when the certificate signs itself */
	bool			 self;
};

int64_t
tbs_not_after(int64_t not_before, int days)
{
	return not_before + days * TM_DAY - TM_SECOND;
}

/* --- what the input must be --- */

static int
check_serial(const struct tbs_input *in)
{
	if (in->serial_len < SERIAL_MIN || in->serial_len > CERT_SERIAL || in->serial[0] == 0 || in->serial[0] >= 0x80)
		return err_set(ERR_INPUT, "a serial number has 8 to 20 octets, is positive and has no zeros in front");
	return 0;
}

static int
check_dates(const struct tbs_input *in)
{
	int64_t days;

	if (in->not_before <= 0 || in->not_before % TM_SECOND != 0 || in->not_after % TM_SECOND != 0 ||
	    in->not_after <= in->not_before || in->not_after >= YEAR_10000)
		return err_set(ERR_INPUT, "the dates of a certificate are whole seconds, the end after the beginning");
	days = (in->not_after + TM_SECOND - in->not_before + TM_DAY - 1) / TM_DAY;
	return profile_check_days(in->profile, (int)days);	/* below 3 million */
}

static int
check_url(const char *what, bool carried, const char *url, bool secure)
{
	const char *rest = str_starts(url, "http://") ? url + 7 : secure && str_starts(url, "https://") ? url + 8 : "";

	if (!carried)
		return 0;
	/* RFC 3986, 2; RFC 5280, 8: a list or certificate fetched by TLS may need itself to be verified */
	if (rest[0] == '\0' || rest[0] == '/' || rest[strspn(rest, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789-._~:/?#[]@!$&'()*+,;=%")] != '\0')
		return err_set(ERR_INPUT, "the address of the %s is missing, or not one that can stand in a certificate", what);
	return 0;
}

static int
check_urls(const struct tbs_input *in)
{
	static const struct tbs_urls none;
	const struct tbs_urls *u = in->urls != NULL ? in->urls : &none;
	const struct profile *p = in->profile;
	int r;

	if ((r = check_url("practice statement", p->cps, u->cps, true)) != 0 ||
	    (r = check_url("revocation list", p->crl, u->crl, false)) != 0 ||
	    (r = check_url("OCSP service", p->ocsp, u->ocsp, false)) != 0)
		return r;
	return check_url("issuer's certificate", p->aia, u->issuer, false);
}

static int
check_roles(const struct tbs_input *in)
{
	const char *roles = in->roles != NULL ? in->roles : "", *ra = in->ra != NULL ? in->ra : "";

	if (!in->profile->roles)
		return roles[0] == '\0' && ra[0] == '\0' ? 0 :
		    err_set(ERR_INPUT, "a certificate of profile %s carries no roles", in->profile->name);
	if (ra[0] == '\0' || strlen(ra) >= CERT_NAME ||
	    ra[strspn(ra, "abcdefghijklmnopqrstuvwxyz0123456789-")] != '\0')
		return err_set(ERR_INPUT, "the RA of an operator is a word of small letters, digits and dashes");
	return cert_roles_check(roles);
}

static int
check_subject(const struct tbs_input *in, struct key_facts *key)
{
	int r;

	if (in->dns_count > TBS_DNS_MAX)
		return err_set(ERR_INPUT, "a certificate has at most %d names of servers", TBS_DNS_MAX);
	if ((r = profile_check_names(in->profile, &in->subject, in->email, in->dns, in->dns_count, in->id_number)) != 0 ||
	    (r = key_parse(in->spki, in->spki_len, key)) != 0)
		return ERR_INPUT;
	return profile_check_key(in->profile, key->kind);
}

static int
check_issuer(const struct facts *f)
{
	const struct cert *ca = &f->issuer;
	const struct tbs_input *in = f->in;

	if (!ca->is_ca || (ca->ku & PROFILE_KU_CERT_SIGN) == 0 || !ca->has_ski)
		return err_set(ERR_INPUT, "the issuer is no CA");
	if (in->profile->ca != PROFILE_END_ENTITY && ca->path_len == 0)
		return err_set(ERR_INPUT, "the issuer may not have a CA below it");
	if (dn_equal(&ca->subject, &in->subject))
		return err_set(ERR_INPUT, "the subject has the name of its issuer");
	if (in->not_before < ca->not_before || in->not_after > ca->not_after)
		return err_set(ERR_INPUT, "the dates lie outside those of the issuer's certificate");
	return 0;
}

static int
load_issuer(struct facts *f)
{
	const struct tbs_input *in = f->in;
	int r;

	f->self = profile_lists(in->profile->issuers, "self");
	if (f->self)
		return in->issuer_cert == NULL ? 0 : err_set(ERR_INPUT, "a certificate that signs itself has no other issuer");
	if (in->issuer_cert == NULL)
		return err_set(ERR_INPUT, "the certificate of the issuer is missing");
	if ((r = cert_parse(in->issuer_cert, in->issuer_cert_len, &f->issuer)) != 0)
		return err_in(r, "issuer");
	return check_issuer(f);
}

/* --- extensions (RFC 5280, 4.2) --- */

static void
put_aki(const struct facts *f, struct buf *b)
{
	struct parts_ext e = parts_ext_open(b, OID_AKI, false);
	size_t at = der_open(b, DER_SEQ);

	der_value(b, DER_CONTEXT(0), f->self ? f->key.ski : f->issuer.ski, KEY_SKI);
	der_close(b, at);
	parts_ext_close(b, e);
}

static void
put_ski(const struct facts *f, struct buf *b)
{
	struct parts_ext e = parts_ext_open(b, OID_SKI, false);

	der_value(b, DER_OCTETS, f->key.ski, KEY_SKI);
	parts_ext_close(b, e);
}

static void
put_usage(const struct facts *f, struct buf *b)
{
	const struct profile *p = f->in->profile;
	struct parts_ext e = parts_ext_open(b, OID_KEY_USAGE, true);

	der_named_bits(b, p->ku | (key_is_rsa(f->key.kind) ? p->ku_rsa : 0));
	parts_ext_close(b, e);
}

static void
put_policy(const char *oid, const char *cps, struct buf *b)
{
	size_t policy = der_open(b, DER_SEQ), list, one;

	der_oid(b, oid);
	if (cps != NULL) {
		list = der_open(b, DER_SEQ);
		one = der_open(b, DER_SEQ);
		der_oid(b, OID_CPS);
		der_text(b, DER_IA5, cps);
		der_close(b, one);
		der_close(b, list);
	}
	der_close(b, policy);
}

static void
put_policies(const struct facts *f, struct buf *b)
{
	const struct profile *p = f->in->profile;
	struct parts_ext e;
	size_t at;

	if (p->policy[0] == '\0')
		return;
	e = parts_ext_open(b, OID_POLICIES, false);
	at = der_open(b, DER_SEQ);
	put_policy(str_eq(p->policy, "any") ? OID_ANY_POLICY : p->policy, p->cps ? f->in->urls->cps : NULL, b);
	if (p->soft)
		put_policy(OID_POLICY_SOFT, NULL, b);
	der_close(b, at);
	parts_ext_close(b, e);
}

/* The subject is never empty, so this is not critical (4.2.1.6). */
static void
put_san(const struct facts *f, struct buf *b)
{
	const struct tbs_input *in = f->in;
	const bool mail = in->email != NULL && in->email[0] != '\0';
	struct parts_ext e;
	size_t at, i;

	if (!mail && in->dns_count == 0)
		return;
	e = parts_ext_open(b, OID_SAN, false);
	at = der_open(b, DER_SEQ);
	if (mail)
		der_text(b, DER_CONTEXT(1), in->email);
	for (i = 0; i < in->dns_count; i++)
		der_text(b, DER_CONTEXT(2), in->dns[i]);
	der_close(b, at);
	parts_ext_close(b, e);
}

/* Left out of what is no CA: its content would be an empty SEQUENCE. */
static void
put_basic(const struct facts *f, struct buf *b)
{
	struct parts_ext e;
	size_t at;

	if (f->in->profile->ca == PROFILE_END_ENTITY)
		return;
	e = parts_ext_open(b, OID_BASIC, true);
	at = der_open(b, DER_SEQ);
	der_bool(b, true);
	if (f->in->profile->ca == PROFILE_CA_LAST)
		der_number(b, DER_INT, 0);
	der_close(b, at);
	parts_ext_close(b, e);
}

static void
put_extended_usage(const struct facts *f, struct buf *b)
{
	static const struct { const char *word, *oid; } usage[] = {
		{ "client", OID_EKU_CLIENT }, { "email", OID_EKU_EMAIL }, { "server", OID_EKU_SERVER }, { "time", OID_EKU_TIME },
		{ "ocsp", OID_EKU_OCSP },
	};
	const struct profile *p = f->in->profile;
	struct parts_ext e;
	size_t at, i;

	if (p->eku[0] == '\0')
		return;
	e = parts_ext_open(b, OID_EKU, p->eku_critical);
	at = der_open(b, DER_SEQ);
	for (i = 0; i < sizeof(usage) / sizeof(usage[0]); i++)
		if (profile_lists(p->eku, usage[i].word))
			der_oid(b, usage[i].oid);
	der_close(b, at);
	parts_ext_close(b, e);
}

/* One point whose full name is the URL (4.2.1.13). */
static void
put_lists(const struct facts *f, struct buf *b)
{
	struct parts_ext e;
	size_t points, point, name, full;

	if (!f->in->profile->crl)
		return;
	e = parts_ext_open(b, OID_CDP, false);
	points = der_open(b, DER_SEQ);
	point = der_open(b, DER_SEQ);
	name = der_open(b, DER_CONTEXT_SEQ(0));
	full = der_open(b, DER_CONTEXT_SEQ(0));
	der_text(b, DER_CONTEXT(6), f->in->urls->crl);
	der_close(b, full);
	der_close(b, name);
	der_close(b, point);
	der_close(b, points);
	parts_ext_close(b, e);
}

static void
put_access(const char *oid, const char *url, struct buf *b)
{
	size_t at = der_open(b, DER_SEQ);

	der_oid(b, oid);
	der_text(b, DER_CONTEXT(6), url);
	der_close(b, at);
}

static void
put_information(const struct facts *f, struct buf *b)
{
	const struct profile *p = f->in->profile;
	struct parts_ext e;
	size_t at;

	if (!p->ocsp && !p->aia)
		return;
	e = parts_ext_open(b, OID_AIA, false);
	at = der_open(b, DER_SEQ);
	if (p->ocsp)
		put_access(OID_AD_OCSP, f->in->urls->ocsp, b);
	if (p->aia)
		put_access(OID_AD_ISSUERS, f->in->urls->issuer, b);
	der_close(b, at);
	parts_ext_close(b, e);
}

static void
put_nocheck(const struct facts *f, struct buf *b)
{
	struct parts_ext e;

	if (!f->in->profile->nocheck)
		return;
	e = parts_ext_open(b, OID_OCSP_NOCHECK, false);
	der_null(b);
	parts_ext_close(b, e);
}

/* 18 digits, the last may be X: a number of GB 11643. */
static bool
is_resident(const char *s)
{
	size_t n = strspn(s, "0123456789");

	return strlen(s) == 18 && (n == 18 || (n == 17 && s[17] == 'X'));
}

/*
 * GM/T 0015: IdentifyCode ::= CHOICE { residenterCardNumber [0], militaryOfficerCardNumber [1],
 * passportNumber [2] }, tagged explicitly as in use; OrganizationCode ::= PrintableString.
 */
static void
put_number(const struct facts *f, struct buf *b)
{
	const char *number = f->in->id_number;
	struct parts_ext e;
	size_t at;

	if (f->in->profile->id_number == PROFILE_ID_PERSON) {
		e = parts_ext_open(b, OID_IDENTIFY_CODE, false);
		at = der_open(b, is_resident(number) ? DER_CONTEXT_SEQ(0) : DER_CONTEXT_SEQ(2));
		der_text(b, DER_PRINTABLE, number);
		der_close(b, at);
		parts_ext_close(b, e);
	} else if (f->in->profile->id_number == PROFILE_ID_ORGANISATION) {
		e = parts_ext_open(b, OID_ORGANIZATION_CODE, false);
		der_text(b, DER_PRINTABLE, number);
		parts_ext_close(b, e);
	}
}

/* Ours: SEQUENCE { roles UTF8String, ra UTF8String } */
static void
put_roles(const struct facts *f, struct buf *b)
{
	struct parts_ext e;
	size_t at;

	if (!f->in->profile->roles)
		return;
	e = parts_ext_open(b, OID_ROLES, false);
	at = der_open(b, DER_SEQ);
	der_text(b, DER_UTF8, f->in->roles);
	der_text(b, DER_UTF8, f->in->ra);
	der_close(b, at);
	parts_ext_close(b, e);
}

static void
put_extensions(const struct facts *f, struct buf *b)
{
	static void (*const put[])(const struct facts *f, struct buf *b) = { put_aki, put_ski, put_usage, put_policies, put_san,
	    put_basic, put_extended_usage, put_lists, put_information, put_nocheck, put_number, put_roles };
	size_t wrap = der_open(b, DER_CONTEXT_SEQ(3)), list = der_open(b, DER_SEQ), i;

	for (i = 0; i < sizeof(put) / sizeof(put[0]); i++)
		put[i](f, b);
	der_close(b, list);
	der_close(b, wrap);
}

/* --- all of it --- */

static void
write_tbs(const struct facts *f, struct buf *b)
{
	const struct tbs_input *in = f->in;
	size_t whole = der_open(b, DER_SEQ), at = der_open(b, DER_CONTEXT_SEQ(0));

	der_number(b, DER_INT, 2);	/* v3 */
	der_close(b, at);
	der_unsigned(b, in->serial, in->serial_len);
	key_sig_alg(f->self ? f->key.kind : f->issuer.key.kind, b);
	if (f->self)
		dn_write(&in->subject, b);
	else
		buf_add(b, f->issuer.subject_der.data, f->issuer.subject_der.len);
	at = der_open(b, DER_SEQ);
	der_time(b, in->not_before);
	der_time(b, in->not_after);
	der_close(b, at);
	dn_write(&in->subject, b);
	buf_add(b, in->spki, in->spki_len);
	put_extensions(f, b);
	der_close(b, whole);
}

int
tbs_build(const struct tbs_input *in, struct buf *out)
{
	struct facts f = { .in = in };
	struct buf tbs;
	int r;

	if ((r = check_subject(in, &f.key)) != 0 || (r = check_serial(in)) != 0 || (r = check_dates(in)) != 0 ||
	    (r = check_roles(in)) != 0 || (r = check_urls(in)) != 0)
		return r;
	buf_init(&tbs, TBS_MAX);
	if ((r = load_issuer(&f)) == 0) {
		write_tbs(&f, &tbs);
		if ((r = buf_end(&tbs, "certificate")) == 0)
			buf_add(out, tbs.data, tbs.len);
	}
	buf_clear(&tbs);
	cert_clear(&f.issuer);
	return r;
}
