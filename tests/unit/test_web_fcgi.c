/* A pool of two workers, asked over its socket as the web server asks: FastCGI records, one request a connection. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "util/err.h"
#include "web/fcgi.h"

static char folder[] = "/tmp/fcgi.XXXXXX", path[64];
static pid_t supervisor;
static struct buf answer;

/* --- the pool ------------------------------------------------------------------------------------------------ */

static unsigned mine;

static int
open_slot(void *ctx, unsigned slot)
{
	(void)ctx;
	mine = slot;
	return 0;
}

static int
serve(void *ctx, struct fcgi *f, struct buf *out)
{
	char **at, body[100] = "";
	const char *uri = "";
	long n;

	(void)ctx;
	for (at = f->env; *at != NULL; at++)
		if (strncmp(*at, "REQUEST_URI=", 12) == 0)
			uri = *at + 12;
	if (strcmp(uri, "/crash") == 0)
		raise(SIGKILL);
	if (strcmp(uri, "/hang") == 0)
		for (;;)
			pause();
	if (strcmp(uri, "/slow") == 0) {
		struct timespec left = { .tv_nsec = 400000000 };

		while (nanosleep(&left, &left) != 0)	/* TERM comes meanwhile */
			continue;
	}
	if (strcmp(uri, "/long") == 0)		/* one byte after the other */
		for (n = 0; n < 90 && fcgi_body(f, body + n, 1) == 1; n++)
			continue;
	else
		n = fcgi_body(f, body, sizeof(body) - 1);
	body[n > 0 ? n : 0] = '\0';
	buf_printf(out, "Status: 200 OK\r\n\r\nslot %u pid %d body %s", mine, (int)getpid(), body);
	return strcmp(uri, "/last") == 0 ? ERR_BUG : 0;
}

static void
close_slot(void *ctx)
{
	(void)ctx;
}

static int
make(void **state)
{
	struct fcgi_pool pool = { .name = "test", .socket = path, .workers = 2, .seconds = 1, .open = open_slot, .serve = serve,
	    .close = close_slot };
	pid_t parent = getpid();

	(void)state;
	buf_init(&answer, 0);
	if ((supervisor = fork()) == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent || freopen("/dev/null", "w", stderr) == NULL)
			_exit(1);
		_exit(fcgi_run(&pool) == 0 ? 0 : 1);
	}
	return supervisor > 0 ? 0 : -1;
}

static int
end(void)
{
	int status = -1;

	if (supervisor > 0) {
		kill(supervisor, SIGTERM);
		waitpid(supervisor, &status, 0);
		supervisor = 0;
	}
	return status;
}

static int
drop(void **state)
{
	(void)state;
	end();
	buf_clear(&answer);
	return 0;
}

static int
make_folder(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/s", folder);
	signal(SIGPIPE, SIG_IGN);
	return 0;
}

static int
drop_folder(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder);
}

/* --- the web server's side ---------------------------------------------------------------------------------- */

static void
record(struct buf *to, unsigned char type, const void *p, size_t n)
{
	unsigned char head[8] = { 1, type, 0, 1, (unsigned char)(n >> 8), (unsigned char)n, 0, 0 };

	buf_add(to, head, sizeof(head));
	buf_add(to, p, n);
}

static void
param(struct buf *to, const char *name, const char *value)
{
	buf_addc(to, (char)strlen(name));
	buf_addc(to, (char)strlen(value));
	buf_adds(to, name);
	buf_adds(to, value);
}

static int
dial(void)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	struct timespec pause_for = { .tv_nsec = 20000000 };
	struct timeval patience = { .tv_sec = 10 };	/* a pool that never answers is a failure, not a wait */
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), tries;

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	memcpy(to.sun_path, path, strlen(path) + 1);
	for (tries = 0; connect(fd, (const struct sockaddr *)&to, sizeof(to)) != 0; tries++) {
		assert_true(tries < 250);
		nanosleep(&pause_for, NULL);
	}
	return fd;
}

/*
 * Sends a request whose body does not end yet.  libfcgi drops a connection whose first bytes it still waits for when TERM comes
 * (a web server sends them at once; we may be kept from it): then it is sent anew.
 */
static int
begin_to_say(const char *uri, const char *body)
{
	static const unsigned char begin[8] = { 0, 1, 0 };
	struct buf all = BUF_INIT, params = BUF_INIT;
	int fd = dial(), tries;

	param(&params, "REQUEST_METHOD", "POST");
	param(&params, "REQUEST_URI", uri);
	record(&all, 1, begin, sizeof(begin));
	record(&all, 4, params.data, params.len);
	record(&all, 4, "", 0);
	if (body[0] != '\0')
		record(&all, 5, body, strlen(body));
	for (tries = 0; send(fd, all.data, all.len, MSG_NOSIGNAL) != (ssize_t)all.len; tries++) {
		assert_true(errno == EPIPE && tries < 3);
		close(fd);
		fd = dial();
	}
	buf_clear(&all);
	buf_clear(&params);
	return fd;
}

static void
end_saying(int fd)
{
	struct buf last = BUF_INIT;

	record(&last, 5, "", 0);
	if (send(fd, last.data, last.len, MSG_NOSIGNAL) != (ssize_t)last.len)
		assert_int_equal(errno, EPIPE);		/* a worker that dies of this request may be gone already */
	buf_clear(&last);
}

/* Sends a request; the answer is read by heard. */
static int
say(const char *uri, const char *body)
{
	int fd = begin_to_say(uri, body);

	end_saying(fd);
	return fd;
}

/* What was written to stdout, "" when the connection ended without an answer. */
static const char *
heard(int fd)
{
	unsigned char head[8], more[70000];
	size_t n;

	buf_reset(&answer);
	while (recv(fd, head, sizeof(head), MSG_WAITALL) == sizeof(head)) {
		n = (size_t)head[4] << 8 | head[5];
		n += head[6];
		if (n > 0 && recv(fd, more, n, MSG_WAITALL) != (ssize_t)n)
			break;
		if (head[1] == 6)
			buf_add(&answer, more, n - head[6]);
	}
	close(fd);
	return buf_str(&answer);
}

static int
asked(const char *uri, const char *body)
{
	const char *at = strstr(heard(say(uri, body)), "pid ");

	return at != NULL ? (int)strtol(at + 4, NULL, 10) : 0;
}

/* Is that still a worker of ours?  Its number may be another process's by now. */
static bool
works(int pid)
{
	char file[40], text[400] = "";
	FILE *f;
	int parent = 0;

	snprintf(file, sizeof(file), "/proc/%d/stat", pid);
	if ((f = fopen(file, "r")) == NULL)
		return false;
	if (fgets(text, sizeof(text), f) != NULL && strrchr(text, ')') != NULL)
		sscanf(strrchr(text, ')'), ") %*c %d", &parent);
	fclose(f);
	return parent == supervisor;
}

/* --- tests ---------------------------------------------------------------------------------------------------- */

static void
answers_with_body_and_slot(void **state)
{
	(void)state;
	assert_true(asked("/", "name=value") > 0);
	assert_non_null(strstr(buf_str(&answer), "body name=value"));
	assert_non_null(strstr(buf_str(&answer), "Status: 200 OK\r\n\r\nslot "));
}

static void
opens_its_socket_to_owner_and_group_alone(void **state)
{
	struct stat st;

	(void)state;
	assert_true(asked("/", "") > 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0660);
}

static void
replaces_a_worker_that_dies(void **state)
{
	(void)state;
	assert_true(asked("/", "") > 0);
	assert_int_equal(asked("/crash", ""), 0);
	assert_int_equal(asked("/crash", ""), 0);
	assert_int_equal(asked("/crash", ""), 0);
	assert_true(asked("/", "") > 0);
}

static void
ends_a_request_that_hangs(void **state)
{
	int fd;

	(void)state;
	/* both workers: nobody is left to answer unless they are ended */
	fd = say("/hang", "");
	assert_int_equal(asked("/hang", ""), 0);
	assert_string_equal(heard(fd), "");
	assert_true(asked("/", "") > 0);
}

static void
replaces_a_worker_that_asks_for_it(void **state)
{
	int pid;

	(void)state;
	pid = asked("/last", "");
	assert_true(pid > 0);
	/* it answered, and is gone when its successor stands in its slot */
	while (works(pid))
		assert_true(asked("/", "") > 0);
}

static void
replaces_all_workers_one_by_one(void **state)
{
	int old[40], i, seen, tries, dropped = 0;

	(void)state;
	for (i = 0; i < 40; i++)
		assert_true((old[i] = asked("/", "")) > 0);
	assert_int_equal(kill(supervisor, SIGHUP), 0);
	for (tries = 0, seen = 1; seen && tries < 2000; tries++) {
		struct timespec pause_for = { .tv_nsec = 5000000 };

		dropped += asked("/", "") == 0;
		for (i = 0, seen = 0; i < 40; i++)
			seen |= works(old[i]);
		nanosleep(&pause_for, NULL);
	}
	assert_false(seen);
	assert_int_equal(dropped, 0);
}

/* Both workers wait for bodies that do not come: others answer meanwhile, and afterwards there are two again. */
static void
puts_another_in_the_place_of_one_that_waits_for_its_body(void **state)
{
	struct timespec pause_for = { .tv_nsec = 20000000 }, both_slow = { .tv_nsec = 400000000 };
	int fd[2], slow[2], i, tries;

	(void)state;
	fd[0] = begin_to_say("/", "first=");
	fd[1] = begin_to_say("/", "second=");
	nanosleep(&both_slow, NULL);
	assert_true(asked("/", "x=y") > 0);
	assert_non_null(strstr(buf_str(&answer), "body x=y"));
	for (i = 0; i < 2; i++) {
		end_saying(fd[i]);
		assert_non_null(strstr(heard(fd[i]), i == 0 ? "body first=" : "body second="));
		slow[i] = (int)strtol(strstr(buf_str(&answer), "pid ") + 4, NULL, 10);
	}
	for (i = 0; i < 2; i++)
		for (tries = 0; works(slow[i]); tries++) {
			assert_true(tries < 250);
			nanosleep(&pause_for, NULL);
		}
	for (i = 0; i < 40; i++)
		assert_in_range(strtol((asked("/", ""), strstr(buf_str(&answer), "slot ") + 5), NULL, 10), 0, 3);
}

/* Its time counts from the last bytes: who goes on sending is heard, who stops is not. */
static void
gives_a_slow_body_time_as_long_as_it_comes(void **state)
{
	struct timespec pause_for = { .tv_nsec = 300000000 };
	struct buf more = BUF_INIT;
	int fd, i;

	(void)state;
	fd = begin_to_say("/long", "a");
	record(&more, 5, "b", 1);
	for (i = 0; i < 6; i++) {	/* 1.8 s of a request's 1 */
		nanosleep(&pause_for, NULL);
		assert_int_equal(send(fd, more.data, more.len, MSG_NOSIGNAL), more.len);
	}
	end_saying(fd);
	assert_non_null(strstr(heard(fd), "body abbbbbb"));
	fd = begin_to_say("/long", "a");
	assert_string_equal(heard(fd), "");
	buf_clear(&more);
}

static void
finishes_what_it_has_begun(void **state)
{
	struct timespec pause_for = { .tv_nsec = 200000000 };
	int fd, status;

	(void)state;
	assert_true(asked("/", "") > 0);
	fd = say("/slow", "late");
	nanosleep(&pause_for, NULL);
	kill(supervisor, SIGTERM);
	assert_non_null(strstr(heard(fd), "body late"));
	assert_int_equal(waitpid(supervisor, &status, 0), supervisor);
	supervisor = 0;
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_int_not_equal(access(path, F_OK), 0);
}

static void
takes_its_workers_along_when_killed(void **state)
{
	struct timespec pause_for = { .tv_nsec = 20000000 };
	int pid, tries;

	(void)state;
	assert_true((pid = asked("/", "")) > 0);
	kill(supervisor, SIGKILL);
	waitpid(supervisor, NULL, 0);
	supervisor = 0;
	/* a dead one is nobody's child of ours: init reaps it, or it stays as a zombie, which answers to no request */
	for (tries = 0; tries < 250; tries++) {
		char stat_path[40], line[200] = "";
		FILE *f;

		snprintf(stat_path, sizeof(stat_path), "/proc/%d/stat", pid);
		if ((f = fopen(stat_path, "r")) == NULL)
			return;
		if (fgets(line, sizeof(line), f) == NULL)
			line[0] = '\0';
		fclose(f);
		if (strstr(line, ") Z ") != NULL)
			return;
		nanosleep(&pause_for, NULL);
	}
	fail_msg("worker %d is still there", pid);
}

static void
refuses_a_socket_it_cannot_make(void **state)
{
	struct fcgi_pool pool = { .name = "test", .workers = 1, .socket = "/nonexistent/folder/s" };
	sigset_t before;

	(void)state;
	sigprocmask(SIG_BLOCK, NULL, &before);
	assert_int_equal(fcgi_run(&pool), ERR_PEER);
	assert_string_equal(err_take(), "could not listen on /nonexistent/folder/s: No such file or directory");
	pool.socket = "/a/very/long/path/that/no/unix/socket/can/have/because/sun_path/has/108/bytes/and/this/one/has/more/of/them/s";
	assert_int_equal(fcgi_run(&pool), ERR_PEER);
	sigprocmask(SIG_SETMASK, &before, NULL);
	err_take();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(answers_with_body_and_slot, make, drop),
		cmocka_unit_test_setup_teardown(opens_its_socket_to_owner_and_group_alone, make, drop),
		cmocka_unit_test_setup_teardown(replaces_a_worker_that_dies, make, drop),
		cmocka_unit_test_setup_teardown(ends_a_request_that_hangs, make, drop),
		cmocka_unit_test_setup_teardown(replaces_a_worker_that_asks_for_it, make, drop),
		cmocka_unit_test_setup_teardown(replaces_all_workers_one_by_one, make, drop),
		cmocka_unit_test_setup_teardown(puts_another_in_the_place_of_one_that_waits_for_its_body, make, drop),
		cmocka_unit_test_setup_teardown(gives_a_slow_body_time_as_long_as_it_comes, make, drop),
		cmocka_unit_test_setup_teardown(finishes_what_it_has_begun, make, drop),
		cmocka_unit_test_setup_teardown(takes_its_workers_along_when_killed, make, drop),
		cmocka_unit_test(refuses_a_socket_it_cannot_make),
	};

	return cmocka_run_group_tests_name("web/fcgi", tests, make_folder, drop_folder);
}
