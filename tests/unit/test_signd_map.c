#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "signd/map.h"
#include "util/digest.h"

#define MANY 5000	/* seven times grown */

static void
key_of(uint64_t i, unsigned char key[MAP_KEY])
{
	unsigned char digest[DIGEST_SIZE];

	digest_sha256(&i, sizeof(i), digest);
	memcpy(key, digest, MAP_KEY);
}

static void
nothing_is_in_an_empty_one(void **state)
{
	struct map m = { .size = 0 };
	unsigned char key[MAP_KEY] = { 0 };
	uint64_t value = 77;

	(void)state;
	assert_false(map_get(&m, key, &value));
	assert_int_equal(value, 77);
	map_clear(&m);
	map_put(&m, key, 5);
	assert_true(map_get(&m, key, &value));
	assert_int_equal(value, 5);
	key[MAP_KEY - 1] = 1;
	assert_false(map_get(&m, key, NULL));
	map_clear(&m);
	key[MAP_KEY - 1] = 0;
	assert_false(map_get(&m, key, NULL));
}

static void
finds_each_of_many_and_no_other(void **state)
{
	struct map m = { .size = 0 };
	unsigned char key[MAP_KEY];
	uint64_t value;

	(void)state;
	for (uint64_t i = 0; i < MANY; i++) {
		key_of(i, key);
		map_put(&m, key, i * 3);
	}
	for (uint64_t i = 0; i < MANY; i++) {
		key_of(i, key);
		assert_true(map_get(&m, key, &value));
		assert_int_equal(value, i * 3);
		assert_true(map_get(&m, key, NULL));
		key_of(i + MANY, key);
		assert_false(map_get(&m, key, NULL));
	}
	map_clear(&m);
}

static void
the_last_value_counts(void **state)
{
	struct map m = { .size = 0 };
	unsigned char key[MAP_KEY];
	uint64_t value;
	size_t size;

	(void)state;
	for (uint64_t i = 0; i < 40; i++) {
		key_of(i, key);
		map_put(&m, key, i);
	}
	size = m.size;
	for (uint64_t i = 0; i < 4000; i++) {
		key_of(i % 40, key);
		map_put(&m, key, UINT64_MAX - i);
	}
	assert_int_equal(m.size, size);
	for (uint64_t i = 0; i < 40; i++) {
		key_of(i, key);
		assert_true(map_get(&m, key, &value));
		assert_int_equal(value, UINT64_MAX - (3960 + i));
	}
	map_clear(&m);
}

/* All of them belong at one place, the last of the table: they stand behind it and around its end. */
static void
keys_that_begin_alike_are_told_apart(void **state)
{
	struct map m = { .size = 0 };
	unsigned char key[MAP_KEY];
	uint64_t value;

	(void)state;
	memset(key, 0xff, sizeof(key));
	for (int i = 0; i < 200; i++) {
		key[MAP_KEY - 1] = (unsigned char)i;
		map_put(&m, key, (uint64_t)i);
	}
	for (int i = 0; i < 200; i++) {
		key[MAP_KEY - 1] = (unsigned char)i;
		assert_true(map_get(&m, key, &value));
		assert_int_equal(value, i);
	}
	key[MAP_KEY - 1] = 200;
	assert_false(map_get(&m, key, NULL));
	map_clear(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_in_an_empty_one),
		cmocka_unit_test(finds_each_of_many_and_no_other),
		cmocka_unit_test(the_last_value_counts),
		cmocka_unit_test(keys_that_begin_alike_are_told_apart),
	};

	return cmocka_run_group_tests_name("signd/map", tests, NULL, NULL);
}
