#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pki/attest.h"
#include "pki/ossl.h"
#include "util/err.h"
#include "webauthn.h"

#define TICKET "ticket-1"

static struct assertion_rule
rule_of(const struct answer *a, bool soft)
{
	return (struct assertion_rule){ .origin = a->origin.data, .rp_id = "localhost", .soft = soft };
}

static struct attest_field
field(const struct buf *b)
{
	return (struct attest_field){ b->data, b->len };
}

static int
check_as(const struct assertion_rule *rule, const char *ticket, const struct answer *a, struct attest_key *out)
{
	struct attest_posted p = { field(&a->credential), field(&a->spki), field(&a->auth), field(&a->client),
	    field(&a->attestation), field(&a->sig) };
	unsigned char challenge[DIGEST_SIZE];

	digest_sha256(ticket, strlen(ticket), challenge);
	return attest_check(rule, challenge, &p, out);
}

static void
refused(const struct assertion_rule *rule, const char *ticket, const struct answer *a, const char *note)
{
	struct attest_key key = { .counter = 77 };

	assert_int_equal(check_as(rule, ticket, a, &key), ERR_DENIED);
	assert_string_equal(err_take(), note);
	assert_int_equal(key.counter, 77);
}

static void
takes_what_browsers_make(void **state)
{
	static const char *const names[] = { "attest/chromium-device", "attest/chromium-soft" };
	struct attest_key key;
	struct answer a;

	(void)state;
	for (int soft = 0; soft < 2; soft++) {
		answer_load(names[soft], &a);
		struct assertion_rule rule = rule_of(&a, soft);

		assert_int_equal(check_as(&rule, TICKET, &a, &key), 0);
		assert_int_equal(key.credential_n, a.credential.len);
		assert_memory_equal(key.credential, a.credential.data, a.credential.len);
		assert_int_equal(a.spki.len, ATTEST_SPKI);
		assert_memory_equal(key.spki, a.spki.data, ATTEST_SPKI);
		assert_int_equal(key.counter, soft ? 0 : 1);
		answer_clear(&a);
	}
}

static void
refuses_another_place_or_challenge(void **state)
{
	static const char *const names[] = { "attest/chromium-device", "attest/chromium-soft" };
	struct answer a;

	(void)state;
	for (int soft = 0; soft < 2; soft++) {
		answer_load(names[soft], &a);
		struct assertion_rule rule = rule_of(&a, soft);

		refused(&rule, "ticket-2", &a, "the signature is about another text, or of another type");
		rule.origin = "https://localhost:8444";
		refused(&rule, TICKET, &a, "the signature was made at another address");
		rule = rule_of(&a, soft);
		rule.rp_id = "example.org";
		refused(&rule, TICKET, &a, "the key was asked on behalf of another site");
		rule = rule_of(&a, !soft);
		refused(&rule, TICKET, &a, soft ? "the key is not an authenticator's" : "the key is not a soft key");
		answer_clear(&a);
	}
}

/* Where that text stands in the bytes. */
static char *
within(struct buf *b, const char *text)
{
	return memmem(b->data, b->len, text, strlen(text));
}

/* An attestation object: these bytes, then the member authData. */
static void
wrap(struct answer *a, const char *p, size_t n)
{
	buf_reset(&a->attestation);
	buf_add(&a->attestation, p, n);
	buf_add(&a->attestation, "\x68" "authData" "\x58", 10);
	buf_addc(&a->attestation, (char)a->auth.len);
	buf_add(&a->attestation, a->auth.data, a->auth.len);
}

/* In the form that proves nothing. */
static void
wrap_none(struct answer *a)
{
	wrap(a, "\xa3\x63" "fmt" "\x64" "none" "\x67" "attStmt" "\xa0", 19);
}

static void
takes_a_key_without_attestation(void **state)
{
	struct attest_key key;
	struct answer a;

	(void)state;
	answer_load("attest/chromium-device", &a);
	struct assertion_rule rule = rule_of(&a, false);

	wrap_none(&a);
	assert_int_equal(check_as(&rule, TICKET, &a, &key), 0);
	assert_memory_equal(key.spki, a.spki.data, ATTEST_SPKI);
	a.auth.data[32] = 0x41;
	wrap_none(&a);
	refused(&rule, TICKET, &a, "the key has not verified its user");
	a.auth.data[32] = 0x5d;
	wrap_none(&a);
	refused(&rule, TICKET, &a, "the key can leave its device");
	a.auth.data[32] = 0x05;
	wrap_none(&a);
	refused(&rule, TICKET, &a, "the authenticator's flags are 0x05");
	answer_clear(&a);
}

static void
refuses_an_authenticator_that_contradicts_itself(void **state)
{
	struct answer a;
	char *at;

	(void)state;
	answer_load("attest/chromium-device", &a);
	struct assertion_rule rule = rule_of(&a, false);

	a.credential.data[3] ^= 1;
	refused(&rule, TICKET, &a, "the credential is not the one the authenticator made");
	a.credential.data[3] ^= 1;
	a.credential.len--;
	refused(&rule, TICKET, &a, "the credential is not the one the authenticator made");
	a.credential.len++;
	a.spki.data[90] ^= 1;
	refused(&rule, TICKET, &a, "the public key is not the one the authenticator made");
	a.spki.data[90] ^= 1;
	a.auth.data[36] ^= 1;
	refused(&rule, TICKET, &a, "the attestation is about other data than those beside it");
	/* the counter changed in both places: only the signature of the attestation can tell */
	at = memmem(a.attestation.data, a.attestation.len, a.auth.data, 32);
	assert_non_null(at);
	at[36] ^= 1;
	refused(&rule, TICKET, &a, "the attestation does not hold");
	at[36] ^= 1;
	a.auth.data[36] ^= 1;
	memcpy(within(&a.attestation, "packed"), "pocked", 6);
	refused(&rule, TICKET, &a, "attestations of this form are not understood");
	answer_clear(&a);
}

/* A key on the wrong curve, or of another algorithm, inside the authenticator's data. */
static void
refuses_other_algorithms(void **state)
{
	static const struct { size_t at; unsigned char to; } changes[] = {
		{ 55 + 32 + 4, 0x38 },	/* alg: another negative number */
		{ 55 + 32 + 2, 0x03 },	/* kty RSA */
		{ 55 + 32 + 6, 0x02 },	/* crv P-384 */
	};
	struct answer a;

	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		answer_load("attest/chromium-device", &a);
		struct assertion_rule rule = rule_of(&a, false);

		a.auth.data[changes[i].at] = (char)changes[i].to;
		wrap_none(&a);
		refused(&rule, TICKET, &a, "the new key is not on P-256, or its data cannot be read");
		answer_clear(&a);
	}
}

static void
refuses_every_broken_attestation(void **state)
{
	struct attest_key key;
	struct answer a;
	size_t whole;

	(void)state;
	answer_load("attest/chromium-device", &a);
	struct assertion_rule rule = rule_of(&a, false);

	for (whole = a.attestation.len; --a.attestation.len > 0;) {
		assert_int_equal(check_as(&rule, TICKET, &a, &key), ERR_DENIED);
		assert_string_equal(err_take(), "the attestation cannot be read");
	}
	a.attestation.len = whole;
	buf_addc(&a.attestation, '\0');
	refused(&rule, TICKET, &a, "the attestation cannot be read");
	a.attestation.len = whole;
	assert_int_equal(check_as(&rule, TICKET, &a, &key), 0);
	for (whole = a.auth.len; --a.auth.len > 0;) {
		wrap_none(&a);
		assert_int_equal(check_as(&rule, TICKET, &a, &key), ERR_DENIED);
		assert_string_not_equal(err_take(), "");
	}
	answer_clear(&a);
}

/* Each is what wrap_none writes, but for one thing. */
static void
refuses_odd_cbor(void **state)
{
	static const struct { const char *p; size_t n; } odd[] = {
		{ "\xa2\x63" "fmt" "\x64" "none" "\x67" "attStmt" "\xa0", 19 },			/* two members said, three there */
		{ "\xa4\x63" "fmt" "\x64" "none" "\x67" "attStmt" "\xa0", 19 },
		{ "\xbf\x63" "fmt" "\x64" "none" "\x67" "attStmt" "\xa0", 19 },			/* indefinite length */
		{ "\xa3\x63" "fmt" "\x64" "none" "\x63" "fmt" "\x64" "none", 19 },			/* a member twice */
		{ "\xa3\x63" "fmt" "\x64" "none" "\x67" "attStmx" "\xa0", 19 },
		{ "\xa3\x78\x03" "fmt" "\x64" "none" "\x67" "attStmt" "\xa0", 20 },			/* a longer length than needed */
		{ "\xa3\x63" "fmt" "\x78\x04" "none" "\x67" "attStmt" "\xa0", 20 },
		{ "\xa3\x63" "fmt" "\x64" "none" "\x67" "attStmt" "\x81\x81\x81\x81\x81\x81\x81\x81\x00", 27 },	/* too deep */
		{ "\xa3\x63" "fmt" "\x64" "none" "\x67" "attStmt" "\xc0", 19 },			/* a tag of nothing */
		{ "\xa3\x63" "fmt" "\x64" "none" "\x67" "attStmt" "\xc0\x00", 20 },
		{ "\xa3\x63" "fmt" "\x64" "none" "\x67" "attStmt" "\x9b\x7f\xff\xff\xff\xff\xff\xff\xff", 27 },
		{ "\xa3\x63" "fmt" "\x7b\xff\xff\xff\xff\xff\xff\xff\xff", 14 },
		{ "\xa3\x63" "fmt" "\x64" "none" "\x67" "attStmt" "\x1c", 19 },			/* a length nobody defined */
	};
	struct attest_key key;
	struct answer a;

	(void)state;
	answer_load("attest/chromium-device", &a);
	struct assertion_rule rule = rule_of(&a, false);

	wrap(&a, "\xa3\x63" "fmt" "\x64" "none" "\x67" "attStmt" "\x81\x81\x81\x81\x81\x81\x81\x00", 26);
	assert_int_equal(check_as(&rule, TICKET, &a, &key), 0);
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		wrap(&a, odd[i].p, odd[i].n);
		refused(&rule, TICKET, &a, "the attestation cannot be read");
	}
	answer_clear(&a);
}

static void
refuses_a_soft_key_that_is_not_there(void **state)
{
	struct answer a;

	(void)state;
	answer_load("attest/chromium-soft", &a);
	struct assertion_rule rule = rule_of(&a, true);

	a.credential.data[0] ^= 1;
	refused(&rule, TICKET, &a, "the credential is not the digest of its key");
	a.credential.data[0] ^= 1;
	a.sig.data[a.sig.len - 1] ^= 1;
	refused(&rule, TICKET, &a, "the signature does not hold under this key");
	a.sig.data[a.sig.len - 1] ^= 1;
	a.spki.data[90] ^= 1;
	refused(&rule, TICKET, &a, "the key is not on P-256");	/* off the curve */
	a.spki.len = 0;
	refused(&rule, TICKET, &a, "the key is not on P-256");
	a.auth.len = 0;
	refused(&rule, TICKET, &a, "the authenticator's data have 0 octets");
	a.client.len = 0;
	refused(&rule, TICKET, &a, "the signature is about another text, or of another type");
	a.sig.len = 0;
	refused(&rule, TICKET, &a, "the key is not a soft key");
	answer_clear(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_what_browsers_make),
		cmocka_unit_test(refuses_another_place_or_challenge),
		cmocka_unit_test(takes_a_key_without_attestation),
		cmocka_unit_test(refuses_an_authenticator_that_contradicts_itself),
		cmocka_unit_test(refuses_other_algorithms),
		cmocka_unit_test(refuses_every_broken_attestation),
		cmocka_unit_test(refuses_odd_cbor),
		cmocka_unit_test(refuses_a_soft_key_that_is_not_there),
	};

	return ossl_init() != 0 ? 1 : cmocka_run_group_tests_name("pki/attest", tests, NULL, NULL);
}
