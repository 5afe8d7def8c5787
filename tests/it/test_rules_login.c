/* Login by one-time code, on a real server: what the person must prove, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rules/code.h"
#include "rules/login.h"
#include "rules/rules.h"
#include "store/audit.h"
#include "store/notice.h"
#include "util/err.h"
#include "util/tm.h"

static struct rules rules;
static struct site site = { .host = "localhost" };
static int64_t now;

static int
open_rules(void **state)
{
	struct db_conf conf = { .name = "certhall", .account = "root" };

	(void)state;
	snprintf(conf.socket, sizeof(conf.socket), "%s", getenv("CERTHALL_DB_SOCKET"));
	now = tm_now();
	rules = (struct rules){ .site = &site, .user = SITE_HALL };
	memset(rules.index_key, 7, sizeof(rules.index_key));
	if (db_connect(&conf, &rules.db) != 0 || db_audit_open(rules.db, "localhost", "certhall", 0) != 0) {
		fprintf(stderr, "%s\n", err_take());
		return -1;
	}
	return 0;
}

static int
close_rules(void **state)
{
	(void)state;
	db_close(rules.db);
	return 0;
}

static struct actor
visitor(const char *ip)
{
	struct actor a = { .kind = ACTOR_VISITOR, .port = 50000 };

	snprintf(a.ip, sizeof(a.ip), "%s", ip);
	snprintf(a.request, sizeof(a.request), "test");
	return a;
}

/* The code as the newest message to that mobile says it. */
static void
read_message(const char *mobile, char code[CODE_DIGITS + 1])
{
	struct delivery_work work[QUEUE_CLAIM];
	size_t n;

	memset(work, 0, sizeof(work));
	code[0] = '\0';
	assert_int_equal(db_delivery_claim(rules.db, now, now + 60000, work, QUEUE_CLAIM, &n), 0);
	for (size_t i = 0; i < n; i++) {
		const char *at = strstr(buf_str(&work[i].notice.params), "code=");

		if (strcmp(work[i].delivery.address, mobile) == 0 && at != NULL)
			snprintf(code, CODE_DIGITS + 1, "%s", at + 5);
		assert_int_equal(db_delivery_sent(rules.db, &work[i].delivery.claim, now), 0);
		notice_clear(&work[i].notice);
	}
	assert_int_equal(strlen(code), CODE_DIGITS);
}

static void
refuses_a_wrong_code_and_takes_the_right_one_once(void **state)
{
	struct actor a = visitor("192.0.2.1"), who = visitor("192.0.2.1");
	char code[CODE_DIGITS + 1], wrong[] = "000000", cookie[LOGIN_COOKIE];
	static const char mobile[] = "+8613800138000";

	(void)state;
	assert_int_equal(login_send_code(&rules, &a, mobile, "zh-CN", now), 0);
	read_message(mobile, code);
	wrong[5] = code[5] == '9' ? '8' : '9';
	assert_int_equal(login_with_code(&rules, &a, mobile, wrong, "zh-CN", now, cookie), ERR_INPUT);
	assert_string_equal(err_take(), "the code is not right or no longer valid");
	assert_int_equal(login_with_code(&rules, &a, "+8613800138999", code, "zh-CN", now, cookie), ERR_INPUT);
	err_take();
	assert_int_equal(login_with_code(&rules, &a, mobile, code, "zh-CN", now, cookie), 0);
	assert_int_equal(login_resolve(&rules, LOGIN_HALL, cookie, now, &who), 0);
	assert_int_equal(who.kind, ACTOR_ACCOUNT);
	assert_string_equal(who.name, "+86138****8000");
	assert_int_equal(login_with_code(&rules, &a, mobile, code, "zh-CN", now, cookie), ERR_INPUT);
	err_take();
}

static void
reads_a_code_as_people_type_it(void **state)
{
	static const char *const refused[] = { "", "12345", "1234567", "12345a", "12345\xef", "12345\xef\xbc", "12345\xef\xbc\x8f",
	    "12345\xef\xbc\x9a" };
	static const char mobile[] = "+8613800138014";
	struct actor a = visitor("192.0.2.4");
	char code[CODE_DIGITS + 1], typed[32], cookie[LOGIN_COOKIE];

	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		assert_int_equal(login_with_code(&rules, &a, mobile, refused[i], "zh-CN", now, cookie), ERR_INPUT);
		assert_string_equal(err_take(), "the code is not right or no longer valid");
	}
	assert_int_equal(login_send_code(&rules, &a, mobile, "zh-CN", now), 0);
	read_message(mobile, code);
	snprintf(typed, sizeof(typed), " %.3s %.2s\xef\xbc%c", code, code + 3, code[5] - '0' + 0x90);
	assert_int_equal(login_with_code(&rules, &a, mobile, typed, "zh-CN", now, cookie), 0);
}

static void
gives_up_a_code_after_five_wrong_tries(void **state)
{
	struct actor a = visitor("192.0.2.2");
	char code[CODE_DIGITS + 1], wrong[12] = "", cookie[LOGIN_COOKIE];
	static const char mobile[] = "+8613800138001";

	(void)state;
	assert_int_equal(login_send_code(&rules, &a, mobile, "en", now), 0);
	read_message(mobile, code);
	snprintf(wrong, sizeof(wrong), "%06d", (atoi(code) + 1) % 1000000);
	for (int i = 0; i < CODE_TRIES; i++) {
		assert_int_equal(login_with_code(&rules, &a, mobile, wrong, "en", now, cookie), ERR_INPUT);
		err_take();
	}
	assert_int_equal(login_with_code(&rules, &a, mobile, code, "en", now, cookie), ERR_LIMIT);
	err_take();
}

static void
lets_a_code_die_after_ten_minutes_and_a_new_one_replace_it(void **state)
{
	struct actor a = visitor("192.0.2.3");
	char first[CODE_DIGITS + 1], second[CODE_DIGITS + 1], cookie[LOGIN_COOKIE];
	static const char mobile[] = "+84912345678";

	(void)state;
	assert_int_equal(login_send_code(&rules, &a, mobile, "vi", now), 0);
	read_message(mobile, first);
	assert_int_equal(login_send_code(&rules, &a, mobile, "vi", now), 0);
	read_message(mobile, second);
	if (strcmp(first, second) != 0) {
		assert_int_equal(login_with_code(&rules, &a, mobile, first, "vi", now, cookie), ERR_INPUT);
		err_take();
	}
	assert_int_equal(login_with_code(&rules, &a, mobile, second, "vi", now + CODE_LIFE, cookie), ERR_INPUT);
	err_take();
}

static void
limits_how_often_codes_are_sent(void **state)
{
	struct actor a = visitor("192.0.2.4");
	static const char mobile[] = "+8613800138004";

	(void)state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(login_send_code(&rules, &a, mobile, "en", now), 0);
	assert_int_equal(login_send_code(&rules, &a, mobile, "en", now), ERR_LIMIT);
	err_take();
	assert_int_equal(login_send_code(&rules, &a, mobile, "en", now + 10 * 60 * 1000), 0);
	assert_int_equal(login_send_code(&rules, &a, mobile, "en", now + 10 * 60 * 1000), ERR_LIMIT);
	err_take();
}

static void
forgets_a_session_that_is_idle_ended_or_of_another_console(void **state)
{
	struct actor a = visitor("192.0.2.5"), who;
	char code[CODE_DIGITS + 1], cookie[LOGIN_COOKIE];
	static const char mobile[] = "+8613800138005";

	(void)state;
	assert_int_equal(login_send_code(&rules, &a, mobile, "en", now + 1), 0);
	now += 1;
	read_message(mobile, code);
	assert_int_equal(login_with_code(&rules, &a, mobile, code, "en", now, cookie), 0);
	who = visitor("192.0.2.5");
	assert_int_equal(login_resolve(&rules, LOGIN_DESK, cookie, now, &who), 0);
	assert_int_equal(who.kind, ACTOR_VISITOR);
	assert_int_equal(login_resolve(&rules, LOGIN_HALL, cookie, now + 30 * 60 * 1000, &who), 0);
	assert_int_equal(who.kind, ACTOR_VISITOR);
	assert_int_equal(login_resolve(&rules, LOGIN_HALL, cookie, now, &who), 0);
	assert_int_equal(who.kind, ACTOR_ACCOUNT);
	assert_int_equal(login_end(&rules, &who, now), 0);
	who = visitor("192.0.2.5");
	assert_int_equal(login_resolve(&rules, LOGIN_HALL, cookie, now, &who), 0);
	assert_int_equal(who.kind, ACTOR_VISITOR);
}

static void
ends_the_session_before_when_somebody_logs_in_again(void **state)
{
	struct actor a = visitor("192.0.2.6"), who = visitor("192.0.2.6");
	char code[CODE_DIGITS + 1], first[LOGIN_COOKIE], second[LOGIN_COOKIE];
	static const char mobile[] = "+8613800138005";

	(void)state;
	now += 1000;
	assert_int_equal(login_send_code(&rules, &a, mobile, "en", now), 0);
	read_message(mobile, code);
	assert_int_equal(login_with_code(&rules, &a, mobile, code, "en", now, first), 0);
	assert_int_equal(login_resolve(&rules, LOGIN_HALL, first, now, &who), 0);
	assert_int_equal(login_send_code(&rules, &who, mobile, "en", now), 0);
	read_message(mobile, code);
	assert_int_equal(login_with_code(&rules, &who, mobile, code, "en", now, second), 0);
	who = visitor("192.0.2.6");
	assert_int_equal(login_resolve(&rules, LOGIN_HALL, first, now, &who), 0);
	assert_int_equal(who.kind, ACTOR_VISITOR);
	assert_int_equal(login_resolve(&rules, LOGIN_HALL, second, now, &who), 0);
	assert_int_equal(who.kind, ACTOR_ACCOUNT);
}

static void
leaves_its_trail(void **state)
{
	struct audit_fault fault;
	uint64_t rows;

	(void)state;
	assert_int_equal(db_audit_verify(rules.db, "localhost/certhall/0", &rows, &fault), 0);
	assert_int_equal(rows, 8);	/* two registrations, four sessions opened, two ended */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_a_wrong_code_and_takes_the_right_one_once),
		cmocka_unit_test(gives_up_a_code_after_five_wrong_tries),
		cmocka_unit_test(lets_a_code_die_after_ten_minutes_and_a_new_one_replace_it),
		cmocka_unit_test(limits_how_often_codes_are_sent),
		cmocka_unit_test(forgets_a_session_that_is_idle_ended_or_of_another_console),
		cmocka_unit_test(ends_the_session_before_when_somebody_logs_in_again),
		cmocka_unit_test(leaves_its_trail),
		cmocka_unit_test(reads_a_code_as_people_type_it),
	};

	return cmocka_run_group_tests_name("rules/login", tests, open_rules, close_rules);
}
