#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "util/err.h"
#include "util/log.h"
#include "util/tm.h"

static int kept = -1, from = -1;
static char got[4096];

/* stderr leads into a pipe; not blocking, so that a line too many fails instead of standing still. */
static int
catch(void **state)
{
	int pair[2];

	(void)state;
	if ((kept = dup(STDERR_FILENO)) < 0 || pipe2(pair, O_NONBLOCK) != 0 || dup2(pair[1], STDERR_FILENO) < 0)
		return -1;
	close(pair[1]);
	from = pair[0];
	log_open("hall");
	log_request(NULL);
	err_take();
	return 0;
}

static int
release(void **state)
{
	(void)state;
	dup2(kept, STDERR_FILENO);
	close(kept);
	close(from);
	return 0;
}

static const char *
written(void)
{
	ssize_t n = read(from, got, sizeof(got) - 1);

	got[n > 0 ? n : 0] = '\0';
	return got;
}

/* Behind the time. */
static void
assert_line(const char *level, const char *rest)
{
	char want[2048], when[TM_ISO_SIZE];
	const char *line = written();
	int64_t at;

	assert_true(strlen(line) > TM_ISO_SIZE);
	snprintf(when, sizeof(when), "%.24s", line);
	assert_int_equal(tm_parse(when, &at), 0);
	assert_true(tm_now() - at >= 0 && tm_now() - at < 10 * TM_SECOND);
	snprintf(want, sizeof(want), " hall[%d] %s %s\n", (int)getpid(), level, rest);
	assert_string_equal(line + 24, want);
}

static void
a_line_says_when_who_and_what(void **state)
{
	(void)state;
	log_info("%d certificates", 3);
	assert_line("info", "3 certificates");
	log_warn("disk %s", "full");
	assert_line("warn", "disk full");
	log_error("%s", "");
	assert_line("error", "");
}

static void
a_line_names_its_request_until_the_next(void **state)
{
	char id[] = "r-17";

	(void)state;
	log_request(id);
	id[2] = 'x';
	log_info("read");
	assert_line("info", "r-17 read");
	log_request("a name of more than thirty-nine characters, which is cut");
	log_info("read");
	assert_line("info", "a name of more than thirty-nine charact read");
	log_request(NULL);
	log_info("read");
	assert_line("info", "read");
}

/* What somebody sent may stand in a line; it may not make one. */
static void
nobody_forges_the_next_line(void **state)
{
	(void)state;
	log_info("name %s", "a\n2026-11-27T00:00:00.000Z hall[1] error b\r\t\033[2J\177 李");
	assert_line("info", "name a 2026-11-27T00:00:00.000Z hall[1] error b   [2J  李");
}

static void
a_long_line_is_cut_and_still_ends(void **state)
{
	char longer[3000];

	(void)state;
	memset(longer, 'a', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	log_info("%s", longer);
	assert_int_equal(strspn(strstr(written(), "aaa"), "a"), 1399);
	assert_string_equal(strstr(got, "aaa") + 1399, "\n");
}

/* What a person did wrong is not an error of ours. */
static void
the_note_is_logged_once_at_the_level_it_deserves(void **state)
{
	static const struct { int code; const char *level; } cases[] = {
		{ ERR_INPUT, "info" }, { ERR_DENIED, "info" }, { ERR_NOTFOUND, "info" }, { ERR_CONFLICT, "info" },
		{ ERR_LIMIT, "info" }, { ERR_AGAIN, "info" }, { ERR_PEER, "error" }, { ERR_CRYPTO, "error" }, { ERR_BUG, "error" },
	};
	char want[64];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		err_set(cases[i].code, "the cause is %zu", i);
		log_err(cases[i].code, "a page");
		snprintf(want, sizeof(want), "a page: the cause is %zu", i);
		assert_line(cases[i].level, want);
		assert_string_equal(err_take(), "");
	}
	log_err(ERR_BUG, "a page");
	assert_line("error", "a page: no reason was given");
}

static void
nobody_reading_ends_nothing(void **state)
{
	(void)state;
	close(STDERR_FILENO);
	log_error("into the void");
	assert_string_equal(written(), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_line_says_when_who_and_what, catch, release),
		cmocka_unit_test_setup_teardown(a_line_names_its_request_until_the_next, catch, release),
		cmocka_unit_test_setup_teardown(nobody_forges_the_next_line, catch, release),
		cmocka_unit_test_setup_teardown(a_long_line_is_cut_and_still_ends, catch, release),
		cmocka_unit_test_setup_teardown(the_note_is_logged_once_at_the_level_it_deserves, catch, release),
		cmocka_unit_test_setup_teardown(nobody_reading_ends_nothing, catch, release),
	};

	return cmocka_run_group_tests_name("util/log", tests, NULL, NULL);
}
