#include "pki/tst.h"

#include <stdlib.h>
#include <string.h>

#include "pki/der.h"
#include "pki/oid.h"
#include "pki/ossl.h"
#include "pki/parts.h"
#include "util/err.h"
#include "util/tm.h"

#define ATTRS 3
#define MD_MAX 48

/* The digest of a key's signatures, over bytes of ours. 0 or ERR_BUG. */
static int
hash(enum key_kind kind, const void *p, size_t n, unsigned char out[MD_MAX])
{
	if (EVP_Digest(p, n, out, NULL, kind == KEY_P384 ? EVP_sha384() : EVP_sha256(), NULL) != 1)
		return ossl_note(ERR_BUG, "a digest cannot be made");
	return 0;
}

/* Parameters are left out (RFC 5754, 2). */
static void
put_hash_alg(struct buf *b, const char *oid)
{
	size_t at = der_open(b, DER_SEQ);

	der_oid(b, oid);
	der_close(b, at);
}

static const char *
hash_oid(enum key_kind kind)
{
	return kind == KEY_P384 ? OID_SHA384 : OID_SHA256;
}

/* --- TSTInfo (RFC 3161, 2.4.2) ------------------------------------------------------------------- */

static void
put_info(struct buf *b, const struct tst *t)
{
	size_t info = der_open(b, DER_SEQ), imprint;

	der_number(b, DER_INT, 1);
	der_oid(b, OID_POLICY_TSA);
	imprint = der_open(b, DER_SEQ);
	put_hash_alg(b, OID_SHA256);
	der_value(b, DER_OCTETS, t->imprint, sizeof(t->imprint));
	der_close(b, imprint);
	der_unsigned(b, t->serial, t->serial_len);
	der_gentime_ms(b, t->at);
	der_close(b, info);
}

static int
get_info(struct der in, struct tst *t)
{
	struct der info, imprint, alg, value;
	char oid[OID_TEXT];
	uint64_t version;
	int r;

	if ((r = der_next(&in, DER_SEQ, &info)) != 0 || (r = der_get_number(&info, DER_INT, &version)) != 0 ||
	    (r = der_get_oid(&info, oid, sizeof(oid))) != 0 || (r = der_next(&info, DER_SEQ, &imprint)) != 0 ||
	    (r = der_next(&imprint, DER_SEQ, &alg)) != 0 || (r = der_next(&imprint, DER_OCTETS, &value)) != 0 ||
	    (r = der_get_serial(&info, t->serial, &t->serial_len)) != 0 || (r = der_get_time(&info, &t->at)) != 0)
		return r;
	if (value.n != sizeof(t->imprint))
		return err_set(ERR_INPUT, "time stamp: an imprint that is not SHA-256");
	memcpy(t->imprint, value.p, sizeof(t->imprint));
	return 0;
}

/* --- signed attributes (RFC 5652, 5.3 and 11; RFC 5816, 2.2.1) ----------------------------------- */

static void
put_attribute(struct buf *b, const char *oid, const struct buf *value)
{
	size_t all = der_open(b, DER_SEQ), set;

	der_oid(b, oid);
	set = der_open(b, DER_SET);
	buf_add(b, value->data, value->len);
	der_close(b, set);
	der_close(b, all);
}

static void
put_content_type(struct buf *b)
{
	struct buf v = BUF_INIT;

	der_oid(&v, OID_TST_INFO);
	put_attribute(b, OID_CMS_CONTENT_TYPE, &v);
	buf_clear(&v);
}

static void
put_message_digest(struct buf *b, const unsigned char *md, size_t n)
{
	struct buf v = BUF_INIT;

	der_value(&v, DER_OCTETS, md, n);
	put_attribute(b, OID_CMS_DIGEST, &v);
	buf_clear(&v);
}

/* SigningCertificateV2 with the default hash, SHA-256, of the TSA's certificate. */
static void
put_signing_cert(struct buf *b, const unsigned char cert_hash[32])
{
	struct buf v = BUF_INIT;
	size_t all = der_open(&v, DER_SEQ), ids = der_open(&v, DER_SEQ), id = der_open(&v, DER_SEQ);

	der_value(&v, DER_OCTETS, cert_hash, 32);
	der_close(&v, id);
	der_close(&v, ids);
	der_close(&v, all);
	put_attribute(b, OID_SIGNING_CERT_V2, &v);
	buf_clear(&v);
}

/* Ascending as octet strings, the shorter padded with zeros (X.690, 11.6). */
static int
before(const void *a, const void *b)
{
	const struct buf *x = a, *y = b;
	int d = memcmp(x->data, y->data, x->len < y->len ? x->len : y->len);

	return d != 0 ? d : (x->len > y->len) - (x->len < y->len);
}

static void
put_attrs(struct buf *out, const unsigned char *md, size_t md_len, const unsigned char cert_hash[32])
{
	struct buf a[ATTRS] = { BUF_INIT, BUF_INIT, BUF_INIT };
	size_t set = der_open(out, DER_SET), i;

	put_content_type(&a[0]);
	put_message_digest(&a[1], md, md_len);
	put_signing_cert(&a[2], cert_hash);
	qsort(a, ATTRS, sizeof(a[0]), before);
	for (i = 0; i < ATTRS; i++) {
		buf_add(out, a[i].data, a[i].len);
		buf_clear(&a[i]);
	}
	der_close(out, set);
}

static int
check(const struct tst *t)
{
	if (t->serial_len == 0 || t->serial_len > sizeof(t->serial) || t->serial[0] == 0 ||
	    (t->serial_len == sizeof(t->serial) && (t->serial[0] & 0x80) != 0) || t->at <= 0)
		return err_set(ERR_INPUT, "time stamp: a serial number or a time that no stamp has");
	return 0;
}

static int
build(const struct tst *t, const struct parts_signer *tsa, const void *cert, size_t n, struct buf *info, struct buf *attrs)
{
	unsigned char md[MD_MAX], cert_hash[MD_MAX];
	int r;

	if ((r = check(t)) != 0)
		return r;
	put_info(info, t);
	if ((r = hash(tsa->key.kind, info->data, info->len, md)) != 0 || (r = hash(KEY_P256, cert, n, cert_hash)) != 0)
		return r;
	put_attrs(attrs, md, key_digest_size(tsa->key.kind), cert_hash);
	return buf_end(info, "the stamp") != 0 ? ERR_LIMIT : buf_end(attrs, "the stamp");
}

int
tst_tbs(const struct tst *t, const void *tsa, size_t n, struct buf *info, struct buf *attrs)
{
	struct parts_signer by;
	int r = parts_signer(tsa, n, &by);

	if (r != 0)
		return r;
	r = build(t, &by, tsa, n, info, attrs);
	parts_signer_clear(&by);
	return r;
}

/* --- SignedData (RFC 5652, 5) -------------------------------------------------------------------- */

static void
put_signer_info(struct buf *b, const struct parts_signer *tsa, const struct buf *attrs, enum key_kind kind, const void *sig,
    size_t sig_len)
{
	size_t infos = der_open(b, DER_SET), one = der_open(b, DER_SEQ), id;

	der_number(b, DER_INT, 1);
	id = der_open(b, DER_SEQ);		/* issuerAndSerialNumber */
	buf_add(b, tsa->issuer.data, tsa->issuer.len);
	buf_add(b, tsa->serial.data, tsa->serial.len);
	der_close(b, id);
	put_hash_alg(b, hash_oid(kind));
	buf_addc(b, (char)DER_CONTEXT_SEQ(0));	/* signed as SET OF, carried as [0] IMPLICIT (5.4) */
	buf_add(b, attrs->data + 1, attrs->len - 1);
	key_sig_alg(kind, b);
	der_value(b, DER_OCTETS, sig, sig_len);
	der_close(b, one);
	der_close(b, infos);
}

static void
put_content(struct buf *b, const struct buf *info)
{
	size_t all = der_open(b, DER_SEQ), content;

	der_oid(b, OID_TST_INFO);
	content = der_open(b, DER_CONTEXT_SEQ(0));
	der_value(b, DER_OCTETS, info->data, info->len);
	der_close(b, content);
	der_close(b, all);
}

static int
join(const struct buf *info, const struct buf *attrs, enum key_kind kind, const void *sig, size_t sig_len,
    const struct parts_signer *tsa, const void *cert, size_t n, struct buf *out)
{
	size_t all = der_open(out, DER_SEQ), content, data, algs;

	der_oid(out, OID_CMS_SIGNED);
	content = der_open(out, DER_CONTEXT_SEQ(0));
	data = der_open(out, DER_SEQ);
	der_number(out, DER_INT, 3);		/* the content is not id-data */
	algs = der_open(out, DER_SET);
	put_hash_alg(out, hash_oid(kind));
	der_close(out, algs);
	put_content(out, info);
	der_value(out, DER_CONTEXT_SEQ(0), cert, n);
	put_signer_info(out, tsa, attrs, kind, sig, sig_len);
	der_close(out, data);
	der_close(out, content);
	der_close(out, all);
	return buf_end(out, "the stamp");
}

int
tst_join(const struct buf *info, const struct buf *attrs, enum key_kind kind, const void *sig, size_t sig_len,
    const void *tsa, size_t n, struct buf *out)
{
	struct parts_signer by;
	int r = parts_signer(tsa, n, &by);

	if (r != 0)
		return r;
	r = attrs->len > 0 ? join(info, attrs, kind, sig, sig_len, &by, tsa, n, out) : err_set(ERR_BUG, "a stamp without attributes");
	parts_signer_clear(&by);
	return r;
}

int
tst_make(const struct tst *t, const void *tsa, size_t n, const struct key_signer *by, struct buf *out)
{
	struct buf info = BUF_INIT, attrs = BUF_INIT, sig = BUF_INIT, token = BUF_INIT;
	struct tst back;
	int r;

	if ((r = tst_tbs(t, tsa, n, &info, &attrs)) == 0 && (r = key_sign(by, attrs.data, attrs.len, &sig)) == 0 &&
	    (r = tst_join(&info, &attrs, by->kind, sig.data, sig.len, tsa, n, &token)) == 0 &&
	    (r = tst_verify(token.data, token.len, t->imprint, tsa, n, &back)) == 0)
		buf_add(out, token.data, token.len);
	buf_clear(&info);
	buf_clear(&attrs);
	buf_clear(&sig);
	buf_clear(&token);
	return r != 0 ? r : buf_end(out, "the stamp");
}

/* --- verifying ----------------------------------------------------------------------------------- */

/* What a token says, and its signature. */
static int
open_token(const void *token, size_t n, struct tst *t, struct der *sig)
{
	struct der in = { token, n }, all, content, data, skip, encap, octets, info, infos, one;
	char oid[OID_TEXT];
	int tag, i, r;

	if ((r = der_next(&in, DER_SEQ, &all)) != 0 || (r = der_get_oid(&all, oid, sizeof(oid))) != 0 ||
	    (r = der_next(&all, DER_CONTEXT_SEQ(0), &content)) != 0 || (r = der_next(&content, DER_SEQ, &data)) != 0 ||
	    (r = der_next(&data, DER_INT, &skip)) != 0 || (r = der_next(&data, DER_SET, &skip)) != 0 ||
	    (r = der_next(&data, DER_SEQ, &encap)) != 0 || (r = der_next(&data, DER_CONTEXT_SEQ(0), &skip)) != 0 ||
	    (r = der_next(&data, DER_SET, &infos)) != 0 || (r = der_next(&infos, DER_SEQ, &one)) != 0 ||
	    (r = der_get_oid(&encap, oid, sizeof(oid))) != 0 || (r = der_next(&encap, DER_CONTEXT_SEQ(0), &octets)) != 0 ||
	    (r = der_next(&octets, DER_OCTETS, &info)) != 0 || (r = get_info(info, t)) != 0)
		return r;
	for (i = 0; i < 5; i++)			/* version, signer, digest, attributes, algorithm */
		if ((r = der_any(&one, &tag, &skip)) != 0)
			return r;
	return der_next(&one, DER_OCTETS, sig);
}

/* A token of ours is, byte for byte, the one we would write with its values and its signature. */
static int
rebuild(const void *token, size_t n, const struct tst *t, const struct der *sig, const struct parts_signer *by, const void *tsa,
    size_t tsa_len)
{
	struct buf info = BUF_INIT, attrs = BUF_INIT, again = BUF_INIT;
	int r;

	if ((r = build(t, by, tsa, tsa_len, &info, &attrs)) == 0 &&
	    (r = join(&info, &attrs, by->key.kind, sig->p, sig->n, by, tsa, tsa_len, &again)) == 0) {
		if (again.len != n || memcmp(again.data, token, n) != 0)
			r = err_set(ERR_CRYPTO, "time stamp: not in the form of this authority");
		else
			r = key_verify(by->spki.data, by->spki.len, attrs.data, attrs.len, sig->p, sig->n);
	}
	buf_clear(&info);
	buf_clear(&attrs);
	buf_clear(&again);
	return r;
}

int
tst_verify(const void *token, size_t n, const unsigned char imprint[32], const void *tsa, size_t tsa_len, struct tst *out)
{
	struct parts_signer by;
	struct tst t = { .at = 0 };
	struct der sig;
	int r;

	if ((r = open_token(token, n, &t, &sig)) != 0)
		return err_in(r, "time stamp");
	if (memcmp(t.imprint, imprint, sizeof(t.imprint)) != 0)
		return err_set(ERR_CRYPTO, "time stamp: it is over something else");
	if (!parts_has_usage(tsa, tsa_len, OID_EKU_TIME, true))		/* RFC 3161, 2.3 */
		return err_set(ERR_CRYPTO, "time stamp: the certificate is not one for time stamps alone");
	if (parts_signer(tsa, tsa_len, &by) != 0)
		return ERR_CRYPTO;
	r = rebuild(token, n, &t, &sig, &by, tsa, tsa_len);
	if (r == 0 && (t.at < by.not_before || t.at >= by.not_after + TM_SECOND))
		r = err_set(ERR_CRYPTO, "time stamp: the certificate was not in force at its time");
	parts_signer_clear(&by);
	if (r == 0)
		*out = t;
	return r == 0 ? 0 : ERR_CRYPTO;
}
