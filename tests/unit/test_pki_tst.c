#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/ts.h>

#include "../lib/ca.h"
#include "pki/oid.h"
#include "pki/tst.h"
#include "util/digest.h"
#include "util/err.h"
#include "util/tm.h"

static struct test_cert ca, tsa, tsa_rsa, tsa_384, plain;
static const char paper[] = "consent: a paper that is stamped\n";
static unsigned char sum[32];

static struct tst
stamp(void)
{
	struct tst t = { .serial = { 0x40, 0xff, 3, 4 }, .serial_len = 4, .at = tm_now() / 1000 * 1000 + 120 };

	memcpy(t.imprint, sum, 32);
	return t;
}

static void
make(const struct test_cert *by, struct buf *token)
{
	struct tst t = stamp();

	assert_int_equal(tst_make(&t, by->der.data, by->der.len, key_soft_signer(by->key), token), 0);
}

/* OpenSSL as the relying party: signature, path, usage, imprint, ESSCertIDv2. Returns the TSTInfo. */
static TS_TST_INFO *
library_accepts(const struct buf *token)
{
	const unsigned char *at = (const unsigned char *)token->data, *der = (const unsigned char *)ca.der.data;
	PKCS7 *p7 = d2i_PKCS7(NULL, &at, (long)token->len);
	TS_VERIFY_CTX *ctx = TS_VERIFY_CTX_new();
	X509_STORE *store = X509_STORE_new();
	X509 *root = d2i_X509(NULL, &der, (long)ca.der.len);
	TS_TST_INFO *info;

	assert_non_null(p7);
	assert_ptr_equal(at, (const unsigned char *)token->data + token->len);
	X509_STORE_add_cert(store, root);
	TS_VERIFY_CTX_set_flags(ctx, TS_VFY_SIGNATURE | TS_VFY_VERSION | TS_VFY_DATA);
	TS_VERIFY_CTX_set_store(ctx, store);		/* owned from now on */
	TS_VERIFY_CTX_set_data(ctx, BIO_new_mem_buf(paper, sizeof(paper) - 1));
	assert_int_equal(TS_RESP_verify_token(ctx, p7), 1);
	info = PKCS7_to_TS_TST_INFO(p7);
	assert_non_null(info);
	TS_VERIFY_CTX_free(ctx);
	X509_free(root);
	PKCS7_free(p7);
	return info;
}

static void
makes_what_the_library_and_we_accept(void **state)
{
	const struct test_cert *const by[] = { &tsa, &tsa_rsa, &tsa_384 };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct buf token = BUF_INIT;
		struct tst t = stamp(), back;
		TS_TST_INFO *info;
		char policy[80];

		make(by[i], &token);
		info = library_accepts(&token);
		OBJ_obj2txt(policy, sizeof(policy), TS_TST_INFO_get_policy_id(info), 1);
		assert_string_equal(policy, OID_POLICY_TSA);
		assert_int_equal(ASN1_INTEGER_get(TS_TST_INFO_get_serial(info)), 0x40ff0304);
		assert_int_equal(ASN1_STRING_length(TS_TST_INFO_get_time(info)), sizeof("20261127000000.12Z") - 1);
		TS_TST_INFO_free(info);
		assert_int_equal(tst_verify(token.data, token.len, sum, by[i]->der.data, by[i]->der.len, &back), 0);
		assert_int_equal(back.at % 1000, 120);
		assert_true(back.at - t.at <= 0 && t.at - back.at < TM_MINUTE);
		assert_memory_equal(back.imprint, sum, 32);
		assert_int_equal(back.serial_len, 4);
		assert_memory_equal(back.serial, t.serial, 4);
		buf_clear(&token);
	}
}

static void
stamps_made_twice_are_the_same_bytes_to_sign(void **state)
{
	struct buf info[2] = { BUF_INIT, BUF_INIT }, attrs[2] = { BUF_INIT, BUF_INIT };
	struct tst t = stamp();

	(void)state;
	for (int i = 0; i < 2; i++)
		assert_int_equal(tst_tbs(&t, tsa.der.data, tsa.der.len, &info[i], &attrs[i]), 0);
	assert_int_equal(attrs[0].data[0], 0x31);
	assert_int_equal(attrs[0].len, attrs[1].len);
	assert_memory_equal(attrs[0].data, attrs[1].data, attrs[0].len);
	assert_memory_equal(info[0].data, info[1].data, info[0].len);
	for (int i = 0; i < 2; i++) {
		buf_clear(&info[i]);
		buf_clear(&attrs[i]);
	}
}

static void
verify_gives(const struct buf *token, const unsigned char *imprint, const struct test_cert *by, const char *sentence)
{
	struct tst t = { .at = 7 };

	assert_int_equal(tst_verify(token->data, token->len, imprint, by->der.data, by->der.len, &t), ERR_CRYPTO);
	assert_string_equal(err_take(), sentence);
	assert_int_equal(t.at, 7);
}

static void
believes_no_other_authority_and_no_other_content(void **state)
{
	struct buf token = BUF_INIT, der = BUF_INIT;
	struct tst t = stamp();
	unsigned char other[32];

	(void)state;
	make(&tsa, &token);
	memcpy(other, sum, 32);
	other[31] ^= 1;
	verify_gives(&token, other, &tsa, "time stamp: it is over something else");
	verify_gives(&token, sum, &tsa_rsa, "time stamp: not in the form of this authority");
	verify_gives(&token, sum, &ca, "time stamp: the certificate is not one for time stamps alone");
	verify_gives(&token, sum, &plain, "time stamp: the certificate is not one for time stamps alone");
	assert_int_equal(tst_make(&t, plain.der.data, plain.der.len, key_soft_signer(plain.key), &der), ERR_CRYPTO);
	assert_string_equal(err_take(), "time stamp: the certificate is not one for time stamps alone");
	assert_int_equal(tst_make(&t, tsa.der.data, tsa.der.len, key_soft_signer(plain.key), &der), ERR_CRYPTO);
	assert_string_equal(err_take(), "the signature does not hold");
	t.at += 366 * TM_DAY;
	assert_int_equal(tst_make(&t, tsa.der.data, tsa.der.len, key_soft_signer(tsa.key), &der), ERR_CRYPTO);
	assert_string_equal(err_take(), "time stamp: the certificate was not in force at its time");
	assert_int_equal(der.len, 0);
	buf_clear(&token);
}

static void
refuses_every_changed_byte(void **state)
{
	struct buf token = BUF_INIT;
	struct tst t;

	(void)state;
	make(&tsa, &token);
	for (size_t i = 0; i < token.len; i++) {
		int r;

		token.data[i] ^= 1;
		r = tst_verify(token.data, token.len, sum, tsa.der.data, tsa.der.len, &t);
		assert_true(r == ERR_CRYPTO || r == ERR_INPUT);
		assert_string_not_equal(err_take(), "");
		token.data[i] ^= 1;
	}
	assert_int_equal(tst_verify(token.data, token.len - 1, sum, tsa.der.data, tsa.der.len, &t), ERR_INPUT);
	err_take();
	assert_int_equal(tst_verify(tsa.der.data, tsa.der.len, sum, tsa.der.data, tsa.der.len, &t), ERR_INPUT);
	err_take();
	buf_addc(&token, 0);
	assert_int_equal(tst_verify(token.data, token.len, sum, tsa.der.data, tsa.der.len, &t), ERR_CRYPTO);
	err_take();
	buf_clear(&token);
}

static void
refuses_serials_and_times_no_stamp_has(void **state)
{
	struct buf info = BUF_INIT, attrs = BUF_INIT;
	struct tst t[5];

	(void)state;
	for (int i = 0; i < 5; i++)
		t[i] = stamp();
	t[0].serial_len = 0;
	t[1].serial_len = 21;
	t[2].serial[0] = 0;
	t[3].at = 0;
	t[4].serial_len = 20;
	t[4].serial[0] = 0x80;
	for (int i = 0; i < 5; i++) {
		assert_int_equal(tst_tbs(&t[i], tsa.der.data, tsa.der.len, &info, &attrs), ERR_INPUT);
		assert_string_equal(err_take(), "time stamp: a serial number or a time that no stamp has");
	}
}

static int
make_all(void **state)
{
	int64_t now = tm_now();

	(void)state;
	digest_sha256(paper, sizeof(paper) - 1, sum);
	test_cert(&ca, KEY_P256, "CA", "ca", NULL, now);
	test_cert(&tsa, KEY_P256, "TSA", "critical,timeStamping", &ca, now);
	test_cert(&tsa_rsa, KEY_RSA2048, "TSA RSA", "critical,timeStamping", &ca, now);
	test_cert(&tsa_384, KEY_P384, "TSA P-384", "critical,timeStamping", &ca, now);
	test_cert(&plain, KEY_P256, "not critical", "timeStamping", &ca, now);
	return 0;
}

static int
free_all(void **state)
{
	(void)state;
	test_cert_free(&ca);
	test_cert_free(&tsa);
	test_cert_free(&tsa_rsa);
	test_cert_free(&tsa_384);
	test_cert_free(&plain);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(makes_what_the_library_and_we_accept),
		cmocka_unit_test(stamps_made_twice_are_the_same_bytes_to_sign),
		cmocka_unit_test(believes_no_other_authority_and_no_other_content),
		cmocka_unit_test(refuses_every_changed_byte),
		cmocka_unit_test(refuses_serials_and_times_no_stamp_has),
	};

	if (ossl_init() != 0)
		return 1;
	return cmocka_run_group_tests_name("pki/tst", tests, make_all, free_all);
}
