#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "rules/revoking.h"
#include "rules/standing.h"
#include "util/enc.h"
#include "util/err.h"

static const char serial_text[] = "4a0102030405060708090a0b0c0d0e0f10111213";

static void
reads_a_serial_as_people_copy_it(void **state)
{
	static const char *const good[] = { "4a0102030405060708090a0b0c0d0e0f10111213",
	    "4A:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13", "4a01 0203 0405 0607 0809 0a0b 0c0d 0e0f 1011 1213" };
	unsigned char serial[LEN_SERIAL];
	char hex[2 * LEN_SERIAL + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		memset(serial, 0, sizeof(serial));
		assert_int_equal(standing_serial(good[i], serial), 0);
		enc_hex_to(serial, sizeof(serial), hex);
		assert_string_equal(hex, serial_text);
	}
}

static void
refuses_what_is_no_serial(void **state)
{
	static const char *const bad[] = { "", "4a", "4a0102030405060708090a0b0c0d0e0f101112", "xyz",
	    "4a0102030405060708090a0b0c0d0e0f1011121300", "4g0102030405060708090a0b0c0d0e0f10111213" };
	unsigned char serial[LEN_SERIAL];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(standing_serial(bad[i], serial), ERR_INPUT);
		assert_string_equal(err_take(), "a serial number has 40 digits 0-9 and a-f");
	}
}

static void
puts_what_is_final_first(void **state)
{
	(void)state;
	assert_string_equal(standing_of(CERT_VALID, 100, 200, 150), "valid");
	assert_string_equal(standing_of(CERT_VALID, 100, 200, 50), "early");
	assert_string_equal(standing_of(CERT_VALID, 100, 200, 100), "valid");
	assert_string_equal(standing_of(CERT_VALID, 100, 200, 200), "expired");
	assert_string_equal(standing_of(CERT_HELD, 100, 200, 150), "held");
	assert_string_equal(standing_of(CERT_HELD, 100, 200, 50), "held");
	assert_string_equal(standing_of(CERT_HELD, 100, 200, 250), "expired");
	assert_string_equal(standing_of(CERT_REVOKED, 100, 200, 250), "revoked");
}

static void
masks_names(void **state)
{
	char to[LEN_NAME];

	(void)state;
	assert_string_equal(standing_mask("张三", false, to), "张**");
	assert_string_equal(standing_mask("司马相如", false, to), "司**");
	assert_string_equal(standing_mask("Nguyễn Văn Ánh", false, to), "N** V** Á**");
	assert_string_equal(standing_mask("A", false, to), "A");
	assert_string_equal(standing_mask("四川某某科技有限公司", true, to), "四川**公司");
	assert_string_equal(standing_mask("某公司", true, to), "**");
	assert_string_equal(standing_mask("", false, to), "");
}

static void
gives_each_reason_its_crl_code(void **state)
{
	static const struct { const char *word; int reason; } expected[] = { { "leaked", 1 }, { "lost", 1 }, { "broken", 4 },
	    { "changed", 3 }, { "unused", 5 }, { "other", 0 }, { "nothing", 0 } };

	(void)state;
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
		assert_int_equal(revoking_reason(expected[i].word), expected[i].reason);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_serial_as_people_copy_it),
		cmocka_unit_test(refuses_what_is_no_serial),
		cmocka_unit_test(puts_what_is_final_first),
		cmocka_unit_test(masks_names),
		cmocka_unit_test(gives_each_reason_its_crl_code),
	};
	return cmocka_run_group_tests_name("rules/standing", tests, NULL, NULL);
}
