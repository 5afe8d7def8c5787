#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <stdbool.h>
#include <stdio.h>

#include "pki/ossl.h"
#include "pki/weak.h"
#include "util/enc.h"
#include "util/err.h"

#define OCTETS	256
#define TOO_CLOSE	"the factors of the RSA modulus are too close together"
#define BROKEN		"the RSA key comes from a generator known to be broken (ROCA)"

static BN_CTX *ctx;
static BIGNUM *n;

static int
begin(void **state)
{
	(void)state;
	ctx = BN_CTX_new();
	n = BN_new();
	return ctx == NULL || n == NULL;
}

static int
end(void **state)
{
	(void)state;
	BN_CTX_free(ctx);
	BN_free(n);
	return 0;
}

static int
judge(void)
{
	unsigned char octets[OCTETS];

	assert_int_equal(BN_num_bytes(n), OCTETS);
	BN_bn2bin(n, octets);
	return weak_modulus(octets, OCTETS);
}

/* Not a modulus, but nothing that is looked for is wrong with it: the ones are odd. */
static void
take_a_good_one(void)
{
	for (int i = 0; i < 1000; i++) {	/* one of six is */
		assert_int_equal(BN_rand(n, 8 * OCTETS, BN_RAND_TOP_TWO, BN_RAND_BOTTOM_ODD), 1);
		if (judge() == 0)
			return;
		err_take();
	}
	fail_msg("all are refused");
}

static bool
is_prime(unsigned p)
{
	unsigned d = 2;

	while (d * d <= p && p % d != 0)
		d++;
	return d * d > p;
}

/* n becomes an odd multiple of p that no smaller prime divides. */
static void
make_multiple(unsigned p)
{
	BN_sub_word(n, BN_mod_word(n, p));
	if (!BN_is_odd(n))
		BN_sub_word(n, p);
	for (unsigned q = 3; q < p; q++)
		if (BN_mod_word(n, q) == 0) {
			BN_sub_word(n, 2 * p);
			q = 2;
		}
}

static void
finds_every_factor_below_752(void **state)
{
	char want[80];

	(void)state;
	for (unsigned p = 3; p < 752; p++) {
		if (!is_prime(p))
			continue;
		assert_int_equal(BN_rand(n, 8 * OCTETS, BN_RAND_TOP_TWO, BN_RAND_BOTTOM_ODD), 1);
		make_multiple(p);
		assert_int_equal(judge(), ERR_INPUT);
		snprintf(want, sizeof(want), "the RSA modulus has the factor %u", p);
		assert_string_equal(err_take(), want);
	}
	for (int i = 0; i < 100 && (make_multiple(757), judge()) != 0; i++) {
		assert_string_not_equal(err_take(), "the RSA modulus has the factor 757");
		BN_sub_word(n, 2 * 757);
	}
}

static void
refuses_an_even_one(void **state)
{
	(void)state;
	take_a_good_one();
	BN_sub_word(n, 1);
	assert_int_equal(judge(), ERR_INPUT);
	assert_string_equal(err_take(), "the RSA modulus is even");
}

/* --- ROCA: a power of 65537 modulo every prime up to 701 --- */

static void
make_roca(BIGNUM *m)
{
	BIGNUM *base = BN_new(), *exponent = BN_new(), *k = BN_new();

	BN_set_word(base, 65537);
	BN_one(m);
	for (unsigned p = 2; p <= 701; p++)
		if (is_prime(p))
			BN_mul_word(m, p);
	BN_rand(exponent, 200, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY);
	BN_rand(k, 8 * OCTETS - BN_num_bits(m), BN_RAND_TOP_TWO, BN_RAND_BOTTOM_ANY);
	BN_mod_exp(n, base, exponent, m, ctx);
	BN_mul(k, k, m, ctx);
	BN_add(n, n, k);
	BN_free(base);
	BN_free(exponent);
	BN_free(k);
}

/* The primes behind 701 may divide what was made here; they say nothing about the generator. */
static void
try_roca(BIGNUM *m)
{
	for (int i = 0; i < 100; i++) {
		make_roca(m);
		if (judge() == 0)
			fail_msg("it was taken");
		if (strcmp(err_take(), BROKEN) == 0)
			return;
	}
	fail_msg("none was refused for it");
}

static void
knows_the_broken_generator(void **state)
{
	BIGNUM *m = BN_new(), *step = BN_new();

	(void)state;
	for (int i = 0; i < 5; i++)
		try_roca(m);
	/* right modulo all primes but 11, where 65537 has the powers 1 and 10 */
	BN_copy(step, m);
	BN_div_word(step, 11);
	try_roca(m);
	while (BN_mod_word(n, 11) <= 1 || BN_mod_word(n, 11) == 10)
		BN_sub(n, n, step);
	if (judge() != 0)	/* only by one of the primes behind 701 */
		assert_string_not_equal(err_take(), BROKEN);
	BN_free(m);
	BN_free(step);
}

/* --- factors close together: a^2 - b^2, found from the root of n in so many steps --- */

/* How many numbers from the root of n up to a: the last of them is found. */
static int
steps_to(const BIGNUM *a)
{
	BIGNUM *at = BN_dup(a), *square = BN_new();
	int steps = 0;

	while (BN_sqr(square, at, ctx), BN_cmp(square, n) >= 0 && steps < 200) {
		BN_sub_word(at, 1);
		steps++;
	}
	BN_free(at);
	BN_free(square);
	return steps;
}

/* b such that a - sqrt(a^2 - b^2) is about so many: b = sqrt(2 a steps), from bits alone. */
static void
make_close(BIGNUM *a, int steps)
{
	BIGNUM *b = BN_new(), *t = BN_new(), *low = BN_new();

	do {
		BN_rand(a, 4 * OCTETS, BN_RAND_TOP_TWO, BN_RAND_BOTTOM_ODD);
		BN_copy(t, a);
		BN_mul_word(t, 2 * (unsigned)steps - 1);
		BN_zero(b);
		for (int bit = BN_num_bits(t) / 2 + 1; bit >= 0; bit--) {
			BN_set_bit(b, bit);
			BN_sqr(low, b, ctx);
			if (BN_cmp(low, t) > 0)
				BN_clear_bit(b, bit);
		}
		BN_clear_bit(b, 0);
		BN_sqr(n, a, ctx);
		BN_sqr(t, b, ctx);
		BN_sub(n, n, t);
	} while (judge() != 0 && strncmp(err_take(), "the RSA modulus has", 19) == 0);
	BN_free(b);
	BN_free(t);
	BN_free(low);
}

static void
finds_factors_within_a_hundred_steps(void **state)
{
	static const struct { int steps; bool found; } cases[] = { { 1, true }, { 2, true }, { 50, true }, { 100, true },
	    { 101, false }, { 102, false } };
	BIGNUM *a = BN_new();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		make_close(a, cases[i].steps);
		assert_int_equal(steps_to(a), cases[i].steps);
		assert_int_equal(judge(), cases[i].found ? ERR_INPUT : 0);
		assert_string_equal(err_take(), cases[i].found ? TOO_CLOSE : "");
	}
	BN_free(a);
}

/* --- keys in print --- */

static void
knows_keys_that_stand_in_books(void **state)
{
	static const char *const points[] = {
		"04"	/* RFC 6979, A.2.5 */
		"60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
		"7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
		"04"	/* RFC 6979, A.2.6 */
		"ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64def8f0ea9055866064a254515480bc13"
		"8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd2533264720",
		"04"	/* RFC 7515, A.3 */
		"7fcdce2770f6c45d4183cbee6fdb4b7b580733357be9ef13bacf6e3c7bd15445"
		"c7f144cd1bbd9b7e872cdfedb9eeb9f4b3695d6ea90b24ad8a4623288588e5ad",
	};
	struct buf b = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++) {
		buf_reset(&b);
		assert_int_equal(enc_unhex(points[i], strlen(points[i]), &b), 0);
		assert_int_equal(weak_known((unsigned char *)b.data, b.len), ERR_INPUT);
		assert_string_equal(err_take(), "the private half of this key is published");
		b.data[b.len - 1] ^= 1;
		assert_int_equal(weak_known((unsigned char *)b.data, b.len), 0);
	}
	buf_clear(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_every_factor_below_752),
		cmocka_unit_test(refuses_an_even_one),
		cmocka_unit_test(knows_the_broken_generator),
		cmocka_unit_test(finds_factors_within_a_hundred_steps),
		cmocka_unit_test(knows_keys_that_stand_in_books),
	};

	return cmocka_run_group_tests_name("pki/weak", tests, begin, end);
}
