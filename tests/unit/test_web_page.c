#include "web_program.h"

/* --- handlers, one for each thing a page can do ---------------------------------------------------------------- */

static int
probe(struct page *p)
{
	assert_ptr_equal(page_state(p), &ran);
	assert_string_equal(page_site(p)->host, "localhost");
	page_title(p, "Error.404.Title");
	page_nav(p, "cases");
	return page_show(p, "page/probe.cs");
}

static int
flash(struct page *p)
{
	page_flash(p, "ApplyOpen");
	return page_redirect(p, "/probe");
}

static int
open_to_all(struct page *p)
{
	page_public(p, "public, max-age=60");
	return page_show(p, "page/probe.cs");
}

static int
file(struct page *p)
{
	return page_download(p, "证书 1.pem", "application/x-pem-file", "a\0b", 3);
}

static int
leave(struct page *p)
{
	page_session(p, NULL);
	return page_redirect(p, "https://elsewhere.example/%d", 7);
}

static int
once(struct page *p)
{
	const char *token_once = page_once(p);

	return page_bytes(p, "text/plain", token_once, strlen(token_once));
}

static int
number(struct page *p)
{
	uint64_t id = 0;
	int r = page_id(p, "id", &id);

	return r != 0 ? r : page_bytes(p, "text/plain", region_printf(p->region, "id=%llu", (unsigned long long)id), 7);
}

static int
words(struct page *p)
{
	const char *text = region_printf(p->region, "%s|%s|%s|%s", page_t(p, "Error.404.Title"),
	    page_t_in(p, LANG_EN, "Error.404.Title"), page_t(p, "No.Such.Text"), page_note(p, "a note nobody has translated"));

	return page_bytes(p, "text/plain; charset=utf-8", text, strlen(text));
}

static int
broken(struct page *p)
{
	resp_header(&p->resp, "X-Before", "1");
	page_session(p, "kept");
	return err_set(ERR_BUG, "secret reason");
}

static int
fails_as_told(struct page *p)
{
	return err_set('0' - page_value(p, "a")[0], "told so");
}

static const struct route pages[] = {
	{ METHOD_GET, "/probe", WHO_ALL, probe, 0 },
	{ METHOD_POST, "/probe", WHO_ALL, probe, ROUTE_SHOWS },
	{ METHOD_POST, "/alone", WHO_ALL, probe, ROUTE_SHOWS },
	{ METHOD_GET, "/flash", WHO_ALL, flash, 0 },
	{ METHOD_GET, "/open", WHO_ALL, open_to_all, 0 },
	{ METHOD_GET, "/file", WHO_ALL, file, 0 },
	{ METHOD_GET, "/leave", WHO_ALL, leave, 0 },
	{ METHOD_GET, "/once", WHO_ALL, once, 0 },
	{ METHOD_GET, "/number/:id", WHO_ALL, number, 0 },
	{ METHOD_GET, "/words", WHO_ALL, words, 0 },
	{ METHOD_GET, "/broken", WHO_ALL, broken, 0 },
	{ METHOD_GET, "/form", WHO_ALL, probe, 0 },
	{ METHOD_POST, "/form", WHO_ALL, probe, 0 },
	{ METHOD_GET, "/fails", WHO_ALL, fails_as_told, 0 },
	{ METHOD_POST, "/fails", WHO_ALL, fails_as_told, ROUTE_SHOWS },
	{ METHOD_POST, "/number/:id/alone/there", WHO_ALL, probe, ROUTE_SHOWS },
	{ METHOD_GET, "/desk/", WHO_ALL, probe, 0 },
	{ METHOD_POST, "/desk/next", WHO_ALL, probe, ROUTE_SHOWS },
};

static void
common(struct page *p)
{
	hdf_set(p->data, "Common", "c");
}

static const struct web_app probing = { .name = "desk", .routes = pages, .nroutes = sizeof(pages) / sizeof(pages[0]),
    .open = open_state, .resolve = resolve, .common = common };

static int
make_folders(void **state)
{
	if (make_folder(state) != 0)
		return -1;
	write_file("secret/desk.web", "0123456789abcdef0123456789abcdef");
	write_file("templates/page/probe.cs", "<?cs var:Page.Program ?>|<?cs var:Page.Lang ?>|<?cs var:Page.Path ?>|"
	    "<?cs var:Page.Self ?>|"
	    "<?cs var:Page.Title ?>|<?cs var:Page.Nav ?>|large=<?cs var:Page.Large ?>|flash=<?cs var:Page.Flash ?>|"
	    "demo=<?cs var:Page.Demo ?>|answered=<?cs var:Page.Answered ?>|<?cs var:Page.Sign ?>|<?cs var:Page.Zone ?>|"
	    "status=<?cs var:Page.Status ?>|<?cs var:Page.Max.Request ?>/<?cs var:Page.Max.File ?>/<?cs var:Page.Max.Mb ?>|"
	    "<?cs var:Common ?>|once=<?cs var:Page.Once ?>|csrf=<?cs var:Page.Csrf ?>\n");
	return 0;
}

static int
begin(void **state)
{
	(void)state;
	ran = 0;
	away = false;
	buf_init(&out, 0);
	return web_worker_open(&probing, &site, 1, &worker);
}

/* --- the tests --------------------------------------------------------------------------------------------------- */

static void
fills_the_tree_before_a_handler_runs(void **state)
{
	(void)state;
	ask("GET", "/probe?a=1&lang=vi&view=normal&b=%26", "", NULL);
	has("Status: 200");
	has("desk|vi|/probe|/probe?a=1&amp;b=%26&amp;|");
	has("|cases|large=|flash=|demo=|answered=|https://localhost:8444|UTC+8|status=200|6000000/5242880/5|c|");
	has("Content-Language: vi\r\n");
	has("Vary: Cookie, Accept-Language\r\n");
	has("Cache-Control: no-store\r\n");
	ask("GET", "/probe", "", "HTTP_COOKIE=__Host-lang=zh-CN", NULL);
	has("desk|zh-CN|/probe|/probe?|");
}

/* What the large type is chosen with is a link; it is remembered for a year, and an odd word changes nothing. */
static void
remembers_the_large_type(void **state)
{
	(void)state;
	ask("GET", "/probe?view=large", "", NULL);
	has("large=1|");
	has("Set-Cookie: __Host-view=large; ");
	has("Max-Age=31536000");
	ask("GET", "/probe", "", "HTTP_COOKIE=__Host-view=large", NULL);
	has("large=1|");
	has_not("__Host-view");
	ask("GET", "/probe?view=normal", "", "HTTP_COOKIE=__Host-view=large", NULL);
	has("large=|");
	has("__Host-view=normal");
	ask("GET", "/probe?view=huge", "", "HTTP_COOKIE=__Host-view=large", NULL);
	has("large=1|");
	has_not("__Host-view=");
}

static void
shows_a_flash_once(void **state)
{
	(void)state;
	ask("GET", "/flash", "", NULL);
	has("Status: 303");
	has("Location: /probe\r\n");
	has("Set-Cookie: __Host-flash=ApplyOpen; ");
	ask("GET", "/probe?lang=en", "", "HTTP_COOKIE=__Host-flash=ApplyOpen", NULL);
	has_not("flash=|");
	has("Set-Cookie: __Host-flash=; ");
	has("Max-Age=0");
	/* a browser's own word is never shown */
	ask("GET", "/probe?lang=en", "", "HTTP_COOKIE=__Host-flash=Nothing.Of.Ours", NULL);
	has("flash=|");
	has("Set-Cookie: __Host-flash=; ");
}

static void
what_is_public_holds_nothing_personal(void **state)
{
	(void)state;
	ask("GET", "/open", "", "HTTP_COOKIE=__Host-flash=ApplyOpen", NULL);
	has("Cache-Control: public, max-age=60\r\n");
	has("flash=|");
	has_not("Set-Cookie");
	ask("GET", "/probe", "", NULL);
	has("Set-Cookie: __Host-visit=");
}

static void
knows_the_answer_of_a_form(void **state)
{
	(void)state;
	ask("POST", "/probe", "", ORIGIN, URLENCODED, NULL);
	has("answered=1|");
	ask("POST", "/alone", "", ORIGIN, URLENCODED, NULL);
	has("answered=|");
}

/* Reload is how a form gets through that we could not take just now, or that came without its token. */
static void
leaves_a_form_that_was_not_taken_to_be_sent_again(void **state)
{
	(void)state;
	write_file("templates/page/error.cs", "answered=<?cs var:Page.Answered ?>|again=<?cs var:Error.Reload ?>|\n");
	write_file("templates/page/again.cs", "answered=<?cs var:Page.Answered ?>|\n");
	away = true;
	ask("POST", "/form", "a=5", ORIGIN, URLENCODED, NULL);
	has("Status: 503");
	has("answered=|again=1|");
	away = false;
	ask("POST", "/form", "a=5", ORIGIN, URLENCODED, NULL);
	has("Status: 419");
	has("answered=|");
	ask("POST", "/fails", "a=7", ORIGIN, URLENCODED, NULL);
	has("Status: 503");
	has("answered=|again=1|");
	ask("POST", "/fails", "a=5", ORIGIN, URLENCODED, NULL);
	has("Status: 429");
	has("answered=|again=1|");
	/* what changed meanwhile is to be looked at first */
	ask("POST", "/fails", "a=4", ORIGIN, URLENCODED, NULL);
	has("Status: 409");
	has("answered=1|again=|");
	ask("GET", "/fails?a=7", "", NULL);
	has("answered=|again=|");
}

/* A link to "this page" in another language leads to a page, also from one that only a form asks for. */
static void
links_to_a_page_that_can_be_asked_for(void **state)
{
	(void)state;
	ask("POST", "/number/5/alone/there?x=1", "", ORIGIN, URLENCODED, NULL);
	has("|/number/5/alone/there|/number/5?|");
	ask("POST", "/alone", "", ORIGIN, URLENCODED, NULL);
	has("|/alone|/?|");
	ask("POST", "/desk/next", "", ORIGIN, URLENCODED, NULL);
	has("|/desk/next|/desk/?|");
	ask("POST", "/probe?x=1", "", ORIGIN, URLENCODED, NULL);
	has("|/probe|/probe?x=1&amp;|");
}

static void
gives_files_as_they_are(void **state)
{
	(void)state;
	ask("GET", "/file", "", NULL);
	has("Content-Type: application/x-pem-file\r\n");
	has("filename*=UTF-8''%E8%AF%81%E4%B9%A6%201.pem");
	has("Content-Length: 3\r\n");
	assert_memory_equal(out.data + out.len - 3, "a\0b", 3);
}

static void
a_session_ends_with_its_visit_and_leads_nowhere_else(void **state)
{
	(void)state;
	ask("GET", "/leave", "", NULL);
	has("Set-Cookie: __Host-desk=; ");
	has("Set-Cookie: __Host-visit=; ");
	has_not("elsewhere");
	has("Status: 303");
}

static void
keeps_the_token_of_a_form_that_is_sent_again(void **state)
{
	static const char *const odd[] = { "", "?once=short", "?once=0123456789012345678901234567890",
	    "?once=012345678901234567890123456789012",
	    "?once=0123456789012345678901234567890%22" };
	const char *body;

	(void)state;
	ask("GET", "/once?once=abcdefghijklmnopqrstuvwxyzABC_-0", "", NULL);
	has("\r\n\r\nabcdefghijklmnopqrstuvwxyzABC_-0");
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		char uri[80];

		snprintf(uri, sizeof(uri), "/once%s", odd[i]);
		ask("GET", uri, "", NULL);
		assert_non_null(body = strstr(buf_str(&out), "\r\n\r\n"));
		assert_int_equal(strlen(body + 4), 32);
		has_not("0123456789012345678901234567890");
	}
}

static void
an_odd_number_is_a_page_that_does_not_exist(void **state)
{
	static const char *const odd[] = { "/number/0x1", "/number/-1", "/number/1a", "/number/18446744073709551616", "/number/%20" };

	(void)state;
	ask("GET", "/number/1234", "", NULL);
	has("id=1234");
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		ask("GET", odd[i], "", NULL);
		has("Status: 404");
	}
}

static void
speaks_to_each_in_his_language(void **state)
{
	const char *body;

	(void)state;
	ask("GET", "/words?lang=en", "", NULL);
	assert_non_null(body = strstr(buf_str(&out), "\r\n\r\n"));
	char *first = strdup(body + 4), *bar = strchr(first, '|');

	assert_non_null(bar);
	*bar = '\0';
	assert_int_equal(strncmp(bar + 1, first, strlen(first)), 0);	/* the person's own and English: the same */
	has("|No.Such.Text|");
	has_not("a note nobody has translated");
	ask("GET", "/words?lang=vi", "", NULL);
	assert_non_null(body = strstr(buf_str(&out), "\r\n\r\n"));
	assert_int_not_equal(strncmp(body + 4, first, strlen(first)), 0);
	has(first);
	free(first);
}

/* What went wrong within is for the log; cookies that were set already stay, the rest of the answer is gone. */
static void
tells_nobody_what_broke(void **state)
{
	(void)state;
	ask("GET", "/broken", "", NULL);
	has("Status: 500");
	has_not("secret reason");
	has_not("X-Before");
	has("__Host-desk=kept");
}

static void
gives_every_code_a_status(void **state)
{
	static const struct { int code, status; } cases[] = {
		{ ERR_INPUT, 422 }, { ERR_DENIED, 403 }, { ERR_NOTFOUND, 404 }, { ERR_CONFLICT, 409 }, { ERR_LIMIT, 429 },
		{ ERR_AGAIN, 503 }, { ERR_PEER, 503 }, { ERR_CRYPTO, 422 }, { ERR_BUG, 500 }, { -77, 500 }, { 1, 500 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(page_status(cases[i].code), cases[i].status);
}

/* The token of a page lets a form through once the same visitor sends it, and only his. */
static void
a_form_is_tied_to_its_visitor(void **state)
{
	char body[300];

	(void)state;
	ask("GET", "/form", "", NULL);
	note_token();
	snprintf(body, sizeof(body), "%s&wname=abc&wagree=yes&once=abcdefghijklmnopqrstuvwxyzABC_-0", token);
	ask("POST", "/form", body, ORIGIN, URLENCODED, cookie, NULL);
	has("Location: /form?done=abcdefghijklmnopqrstuvwxyzABC_-0\r\n");
	assert_int_equal(ran, 1);
	cookie[strlen("HTTP_COOKIE=__Host-visit=")] ^= 1;
	ask("POST", "/form", body, ORIGIN, URLENCODED, cookie, NULL);
	has("Status: 419");
	assert_int_equal(ran, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(fills_the_tree_before_a_handler_runs, begin, drop),
		cmocka_unit_test_setup_teardown(remembers_the_large_type, begin, drop),
		cmocka_unit_test_setup_teardown(shows_a_flash_once, begin, drop),
		cmocka_unit_test_setup_teardown(what_is_public_holds_nothing_personal, begin, drop),
		cmocka_unit_test_setup_teardown(knows_the_answer_of_a_form, begin, drop),
		cmocka_unit_test_setup_teardown(leaves_a_form_that_was_not_taken_to_be_sent_again, begin, drop),
		cmocka_unit_test_setup_teardown(links_to_a_page_that_can_be_asked_for, begin, drop),
		cmocka_unit_test_setup_teardown(gives_files_as_they_are, begin, drop),
		cmocka_unit_test_setup_teardown(a_session_ends_with_its_visit_and_leads_nowhere_else, begin, drop),
		cmocka_unit_test_setup_teardown(keeps_the_token_of_a_form_that_is_sent_again, begin, drop),
		cmocka_unit_test_setup_teardown(an_odd_number_is_a_page_that_does_not_exist, begin, drop),
		cmocka_unit_test_setup_teardown(speaks_to_each_in_his_language, begin, drop),
		cmocka_unit_test_setup_teardown(tells_nobody_what_broke, begin, drop),
		cmocka_unit_test(gives_every_code_a_status),
		cmocka_unit_test_setup_teardown(a_form_is_tied_to_its_visitor, make, drop),
	};

	return cmocka_run_group_tests_name("web/page", tests, make_folders, drop_folder);
}
