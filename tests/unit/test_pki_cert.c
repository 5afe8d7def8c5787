#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pki_world.h"
#include "pki/der.h"
#include "pki/oid.h"
#include "pki/ossl.h"
#include "util/digest.h"

/* Keys that sign, and what they signed: the CAs of the world once more, now real. */
static struct key_soft *keys[WORLD_CAS], *holder, *rsa_holder;
static struct buf spki;
static struct tbs_input in;

static void
input(const char *profile, const struct key_soft *key)
{
	world_input(world_case(profile), &spki, &in);
	buf_reset(&spki);
	buf_add(&spki, key_soft_signer(key)->spki, key_soft_signer(key)->spki_len);
	in.spki = spki.data;
	in.spki_len = spki.len;
}

static void
make_ca(enum world_ca ca, const char *profile, const char *cn, enum key_kind kind)
{
	const struct key_soft *by = ca == WORLD_ROOT || ca == WORLD_INFRA ? NULL : keys[WORLD_ROOT];
	unsigned char serial[sizeof(world_serial)];

	memcpy(serial, world_serial, sizeof(serial));
	serial[19] = (unsigned char)(0x80 + ca);
	assert_int_equal(key_soft_make(kind, &keys[ca]), 0);
	input(profile, keys[ca]);
	strcpy(in.subject.cn, cn);
	in.serial = serial;
	buf_reset(&world_ca[ca]);
	if (cert_issue(&in, key_soft_signer(by != NULL ? by : keys[ca]), &world_ca[ca]) != 0)
		fail_msg("%s: %s", cn, err_take());
}

static int
begin(void **state)
{
	assert_int_equal(world_begin(state), 0);
	make_ca(WORLD_ROOT, "root", "Certhall Root CA", KEY_P384);
	make_ca(WORLD_P256, "issuing", "Certhall CA P-256", KEY_P256);
	make_ca(WORLD_RSA, "issuing", "Certhall CA RSA", KEY_RSA2048);
	make_ca(WORLD_OPERATOR, "operator-ca", "Certhall Operator CA", KEY_P256);
	make_ca(WORLD_INFRA, "infra-ca", "Certhall Infrastructure CA", KEY_P256);
	assert_int_equal(key_soft_make(KEY_P256, &holder), 0);
	assert_int_equal(key_soft_make(KEY_RSA2048, &rsa_holder), 0);
	return 0;
}

static int
end(void **state)
{
	for (int i = 0; i < WORLD_CAS; i++)
		key_soft_free(keys[i]);
	key_soft_free(holder);
	key_soft_free(rsa_holder);
	buf_clear(&spki);
	return world_end(state);
}

static void
issue(const char *profile, struct buf *der)
{
	const struct world_case *c = world_case(profile);

	input(profile, strncmp(c->key, "ok-rsa", 6) == 0 ? rsa_holder : holder);
	buf_reset(der);
	if (cert_issue(&in, key_soft_signer(keys[c->issuer]), der) != 0)
		fail_msg("%s: %s", profile, err_take());
}

/* The library's strict path check at a moment within: X509_V_OK, or its error. */
static int
library_says(const struct buf *leaf, const struct buf *between, const struct buf *root, int purpose)
{
	OSSL_AUTO(X509) c = ossl_cert(leaf->data, leaf->len);
	OSSL_AUTO(X509) b = between != NULL ? ossl_cert(between->data, between->len) : NULL;
	OSSL_AUTO(X509) r = ossl_cert(root->data, root->len);
	OSSL_AUTO(X509_STORE) store = X509_STORE_new();
	OSSL_AUTO(X509_STORE_CTX) ctx = X509_STORE_CTX_new();
	STACK_OF(X509) *chain = sk_X509_new_null();
	int good;

	assert_true(c != NULL && r != NULL && store != NULL && ctx != NULL && chain != NULL);
	if (b != NULL)
		assert_true(sk_X509_push(chain, b) > 0);
	assert_int_equal(X509_STORE_add_cert(store, r), 1);
	assert_int_equal(X509_STORE_CTX_init(ctx, store, c, chain), 1);
	X509_STORE_CTX_set_flags(ctx, X509_V_FLAG_X509_STRICT | X509_V_FLAG_POLICY_CHECK | X509_V_FLAG_CHECK_SS_SIGNATURE);
	X509_STORE_CTX_set_time(ctx, 0, (time_t)(world_time("2026-12-01T00:00:00Z") / TM_SECOND));
	assert_int_equal(X509_STORE_CTX_set_purpose(ctx, purpose), 1);
	good = X509_verify_cert(ctx) == 1 ? X509_V_OK : X509_STORE_CTX_get_error(ctx);
	sk_X509_free(chain);
	ossl_forget();
	return good;
}

static void
passes_the_strict_path_check(void **state)
{
	static const struct { const char *profile; enum world_ca root; int purpose; } is[] = {
		{ "personal", WORLD_ROOT, X509_PURPOSE_SSL_CLIENT }, { "personal", WORLD_ROOT, X509_PURPOSE_SMIME_SIGN },
		{ "enterprise", WORLD_ROOT, X509_PURPOSE_SMIME_SIGN }, { "operator", WORLD_ROOT, X509_PURPOSE_SSL_CLIENT },
		{ "operator-soft", WORLD_ROOT, X509_PURPOSE_SSL_CLIENT }, { "ocsp", WORLD_ROOT, X509_PURPOSE_OCSP_HELPER },
		{ "tsa", WORLD_ROOT, X509_PURPOSE_TIMESTAMP_SIGN }, { "audit", WORLD_ROOT, X509_PURPOSE_ANY },
		{ "tls", WORLD_INFRA, X509_PURPOSE_SSL_SERVER },
	};
	struct buf der = BUF_INIT;
	int r;

	(void)state;
	for (size_t i = 0; i < sizeof(is) / sizeof(is[0]); i++) {
		int issuer = world_case(is[i].profile)->issuer;

		issue(is[i].profile, &der);
		r = library_says(&der, issuer == (int)is[i].root ? NULL : &world_ca[issuer], &world_ca[is[i].root], is[i].purpose);
		if (r != X509_V_OK)
			fail_msg("%s: %s", is[i].profile, X509_verify_cert_error_string(r));
	}
	issue("personal", &der);
	assert_int_equal(library_says(&der, &world_ca[WORLD_P256], &world_ca[WORLD_ROOT], X509_PURPOSE_SSL_SERVER),
	    X509_V_ERR_INVALID_PURPOSE);
	assert_int_equal(library_says(&der, &world_ca[WORLD_RSA], &world_ca[WORLD_ROOT], X509_PURPOSE_ANY),
	    X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
	buf_clear(&der);
}

static void
reads_what_it_issued(void **state)
{
	struct buf der = BUF_INIT;
	unsigned char sum[32];
	struct cert c, ca;

	(void)state;
	issue("personal", &der);
	assert_int_equal(cert_parse(der.data, der.len, &c), 0);
	assert_int_equal(cert_parse(world_ca[WORLD_P256].data, world_ca[WORLD_P256].len, &ca), 0);
	digest_sha256(der.data, der.len, sum);
	assert_memory_equal(c.digest, sum, 32);
	assert_int_equal(c.der.len, der.len);
	assert_memory_equal(c.der.data, der.data, der.len);
	assert_int_equal(c.serial_len, 20);
	assert_memory_equal(c.serial, world_serial, 20);
	assert_int_equal(c.not_before, in.not_before);
	assert_int_equal(c.not_after, in.not_after);
	assert_true(dn_equal(&c.subject, &in.subject));
	assert_true(dn_equal(&c.issuer, &ca.subject));
	assert_int_equal(c.issuer_der.len, ca.subject_der.len);
	assert_memory_equal(c.issuer_der.data, ca.subject_der.data, ca.subject_der.len);
	assert_int_equal(c.key.kind, KEY_P256);
	assert_memory_equal(c.spki.data, spki.data, spki.len);
	assert_true(c.has_ski && c.has_aki && !c.is_ca && c.path_len == -1);
	assert_memory_equal(c.ski, c.key.ski, KEY_SKI);
	assert_memory_equal(c.aki, ca.ski, KEY_SKI);
	assert_int_equal(c.ku, PROFILE_KU_SIGNATURE | PROFILE_KU_COMMITMENT);
	assert_string_equal(c.email, "zhang.san@example.org");
	assert_int_equal(c.dns_count, 0);
	assert_string_equal(c.roles, "");
	assert_string_equal(c.ra, "");
	assert_false(c.soft || c.operator);
	assert_true(ca.is_ca && ca.path_len == 0 && ca.ku == (PROFILE_KU_CERT_SIGN | PROFILE_KU_CRL_SIGN));
	cert_clear(&ca);
	cert_clear(&c);
	assert_int_equal(cert_parse(world_ca[WORLD_ROOT].data, world_ca[WORLD_ROOT].len, &ca), 0);
	assert_true(ca.is_ca && ca.path_len == -1 && ca.key.kind == KEY_P384);
	cert_clear(&ca);
	issue("tls", &der);
	assert_int_equal(cert_parse(der.data, der.len, &c), 0);
	assert_int_equal(c.dns_count, 2);
	assert_string_equal(c.dns[0], "ca.example.org");
	assert_string_equal(c.dns[1], "localhost");
	assert_int_equal(c.ku, PROFILE_KU_SIGNATURE | PROFILE_KU_KEY);
	cert_clear(&c);
	buf_clear(&der);
}

static void
knows_its_issuer(void **state)
{
	struct buf der = BUF_INIT;
	struct cert c, ca, other, root;

	(void)state;
	issue("enterprise", &der);
	assert_int_equal(cert_parse(der.data, der.len, &c), 0);
	assert_int_equal(cert_parse(world_ca[WORLD_RSA].data, world_ca[WORLD_RSA].len, &ca), 0);
	assert_int_equal(cert_parse(world_ca[WORLD_P256].data, world_ca[WORLD_P256].len, &other), 0);
	assert_int_equal(cert_parse(world_ca[WORLD_ROOT].data, world_ca[WORLD_ROOT].len, &root), 0);
	assert_int_equal(cert_signed_by(&c, &ca, 0), 0);
	assert_int_equal(cert_signed_by(&ca, &root, c.not_before), 0);
	assert_int_equal(cert_signed_by(&root, &root, 0), 0);
	assert_int_equal(cert_signed_by(&c, &ca, c.not_before), 0);
	assert_int_equal(cert_signed_by(&c, &ca, c.not_after), 0);
	assert_int_equal(cert_signed_by(&c, &ca, c.not_before - 1), ERR_CRYPTO);
	assert_string_equal(err_take(), "the certificate or its issuer's was not in force at that moment");
	assert_int_equal(cert_signed_by(&c, &ca, c.not_after + 1), ERR_CRYPTO);
	err_take();
	ca.not_after = c.not_after - 1;
	assert_int_equal(cert_signed_by(&c, &ca, c.not_after), ERR_CRYPTO);
	err_take();
	ca.not_before = c.not_before + 1;
	assert_int_equal(cert_signed_by(&c, &ca, c.not_before), ERR_CRYPTO);
	err_take();
	ca.ku = PROFILE_KU_CRL_SIGN;
	assert_int_equal(cert_signed_by(&c, &ca, 0), ERR_CRYPTO);
	assert_string_equal(err_take(), "the issuer is no CA");
	assert_int_equal(cert_signed_by(&c, &other, 0), ERR_CRYPTO);
	assert_string_equal(err_take(), "the certificate names another issuer");
	assert_int_equal(cert_signed_by(&ca, &c, 0), ERR_CRYPTO);
	assert_string_equal(err_take(), "the issuer is no CA");
	cert_clear(&root);
	cert_clear(&other);
	cert_clear(&ca);
	cert_clear(&c);
	buf_clear(&der);
}

/* The CA of the same name with another key: the name of its key tells, and without that its signature. */
static void
is_not_fooled_by_a_name(void **state)
{
	struct buf der = BUF_INIT, false_ca = BUF_INIT;
	struct cert c, ca;
	struct key_soft *k;

	(void)state;
	issue("personal", &der);
	assert_int_equal(key_soft_make(KEY_P256, &k), 0);
	input("issuing", k);
	strcpy(in.subject.cn, "Certhall CA P-256");
	assert_int_equal(cert_issue(&in, key_soft_signer(keys[WORLD_ROOT]), &false_ca), 0);
	assert_int_equal(cert_parse(der.data, der.len, &c), 0);
	assert_int_equal(cert_parse(false_ca.data, false_ca.len, &ca), 0);
	assert_int_equal(cert_signed_by(&c, &ca, 0), ERR_CRYPTO);
	assert_string_equal(err_take(), "the certificate names another issuer");
	ca.has_ski = false;
	assert_int_equal(cert_signed_by(&c, &ca, 0), ERR_CRYPTO);
	assert_string_equal(err_take(), "the signature does not hold");
	cert_clear(&ca);
	cert_clear(&c);
	key_soft_free(k);
	buf_clear(&der);
	buf_clear(&false_ca);
}

/* One bit of each octet turned: it is no certificate any more, or not its issuer's. */
static void
holds_for_no_changed_bit(void **state)
{
	struct buf der = BUF_INIT;
	struct cert c, ca;

	(void)state;
	issue("personal", &der);
	assert_int_equal(cert_parse(world_ca[WORLD_P256].data, world_ca[WORLD_P256].len, &ca), 0);
	for (size_t i = 0; i < der.len; i++) {
		der.data[i] = (char)(der.data[i] ^ 1 << i % 8);
		if (cert_parse(der.data, der.len, &c) == 0) {
			assert_int_equal(cert_signed_by(&c, &ca, 0), ERR_CRYPTO);
			cert_clear(&c);
		}
		assert_string_not_equal(err_take(), "");
		der.data[i] = (char)(der.data[i] ^ 1 << i % 8);
	}
	cert_clear(&ca);
	buf_clear(&der);
}

static void
matches_what_was_asked_for(void **state)
{
	struct buf der = BUF_INIT, tbs = BUF_INIT, sig = BUF_INIT;
	const struct buf *ca = &world_ca[WORLD_P256], *other = &world_ca[WORLD_OPERATOR];
	const unsigned char *part;
	size_t part_n;

	(void)state;
	issue("personal", &der);
	assert_int_equal(tbs_build(&in, &tbs), 0);
	assert_int_equal(cert_tbs(der.data, der.len, &part, &part_n), 0);
	assert_int_equal(part_n, tbs.len);
	assert_memory_equal(part, tbs.data, tbs.len);
	assert_int_equal(cert_matches(der.data, der.len, tbs.data, tbs.len, ca->data, ca->len), 0);
	assert_int_equal(cert_matches(der.data, der.len, tbs.data, tbs.len, other->data, other->len), ERR_CRYPTO);
	assert_string_equal(err_take(), "the signature does not hold");
	assert_int_equal(cert_matches(der.data, der.len, tbs.data, tbs.len, world_ca[WORLD_RSA].data, world_ca[WORLD_RSA].len),
	    ERR_CRYPTO);
	assert_string_equal(err_take(), "the certificate is signed by another algorithm than its issuer's");
	tbs.data[tbs.len - 1] ^= 1;
	assert_int_equal(cert_matches(der.data, der.len, tbs.data, tbs.len, ca->data, ca->len), ERR_CRYPTO);
	assert_string_equal(err_take(), "the certificate is not the one that was asked for");
	tbs.data[tbs.len - 1] ^= 1;
	assert_int_equal(cert_matches(der.data, der.len - 1, tbs.data, tbs.len, ca->data, ca->len), ERR_CRYPTO);
	err_take();
	assert_int_equal(cert_matches(der.data, der.len, tbs.data, tbs.len, "", 0), ERR_CRYPTO);
	err_take();
	assert_int_equal(cert_join(tbs.data, tbs.len, KEY_RSA2048, "", 1, &sig), ERR_INPUT);
	assert_string_equal(err_take(), "the certificate is to be signed by another algorithm than its issuer's");
	assert_int_equal(cert_join("", 0, KEY_P256, "", 1, &sig), ERR_INPUT);
	err_take();
	assert_int_equal(sig.len, 0);
	buf_clear(&der);
	buf_clear(&tbs);
	buf_clear(&sig);
}

static void
issues_nothing_with_another_key(void **state)
{
	struct buf der = BUF_INIT;

	(void)state;
	input("personal", holder);
	assert_int_equal(cert_issue(&in, key_soft_signer(keys[WORLD_RSA]), &der), ERR_INPUT);
	assert_string_equal(err_take(), "the certificate is to be signed by another algorithm than its issuer's");
	in.serial_len = 1;
	assert_int_equal(cert_issue(&in, key_soft_signer(keys[WORLD_P256]), &der), ERR_INPUT);
	err_take();
	assert_int_equal(der.len, 0);
	buf_clear(&der);
}

static void
reads_operators(void **state)
{
	const struct buf *ca = &world_ca[WORLD_OPERATOR];
	struct cert_operator o, kept;
	struct buf der = BUF_INIT;

	(void)state;
	issue("operator", &der);
	assert_int_equal(cert_operator_parse(der.data, der.len, ca->data, ca->len, &o), 0);
	assert_string_equal(o.person, "A1024");
	assert_string_equal(o.name, "李四");
	assert_string_equal(o.ra, "default");
	assert_string_equal(o.roles, "clerk,reviewer");
	assert_false(o.soft);
	assert_int_equal(o.serial_len, 20);
	assert_memory_equal(o.serial, world_serial, 20);
	assert_int_equal(o.not_before, in.not_before);
	assert_int_equal(o.not_after, in.not_after);
	assert_int_equal(o.spki_len, spki.len);
	assert_memory_equal(o.spki, spki.data, spki.len);
	assert_true(cert_operator_is(&o, "clerk") && cert_operator_is(&o, "reviewer"));
	assert_false(cert_operator_is(&o, "security") || cert_operator_is(&o, "clerk,reviewer") || cert_operator_is(&o, ""));
	kept = o;
	ca = &world_ca[WORLD_P256];
	assert_int_equal(cert_operator_parse(der.data, der.len, ca->data, ca->len, &o), ERR_CRYPTO);
	assert_string_equal(err_take(), "the certificate names another issuer");
	ca = &world_ca[WORLD_OPERATOR];
	assert_int_equal(cert_operator_parse(der.data, der.len, "", 0, &o), ERR_CRYPTO);
	err_take();
	der.data[der.len - 1] ^= 1;
	assert_int_equal(cert_operator_parse(der.data, der.len, ca->data, ca->len, &o), ERR_CRYPTO);
	err_take();
	issue("personal", &der);
	assert_int_equal(cert_operator_parse(der.data, der.len, ca->data, ca->len, &o), ERR_INPUT);
	assert_string_equal(err_take(), "this is not the certificate of an operator");
	assert_memory_equal(&o, &kept, sizeof(o));
	issue("operator-soft", &der);
	assert_int_equal(cert_operator_parse(der.data, der.len, ca->data, ca->len, &o), 0);
	assert_true(o.soft && cert_operator_is(&o, "security"));
	buf_clear(&der);
}

/* Signed by the operator CA and yet none: without the policy of operators, with a role nobody knows. */
static void
believes_no_roles_but_an_operators(void **state)
{
	const struct buf *ca = &world_ca[WORLD_OPERATOR];
	struct buf der = BUF_INIT, tbs = BUF_INIT, sig = BUF_INIT;
	struct cert_operator o;
	struct profile p;
	char *at;

	(void)state;
	input("operator", holder);
	p = *in.profile;
	strcpy(p.policy, OID_POLICY_PERSONAL);
	in.profile = &p;
	assert_int_equal(cert_issue(&in, key_soft_signer(keys[WORLD_OPERATOR]), &der), 0);
	assert_int_equal(cert_operator_parse(der.data, der.len, ca->data, ca->len, &o), ERR_INPUT);
	assert_string_equal(err_take(), "this is not the certificate of an operator");
	input("operator", holder);
	assert_int_equal(tbs_build(&in, &tbs), 0);
	assert_non_null(at = memmem(tbs.data, tbs.len, "clerk", 5));
	memcpy(at, "chief", 5);
	assert_int_equal(key_sign(key_soft_signer(keys[WORLD_OPERATOR]), tbs.data, tbs.len, &sig), 0);
	buf_reset(&der);
	assert_int_equal(cert_join(tbs.data, tbs.len, KEY_P256, sig.data, sig.len, &der), 0);
	assert_int_equal(cert_operator_parse(der.data, der.len, ca->data, ca->len, &o), ERR_INPUT);
	assert_string_equal(err_take(), "roles are auditor, business, clerk, reviewer, security, in this order");
	buf_clear(&der);
	buf_clear(&tbs);
	buf_clear(&sig);
}

static void
checks_lists_of_roles(void **state)
{
	static const char *const good[] = { "clerk", "security", "clerk,reviewer", "auditor,business,clerk,reviewer,security" };
	static const char *const bad[] = { "", ",", "clerk,", ",clerk", "clerk,clerk", "reviewer,clerk", "boss", "Clerk",
	    "clerk reviewer", "clerk,,reviewer", "cler", "clerks" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_int_equal(cert_roles_check(good[i]), 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (cert_roles_check(bad[i]) != ERR_INPUT)
			fail_msg("\"%s\" was taken", bad[i]);
		assert_string_equal(err_take(), "roles are auditor, business, clerk, reviewer, security, in this order");
	}
}

/* The certificate of a case with the octets of one text replaced by others of the same length. */
static void
refuse_changed(const char *profile, const char *from, const char *to, const char *note)
{
	struct buf der = BUF_INIT, a = BUF_INIT, b = BUF_INIT;
	struct cert c;
	char *at;

	issue(profile, &der);
	assert_int_equal(enc_unhex(from, strlen(from), &a), 0);
	assert_int_equal(enc_unhex(to, strlen(to), &b), 0);
	assert_int_equal(a.len, b.len);
	assert_non_null(at = memmem(der.data, der.len, a.data, a.len));
	memcpy(at, b.data, b.len);
	assert_int_equal(cert_parse(der.data, der.len, &c), ERR_INPUT);
	assert_string_equal(err_take(), note);
	buf_clear(&der);
	buf_clear(&a);
	buf_clear(&b);
}

static void
refuses_certificates_not_of_its_making(void **state)
{
	static const char big[CERT_MAX + 1];
	struct cert c;

	(void)state;
	refuse_changed("personal", "a003020102", "a003020101", "certificate: the version is not 3");
	refuse_changed("personal", "0603551d0f0101ff", "0603551d240101ff", "certificate: the critical extension 2.5.29.36 is unknown");
	refuse_changed("personal", "0603551d0f0101ff", "0603551d0f010101",
	    "certificate: the extension " OID_KEY_USAGE " says oddly whether it is critical");
	refuse_changed("personal", "0603551d25", "0603551d1f", "certificate: the extension " OID_CDP " comes twice");
	refuse_changed("issuing", "30060101ff020100", "3006010100020100", "certificate: BasicConstraints is not that of a CA");
	refuse_changed("personal", "81157a68616e67", "86157a68616e67",
	    "certificate: SubjectAltName holds a name of a kind we never write");
	refuse_changed("personal", "81157a68616e67", "81150a68616e67", "certificate: SubjectAltName holds an odd name");
	refuse_changed("personal", "301e170d3236", "301e170d3a36", "certificate: DER: a time that is not written in full, with Z");
	refuse_changed("personal", "01020304300a06082a8648ce3d040302", "01020304300a06082a8648ce3d040303",
	    "certificate: the two algorithms of signature differ");
	refuse_changed("personal", "06082a8648ce3d030107", "06082a8648ce3d030101",
	    "certificate: the curve of the key must be P-256 or P-384");
	assert_int_equal(cert_parse(big, sizeof(big), &c), ERR_INPUT);
	assert_string_equal(err_take(), "certificate: the certificate is larger than 16384 octets");
	assert_int_equal(cert_parse("", 0, &c), ERR_INPUT);
	assert_string_not_equal(err_take(), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passes_the_strict_path_check),
		cmocka_unit_test(reads_what_it_issued),
		cmocka_unit_test(knows_its_issuer),
		cmocka_unit_test(is_not_fooled_by_a_name),
		cmocka_unit_test(holds_for_no_changed_bit),
		cmocka_unit_test(matches_what_was_asked_for),
		cmocka_unit_test(issues_nothing_with_another_key),
		cmocka_unit_test(reads_operators),
		cmocka_unit_test(believes_no_roles_but_an_operators),
		cmocka_unit_test(checks_lists_of_roles),
		cmocka_unit_test(refuses_certificates_not_of_its_making),
	};

	return ossl_init() != 0 ? 1 : cmocka_run_group_tests_name("pki/cert", tests, begin, end);
}
