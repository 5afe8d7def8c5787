#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "util/err.h"
#include "util/tm.h"

static int64_t
at(int year, int month, int day, int hour, int minute, int second, int ms)
{
	const struct tm_parts p = { year, month, day, hour, minute, second, ms };
	int64_t out;

	assert_int_equal(tm_join(&p, &out), 0);
	return out;
}

static void
splits_and_joins(void **state)
{
	static const struct { int64_t at; struct tm_parts p; } v[] = {
		{ 1, { 1970, 1, 1, 0, 0, 0, 1 } }, { 951782399999, { 2000, 2, 28, 23, 59, 59, 999 } },
		{ 951782400000, { 2000, 2, 29, 0, 0, 0, 0 } }, { 4107542400000, { 2100, 3, 1, 0, 0, 0, 0 } },
		{ 253402300799999, { 9999, 12, 31, 23, 59, 59, 999 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		struct tm_parts p;

		tm_split(v[i].at, &p);
		assert_memory_equal(&p, &v[i].p, sizeof(p));
		assert_int_equal(at(p.year, p.month, p.day, p.hour, p.minute, p.second, p.ms), v[i].at);
	}
}

static void
refuses_dates_that_do_not_exist(void **state)
{
	static const struct tm_parts odd[] = {
		{ 2026, 2, 29, 0, 0, 0, 0 }, { 2100, 2, 29, 0, 0, 0, 0 }, { 2026, 4, 31, 0, 0, 0, 0 }, { 2026, 13, 1, 0, 0, 0, 0 },
		{ 2026, 0, 1, 0, 0, 0, 0 }, { 2026, 1, 0, 0, 0, 0, 0 }, { 2026, 1, 1, 24, 0, 0, 0 }, { 2026, 1, 1, 0, 60, 0, 0 },
		{ 2026, 1, 1, 0, 0, 60, 0 }, { 1969, 12, 31, 23, 59, 59, 0 }, { 10000, 1, 1, 0, 0, 0, 0 }, { 2026, 1, 1, 0, 0, 0, 1000 },
	};
	int64_t out;

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		assert_int_equal(tm_join(&odd[i], &out), ERR_INPUT);
		err_take();
	}
	assert_true(tm_is_date(2024, 2, 29));
	assert_false(tm_is_date(2026, 2, 29));
	assert_false(tm_is_date(2026, 6, 31));
}

static void
writes_and_reads_iso(void **state)
{
	static const char *const odd[] = { "", "2026-11-24", "2026-11-24T10:00:00", "2026-11-24T10:00:00+08:00", "2026-11-24 10:00:00Z",
		"2026-11-24T10:00:00.00Z", "2026-11-24T10:00:00Z ", "2026-02-30T10:00:00Z", "2026-1-24T10:00:00Z", "x026-11-24T10:00:00Z" };
	char to[TM_ISO_SIZE];
	int64_t back, moment = at(2026, 11, 24, 10, 2, 3, 45);

	(void)state;
	assert_string_equal(tm_iso(moment, to), "2026-11-24T10:02:03Z");
	assert_int_equal(tm_parse(to, &back), 0);
	assert_int_equal(back, moment - 45);
	assert_string_equal(tm_iso_ms(moment, to), "2026-11-24T10:02:03.045Z");
	assert_int_equal(tm_parse(to, &back), 0);
	assert_int_equal(back, moment);
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		assert_int_equal(tm_parse(odd[i], &back), ERR_INPUT);
		err_take();
	}
}

static void
a_day_begins_in_its_zone(void **state)
{
	static const char *const none[] = { "", "2026-11-2", "2026-11-244", "2026-11-24 ", "2026/11/24", "2026-02-29", "2026-13-01",
	    "0026-11-24", "+026-11-24", "2026-1-024" };
	int64_t at;

	(void)state;
	assert_int_equal(tm_day("2026-11-24", 480, &at), 0);
	assert_int_equal(at, INT64_C(1795449600000));	/* 23 November, 16:00 UTC */
	assert_int_equal(tm_day("2026-11-24", 0, &at), 0);
	assert_int_equal(at, INT64_C(1795478400000));
	assert_int_equal(tm_day("1970-01-01", 480, &at), 0);
	assert_int_equal(at, -8 * TM_HOUR);
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		assert_int_equal(tm_day(none[i], 480, &at), ERR_INPUT);
		assert_string_not_equal(err_take(), "");
	}
}

static void
zones_are_for_people(void **state)
{
	char to[17];

	(void)state;
	assert_string_equal(tm_local(at(2026, 12, 31, 16, 30, 0, 0), 480, to), "2027-01-01 00:30");
	assert_string_equal(tm_local(at(2026, 3, 1, 0, 15, 0, 0), -60, to), "2026-02-28 23:15");
	assert_string_equal(tm_local(at(2026, 3, 1, 0, 15, 0, 0), 420, to), "2026-03-01 07:15");
}

static void
steady_never_goes_back(void **state)
{
	int64_t a = tm_steady();

	(void)state;
	for (int i = 0; i < 1000; i++) {
		int64_t b = tm_steady();

		assert_true(b >= a);
		a = b;
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(splits_and_joins),
		cmocka_unit_test(refuses_dates_that_do_not_exist),
		cmocka_unit_test(writes_and_reads_iso),
		cmocka_unit_test(a_day_begins_in_its_zone),
		cmocka_unit_test(zones_are_for_people),
		cmocka_unit_test(steady_never_goes_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
