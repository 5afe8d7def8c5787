#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <stdbool.h>

#include "util/conf.h"
#include "util/err.h"

struct settings { char host[10]; int port; bool demo; };

static const struct conf_key keys[] = {
	CONF_TEXT_KEY(struct settings, host, "host", NULL),
	CONF_INT_KEY(struct settings, port, "port", "8443"),
	CONF_BOOL_KEY(struct settings, demo, "demo", "no"),
};
#define KEYS (sizeof(keys) / sizeof(keys[0]))

static void
reads_every_kind_of_key(void **state)
{
	struct settings s;

	(void)state;
	assert_int_equal(conf_parse("f", "# a comment\n\n  host =  ca.test \nport=1\ndemo = yes", keys, KEYS, &s), 0);
	assert_string_equal(s.host, "ca.test");
	assert_int_equal(s.port, 1);
	assert_true(s.demo);
}

static void
fills_in_what_may_be_left_out(void **state)
{
	struct settings s;

	(void)state;
	assert_int_equal(conf_parse("f", "host = a = b\n", keys, KEYS, &s), 0);
	assert_string_equal(s.host, "a = b");
	assert_int_equal(s.port, 8443);
	assert_false(s.demo);
}

static void
refuses_the_whole_file_and_names_the_line(void **state)
{
	static const struct { const char *text, *note; } odd[] = {
		{ "", "f: key \"host\" is missing" },
		{ "host = a\nhost = b\n", "f:2: key \"host\" is given twice" },
		{ "host = a\nhots = b\n", "f:2: key \"hots\" is not known" },
		{ "host = a\n\n# x\nport\n", "f:4: line is not written as key = value" },
		{ "host = a\ndemo = true\n", "f:2: demo must be yes or no" },
		{ "= a\n", "f:1: key \"\" is not known" },
	};
	struct settings s;

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		assert_int_equal(conf_parse("f", odd[i].text, keys, KEYS, &s), ERR_INPUT);
		assert_string_equal(err_take(), odd[i].note);
	}
	assert_int_equal(conf_parse("f", "host = a\nport = -1\n", keys, KEYS, &s), ERR_INPUT);
	assert_int_equal(strncmp(err_take(), "f:2: ", 5), 0);
	assert_int_not_equal(conf_parse("f", "host = 0123456789\n", keys, KEYS, &s), 0);
	assert_int_equal(strncmp(err_take(), "f:1: ", 5), 0);
	assert_int_equal(conf_load("/nonexistent/file", keys, KEYS, &s), ERR_NOTFOUND);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_kind_of_key),
		cmocka_unit_test(fills_in_what_may_be_left_out),
		cmocka_unit_test(refuses_the_whole_file_and_names_the_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
