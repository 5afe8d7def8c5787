#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <openssl/err.h>

#include "pki/key.h"
#include "../lib/ca.h"
#include "util/io.h"

/* First of all: what was started cannot be started in another way. */
static void
no_file_of_the_machine_changes_the_library(void **state)
{
	static const char evil[] = "openssl_conf = all\n[all]\nalg_section = algorithms\n[algorithms]\n"
	    "default_properties = nobody=yes\n";
	char path[] = "/tmp/chossl.XXXXXX";
	int fd = mkstemp(path);
	EVP_MD *sha;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(io_write(fd, evil, sizeof(evil) - 1), 0);
	close(fd);
	setenv("OPENSSL_CONF", path, 1);
	assert_int_equal(ossl_init(), 0);
	sha = EVP_MD_fetch(NULL, "SHA256", NULL);
	unsetenv("OPENSSL_CONF");
	unlink(path);
	assert_non_null(sha);
	EVP_MD_free(sha);
	assert_int_equal(ossl_init(), 0);
}

static void
the_first_reason_becomes_the_note(void **state)
{
	(void)state;
	err_take();
	ERR_raise(ERR_LIB_ASN1, ASN1_R_HEADER_TOO_LONG);
	ERR_raise(ERR_LIB_X509, X509_R_CERT_ALREADY_IN_HASH_TABLE);
	assert_int_equal(ossl_note(ERR_CRYPTO, "list"), ERR_CRYPTO);
	assert_string_equal(err_take(), "list: header too long");
	assert_int_equal(ERR_peek_error(), 0);
	assert_int_equal(ossl_note(ERR_BUG, "list"), ERR_BUG);
	assert_string_equal(err_take(), "list");
	ERR_raise(ERR_LIB_ASN1, ASN1_R_HEADER_TOO_LONG);
	ossl_forget();
	assert_int_equal(ERR_peek_error(), 0);
	assert_string_equal(err_take(), "");
}

/* An error that was handled may not be told as the reason of the next one. */
static void
refusals_leave_nothing_in_the_queue(void **state)
{
	(void)state;
	assert_null(ossl_cert("\x30\x03\x02\x01\x01", 5));
	assert_int_equal(strncmp(err_take(), "the certificate cannot be read", 30), 0);
	assert_null(ossl_key("\x30\x03\x02\x01\x01", 5));
	assert_int_equal(strncmp(err_take(), "the public key cannot be read", 29), 0);
	assert_null(ossl_cert(NULL, 0));
	assert_string_equal(err_take(), "the certificate cannot be read");
	assert_null(ossl_key(NULL, 0));
	assert_string_equal(err_take(), "the public key cannot be read");
	assert_null(ossl_kept(NULL, 0));
	assert_string_equal(err_take(), "the certificate cannot be read");
	assert_int_equal(ERR_peek_error(), 0);
}

static void
takes_no_byte_behind_the_end(void **state)
{
	struct test_cert c;
	const struct key_signer *by;
	struct buf longer = BUF_INIT;

	(void)state;
	test_cert(&c, KEY_P256, "One", "leaf", NULL, tm_now());
	by = key_soft_signer(c.key);
	OSSL_AUTO(X509) x = ossl_cert(c.der.data, c.der.len);
	OSSL_AUTO(EVP_PKEY) key = ossl_key(by->spki, by->spki_len);

	assert_non_null(x);
	assert_int_equal(EVP_PKEY_eq(key, c.pkey), 1);
	buf_add(&longer, c.der.data, c.der.len);
	buf_addc(&longer, 0);
	assert_null(ossl_cert(longer.data, longer.len));
	assert_string_equal(err_take(), "bytes follow the certificate");
	assert_null(ossl_kept(longer.data, longer.len));
	assert_string_equal(err_take(), "bytes follow the certificate");
	assert_null(ossl_cert(c.der.data, c.der.len - 1));
	assert_string_not_equal(err_take(), "");
	buf_reset(&longer);
	buf_add(&longer, by->spki, by->spki_len);
	buf_addc(&longer, 0);
	assert_null(ossl_key(longer.data, longer.len));
	assert_string_equal(err_take(), "bytes follow the public key");
	buf_clear(&longer);
	test_cert_free(&c);
}

static void
assert_is(X509 *x, const struct buf *der)
{
	unsigned char *again = NULL;
	int len = i2d_X509(x, &again);

	assert_int_equal(len, der->len);
	assert_memory_equal(again, der->data, der->len);
	OPENSSL_free(again);
}

/* More of them than are kept, twice over, while one caller still holds the first. */
static void
what_is_kept_is_what_was_asked_for(void **state)
{
	static struct test_cert c[20];
	char name[20];

	(void)state;
	for (size_t i = 0; i < 20; i++) {
		snprintf(name, sizeof(name), "Number %02zu", i);
		test_cert(&c[i], KEY_P256, name, "leaf", NULL, tm_now());
	}
	OSSL_AUTO(X509) first = ossl_kept(c[0].der.data, c[0].der.len);
	OSSL_AUTO(X509) same = ossl_kept(c[0].der.data, c[0].der.len);

	assert_ptr_equal(first, same);
	for (size_t i = 0; i < 40; i++) {
		OSSL_AUTO(X509) x = ossl_kept(c[i % 20].der.data, c[i % 20].der.len);

		assert_is(x, &c[i % 20].der);
	}
	assert_is(first, &c[0].der);
	for (size_t i = 0; i < 20; i++)
		test_cert_free(&c[i]);
}

static void
der_is_appended_and_freed(void **state)
{
	unsigned char *der = OPENSSL_malloc(3);
	struct buf out;

	(void)state;
	buf_init(&out, 6);
	buf_adds(&out, "abc");
	memcpy(der, "\x02\x01\x07", 3);
	assert_int_equal(ossl_take_der(der, 3, &out), 0);
	assert_memory_equal(out.data, "abc\x02\x01\x07", 6);
	der = OPENSSL_malloc(1);
	assert_int_equal(ossl_take_der(der, 1, &out), ERR_BUG);
	assert_string_not_equal(err_take(), "");
	assert_int_equal(ossl_take_der(NULL, -1, &out), ERR_BUG);
	assert_string_equal(err_take(), "DER cannot be written");
	buf_clear(&out);
}

static void
reads_without_a_copy(void **state)
{
	OSSL_AUTO(BIO) in = ossl_reader("ab", 2);
	OSSL_AUTO(BIO) empty = ossl_reader(NULL, 0);
	char got[4];

	(void)state;
	assert_int_equal(BIO_read(in, got, 4), 2);
	assert_memory_equal(got, "ab", 2);
	assert_true(BIO_read(empty, got, 4) <= 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_file_of_the_machine_changes_the_library),
		cmocka_unit_test(the_first_reason_becomes_the_note),
		cmocka_unit_test(refusals_leave_nothing_in_the_queue),
		cmocka_unit_test(takes_no_byte_behind_the_end),
		cmocka_unit_test(what_is_kept_is_what_was_asked_for),
		cmocka_unit_test(der_is_appended_and_freed),
		cmocka_unit_test(reads_without_a_copy),
	};

	return cmocka_run_group_tests_name("pki/ossl", tests, NULL, NULL);
}
