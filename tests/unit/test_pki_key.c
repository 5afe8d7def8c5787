#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "pki/der.h"
#include "pki/key.h"
#include "pki/ossl.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/io.h"

#define WRITTEN		"the RSA key is not written as it must be"
#define EXPONENT	"the RSA exponent must be odd, from 65537 to 2^256"
#define CLOSE		"the factors of the RSA modulus are too close together"
#define PUBLISHED	"the private half of this key is published"
#define OFF_CURVE	"the key's point is not on its curve"
#define POINT		"the key's point is not written as it must be"
#define ALGORITHM	"the key must be RSA, or EC on P-256 or P-384"
#define CURVE		"the curve of the key must be P-256 or P-384"

static void
load_sample(const char *name, struct buf *der)
{
	struct buf text = BUF_INIT;
	char path[512];

	snprintf(path, sizeof(path), SRCDIR "/tests/sample/key/%s", name);
	assert_int_equal(io_load(path, 1 << 16, &text), 0);
	buf_reset(der);
	assert_int_equal(enc_unpem("PUBLIC KEY", text.data, text.len, der), 0);
	buf_clear(&text);
}

static void
takes_the_five_kinds(void **state)
{
	static const struct { const char *sample; enum key_kind kind; } good[] = {
		{ "ok-p256", KEY_P256 }, { "ok-p384", KEY_P384 }, { "ok-rsa2048", KEY_RSA2048 }, { "ok-rsa3072", KEY_RSA3072 },
		{ "ok-rsa4096", KEY_RSA4096 }, { "ok-rsa2048-exponent-256-bits", KEY_RSA2048 },
		{ "ok-rsa2048-130-steps-of-fermat", KEY_RSA2048 },
	};
	struct buf der = BUF_INIT;
	struct key_facts facts;
	unsigned char want[32];

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		load_sample(good[i].sample, &der);
		assert_int_equal(key_parse(der.data, der.len, &facts), 0);
		assert_int_equal(facts.kind, good[i].kind);
		digest_sha256(der.data, der.len, want);
		assert_memory_equal(facts.digest, want, sizeof(want));
	}
	buf_clear(&der);
}

/* The SKI is the SHA-1 of the bits alone, without the octet that counts unused ones, as the library reads them. */
static void
names_a_key_as_others_do(void **state)
{
	struct buf der = BUF_INIT;
	struct key_facts facts;
	X509_PUBKEY *other = NULL;
	const unsigned char *at, *bits;
	unsigned char want[20];
	int n;

	(void)state;
	load_sample("ok-p256", &der);
	assert_int_equal(key_parse(der.data, der.len, &facts), 0);
	at = (const unsigned char *)der.data;
	assert_non_null(other = d2i_X509_PUBKEY(NULL, &at, (long)der.len));
	assert_int_equal(X509_PUBKEY_get0_param(NULL, &bits, &n, NULL, other), 1);
	assert_int_equal(EVP_Digest(bits, (size_t)n, want, NULL, EVP_sha1(), NULL), 1);
	assert_memory_equal(facts.ski, want, sizeof(want));
	X509_PUBKEY_free(other);
	buf_clear(&der);
}

static void
refuses_what_is_weak_or_odd(void **state)
{
	static const struct { const char *sample, *note; } bad[] = {
		{ "rsa-1024-bits", "an RSA key must have 2048, 3072 or 4096 bits, not 1024" },
		{ "rsa-2047-bits", "an RSA key must have 2048, 3072 or 4096 bits, not 2047" },
		{ "rsa-exponent-3", EXPONENT }, { "rsa-exponent-65535", EXPONENT }, { "rsa-exponent-even", EXPONENT },
		{ "rsa-exponent-257-bits", EXPONENT },
		{ "rsa-even", "the RSA modulus is even" },
		{ "rsa-factor-751", "the RSA modulus has the factor 751" },
		{ "rsa-roca", "the RSA key comes from a generator known to be broken (ROCA)" },
		{ "rsa-close-next-prime", CLOSE }, { "rsa-close-within-100-steps", CLOSE }, { "rsa-square", CLOSE },
		{ "published-debian-rsa2048", PUBLISHED }, { "published-debian-p256", PUBLISHED },
		{ "published-rfc7515-p256", PUBLISHED },
		{ "rsa-without-null", WRITTEN }, { "rsa-negative", WRITTEN }, { "rsa-padded", WRITTEN },
		{ "rsa-pss", ALGORITHM }, { "ed25519", ALGORITHM },
		{ "ec-off-curve", OFF_CURVE }, { "ec-coordinate-not-reduced", OFF_CURVE }, { "ec-infinity-as-zeros", OFF_CURVE },
		{ "ec-infinity", "the key is the point at infinity" },
		{ "ec-compressed", "the key's point must not be compressed" },
		{ "ec-hybrid", POINT }, { "ec-short", POINT },
		{ "ec-explicit-parameters", "the curve of the key must be named, not given by its parameters" },
		{ "ec-p521", CURVE }, { "ec-secp256k1", CURVE }, { "ec-sm2", CURVE },
		{ "bits-left-over", "the public key does not consist of whole octets" },
	};
	struct buf der = BUF_INIT;
	struct key_facts facts;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		load_sample(bad[i].sample, &der);
		if (key_parse(der.data, der.len, &facts) != ERR_INPUT)
			fail_msg("%s was taken", bad[i].sample);
		assert_string_equal(err_take(), bad[i].note);
	}
	buf_clear(&der);
}

static void
refuses_bytes_that_are_no_key(void **state)
{
	static const char *const bad[] = { "rsa-three-numbers", "octets-behind", "empty-sequence" };
	struct buf der = BUF_INIT;
	struct key_facts facts;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		load_sample(bad[i], &der);
		assert_int_equal(key_parse(der.data, der.len, &facts), ERR_INPUT);
		assert_string_not_equal(err_take(), "");
	}
	assert_int_equal(key_parse("", 0, &facts), ERR_INPUT);
	assert_string_not_equal(err_take(), "");
	load_sample("rsa-8192-bits", &der);
	assert_int_equal(key_parse(der.data, der.len, &facts), ERR_LIMIT);
	assert_string_equal(err_take(), "the public key is larger than 1024 octets");
	buf_clear(&der);
}

/* No prefix of a key is a key, and nothing is read behind its end. */
static void
refuses_every_shortened_key(void **state)
{
	static const char *const sample[] = { "ok-p256", "ok-rsa2048" };
	struct buf der = BUF_INIT;
	struct key_facts facts;

	(void)state;
	for (size_t i = 0; i < sizeof(sample) / sizeof(sample[0]); i++) {
		load_sample(sample[i], &der);
		for (size_t n = 0; n < der.len; n++) {
			char *copy = test_malloc(n + 1);

			memcpy(copy, der.data, n);
			assert_int_equal(key_parse(copy, n, &facts), ERR_INPUT);
			err_take();
			test_free(copy);
		}
	}
	buf_clear(&der);
}

static void
reads_and_writes_names_of_kinds(void **state)
{
	enum key_kind kind;

	(void)state;
	for (int i = 0; i < KEY_KIND_MAX; i++) {
		assert_int_equal(key_kind_parse(key_kind_text[i], &kind), 0);
		assert_int_equal(kind, i);
		assert_int_equal(key_is_rsa(kind), key_kind_text[i][0] == 'r');
	}
	assert_int_equal(key_kind_parse("rsa1024", &kind), ERR_INPUT);
	assert_string_equal(err_take(), "there is no kind of key named rsa1024");
}

static void
shows_a_key_for_comparison(void **state)
{
	const unsigned char digest[32] = { 0x2f, 0x4a, 0x19, 0xc0, 0x00, 0xff, 0x7e, 0x01, 0xab, 0xcd, 0xee };
	char code[KEY_CODE];

	(void)state;
	assert_ptr_equal(key_code(digest, code), code);
	assert_string_equal(code, "2F4A 19C0 00FF 7E01 ABCD");
}

static void
writes_algorithms_as_the_rules_say(void **state)
{
	static const struct { enum key_kind kind; const char *hex; size_t digest; } is[] = {
		{ KEY_P256, "300a06082a8648ce3d040302", 32 }, { KEY_P384, "300a06082a8648ce3d040303", 48 },
		{ KEY_RSA2048, "300d06092a864886f70d01010b0500", 32 }, { KEY_RSA4096, "300d06092a864886f70d01010b0500", 32 },
	};
	struct buf b = BUF_INIT;
	char hex[64];

	(void)state;
	for (size_t i = 0; i < sizeof(is) / sizeof(is[0]); i++) {
		buf_reset(&b);
		key_sig_alg(is[i].kind, &b);
		enc_hex_to(b.data, b.len, hex);
		assert_string_equal(hex, is[i].hex);
		assert_int_equal(key_digest_size(is[i].kind), is[i].digest);
	}
	buf_reset(&b);
	key_join("\x05\x00", 2, KEY_P256, "\xaa", 1, &b);
	enc_hex_to(b.data, b.len, hex);
	assert_string_equal(hex, "30120500300a06082a8648ce3d040302030200aa");
	buf_clear(&b);
}

static void
signs_and_verifies(void **state)
{
	static const enum key_kind kinds[] = { KEY_P256, KEY_P384, KEY_RSA2048 };
	struct buf sig = BUF_INIT, pem = BUF_INIT, other = BUF_INIT;
	const struct key_signer *by;
	struct key_soft *k, *again;

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		buf_reset(&sig);
		buf_reset(&pem);
		assert_int_equal(key_soft_make(kinds[i], &k), 0);
		by = key_soft_signer(k);
		assert_int_equal(by->kind, kinds[i]);
		buf_adds(&sig, "front");
		assert_int_equal(key_sign(by, "text", 4, &sig), 0);
		assert_memory_equal(sig.data, "front", 5);
		assert_int_equal(key_verify(by->spki, by->spki_len, "text", 4, sig.data + 5, sig.len - 5), 0);
		assert_int_equal(key_verify(by->spki, by->spki_len, "test", 4, sig.data + 5, sig.len - 5), ERR_CRYPTO);
		assert_string_equal(err_take(), "the signature does not hold");
		sig.data[sig.len - 1] ^= 1;
		assert_int_equal(key_verify(by->spki, by->spki_len, "text", 4, sig.data + 5, sig.len - 5), ERR_CRYPTO);
		err_take();
		load_sample("ok-p384", &other);
		assert_int_equal(key_verify(other.data, other.len, "text", 4, sig.data + 5, sig.len - 5), ERR_CRYPTO);
		err_take();
		key_soft_pem(k, &pem);
		assert_int_equal(key_soft_load(pem.data, pem.len, &again), 0);
		assert_int_equal(key_soft_signer(again)->spki_len, by->spki_len);
		assert_memory_equal(key_soft_signer(again)->spki, by->spki, by->spki_len);
		key_soft_free(again);
		key_soft_free(k);
	}
	key_soft_free(NULL);
	buf_wipe(&pem);
	buf_clear(&sig);
	buf_clear(&other);
}

static void
loads_no_key_from_other_bytes(void **state)
{
	struct key_soft *k = NULL, *made;
	struct buf pem = BUF_INIT, der = BUF_INIT;

	(void)state;
	assert_int_equal(key_soft_load("nothing", 7, &k), ERR_INPUT);
	assert_non_null(strstr(err_take(), "this is no private key (PKCS #8 without password)"));
	assert_int_equal(key_soft_make(KEY_P256, &made), 0);
	key_soft_pem(made, &pem);
	assert_int_equal(enc_unpem("PRIVATE KEY", pem.data, pem.len, &der), 0);
	assert_int_equal(key_soft_load(der.data, der.len, &k), 0);
	key_soft_free(k);
	k = NULL;
	buf_addc(&der, 0);
	assert_int_equal(key_soft_load(der.data, der.len, &k), ERR_INPUT);
	err_take();
	assert_null(k);
	key_soft_free(made);
	buf_wipe(&pem);
	buf_wipe(&der);
}

static int
sign_badly(void *ctx, const void *data, size_t n, struct buf *sig)
{
	(void)data;
	(void)n;
	buf_adds(sig, "no signature");
	return *(int *)ctx;
}

static void
gives_no_signature_out_that_does_not_hold(void **state)
{
	struct buf spki = BUF_INIT, sig = BUF_INIT;
	int answer = 0;
	struct key_signer by = { .sign = sign_badly, .ctx = &answer, .kind = KEY_P256 };

	(void)state;
	load_sample("ok-p256", &spki);
	by.spki = spki.data;
	by.spki_len = spki.len;
	assert_int_equal(key_sign(&by, "text", 4, &sig), ERR_CRYPTO);
	err_take();
	assert_int_equal(sig.len, 0);
	answer = ERR_PEER;
	assert_int_equal(key_sign(&by, "text", 4, &sig), ERR_PEER);
	assert_int_equal(sig.len, 0);
	buf_clear(&spki);
	buf_clear(&sig);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_the_five_kinds),
		cmocka_unit_test(names_a_key_as_others_do),
		cmocka_unit_test(refuses_what_is_weak_or_odd),
		cmocka_unit_test(refuses_bytes_that_are_no_key),
		cmocka_unit_test(refuses_every_shortened_key),
		cmocka_unit_test(reads_and_writes_names_of_kinds),
		cmocka_unit_test(shows_a_key_for_comparison),
		cmocka_unit_test(writes_algorithms_as_the_rules_say),
		cmocka_unit_test(signs_and_verifies),
		cmocka_unit_test(loads_no_key_from_other_bytes),
		cmocka_unit_test(gives_no_signature_out_that_does_not_hold),
	};

	return ossl_init() != 0 ? 1 : cmocka_run_group_tests_name("pki/key", tests, NULL, NULL);
}
