/* The vectors of domain.md 3.7. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "pki/mst.h"
#include "util/err.h"

static void
writes_a_number_in_its_one_form(void **state)
{
	static const struct { const char *typed, *form; } right[] = {
		{ "0100047516", "0100047516" }, { "0100047516-001", "0100047516-001" }, { "0300000000", "0300000000" },
		{ "0312345673", "0312345673" }, { "0790000014", "0790000014" }, { "0100047516001", "0100047516-001" },
		{ " 01 0004 7516 ", "0100047516" },
	};
	char to[MST_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++) {
		assert_int_equal(mst_parse(right[i].typed, to), 0);
		assert_string_equal(to, right[i].form);
	}
}

static void
says_what_is_wrong(void **state)
{
	static const struct { const char *typed, *note; } wrong[] = {
		{ "0100047515", "the tenth digit does not match the others, please compare with the document" },
		{ "0000000000", "the tenth digit does not match the others, please compare with the document" },
		{ "0100047516-000", "there is no branch 000" },
		{ "010004751", "a tax number has 10 digits, that of a branch 13" },
		{ "010004751600", "a tax number has 10 digits, that of a branch 13" },
		{ "01000475160011", "a tax number has 10 digits, that of a branch 13" },
		{ "", "a tax number has 10 digits, that of a branch 13" },
		{ "01000A7516", "only digits are used in tax numbers" },
	};
	char to[MST_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		memcpy(to, "before", 7);
		assert_int_equal(mst_parse(wrong[i].typed, to), ERR_INPUT);
		assert_string_equal(err_take(), wrong[i].note);
		assert_string_equal(to, "");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_a_number_in_its_one_form),
		cmocka_unit_test(says_what_is_wrong),
	};

	return cmocka_run_group_tests_name("pki/mst", tests, NULL, NULL);
}
