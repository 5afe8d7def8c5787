#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "rules/index.h"
#include "util/err.h"

/* HMAC-SHA256 by openssl: printf 'resident|11010519491231002X' | openssl dgst -sha256 -mac HMAC -macopt hexkey:01..01 */
static void
is_the_hmac_of_kind_and_number(void **state)
{
	struct rules r = { .db = NULL };
	char one[INDEX_SIZE], other[INDEX_SIZE];

	(void)state;
	memset(r.index_key, 1, sizeof(r.index_key));
	assert_int_equal(index_of(&r, "resident", "11010519491231002X", one), 0);
	assert_string_equal(one, "7ed7024e161b35b09984793f3bd1f5605a06dc03b7873cb319ac769334bb1f97");
	assert_int_equal(index_of(&r, "permanent", "11010519491231002X", other), 0);
	assert_string_not_equal(one, other);
	memset(r.index_key, 2, sizeof(r.index_key));
	assert_int_equal(index_of(&r, "resident", "11010519491231002X", other), 0);
	assert_string_not_equal(one, other);
}

static void
says_no_without_a_key(void **state)
{
	struct rules r = { .db = NULL };
	char out[INDEX_SIZE] = "x";

	(void)state;
	assert_int_equal(index_of(&r, "resident", "11010519491231002X", out), ERR_DENIED);
	assert_string_equal(err_take(), "this program has no key of the person index");
	assert_string_equal(out, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_the_hmac_of_kind_and_number),
		cmocka_unit_test(says_no_without_a_key),
	};

	return cmocka_run_group_tests_name("rules/index", tests, NULL, NULL);
}
