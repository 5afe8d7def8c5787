/* The vectors of domain.md 3.4. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "pki/orgcode.h"
#include "util/err.h"

static void
strips_the_hyphen(void **state)
{
	static const struct { const char *typed, *form; } right[] = {
		{ "D2143569-X", "D2143569X" }, { "M000100Y-4", "M000100Y4" }, { "MA000000-7", "MA0000007" },
		{ "12345678-8", "123456788" }, { "50000000-7", "500000007" }, { " d21435 69x ", "D2143569X" },
	};
	char to[ORGCODE_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++) {
		assert_int_equal(orgcode_parse(right[i].typed, to), 0);
		assert_string_equal(to, right[i].form);
	}
}

static void
says_what_is_wrong(void **state)
{
	static const struct { const char *typed, *note; } wrong[] = {
		{ "D2143569-0", "the check character does not match the others, please compare with the document" },
		{ "M000100Y-5", "the check character does not match the others, please compare with the document" },
		{ "MA000000-1", "the check character does not match the others, please compare with the document" },
		{ "MA000000-O", "the check character does not match the others, please compare with the document" },
		{ "12345678", "the code must have 8 characters and a check character" },
		{ "1234567890", "the code must have 8 characters and a check character" },
		{ "", "the code must have 8 characters and a check character" },
		{ "１2345678", "the code must have 8 characters and a check character" },
		{ "D214/569-X", "character 5 is not used in these codes" },
	};
	char to[ORGCODE_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		memcpy(to, "before", 7);
		assert_int_equal(orgcode_parse(wrong[i].typed, to), ERR_INPUT);
		assert_string_equal(err_take(), wrong[i].note);
		assert_string_equal(to, "");
	}
}

static void
checks_old_licences(void **state)
{
	static const char *const wrong[] = { "110000000000008", "11000000000000", "1100000000000099", "11000000000000A", "",
	    "120000000000009" };
	char to[ORGCODE_LICENCE];

	(void)state;
	assert_int_equal(orgcode_licence_parse("110000 000000009", to), 0);
	assert_string_equal(to, "110000000000009");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(orgcode_licence_parse(wrong[i], to), ERR_INPUT);
		assert_string_not_equal(err_take(), "");
		assert_string_equal(to, "");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strips_the_hyphen),
		cmocka_unit_test(says_what_is_wrong),
		cmocka_unit_test(checks_old_licences),
	};

	return cmocka_run_group_tests_name("pki/orgcode", tests, NULL, NULL);
}
