/* The vectors of domain.md 3.3. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "pki/uscc.h"
#include "util/err.h"

#define LAST "the last character does not match the others, please compare with the licence"

static void
reads_what_a_licence_prints(void **state)
{
	static const struct { const char *typed, *form; } right[] = {
		{ "91350100M000100Y43", "91350100M000100Y43" }, { "91110000MA00000077", "91110000MA00000077" },
		{ "92510100MA6C0TE07K", "92510100MA6C0TE07K" }, { "11110000000000000N", "11110000000000000N" },
		{ "51320500500000007C", "51320500500000007C" }, { " 91350100m000100y43\n", "91350100M000100Y43" },
	};
	char to[USCC_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++) {
		assert_int_equal(uscc_parse(right[i].typed, to), 0);
		assert_string_equal(to, right[i].form);
	}
}

static void
says_what_is_wrong(void **state)
{
	static const struct { const char *typed, *note; } wrong[] = {
		{ "91350100M000100Y4", "the code must have 18 characters, this one has 17" },
		{ "91350100M000100Y433", "the code must have 18 characters, this one has 19" },
		{ "", "the code must have 18 characters, this one has 0" },
		{ "9135O100M000100Y43", "character 5, \"O\", is not used in these codes" },
		{ "91350100M000100Y4Z", "character 18, \"Z\", is not used in these codes" },
		{ "91350100-000100Y43", "character 9, \"-\", is not used in these codes" },
		{ "9135A100M000100Y43", "character 5 must be a digit" },
		{ "81350100M000100Y43", LAST }, { "91350100M000100Y44", LAST }, { "91350100M00010Y043", LAST },
		{ "97350100M000100Y4G", "a code cannot begin with \"97\"" },
		{ "9135０100M000100Y43", "only half-width digits and capital letters are used in these codes" },
	};
	char to[USCC_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		memcpy(to, "before", 7);
		assert_int_equal(uscc_parse(wrong[i].typed, to), ERR_INPUT);
		assert_string_equal(err_take(), wrong[i].note);
		assert_string_equal(to, "");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_a_licence_prints),
		cmocka_unit_test(says_what_is_wrong),
	};

	return cmocka_run_group_tests_name("pki/uscc", tests, NULL, NULL);
}
