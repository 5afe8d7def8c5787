#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "rules/due.h"
#include "util/tm.h"

#define CHINA 480

static void
expect(const char *from, int days, int zone, const char *want)
{
	char got[TM_ISO_SIZE];
	int64_t at;

	assert_int_equal(tm_parse(from, &at), 0);
	assert_string_equal(tm_iso(due_after(at, days, zone), got), want);
}

static void
counts_working_days(void **state)
{
	(void)state;
	expect("2026-11-23T02:00:00Z", 3, CHINA, "2026-11-26T02:00:00Z");	/* Monday to Thursday */
	expect("2026-11-26T02:00:00Z", 3, CHINA, "2026-12-01T02:00:00Z");	/* Thursday over the weekend to Tuesday */
	expect("2026-11-28T02:00:00Z", 1, CHINA, "2026-11-30T02:00:00Z");	/* Saturday to Monday */
	expect("2026-11-23T02:00:00Z", 0, CHINA, "2026-11-23T02:00:00Z");
}

/* Friday 17:00 UTC is Saturday in China, and still Friday in London. */
static void
counts_them_in_the_zone_of_the_instance(void **state)
{
	(void)state;
	expect("2026-11-26T17:00:00Z", 1, CHINA, "2026-11-29T17:00:00Z");
	expect("2026-11-26T17:00:00Z", 1, 0, "2026-11-27T17:00:00Z");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_working_days),
		cmocka_unit_test(counts_them_in_the_zone_of_the_instance),
	};

	return cmocka_run_group_tests_name("rules/due", tests, NULL, NULL);
}
