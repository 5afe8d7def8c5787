/* Growable bytes: always a C string, never more than their maximum. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <malloc.h>
#include <string.h>

#include <cmocka.h>

#include "util/buf.h"
#include "util/err.h"

static void
is_a_string_even_when_nothing_came(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	mallopt(M_PERTURB, 0x5a);	/* fresh memory is not zeros */
	assert_string_equal(buf_str(&b), "");
	assert_non_null(buf_space(&b, 100));
	assert_string_equal(buf_str(&b), "");
	buf_adds(&b, "abc");
	assert_non_null(buf_space(&b, 5000));
	assert_string_equal(buf_str(&b), "abc");
	buf_drop(&b, 3);
	assert_string_equal(buf_str(&b), "");
	buf_clear(&b);
	mallopt(M_PERTURB, 0);
}

static void
stays_as_it_was_when_an_addition_does_not_fit(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 4);
	buf_adds(&b, "abcd");
	assert_int_equal(buf_end(&b, "text"), 0);
	buf_addc(&b, 'e');
	assert_string_equal(buf_str(&b), "abcd");
	assert_int_equal(buf_end(&b, "text"), ERR_LIMIT);
	err_take();
	buf_clear(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_a_string_even_when_nothing_came),
		cmocka_unit_test(stays_as_it_was_when_an_addition_does_not_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
