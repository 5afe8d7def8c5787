#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pki/mobile.h"
#include "util/err.h"

static void
refuses_what_no_code_can_go_to(void **state)
{
	static const char *const wrong[] = { "", "1380013800", "138001380001", "12800138000", "+8512345678901", "+861380013800",
	    "13800138O00", "0112345678", "091234567", "+84012345678", "+", "00", "+13800138000", "13800138000;rm",
	    "99999999999999999999999999",
	    "12800000000", "1380000000", "23800000000", "1380000000a", "0123456789", "09123456789", "0412345678", "+8491234567",
	    "0512345678", "0712345678" };
	char out[MOBILE_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(mobile_parse(wrong[i], out), ERR_INPUT);
		assert_string_equal(err_take(), "the mobile number is not one of China or Vietnam");
	}
}

static void
writes_every_spelling_alike(void **state)
{
	static const struct { const char *typed, *form; } right[] = {
		{ "13800138000", "+8613800138000" }, { "138 0013 8000", "+8613800138000" },
		{ "+86 138-0013-8000", "+8613800138000" }, { "008613800138000", "+8613800138000" },
		{ "19912345678", "+8619912345678" }, { "0912 345 678", "+84912345678" }, { "+84912345678", "+84912345678" },
		{ "0084 912345678", "+84912345678" },
		{ "13800000000", "+8613800000000" }, { "19900000003", "+8619900000003" }, { "18600000004", "+8618600000004" },
		{ "+8613800000000", "+8613800000000" }, { "0912345678", "+84912345678" },
		{ "15900000001", "+8615900000001" }, { "17700000002", "+8617700000002" }, { "0321234567", "+84321234567" },
		{ "+84987654321", "+84987654321" }, { "0561234567", "+84561234567" }, { "0791234567", "+84791234567" },
	};
	char out[MOBILE_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++) {
		assert_int_equal(mobile_parse(right[i].typed, out), 0);
		assert_string_equal(out, right[i].form);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_what_no_code_can_go_to),
		cmocka_unit_test(writes_every_spelling_alike),
	};

	return cmocka_run_group_tests_name("pki/mobile", tests, NULL, NULL);
}
