/* The words of a message: names filled, faults of a text found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rules/wording.h"
#include "util/err.h"
#include "util/str.h"

static const struct { const char *key, *text; } texts[] = {
	{ "Mail.a.Short",	"no {no}: {reason}." },
	{ "Mail.kind.Short",	"{product|Product.*.Name}" },
	{ "Mail.when.Short",	"until {until|time}" },
	{ "Mail.where.Short",	"[{site}] {origin}/my" },
	{ "Mail.open.Short",	"a {no" },
	{ "Mail.odd.Short",	"{no|shout}" },
	{ "Product.personal.Name", "Personal certificate" },
	{ "Site.Name",		"Example" },
};
static struct site site = { .origin = "https://localhost:8443", .zone_minutes = 420 };
static struct buf params, out;

static const char *
text_of(void *arg, const char *language, const char *key)
{
	(void)arg;
	(void)language;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (str_eq(texts[i].key, key))
			return texts[i].text;
	return NULL;
}

static const struct words words = { .text = text_of, .site = &site };

static int
say(const char *event, const char *lines)
{
	buf_reset(&params);
	buf_reset(&out);
	buf_adds(&params, lines);
	return wording(&words, "en", event, "Short", &params, &out);
}

static void
fills_names_and_unescapes_values(void **state)
{
	(void)state;
	assert_int_equal(say("a", "no=7\nreason=first\\nsecond \\\\ {no}\n"), 0);
	assert_string_equal(buf_str(&out), "no 7: first\nsecond \\ {no}.");	/* a value is never a text */
	assert_int_equal(say("a", "number=8\n"), 0);
	assert_string_equal(buf_str(&out), "no : .");
}

static void
words_values_times_and_places(void **state)
{
	(void)state;
	assert_int_equal(say("kind", "product=personal\n"), 0);
	assert_string_equal(buf_str(&out), "Personal certificate");
	assert_int_equal(say("when", "until=2026-12-01T18:30:00Z\n"), 0);
	assert_string_equal(buf_str(&out), "until 2026-12-02 01:30 (UTC+7)");
	assert_int_equal(say("where", ""), 0);
	assert_string_equal(buf_str(&out), "[Example] https://localhost:8443/my");
	site.zone_minutes = -210;
	assert_int_equal(say("when", "until=2026-12-01T18:30:00Z\n"), 0);
	assert_string_equal(buf_str(&out), "until 2026-12-01 15:00 (UTC-3:30)");
}

static void
names_what_is_missing_or_odd(void **state)
{
	(void)state;
	assert_int_equal(say("none", ""), ERR_NOTFOUND);
	assert_string_equal(err_take(), "text Mail.none.Short is missing in en");
	assert_int_equal(say("kind", "product=ship\n"), ERR_INPUT);
	assert_string_equal(err_take(), "text Product.ship.Name is missing in en");
	assert_int_equal(say("open", "no=1\n"), ERR_INPUT);
	err_take();
	assert_int_equal(say("odd", "no=1\n"), ERR_INPUT);
	err_take();
	assert_int_equal(say("when", "until=tomorrow\n"), ERR_INPUT);
	err_take();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fills_names_and_unescapes_values),
		cmocka_unit_test(words_values_times_and_places),
		cmocka_unit_test(names_what_is_missing_or_odd),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	buf_clear(&params);
	buf_clear(&out);
	return failed;
}
