#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "util/err.h"
#include "web/multipart.h"

static const struct form_limits limits = { .fields = 4, .name = 16, .value = 50, .file = 64 };
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

/* From memory of exactly the body and the NUL that req_body puts behind it. */
static int
read_body(const char *params, const char *body, size_t n)
{
	char *copy = region_dup(region, body, n);

	form = (struct form){ .count = 0 };
	return multipart_read(region, params, copy, n, &limits, &form);
}

static int
read_part(const char *head, const char *content)
{
	const char *body = region_printf(region, "--B\r\n%s\r\n\r\n%s\r\n--B--\r\n", head, content);

	return read_body("; boundary=B", body, strlen(body));
}

static void
finds_the_boundary(void **state)
{
	static const char *const good[] = { ";boundary=B", "; boundary=B", ";\t boundary=\"B\"", "; charset=utf-8; BOUNDARY=B",
	    "; boundary=B; charset=utf-8", "; boundary=B ", "; x=\"y\"; boundary=B" };
	static const struct { const char *params, *delimiter; } odd[] = {
		{ "; boundary='()+_,-./:=?", "--'()+_,-./:=?--" },
		{ "; boundary=0123456789012345678901234567890123456789012345678901234567890123456789",
		    "--0123456789012345678901234567890123456789012345678901234567890123456789--" },
	};
	static const char *const bad[] = { "", "boundary=B", "; boundary", "; boundary=", "; boundary=\"\"", "; boundary=\"B",
	    "; boundary=B\"", "; boundary=B\x80", "; boundary=B@", "; boundary= B", "; xboundary=B",
	    "; boundary=01234567890123456789012345678901234567890123456789012345678901234567890" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (read_body(good[i], "--B--", 5) != 0)
			fail_msg("\"%s\": %s", good[i], err_take());
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(read_body(odd[i].params, odd[i].delimiter, strlen(odd[i].delimiter)), 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (read_body(bad[i], "--B--", 5) != ERR_INPUT)
			fail_msg("\"%s\" was taken", bad[i]);
		assert_string_not_equal(err_take(), "");
	}
}

static const char whole[] = "--B\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nlicence\r\n"
    "--B\r\ncontent-disposition:form-data;name=\"file\";filename=\"a.png\"\r\nContent-Type: image/png\r\n"
    "Content-Transfer-Encoding: BINARY\r\nX-Other: 1\r\n\r\n\0--B\r\nB--\r\n--B--";

/* A form that was cut anywhere is none: no field is lost without a word. */
static void
takes_the_whole_form_or_nothing(void **state)
{
	const size_t n = sizeof(whole) - 1;

	(void)state;
	assert_int_equal(read_body("; boundary=B", whole, n), 0);
	assert_int_equal(form.count, 2);
	assert_string_equal(form_get(&form, "kind"), "licence");
	assert_string_equal(form.fields[1].name, "file");
	assert_string_equal(form.fields[1].file, "a.png");
	assert_string_equal(form.fields[1].type, "image/png");
	assert_int_equal(form.fields[1].len, 9);
	assert_memory_equal(form.fields[1].value, "\0--B\r\nB--\0", 10);
	assert_int_equal(read_body("; boundary=B", region_printf(region, "%s", "--B--x"), 6), ERR_INPUT);
	assert_string_equal(err_take(), "the parts of the form are not properly divided");
	for (size_t cut = 0; cut < n; cut++) {
		assert_int_equal(read_body("; boundary=B", whole, cut), ERR_INPUT);
		assert_string_not_equal(err_take(), "");
	}
}

static void
what_looks_like_a_boundary_is_content(void **state)
{
	static const char body[] = "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\n"
	    "--B\r\n\r--B\n--B\r\n-B\r\n --B\r\n--B--\r\n";
	const char *want = "--B\r\n\r--B\n--B\r\n-B\r\n --B";

	(void)state;
	assert_int_equal(read_body("; boundary=B", body, sizeof(body) - 1), 0);
	assert_int_equal(form.count, 1);
	assert_int_equal(form.fields[0].len, strlen(want));
	assert_memory_equal(form.fields[0].value, want, strlen(want) + 1);
	assert_string_equal(form.fields[0].type, "application/octet-stream");
}

static void
names_a_file_by_its_last_part(void **state)
{
	static const struct { const char *given, *name; } cases[] = {
		{ "a.png", "a.png" }, { "/etc/passwd", "passwd" }, { "..\\..\\营业执照.pdf", "营业执照.pdf" }, { "a/", "" }, { "", "" },
		{ "..", ".." }, { "a%22b.png", "a%22b.png" }, { "giấy phép.png", "giấy phép.png" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(read_part(region_printf(region, "Content-Disposition: form-data; name=\"f\"; filename=\"%s\"",
		    cases[i].given), "x"), 0);
		assert_string_equal(form.fields[0].file, cases[i].name);
	}
	char *longer = region_alloc(region, 802);

	memset(longer, 'n', 801);
	assert_int_equal(read_part(region_printf(region, "Content-Disposition: form-data; name=\"f\"; filename=\"%s\"", longer),
	    "x"), ERR_INPUT);
	assert_string_equal(err_take(), "the name of the file is longer than 200 characters");
}

static void
holds_to_its_limits(void **state)
{
	char text[2100];

	(void)state;
	memset(text, 'x', sizeof(text));
	text[50] = '\0';
	assert_int_equal(read_part("Content-Disposition: form-data; name=\"t\"", text), 0);
	text[50] = 'x';
	text[51] = '\0';
	assert_int_equal(read_part("Content-Disposition: form-data; name=\"t\"", text), ERR_LIMIT);
	err_take();
	text[51] = 'x';
	text[64] = '\0';
	assert_int_equal(read_part("Content-Disposition: form-data; name=\"t\"; filename=\"f\"", text), 0);
	text[64] = 'x';
	text[65] = '\0';
	assert_int_equal(read_part("Content-Disposition: form-data; name=\"t\"; filename=\"f\"", text), ERR_LIMIT);
	assert_string_equal(err_take(), "the file is larger than 64 bytes");
	text[65] = 'x';
	text[2001] = '\0';
	assert_int_equal(read_part(region_printf(region, "X: %s\r\nContent-Disposition: form-data; name=\"t\"", text), "x"), ERR_INPUT);
	assert_string_equal(err_take(), "a part of the form has too long a header");
	assert_int_equal(read_part(region_printf(region, "Content-Disposition: form-data; name=\"%.17s\"", text), "x"), ERR_INPUT);
	assert_string_not_equal(err_take(), "");
}

/* Five parts where four fit. */
static void
counts_its_fields(void **state)
{
	const char *body = "";

	(void)state;
	for (int i = 0; i < 5; i++) {
		body = region_printf(region, "%s--B\r\nContent-Disposition: form-data; name=\"n%d\"\r\n\r\nv\r\n", body, i);
		const char *closed = region_printf(region, "%s--B--", body);

		assert_int_equal(read_body("; boundary=B", closed, strlen(closed)), i < 4 ? 0 : ERR_LIMIT);
	}
	assert_string_equal(err_take(), "the form has more than 4 fields");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(finds_the_boundary, make, drop),
		cmocka_unit_test_setup_teardown(takes_the_whole_form_or_nothing, make, drop),
		cmocka_unit_test_setup_teardown(what_looks_like_a_boundary_is_content, make, drop),
		cmocka_unit_test_setup_teardown(names_a_file_by_its_last_part, make, drop),
		cmocka_unit_test_setup_teardown(holds_to_its_limits, make, drop),
		cmocka_unit_test_setup_teardown(counts_its_fields, make, drop),
	};

	return cmocka_run_group_tests_name("web/multipart", tests, NULL, NULL);
}
