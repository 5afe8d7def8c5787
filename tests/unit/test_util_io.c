#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/err.h"
#include "util/io.h"

static char top[32], path[64];
static struct buf out;

static int
make_folder(void **state)
{
	(void)state;
	snprintf(top, sizeof(top), "/tmp/chio.XXXXXX");
	if (mkdtemp(top) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/file", top);
	return 0;
}

static int
drop_folder(void **state)
{
	char command[64];

	(void)state;
	buf_clear(&out);
	err_take();
	snprintf(command, sizeof(command), "rm -rf %s", top);
	return system(command);
}

static void
replaces_a_file_whole(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(io_replace(path, "first", 5, 0640, (uid_t)-1), 0);
	assert_int_equal(io_replace(path, "second", 6, 0400, (uid_t)-1), 0);
	assert_int_equal(io_load(path, 6, &out), 0);
	assert_string_equal(buf_str(&out), "second");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0400);
	snprintf(path, sizeof(path), "%s/no/file", top);
	assert_int_equal(io_replace(path, "x", 1, 0600, (uid_t)-1), ERR_PEER);
}

static void
loads_no_more_than_was_said(void **state)
{
	(void)state;
	assert_int_equal(io_load(path, 10, &out), ERR_NOTFOUND);
	assert_int_equal(io_replace(path, "0123456789", 10, 0600, (uid_t)-1), 0);
	assert_int_equal(io_load(path, 10, &out), 0);
	assert_int_equal(out.len, 10);
	assert_int_equal(io_load(path, 9, &out), ERR_LIMIT);
}

static void
makes_folders_on_the_way(void **state)
{
	struct stat st;

	(void)state;
	snprintf(path, sizeof(path), "%s/a/b/c", top);
	assert_int_equal(io_mkdirs(path, 0711), 0);
	assert_int_equal(io_mkdirs(path, 0700), 0);
	assert_int_equal(stat(path, &st), 0);
	assert_true(S_ISDIR(st.st_mode));
	assert_int_equal(st.st_mode & 0777, 0711);
}

static void
locks_once(void **state)
{
	int fd, status;
	pid_t pid;

	(void)state;
	assert_true((fd = io_lock(path)) >= 0);
	if ((pid = fork()) == 0)
		_exit(io_lock(path) == ERR_CONFLICT ? 7 : 8);
	waitpid(pid, &status, 0);
	assert_int_equal(WEXITSTATUS(status), 7);
	close(fd);
	assert_true((fd = io_lock(path)) >= 0);
	close(fd);
}

static void
reads_and_writes_all_of_it(void **state)
{
	char got[8];
	int pair[2];

	(void)state;
	assert_int_equal(pipe(pair), 0);
	assert_int_equal(io_write(pair[1], "abc", 3), 0);
	assert_int_equal(io_write(pair[1], "de", 2), 0);
	close(pair[1]);
	assert_int_equal(io_read(pair[0], got, 5), 0);
	assert_memory_equal(got, "abcde", 5);
	assert_int_equal(io_read(pair[0], got, 1), ERR_PEER);
	close(pair[0]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(replaces_a_file_whole, make_folder, drop_folder),
		cmocka_unit_test_setup_teardown(loads_no_more_than_was_said, make_folder, drop_folder),
		cmocka_unit_test_setup_teardown(makes_folders_on_the_way, make_folder, drop_folder),
		cmocka_unit_test_setup_teardown(locks_once, make_folder, drop_folder),
		cmocka_unit_test_setup_teardown(reads_and_writes_all_of_it, make_folder, drop_folder),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
