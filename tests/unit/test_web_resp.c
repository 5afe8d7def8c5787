#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "web/resp.h"

static struct resp resp;
static struct buf out;

static int
make(void **state)
{
	(void)state;
	resp_init(&resp);
	buf_init(&out, 0);
	return 0;
}

static int
drop(void **state)
{
	(void)state;
	resp_clear(&resp);
	buf_clear(&out);
	return 0;
}

static const char *
printed(bool head)
{
	buf_reset(&out);
	resp_print(&resp, head, &out);
	return buf_str(&out);
}

static void
has(const char *line)
{
	if (strstr(printed(false), line) == NULL)
		fail_msg("\"%s\" is not in\n%s", line, buf_str(&out));
}

static void
has_not(const char *line)
{
	if (strstr(printed(false), line) != NULL)
		fail_msg("\"%s\" is in\n%s", line, buf_str(&out));
}

static void
carries_the_security_headers_always(void **state)
{
	(void)state;
	has("Status: 200 OK\r\n");
	has("Content-Security-Policy: default-src 'none'; script-src 'self';");
	has("frame-ancestors 'none'");
	has("Strict-Transport-Security: max-age=31536000\r\n");
	has("X-Content-Type-Options: nosniff\r\n");
	has("Referrer-Policy: same-origin\r\n");
	has("Cache-Control: no-store\r\n");
	has_not("unsafe-inline");
	resp_status(&resp, 404);
	has("Status: 404 Not Found\r\n");
	has("Content-Security-Policy: ");
}

static void
leaves_the_body_out_for_head(void **state)
{
	(void)state;
	resp_body(&resp, "hello", 5);
	has("Content-Length: 5\r\n");
	assert_true(strcmp(strstr(printed(false), "\r\n\r\n"), "\r\n\r\nhello") == 0);
	assert_true(strcmp(strstr(printed(true), "\r\n\r\n"), "\r\n\r\n") == 0);
	assert_non_null(strstr(buf_str(&out), "Content-Length: 5\r\n"));
}

static void
makes_cookies_of_one_kind(void **state)
{
	(void)state;
	resp_cookie(&resp, "hall", "abc", 0);
	has("Set-Cookie: __Host-hall=abc; Path=/; Secure; HttpOnly; SameSite=Strict\r\n");
	resp_cookie(&resp, "lang", "en", 60);
	has("Set-Cookie: __Host-lang=en; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=60\r\n");
	resp_cookie(&resp, "desk", "x", -1);
	has("Set-Cookie: __Host-desk=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0\r\n");
	resp_cookie(&resp, "odd", "a;b", 0);
	resp_cookie(&resp, "odd", "a\r\nX: y", 0);
	has_not("odd");
}

static void
lets_nobody_split_the_answer(void **state)
{
	(void)state;
	resp_header(&resp, "X-Test", "a\r\nSet-Cookie: stolen=1");
	resp_type(&resp, "text/plain\r\nX-Test: 1");
	resp_attachment(&resp, "a\r\nX-Test: 1.pem", "text/plain", "x", 1);
	has_not("\r\nX-Test");
	has_not("stolen");
}

static void
redirects_to_our_own_pages_alone(void **state)
{
	static const char *const odd[] = { "https://evil.example/", "//evil.example/", "/\\evil.example", "\\/evil.example", "",
	    "evil", "/a\r\nX: y", "/a\\b", "javascript:alert(1)" };
	size_t i;

	(void)state;
	resp_redirect(&resp, "/receipt/7?lang=en");
	has("Status: 303 See Other\r\n");
	has("Location: /receipt/7?lang=en\r\n");
	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		drop(NULL);
		make(NULL);
		assert_false(resp_is_local(odd[i]));
		resp_redirect(&resp, odd[i]);
		has("\r\nLocation: /\r\n");
	}
}

static void
names_files_in_any_script(void **state)
{
	(void)state;
	resp_attachment(&resp, "证书 \"1\".pem", "application/x-pem-file", "x", 1);
	has("Content-Disposition: attachment; filename=\"__ _1_.pem\"; filename*=UTF-8''%E8%AF%81%E4%B9%A6%20%221%22.pem\r\n");
	has("Content-Type: application/x-pem-file\r\n");
}

static void
keeps_cookies_when_the_page_fails(void **state)
{
	(void)state;
	resp_cookie(&resp, "hall", "abc", 0);
	resp_header(&resp, "X-Test", "1");
	resp_cookie(&resp, "lang", "vi", 0);
	resp_body(&resp, "half a page", 11);
	resp_reset(&resp);
	has("__Host-hall=abc;");
	has("__Host-lang=vi;");
	has_not("X-Test");
	has_not("half");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(carries_the_security_headers_always, make, drop),
		cmocka_unit_test_setup_teardown(leaves_the_body_out_for_head, make, drop),
		cmocka_unit_test_setup_teardown(makes_cookies_of_one_kind, make, drop),
		cmocka_unit_test_setup_teardown(lets_nobody_split_the_answer, make, drop),
		cmocka_unit_test_setup_teardown(redirects_to_our_own_pages_alone, make, drop),
		cmocka_unit_test_setup_teardown(names_files_in_any_script, make, drop),
		cmocka_unit_test_setup_teardown(keeps_cookies_when_the_page_fails, make, drop),
	};

	return cmocka_run_group_tests_name("web/resp", tests, NULL, NULL);
}
