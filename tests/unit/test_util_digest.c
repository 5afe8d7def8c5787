#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"

static void
is(const unsigned char digest[DIGEST_SIZE], const char *hex)
{
	char text[2 * DIGEST_SIZE + 1];

	enc_hex_to(digest, DIGEST_SIZE, text);
	assert_string_equal(text, hex);
}

/* FIPS 180-2, GB/T 32905 and RFC 4231, test case 2. */
static void
agrees_with_the_standards(void **state)
{
	unsigned char d[DIGEST_SIZE];

	(void)state;
	digest_sha256("abc", 3, d);
	is(d, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	digest_sm3("abc", 3, d);
	is(d, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
	digest_hmac("Jefe", 4, "what do ya want for nothing?", 28, d);
	is(d, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

static void
adds_up_to_the_same(void **state)
{
	unsigned char d[DIGEST_SIZE];
	struct digest *run = digest_new();

	(void)state;
	digest_add(run, "a", 1);
	digest_add(run, "", 0);
	digest_add(run, "bc", 2);
	digest_end(run, d);
	is(d, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void
reads_its_own_text_alone(void **state)
{
	static const char *const odd[] = { "", "sha256:", "SHA256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
		"sha256:BA7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
		"sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a",
		"sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad0" };
	unsigned char d[DIGEST_SIZE], back[DIGEST_SIZE];
	char text[DIGEST_TEXT];

	(void)state;
	digest_sha256("abc", 3, d);
	assert_string_equal(digest_text(d, text), "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_int_equal(digest_parse(text, back), 0);
	assert_memory_equal(d, back, sizeof(d));
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		assert_int_equal(digest_parse(odd[i], back), ERR_INPUT);
		err_take();
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_the_standards),
		cmocka_unit_test(adds_up_to_the_same),
		cmocka_unit_test(reads_its_own_text_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
