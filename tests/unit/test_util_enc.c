#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "util/enc.h"
#include "util/err.h"

static struct buf out;

static int
drop(void **state)
{
	(void)state;
	buf_clear(&out);
	err_take();
	return 0;
}

static void
writes_the_vectors_of_rfc_4648(void **state)
{
	static const struct { const char *plain, *base64, *url; } v[] = {
		{ "", "", "" }, { "f", "Zg==", "Zg" }, { "fo", "Zm8=", "Zm8" }, { "foo", "Zm9v", "Zm9v" },
		{ "foob", "Zm9vYg==", "Zm9vYg" }, { "fooba", "Zm9vYmE=", "Zm9vYmE" }, { "foobar", "Zm9vYmFy", "Zm9vYmFy" },
		{ "\xfb\xff\xbf", "+/+/", "-_-_" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		buf_reset(&out);
		enc_base64(v[i].plain, strlen(v[i].plain), &out);
		assert_string_equal(buf_str(&out), v[i].base64);
		buf_reset(&out);
		enc_base64url(v[i].plain, strlen(v[i].plain), &out);
		assert_string_equal(buf_str(&out), v[i].url);
		buf_reset(&out);
		assert_int_equal(enc_unbase64(v[i].base64, strlen(v[i].base64), &out), 0);
		assert_string_equal(buf_str(&out), v[i].plain);
		buf_reset(&out);
		assert_int_equal(enc_unbase64url(v[i].url, strlen(v[i].url), &out), 0);
		assert_string_equal(buf_str(&out), v[i].plain);
	}
}

static void
refuses_what_it_would_not_have_written(void **state)
{
	static const char *const base64[] = { "Zg=", "Zg", "Zh==", "Zm9=", "Z===", "Zm9v Zm9v?", "Zg==Zg==", "====" };
	static const char *const url[] = { "Zg==", "Zh", "Zm9", "Z", "Zm+v", "Zm 9v" };

	(void)state;
	buf_adds(&out, "before");
	for (size_t i = 0; i < sizeof(base64) / sizeof(base64[0]); i++)
		assert_int_equal(enc_unbase64(base64[i], strlen(base64[i]), &out), ERR_INPUT);
	for (size_t i = 0; i < sizeof(url) / sizeof(url[0]); i++)
		assert_int_equal(enc_unbase64url(url[i], strlen(url[i]), &out), ERR_INPUT);
	assert_int_equal(enc_unhex("0", 1, &out), ERR_INPUT);
	assert_int_equal(enc_unhex("0g", 2, &out), ERR_INPUT);
	assert_string_equal(buf_str(&out), "before");
}

static void
hex_goes_both_ways(void **state)
{
	char text[9];

	(void)state;
	enc_hex("\x00\x7f\xab\xff", 4, &out);
	assert_string_equal(buf_str(&out), "007fabff");
	enc_hex_to("\x00\x7f\xab\xff", 4, text);
	assert_string_equal(text, "007fabff");
	buf_reset(&out);
	assert_int_equal(enc_unhex("007FabfF", 8, &out), 0);
	assert_int_equal(out.len, 4);
	assert_memory_equal(out.data, "\x00\x7f\xab\xff", 4);
}

static void
armour_has_lines_of_64(void **state)
{
	unsigned char bytes[60];
	struct buf back = BUF_INIT;
	const char *line;

	(void)state;
	memset(bytes, 'x', sizeof(bytes));
	enc_pem("X509 CRL", bytes, sizeof(bytes), &out);
	assert_int_equal(strncmp(buf_str(&out), "-----BEGIN X509 CRL-----\n", 25), 0);
	line = buf_str(&out) + 25;
	assert_int_equal(strcspn(line, "\n"), 64);
	assert_string_equal(buf_str(&out) + out.len - 23, "-----END X509 CRL-----\n");
	assert_int_equal(enc_unpem("CERTIFICATE", buf_str(&out), out.len, &back), ERR_NOTFOUND);
	assert_string_equal(err_take(), "");
	assert_int_equal(enc_unpem("X509 CRL", buf_str(&out), out.len, &back), 0);
	assert_int_equal(back.len, sizeof(bytes));
	assert_memory_equal(back.data, bytes, sizeof(bytes));
	buf_reset(&back);
	assert_int_equal(enc_unpem("", buf_str(&out), out.len, &back), 0);
	assert_int_equal(back.len, sizeof(bytes));
	buf_clear(&back);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(writes_the_vectors_of_rfc_4648, drop),
		cmocka_unit_test_teardown(refuses_what_it_would_not_have_written, drop),
		cmocka_unit_test_teardown(hex_goes_both_ways, drop),
		cmocka_unit_test_teardown(armour_has_lines_of_64, drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
