#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "web/lang.h"

static void
knows_its_words(void **state)
{
	static const struct { const char *word; enum lang lang; } cases[] = {
		{ "zh-CN", LANG_ZH }, { "zh", LANG_ZH }, { "ZH-tw", LANG_ZH }, { "zh-Hant-HK", LANG_ZH }, { "en", LANG_EN },
		{ "en-GB", LANG_EN }, { "EN", LANG_EN }, { "vi", LANG_VI }, { "vi-VN", LANG_VI },
		{ "", LANG_MAX }, { "z", LANG_MAX }, { "fr", LANG_MAX }, { "eng", LANG_MAX }, { "zho", LANG_MAX },
		{ "en_GB", LANG_MAX }, { "*", LANG_MAX }, { " en", LANG_MAX },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (lang_of(cases[i].word) != cases[i].lang)
			fail_msg("\"%s\" is %d", cases[i].word, lang_of(cases[i].word));
	for (int l = 0; l < LANG_MAX; l++)
		assert_int_equal(lang_of(lang_text[l]), l);
	assert_null(lang_text[LANG_MAX]);
}

/* RFC 9110, 12.5.4 and 12.4.2: the greatest weight wins, of equal ones the first, 0 means "not this one". */
static void
takes_the_language_the_browser_likes_best(void **state)
{
	static const struct { const char *header; enum lang lang; } cases[] = {
		{ "", LANG_ZH }, { "fr, de;q=0.9", LANG_ZH }, { "*", LANG_ZH },
		{ "en", LANG_EN }, { "vi-VN,vi;q=0.9,fr-FR;q=0.8,fr;q=0.7,en-US;q=0.6,en;q=0.5", LANG_VI },
		{ "fr;q=1.0, en;q=0.3, vi;q=0.4", LANG_VI }, { "en;q=0.4, vi;q=0.40, zh;q=0.399", LANG_EN },
		{ "en;q=0.001,vi;q=0.002", LANG_VI }, { "en ; q=0.1 , vi", LANG_VI }, { "en;Q=0.1,vi;Q=0.2", LANG_VI },
		{ "zh;q=0,en;q=0.1", LANG_EN }, { "en;q=0", LANG_ZH }, { "en;q=0.000, vi;q=0.0", LANG_ZH },
		{ ",, ,en", LANG_EN }, { "\ten\t;\tq=0.5,\tvi;q=0.4", LANG_EN },
		/* nonsense is not fatal */
		{ "en;q=", LANG_EN }, { "en;q=x, vi;q=0.1", LANG_VI }, { ";q=1", LANG_ZH }, { ";;;,,,===", LANG_ZH },
		{ "en;level=1;q=0.2,vi;q=0.3", LANG_VI }, { "en;q=9999999999999999999999,vi;q=1", LANG_EN },
		{ "en;q=0.99999999999999999999999", LANG_EN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (lang_accept(cases[i].header) != cases[i].lang)
			fail_msg("\"%s\" is %d", cases[i].header, lang_accept(cases[i].header));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_its_words),
		cmocka_unit_test(takes_the_language_the_browser_likes_best),
	};

	return cmocka_run_group_tests_name("web/lang", tests, NULL, NULL);
}
