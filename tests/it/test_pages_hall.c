/* The hall's own pages, asked as a browser without JavaScript asks, over a real database with the hall's own account. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pages/hall.h"
#include "rules/actor.h"
#include "store/db.h"
#include "store/document.h"
#include "store/notice.h"
#include "store/product.h"
#include "store/ra.h"
#include "util/digest.h"
#include "util/err.h"
#include "util/io.h"
#include "util/rnd.h"
#include "util/tm.h"
#include "web/app.h"

#define ORIGIN "HTTP_ORIGIN=https://localhost:8443"
#define FORM "CONTENT_TYPE=application/x-www-form-urlencoded"

static struct site site = { .host = "localhost", .port = 8443, .zone_minutes = 480, .origin = "https://localhost:8443",
    .sign_origin = "https://localhost:8444" };
static struct web_worker *worker;
static struct db *root;
static struct buf out;
static const char *sent;
static char cookies[600] = "HTTP_COOKIE=", location[200];

static void
write_key(const char *name)
{
	char path[SITE_PATH];

	assert_int_equal(io_replace(site_path(&site, name, path), "0123456789abcdef0123456789abcdef", 32, 0600, (uid_t)-1), 0);
}

static void
publish(enum document_kind kind, const char *title, const char *html)
{
	int64_t now = tm_now();
	struct document d = { .id = rnd_id(now), .kind = kind, .language = "zh-CN", .created = now };
	struct revision r = { .id = rnd_id(now), .document = d.id, .kind = kind, .language = "zh-CN", .number = 1,
	    .state = REVISION_PUBLISHED, .effective_at = now - 1000, .published_at = now, .edited_at = now, .created = now };

	snprintf(r.title, sizeof(r.title), "%s", title);
	buf_adds(&r.markdown, html);
	buf_adds(&r.html, html);
	digest_sha256(html, strlen(html), r.sha256);
	digest_sm3(html, strlen(html), r.sm3);
	assert_int_equal(db_document_insert(root, &d), 0);
	assert_int_equal(db_revision_insert(root, &r), 0);
	revision_clear(&r);
}

static int
open_hall(void **state)
{
	struct db_conf conf = { .name = "certhall", .account = "root" };
	struct ra ra = { .id = 7, .code = "ra1", .name = "第一注册机构", .state = "open", .created = tm_now() };
	struct product p = { .code = "personal", .issuer = "ca-p256", .profile = "personal", .days = 365, .state = "open",
	    .documents = "agreement,sensitive", .sensitive_fields = "id_no", .created = tm_now() };

	(void)state;
	snprintf(conf.socket, sizeof(conf.socket), "%s", getenv("CERTHALL_DB_SOCKET"));
	snprintf(site.var, sizeof(site.var), "%s", getenv("CERTHALL_DB_VAR"));
	snprintf(site.src, sizeof(site.src), "%s", SRCDIR);
	if (db_connect(&conf, &root) != 0)
		return -1;
	write_key("secret/hall.web");
	write_key("secret/hall.index");
	assert_int_equal(db_ra_insert(root, &ra), 0);
	assert_int_equal(db_product_insert(root, &p), 0);
	publish(DOCUMENT_AGREEMENT, "订户协议", "<h2>一、范围</h2><p>全文在此。</p>");
	publish(DOCUMENT_SENSITIVE, "敏感个人信息单独同意书", "<p>处理证件号码的目的。</p>");
	buf_init(&out, 0);
	return web_worker_open(&hall_app, &site, 0, &worker);
}

static int
close_hall(void **state)
{
	(void)state;
	web_worker_close(worker);
	buf_clear(&out);
	db_close(root);
	return 0;
}

static long
give(void *ctx, char *to, size_t n)
{
	size_t len = strlen(sent);

	(void)ctx;
	n = n < len ? n : len;
	memcpy(to, sent, n);
	sent += n;
	return (long)n;
}

/* Keeps a cookie the answer sets, as a browser does. */
static void
keep_cookie(const char *name)
{
	char value[200], line[300];
	const char *at = strstr(buf_str(&out), name), *old;
	size_t n;

	if (at == NULL)
		return;
	n = strcspn(at, ";\r\n");
	snprintf(value, sizeof(value), "%.*s", (int)n, at);
	snprintf(line, sizeof(line), "%.299s", cookies);
	if ((old = strstr(line, name)) != NULL)
		line[old - line] = '\0';	/* the hall's own comes last */
	snprintf(cookies, sizeof(cookies), "%s%s%s", line, strcmp(line, "HTTP_COOKIE=") == 0 ? "" : "; ", value);
}

static void
ask(const char *method, const char *uri, const char *body)
{
	char lines[3][400], *env[] = { lines[0], lines[1], lines[2], (char *)"REMOTE_ADDR=192.0.2.9", (char *)ORIGIN,
	    (char *)FORM, cookies, (char *)"HTTP_ACCEPT_LANGUAGE=zh-CN", NULL };
	const char *at;

	snprintf(lines[0], sizeof(lines[0]), "REQUEST_METHOD=%s", method);
	snprintf(lines[1], sizeof(lines[1]), "REQUEST_URI=%s", uri);
	snprintf(lines[2], sizeof(lines[2]), "CONTENT_LENGTH=%zu", strlen(body));
	sent = body;
	buf_reset(&out);
	assert_int_equal(web_serve(worker, env, give, NULL, &out), 0);
	keep_cookie("__Host-visit=");
	keep_cookie("__Host-hall=");
	location[0] = '\0';
	if ((at = strstr(buf_str(&out), "Location: ")) != NULL)
		snprintf(location, sizeof(location), "%.*s", (int)strcspn(at + 10, "\r\n"), at + 10);
}

static void
has(const char *text)
{
	if (strstr(buf_str(&out), text) == NULL)
		fail_msg("\"%s\" is not in\n%s", text, buf_str(&out));
}

/* The value of a hidden field of the page just shown. */
static char *
hidden(const char *name, char to[64])
{
	char mark[100];
	const char *at;

	snprintf(mark, sizeof(mark), "name=\"%s\" value=\"", name);
	if ((at = strstr(buf_str(&out), mark)) == NULL)
		fail_msg("no field %s in\n%s", name, buf_str(&out));
	at += strlen(mark);
	snprintf(to, 64, "%.*s", (int)strcspn(at, "\""), at);
	return to;
}

/* Sends the form of the page just shown, with its hidden tokens. */
static void
send_form(const char *uri, const char *fields)
{
	char csrf[64], once[64] = "", body[1000];

	if (strstr(buf_str(&out), "name=\"once\"") != NULL)
		hidden("once", once);
	snprintf(body, sizeof(body), "csrf=%s&once=%s&%s", hidden("csrf", csrf), once, fields);
	ask("POST", uri, body);
}

static void
read_code(char code[7])
{
	struct delivery_work work[QUEUE_CLAIM];
	size_t n;

	memset(work, 0, sizeof(work));
	assert_int_equal(db_delivery_claim(root, tm_now(), tm_now() + 60000, work, QUEUE_CLAIM, &n), 0);
	assert_int_equal(n, 1);
	assert_string_equal(work[0].delivery.address, "+8613800138000");
	snprintf(code, 7, "%s", strstr(buf_str(&work[0].notice.params), "code=") + 5);
	assert_int_equal(db_delivery_sent(root, &work[0].delivery.claim, tm_now()), 0);
	notice_clear(&work[0].notice);
}

static void
shows_the_products_to_everybody(void **state)
{
	(void)state;
	ask("GET", "/", "");
	has("Status: 200");
	has("个人数字证书");
	has("/apply/new/personal");
	has("lang=\"zh-CN\"");
}

static void
sends_a_visitor_to_the_login(void **state)
{
	(void)state;
	ask("GET", "/my", "");
	has("Status: 303");
	assert_non_null(strstr(location, "/login"));
}

static void
says_what_is_wrong_with_a_mobile_and_keeps_it(void **state)
{
	(void)state;
	ask("GET", "/login", "");
	send_form("/login", "act=send&mobile=12345");
	has("Status: 422");
	has("value=\"12345\"");
	has("手机号");
	ask("GET", "/login", "");
	send_form("/login", "act=send&mobile=");
	has("Status: 422");
	has("请填写手机号");
}

static void
logs_in_by_code(void **state)
{
	char code[7], fields[100];

	(void)state;
	ask("GET", "/login", "");
	send_form("/login", "act=send&mobile=138+0013+8000");
	has("Status: 200");
	has("one-time-code");
	read_code(code);
	snprintf(fields, sizeof(fields), "act=login&mobile=138+0013+8000&code=%s", strcmp(code, "000000") == 0 ? "000001" : "000000");
	send_form("/login", fields);
	has("Status: 422");
	has("验证码不正确或已失效");
	snprintf(fields, sizeof(fields), "act=login&mobile=138+0013+8000&code=%s", code);
	send_form("/login", fields);
	has("Status: 303");
	assert_string_equal(location, "/my");
	ask("GET", "/my", "");
	has("Status: 200");
	has("您还没有办件");
	has("+86138****8000");
}

static char agreement[200];

static void
begins_one_application(void **state)
{
	(void)state;
	ask("GET", "/apply/new/personal", "");
	has("Status: 200");
	send_form("/apply/new/personal", "");
	has("Status: 303");
	assert_non_null(strstr(location, "/agreement"));
	snprintf(agreement, sizeof(agreement), "%s", location);
	ask("GET", "/apply/new/personal", "");
	send_form("/apply/new/personal", "");
	has("Status: 303");
	assert_string_equal(location, "/my");
	ask("GET", "/apply/new/nothing", "");
	has("Status: 404");
}

static void
wants_an_unticked_box_to_be_ticked(void **state)
{
	char shown[64], fields[200];

	(void)state;
	ask("GET", agreement, "");
	has("Status: 200");
	has("<h2>一、范围</h2><p>全文在此。</p>");
	assert_null(strstr(buf_str(&out), " checked"));
	snprintf(fields, sizeof(fields), "presentation=%s&kind=agreement", hidden("presentation", shown));
	send_form(agreement, fields);
	has("Status: 422");
	has("请勾选后继续");
	snprintf(fields, sizeof(fields), "presentation=%s&kind=agreement&agree=yes", hidden("presentation", shown));
	send_form(agreement, fields);
	has("Status: 303");
	assert_non_null(strstr(location, "/subject"));
}

static void
asks_separately_for_the_sensitive_data_and_leads_a_refusal_to_the_counter(void **state)
{
	char shown[64], fields[200], uri[200];

	(void)state;
	snprintf(uri, sizeof(uri), "%.*sidentity", (int)(strrchr(location, '/') + 1 - location), location);
	ask("GET", uri, "");
	has("Status: 303");
	assert_non_null(strstr(location, "/sensitive"));	/* before the first field that is sensitive */
	snprintf(uri, sizeof(uri), "%s", location);
	ask("GET", uri, "");
	has("处理证件号码的目的。");
	assert_null(strstr(buf_str(&out), " checked"));
	snprintf(fields, sizeof(fields), "presentation=%s", hidden("presentation", shown));
	send_form(uri, fields);
	has("Status: 422");
	has("请选择同意或不同意");
	snprintf(fields, sizeof(fields), "presentation=%s&sensitive=refuse", hidden("presentation", shown));
	send_form(uri, fields);
	has("Status: 303");
	assert_non_null(strstr(location, "/counter"));
}

static void
knows_no_applications_of_others(void **state)
{
	(void)state;
	ask("GET", "/apply/12345/agreement", "");
	has("Status: 404");
	ask("GET", "/apply/x/agreement", "");
	has("Status: 404");
}

static void
shows_the_case_and_logs_out(void **state)
{
	(void)state;
	ask("GET", "/my?lang=en", "");
	has("Personal certificate");
	send_form("/logout", "");
	has("Status: 303");
	ask("GET", "/my", "");
	has("Status: 303");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shows_the_products_to_everybody),
		cmocka_unit_test(sends_a_visitor_to_the_login),
		cmocka_unit_test(says_what_is_wrong_with_a_mobile_and_keeps_it),
		cmocka_unit_test(logs_in_by_code),
		cmocka_unit_test(begins_one_application),
		cmocka_unit_test(wants_an_unticked_box_to_be_ticked),
		cmocka_unit_test(asks_separately_for_the_sensitive_data_and_leads_a_refusal_to_the_counter),
		cmocka_unit_test(knows_no_applications_of_others),
		cmocka_unit_test(shows_the_case_and_logs_out),
	};

	return cmocka_run_group_tests_name("pages/hall", tests, open_hall, close_hall);
}
