/* Messages, with the courier's own account on a real server: what is sent, once, by which way. */
#include "courier_world.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "rules/code.h"
#include "rules/move.h"
#include "rules/tell.h"
#include "util/io.h"

static void
write_conf(const char *text)
{
	char path[SITE_PATH];

	assert_int_equal(io_replace(site_path(&site, "conf/courier.conf", path), text, strlen(text), 0600, (uid_t)-1), 0);
	gateway_close(gateway);
	if (gateway_open(&site, &gateway) != 0)
		fail_msg("%s", err_take());
}

static void
read_outbox(const struct sent *s, const char *ending, struct buf *out)
{
	char name[64], path[SITE_PATH];

	snprintf(name, sizeof(name), "outbox/%llu.%s", (unsigned long long)s->id, ending);
	buf_reset(out);
	assert_int_equal(io_load(site_path(&site, name, path), 65536, out), 0);
}

static void
ask_code(const char *target, const char *language)
{
	struct actor a = { .kind = ACTOR_VISITOR, .ip = "192.0.2.9" };

	assert_int_equal(code_send(&root, &a, &(struct code){ .purpose = "login", .target = target, .language = language },
	    false, now), 0);
}

/* --- messages ------------------------------------------------------------------------------------------------------- */

static void
brings_a_code_to_the_outbox_and_forgets_it(void **state)
{
	struct buf text = BUF_INIT;
	struct sent s;
	char code[7];

	(void)state;
	ask_code("+8613800138000", "zh-CN");
	s = last("+8613800138000");
	assert_int_equal(strncmp(buf_str(&s.params), "code=", 5), 0);
	snprintf(code, sizeof(code), "%s", buf_str(&s.params) + 5);
	assert_int_equal(round_at(now), 1);
	s = last("+8613800138000");
	assert_string_equal(s.state, "sent");
	assert_int_equal(s.params.len, 0);
	read_outbox(&s, "sms", &text);
	assert_int_equal(strncmp(buf_str(&text), "To: +8613800138000\n\n【示例数字证书认证中心】验证码 ", 20), 0);
	assert_non_null(strstr(buf_str(&text), code));
	assert_non_null(strstr(buf_str(&text), "用于登录网厅"));
	assert_int_equal(round_at(now), 0);
	buf_clear(&text);
}

static void
writes_a_mail_that_old_relays_carry(void **state)
{
	struct buf text = BUF_INIT;
	struct sent s;

	(void)state;
	ask_code("lan@example.org", "vi");
	assert_int_equal(round_at(now), 1);
	s = last("lan@example.org");
	read_outbox(&s, "eml", &text);
	assert_int_equal(strncmp(buf_str(&text), "From: no-reply@localhost\r\nTo: lan@example.org\r\nSubject: =?UTF-8?B?", 40), 0);
	assert_non_null(strstr(buf_str(&text), "\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"));
	assert_non_null(strstr(buf_str(&text), "=C4=91=C4=83ng nh=E1=BA=ADp l=C3=A0"));	/* đăng nhập là */
	for (size_t i = 0; i < text.len; i++)
		assert_true((unsigned char)text.data[i] < 0x80);
	buf_clear(&text);
}

static void
does_not_send_a_code_whose_time_is_over(void **state)
{
	char path[SITE_PATH], name[64];
	struct sent s;

	(void)state;
	ask_code("+8613800138001", "en");
	assert_int_equal(round_at(now + CODE_LIFE), 1);
	s = last("+8613800138001");
	assert_string_equal(s.state, "failed");
	assert_string_equal(s.error, "its time was over before it could be sent");
	assert_int_equal(s.params.len, 0);
	snprintf(name, sizeof(name), "outbox/%llu.sms", (unsigned long long)s.id);
	assert_int_equal(access(site_path(&site, name, path), F_OK), -1);
}

static void
keeps_a_code_while_another_way_still_waits_for_it(void **state)
{
	struct sent s;

	(void)state;
	assert_int_equal(tell(root.db, &(struct tell){ .event = "code", .language = "en", .mobile = "+8613800138002",
	    .email = "two@example.org", .params = "code=123456\npurpose=login\n", .secret = true, .expires_at = now + CODE_LIFE },
	    now), 0);
	assert_int_equal(round_at(now), 2);
	s = last("two@example.org");
	assert_string_equal(s.state, "sent");
	assert_int_equal(s.params.len, 0);
	s = last("+8613800138002");
	assert_string_equal(s.state, "sent");
}

/* Each event the house tells of has its words in every language, with nothing left to fill in. */
static void
has_words_for_every_event_in_every_language(void **state)
{
	static const char *const others[] = { "code", "held", "released", "revoked", "ending", NULL };
	static const char params[] = "no=20261127-000001\nproduct=personal\nreason=照片不清\\n请重拍\nserial=40ab\nname=王芳\n"
	    "until=2026-12-01T04:00:00Z\ncode=123456\npurpose=login\n";
	static const char *const parts[] = { "Subject", "Text", "Short" };
	struct buf in = BUF_INIT, out = BUF_INIT;

	(void)state;
	buf_adds(&in, params);
	for (int lang = 0; lang < LANG_MAX; lang++)
		for (int i = 0; i < MOVE_EVENT_MAX * APP_STATE_MAX + 5; i++) {
			const struct move *m = i < 5 ? NULL : move_find((enum app_state)((i - 5) % APP_STATE_MAX),
			    (enum move_event)((i - 5) / APP_STATE_MAX));
			const char *event = i < 5 ? others[i] : m == NULL ? NULL : m->mail;

			for (int part = 0; event != NULL && part < 3; part++) {
				int r;

				buf_reset(&out);
				r = wording(&words, lang_text[lang], event, parts[part], &in, &out);
				if (r != 0 || strchr(buf_str(&out), '{') != NULL)
					fail_msg("%s %s %s: %s %s", lang_text[lang], event, parts[part], err_take(), buf_str(&out));
			}
		}
	buf_reset(&out);
	assert_int_equal(wording(&words, "zh-CN", "ending", "Short", &in, &out), 0);
	assert_non_null(strstr(buf_str(&out), "将于 2026-12-01 12:00 (UTC+8) 转为吊销"));
	buf_reset(&out);
	assert_int_equal(wording(&words, "zh-CN", "returned", "Text", &in, &out), 0);
	assert_non_null(strstr(buf_str(&out), "个人数字证书"));
	assert_non_null(strstr(buf_str(&out), "照片不清\n请重拍\n"));
	buf_clear(&in);
	buf_clear(&out);
}

static void
records_a_message_without_words_as_failed(void **state)
{
	struct sent s;

	(void)state;
	assert_int_equal(tell(root.db, &(struct tell){ .event = "nothing", .language = "en", .mobile = "+8613800138003" }, now), 0);
	assert_int_equal(round_at(now), 1);
	s = last("+8613800138003");
	assert_string_equal(s.state, "failed");
	assert_string_equal(s.error, "text Mail.nothing.Short is missing in en");
}

/* --- gateways: a child that answers one connection ------------------------------------------------------------------ */

static pid_t peer;
static int
listen_here(int *port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, n), 0);
	assert_int_equal(listen(fd, 5), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &n), 0);
	*port = ntohs(a.sin_port);
	return fd;
}

/* Answers an HTTP request and keeps it in VAR/heard. */
static void
serve_http(int listener, const char *answer)
{
	char text[8192], path[SITE_PATH];
	size_t n = 0;
	int fd = accept(listener, NULL, NULL);

	while (n < sizeof(text) - 1) {
		const char *body, *length;
		ssize_t got = read(fd, text + n, sizeof(text) - 1 - n);

		if (got <= 0)
			break;
		n += (size_t)got;
		text[n] = '\0';
		body = strstr(text, "\r\n\r\n");
		length = strstr(text, "Content-Length: ");
		if (body != NULL && length != NULL && strlen(body + 4) >= (size_t)strtoul(length + 16, NULL, 10))
			break;
	}
	io_replace(site_path(&site, "heard", path), text, n, 0600, (uid_t)-1);
	io_write(fd, answer, strlen(answer));
	_exit(0);
}

/* One SMTP conversation (RFC 5321), without TLS. rcpt is the answer to RCPT TO. */
static void
serve_smtp(int listener, const char *rcpt)
{
	char text[16384], path[SITE_PATH], line[1200];
	size_t n = 0;
	bool data = false;
	FILE *f = fdopen(accept(listener, NULL, NULL), "r+");

	setvbuf(f, NULL, _IONBF, 0);
	fputs("220 ready\r\n", f);
	while (fgets(line, sizeof(line), f) != NULL) {
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s", line);
		if (data && strcmp(line, ".\r\n") != 0)
			continue;
		fputs(data || strncmp(line, "MAIL", 4) == 0 || line[0] == 'E' || line[0] == 'H' ? "250 ok\r\n" :
		    line[0] == 'R' ? rcpt : line[0] == 'D' ? "354 go on\r\n" : "221 bye\r\n", f);
		data = !data && line[0] == 'D';
		if (line[0] == 'Q' && !data)
			break;
	}
	io_replace(site_path(&site, "heard", path), text, n, 0600, (uid_t)-1);
	_exit(0);
}

static void
conf_with_peer(void (*serve)(int, const char *), const char *answer, const char *key, const char *scheme, const char *rest)
{
	char conf[400];
	int port, fd = listen_here(&port);

	fflush(NULL);
	if ((peer = fork()) == 0)
		serve(fd, answer);
	close(fd);
	snprintf(conf, sizeof(conf), "%s = %s://127.0.0.1:%d%s\n", key, scheme, port, rest);
	write_conf(conf);
}

static void
heard(struct buf *out)
{
	char path[SITE_PATH];
	int status;

	assert_int_equal(waitpid(peer, &status, 0), peer);
	buf_reset(out);
	assert_int_equal(io_load(site_path(&site, "heard", path), 65536, out), 0);
}

static void
hands_an_sms_to_the_service_and_tries_again_when_it_is_busy(void **state)
{
	struct buf text = BUF_INIT;
	struct sent s;

	(void)state;
	conf_with_peer(serve_http, "HTTP/1.1 503 busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "sms.url", "http",
	    "/send\nsms.token = secret-word");
	assert_int_equal(tell(root.db, &(struct tell){ .event = "submitted", .language = "zh-CN", .mobile = "+8613800138004",
	    .params = "no=A&B+1\nproduct=personal\n" }, now), 0);
	assert_int_equal(round_at(now), 0);
	heard(&text);
	assert_non_null(strstr(buf_str(&text), "POST /send HTTP/1.1\r\n"));
	assert_non_null(strstr(buf_str(&text), "Authorization: Bearer secret-word\r\n"));
	assert_non_null(strstr(buf_str(&text), "&to=%2B8613800138004&text=%E3%80%90"));
	assert_non_null(strstr(buf_str(&text), "A%26B%2B1"));
	s = last("+8613800138004");
	assert_string_equal(s.state, "queued");
	assert_string_equal(s.error, "SMS service answered 503");
	assert_int_equal(s.tries, 1);
	assert_int_equal(round_at(now + 9 * TM_SECOND), 0);
	assert_int_equal(last("+8613800138004").tries, 1);
	conf_with_peer(serve_http, "HTTP/1.1 202 ok\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "sms.url", "http", "/send");
	assert_int_equal(round_at(now + 10 * TM_SECOND), 1);
	heard(&text);
	assert_string_equal(last("+8613800138004").state, "sent");
	buf_clear(&text);
}

static void
gives_up_what_the_service_refuses_for_good(void **state)
{
	struct buf text = BUF_INIT;
	struct sent s;

	(void)state;
	conf_with_peer(serve_http, "HTTP/1.1 422 no such number\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "sms.url", "http",
	    "/");
	assert_int_equal(tell(root.db, &(struct tell){ .event = "withdrawn", .language = "en", .mobile = "+8613800138005",
	    .params = "no=1\nproduct=personal\n" }, now), 0);
	assert_int_equal(round_at(now), 1);
	heard(&text);
	s = last("+8613800138005");
	assert_string_equal(s.state, "failed");
	assert_string_equal(s.error, "SMS service refuses the message with 422");
	buf_clear(&text);
}

static void
gives_up_after_twelve_tries(void **state)
{
	int64_t at = now;
	struct sent s;

	(void)state;
	write_conf("sms.url = http://127.0.0.1:1/\n");
	assert_int_equal(tell(root.db, &(struct tell){ .event = "withdrawn", .language = "en", .mobile = "+8613800138006",
	    .params = "no=1\nproduct=personal\n" }, now), 0);
	for (int i = 1; i < SENDING_TRIES; i++, at += 4 * TM_HOUR) {
		assert_int_equal(round_at(at), 0);
		assert_int_equal(last("+8613800138006").tries, i);
	}
	assert_int_equal(round_at(at), 1);
	s = last("+8613800138006");
	assert_string_equal(s.state, "failed");
}

static void
hands_a_mail_to_the_relay(void **state)
{
	struct buf text = BUF_INIT;

	(void)state;
	conf_with_peer(serve_smtp, "250 ok\r\n", "mail.url", "smtp", "\nmail.starttls = no\nmail.from = ca@example.org");
	assert_int_equal(tell(root.db, &(struct tell){ .event = "issued", .language = "en", .email = "li@example.org",
	    .params = "no=1\nproduct=personal\n" }, now), 0);
	assert_int_equal(round_at(now), 1);
	heard(&text);
	assert_non_null(strstr(buf_str(&text), "MAIL FROM:<ca@example.org>"));
	assert_non_null(strstr(buf_str(&text), "RCPT TO:<li@example.org>\r\n"));
	assert_non_null(strstr(buf_str(&text), "\r\nSubject: Your certificate is ready\r\n"));
	assert_string_equal(last("li@example.org").state, "sent");
	buf_clear(&text);
}

static void
demands_tls_of_the_relay_and_believes_a_permanent_refusal(void **state)
{
	struct buf text = BUF_INIT;
	struct sent s;

	(void)state;
	conf_with_peer(serve_smtp, "250 ok\r\n", "mail.url", "smtp", "");
	assert_int_equal(tell(root.db, &(struct tell){ .event = "issued", .language = "en", .email = "tls@example.org",
	    .params = "no=1\nproduct=personal\n" }, now), 0);
	assert_int_equal(round_at(now), 0);
	heard(&text);
	assert_null(strstr(buf_str(&text), "MAIL FROM"));
	assert_string_equal(last("tls@example.org").state, "queued");
	conf_with_peer(serve_smtp, "550 no such mailbox\r\n", "mail.url", "smtp", "\nmail.starttls = no");
	assert_int_equal(round_at(now + TM_MINUTE), 1);
	heard(&text);
	s = last("tls@example.org");
	assert_string_equal(s.state, "failed");
	assert_string_equal(s.error, "mail relay refuses the message with 550");
	write_conf("");
	buf_clear(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(brings_a_code_to_the_outbox_and_forgets_it),
		cmocka_unit_test(writes_a_mail_that_old_relays_carry),
		cmocka_unit_test(does_not_send_a_code_whose_time_is_over),
		cmocka_unit_test(keeps_a_code_while_another_way_still_waits_for_it),
		cmocka_unit_test(has_words_for_every_event_in_every_language),
		cmocka_unit_test(records_a_message_without_words_as_failed),
		cmocka_unit_test(hands_an_sms_to_the_service_and_tries_again_when_it_is_busy),
		cmocka_unit_test(gives_up_what_the_service_refuses_for_good),
		cmocka_unit_test(gives_up_after_twelve_tries),
		cmocka_unit_test(hands_a_mail_to_the_relay),
		cmocka_unit_test(demands_tls_of_the_relay_and_believes_a_permanent_refusal),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
