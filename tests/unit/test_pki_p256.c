#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "pki/key.h"
#include "pki/ossl.h"
#include "pki/p256.h"

static void
knows_a_key_by_its_form(void **state)
{
	unsigned char spki[P256_SPKI], again[P256_SPKI];
	const struct key_signer *by;
	struct key_soft *key, *other;

	(void)state;
	assert_int_equal(key_soft_make(KEY_P256, &key), 0);
	assert_int_equal(key_soft_make(KEY_P384, &other), 0);
	by = key_soft_signer(key);
	assert_int_equal(by->spki_len, P256_SPKI);
	memcpy(spki, by->spki, P256_SPKI);
	p256_spki(p256_point(spki, sizeof(spki)), again);
	assert_memory_equal(again, spki, P256_SPKI);
	for (size_t i = 0; i <= P256_SPKI - P256_POINT; i++) {
		spki[i] ^= 1;
		assert_null(p256_point(spki, sizeof(spki)));
		spki[i] ^= 1;
	}
	assert_null(p256_point(spki, sizeof(spki) - 1));
	assert_null(p256_point(key_soft_signer(other)->spki, key_soft_signer(other)->spki_len));
	key_soft_free(key);
	key_soft_free(other);
}

static void
knows_the_curve(void **state)
{
	unsigned char point[P256_POINT], none[P256_POINT] = { 0x04 };
	struct key_soft *key;

	(void)state;
	assert_int_equal(key_soft_make(KEY_P256, &key), 0);
	memcpy(point, p256_point(key_soft_signer(key)->spki, P256_SPKI), P256_POINT);
	assert_true(p256_on_curve(point));
	point[64] ^= 1;
	assert_false(p256_on_curve(point));
	point[64] ^= 1;
	point[0] = 0x02;
	assert_false(p256_on_curve(point));
	point[0] = 0x06;	/* hybrid form */
	assert_false(p256_on_curve(point));
	assert_false(p256_on_curve(none));
	key_soft_free(key);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_a_key_by_its_form),
		cmocka_unit_test(knows_the_curve),
	};

	return ossl_init() != 0 ? 1 : cmocka_run_group_tests_name("pki/p256", tests, NULL, NULL);
}
