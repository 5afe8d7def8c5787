#include "pki/ocsp.h"

#include <string.h>

#include "pki/crl.h"
#include "pki/der.h"
#include "pki/oid.h"
#include "pki/ossl.h"
#include "pki/parts.h"
#include "util/err.h"
#include "util/tm.h"

static size_t
hash_size(enum ocsp_hash hash)
{
	return hash == OCSP_SHA1 ? 20 : 32;
}

static void
hash_of(enum ocsp_hash hash, const struct der *d, unsigned char out[32])
{
	memset(out, 0, 32);
	if (EVP_Digest(d->p, d->n, out, NULL, hash == OCSP_SHA1 ? EVP_sha1() : EVP_sha256(), NULL) != 1)
		ossl_forget();		/* zeros name nobody */
}

static int
id_of(const void *issuer, size_t n, enum ocsp_hash hash, struct ocsp_id *out)
{
	struct der name, bits;
	int r = parts_names(issuer, n, &name, &bits);

	if (r != 0)
		return r;
	*out = (struct ocsp_id){ .hash = hash };
	hash_of(hash, &name, out->name);
	hash_of(hash, &bits, out->key);
	return 0;
}

int
ocsp_id_of(const void *issuer_cert, size_t n, enum ocsp_hash hash, const unsigned char *serial, size_t serial_len,
    struct ocsp_id *out)
{
	int r;

	if (serial_len == 0 || serial_len > sizeof(out->serial))
		return err_set(ERR_INPUT, "OCSP: a serial number that no certificate has");
	if ((r = id_of(issuer_cert, n, hash, out)) != 0)
		return r;
	memcpy(out->serial, serial, serial_len);
	out->serial_len = serial_len;
	return 0;
}

bool
ocsp_id_names(const struct ocsp_id *id, const struct ocsp_id *issuer)
{
	return id->hash == issuer->hash && memcmp(id->name, issuer->name, hash_size(id->hash)) == 0 &&
	    memcmp(id->key, issuer->key, hash_size(id->hash)) == 0;
}

/* --- CertID -------------------------------------------------------------------------------------- */

static void
put_id(struct buf *b, const struct ocsp_id *id)
{
	size_t all = der_open(b, DER_SEQ), alg = der_open(b, DER_SEQ);

	der_oid(b, id->hash == OCSP_SHA1 ? OID_SHA1 : OID_SHA256);
	der_null(b);
	der_close(b, alg);
	der_value(b, DER_OCTETS, id->name, hash_size(id->hash));
	der_value(b, DER_OCTETS, id->key, hash_size(id->hash));
	der_unsigned(b, id->serial, id->serial_len);
	der_close(b, all);
}

/* The hash; its parameters are NULL or absent (RFC 5754, 2). */
static int
get_hash(struct der *in, enum ocsp_hash *out)
{
	struct der alg, none;
	char oid[OID_TEXT];
	int r;

	if ((r = der_next(in, DER_SEQ, &alg)) != 0 || (r = der_get_oid(&alg, oid, sizeof(oid))) != 0)
		return r;
	if (strcmp(oid, OID_SHA1) != 0 && strcmp(oid, OID_SHA256) != 0)
		return err_set(ERR_DENIED, "OCSP: a hash we do not answer to: %s", oid);
	*out = strcmp(oid, OID_SHA1) == 0 ? OCSP_SHA1 : OCSP_SHA256;
	if (alg.n > 0 && (r = der_next(&alg, DER_NULL, &none)) != 0)
		return r;
	return der_end(&alg, "the hash");
}

static int
get_octets(struct der *in, size_t size, unsigned char *out)
{
	struct der v;
	int r = der_next(in, DER_OCTETS, &v);

	if (r != 0)
		return r;
	if (v.n != size)
		return err_set(ERR_INPUT, "OCSP: a hash of another length");
	memcpy(out, v.p, size);
	return 0;
}

static int
get_id(struct der *in, struct ocsp_id *out)
{
	struct der id;
	int r;

	*out = (struct ocsp_id){ .serial_len = 0 };
	if ((r = der_next(in, DER_SEQ, &id)) != 0 || (r = get_hash(&id, &out->hash)) != 0 ||
	    (r = get_octets(&id, hash_size(out->hash), out->name)) != 0 ||
	    (r = get_octets(&id, hash_size(out->hash), out->key)) != 0 ||
	    (r = der_get_serial(&id, out->serial, &out->serial_len)) != 0)
		return r;
	return der_end(&id, "the CertID");
}

/* --- requests ------------------------------------------------------------------------------------ */

/* Extensions behind [tag]: a nonce is seen and not repeated; what is critical and unknown cannot be obeyed. */
static int
read_request_exts(struct der *in, int tag, bool *has_nonce)
{
	struct der all, exts, value;
	char oid[OID_TEXT];
	bool critical;
	int r;

	if (!der_is(in, DER_CONTEXT_SEQ(tag)))
		return 0;
	if ((r = der_next(in, DER_CONTEXT_SEQ(tag), &all)) != 0 || (r = der_next(&all, DER_SEQ, &exts)) != 0)
		return r;
	while (exts.n > 0) {
		if ((r = parts_ext_next(&exts, oid, &critical, &value)) != 0)
			return r;
		if (strcmp(oid, OID_OCSP_NONCE) == 0)
			*has_nonce = true;
		else if (critical)
			return err_set(ERR_DENIED, "OCSP: a critical extension we do not know: %s", oid);
	}
	return der_end(&all, "the extensions");
}

/* version [0] and requestorName [1], which say nothing to us. */
static int
skip_front(struct der *tbs)
{
	struct der version, name;
	uint64_t v;
	int r;

	if (der_is(tbs, DER_CONTEXT_SEQ(0))) {
		if ((r = der_next(tbs, DER_CONTEXT_SEQ(0), &version)) != 0 || (r = der_get_number(&version, DER_INT, &v)) != 0 ||
		    (r = der_end(&version, "the version")) != 0)
			return r;
		if (v != 0)
			return err_set(ERR_INPUT, "OCSP: a version other than 1");
	}
	return der_is(tbs, DER_CONTEXT_SEQ(1)) ? der_next(tbs, DER_CONTEXT_SEQ(1), &name) : 0;
}

static int
read_list(struct der *tbs, struct ocsp_request *out)
{
	struct der list, one;
	int r;

	if ((r = der_next(tbs, DER_SEQ, &list)) != 0 || (r = der_next(&list, DER_SEQ, &one)) != 0)
		return r;
	if (list.n > 0)
		return err_set(ERR_LIMIT, "OCSP: more than one certificate is asked for");
	if ((r = get_id(&one, &out->id)) != 0 || (r = read_request_exts(&one, 0, &out->has_nonce)) != 0)
		return r;
	return der_end(&one, "the request");
}

int
ocsp_request_parse(const void *der, size_t n, struct ocsp_request *out)
{
	struct der in = { der, n }, all, tbs, sig;
	struct ocsp_request q = { .has_nonce = false };
	int r;

	if (n > OCSP_REQUEST_MAX)
		return err_set(ERR_LIMIT, "OCSP: the request is larger than %d bytes", OCSP_REQUEST_MAX);
	if ((r = der_next(&in, DER_SEQ, &all)) != 0 || (r = der_end(&in, "the request")) != 0 ||
	    (r = der_next(&all, DER_SEQ, &tbs)) != 0 || (r = skip_front(&tbs)) != 0 || (r = read_list(&tbs, &q)) != 0 ||
	    (r = read_request_exts(&tbs, 2, &q.has_nonce)) != 0 || (r = der_end(&tbs, "the request")) != 0)
		return r;
	/* A signature of who asks is not looked at (RFC 5019, 2.1.2). */
	if (der_is(&all, DER_CONTEXT_SEQ(0)) && (r = der_next(&all, DER_CONTEXT_SEQ(0), &sig)) != 0)
		return r;
	if ((r = der_end(&all, "the request")) == 0)
		*out = q;
	return r;
}

void
ocsp_request_write(const struct ocsp_id *id, struct buf *out)
{
	size_t all = der_open(out, DER_SEQ), tbs = der_open(out, DER_SEQ), list = der_open(out, DER_SEQ), one = der_open(out, DER_SEQ);

	put_id(out, id);
	der_close(out, one);
	der_close(out, list);
	der_close(out, tbs);
	der_close(out, all);
}

/* --- answers ------------------------------------------------------------------------------------- */

static void
put_state(struct buf *b, const struct ocsp_answer *a)
{
	size_t revoked, reason;

	if (a->state == OCSP_GOOD) {
		der_value(b, DER_CONTEXT(0), "", 0);
		return;
	}
	revoked = der_open(b, DER_CONTEXT_SEQ(1));
	der_gentime(b, a->revoked_at);
	if (a->reason != 0) {
		reason = der_open(b, DER_CONTEXT_SEQ(0));
		der_number(b, DER_ENUM, (uint64_t)a->reason);
		der_close(b, reason);
	}
	der_close(b, revoked);
}

static void
put_single(struct buf *b, const struct ocsp_answer *a)
{
	size_t list = der_open(b, DER_SEQ), one = der_open(b, DER_SEQ), next;

	put_id(b, &a->id);
	put_state(b, a);
	der_gentime(b, a->this_update);
	next = der_open(b, DER_CONTEXT_SEQ(0));
	der_gentime(b, a->next_update);
	der_close(b, next);
	der_close(b, one);
	der_close(b, list);
}

static int
check_answer(const struct ocsp_answer *a)
{
	if (a->id.serial_len == 0 || a->id.serial_len > sizeof(a->id.serial))
		return err_set(ERR_INPUT, "OCSP: a serial number that no certificate has");
	if (a->this_update <= 0 || a->next_update < a->this_update + TM_SECOND || a->produced_at < a->this_update)
		return err_set(ERR_INPUT, "OCSP: times that no answer has");
	if (a->state == OCSP_REVOKED && (a->revoked_at <= 0 || a->reason < 0 || a->reason > CRL_AA_COMPROMISE))
		return err_set(ERR_INPUT, "OCSP: a revocation without its time, or with a reason that is unheard of");
	return 0;
}

int
ocsp_tbs(const struct ocsp_answer *a, const void *responder, size_t n, struct buf *out)
{
	unsigned char key[32];
	struct der name, bits;
	size_t all, id;
	int r;

	if ((r = check_answer(a)) != 0 || (r = parts_names(responder, n, &name, &bits)) != 0)
		return r;
	hash_of(OCSP_SHA1, &bits, key);
	all = der_open(out, DER_SEQ);
	id = der_open(out, DER_CONTEXT_SEQ(2));		/* byKey (RFC 6960, 4.2.1) */
	der_value(out, DER_OCTETS, key, KEY_SKI);
	der_close(out, id);
	der_gentime(out, a->produced_at);
	put_single(out, a);
	der_close(out, all);
	return buf_end(out, "the answer");
}

int
ocsp_join(const void *tbs, size_t n, enum key_kind kind, const void *sig, size_t sig_len, const void *responder,
    size_t responder_len, struct buf *out)
{
	size_t all = der_open(out, DER_SEQ), bytes, seq, octets, basic, certs, list;

	der_number(out, DER_ENUM, 0);		/* successful */
	bytes = der_open(out, DER_CONTEXT_SEQ(0));
	seq = der_open(out, DER_SEQ);
	der_oid(out, OID_OCSP_BASIC);
	octets = der_open(out, DER_OCTETS);
	basic = der_open(out, DER_SEQ);
	buf_add(out, tbs, n);
	key_sig_alg(kind, out);
	der_bits(out, sig, sig_len);
	certs = der_open(out, DER_CONTEXT_SEQ(0));
	list = der_open(out, DER_SEQ);
	buf_add(out, responder, responder_len);
	der_close(out, list);
	der_close(out, certs);
	der_close(out, basic);
	der_close(out, octets);
	der_close(out, seq);
	der_close(out, bytes);
	der_close(out, all);
	return buf_end(out, "the answer");
}

int
ocsp_sign(const struct ocsp_answer *a, const void *responder, size_t n, const struct key_signer *by, struct buf *out)
{
	struct buf tbs = BUF_INIT, sig = BUF_INIT;
	struct parts_signer who;
	int r = parts_signer(responder, n, &who);

	if (r != 0)
		return r;
	if (who.spki.len != by->spki_len || memcmp(who.spki.data, by->spki, by->spki_len) != 0)
		r = err_set(ERR_CRYPTO, "OCSP: the key is not the one of the responder");
	parts_signer_clear(&who);
	if (r == 0 && (r = ocsp_tbs(a, responder, n, &tbs)) == 0 && (r = key_sign(by, tbs.data, tbs.len, &sig)) == 0)
		r = ocsp_join(tbs.data, tbs.len, by->kind, sig.data, sig.len, responder, n, out);
	buf_clear(&tbs);
	buf_clear(&sig);
	return r;
}

void
ocsp_refusal(enum ocsp_status status, struct buf *out)
{
	size_t at = der_open(out, DER_SEQ);

	der_number(out, DER_ENUM, (uint64_t)status);
	der_close(out, at);
}

/* --- reading an answer --------------------------------------------------------------------------- */

/* The BasicOCSPResponse in an OCSPResponse. */
static int
open_response(struct der *in, struct der *basic)
{
	struct der all, bytes, seq;
	char oid[OID_TEXT];
	uint64_t status;
	int r;

	if ((r = der_next(in, DER_SEQ, &all)) != 0 || (r = der_end(in, "the answer")) != 0 ||
	    (r = der_get_number(&all, DER_ENUM, &status)) != 0)
		return r;
	if (status != 0)
		return err_set(ERR_DENIED, "OCSP: the responder refuses with status %u", (unsigned)status);
	if ((r = der_next(&all, DER_CONTEXT_SEQ(0), &bytes)) != 0 || (r = der_end(&all, "the answer")) != 0 ||
	    (r = der_next(&bytes, DER_SEQ, &seq)) != 0 || (r = der_get_oid(&seq, oid, sizeof(oid))) != 0 ||
	    (r = der_next(&seq, DER_OCTETS, basic)) != 0)
		return r;
	return strcmp(oid, OID_OCSP_BASIC) == 0 ? 0 : err_set(ERR_INPUT, "OCSP: an answer that is not basic");
}

/* The first certificate behind the signature: the responder's. */
static int
find_responder(struct der basic, struct der *cert)
{
	struct der seq, skip, certs, list;
	int tag, r;

	if ((r = der_next(&basic, DER_SEQ, &seq)) != 0 || (r = der_any(&seq, &tag, &skip)) != 0 ||
	    (r = der_any(&seq, &tag, &skip)) != 0 || (r = der_any(&seq, &tag, &skip)) != 0 ||
	    (r = der_next(&seq, DER_CONTEXT_SEQ(0), &certs)) != 0 || (r = der_next(&certs, DER_SEQ, &list)) != 0)
		return r;
	return der_whole(&list, DER_SEQ, cert);
}

/* Delegated by this issuer, with OCSPSigning, in force (RFC 6960, 4.2.2.2). */
static int
check_responder(const struct der *cert, const struct parts_signer *by, const struct parts_signer *issuer, int64_t at)
{
	struct der body, rest;

	if (by->issuer.len != issuer->name.len || memcmp(by->issuer.data, issuer->name.data, issuer->name.len) != 0 ||
	    parts_signed(cert->p, cert->n, issuer, &body, &rest) != 0)
		return ERR_CRYPTO;
	if (!parts_has_usage(cert->p, cert->n, OID_EKU_OCSP, false) || at < by->not_before || at >= by->not_after + TM_SECOND)
		return ERR_CRYPTO;
	return 0;
}

static int
get_state(struct der *in, struct ocsp_answer *a)
{
	struct der v, reason;
	uint64_t number;
	int r;

	if (der_is(in, DER_CONTEXT(0))) {
		a->state = OCSP_GOOD;
		return (r = der_next(in, DER_CONTEXT(0), &v)) != 0 ? r : der_end(&v, "the state");
	}
	a->state = OCSP_REVOKED;
	if ((r = der_next(in, DER_CONTEXT_SEQ(1), &v)) != 0 || (r = der_get_time(&v, &a->revoked_at)) != 0)
		return r;
	if (v.n > 0) {
		if ((r = der_next(&v, DER_CONTEXT_SEQ(0), &reason)) != 0 || (r = der_get_number(&reason, DER_ENUM, &number)) != 0)
			return r;
		if (number > CRL_AA_COMPROMISE)
			return err_set(ERR_INPUT, "OCSP: a reason that is unheard of");
		a->reason = (int)number;
	}
	return der_end(&v, "the state");
}

static int
get_single(struct der *tbs, struct ocsp_answer *a)
{
	struct der list, one, next;
	int r;

	if ((r = der_next(tbs, DER_SEQ, &list)) != 0 || (r = der_next(&list, DER_SEQ, &one)) != 0 ||
	    (r = der_end(&list, "the answer")) != 0 || (r = get_id(&one, &a->id)) != 0 || (r = get_state(&one, a)) != 0 ||
	    (r = der_get_time(&one, &a->this_update)) != 0 || (r = der_next(&one, DER_CONTEXT_SEQ(0), &next)) != 0)
		return r;
	return der_get_time(&next, &a->next_update);
}

static int
read_tbs(struct der body, const struct parts_signer *by, struct ocsp_answer *a)
{
	struct der tbs, id, key;
	int r;

	if ((r = der_next(&body, DER_SEQ, &tbs)) != 0 || (r = der_next(&tbs, DER_CONTEXT_SEQ(2), &id)) != 0 ||
	    (r = der_next(&id, DER_OCTETS, &key)) != 0 || (r = der_get_time(&tbs, &a->produced_at)) != 0 ||
	    (r = get_single(&tbs, a)) != 0)
		return r;
	if (key.n != KEY_SKI || memcmp(key.p, by->key.ski, KEY_SKI) != 0)
		return err_set(ERR_CRYPTO, "OCSP: the answer names another responder");
	return 0;
}

/* Is it about a certificate of this issuer, and still fresh? */
static int
check_read(const struct ocsp_answer *a, const void *issuer, size_t issuer_len, int64_t at)
{
	struct ocsp_id id;
	int r = id_of(issuer, issuer_len, a->id.hash, &id);

	if (r != 0)
		return r;
	if (!ocsp_id_names(&a->id, &id))
		return err_set(ERR_CRYPTO, "OCSP: the answer is about another issuer");
	if (a->this_update > at || a->next_update < at)
		return err_set(ERR_CRYPTO, "OCSP: the answer is not of this time");
	return 0;
}

static int
read_basic(const struct der *basic, const struct parts_signer *issuer, int64_t at, struct ocsp_answer *a)
{
	struct der cert, body, rest;
	struct parts_signer by;
	int r;

	if ((r = find_responder(*basic, &cert)) != 0 || (r = parts_signer(cert.p, cert.n, &by)) != 0)
		return r;
	if (check_responder(&cert, &by, issuer, at) != 0)
		r = err_set(ERR_CRYPTO, "OCSP: the responder is not delegated by the issuer");
	else if ((r = parts_signed(basic->p, basic->n, &by, &body, &rest)) == 0)
		r = read_tbs(body, &by, a);
	parts_signer_clear(&by);
	return r;
}

int
ocsp_read(const void *der, size_t n, const void *issuer, size_t issuer_len, int64_t at, struct ocsp_answer *out)
{
	struct der in = { der, n }, basic;
	struct ocsp_answer a = { .reason = 0 };
	struct parts_signer by;
	int r;

	if ((r = open_response(&in, &basic)) != 0 || (r = parts_signer(issuer, issuer_len, &by)) != 0)
		return r;
	if ((r = read_basic(&basic, &by, at, &a)) == 0 && (r = check_read(&a, issuer, issuer_len, at)) == 0)
		*out = a;
	parts_signer_clear(&by);
	return r;
}
