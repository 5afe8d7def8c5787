/* Whole requests through web_serve: route, session, rights, origin, form, token, handler, error page. */
#include "web_program.h"

static void
shows_a_page_to_a_visitor(void **state)
{
	(void)state;
	ask("GET", "/form?a=1&lang=en&b=2", "", NULL);
	has("Status: 200 OK\r\n");
	has("visitor||en|/form?a=1&amp;b=2&amp;|draft|");
	has("Set-Cookie: __Host-lang=en; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=31536000\r\n");
	has("Set-Cookie: __Host-visit=");
	has("Content-Language: en\r\n");
	ask("HEAD", "/form", "", NULL);
	has("Status: 200 OK\r\n");
	has_not("csrf=");
}

static void
takes_the_language_from_cookie_and_browser(void **state)
{
	(void)state;
	ask("GET", "/form", "", "HTTP_ACCEPT_LANGUAGE=vi,en;q=0.5", NULL);
	has("|vi|");
	ask("GET", "/form", "", "HTTP_ACCEPT_LANGUAGE=vi", "HTTP_COOKIE=__Host-lang=en", NULL);
	has("|en|");
	ask("GET", "/form?lang=xx", "", "HTTP_COOKIE=__Host-lang=tlh", NULL);
	has("|zh-CN|");
}

static void
takes_a_form_of_ours(void **state)
{
	char body[300];

	(void)state;
	ask("GET", "/form", "", NULL);
	note_token();
	snprintf(body, sizeof(body), "wname=+abc+&wagree=yes&%s", token);
	ask("POST", "/form", body, ORIGIN, URLENCODED, cookie, NULL);
	has("Status: 303 See Other\r\n");
	has("Location: /form?done=");
	has("Set-Cookie: __Host-flash=Saved;");
	assert_int_equal(ran, 1);
}

static void
refuses_forms_from_elsewhere(void **state)
{
	char body[300];

	(void)state;
	ask("GET", "/form", "", NULL);
	note_token();
	snprintf(body, sizeof(body), "wname=abc&wagree=yes&%s", token);
	ask("POST", "/form", body, "HTTP_ORIGIN=https://evil.example", URLENCODED, cookie, NULL);
	has("Status: 403 Forbidden\r\n");
	has("表单不是从本网站的页面提交的");
	ask("POST", "/form", body, "HTTP_ORIGIN=https://localhost:8444", URLENCODED, cookie, NULL);
	has("Status: 403 Forbidden\r\n");
	ask("POST", "/form", body, URLENCODED, cookie, NULL);
	has("Status: 403 Forbidden\r\n");
	assert_int_equal(ran, 0);
	/* only a row that takes assertions accepts the signing origin */
	ask("POST", "/signed", body, "HTTP_ORIGIN=https://localhost:8444", URLENCODED, cookie, NULL);
	has("Status: 303 See Other\r\n");
	assert_int_equal(ran, 1);
}

static void
gives_back_what_was_typed_when_the_session_changed(void **state)
{
	char body[300];

	(void)state;
	ask("POST", "/form", "wname=%3Cb%3E&wagree=yes&csrf=stale", ORIGIN, URLENCODED, NULL);
	has("Status: 419 Session Expired\r\n");
	has("wname=&lt;b&gt; wagree=yes \n");
	has_not("stale");
	assert_int_equal(ran, 0);
	/* the token of a visitor is worth nothing in a session, and the other way round */
	note_token();
	snprintf(body, sizeof(body), "wname=abc&wagree=yes&%s", token);
	ask("POST", "/form", body, ORIGIN, URLENCODED, "HTTP_COOKIE=__Host-hall=account", NULL);
	has("Status: 419 ");
	note_token();
	snprintf(body, sizeof(body), "wname=abc&wagree=yes&%s", token);
	ask("POST", "/form", body, ORIGIN, URLENCODED, cookie, NULL);
	has("Status: 419 ");
	assert_int_equal(ran, 0);
	ask("POST", "/form", body, ORIGIN, URLENCODED, "HTTP_COOKIE=__Host-hall=account", NULL);
	has("Status: 303 ");
	assert_int_equal(ran, 1);
}

static void
sends_who_must_log_in_to_the_login(void **state)
{
	char long_address[390] = "/mine?";

	(void)state;
	memset(long_address + 6, '%', sizeof(long_address) - 7);
	ask("GET", "/mine", "", NULL);
	has("Status: 303 See Other\r\n");
	has("Location: /login?next=/mine\r\n");
	/* with what was looked for, as one value; an address too long for that is led back to without it */
	ask("GET", "/mine?tab=review&q=%E6%9D%8E+x", "", NULL);
	has("Location: /login?next=/mine%3Ftab%3Dreview%26q%3D%25E6%259D%258E%2Bx\r\n");
	ask("GET", long_address, "", NULL);
	has("Location: /login?next=/mine\r\n");
	ask("POST", "/mine", "wname=abc&wagree=yes&csrf=x", ORIGIN, URLENCODED, NULL);
	has("Status: 419 ");
	has("again /login wname=abc wagree=yes");
	ask("GET", "/mine", "", "HTTP_COOKIE=__Host-hall=account", NULL);
	has("Status: 200 OK\r\n");
	has("account|张三|");
	has_not("__Host-visit");
	assert_int_equal(ran, 0);
}

static void
denies_other_roles(void **state)
{
	(void)state;
	ask("GET", "/desk", "", "HTTP_COOKIE=__Host-hall=account", NULL);
	has("Status: 403 Forbidden\r\n");
	ask("GET", "/desk", "", "HTTP_COOKIE=__Host-hall=reviewer", NULL);
	has("Status: 200 OK\r\n");
	ask("GET", "/desk", "", "HTTP_COOKIE=__Host-desk=reviewer", NULL);
	has("Status: 303 ");
}

static void
refuses_broken_and_large_requests(void **state)
{
	static char large[400100];

	(void)state;
	ask("POST", "/form", "a=%", ORIGIN, URLENCODED, NULL);
	has("Status: 400 Bad Request\r\n");
	ask("POST", "/form", "{}", ORIGIN, "CONTENT_TYPE=application/json", NULL);
	has("Status: 400 Bad Request\r\n");
	memset(large, 'a', sizeof(large) - 1);
	ask("POST", "/form", large, ORIGIN, URLENCODED, NULL);
	has("Status: 413 Content Too Large\r\n");
	has("上传的内容有 400099 字节");
	ask("POST", "/upload", large, ORIGIN, URLENCODED, NULL);
	has("Status: 400 Bad Request\r\n");
	ask("POST", "/form", "--X\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\n1\r\n--X--", ORIGIN,
	    "CONTENT_TYPE=multipart/form-data; boundary=X", NULL);
	has("Status: 400 Bad Request\r\n");
	ask("GET", "/form?a=%zz", "", NULL);
	has("Status: 400 Bad Request\r\n");
	ask("GET", "/a/../form", "", NULL);
	has("Status: 400 Bad Request\r\n");
	assert_int_equal(ran, 0);
}

static void
knows_no_other_pages(void **state)
{
	(void)state;
	ask("GET", "/none", "", NULL);
	has("Status: 404 Not Found\r\n");
	has("404 没有找到页面: \n");
	ask("PUT", "/form", "", NULL);
	has("Status: 405 Method Not Allowed\r\n");
	has("Allow: GET, HEAD, POST\r\n");
	ask("POST", "/desk", "", NULL);
	has("Allow: GET, HEAD\r\n");
}

static void
gives_each_code_its_status(void **state)
{
	static const struct { const char *uri, *status; bool note; } codes[] = {
		{ "/fails/1", "Status: 422 ", true }, { "/fails/2", "Status: 403 ", false }, { "/fails/3", "Status: 404 ", false },
		{ "/fails/4", "Status: 409 ", true }, { "/fails/5", "Status: 429 ", true }, { "/fails/6", "Status: 503 ", false },
		{ "/fails/7", "Status: 503 ", false }, { "/fails/8", "Status: 422 ", true }, { "/fails/9", "Status: 500 ", false },
		{ "/fails/x", "Status: 404 ", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		ask("GET", codes[i].uri, "", NULL);
		has(codes[i].status);
		if (codes[i].note)
			has("表单不是从本网站的页面提交的");
		else
			has_not("表单不是从本网站的页面提交的");
	}
}

static void
answers_while_the_database_is_away_and_after(void **state)
{
	(void)state;
	away = ERR_NOTFOUND;	/* a file of ours is lost: the page is none the less there */
	ask("GET", "/form", "", NULL);
	has("Status: 503 Service Unavailable\r\n");
	away = ERR_PEER;
	ask("GET", "/form", "", NULL);
	has("Status: 503 Service Unavailable\r\n");
	has("503 服务繁忙: \n");
	ask("POST", "/raw", "abc", NULL);
	has("Status: 503 Service Unavailable\r\n");
	has("Content-Type: text/plain");
	away = 0;
	ask("GET", "/form", "", NULL);
	has("Status: 200 OK\r\n");
}

/* Who knows the address of a receipt or an invitation may read it: no log has it. */
static void
names_no_secret_address_in_the_log(void **state)
{
	char path[] = "/tmp/serve.log.XXXXXX";
	int kept = dup(2), fd = mkstemp(path);
	struct buf log = BUF_INIT;

	(void)state;
	assert_true(kept >= 0 && fd >= 0);
	assert_int_equal(dup2(fd, 2), 2);
	ask("GET", "/fails/7", "", NULL);
	ask("GET", "/mine/7", "", "HTTP_COOKIE=__Host-hall=account", NULL);
	fflush(stderr);
	dup2(kept, 2);
	assert_int_equal(io_load(path, 10000, &log), 0);
	assert_non_null(strstr(buf_str(&log), "/fails/:code: the form was sent from another site"));
	assert_null(strstr(buf_str(&log), "/fails/7"));
	assert_non_null(strstr(buf_str(&log), "/mine/7: "));
	unlink(path);
	close(kept);
	close(fd);
	buf_clear(&log);
}

static void
gives_raw_bodies_to_plain_routes(void **state)
{
	char large[200];

	(void)state;
	ask("POST", "/raw", "abc", NULL);
	has("Content-Type: application/ocsp-response\r\n");
	has("\r\n\r\nabc");
	has_not("Set-Cookie");
	memset(large, 'a', sizeof(large));
	large[150] = '\0';
	ask("POST", "/raw", large, NULL);
	has("Status: 413 ");
}

static void
tells_its_health_to_this_machine_alone(void **state)
{
	char *env[] = { "REQUEST_METHOD=GET", "REQUEST_URI=/health", "REMOTE_ADDR=::1", NULL };

	(void)state;
	ask("GET", "/health", "", NULL);
	has("Status: 404 ");
	buf_reset(&out);
	assert_int_equal(web_serve(worker, env, give, NULL, &out), 0);
	has("Status: 200 OK\r\n");
}

static void
changes_the_session_at_login(void **state)
{
	char body[100];

	(void)state;
	ask("GET", "/form", "", NULL);
	note_token();
	snprintf(body, sizeof(body), "%s", token);
	ask("POST", "/login", body, ORIGIN, URLENCODED, cookie, NULL);
	has("Location: /form\r\n");
	has("Set-Cookie: __Host-hall=new-session; Path=/; Secure; HttpOnly; SameSite=Strict\r\n");
	has("Set-Cookie: __Host-visit=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0\r\n");
}

static void
leads_back_after_login_to_our_pages_alone(void **state)
{
	char body[200];

	(void)state;
	ask("GET", "/form", "", NULL);
	note_token();
	snprintf(body, sizeof(body), "next=/apply/7/subject&%s", token);
	ask("POST", "/login", body, ORIGIN, URLENCODED, cookie, NULL);
	has("Location: /apply/7/subject\r\n");
	snprintf(body, sizeof(body), "next=//evil.example/&%s", token);
	ask("POST", "/login", body, ORIGIN, URLENCODED, cookie, NULL);
	has("Location: /form\r\n");
}

static void
answers_when_the_error_page_is_broken(void **state)
{
	(void)state;
	write_file("templates/page/error.cs", "<?cs include!\"none.cs\" ?>");
	ask("GET", "/none", "", NULL);
	has("Status: 404 Not Found\r\n");
	has("The service is not available at the moment.");
}

static void
needs_its_key(void **state)
{
	struct web_worker *other = NULL;

	(void)state;
	write_file("secret/hall.web", "short");
	assert_int_equal(web_worker_open(&app, &site, 1, &other), ERR_PEER);
	assert_null(other);
	err_take();
	write_file("secret/hall.web", "0123456789abcdef0123456789abcdef");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(shows_a_page_to_a_visitor, make, drop),
		cmocka_unit_test_setup_teardown(takes_the_language_from_cookie_and_browser, make, drop),
		cmocka_unit_test_setup_teardown(takes_a_form_of_ours, make, drop),
		cmocka_unit_test_setup_teardown(refuses_forms_from_elsewhere, make, drop),
		cmocka_unit_test_setup_teardown(gives_back_what_was_typed_when_the_session_changed, make, drop),
		cmocka_unit_test_setup_teardown(sends_who_must_log_in_to_the_login, make, drop),
		cmocka_unit_test_setup_teardown(denies_other_roles, make, drop),
		cmocka_unit_test_setup_teardown(refuses_broken_and_large_requests, make, drop),
		cmocka_unit_test_setup_teardown(knows_no_other_pages, make, drop),
		cmocka_unit_test_setup_teardown(gives_each_code_its_status, make, drop),
		cmocka_unit_test_setup_teardown(answers_while_the_database_is_away_and_after, make, drop),
		cmocka_unit_test_setup_teardown(gives_raw_bodies_to_plain_routes, make, drop),
		cmocka_unit_test_setup_teardown(names_no_secret_address_in_the_log, make, drop),
		cmocka_unit_test_setup_teardown(tells_its_health_to_this_machine_alone, make, drop),
		cmocka_unit_test_setup_teardown(changes_the_session_at_login, make, drop),
		cmocka_unit_test_setup_teardown(leads_back_after_login_to_our_pages_alone, make, drop),
		cmocka_unit_test_setup_teardown(answers_when_the_error_page_is_broken, make, drop),
		cmocka_unit_test_setup_teardown(needs_its_key, make, drop),
	};

	return cmocka_run_group_tests_name("web/serve", tests, make_folder, drop_folder);
}
