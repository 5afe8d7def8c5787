#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "util/err.h"
#include "web/req.h"

static struct region *region;
static struct req *req;
static const char *sent;	/* the body */

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

/* In pieces of at most three bytes, as a slow connection gives them. */
static long
give(void *ctx, char *to, size_t n)
{
	size_t len = strlen(sent);

	(void)ctx;
	if (n > 3)
		n = 3;
	if (n > len)
		n = len;
	memcpy(to, sent, n);
	sent += n;
	return (long)n;
}

static int
asked(const char *uri)
{
	char line[9000];
	char *env[] = { line, NULL };

	snprintf(line, sizeof(line), "REQUEST_URI=%s", uri);
	return req_new(region, env, give, NULL, &req);
}

static void
splits_path_and_query(void **state)
{
	(void)state;
	assert_int_equal(asked("/apply/12/subject?a=1&b=%2F#top"), 0);
	assert_string_equal(req_path(req), "/apply/12/subject");
	assert_string_equal(req_query(req), "a=1&b=%2F");
	assert_int_equal(asked("https://localhost:8443/my?x"), 0);
	assert_string_equal(req_path(req), "/my");
	assert_int_equal(asked("http://localhost"), 0);
	assert_string_equal(req_path(req), "/");
	assert_int_equal(strlen(req_id(req)), 16);
}

static void
keeps_slashes_that_are_data(void **state)
{
	(void)state;
	assert_int_equal(asked("/pki/ocsp/MEow//Sd%2Bx%3D"), 0);
	assert_string_equal(req_path(req), "/pki/ocsp/MEow//Sd%2Bx%3D");
}

static void
refuses_addresses_that_are_not_clean(void **state)
{
	static const struct { const char *uri, *note; } odd[] = {
		{ "", "the address does not begin with /" },
		{ "*", "the address does not begin with /" },
		{ "/a/../b", "the address climbs through folders" },
		{ "/a/%2e%2E", "the address climbs through folders" },
		{ "/./a", "the address climbs through folders" },
		{ "/a%", "the address is broken: % is not followed by two hexadecimal digits" },
		{ "/a%4", "the address is broken: % is not followed by two hexadecimal digits" },
		{ "/a%zz", "the address is broken: % is not followed by two hexadecimal digits" },
		{ "/a%00b", "the address has invisible characters" },
		{ "/a%0d%0aSet-Cookie:x", "the address has invisible characters" },
		{ "/a%e2%80%aeb", "the address has invisible characters" },
		{ "/a%ff", "the address is not UTF-8 text" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		assert_int_equal(asked(odd[i].uri), ERR_INPUT);
		assert_string_equal(err_take(), odd[i].note);
		assert_non_null(req);
	}
}

static void
refuses_a_very_long_address(void **state)
{
	char uri[8102] = "/";

	(void)state;
	memset(uri + 1, 'a', 8100);
	assert_int_equal(asked(uri), ERR_LIMIT);
	assert_string_equal(err_take(), "the address is longer than 8000 characters");
}

static void
finds_headers_and_methods(void **state)
{
	char *env[] = { "REQUEST_URI=/", "REQUEST_METHOD=POST", "HTTP_ACCEPT_LANGUAGE=vi", "CONTENT_TYPE=text/plain",
	    "HTTP_CONTENT_TYPE=spoofed", "REMOTE_ADDR=10.1.2.3", "REMOTE_PORT=4711", "HTTPS=on", NULL };

	(void)state;
	assert_int_equal(req_new(region, env, give, NULL, &req), 0);
	assert_int_equal(req_method(req), METHOD_POST);
	assert_string_equal(req_header(req, "accept-language"), "vi");
	assert_string_equal(req_header(req, "Content-Type"), "text/plain");
	assert_string_equal(req_header(req, "Origin"), "");
	assert_string_equal(req_ip(req), "10.1.2.3");
	assert_int_equal(req_port(req), 4711);
	assert_true(req_https(req));
}

static void
knows_three_methods_exactly(void **state)
{
	static const struct { char *line; enum method method; } known[] = {
		{ "REQUEST_METHOD=GET", METHOD_GET }, { "REQUEST_METHOD=HEAD", METHOD_HEAD },
		{ "REQUEST_METHOD=get", METHOD_OTHER }, { "REQUEST_METHOD=PUT", METHOD_OTHER }, { "X=", METHOD_OTHER },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		char *env[] = { "REQUEST_URI=/", known[i].line, NULL };

		assert_int_equal(req_new(region, env, give, NULL, &req), 0);
		assert_int_equal(req_method(req), known[i].method);
	}
}

static const char *
cookie(const char *header, const char *name)
{
	static char line[400];
	char *env[] = { "REQUEST_URI=/", line, NULL };

	snprintf(line, sizeof(line), "HTTP_COOKIE=%s", header);
	assert_int_equal(req_new(region, env, give, NULL, &req), 0);
	return req_cookie(req, name);
}

static void
reads_cookies(void **state)
{
	(void)state;
	assert_string_equal(cookie("__Host-lang=en; __Host-hall=abc_-9", "__Host-hall"), "abc_-9");
	assert_string_equal(cookie("a=1;b=2 ;c=3", "b"), "2");
	assert_string_equal(cookie("", "a"), "");
	assert_string_equal(cookie("aa=1", "a"), "");
	assert_string_equal(cookie("x=a=1", "a"), "");
}

static void
believes_no_cookie_that_is_odd(void **state)
{
	char long_one[5 + 201 + 1] = "hall=";

	(void)state;
	assert_string_equal(cookie("hall=1; hall=2", "hall"), "");
	assert_string_equal(cookie("hall=\"1\"", "hall"), "");
	assert_string_equal(cookie("hall=1 2", "hall"), "");
	assert_string_equal(cookie("hall=%31", "hall"), "");
	assert_string_equal(cookie("hall=\xe5\xbc\xa0", "hall"), "");
	assert_string_equal(cookie("hall=", "hall"), "");
	memset(long_one + 5, 'a', 201);
	assert_string_equal(cookie(long_one, "hall"), "");
}

static int
body(char *length, const char *bytes, size_t max)
{
	char *env[] = { "REQUEST_URI=/", length, NULL }, *out;
	size_t n;
	int r;

	sent = bytes;
	assert_int_equal(req_new(region, env, give, NULL, &req), 0);
	if ((r = req_body(req, max, &out, &n)) == 0) {
		assert_string_equal(out, bytes);
		assert_int_equal(n, strlen(bytes));
	}
	return r;
}

static void
reads_the_body_once(void **state)
{
	char *out;
	size_t n;

	(void)state;
	assert_int_equal(body("CONTENT_LENGTH=10", "0123456789", 10), 0);
	assert_int_equal(req_body(req, 10, &out, &n), ERR_BUG);
	err_take();
	assert_int_equal(body("CONTENT_LENGTH=0", "", 10), 0);
}

static void
refuses_bodies_that_are_not_as_announced(void **state)
{
	static const struct { char *length; const char *bytes; int code; const char *note; } odd[] = {
		{ "CONTENT_LENGTH=11", "0123456789", ERR_LIMIT, "the request has 11 bytes, at most 10 are taken" },
		{ "CONTENT_LENGTH=9", "01234", ERR_INPUT, "the request ended after 5 of 9 bytes" },
		{ "CONTENT_LENGTH=4", "01234", ERR_INPUT, "the request has more bytes than it announced" },
		{ "X=", "01234", ERR_INPUT, "the length of the request is not announced" },
		{ "CONTENT_LENGTH=-1", "", ERR_INPUT, "length of the request must be a whole number" },
		{ "CONTENT_LENGTH=5x", "01234", ERR_INPUT, "length of the request must be a whole number" },
		{ "CONTENT_LENGTH=99999999999999999999", "0", ERR_INPUT, "length of the request is larger than 1125899906842624" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		assert_int_equal(body(odd[i].length, odd[i].bytes, 10), odd[i].code);
		assert_string_equal(err_take(), odd[i].note);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(splits_path_and_query, make, drop),
		cmocka_unit_test_setup_teardown(keeps_slashes_that_are_data, make, drop),
		cmocka_unit_test_setup_teardown(refuses_addresses_that_are_not_clean, make, drop),
		cmocka_unit_test_setup_teardown(refuses_a_very_long_address, make, drop),
		cmocka_unit_test_setup_teardown(finds_headers_and_methods, make, drop),
		cmocka_unit_test_setup_teardown(knows_three_methods_exactly, make, drop),
		cmocka_unit_test_setup_teardown(reads_cookies, make, drop),
		cmocka_unit_test_setup_teardown(believes_no_cookie_that_is_odd, make, drop),
		cmocka_unit_test_setup_teardown(reads_the_body_once, make, drop),
		cmocka_unit_test_setup_teardown(refuses_bodies_that_are_not_as_announced, make, drop),
	};

	return cmocka_run_group_tests_name("web/req", tests, NULL, NULL);
}
