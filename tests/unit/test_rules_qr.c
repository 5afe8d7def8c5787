#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rules/qr.h"
#include "util/err.h"

/* Version 1 with level M holds 14 bytes: 21 modules and two quiet zones. */
static void
draws_the_finder_patterns_inside_the_quiet_zone(void **state)
{
	struct buf path;
	int side;

	(void)state;
	buf_init(&path, 0);
	assert_int_equal(qr_path("HTTPS://A.CN/", &path, &side), 0);
	assert_int_equal(side, 21 + 8);
	assert_memory_equal(buf_str(&path), "M4 4h7v1h-7z", 12);		/* top left */
	assert_non_null(strstr(buf_str(&path), "M18 4h7v1h-7z"));		/* top right */
	assert_non_null(strstr(buf_str(&path), "M4 18h7v1h-7z"));		/* bottom left */
	assert_int_equal(strspn(buf_str(&path), "Mhvz0123456789- "), path.len);
	buf_clear(&path);
}

static void
refuses_what_no_code_holds(void **state)
{
	static char text[3000];
	struct buf path;
	int side;

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	buf_init(&path, 0);
	assert_int_equal(qr_path(text, &path, &side), ERR_LIMIT);
	err_take();
	buf_clear(&path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(draws_the_finder_patterns_inside_the_quiet_zone),
		cmocka_unit_test(refuses_what_no_code_holds),
	};

	return cmocka_run_group_tests_name("rules/qr", tests, NULL, NULL);
}
