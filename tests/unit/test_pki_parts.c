#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <stdio.h>

#include "../lib/ca.h"
#include "pki/parts.h"

static struct test_cert ca, leaf, tsa;
static struct parts_signer by;

static int
begin(void **state)
{
	(void)state;
	assert_int_equal(ossl_init(), 0);
	test_cert(&ca, KEY_P384, "Root", "ca", NULL, tm_now());
	test_cert(&leaf, KEY_P256, "Leaf", "leaf", &ca, tm_now());
	test_cert(&tsa, KEY_P256, "Stamps", "critical,timeStamping", &ca, tm_now());
	return parts_signer(leaf.der.data, leaf.der.len, &by);
}

static int
end(void **state)
{
	(void)state;
	parts_signer_clear(&by);
	test_cert_free(&ca);
	test_cert_free(&leaf);
	test_cert_free(&tsa);
	return 0;
}

static void
reads_the_extensions_it_writes(void **state)
{
	struct buf b = BUF_INIT;
	struct parts_ext e;
	struct der in, value;
	char oid[OID_TEXT];
	bool critical;

	(void)state;
	e = parts_ext_open(&b, OID_KEY_USAGE, true);
	der_named_bits(&b, 3);
	parts_ext_close(&b, e);
	e = parts_ext_open(&b, OID_SKI, false);
	parts_ext_close(&b, e);
	in = (struct der){ (unsigned char *)b.data, b.len };
	/* RFC 5280, 4.1: SEQUENCE { OID, TRUE, OCTETS { BIT STRING } }, and no BOOLEAN where it is its default */
	assert_int_equal(b.len, 25);
	assert_memory_equal(b.data, "\x30\x0e\x06\x03\x55\x1d\x0f\x01\x01\xff\x04\x04\x03\x02\x06\xc0"
	    "\x30\x07\x06\x03\x55\x1d\x0e\x04\x00", 25);
	assert_int_equal(parts_ext_next(&in, oid, &critical, &value), 0);
	assert_string_equal(oid, OID_KEY_USAGE);
	assert_true(critical);
	assert_int_equal(value.n, 4);
	assert_memory_equal(value.p, "\x03\x02\x06\xc0", 4);
	assert_int_equal(parts_ext_next(&in, oid, &critical, &value), 0);
	assert_string_equal(oid, OID_SKI);
	assert_false(critical);
	assert_int_equal(value.n, 0);
	assert_int_equal(in.n, 0);
	assert_int_equal(parts_ext_next(&in, oid, &critical, &value), ERR_INPUT);
	assert_string_not_equal(err_take(), "");
	buf_clear(&b);
}

static void
refuses_an_extension_of_another_shape(void **state)
{
	static const struct { size_t n; const char *p; } odd[] = {
		{ 11, "\x30\x09\x06\x03\x55\x1d\x0e\x01\x00\x04\x00" },			/* a BOOLEAN of nothing */
		{ 13, "\x30\x0b\x06\x03\x55\x1d\x0e\x01\x02\xff\xff\x04\x00" },		/* of two octets */
		{ 7, "\x30\x05\x06\x03\x55\x1d\x0e" },					/* no value */
		{ 11, "\x30\x09\x06\x03\x55\x1d\x0e\x04\x00\x04\x00" },			/* two */
		{ 9, "\x30\x07\x06\x03\x55\x1d\x0e\x03\x00" },				/* bits, not octets */
		{ 9, "\x31\x07\x06\x03\x55\x1d\x0e\x04\x00" },				/* a SET */
		{ 9, "\x30\x08\x06\x03\x55\x1d\x0e\x04\x00" },				/* longer than what there is */
		{ 6, "\x30\x04\x06\x00\x04\x00" },					/* an OID of nothing */
	};
	char oid[OID_TEXT];
	bool critical;

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		struct der in = { (const unsigned char *)odd[i].p, odd[i].n }, value;

		if (parts_ext_next(&in, oid, &critical, &value) != ERR_INPUT)
			fail_msg("form %zu was taken", i);
		assert_string_not_equal(err_take(), "");
	}
}

static void
shows_a_signer_as_his_certificate_does(void **state)
{
	const struct key_signer *k = key_soft_signer(leaf.key);
	OSSL_AUTO(X509) x = ossl_cert(leaf.der.data, leaf.der.len);
	unsigned char *der = NULL;
	struct der subject, bits;
	int n;

	(void)state;
	assert_int_equal(by.key.kind, KEY_P256);
	assert_int_equal(by.spki.len, k->spki_len);
	assert_memory_equal(by.spki.data, k->spki, k->spki_len);
	assert_true(by.has_ski);
	assert_true(by.not_before <= tm_now() - TM_HOUR && by.not_before > tm_now() - TM_HOUR - 20 * TM_SECOND);
	assert_int_equal(by.not_after - by.not_before, 365 * TM_DAY + TM_HOUR);
	n = i2d_X509_NAME(X509_get_subject_name(x), &der);
	assert_int_equal(n, by.name.len);
	assert_memory_equal(der, by.name.data, by.name.len);
	assert_int_equal(parts_names(leaf.der.data, leaf.der.len, &subject, &bits), 0);
	assert_int_equal(subject.n, by.name.len);
	assert_memory_equal(subject.p, by.name.data, by.name.len);
	assert_int_equal(bits.n, 65);
	assert_memory_equal(bits.p, (const char *)k->spki + k->spki_len - 65, 65);
	OPENSSL_free(der);
	der = NULL;
	n = i2d_X509_NAME(X509_get_issuer_name(x), &der);
	assert_int_equal(n, by.issuer.len);
	assert_memory_equal(der, by.issuer.data, by.issuer.len);
	OPENSSL_free(der);
	der = NULL;
	n = i2d_ASN1_INTEGER(X509_get_serialNumber(x), &der);
	assert_int_equal(n, by.serial.len);
	assert_memory_equal(der, by.serial.data, by.serial.len);
	OPENSSL_free(der);
}

/* A subjectKeyIdentifier made in another way is allowed; it only may not be taken for ours. */
static void
sees_a_name_of_the_key_that_is_not_ours(void **state)
{
	struct parts_signer s;
	struct buf other = BUF_INIT;
	unsigned char *at;

	(void)state;
	buf_add(&other, leaf.der.data, leaf.der.len);
	at = memmem(other.data, other.len, by.key.ski, KEY_SKI);
	assert_non_null(at);
	at[0] ^= 1;
	assert_int_equal(parts_signer(other.data, other.len, &s), 0);
	assert_false(s.has_ski);
	parts_signer_clear(&s);
	buf_clear(&other);
}

/* Cut anywhere, or with a byte behind it, it is no certificate; what the caller had stays. */
static void
takes_nothing_but_a_whole_certificate(void **state)
{
	struct parts_signer s = { .not_before = 77 };
	struct der subject = { NULL, 77 }, bits = { NULL, 77 };
	struct buf b = BUF_INIT;

	(void)state;
	for (size_t n = 0; n < leaf.der.len; n++) {
		assert_int_equal(parts_signer(leaf.der.data, n, &s), ERR_INPUT);
		assert_string_not_equal(err_take(), "");
		assert_int_equal(parts_names(leaf.der.data, n, &subject, &bits), ERR_INPUT);
		err_take();
		assert_false(parts_may_list(leaf.der.data, n));
	}
	buf_add(&b, leaf.der.data, leaf.der.len);
	buf_addc(&b, 0);
	assert_int_equal(parts_signer(b.data, b.len, &s), ERR_INPUT);
	assert_string_not_equal(err_take(), "");
	assert_int_equal(s.not_before, 77);
	assert_int_equal(subject.n, 77);
	assert_int_equal(bits.n, 77);
	buf_clear(&b);
}

static void
knows_what_a_certificate_is_for(void **state)
{
	struct test_cert server, two, loose;

	(void)state;
	test_cert(&server, KEY_P256, "Server", "serverAuth", &ca, tm_now());
	test_cert(&two, KEY_P256, "Two", "critical,timeStamping,clientAuth", &ca, tm_now());
	test_cert(&loose, KEY_P256, "Loose", "timeStamping", &ca, tm_now());
	assert_true(parts_may_list(ca.der.data, ca.der.len));
	assert_false(parts_may_list(leaf.der.data, leaf.der.len));
	assert_true(parts_has_usage(tsa.der.data, tsa.der.len, OID_EKU_TIME, true));
	assert_false(parts_has_usage(tsa.der.data, tsa.der.len, OID_EKU_OCSP, true));
	assert_true(parts_has_usage(loose.der.data, loose.der.len, OID_EKU_TIME, false));
	assert_false(parts_has_usage(loose.der.data, loose.der.len, OID_EKU_TIME, true));
	assert_false(parts_has_usage(two.der.data, two.der.len, OID_EKU_TIME, true));
	assert_false(parts_has_usage(leaf.der.data, leaf.der.len, OID_EKU_TIME, false));
	assert_false(parts_has_usage(ca.der.data, ca.der.len, OID_EKU_TIME, false));
	assert_true(parts_has_usage(server.der.data, server.der.len, OID_EKU_SERVER, false));
	assert_false(parts_has_usage("", 0, OID_EKU_TIME, false));
	err_take();
	test_cert_free(&server);
	test_cert_free(&two);
	test_cert_free(&loose);
}

/* --- what is signed --- */

/* SEQUENCE { body, algorithm of kind, signature with unused bits }, then what comes behind. */
static void
sign(enum key_kind kind, unsigned char unused, const char *behind, struct buf *out)
{
	const struct key_signer *k = key_soft_signer(leaf.key);
	struct buf sig = BUF_INIT, bits = BUF_INIT;
	size_t at;

	assert_int_equal(key_sign(k, "\x30\x03\x02\x01\x07", 5, &sig), 0);
	buf_addc(&bits, (char)unused);
	buf_add(&bits, sig.data, sig.len);
	buf_reset(out);
	at = der_open(out, DER_SEQ);
	buf_add(out, "\x30\x03\x02\x01\x07", 5);
	key_sig_alg(kind, out);
	der_value(out, DER_BITS, bits.data, bits.len);
	buf_adds(out, behind);
	der_close(out, at);
	buf_clear(&sig);
	buf_clear(&bits);
}

static void
a_signature_holds_for_its_body_alone(void **state)
{
	struct buf b = BUF_INIT;
	struct der body, rest;

	(void)state;
	sign(KEY_P256, 0, "", &b);
	assert_int_equal(parts_signed(b.data, b.len, &by, &body, &rest), 0);
	assert_int_equal(body.n, 5);
	assert_memory_equal(body.p, "\x30\x03\x02\x01\x07", 5);
	assert_int_equal(rest.n, 0);
	sign(KEY_P256, 0, "\x05", &b);
	assert_int_equal(parts_signed(b.data, b.len, &by, &body, &rest), 0);
	assert_int_equal(rest.n, 1);
	assert_int_equal(*rest.p, 5);
	((unsigned char *)memmem(b.data, b.len, "\x02\x01\x07", 3))[2] = 8;
	assert_int_equal(parts_signed(b.data, b.len, &by, &body, &rest), ERR_CRYPTO);
	assert_string_not_equal(err_take(), "");
	buf_clear(&b);
}

static void
a_signature_names_the_algorithm_of_its_key(void **state)
{
	struct parts_signer other;
	struct buf b = BUF_INIT;
	struct der body, rest;

	(void)state;
	sign(KEY_P384, 0, "", &b);
	assert_int_equal(parts_signed(b.data, b.len, &by, &body, &rest), ERR_CRYPTO);
	assert_string_equal(err_take(), "the algorithm of the signature is not the one of its key");
	sign(KEY_P256, 1, "", &b);
	assert_int_equal(parts_signed(b.data, b.len, &by, &body, &rest), ERR_INPUT);
	assert_string_equal(err_take(), "DER: a signature that is not of whole bytes");
	sign(KEY_P256, 0, "", &b);
	assert_int_equal(parts_signer(tsa.der.data, tsa.der.len, &other), 0);
	assert_int_equal(parts_signed(b.data, b.len, &other, &body, &rest), ERR_CRYPTO);
	assert_string_not_equal(err_take(), "");
	for (size_t n = 0; n < b.len; n++) {
		assert_int_equal(parts_signed(b.data, n, &by, &body, &rest), ERR_INPUT);
		assert_string_not_equal(err_take(), "");
	}
	buf_addc(&b, 0);
	assert_int_equal(parts_signed(b.data, b.len, &by, &body, &rest), ERR_INPUT);
	assert_string_not_equal(err_take(), "");
	parts_signer_clear(&other);
	buf_clear(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_extensions_it_writes),
		cmocka_unit_test(refuses_an_extension_of_another_shape),
		cmocka_unit_test(shows_a_signer_as_his_certificate_does),
		cmocka_unit_test(sees_a_name_of_the_key_that_is_not_ours),
		cmocka_unit_test(takes_nothing_but_a_whole_certificate),
		cmocka_unit_test(knows_what_a_certificate_is_for),
		cmocka_unit_test(a_signature_holds_for_its_body_alone),
		cmocka_unit_test(a_signature_names_the_algorithm_of_its_key),
	};

	return cmocka_run_group_tests_name("pki/parts", tests, begin, end);
}
