#include "pki/weak.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "pki/ossl.h"
#include "util/digest.h"

#define FACTOR_MAX	752	/* SP 800-89: a modulus has no factors below */
#define ROCA_MAX	701	/* moduli of 1984 bits and more were made from the primes up to here */
#define ROCA_GENERATOR	65537
#define FERMAT_STEPS	100

/* --- small factors, ROCA --- */

static bool
is_prime(unsigned p)
{
	unsigned d;

	for (d = 3; d * d <= p; d += 2)
		if (p % d == 0)
			return false;
	return true;
}

/* m below 2^32 */
static uint32_t
remainder_of(const unsigned char *n, size_t len, uint64_t m)
{
	uint64_t r = 0;
	size_t i;

	for (i = 0; i < len % 4; i++)
		r = r << 8 | n[i];
	for (r %= m; i < len; i += 4)
		r = (r << 32 | (uint64_t)n[i] << 24 | (uint64_t)n[i + 1] << 16 | (uint64_t)n[i + 2] << 8 | n[i + 3]) % m;
	return (uint32_t)r;
}

/* Is r a power of 65537 modulo p? */
static bool
is_power(unsigned r, unsigned p)
{
	unsigned x = 1;

	do {
		if (x == r)
			return true;
		x = x * (ROCA_GENERATOR % p) % p;
	} while (x != 1);
	return false;
}

/*
 * Primes are taken together while their product fits 32 bits: one pass over the modulus serves all of them.  The primes of
 * ROCA are k*M + (65537^a mod M), M a product of small primes, so the modulus is a power of 65537 modulo each of these; for
 * other moduli the chance is below 2^-160.
 */
static int
check_residues(const unsigned char *n, size_t len)
{
	unsigned p = 3, first, q;
	uint64_t product;
	uint32_t r;
	bool roca = true;

	while (p < FACTOR_MAX) {
		for (first = p, product = 1; p < FACTOR_MAX && product * p <= UINT32_MAX; p += 2)
			product *= is_prime(p) ? p : 1;
		r = remainder_of(n, len, product);
		for (q = first; q < p; q += 2) {
			if (!is_prime(q))
				continue;
			if (r % q == 0)
				return err_set(ERR_INPUT, "the RSA modulus has the factor %u", q);
			roca = roca && (q > ROCA_MAX || is_power(r % q, q));
		}
	}
	return roca ? err_set(ERR_INPUT, "the RSA key comes from a generator known to be broken (ROCA)") : 0;
}

/* --- factors close together --- */

struct numbers { BN_CTX *ctx; BIGNUM *n, *a, *d, *x, *y, *step; };

/* y = the largest number whose square is at most v (Newton, from above); 0 when the library gave up. */
static int
root(struct numbers *k, const BIGNUM *v)
{
	if (BN_zero(k->x), !BN_set_bit(k->x, (BN_num_bits(v) + 1) / 2))
		return 0;
	for (;;) {
		if (!BN_div(k->y, NULL, v, k->x, k->ctx) || !BN_add(k->y, k->y, k->x) || !BN_rshift1(k->y, k->y))
			return 0;
		if (BN_cmp(k->y, k->x) >= 0)
			return BN_copy(k->y, k->x) != NULL;
		BN_swap(k->x, k->y);
	}
}

/* Of a hundred numbers that are no squares about one passes. */
static bool
may_be_square(const BIGNUM *v)
{
	static const unsigned primes[] = { 9, 5, 7, 11, 13 };
	unsigned low = 0, r, i, x;

	for (i = 0; i < 6; i++)
		low |= (unsigned)BN_is_bit_set(v, (int)i) << i;
	for (x = 0; x < 64 && (x * x & 63) != low; x++)
		;
	if (x == 64)
		return false;
	r = (unsigned)BN_mod_word(v, 9 * 5 * 7 * 11 * 13);
	for (i = 0; i < sizeof(primes) / sizeof(primes[0]); i++) {
		for (x = 0; x < primes[i] && x * x % primes[i] != r % primes[i]; x++)
			;
		if (x == primes[i])
			return false;
	}
	return true;
}

/* 1, 0, or -1 when the library gave up. */
static int
is_square(struct numbers *k, const BIGNUM *v)
{
	if (!may_be_square(v))
		return 0;
	if (BN_is_zero(v))
		return 1;
	if (!root(k, v) || !BN_sqr(k->x, k->y, k->ctx))
		return -1;
	return BN_cmp(k->x, v) == 0;
}

/* n = a^2 - b^2 for an a just above the root of n?  d runs through a^2 - n. */
static int
fermat(struct numbers *k)
{
	int i, found = 0;

	if (!root(k, k->n) || BN_copy(k->a, k->y) == NULL || !BN_sqr(k->d, k->a, k->ctx))
		return -1;
	if (BN_cmp(k->d, k->n) < 0 && (!BN_add_word(k->a, 1) || !BN_sqr(k->d, k->a, k->ctx)))
		return -1;
	if (!BN_sub(k->d, k->d, k->n) || !BN_lshift1(k->step, k->a) || !BN_add_word(k->step, 1))
		return -1;
	for (i = 0; i < FERMAT_STEPS && (found = is_square(k, k->d)) == 0; i++)
		if (!BN_add(k->d, k->d, k->step) || !BN_add_word(k->step, 2))
			return -1;
	return found;
}

static int
check_distance(const unsigned char *n, size_t len)
{
	struct numbers k = { .ctx = BN_CTX_new() };
	int found = -1;

	if (k.ctx == NULL)
		return ossl_note(ERR_BUG, "numbers");
	BN_CTX_start(k.ctx);
	k.n = BN_CTX_get(k.ctx);
	k.a = BN_CTX_get(k.ctx);
	k.d = BN_CTX_get(k.ctx);
	k.x = BN_CTX_get(k.ctx);
	k.y = BN_CTX_get(k.ctx);
	if ((k.step = BN_CTX_get(k.ctx)) != NULL && BN_bin2bn(n, (int)len, k.n) != NULL)
		found = fermat(&k);
	BN_CTX_end(k.ctx);
	BN_CTX_free(k.ctx);
	if (found < 0)
		return ossl_note(ERR_BUG, "numbers");
	return found ? err_set(ERR_INPUT, "the factors of the RSA modulus are too close together") : 0;
}

int
weak_modulus(const unsigned char *n, size_t len)
{
	int r;

	if (n[len - 1] % 2 == 0)
		return err_set(ERR_INPUT, "the RSA modulus is even");
	if ((r = check_residues(n, len)) != 0 || (r = check_distance(n, len)) != 0)
		return r;
	return 0;
}

/* --- keys in print --- */

/* SHA-256 of the modulus or point.  The private halves stand in the texts named, or were made by anybody (CVE-2008-0166). */
static const char *const printed[] = {
	"d5246bc377541fb76508de53d527eb973a81b755144ab531a6a0b7b4af0e7088",	/* RFC 9500, testRSA2048 */
	"718d4d86179831caf9ff705a08a587e33797bd534b8cbb112c641b1a9964a052",	/* RFC 9500, testRSA4096 */
	"234878c68de1c6f3b306cb9a8b305fc6e96405f2f596b7db78baaa80d107a3f8",	/* RFC 9500, testECCP256 */
	"94b2bd50d983edcc6c2e14935cc30b906b2a277e1361ff73a208044277439ee9",	/* RFC 9500, testECCP384 */
	"cfd9828d5c4be180a7f4eb8b33725769db37cf9d3e7e71e3522158c39b34537c",	/* RFC 7517, A.1 */
	"dcd2446ca98830c843c493a672364ba971d674fbef5ce87d697165b31e90300a",	/* RFC 7515, A.3 */
	"9af6159203e8509e0550defa50b312bd5a45c5e9ad956d09b43756d8fdd7e665",	/* RFC 9421, B.1.1 */
	"9f4db0c3f5057e21750e7d8f6b00b1701bb7ad4940f72d529f782c8d9fae455c",	/* RFC 9421, B.1.3 */
	"b18b86ce1389e46de87aa4a5131ce83c1160fa33c087ab15b863574d31d8ff3c",	/* RFC 6979, A.2.5 */
	"c8b9a8e7f164515be2e59bce8ef78d1fe1f5d605411be6cda64ef6bc050c192b",	/* RFC 6979, A.2.6 */
	"31c152529eb033a010f8c272fd8d42b0a9bde378ae56982058985be84a743cea",	/* CVE-2008-0166, RSA-2048 */
	"fb73ba98fe8ffcf50c60630c2094e50a819296ec784fd7f71d1c9c62ecc951d9",	/* CVE-2008-0166, P-256 */
};

int
weak_known(const unsigned char *p, size_t len)
{
	unsigned char digest[DIGEST_SIZE];
	char text[DIGEST_TEXT];
	size_t i;

	digest_sha256(p, len, digest);
	digest_text(digest, text);
	for (i = 0; i < sizeof(printed) / sizeof(printed[0]); i++)
		if (strcmp(strchr(text, ':') + 1, printed[i]) == 0)
			return err_set(ERR_INPUT, "the private half of this key is published");
	return 0;
}
