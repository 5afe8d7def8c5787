#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "util/mem.h"
#include "util/region.h"

static void
gives_zeroed_and_aligned_memory(void **state)
{
	struct region *r = region_new();

	(void)state;
	for (size_t n = 1; n < 5000; n = n * 3 + 1) {
		unsigned char *p = region_alloc(r, n);

		assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xff, n);
	}
	region_reset(r);
	assert_int_equal(*(unsigned char *)region_alloc(r, 1), 0);
	region_free(r);
	region_free(NULL);
}

static void
keeps_what_it_was_given(void **state)
{
	struct region *r = region_new();
	char *all[300], big[20000];

	(void)state;
	for (int i = 0; i < 300; i++)
		all[i] = region_printf(r, "number %d of %s", i, "many");
	assert_string_equal(all[0], "number 0 of many");
	assert_string_equal(all[299], "number 299 of many");
	memset(big, 'x', sizeof(big));
	assert_memory_equal(region_dup(r, big, sizeof(big)), big, sizeof(big));
	assert_int_equal(region_dup(r, "ab", 1)[1], '\0');
	assert_string_equal(region_str(r, "text"), "text");
	region_free(r);
}

static void
copies_end_with_nul(void **state)
{
	char *copy = xmemdup("abc", 2), *text = xstrdup("text");
	unsigned *many = xreallocarray(xcalloc(2, sizeof(unsigned)), 4, sizeof(unsigned));

	(void)state;
	assert_string_equal(copy, "ab");
	assert_string_equal(text, "text");
	assert_int_equal(many[0] | many[1], 0);
	freezero(copy, 2);
	freezero(text, 4);
	freezero(many, 4 * sizeof(unsigned));
	freezero(NULL, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_zeroed_and_aligned_memory),
		cmocka_unit_test(keeps_what_it_was_given),
		cmocka_unit_test(copies_end_with_nul),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
