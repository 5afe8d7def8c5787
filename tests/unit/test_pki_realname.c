#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "pki/realname.h"
#include "util/err.h"

static void
becomes(const char *typed, const char *form)
{
	char to[257];

	assert_int_equal(realname_parse(typed, to, sizeof(to)), 0);
	assert_string_equal(to, form);
}

static void
keeps_the_registered_characters(void **state)
{
	(void)state;
	becomes("示例（北京）有限公司", "示例（北京）有限公司");
	becomes("Example (Beijing) Ltd.", "Example (Beijing) Ltd.");
	becomes("阿凡提·买买提", "阿凡提·买买提");
	becomes("\xF0\xAC\xAD\xA9\xE3\x9B\x83", "\xF0\xAC\xAD\xA9\xE3\x9B\x83");		/* 𬭩㛃 */
	becomes("\xF0\xAE\xAF\xB0", "\xF0\xAE\xAF\xB0");	/* U+2EBF0: GB 18030-2022, first amendment, for names of persons */
	becomes("\xF0\xB3\x91\xB9", "\xF0\xB3\x91\xB9");	/* U+33479 */
	becomes("Ｆｕｌｌ１", "Ｆｕｌｌ１");	/* no NFKC */
	becomes("123", "123");
}

static void
makes_one_form_of_composed_and_decomposed(void **state)
{
	(void)state;
	becomes("Nguye\xCC\x82\xCC\x83n Va\xCC\x86n A", "Nguy\xE1\xBB\x85n V\xC4\x83n A");
	becomes("Nguyễn Văn A", "Nguyễn Văn A");
}

static void
trims_and_squeezes_blanks(void **state)
{
	(void)state;
	becomes("  Nguyễn   Văn A　", "Nguyễn Văn A");
}

static void
refuses_what_no_one_could_read(void **state)
{
	static const char *const wrong[] = { "张\xE2\x80\xAE三", "张\xE2\x80\x8B三", "a\tb", "a\nb", "\x01", "\xEE\x80\x80",
	    "\xFF", "\xF3\xA0\x80\x81x", "\xF0\xB3\x91\xBA", "\xF0\xAE\xB9\xAE" };
	char to[257];

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(realname_parse(wrong[i], to, sizeof(to)), ERR_INPUT);
		assert_string_equal(err_take(), "characters that cannot be written into a certificate");
		assert_string_equal(to, "");
	}
	assert_int_equal(realname_parse("——", to, sizeof(to)), ERR_INPUT);
	assert_string_equal(err_take(), "there is no letter in it");
	assert_int_equal(realname_parse("", to, sizeof(to)), ERR_INPUT);
	err_take();
}

/* Columns count characters, and NFC has more of some than were typed (U+0958 is excluded from composition). */
static void
counts_characters_as_they_are_kept(void **state)
{
	char typed[400] = "", to[4 * 64 + 1];

	(void)state;
	for (int i = 0; i < 32; i++)
		strcat(typed, "\xE0\xA5\x98");
	assert_int_equal(realname_parse(typed, to, sizeof(to)), 0);
	strcat(typed, "\xE0\xA5\x98");
	assert_int_equal(realname_parse(typed, to, sizeof(to)), ERR_INPUT);
	assert_string_equal(err_take(), "the text has more than 64 characters");
	assert_string_equal(to, "");
	assert_int_equal(realname_parse("张三丰", to, 13), 0);
	assert_int_equal(realname_parse("张三丰子", to, 13), ERR_INPUT);
	err_take();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_the_registered_characters),
		cmocka_unit_test(makes_one_form_of_composed_and_decomposed),
		cmocka_unit_test(trims_and_squeezes_blanks),
		cmocka_unit_test(refuses_what_no_one_could_read),
		cmocka_unit_test(counts_characters_as_they_are_kept),
	};

	return cmocka_run_group_tests_name("pki/realname", tests, NULL, NULL);
}
