#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "util/err.h"
#include "util/str.h"

static void
never_gives_a_shorter_string(void **state)
{
	char to[5] = "xxxx";

	(void)state;
	assert_int_equal(str_copy(to, sizeof(to), "abcd"), 0);
	assert_string_equal(to, "abcd");
	assert_int_equal(str_copy(to, sizeof(to), "abcde"), ERR_LIMIT);
	assert_string_equal(to, "");
	err_take();
}

static void
trims_blanks_of_both_widths(void **state)
{
	char a[] = " \t\r\n　张三　 ", b[] = "　 　", c[] = "a b";

	(void)state;
	assert_string_equal(str_trim(a), "张三");
	assert_string_equal(str_trim(b), "");
	assert_string_equal(str_trim(c), "a b");
}

static void
compares(void **state)
{
	(void)state;
	assert_true(str_eq("a", "a"));
	assert_false(str_eq("a", "A"));
	assert_false(str_eq(NULL, NULL));
	assert_false(str_eq("", NULL));
	assert_true(str_starts("abc", "ab"));
	assert_false(str_starts("ab", "abc"));
	assert_true(str_ends("a.sms", ".sms"));
	assert_false(str_ends("sms", ".sms"));
	assert_true(str_same_secret("abc", "abc", 3));
	assert_false(str_same_secret("abc", "abd", 3));
	assert_true(str_same_secret("abc", "abd", 2));
}

static void
knows_well_formed_utf8(void **state)
{
	static const struct { const char *s; uint32_t first; } good[] = {
		{ "A", 'A' }, { "\xc2\x80", 0x80 }, { "张", 0x5f20 }, { "\xef\xbf\xbd", 0xfffd }, { "\xf0\xac\xad\xa9", 0x2cb69 },
		{ "\xf4\x8f\xbf\xbf", 0x10ffff },
	};
	static const char *const bad[] = { "\x80", "\xc0\xaf", "\xe0\x80\xaf", "\xf0\x80\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80",
		"\xe5\xbc", "\xff", "a\xc3" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		const char *s = good[i].s, *end = s + strlen(s);

		assert_int_equal(str_utf8_next(&s, end), good[i].first);
		assert_ptr_equal(s, end);
		assert_true(str_is_utf8(good[i].s, strlen(good[i].s)));
		assert_int_equal(str_chars(good[i].s), 1);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(str_is_utf8(bad[i], strlen(bad[i])));
	assert_int_equal(str_chars("张 three"), 7);
}

static void
finds_what_hides_or_turns_text(void **state)
{
	static const uint32_t odd[] = { 0, 7, '\n', 0x7f, 0x9f, 0xad, 0x61c, 0x200b, 0x200f, 0x202e, 0x2066, 0x2069,
		0xfeff, 0xfdd0, 0xffff, 0xe0001 };
	static const uint32_t plain[] = { ' ', 'A', 0xb7, 0x5f20, 0x3000, 0xff08, 0x2cb69 };

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		assert_true(str_is_invisible(odd[i]));
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		assert_false(str_is_invisible(plain[i]));
}

static void
reads_whole_numbers(void **state)
{
	static const char *const odd[] = { "", " 1", "1 ", "-1", "+1", "0x1", "1.0", "18446744073709551616", "101", "１" };
	uint64_t n;

	(void)state;
	assert_int_equal(str_number("0", 100, "days", &n), 0);
	assert_int_equal(n, 0);
	assert_int_equal(str_number("100", 100, "days", &n), 0);
	assert_int_equal(n, 100);
	assert_int_equal(str_number("18446744073709551615", UINT64_MAX, "id", &n), 0);
	assert_true(n == UINT64_MAX);
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		assert_int_equal(str_number(odd[i], 100, "days", &n), ERR_INPUT);
		assert_non_null(strstr(err_take(), "days"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(never_gives_a_shorter_string),
		cmocka_unit_test(trims_blanks_of_both_widths),
		cmocka_unit_test(compares),
		cmocka_unit_test(knows_well_formed_utf8),
		cmocka_unit_test(finds_what_hides_or_turns_text),
		cmocka_unit_test(reads_whole_numbers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
