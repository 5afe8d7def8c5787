/*
 * draw as a process of its own: pages for desk, a sentence for what cannot be drawn; it refuses everybody else and stays up.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "draw/draw.h"
#include "draw/wire.h"
#include "util/err.h"
#include "util/io.h"
#include "util/msg.h"
#include "util/site.h"
#include "util/tm.h"

static char top[64], path[SITE_PATH];
static struct site site;
static pid_t daemon_pid;

static int
begin(void **state)
{
	const char *build = getenv("BUILD");
	char program[300], at[SITE_PATH];

	(void)state;
	snprintf(top, sizeof(top), "/tmp/chdraw.XXXXXX");
	assert_non_null(mkdtemp(top));
	site = (struct site){ .host = "localhost", .port = 8443, .sign_port = 8444, .http_port = 8080, .demo = true,
	    .instance = "ca-test", .hsm_module = "/none", .zone_minutes = 480 };
	snprintf(site.var, sizeof(site.var), "%s", top);
	snprintf(site.src, sizeof(site.src), "%s", SRCDIR);
	assert_int_equal(io_mkdirs(site_path(&site, "conf", at), 0700) | io_mkdirs(site_path(&site, "run/draw", at), 0700), 0);
	assert_int_equal(site_save(&site), 0);
	site_path(&site, "run/draw/s", path);
	snprintf(program, sizeof(program), "%s/%s/bin/draw", SRCDIR, build != NULL ? build : "build");
	if ((daemon_pid = fork()) == 0) {
		execl(program, "draw", "-v", top, (char *)NULL);
		_exit(127);
	}
	for (int i = 0; i < 500 && access(path, F_OK) != 0; i++)
		usleep(20000);
	return access(path, F_OK);
}

static int
end(void **state)
{
	char command[100];
	int status;

	(void)state;
	kill(daemon_pid, SIGTERM);
	waitpid(daemon_pid, &status, 0);
	snprintf(command, sizeof(command), "rm -rf %s", top);
	return system(command) | status;
}

static void
load(const char *name, struct buf *b)
{
	char at[256];

	snprintf(at, sizeof(at), "%s/tests/sample/%s", SRCDIR, name);
	buf_reset(b);
	assert_int_equal(io_load(at, DRAW_FILE, b), 0);
}

static int
draw(const char *name, const char *type, size_t *n)
{
	struct draw_page pages[DRAW_PAGES];
	struct buf file = BUF_INIT;
	int r;

	load(name, &file);
	r = draw_pages(path, type, file.data, file.len, pages, n);
	for (size_t i = 0; i < *n; i++) {
		assert_memory_equal(pages[i].png.data, "\x89PNG\r\n\x1a\n", 8);
		assert_in_range(pages[i].width, 1, DRAW_SIDE);
	}
	draw_clear(pages, *n);
	buf_clear(&file);
	return r;
}

static void
two_pages(void)
{
	size_t n;

	assert_int_equal(draw("draw/two-pages.pdf", "application/pdf", &n), 0);
	assert_int_equal(n, 2);
}

static void
gives_pages_or_a_sentence(void **state)
{
	size_t n;

	(void)state;
	two_pages();
	assert_int_equal(draw("jpeg/photo.jpg", "image/jpeg", &n), 0);
	assert_int_equal(draw("draw/photo.png", "image/png", &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(draw("draw/photo.png", "application/pdf", &n), ERR_INPUT);
	assert_string_equal(err_take(), "the pages of the file cannot be drawn");
	assert_int_equal(draw("draw/too-many-pages.pdf", "application/pdf", &n), ERR_LIMIT);
	assert_string_equal(err_take(), "the file has more than 20 pages");
	assert_int_equal(draw("draw/photo.png", "image/svg+xml", &n), ERR_INPUT);
	assert_string_equal(err_take(), "files of this type are not drawn");
}

static void
ends_connections_that_say_something_else(void **state)
{
	static const char *const odd[] = { "\0\0\0\6\0\1\0\0\0\1", "\0\0\0\6\0\2\0\0\0\1", "\xff\xff\xff\xff\0\1\0\0\0\1" };
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	struct timeval patience = { .tv_sec = 10 };
	char c;

	(void)state;
	snprintf(to.sun_path, sizeof(to.sun_path), "%.100s", path);
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

		assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
		assert_int_equal(io_write(fd, odd[i], 10), 0);
		assert_int_equal(read(fd, &c, 1), 0);
		close(fd);
	}
	two_pages();
}

static void
serves_while_others_sleep_or_wait_long(void **state)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	struct buf file = BUF_INIT, question = BUF_INIT;
	int fd[3];
	int64_t from;

	(void)state;
	snprintf(to.sun_path, sizeof(to.sun_path), "%.100s", path);
	load("draw/endless.pdf", &file);
	msg_put_str(&question, "application/pdf");
	msg_put_blob(&question, file.data, file.len);
	for (int i = 0; i < 3; i++) {
		fd[i] = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
		assert_int_equal(connect(fd[i], (struct sockaddr *)&to, sizeof(to)), 0);
		if (i > 0)
			assert_int_equal(msg_send(fd[i], DRAW_MAKE, 1, &question), 0);
	}
	from = tm_steady();
	two_pages();
	assert_true(tm_steady() - from < 5 * TM_SECOND);
	for (int i = 0; i < 3; i++)
		close(fd[i]);
	buf_clear(&file);
	buf_clear(&question);
}

/* The request that asks is ended after 18 s (web/app): there must be an answer before, also while all places are taken. */
static void
answers_before_its_asker_is_ended(void **state)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	struct buf file = BUF_INIT, question = BUF_INIT;
	struct draw_page pages[DRAW_PAGES];
	int fd[4];
	int64_t from = tm_steady();
	size_t n;

	(void)state;
	load("draw/endless.pdf", &file);
	assert_int_equal(draw_pages(path, "application/pdf", file.data, file.len, pages, &n), ERR_LIMIT);
	assert_string_equal(err_take(), "the file takes too long to be drawn");
	assert_true(tm_steady() - from < 14 * TM_SECOND);
	snprintf(to.sun_path, sizeof(to.sun_path), "%.100s", path);
	msg_put_str(&question, "application/pdf");
	msg_put_blob(&question, file.data, file.len);
	for (int i = 0; i < 4; i++) {
		fd[i] = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
		assert_int_equal(connect(fd[i], (struct sockaddr *)&to, sizeof(to)), 0);
		assert_int_equal(msg_send(fd[i], DRAW_MAKE, 1, &question), 0);
	}
	usleep(500000);
	from = tm_steady();
	assert_int_equal(draw_pages(path, "application/pdf", file.data, file.len, pages, &n), ERR_PEER);
	assert_memory_equal(err_take(), "draw does not answer at ", 24);
	assert_true(tm_steady() - from < 14 * TM_SECOND);
	for (int i = 0; i < 4; i++)
		close(fd[i]);
	buf_clear(&file);
	buf_clear(&question);
}

static void
listens_to_desk_alone(void **state)
{
	struct draw_page pages[DRAW_PAGES];
	char at[SITE_PATH];
	int status;
	size_t n;
	pid_t pid;

	(void)state;
	if (getuid() != 0)
		skip();
	assert_int_equal(chmod(top, 0711) | chmod(site_path(&site, "run", at), 0711), 0);
	assert_int_equal(chmod(site_path(&site, "run/draw", at), 0711) | chmod(path, 0666), 0);
	if ((pid = fork()) == 0) {
		if (setresuid(65534, 65534, 65534) != 0)
			_exit(99);
		_exit(-draw_pages(path, "image/png", "", 0, pages, &n));
	}
	waitpid(pid, &status, 0);
	assert_int_equal(WEXITSTATUS(status), -ERR_PEER);
	two_pages();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_pages_or_a_sentence),
		cmocka_unit_test(ends_connections_that_say_something_else),
		cmocka_unit_test(serves_while_others_sleep_or_wait_long),
		cmocka_unit_test(answers_before_its_asker_is_ended),
		cmocka_unit_test(listens_to_desk_alone),
	};

	signal(SIGPIPE, SIG_IGN);	/* as in every program of ours */
	return cmocka_run_group_tests_name("draw", tests, begin, end);
}
