#include "pki/parts.h"

#include <string.h>

#include "pki/oid.h"
#include "pki/ossl.h"
#include "util/err.h"

struct parts_ext
parts_ext_open(struct buf *b, const char *oid, bool critical)
{
	struct parts_ext e = { .ext = der_open(b, DER_SEQ) };

	der_oid(b, oid);
	if (critical)
		der_bool(b, true);
	e.value = der_open(b, DER_OCTETS);
	return e;
}

void
parts_ext_close(struct buf *b, struct parts_ext e)
{
	der_close(b, e.value);
	der_close(b, e.ext);
}

int
parts_ext_next(struct der *in, char oid[OID_TEXT], bool *critical, struct der *value)
{
	struct der ext, flag;
	int r;

	*critical = false;
	if ((r = der_next(in, DER_SEQ, &ext)) != 0 || (r = der_get_oid(&ext, oid, OID_TEXT)) != 0)
		return r;
	if (der_is(&ext, DER_BOOL)) {
		if ((r = der_next(&ext, DER_BOOL, &flag)) != 0)
			return r;
		if (flag.n != 1)
			return err_set(ERR_INPUT, "DER: a BOOLEAN that is none");
		*critical = *flag.p != 0;
	}
	if ((r = der_next(&ext, DER_OCTETS, value)) != 0)
		return r;
	return der_end(&ext, "an extension");
}

/* The fields of a TBSCertificate (RFC 5280, 4.1) as they stand in der. */
struct fields {
	struct der	serial, issuer, validity, subject, spki, bits;
};

static int
get_fields(const void *cert, size_t n, struct fields *f)
{
	struct der in = { cert, n }, whole, tbs, skip, key;
	int r;

	if ((r = der_next(&in, DER_SEQ, &whole)) != 0 || (r = der_end(&in, "the certificate")) != 0 ||
	    (r = der_next(&whole, DER_SEQ, &tbs)) != 0 || (r = der_next(&tbs, DER_CONTEXT_SEQ(0), &skip)) != 0 ||
	    (r = der_whole(&tbs, DER_INT, &f->serial)) != 0 || (r = der_next(&tbs, DER_SEQ, &skip)) != 0 ||
	    (r = der_whole(&tbs, DER_SEQ, &f->issuer)) != 0 || (r = der_next(&tbs, DER_SEQ, &f->validity)) != 0 ||
	    (r = der_whole(&tbs, DER_SEQ, &f->subject)) != 0 || (r = der_whole(&tbs, DER_SEQ, &f->spki)) != 0)
		return r;
	in = f->spki;
	if ((r = der_next(&in, DER_SEQ, &key)) != 0 || (r = der_next(&key, DER_SEQ, &skip)) != 0 ||
	    (r = der_next(&key, DER_BITS, &f->bits)) != 0)
		return r;
	if (f->bits.n < 1 || f->bits.p[0] != 0)
		return err_set(ERR_INPUT, "DER: a public key that is not of whole bytes");
	f->bits.p++;
	f->bits.n--;
	return 0;
}

int
parts_names(const void *cert, size_t n, struct der *subject, struct der *bits)
{
	struct fields f;
	int r = get_fields(cert, n, &f);

	if (r == 0) {
		*subject = f.subject;
		*bits = f.bits;
	}
	return r;
}

/* Does the certificate name its key as key_parse does? */
static bool
names_key(const void *cert, size_t n, const struct key_facts *key)
{
	OSSL_AUTO(X509) x = ossl_kept(cert, n);
	const ASN1_OCTET_STRING *ski = x != NULL ? X509_get0_subject_key_id(x) : NULL;

	return ski != NULL && ASN1_STRING_length(ski) == KEY_SKI && memcmp(ASN1_STRING_get0_data(ski), key->ski, KEY_SKI) == 0;
}

int
parts_signer(const void *cert, size_t n, struct parts_signer *out)
{
	struct parts_signer s = { .has_ski = false };
	struct fields f;
	int r;

	if ((r = get_fields(cert, n, &f)) != 0 || (r = key_parse(f.spki.p, f.spki.n, &s.key)) != 0 ||
	    (r = der_get_time(&f.validity, &s.not_before)) != 0 || (r = der_get_time(&f.validity, &s.not_after)) != 0)
		return r;
	s.has_ski = names_key(cert, n, &s.key);
	buf_add(&s.name, f.subject.p, f.subject.n);
	buf_add(&s.issuer, f.issuer.p, f.issuer.n);
	buf_add(&s.serial, f.serial.p, f.serial.n);
	buf_add(&s.spki, f.spki.p, f.spki.n);
	*out = s;
	return 0;
}

void
parts_signer_clear(struct parts_signer *s)
{
	buf_clear(&s->name);
	buf_clear(&s->issuer);
	buf_clear(&s->serial);
	buf_clear(&s->spki);
}

bool
parts_may_list(const void *cert, size_t n)
{
	OSSL_AUTO(X509) x = ossl_kept(cert, n);
	bool may = x != NULL && X509_check_ca(x) == 1 && (X509_get_key_usage(x) & KU_CRL_SIGN) != 0;

	ossl_forget();
	return may;
}

bool
parts_has_usage(const void *cert, size_t n, const char *oid, bool critical)
{
	OSSL_AUTO(X509) x = ossl_kept(cert, n);
	EXTENDED_KEY_USAGE *usage;
	char text[OID_TEXT] = "";
	int crit = -1;

	if (x == NULL)
		return false;
	usage = X509_get_ext_d2i(x, NID_ext_key_usage, &crit, NULL);
	if (usage != NULL && sk_ASN1_OBJECT_num(usage) == 1)
		OBJ_obj2txt(text, sizeof(text), sk_ASN1_OBJECT_value(usage, 0), 1);
	sk_ASN1_OBJECT_pop_free(usage, ASN1_OBJECT_free);
	ossl_forget();
	return strcmp(text, oid) == 0 && (crit == 1 || !critical) && (X509_get_extension_flags(x) & EXFLAG_CRITICAL) == 0 &&
	    (X509_get_key_usage(x) & KU_DIGITAL_SIGNATURE) != 0;
}

bool
parts_is_alg(const struct der *alg, enum key_kind kind)
{
	struct buf want = BUF_INIT;
	bool same;

	key_sig_alg(kind, &want);
	same = want.len == alg->n && memcmp(want.data, alg->p, alg->n) == 0;
	buf_clear(&want);
	return same;
}

int
parts_signed(const void *der, size_t n, const struct parts_signer *by, struct der *body, struct der *rest)
{
	struct der in = { der, n }, seq, alg, bits;
	int r;

	if ((r = der_next(&in, DER_SEQ, &seq)) != 0 || (r = der_end(&in, "what is signed")) != 0 ||
	    (r = der_whole(&seq, DER_SEQ, body)) != 0 || (r = der_whole(&seq, DER_SEQ, &alg)) != 0 ||
	    (r = der_next(&seq, DER_BITS, &bits)) != 0)
		return r;
	if (bits.n < 1 || bits.p[0] != 0)
		return err_set(ERR_INPUT, "DER: a signature that is not of whole bytes");
	if (!parts_is_alg(&alg, by->key.kind))
		return err_set(ERR_CRYPTO, "the algorithm of the signature is not the one of its key");
	*rest = seq;
	return key_verify(by->spki.data, by->spki.len, body->p, body->n, bits.p + 1, bits.n - 1);
}
