#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "util/err.h"

static void
keeps_the_first_cause(void **state)
{
	(void)state;
	assert_int_equal(err_set(ERR_INPUT, "key is RSA-%d", 1024), ERR_INPUT);
	assert_int_equal(err_set(ERR_BUG, "later"), ERR_BUG);
	assert_string_equal(err_take(), "key is RSA-1024");
}

/* What a person reads is said by who knows what the person was doing. */
static void
says_it_in_better_words(void **state)
{
	(void)state;
	err_set(ERR_LIMIT, "text of 5000 bytes, at most 4000 fit");
	assert_int_equal(err_reword(ERR_INPUT, "reason is longer than %d characters", 1000), ERR_INPUT);
	assert_string_equal(err_take(), "reason is longer than 1000 characters");
	assert_int_equal(err_reword(ERR_INPUT, "no reason"), ERR_INPUT);
	assert_string_equal(err_take(), "no reason");
}

static void
puts_context_before_the_note(void **state)
{
	(void)state;
	err_set(ERR_PEER, "socket is gone");
	assert_int_equal(err_in(ERR_PEER, "signd"), ERR_PEER);
	assert_string_equal(err_take(), "signd: socket is gone");
}

static void
gives_a_note_only_once(void **state)
{
	(void)state;
	err_set(ERR_LIMIT, "too many");
	err_take();
	assert_string_equal(err_take(), "");
	err_in(ERR_LIMIT, "context of nothing");
	assert_string_equal(err_take(), "");
}

static void
cuts_a_note_that_is_too_long(void **state)
{
	char long_text[4096];

	(void)state;
	memset(long_text, 'a', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	err_set(ERR_INPUT, "%s", long_text);
	assert_true(strlen(err_take()) < sizeof(long_text) - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_the_first_cause),
		cmocka_unit_test(says_it_in_better_words),
		cmocka_unit_test(puts_context_before_the_note),
		cmocka_unit_test(gives_a_note_only_once),
		cmocka_unit_test(cuts_a_note_that_is_too_long),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
