#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pki/assertion.h"
#include "pki/ossl.h"
#include "util/err.h"
#include "webauthn.h"

#define DESK "https://localhost:8443"
#define SIGN "https://localhost:8444"
#define PLAIN "\"crossOrigin\":false}"
#define TEXT "certhall-decision-1\nact=review\n"
#define RECORDED "certhall-login-1\nconsole=ra\nnonce=abc\nmade-at=2026-11-24T10:00:00Z\nuntil=2099-11-24T10:05:00Z\n"

static struct key_soft *key, *stranger, *large;

static int
check(const struct assertion_rule *rule, const char *text, const struct answer *a)
{
	return assertion_check(rule, text, strlen(text), a->auth.data, a->auth.len, a->client.data, a->client.len, a->sig.data,
	    a->sig.len, a->spki.data, a->spki.len);
}

static void
refused(const struct assertion_rule *rule, const char *text, const struct answer *a, const char *note)
{
	assert_int_equal(check(rule, text, a), ERR_DENIED);
	assert_string_equal(err_take(), note);
}

/* Signed by our key over TEXT; every other fault is on purpose. */
static void
make(const char *rp, unsigned char flags, const char *type, const char *origin, const char *rest, struct answer *a)
{
	unsigned char challenge[DIGEST_SIZE];
	struct buf client = BUF_INIT;

	digest_sha256(TEXT, strlen(TEXT), challenge);
	answer_client(type, challenge, origin, rest, &client);
	answer_sign(key, rp, flags, client.data, a);
	buf_clear(&client);
}

static void
takes_what_browsers_make(void **state)
{
	static const char *const names[] = { "assertion/chromium", "assertion/chromium-other-keys" };
	struct answer a;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		answer_load(names[i], &a);
		struct assertion_rule rule = { .origin = a.origin.data, .rp_id = "localhost" };

		assert_int_equal(check(&rule, RECORDED, &a), 0);
		assert_int_equal(assertion_counter(a.auth.data, a.auth.len), i + 2);
		rule.origin = SIGN;
		refused(&rule, RECORDED, &a, "the signature was made at another address");
		answer_clear(&a);
	}
}

static void
takes_a_soft_key_only_where_it_may(void **state)
{
	struct assertion_rule soft = { .origin = SIGN, .rp_id = "localhost", .soft = true };
	struct assertion_rule hard = { .origin = SIGN, .rp_id = "localhost" };
	struct answer a = { .origin = BUF_INIT };

	(void)state;
	make("localhost", 0x01, "get", SIGN, PLAIN, &a);
	assert_int_equal(check(&soft, TEXT, &a), 0);
	refused(&hard, TEXT, &a, "the key has not verified its user");
	make("localhost", 0x05, "get", SIGN, PLAIN, &a);
	assert_int_equal(check(&hard, TEXT, &a), 0);
	answer_clear(&a);
}

/* facts: signing page 2, row by row. */
static void
refuses_what_is_not_meant(void **state)
{
	static const struct { const char *rp; unsigned char flags; const char *type, *origin, *rest, *note; } rows[] = {
		{ "localhost", 5, "get", DESK, PLAIN, "the signature was made at another address" },	/* a login at the desk */
		{ "localhost", 5, "get", SIGN "4", PLAIN, "the signature was made at another address" },
		{ "localhost", 5, "get", "https://localhost:844", PLAIN, "the signature was made at another address" },
		{ "localhost", 5, "get", "http://localhost:8444", PLAIN, "the signature was made at another address" },
		{ "localhost", 5, "get", SIGN, "\"crossOrigin\":true}", "the signature was made at another address" },
		{ "localhost", 5, "get", SIGN, "\"crossOrigin\":true,\"topOrigin\":\"" DESK "\"}",
		    "the signature was made at another address" },
		{ "localhost", 5, "get", SIGN, "\"crossOrigin\":false", "the signature was made at another address" },
		{ "localhost", 5, "get", SIGN, "\"crossOrigin\":falsey}", "the signature was made at another address" },
		{ "localhost", 5, "create", SIGN, PLAIN, "the signature is about another text, or of another type" },
		{ "localhost.example", 5, "get", SIGN, PLAIN, "the key was asked on behalf of another site" },
		{ "localhost", 1, "get", SIGN, PLAIN, "the key has not verified its user" },
		{ "localhost", 4, "get", SIGN, PLAIN, "nobody was present at the key" },
		{ "localhost", 0x0d, "get", SIGN, PLAIN, "the key can leave its device" },
		{ "localhost", 0x15, "get", SIGN, PLAIN, "the key can leave its device" },
		{ "localhost", 0x45, "get", SIGN, PLAIN, "the authenticator's flags are 0x45" },
		{ "localhost", 0x85, "get", SIGN, PLAIN, "the authenticator's flags are 0x85" },
		{ "localhost", 0x25, "get", SIGN, PLAIN, "the authenticator's flags are 0x25" },
		{ "localhost", 0x07, "get", SIGN, PLAIN, "the authenticator's flags are 0x07" },
	};
	struct assertion_rule rule = { .origin = SIGN, .rp_id = "localhost" };
	struct answer a = { .origin = BUF_INIT };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		make(rows[i].rp, rows[i].flags, rows[i].type, rows[i].origin, rows[i].rest, &a);
		refused(&rule, TEXT, &a, rows[i].note);
	}
	rule.synced = true;
	make("localhost", 0x1d, "get", SIGN, PLAIN, &a);
	assert_int_equal(check(&rule, TEXT, &a), 0);
	answer_clear(&a);
}

static void
refuses_another_text(void **state)
{
	static const char *const texts[] = { TEXT "x=1\n", "certhall-decision-1\nact=review", "" };
	struct assertion_rule rule = { .origin = SIGN, .rp_id = "localhost" };
	struct answer a = { .origin = BUF_INIT };

	(void)state;
	make("localhost", 5, "get", SIGN, PLAIN, &a);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		refused(&rule, texts[i], &a, "the signature is about another text, or of another type");
	answer_clear(&a);
}

static void
refuses_another_key(void **state)
{
	struct assertion_rule rule = { .origin = SIGN, .rp_id = "localhost" };
	const struct key_soft *others[] = { stranger, large };
	static const char *const notes[] = { "the signature does not hold under this key", "the key is not on P-256" };
	struct answer a = { .origin = BUF_INIT };

	(void)state;
	make("localhost", 5, "get", SIGN, PLAIN, &a);
	for (size_t i = 0; i < 2; i++) {
		buf_reset(&a.spki);
		buf_add(&a.spki, key_soft_signer(others[i])->spki, key_soft_signer(others[i])->spki_len);
		refused(&rule, TEXT, &a, notes[i]);
	}
	buf_reset(&a.spki);
	refused(&rule, TEXT, &a, "the key is not on P-256");
	answer_clear(&a);
}

/* Counter, signature, tail of clientDataJSON: the signature covers them all. */
static void
refuses_every_changed_byte(void **state)
{
	struct assertion_rule rule = { .origin = SIGN, .rp_id = "localhost", .soft = true, .synced = true };
	struct answer a = { .origin = BUF_INIT };
	struct buf *parts[] = { &a.auth, &a.client, &a.sig, &a.spki };

	(void)state;
	make("localhost", 5, "get", SIGN, "\"crossOrigin\":false,\"other\":1}", &a);
	assert_int_equal(check(&rule, TEXT, &a), 0);
	for (size_t i = 0; i < 4; i++)
		for (size_t k = 0; k < parts[i]->len; k++) {
			parts[i]->data[k] ^= 0x01;
			assert_int_equal(check(&rule, TEXT, &a), ERR_DENIED);
			assert_string_not_equal(err_take(), "");
			parts[i]->data[k] ^= 0x01;
		}
	for (size_t i = 0; i < 4; i++)
		for (size_t whole = parts[i]->len; parts[i]->len-- > 0;) {
			assert_int_equal(check(&rule, TEXT, &a), ERR_DENIED);
			err_take();
			if (parts[i]->len == 0) {
				parts[i]->len = whole;
				break;
			}
		}
	assert_int_equal(check(&rule, TEXT, &a), 0);
	buf_addc(&a.auth, '\0');
	refused(&rule, TEXT, &a, "the authenticator's data have 38 octets");
	answer_clear(&a);
}

static void
refuses_a_long_client_text(void **state)
{
	struct assertion_rule rule = { .origin = SIGN, .rp_id = "localhost" };
	struct answer a = { .origin = BUF_INIT };
	struct buf rest = BUF_INIT;

	(void)state;
	for (int over = 0; over < 2; over++) {
		buf_reset(&rest);
		buf_adds(&rest, "\"crossOrigin\":false,");
		make("localhost", 5, "get", SIGN, rest.data, &a);
		while (a.client.len + rest.len - strlen("\"crossOrigin\":false,") < (size_t)ASSERTION_CLIENT + (size_t)over)
			buf_addc(&rest, 'x');
		make("localhost", 5, "get", SIGN, rest.data, &a);
		assert_int_equal(a.client.len, ASSERTION_CLIENT + over);
		assert_int_equal(check(&rule, TEXT, &a), over ? ERR_DENIED : 0);
		err_take();
	}
	buf_clear(&rest);
	answer_clear(&a);
}

static int
make_keys(void **state)
{
	(void)state;
	return ossl_init() | key_soft_make(KEY_P256, &key) | key_soft_make(KEY_P256, &stranger) | key_soft_make(KEY_P384, &large);
}

static int
free_keys(void **state)
{
	(void)state;
	key_soft_free(key);
	key_soft_free(stranger);
	key_soft_free(large);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_what_browsers_make),
		cmocka_unit_test(takes_a_soft_key_only_where_it_may),
		cmocka_unit_test(refuses_what_is_not_meant),
		cmocka_unit_test(refuses_another_text),
		cmocka_unit_test(refuses_another_key),
		cmocka_unit_test(refuses_every_changed_byte),
		cmocka_unit_test(refuses_a_long_client_text),
	};

	return cmocka_run_group_tests_name("pki/assertion", tests, make_keys, free_keys);
}
