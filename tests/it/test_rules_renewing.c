/*
 * Our own certificates are made anew before they end, by the real signd, for the keys they were for; nobody else's are.
 */
#include "issuing_world.h"

#include "pki/cert.h"
#include "rules/renewing.h"
#include "store/cakey.h"

static void
put_key(const char *name, const char *use, int64_t not_after)
{
	struct cakey k = { .not_after = not_after, .created = tm_now() };
	struct cert c;

	snprintf(k.name, sizeof(k.name), "%s", name);
	snprintf(k.label, sizeof(k.label), "%s", name);
	snprintf(k.use_for, sizeof(k.use_for), "%s", use);
	snprintf(k.token, sizeof(k.token), "signd");
	snprintf(k.algorithm, sizeof(k.algorithm), "p256");
	buf_adds(&k.key_id, name);
	load_ca(name, &k.cert);
	must(cert_parse(k.cert.data, k.cert.len, &c));
	memcpy(k.spki_sha256, c.key.digest, sizeof(k.spki_sha256));
	cert_clear(&c);
	must(db_cakey_insert(root, &k));
	cakey_clear(&k);
}

/* Is the row's certificate still the first one? */
static bool
is_first(const char *name)
{
	struct buf first = BUF_INIT;
	struct cakey k;
	struct cert c;
	bool same;

	memset(&k, 0, sizeof(k));
	load_ca(name, &first);
	must(db_cakey_get(root, name, &k));
	same = k.cert.len == first.len && memcmp(k.cert.data, first.data, first.len) == 0;
	must(cert_parse(k.cert.data, k.cert.len, &c));
	assert_memory_equal(c.key.digest, k.spki_sha256, sizeof(k.spki_sha256));
	if (!same)
		assert_true(k.not_after == c.not_after);
	cert_clear(&c);
	buf_clear(&first);
	cakey_clear(&k);
	return same;
}

static void
what_ends_soon_is_renewed_once(void **state)
{
	size_t done;

	(void)state;
	put_key("ocsp-ca-p256", "ocsp", tm_now() + 59 * TM_DAY);
	put_key("ocsp-ca-rsa", "ocsp", tm_now() + 61 * TM_DAY);
	put_key("tsa", "tsa", tm_now() - TM_DAY);
	put_key("ca-p256", "issuing", tm_now() + TM_DAY);
	must(renewing_round(&rules, signer, tm_now(), &done));
	assert_int_equal(done, 2);
	assert_false(is_first("ocsp-ca-p256"));
	assert_false(is_first("tsa"));
	assert_true(is_first("ocsp-ca-rsa"));
	assert_true(is_first("ca-p256"));	/* a ceremony's, from people */
	must(renewing_round(&rules, signer, tm_now(), &done));
	assert_int_equal(done, 0);
}

static void
signd_signs_with_the_new_one(void **state)
{
	struct case_file f;
	struct signer_stamp s;
	struct buf old = BUF_INIT;
	struct cakey k;

	(void)state;
	memset(&k, 0, sizeof(k));
	open_case(&f);
	s = (struct signer_stamp){ .consent = blob(&f.consent) };
	must(signer_stamp(signer, &s, 1));
	must(db_cakey_get(root, "tsa", &k));
	load_ca("tsa", &old);
	assert_non_null(memmem(s.token.data, s.token.len, k.cert.data, k.cert.len));
	assert_null(memmem(s.token.data, s.token.len, old.data, old.len));
	buf_clear(&s.token);
	buf_clear(&old);
	cakey_clear(&k);
	close_case(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_ends_soon_is_renewed_once),
		cmocka_unit_test(signd_signs_with_the_new_one),
	};

	return cmocka_run_group_tests_name("rules_renewing", tests, set_up_rules, tear_down_all);
}
