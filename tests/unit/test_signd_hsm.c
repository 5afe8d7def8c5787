#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "signd/hsm.h"
#include "signd/p11.h"
#include "signd/token.h"
#include "util/err.h"
#include "util/io.h"

#define MODULE "/usr/lib/softhsm/libsofthsm2.so"

static char top[64];
static struct hsm_config conf;
static struct hsm *hsm;

static void
write_file(const char *name, const char *text)
{
	char path[SITE_PATH];

	snprintf(path, sizeof(path), "%s/%s", top, name);
	assert_int_equal(io_replace(path, text, strlen(text), 0600, (uid_t)-1), 0);
}

static void
set_up(void)
{
	char text[200];

	snprintf(top, sizeof(top), "/tmp/chhsm.XXXXXX");
	assert_non_null(mkdtemp(top));
	snprintf(text, sizeof(text), "%s/token", top);
	assert_int_equal(mkdir(text, 0700), 0);
	conf = (struct hsm_config){ .module = MODULE, .token = "certhall-test", .sessions = 2 };
	snprintf(conf.conf, sizeof(conf.conf), "%s/conf", top);
	snprintf(conf.pin, sizeof(conf.pin), "%s/pin", top);
	snprintf(conf.state, sizeof(conf.state), "%s", top);
	snprintf(text, sizeof(text), "directories.tokendir = %s/token\nlog.level = ERROR\n", top);
	write_file("conf", text);
	write_file("pin", "correct-horse");
}

static int
with_token(void **state)
{
	(void)state;
	set_up();
	assert_int_equal(token_init(&conf), 0);
	assert_int_equal(hsm_open(&conf, &hsm), 0);
	return 0;
}

static int
away(void **state)
{
	char command[100];

	(void)state;
	hsm_close(hsm);
	hsm = NULL;
	snprintf(command, sizeof(command), "rm -rf %s", top);
	return system(command);
}

static void
signs_with_every_kind_of_key(void **state)
{
	static const struct { const char *label; enum hsm_type type; int bits; } kinds[] = {
		{ "p256", HSM_P256, 256 }, { "p384", HSM_P384, 384 }, { "rsa", HSM_RSA, 2048 },
	};
	const struct hsm_key *k;
	struct buf sig = BUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		if (kinds[i].type == HSM_RSA)
			assert_int_equal(hsm_make_rsa(hsm, "rsa", 2048, &k), 0);
		else
			assert_int_equal(hsm_make_ec(hsm, kinds[i].label, kinds[i].type, HSM_SIGN, &k), 0);
		assert_int_equal(k->type, kinds[i].type);
		assert_int_equal(k->bits, kinds[i].bits);
		assert_int_equal(strlen(k->id), 16);
		assert_int_equal(hsm_sign(hsm, k, "paper", 5, &sig), 0);
		assert_int_equal(hsm_verify(k, "paper", 5, sig.data, sig.len), 0);
		assert_int_equal(hsm_verify(k, "papes", 5, sig.data, sig.len), ERR_CRYPTO);
		err_take();
	}
	buf_clear(&sig);
}

static void
finds_its_keys_again_after_a_restart(void **state)
{
	const struct hsm_key *k;
	struct buf before = BUF_INIT;

	(void)state;
	assert_int_equal(hsm_make_ec(hsm, "ca", HSM_P256, HSM_SIGN, &k), 0);
	buf_add(&before, k->spki.data, k->spki.len);
	hsm_close(hsm);
	assert_int_equal(hsm_open(&conf, &hsm), 0);
	assert_int_equal(hsm_find(hsm, "ca", &k), 0);
	assert_int_equal(k->spki.len, before.len);
	assert_memory_equal(k->spki.data, before.data, before.len);
	buf_clear(&before);
}

static void
signs_many_at_once(void **state)
{
	static struct hsm_job job[100];
	const struct hsm_key *k;
	int i;

	(void)state;
	assert_int_equal(hsm_make_ec(hsm, "ca", HSM_P256, HSM_SIGN, &k), 0);
	for (i = 0; i < 100; i++)
		job[i] = (struct hsm_job){ .key = k, .data = &job[i], .n = 4 };
	assert_int_equal(hsm_sign_many(hsm, job, 100), 0);
	for (i = 0; i < 100; i++) {
		assert_int_equal(job[i].code, 0);
		assert_int_equal(hsm_verify(k, &job[i], 4, job[i].sig, job[i].sig_len), 0);
	}
}

static void
comes_back_after_its_sessions_are_lost(void **state)
{
	const struct hsm_key *k;
	struct buf sig = BUF_INIT;
	CK_FUNCTION_LIST *f;
	CK_SLOT_ID slot;

	(void)state;
	assert_int_equal(hsm_make_ec(hsm, "ca", HSM_P256, HSM_SIGN, &k), 0);
	assert_int_equal(p11_load(MODULE, "", &f), 0);
	assert_int_equal(p11_slot(f, "certhall-test", &slot), 0);
	assert_int_equal(f->C_CloseAllSessions(slot), CKR_OK);
	assert_int_equal(hsm_sign(hsm, k, "paper", 5, &sig), 0);
	buf_clear(&sig);
}

static void
refuses_a_label_that_is_taken_or_unknown(void **state)
{
	const struct hsm_key *k;

	(void)state;
	assert_int_equal(hsm_find(hsm, "ca", &k), ERR_NOTFOUND);
	assert_string_equal(err_take(), "key token: there is no key named ca");
	assert_int_equal(hsm_make_ec(hsm, "ca", HSM_P256, HSM_SIGN, &k), 0);
	assert_int_equal(hsm_make_ec(hsm, "ca", HSM_P256, HSM_SIGN, &k), ERR_CONFLICT);
	assert_string_equal(err_take(), "key token: there is a key named ca already");
	assert_int_equal(token_init(&conf), ERR_CONFLICT);
	err_take();
}

static void
refuses_a_second_process(void **state)
{
	struct hsm *second;

	(void)state;
	assert_int_equal(hsm_open(&conf, &second), ERR_CONFLICT);
	err_take();
}

static void
never_tries_a_wrong_pin_twice(void **state)
{
	(void)state;
	hsm_close(hsm);
	hsm = NULL;
	write_file("pin", "wrong-horse-1");
	assert_int_equal(hsm_open(&conf, &hsm), ERR_DENIED);
	assert_non_null(strstr(err_take(), "is wrong"));
	assert_int_equal(hsm_open(&conf, &hsm), ERR_DENIED);
	assert_non_null(strstr(err_take(), "was refused before and is not tried again"));
	write_file("pin", "correct-horse");
	assert_int_equal(hsm_open(&conf, &hsm), 0);
}

/* The key's public half, on the other side of the agreement. */
static void
agree(const struct hsm_key *k, unsigned char point[HSM_POINT], unsigned char z[32])
{
	const unsigned char *at = (const unsigned char *)k->spki.data;
	EVP_PKEY *token = d2i_PUBKEY(NULL, &at, (long)k->spki.len), *ours = EVP_EC_gen("P-256");
	EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(ours, NULL);
	size_t n = HSM_POINT;

	assert_int_equal(EVP_PKEY_get_octet_string_param(ours, "pub", point, HSM_POINT, &n), 1);
	n = 32;
	assert_int_equal(EVP_PKEY_derive_init(c), 1);
	assert_int_equal(EVP_PKEY_derive_set_peer(c, token), 1);
	assert_int_equal(EVP_PKEY_derive(c, z, &n), 1);
	EVP_PKEY_CTX_free(c);
	EVP_PKEY_free(token);
	EVP_PKEY_free(ours);
}

static void
derives_what_the_other_side_derives(void **state)
{
	unsigned char point[HSM_POINT], z[32], want[32];
	const struct hsm_key *k;
	struct buf sig = BUF_INIT;

	(void)state;
	assert_int_equal(hsm_make_ec(hsm, "records", HSM_P256, HSM_DERIVE, &k), 0);
	agree(k, point, want);
	assert_int_equal(hsm_derive(hsm, k, point, z), 0);
	assert_memory_equal(z, want, 32);
	point[40] ^= 1;
	assert_int_equal(hsm_derive(hsm, k, point, z), ERR_INPUT);
	assert_string_equal(err_take(), "the point is not on the curve");
	assert_int_equal(hsm_sign(hsm, k, "paper", 5, &sig), ERR_PEER);
	assert_string_equal(err_take(), "key token: sign: key function not permitted");
	buf_clear(&sig);
}

static void
a_signing_key_does_not_derive(void **state)
{
	unsigned char point[HSM_POINT], z[32];
	const struct hsm_key *k;

	(void)state;
	assert_int_equal(hsm_make_ec(hsm, "ca", HSM_P256, HSM_SIGN, &k), 0);
	agree(k, point, z);
	assert_int_equal(hsm_derive(hsm, k, point, z), ERR_PEER);
	err_take();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(signs_with_every_kind_of_key, with_token, away),
		cmocka_unit_test_setup_teardown(finds_its_keys_again_after_a_restart, with_token, away),
		cmocka_unit_test_setup_teardown(signs_many_at_once, with_token, away),
		cmocka_unit_test_setup_teardown(comes_back_after_its_sessions_are_lost, with_token, away),
		cmocka_unit_test_setup_teardown(refuses_a_label_that_is_taken_or_unknown, with_token, away),
		cmocka_unit_test_setup_teardown(refuses_a_second_process, with_token, away),
		cmocka_unit_test_setup_teardown(never_tries_a_wrong_pin_twice, with_token, away),
		cmocka_unit_test_setup_teardown(derives_what_the_other_side_derives, with_token, away),
		cmocka_unit_test_setup_teardown(a_signing_key_does_not_derive, with_token, away),
	};

	return cmocka_run_group_tests_name("hsm", tests, NULL, NULL);
}
