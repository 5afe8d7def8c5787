/* Ids: never twice in one process, whatever the clock says; not those of its child. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "util/rnd.h"

#define IDS 20000
#define NOW INT64_C(1795752000000)

static int
by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void
ids_of_one_millisecond_differ(void **state)
{
	uint64_t *ids = calloc(IDS, sizeof(*ids));

	(void)state;
	for (size_t i = 0; i < IDS; i++)
		ids[i] = rnd_id(NOW);
	qsort(ids, IDS, sizeof(*ids), by_value);
	for (size_t i = 1; i < IDS; i++)
		assert_true(ids[i] != ids[i - 1]);
	free(ids);
}

static void
top(void *to, size_t n)
{
	memset(to, 0xff, n);
}

/* The random part may be full: it goes round and leaves the time alone. */
static void
time_stands_in_front(void **state)
{
	uint64_t first, second;

	(void)state;
	rnd_replace(top);
	first = rnd_id(NOW + 1);
	second = rnd_id(NOW + 1);
	rnd_replace(NULL);
	assert_int_equal(first & 0x3fffff, 0x3fffff);
	assert_int_equal(second & 0x3fffff, 0);
	assert_int_equal(first >> 22, second >> 22);
	assert_true(rnd_id(NOW + 2) > first);
}

static void
a_child_begins_elsewhere(void **state)
{
	uint64_t mine, its = 0;
	int fd[2], same = 0;

	(void)state;
	for (int i = 0; i < 8; i++) {
		pid_t pid;

		assert_int_equal(pipe(fd), 0);
		rnd_id(NOW + 3);
		if ((pid = fork()) == 0) {
			its = rnd_id(NOW + 3);
			_exit(write(fd[1], &its, sizeof(its)) != sizeof(its));
		}
		mine = rnd_id(NOW + 3);
		assert_int_equal(read(fd[0], &its, sizeof(its)), sizeof(its));
		waitpid(pid, NULL, 0);
		close(fd[0]);
		close(fd[1]);
		same += its == mine;
	}
	assert_true(same < 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_of_one_millisecond_differ),
		cmocka_unit_test(time_stands_in_front),
		cmocka_unit_test(a_child_begins_elsewhere),
	};

	return cmocka_run_group_tests_name("util/rnd", tests, NULL, NULL);
}
