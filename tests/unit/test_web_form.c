#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "util/err.h"
#include "web/form.h"

#define URLENCODED "application/x-www-form-urlencoded"
#define MULTIPART "multipart/form-data; boundary=XX"

static struct region *region;
static struct form form;

static int
make(void **state)
{
	(void)state;
	region = region_new();
	return 0;
}

static int
drop(void **state)
{
	(void)state;
	region_free(region);
	err_take();
	return 0;
}

/* The body is copied to memory of its exact size, so that the sanitizers see a byte read behind it. */
static int
read_bytes(const char *type, const char *body, size_t n, const struct form_limits *limits)
{
	return form_read(region, type, region_dup(region, body, n), n, limits, &form);
}

static int
read_text(const char *type, const char *body)
{
	return read_bytes(type, body, strlen(body), &form_usual);
}

static void
refused(const char *type, const char *body, int code, const char *note)
{
	assert_int_equal(read_text(type, body), code);
	assert_string_equal(err_take(), note);
}

static void
reads_what_a_browser_sends(void **state)
{
	(void)state;
	assert_int_equal(read_text(URLENCODED "; charset=UTF-8", "name=%E5%BC%A0+%E4%B8%89&empty=&tick&a=1%3D2"), 0);
	assert_int_equal(form.count, 4);
	assert_string_equal(form_get(&form, "name"), "张 三");
	assert_string_equal(form_get(&form, "empty"), "");
	assert_non_null(form_find(&form, "tick"));
	assert_string_equal(form_get(&form, "a"), "1=2");
	assert_string_equal(form_get(&form, "absent"), "");
	assert_null(form_file(&form, "name"));
	assert_int_equal(read_text(URLENCODED, ""), 0);
	assert_int_equal(form.count, 0);
}

static void
makes_line_ends_one_character(void **state)
{
	(void)state;
	assert_int_equal(read_text(URLENCODED, "text=a%0D%0Ab%0Ac%0Dd"), 0);
	assert_string_equal(form_get(&form, "text"), "a\nb\nc\nd");
	assert_int_equal(form_find(&form, "text")->len, 7);
}

static void
keeps_all_values_of_a_list(void **state)
{
	(void)state;
	assert_int_equal(read_text(URLENCODED, "role[]=clerk&role[]=auditor"), 0);
	assert_string_equal(form_each(&form, "role[]", 0), "clerk");
	assert_string_equal(form_each(&form, "role[]", 1), "auditor");
	assert_null(form_each(&form, "role[]", 2));
}

static void
refuses_the_same_name_twice(void **state)
{
	(void)state;
	refused(URLENCODED, "id=1&id=2", ERR_INPUT, "the form has the field \"id\" twice");
	refused(MULTIPART, "--XX\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\n1\r\n"
	    "--XX\r\nContent-Disposition: form-data; name=\"id\"; filename=\"x\"\r\n\r\n2\r\n--XX--\r\n", ERR_INPUT,
	    "the form has the field \"id\" twice");
}

static void
refuses_broken_percent_signs(void **state)
{
	static const char *const odd[] = { "a=%", "a=%4", "a=%zz", "a=%4g", "%=1", "a=1&b=%e", "a=% 41" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		refused(URLENCODED, odd[i], ERR_INPUT, "the form is broken: % is not followed by two hexadecimal digits");
}

static void
refuses_what_is_not_text(void **state)
{
	static const char *const odd[] = { "a=%00", "a=x%00y", "a=%ff", "a=%c3", "a=%ed%a0%80", "a=%c0%af" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		refused(URLENCODED, odd[i], ERR_INPUT, "a field of the form is not UTF-8 text");
	assert_int_equal(read_bytes(URLENCODED, "a=\0b", 4, &form_usual), ERR_INPUT);
}

static void
refuses_names_that_are_not_ours(void **state)
{
	static const char *const odd[] = { "=1", "a%00b=1", "a%20b=1", "Query[x]=1", "[]=1", "a[][]=1", "%E5%BC%A0=1", "a/b=1",
	    "name_of_more_than_sixty_four_characters_aaaaaaaaaaaaaaaaaaaaaaaaaa=1" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		refused(URLENCODED, odd[i], ERR_INPUT, "the form has a field without a proper name");
}

static void
holds_to_the_limits(void **state)
{
	static const struct form_limits tight = { .fields = 2, .name = 8, .value = 4, .file = 3 };
	static const char file[] = "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\n1234\r\n--XX--\r\n";

	(void)state;
	assert_int_equal(read_bytes(URLENCODED, "a=1&b=1234", 10, &tight), 0);
	assert_int_equal(read_bytes(URLENCODED, "a=1&b=2&c=3", 11, &tight), ERR_LIMIT);
	assert_string_equal(err_take(), "the form has more than 2 fields");
	assert_int_equal(read_bytes(URLENCODED, "&&&", 3, &tight), ERR_LIMIT);
	err_take();
	assert_int_equal(read_bytes(URLENCODED, "a=12345", 7, &tight), ERR_LIMIT);
	assert_string_equal(err_take(), "a field of the form is longer than 4 bytes");
	assert_int_equal(read_bytes(MULTIPART, file, sizeof(file) - 1, &tight), ERR_LIMIT);
	assert_string_equal(err_take(), "the file is larger than 3 bytes");
}

static void
reads_a_file_with_any_bytes(void **state)
{
	static const char body[] = "--XX\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nlicence\r\n"
	    "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"C:\\dir\\营业执照.png\"\r\n"
	    "Content-Type: image/png\r\n\r\n\x89PNG\0\r\n--X\r\n\r\n--XX--\r\n";
	const struct form_field *file;

	(void)state;
	assert_int_equal(read_bytes(MULTIPART, body, sizeof(body) - 1, &form_usual), 0);
	assert_string_equal(form_get(&form, "kind"), "licence");
	assert_non_null(file = form_file(&form, "file"));
	assert_string_equal(file->file, "营业执照.png");
	assert_string_equal(file->type, "image/png");
	assert_int_equal(file->len, 12);
	assert_memory_equal(file->value, "\x89PNG\0\r\n--X\r\n", 12);
	assert_string_equal(form_get(&form, "file"), "");
}

static void
knows_when_no_file_was_chosen(void **state)
{
	(void)state;
	assert_int_equal(read_text("multipart/form-data; charset=x; boundary=\"XX\"", "--XX\r\n"
	    "content-disposition: form-data; name=\"file\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n"
	    "\r\n--XX--"), 0);
	assert_null(form_file(&form, "file"));
	assert_non_null(form_find(&form, "file"));
}

static void
refuses_a_boundary_that_is_none(void **state)
{
	static const struct { const char *type, *note; } odd[] = {
		{ "multipart/form-data", "the form has no boundary between its parts" },
		{ "multipart/form-data; bound=XX", "the form has no boundary between its parts" },
		{ "multipart/form-data; boundary=", "the boundary between the parts of the form is not a proper one" },
		{ "multipart/form-data; boundary=\"XX", "the boundary between the parts of the form is not a proper one" },
		{ "multipart/form-data; boundary=X\x01", "the boundary between the parts of the form is not a proper one" },
		{ "multipart/form-data; boundary=0123456789012345678901234567890123456789012345678901234567890123456789X",
		    "the boundary between the parts of the form is not a proper one" },
		{ "text/plain", "the content type of the form is not one a browser sends" },
		{ "", "the content type of the form is not one a browser sends" },
		{ "multipart/form-datax; boundary=XX", "the content type of the form is not one a browser sends" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		refused(odd[i].type, "--XX--\r\n", ERR_INPUT, odd[i].note);
}

static void
refuses_parts_that_are_not_divided(void **state)
{
	static const struct { const char *body, *note; } odd[] = {
		{ "", "the form does not begin with its boundary" },
		{ "--X", "the form does not begin with its boundary" },
		{ "\r\n--XX--", "the form does not begin with its boundary" },
		{ "--XX", "the parts of the form are not properly divided" },
		{ "--XX-", "the parts of the form are not properly divided" },
		{ "--XX--trailing", "the parts of the form are not properly divided" },
		{ "--XX\r\n", "the form ends within a part" },
		{ "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n", "the form ends within a part" },
		{ "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--XX",
		    "the parts of the form are not properly divided" },
		{ "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--XXY\r\n--XX--",
		    "the parts of the form are not properly divided" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		refused(MULTIPART, odd[i].body, ERR_INPUT, odd[i].note);
}

static void
refuses_odd_descriptions_of_a_part(void **state)
{
	static const struct { const char *head, *note; } odd[] = {
		{ "X", "a part of the form has a broken header" },
		{ "Content-Disposition: attachment; name=\"a\"", "a part of the form is not form data" },
		{ "Content-Disposition: form-data", "the form has a field without a proper name" },
		{ "Content-Disposition: form-data; name=a", "a part of the form is described in an odd way" },
		{ "Content-Disposition: form-data; name=\"a", "a part of the form is described in an odd way" },
		{ "Content-Disposition: form-data; name=\"a\"; name=\"b\"", "a part of the form is described in an odd way" },
		{ "Content-Disposition: form-data; name=\"a\"; filename*=\"x\"", "a part of the form is described in an odd way" },
		{ "Content-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"",
		    "a part of the form is not form data" },
		{ "Content-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64",
		    "a part of the form is encoded in an odd way" },
		{ "Content-Disposition: form-data; name=\"a\"\nX: y", "a part of the form has a broken header" },
		{ "Content-Disposition: form-data; name=\"a\"; filename=\"a\xe2\x80\xaegnp.exe\"",
		    "the name of the file has invisible characters" },
		{ "Content-Disposition: form-data; name=\"\xff\"", "a part of the form has a broken header" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		refused(MULTIPART, region_printf(region, "--XX\r\n%s\r\n\r\n1\r\n--XX--\r\n", odd[i].head), ERR_INPUT, odd[i].note);
}

static void
refuses_files_where_none_are_wanted(void **state)
{
	struct form_limits none = form_usual;
	static const char body[] = "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\n1\r\n--XX--\r\n";

	(void)state;
	none.file = 0;
	assert_int_equal(read_bytes(MULTIPART, body, sizeof(body) - 1, &none), ERR_INPUT);
	assert_string_equal(err_take(), "this form takes no files");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(reads_what_a_browser_sends, make, drop),
		cmocka_unit_test_setup_teardown(makes_line_ends_one_character, make, drop),
		cmocka_unit_test_setup_teardown(keeps_all_values_of_a_list, make, drop),
		cmocka_unit_test_setup_teardown(refuses_the_same_name_twice, make, drop),
		cmocka_unit_test_setup_teardown(refuses_broken_percent_signs, make, drop),
		cmocka_unit_test_setup_teardown(refuses_what_is_not_text, make, drop),
		cmocka_unit_test_setup_teardown(refuses_names_that_are_not_ours, make, drop),
		cmocka_unit_test_setup_teardown(holds_to_the_limits, make, drop),
		cmocka_unit_test_setup_teardown(reads_a_file_with_any_bytes, make, drop),
		cmocka_unit_test_setup_teardown(knows_when_no_file_was_chosen, make, drop),
		cmocka_unit_test_setup_teardown(refuses_a_boundary_that_is_none, make, drop),
		cmocka_unit_test_setup_teardown(refuses_parts_that_are_not_divided, make, drop),
		cmocka_unit_test_setup_teardown(refuses_odd_descriptions_of_a_part, make, drop),
		cmocka_unit_test_setup_teardown(refuses_files_where_none_are_wanted, make, drop),
	};

	return cmocka_run_group_tests_name("web/form", tests, NULL, NULL);
}
