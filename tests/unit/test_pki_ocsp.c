#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/ocsp.h>

#include "../lib/ca.h"
#include "pki/crl.h"
#include "pki/der.h"
#include "pki/ocsp.h"
#include "util/err.h"
#include "util/tm.h"

#define NOW tm_now()	/* OCSP_basic_verify looks at the clock */

static struct test_cert ca, other, responder, leaf;
static const unsigned char serial[20] = { 0x7f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 };

static X509 *
x509(const struct test_cert *c)
{
	X509 *x = ossl_cert(c->der.data, c->der.len);

	assert_non_null(x);
	return x;
}

static OCSP_CERTID *
library_id(const EVP_MD *md)
{
	ASN1_INTEGER *n = ASN1_INTEGER_new();
	X509 *x = x509(&ca);
	OCSP_CERTID *id;

	ASN1_STRING_set(n, serial, sizeof(serial));
	id = OCSP_cert_id_new(md, X509_get_subject_name(x), X509_get0_pubkey_bitstr(x), n);
	assert_non_null(id);
	ASN1_INTEGER_free(n);
	X509_free(x);
	return id;
}

static struct ocsp_id
our_id(enum ocsp_hash hash)
{
	struct ocsp_id id;

	assert_int_equal(ocsp_id_of(ca.der.data, ca.der.len, hash, serial, sizeof(serial), &id), 0);
	return id;
}

/* A request as OpenSSL makes it, as DER. */
static struct buf
library_request(const EVP_MD *md, int nonce, int count)
{
	OCSP_REQUEST *req = OCSP_REQUEST_new();
	struct buf der = BUF_INIT;
	unsigned char *p = NULL;
	int n;

	for (int i = 0; i < count; i++)
		assert_non_null(OCSP_request_add0_id(req, library_id(md)));
	if (nonce)
		assert_int_equal(OCSP_request_add1_nonce(req, NULL, 16), 1);
	n = i2d_OCSP_REQUEST(req, &p);
	assert_int_equal(ossl_take_der(p, n, &der), 0);
	OCSP_REQUEST_free(req);
	return der;
}

static void
reads_requests_of_the_library(void **state)
{
	static const struct { enum ocsp_hash hash; int nonce; } is[] = { { OCSP_SHA1, 0 }, { OCSP_SHA1, 1 }, { OCSP_SHA256, 1 } };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct buf der = library_request(is[i].hash == OCSP_SHA1 ? EVP_sha1() : EVP_sha256(), is[i].nonce, 1);
		struct ocsp_id want = our_id(is[i].hash);
		struct ocsp_request q;

		assert_int_equal(ocsp_request_parse(der.data, der.len, &q), 0);
		assert_true(ocsp_id_names(&q.id, &want));
		assert_int_equal(q.id.serial_len, sizeof(serial));
		assert_memory_equal(q.id.serial, serial, sizeof(serial));
		assert_int_equal(q.has_nonce, is[i].nonce);
		buf_clear(&der);
	}
}

static void
writes_the_request_of_the_library(void **state)
{
	(void)state;
	for (enum ocsp_hash h = OCSP_SHA1; h <= OCSP_SHA256; h++) {
		struct buf want = library_request(h == OCSP_SHA1 ? EVP_sha1() : EVP_sha256(), 0, 1), got = BUF_INIT;
		struct ocsp_id id = our_id(h);

		ocsp_request_write(&id, &got);
		assert_int_equal(got.len, want.len);
		assert_memory_equal(got.data, want.data, want.len);
		buf_clear(&want);
		buf_clear(&got);
	}
}

static void
parse_gives(const struct buf *der, int code)
{
	struct ocsp_request q = { .has_nonce = true };

	assert_int_equal(ocsp_request_parse(der->data, der->len, &q), code);
	assert_string_not_equal(err_take(), "");
	assert_true(q.has_nonce);
}

/* A request of ours with an extension behind it. */
static void
with_extension(const char *oid, bool critical, int code)
{
	struct buf one = BUF_INIT, der = BUF_INIT;
	struct ocsp_id id = our_id(OCSP_SHA1);
	struct ocsp_request q;
	size_t all, tbs, exts, seq, ext;
	struct der in, whole, list;

	ocsp_request_write(&id, &one);
	in = (struct der){ (unsigned char *)one.data, one.len };
	assert_int_equal(der_next(&in, DER_SEQ, &whole) | der_next(&whole, DER_SEQ, &list), 0);
	all = der_open(&der, DER_SEQ);
	tbs = der_open(&der, DER_SEQ);
	buf_add(&der, list.p, list.n);
	exts = der_open(&der, DER_CONTEXT_SEQ(2));
	seq = der_open(&der, DER_SEQ);
	ext = der_open(&der, DER_SEQ);
	der_oid(&der, oid);
	if (critical)
		der_bool(&der, true);
	der_value(&der, DER_OCTETS, "\x05\x00", 2);
	der_close(&der, ext);
	der_close(&der, seq);
	der_close(&der, exts);
	der_close(&der, tbs);
	der_close(&der, all);
	if (code != 0)
		parse_gives(&der, code);
	else
		assert_int_equal(ocsp_request_parse(der.data, der.len, &q), 0);
	buf_clear(&one);
	buf_clear(&der);
}

static void
refuses_requests_it_cannot_answer(void **state)
{
	struct buf der = library_request(EVP_sha1(), 0, 2), large = BUF_INIT, good = library_request(EVP_sha1(), 1, 1);

	(void)state;
	parse_gives(&der, ERR_LIMIT);			/* two certificates */
	buf_clear(&der);
	der = library_request(EVP_sha512(), 0, 1);
	parse_gives(&der, ERR_DENIED);			/* another hash */
	buf_clear(&der);
	der = library_request(EVP_sha1(), 0, 0);
	parse_gives(&der, ERR_INPUT);			/* nothing asked */
	buf_clear(&der);
	for (size_t i = 0; i < OCSP_REQUEST_MAX + 1; i++)
		buf_addc(&large, 'x');
	parse_gives(&large, ERR_LIMIT);
	buf_clear(&large);
	for (size_t n = 0; n < good.len; n++) {		/* cut anywhere */
		struct buf cut = { .data = good.data, .len = n };

		parse_gives(&cut, ERR_INPUT);
	}
	buf_addc(&good, 0);
	parse_gives(&good, ERR_INPUT);			/* something behind */
	buf_clear(&good);
	with_extension("1.3.6.1.5.5.7.48.1.4", true, ERR_DENIED);
	with_extension("1.3.6.1.5.5.7.48.1.4", false, 0);
	with_extension("1.3.6.1.5.5.7.48.1.2", true, 0);
}

static struct ocsp_answer
answer(enum ocsp_hash hash, enum ocsp_state state, int reason)
{
	int64_t now = NOW / 1000 * 1000;
	struct ocsp_answer a = { .id = our_id(hash), .state = state, .reason = reason, .this_update = now - TM_MINUTE,
	    .produced_at = now - TM_MINUTE, .next_update = now + TM_HOUR };

	if (state == OCSP_REVOKED)
		a.revoked_at = now - 2 * TM_HOUR;
	return a;
}

/* OpenSSL as the relying party: path, delegation, signature, id, state, dates. */
static void
library_accepts(const struct buf *der, const struct ocsp_answer *want)
{
	const unsigned char *at = (const unsigned char *)der->data;
	OCSP_RESPONSE *resp = d2i_OCSP_RESPONSE(NULL, &at, (long)der->len);
	OCSP_BASICRESP *basic;
	X509_STORE *store = X509_STORE_new();
	X509 *root = x509(&ca);
	OCSP_CERTID *id = library_id(want->id.hash == OCSP_SHA1 ? EVP_sha1() : EVP_sha256());
	ASN1_GENERALIZEDTIME *rev = NULL, *this = NULL, *next = NULL;
	int status = -1, reason = -1;

	assert_non_null(resp);
	assert_int_equal(OCSP_response_status(resp), OCSP_RESPONSE_STATUS_SUCCESSFUL);
	basic = OCSP_response_get1_basic(resp);
	assert_non_null(basic);
	X509_STORE_add_cert(store, root);
	assert_int_equal(OCSP_basic_verify(basic, NULL, store, 0), 1);
	assert_int_equal(OCSP_resp_find_status(basic, id, &status, &reason, &rev, &this, &next), 1);
	assert_int_equal(status, want->state == OCSP_GOOD ? V_OCSP_CERTSTATUS_GOOD : V_OCSP_CERTSTATUS_REVOKED);
	assert_int_equal(reason, want->state == OCSP_REVOKED && want->reason != 0 ? want->reason : -1);
	assert_int_equal(rev != NULL, want->state == OCSP_REVOKED);
	assert_int_equal(OCSP_check_validity(this, next, 0, -1), 1);
	OCSP_CERTID_free(id);
	X509_free(root);
	X509_STORE_free(store);
	OCSP_BASICRESP_free(basic);
	OCSP_RESPONSE_free(resp);
}

static void
signs_what_the_library_and_we_accept(void **state)
{
	static const struct { enum ocsp_hash hash; enum ocsp_state state; int reason; } is[] = {
		{ OCSP_SHA1, OCSP_GOOD, 0 }, { OCSP_SHA256, OCSP_GOOD, 0 }, { OCSP_SHA1, OCSP_REVOKED, 0 },
		{ OCSP_SHA256, OCSP_REVOKED, CRL_HOLD }, { OCSP_SHA1, OCSP_REVOKED, CRL_KEY_COMPROMISE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(is) / sizeof(is[0]); i++) {
		struct ocsp_answer a = answer(is[i].hash, is[i].state, is[i].reason), back;
		struct buf der = BUF_INIT;

		assert_int_equal(ocsp_sign(&a, responder.der.data, responder.der.len, key_soft_signer(responder.key), &der), 0);
		library_accepts(&der, &a);
		assert_int_equal(ocsp_read(der.data, der.len, ca.der.data, ca.der.len, NOW, &back), 0);
		assert_true(ocsp_id_names(&back.id, &a.id));
		assert_memory_equal(back.id.serial, serial, sizeof(serial));
		assert_int_equal(back.state, a.state);
		assert_int_equal(back.reason, a.reason);
		assert_int_equal(back.revoked_at, a.revoked_at);
		assert_int_equal(back.this_update, a.this_update);
		assert_int_equal(back.next_update, a.next_update);
		assert_int_equal(back.produced_at, a.produced_at);
		buf_clear(&der);
	}
}

static void
signs_nothing_senseless(void **state)
{
	struct ocsp_answer a[6];
	struct buf der = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < 6; i++)
		a[i] = answer(OCSP_SHA1, OCSP_REVOKED, CRL_HOLD);
	a[0].id.serial_len = 0;
	a[1].next_update = a[1].this_update;
	a[2].revoked_at = 0;
	a[3].reason = 11;
	a[4].this_update = 0;
	a[5].produced_at = a[5].this_update - 1;
	for (size_t i = 0; i < 6; i++) {
		assert_int_equal(ocsp_sign(&a[i], responder.der.data, responder.der.len, key_soft_signer(responder.key), &der), ERR_INPUT);
		assert_string_not_equal(err_take(), "");
		assert_int_equal(der.len, 0);
	}
	a[0] = answer(OCSP_SHA1, OCSP_GOOD, 0);
	assert_int_equal(ocsp_sign(&a[0], responder.der.data, responder.der.len, key_soft_signer(ca.key), &der), ERR_CRYPTO);
	assert_string_equal(err_take(), "OCSP: the key is not the one of the responder");
	buf_clear(&der);
}

static void
read_gives(const struct buf *der, const struct test_cert *issuer, int64_t at, int code, const char *sentence)
{
	struct ocsp_answer back;

	assert_int_equal(ocsp_read(der->data, der->len, issuer->der.data, issuer->der.len, at, &back), code);
	assert_string_equal(err_take(), sentence);
}

static void
believes_nobody_without_delegation(void **state)
{
	struct ocsp_answer a = answer(OCSP_SHA1, OCSP_GOOD, 0);
	struct buf der = BUF_INIT;

	(void)state;
	assert_int_equal(ocsp_sign(&a, leaf.der.data, leaf.der.len, key_soft_signer(leaf.key), &der), 0);
	read_gives(&der, &ca, NOW, ERR_CRYPTO, "OCSP: the responder is not delegated by the issuer");
	buf_clear(&der);
	assert_int_equal(ocsp_sign(&a, responder.der.data, responder.der.len, key_soft_signer(responder.key), &der), 0);
	read_gives(&der, &other, NOW, ERR_CRYPTO, "OCSP: the responder is not delegated by the issuer");
	read_gives(&der, &ca, NOW + 2 * TM_HOUR, ERR_CRYPTO, "OCSP: the answer is not of this time");
	read_gives(&der, &ca, NOW - 2 * TM_HOUR, ERR_CRYPTO, "OCSP: the responder is not delegated by the issuer");
	read_gives(&der, &ca, a.this_update - 1000, ERR_CRYPTO, "OCSP: the answer is not of this time");
	buf_clear(&der);
	assert_int_equal(ocsp_id_of(other.der.data, other.der.len, OCSP_SHA1, serial, sizeof(serial), &a.id), 0);
	assert_int_equal(ocsp_sign(&a, responder.der.data, responder.der.len, key_soft_signer(responder.key), &der), 0);
	read_gives(&der, &ca, NOW, ERR_CRYPTO, "OCSP: the answer is about another issuer");
	buf_clear(&der);
}

/* A CA of the same name delegates with another key; a responder speaks in the name of another. */
static void
believes_no_names_alone(void **state)
{
	struct ocsp_answer a = answer(OCSP_SHA1, OCSP_GOOD, 0);
	const struct key_signer *by = key_soft_signer(responder.key);
	struct buf der = BUF_INIT, tbs = BUF_INIT, sig = BUF_INIT;
	struct test_cert twin, forged;

	(void)state;
	test_cert(&twin, KEY_RSA2048, "CA", "ca", NULL, NOW);
	test_cert(&forged, KEY_P256, "responder", "OCSPSigning", &twin, NOW);
	assert_int_equal(ocsp_sign(&a, forged.der.data, forged.der.len, key_soft_signer(forged.key), &der), 0);
	read_gives(&der, &ca, NOW, ERR_CRYPTO, "the signature does not hold");
	buf_clear(&der);
	assert_int_equal(ocsp_tbs(&a, forged.der.data, forged.der.len, &tbs), 0);
	assert_int_equal(key_sign(by, tbs.data, tbs.len, &sig), 0);
	assert_int_equal(ocsp_join(tbs.data, tbs.len, by->kind, sig.data, sig.len, responder.der.data, responder.der.len, &der), 0);
	read_gives(&der, &ca, NOW, ERR_CRYPTO, "OCSP: the answer names another responder");
	buf_clear(&der);
	buf_clear(&tbs);
	buf_clear(&sig);
	test_cert_free(&twin);
	test_cert_free(&forged);
}

static void
refuses_every_changed_byte(void **state)
{
	struct ocsp_answer a = answer(OCSP_SHA256, OCSP_REVOKED, CRL_HOLD), back;
	struct buf der = BUF_INIT;
	int64_t now = NOW;

	(void)state;
	assert_int_equal(ocsp_sign(&a, responder.der.data, responder.der.len, key_soft_signer(responder.key), &der), 0);
	for (size_t i = 0; i < der.len; i++) {
		der.data[i] ^= 1;
		assert_int_not_equal(ocsp_read(der.data, der.len, ca.der.data, ca.der.len, now, &back), 0);
		assert_string_not_equal(err_take(), "");
		der.data[i] ^= 1;
	}
	buf_clear(&der);
}

static void
refusals_are_the_ones_of_the_rfc(void **state)
{
	struct buf der = BUF_INIT;

	(void)state;
	ocsp_refusal(OCSP_UNAUTHORIZED, &der);
	assert_int_equal(der.len, 5);
	assert_memory_equal(der.data, "\x30\x03\x0a\x01\x06", 5);
	read_gives(&der, &ca, NOW, ERR_DENIED, "OCSP: the responder refuses with status 6");
	buf_clear(&der);
}

static int
make_all(void **state)
{
	int64_t now = NOW;

	(void)state;
	test_cert(&ca, KEY_RSA2048, "CA", "ca", NULL, now);
	test_cert(&other, KEY_P256, "other CA", "ca", NULL, now);
	test_cert(&responder, KEY_P256, "responder", "OCSPSigning", &ca, now);
	test_cert(&leaf, KEY_P256, "holder", "leaf", &ca, now);
	return 0;
}

static int
free_all(void **state)
{
	(void)state;
	test_cert_free(&ca);
	test_cert_free(&other);
	test_cert_free(&responder);
	test_cert_free(&leaf);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_requests_of_the_library),
		cmocka_unit_test(writes_the_request_of_the_library),
		cmocka_unit_test(refuses_requests_it_cannot_answer),
		cmocka_unit_test(signs_what_the_library_and_we_accept),
		cmocka_unit_test(signs_nothing_senseless),
		cmocka_unit_test(believes_nobody_without_delegation),
		cmocka_unit_test(believes_no_names_alone),
		cmocka_unit_test(refuses_every_changed_byte),
		cmocka_unit_test(refusals_are_the_ones_of_the_rfc),
	};

	if (ossl_init() != 0)
		return 1;
	return cmocka_run_group_tests_name("pki/ocsp", tests, make_all, free_all);
}
