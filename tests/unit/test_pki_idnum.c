/* The vectors of domain.md 3.1, 3.2, 3.6, 3.7, and what else can go wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "pki/idnum.h"
#include "util/err.h"

#define NOW 1795514400000	/* 2026-11-24T10:00:00Z */

#define LAST	"the last character does not match the others, please compare with the document"
#define BIRTH	"there is no such date of birth"
#define SHAPE	"numbers of this document do not look like this, please compare with the document"

static const struct { const char *kind, *typed, *form; } right[] = {
	{ "resident", "11010519491231002X", NULL }, { "resident", "440524188001010014", NULL },
	{ "resident", "130102190001010014", NULL }, { "resident", "510107190512310003", NULL },
	{ "resident", "650102190802291233", NULL },
	{ "resident", "11010519491231002x", "11010519491231002X" },
	{ "resident", " 110105 1949-1231 002X\n", "11010519491231002X" },
	{ "hmt-residence", "810000199408230021", NULL }, { "hmt-residence", "820000198512310029", NULL },
	{ "hmt-residence", "830000197007040037", NULL }, { "hmt-residence", "810000199001010019", NULL },
	{ "permanent", "911124198108030024", NULL }, { "permanent", "abc123456789012", "ABC123456789012" },
	{ "passport", "E00000000", NULL }, { "passport", "EA0000001", NULL }, { "passport", "G00000000", NULL },
	{ "passport", "PE1234567", NULL }, { "passport", "SE1234567", NULL }, { "passport", "e00000000", "E00000000" },
	{ "passport", "D1234567", NULL }, { "passport", "DE12345678", NULL },
	{ "foreign-passport", "L898902C3", NULL }, { "foreign-passport", "12345", NULL },
	{ "foreign-passport", "ab12345678901234567z", "AB12345678901234567Z" },
	{ "hk-permit", "H00000001", NULL }, { "hk-permit", "M00000002", NULL }, { "hk-permit", "H0000000300", NULL },
	{ "hk-permit", "h-00000001", "H00000001" },
	{ "tw-permit", "00000001", NULL }, { "tw-permit", "0000000101", NULL },
	{ "vn", "001087000123", NULL }, { "vn", "079199012345", NULL }, { "vn", "048205000001", NULL },
	{ "vn", "092304678901", NULL }, { "vn", "037153000257", NULL }, { "vn", "001 226 000 123", "001226000123" },
};

static const struct { const char *kind, *typed, *note; } wrong[] = {
	{ "resident", "110105194912310021", LAST }, { "resident", "11010519491331002X", BIRTH },
	{ "resident", "110105194913310021", BIRTH }, { "resident", "310115191002290011", BIRTH },
	{ "resident", "44052418800101001", "the number must have 18 characters, this one has 17" },
	{ "resident", "1101051949l231002X", "character 11 must be a digit" },
	{ "resident", "11010519491231002Y", LAST },
	{ "resident", "110105194912310O2X", "character 16 must be a digit" },
	{ "resident", "１10105194912310021", "only half-width digits and letters are used in these numbers" },
	{ "resident", "110105491231002", "the number must have 18 characters, this one has 15" },
	{ "resident", "", "the number is missing" }, { "resident", " - ", "the number is missing" },
	{ "resident", "110105202611250016", "the date of birth lies in the future" },
	{ "resident", "810000199408230021", "this is the number of a residence permit, not of an identity card" },
	{ "resident", "911124198108030024", "this is the number of a residence permit, not of an identity card" },
	{ "resident", "1111111111111111111111111111111111111111111111111111111111111111", "the number is too long" },
	{ "hmt-residence", "810000199408230022", LAST },
	{ "hmt-residence", "840000199408230027", "these numbers begin with 810000, 820000 or 830000" },
	{ "hmt-residence", "830000199202300022", BIRTH },
	{ "hmt-residence", "81000019940823002", "the number must have 18 characters, this one has 17" },
	{ "hmt-residence", "11010519491231002X", "these numbers begin with 810000, 820000 or 830000" },
	{ "permanent", "911124198108030025", LAST }, { "permanent", "11010519491231002X", "these numbers begin with 9" },
	{ "permanent", "AB1234567890123", SHAPE },
	{ "passport", "E0000000", SHAPE }, { "passport", "EI0000001", SHAPE }, { "passport", "X12345678", SHAPE },
	{ "passport", "EAA000001", SHAPE }, { "passport", "E000000000", SHAPE }, { "passport", "G0000000A", SHAPE },
	{ "foreign-passport", "1234", "the number must have 5 to 20 characters, this one has 4" },
	{ "foreign-passport", "123456789012345678901", "the number must have 5 to 20 characters, this one has 21" },
	{ "foreign-passport", "L898902<3", "only digits and letters are used in these numbers" },
	{ "hk-permit", "A00000001", SHAPE }, { "hk-permit", "H0000001", SHAPE }, { "hk-permit", "H000000001", SHAPE },
	{ "tw-permit", "000000001", SHAPE }, { "tw-permit", "T0000001", SHAPE },
	{ "vn", "00108700012", "the number must have 12 digits, this one has 11" },
	{ "vn", "0010870001234", "the number must have 12 digits, this one has 13" },
	{ "vn", "000087000123", "there is no place of birth 000" },
	{ "vn", "001240000123", "the year of birth lies in the future" },
	{ "vn", "001A87000123", "character 4 must be a digit" },
	{ "vn", "001987000123", "the year of birth lies in the future" },
	{ "library-card", "1", "there is no such kind of document" },
};

static void
writes_a_number_in_its_one_form(void **state)
{
	char to[IDNUM_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++) {
		assert_int_equal(idnum_parse(right[i].kind, right[i].typed, NOW, to, sizeof(to)), 0);
		assert_string_equal(to, right[i].form != NULL ? right[i].form : right[i].typed);
	}
}

static void
says_what_is_wrong(void **state)
{
	char to[IDNUM_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		snprintf(to, sizeof(to), "before");
		assert_int_equal(idnum_parse(wrong[i].kind, wrong[i].typed, NOW, to, sizeof(to)), ERR_INPUT);
		assert_string_equal(err_take(), wrong[i].note);
		assert_string_equal(to, "");
	}
	assert_int_equal(idnum_parse("resident", "11010519491231002X", NOW, to, 18), ERR_LIMIT);
	err_take();
	assert_string_equal(to, "");
}

static void
takes_who_is_born_today(void **state)
{
	char to[IDNUM_SIZE];

	(void)state;
	assert_int_equal(idnum_parse("resident", "110105202611240010", NOW, to, sizeof(to)), 0);
	assert_int_equal(idnum_parse("resident", "110105202611240010", NOW - 86400000, to, sizeof(to)), ERR_INPUT);
	assert_string_equal(err_take(), "the date of birth lies in the future");
}

static void
masks_all_but_the_ends(void **state)
{
	static const struct { const char *number, *masked; } rows[] = {
		{ "510104199001011234", "5101**********1234" }, { "001087000123", "0010****0123" }, { "E00000123", "******123" },
		{ "00000001", "*****001" }, { "123", "***" }, { "", "" },
	};
	char to[IDNUM_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(idnum_mask(rows[i].number, to, sizeof(to)), rows[i].masked);
	assert_string_equal(idnum_mask("510104199001011234", to, 5), "5101");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_a_number_in_its_one_form),
		cmocka_unit_test(says_what_is_wrong),
		cmocka_unit_test(takes_who_is_born_today),
		cmocka_unit_test(masks_all_but_the_ends),
	};

	return cmocka_run_group_tests_name("pki/idnum", tests, NULL, NULL);
}
