#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/err.h"
#include "util/privs.h"

#define UID 28431	/* nobody's on any machine */

/* Each act gives up something for good, so it happens in a child: 0, or the number of the first thing it kept. */
static int
in_child(int (*act)(void))
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(act());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

#define KEPT(condition) do { if (!(condition)) return __LINE__ & 0xff; } while (0)

static int
hardened(void)
{
	struct rlimit core;
	int low = open("/dev/null", O_RDONLY), keep = dup2(low, 100), high = dup2(low, 101), pair[2];

	KEPT(low > 2 && low < keep && high == 101);
	privs_harden(keep);
	KEPT(fcntl(low, F_GETFD) < 0 && errno == EBADF);
	KEPT(fcntl(high, F_GETFD) < 0 && errno == EBADF);
	KEPT(fcntl(keep, F_GETFD) >= 0);
	for (int fd = 0; fd <= 2; fd++)
		KEPT(fcntl(fd, F_GETFD) >= 0);
	KEPT(umask(0) == 077);
	KEPT(getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_cur == 0 && core.rlim_max == 0);
	KEPT(prctl(PR_GET_DUMPABLE) == 0);
	KEPT(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
	KEPT(pipe(pair) == 0 && close(pair[0]) == 0);
	KEPT(write(pair[1], "x", 1) < 0 && errno == EPIPE);
	return 0;
}

static int
hardened_without_any(void)
{
	int low = open("/dev/null", O_RDONLY);

	privs_harden(-1);
	KEPT(fcntl(low, F_GETFD) < 0 && fcntl(2, F_GETFD) >= 0);
	return 0;
}

/* The lowest one that can be kept, with nothing between it and the three. */
static int
hardened_but_three(void)
{
	int low = open("/dev/null", O_RDONLY);

	KEPT(dup2(low, 3) == 3 && dup2(low, 4) == 4);
	privs_harden(3);
	KEPT(fcntl(3, F_GETFD) >= 0 && fcntl(4, F_GETFD) < 0);
	return 0;
}

static void
a_daemon_keeps_what_it_names_and_nothing_else(void **state)
{
	(void)state;
	assert_int_equal(in_child(hardened), 0);
	assert_int_equal(in_child(hardened_without_any), 0);
	assert_int_equal(in_child(hardened_but_three), 0);
}

static int
become(void)
{
	gid_t extra[1] = { 4 };
	uid_t r, e, s;
	gid_t rg, eg, sg;

	KEPT(setgroups(1, extra) == 0);
	KEPT(privs_become(UID) == 0);
	KEPT(getresuid(&r, &e, &s) == 0 && r == UID && e == UID && s == UID);
	KEPT(getresgid(&rg, &eg, &sg) == 0 && rg == UID && eg == UID && sg == UID);
	KEPT(getgroups(0, NULL) == 0);
	KEPT(setuid(0) != 0 && seteuid(0) != 0 && setgid(0) != 0);
	KEPT(privs_become(UID) == 0);
	KEPT(privs_become(UID + 1) == ERR_PEER);
	KEPT(strcmp(err_take(), "could not become uid 28432: Operation not permitted") == 0);
	return 0;
}

static void
becomes_somebody_for_good(void **state)
{
	(void)state;
	assert_int_equal(privs_become(getuid()), 0);
	if (getuid() != 0)
		skip();
	assert_int_equal(in_child(become), 0);
}

static int
wait_for_end(void)
{
	int pair[2];
	char c;
	pid_t parent, child;

	KEPT(pipe(pair) == 0);
	if ((parent = fork()) == 0) {
		pid_t self = getpid();

		if ((child = fork()) == 0) {
			close(pair[0]);
			privs_end_with(self, SIGKILL);
			if (write(pair[1], "r", 1) != 1)
				_exit(1);
			pause();
		}
		close(pair[1]);
		if (read(pair[0], &c, 1) != 1)	/* not before the child has said whom it follows */
			_exit(1);
		_exit(0);
	}
	close(pair[1]);
	KEPT(waitpid(parent, NULL, 0) == parent);
	KEPT(read(pair[0], &c, 1) == 0);	/* its end is the only one that could still be open */
	return 0;
}

static int
follow_a_dead_one(void)
{
	privs_end_with(getpid(), SIGKILL);	/* never the parent of itself */
	return 1;
}

static void
ends_with_its_parent(void **state)
{
	(void)state;
	assert_int_equal(in_child(wait_for_end), 0);
	assert_int_equal(in_child(follow_a_dead_one), 126);
}

static void
asks_the_kernel_who_is_calling(void **state)
{
	int pair[2], pipes[2];
	uid_t who = 1;

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	assert_int_equal(privs_peer(pair[0], &who), 0);
	assert_int_equal(who, getuid());
	assert_int_equal(pipe(pipes), 0);
	who = 77;
	assert_int_equal(privs_peer(pipes[0], &who), ERR_PEER);
	assert_string_equal(err_take(), "could not ask who is calling: Socket operation on non-socket");
	assert_int_equal(who, 77);
	close(pair[0]);
	close(pair[1]);
	close(pipes[0]);
	close(pipes[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_daemon_keeps_what_it_names_and_nothing_else),
		cmocka_unit_test(becomes_somebody_for_good),
		cmocka_unit_test(ends_with_its_parent),
		cmocka_unit_test(asks_the_kernel_who_is_calling),
	};

	return cmocka_run_group_tests_name("util/privs", tests, NULL, NULL);
}
