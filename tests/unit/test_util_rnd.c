/*
 * Tokens, codes, serials, and ids: never twice in one process, whatever the clock says; not those of its child.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
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

static unsigned char next;

/* 0, 1, 2 …: what is made of it can be written down. */
static void
count_up(void *to, size_t n)
{
	for (size_t i = 0; i < n; i++)
		((unsigned char *)to)[i] = next++;
}

static int
counted(void **state)
{
	(void)state;
	next = 0;
	rnd_replace(count_up);
	return 0;
}

static int
from_the_kernel(void **state)
{
	(void)state;
	rnd_replace(NULL);
	return 0;
}

static void
tokens_are_base64url_of_24_octets(void **state)
{
	char token[RND_TOKEN_SIZE];

	(void)state;
	assert_string_equal(rnd_token(token), "AAECAwQFBgcICQoLDA0ODxAREhMUFRYX");
}

static void
serials_are_positive_and_20_octets_long(void **state)
{
	unsigned char serial[RND_SERIAL], other[RND_SERIAL];

	(void)state;
	for (int i = 0; i < 1000; i++) {
		rnd_serial(serial);
		assert_in_range(serial[0], 0x40, 0x7f);
	}
	rnd_serial(other);
	assert_memory_not_equal(serial, other, sizeof(serial));
}

static void
below_is_below_and_reaches_all(void **state)
{
	bool seen[7] = { false };

	(void)state;
	for (int i = 0; i < 2000; i++) {
		uint64_t n = rnd_below(7);

		assert_true(n < 7);
		seen[n] = true;
	}
	for (int i = 0; i < 7; i++)
		assert_true(seen[i]);
	assert_int_equal(rnd_below(1), 0);
}

static void
codes_are_digits(void **state)
{
	char code[7];

	(void)state;
	for (int i = 0; i < 200; i++) {
		assert_ptr_equal(rnd_digits(code, 6), code);
		assert_int_equal(strlen(code), 6);
		assert_int_equal(strspn(code, "0123456789"), 6);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(tokens_are_base64url_of_24_octets, counted, from_the_kernel),
		cmocka_unit_test(serials_are_positive_and_20_octets_long),
		cmocka_unit_test(below_is_below_and_reaches_all),
		cmocka_unit_test(codes_are_digits),
		cmocka_unit_test(ids_of_one_millisecond_differ),
		cmocka_unit_test(time_stands_in_front),
		cmocka_unit_test(a_child_begins_elsewhere),
	};

	return cmocka_run_group_tests_name("util/rnd", tests, NULL, NULL);
}
