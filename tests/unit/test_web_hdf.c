#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "util/buf.h"
#include "util/tm.h"
#include "web/hdf.h"

static struct region *region;
static struct hdf *data;

static int
make(void **state)
{
	(void)state;
	region = region_new();
	data = hdf_new(region, 480, " UTC+8");
	return 0;
}

static int
drop(void **state)
{
	(void)state;
	hdf_free(data);
	hdf_free(NULL);
	region_free(region);
	return 0;
}

static void
is(const char *name, const char *value)
{
	assert_string_equal(hdf_get(data, name), value);
}

static void
keeps_every_value_as_it_is(void **state)
{
	(void)state;
	is("Never.Set", "");
	hdf_set(data, "A.B.C", "<b>&\"' 李\n=#");
	is("A.B.C", "<b>&\"' 李\n=#");
	is("A.B", "");
	hdf_set(data, "A.B.C", NULL);
	is("A.B.C", "");
	hdf_setn(data, "N", INT64_MIN);
	is("N", "-9223372036854775808");
	hdf_setn(data, "N", INT64_MAX);
	is("N", "9223372036854775807");
	hdf_setid(data, "N", UINT64_MAX);
	is("N", "18446744073709551615");
	hdf_setf(data, "F", "%s/%d%%", "a", 7);
	is("F", "a/7%");
	hdf_setf(data, "F", "%s", "");
	is("F", "");
}

/* A flag is there or not: no template has to know what "0" means. */
static void
a_flag_is_there_or_not(void **state)
{
	(void)state;
	hdf_flag(data, "Yes", true);
	hdf_flag(data, "No", false);
	is("Yes", "1");
	is("No", "");
	hdf_flag(data, "Yes", false);
	is("Yes", "1");	/* what was said stays said */
}

static void
nodes_are_relative(void **state)
{
	struct hdf *list, *item;

	(void)state;
	list = hdf_at(data, "Case.List");
	for (size_t i = 0; i < 11; i++) {
		item = hdf_item(list, "Row", i);
		hdf_setn(item, "Name.Number", (int64_t)i);
	}
	is("Case.List.Row.0.Name.Number", "0");
	is("Case.List.Row.10.Name.Number", "10");
	assert_string_equal(hdf_get(item, "Name.Number"), "10");
	assert_string_equal(hdf_get(hdf_at(data, "Case.List"), "Row.3.Name.Number"), "3");
	hdf_time(item, "At", 1795514400000);	/* the zone goes with it */
	is("Case.List.Row.10.At", "2026-11-24 18:00 UTC+8");
}

static void
times_are_those_of_the_zone(void **state)
{
	struct hdf *west;

	(void)state;
	hdf_time(data, "None", 0);
	is("None", "");
	is("None.Iso", "");
	/* in the zone it is tomorrow, and next year */
	hdf_time(data, "T", 1798734600000);
	is("T", "2027-01-01 00:30 UTC+8");
	is("T.Date", "2027-01-01");
	is("T.Iso", "2026-12-31T16:30:00Z");
	west = hdf_new(region, -300, "");
	hdf_time(west, "T", 1798734600000);
	assert_string_equal(hdf_get(west, "T"), "2026-12-31 11:30");
	hdf_free(west);
}

static void
shortens_by_characters(void **state)
{
	(void)state;
	hdf_short(data, "S", "chữ ký số", 9);
	is("S", "chữ ký số");
	hdf_short(data, "S", "chữ ký số", 8);
	is("S", "chữ ký …");
	hdf_short(data, "S", "abc", 1);
	is("S", "…");
	hdf_short(data, "S", "a", 1);
	is("S", "a");
	hdf_short(data, "S", "😀😀😀", 2);
	is("S", "😀…");
	hdf_short(data, "S", "", 0);
	is("S", "");
}

static void
bytes_are_hex(void **state)
{
	(void)state;
	hdf_hex(data, "H", "\x00\xab\xff", 3);
	is("H", "00abff");
	hdf_hex(data, "H", "", 0);
	is("H", "");
	hdf_hex4(data, "H", "\x00\xab\xff", 3);
	is("H", "00ab ff");
	hdf_hex4(data, "H", "\x00\xab", 2);
	is("H", "00ab");
	hdf_hex4(data, "H", "", 0);
	is("H", "");
}

/* --- rows --- */

enum colour { RED, GREEN };
static const char *const colours[] = { "red", "green", NULL };
struct row {
	int64_t		 i64;
	uint64_t	 u64;
	int		 number;
	bool		 yes, no;
	char		 text[8];
	unsigned char	 bytes[3];
	struct buf	 blob, empty;
	int64_t		 at, never;
	enum colour	 colour, odd;
	char		 code[7];
	char		 internal[9];
};
static const struct col cols[] = {
	COL(struct row, i64, COL_I64, COL_PUBLIC), COL(struct row, u64, COL_U64, COL_PUBLIC),
	COL(struct row, number, COL_INT, COL_PUBLIC), COL(struct row, yes, COL_BOOL, COL_PUBLIC),
	COL(struct row, no, COL_BOOL, COL_PUBLIC), COL(struct row, text, COL_TEXT, COL_PUBLIC),
	COL(struct row, bytes, COL_BYTES, COL_PUBLIC | COL_OPTIONAL), COL(struct row, blob, COL_BLOB, COL_PUBLIC),
	COL(struct row, empty, COL_BLOB, COL_PUBLIC), COL(struct row, at, COL_TIME, COL_PUBLIC),
	COL(struct row, never, COL_TIME, COL_PUBLIC), COL_WORD(struct row, colour, colours, COL_PUBLIC),
	COL_WORD(struct row, odd, colours, COL_PUBLIC),
	COL(struct row, code, COL_TEXT, COL_PUBLIC | COL_SECRET), COL(struct row, internal, COL_TEXT, 0),
};

static void
shows_what_is_public_of_a_row(void **state)
{
	struct row row = { -1, UINT64_MAX, -7, true, false, "<i>", { 1, 2, 0xff }, BUF_INIT, BUF_INIT, 1795514400000, 0, GREEN,
	    (enum colour)2, "123456", "internal" };

	(void)state;
	buf_add(&row.blob, "\0\1", 2);
	hdf_row(data, "R", cols, sizeof(cols) / sizeof(cols[0]), &row);
	is("R.i64", "-1");
	is("R.u64", "18446744073709551615");
	is("R.number", "-7");
	is("R.yes", "1");
	is("R.no", "");
	is("R.text", "<i>");
	is("R.bytes", "0102ff");
	is("R.blob", "0001");
	is("R.empty", "");
	is("R.at", "2026-11-24 18:00 UTC+8");
	is("R.never", "");
	is("R.colour", "green");
	is("R.odd", "");
	is("R.code", "");
	is("R.internal", "");
	buf_clear(&row.blob);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(keeps_every_value_as_it_is, make, drop),
		cmocka_unit_test_setup_teardown(a_flag_is_there_or_not, make, drop),
		cmocka_unit_test_setup_teardown(nodes_are_relative, make, drop),
		cmocka_unit_test_setup_teardown(times_are_those_of_the_zone, make, drop),
		cmocka_unit_test_setup_teardown(shortens_by_characters, make, drop),
		cmocka_unit_test_setup_teardown(bytes_are_hex, make, drop),
		cmocka_unit_test_setup_teardown(shows_what_is_public_of_a_row, make, drop),
	};

	return cmocka_run_group_tests_name("web/hdf", tests, NULL, NULL);
}
