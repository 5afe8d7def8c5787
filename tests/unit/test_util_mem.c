#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/mem.h"

/* The sanitizer answers as the machine does. */
const char *__asan_default_options(void);
const char *
__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

static void
asks_for_nothing_and_gets_something(void **state)
{
	void *a = xmalloc(0), *b = xcalloc(0, 8), *c = xcalloc(8, 0), *d = xreallocarray(NULL, 0, 8);

	(void)state;
	assert_non_null(a);
	assert_non_null(b);
	assert_non_null(c);
	assert_non_null(d);
	free(a);
	free(b);
	free(c);
	free(d);
	freezero(NULL, 8);
}

static void
what_was_in_it_stays_when_it_grows(void **state)
{
	int *p = xreallocarray(NULL, 2, sizeof(*p));

	(void)state;
	p[0] = 7;
	p[1] = 8;
	p = xreallocarray(p, 1000, sizeof(*p));
	assert_int_equal(p[0], 7);
	assert_int_equal(p[1], 8);
	p[999] = 9;
	free(p);
	p = xcalloc(1000, sizeof(*p));
	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(p[i], 0);
	free(p);
}

static void
copies_end_with_nul(void **state)
{
	char *s = xstrdup("李"), *m = xmemdup("a\0b", 3), *empty = xmemdup(NULL, 0);

	(void)state;
	assert_string_equal(s, "李");
	assert_memory_equal(m, "a\0b\0", 4);
	assert_string_equal(empty, "");
	free(s);
	free(m);
	freezero(empty, 1);
}

static void	 huge_block(void) { free(xmalloc(SIZE_MAX / 4)); }
static void	 huge_array(void) { free(xcalloc(SIZE_MAX / 2, 4)); }
static void	 huge_growth(void) { free(xreallocarray(NULL, SIZE_MAX / 2 + 2, 2)); }	/* 2 when it wraps round */
static void	 huge_copy(void) { free(xmemdup("", SIZE_MAX)); }			/* 0 when it wraps round */

/* The process ends instead of seeing NULL, or a block smaller than it asked for. */
static void
what_cannot_be_had_ends_the_process(void **state)
{
	static void (*const asks[])(void) = { huge_block, huge_array, huge_growth, huge_copy };
	int status;

	(void)state;
	for (size_t i = 0; i < sizeof(asks) / sizeof(asks[0]); i++) {
		pid_t pid = fork();

		if (pid == 0) {
			setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
			signal(SIGABRT, SIG_DFL);
			fclose(stderr);
			asks[i]();
			_exit(0);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), SIGABRT);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_for_nothing_and_gets_something),
		cmocka_unit_test(what_was_in_it_stays_when_it_grows),
		cmocka_unit_test(copies_end_with_nul),
		cmocka_unit_test(what_cannot_be_had_ends_the_process),
	};

	return cmocka_run_group_tests_name("util/mem", tests, NULL, NULL);
}
