#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "../lib/ca.h"
#include "pki/crl.h"
#include "util/digest.h"
#include "util/err.h"
#include "util/tm.h"

#define NOW ((int64_t)1795737600000)		/* 2026-11-27T00:00:00Z */

static struct test_cert p256, rsa, p384;

static struct crl_writer *
begin(const struct test_cert *ca, uint64_t number, size_t expected)
{
	struct crl_writer *w = NULL;

	assert_int_equal(crl_begin(ca->der.data, ca->der.len, number, NOW + 321, NOW + TM_DAY, expected, &w), 0);
	return w;
}

static void
end(struct crl_writer *w, const struct test_cert *ca, struct buf *out)
{
	unsigned char digest[32], same[32];
	const void *tbs;
	size_t n;

	assert_int_equal(crl_tbs(w, &tbs, &n, digest), 0);
	digest_sha256(tbs, n, same);
	assert_memory_equal(digest, same, 32);
	assert_int_equal(crl_sign(w, key_soft_signer(ca->key), out), 0);
	crl_free(w);
}

/* Three entries: without a reason, held, and a compromised key with its date. */
static const struct crl_entry three[] = {
	{ .serial = { 0x40, 1 }, .serial_len = 2, .at = NOW - TM_DAY },
	{ .serial = { 0xff, 2 }, .serial_len = 2, .at = NOW, .reason = CRL_HOLD },
	{ .serial = { 0x7f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 }, .serial_len = 20, .at = NOW + 100,
	    .reason = CRL_KEY_COMPROMISE, .invalid_since = NOW - 3 * TM_DAY },
};

static void
list_of_three(const struct test_cert *ca, struct buf *out)
{
	struct crl_writer *w = begin(ca, 7, 3);

	for (size_t i = 0; i < 3; i++)
		assert_int_equal(crl_add(w, &three[i]), 0);
	assert_int_equal(crl_count(w), 3);
	end(w, ca, out);
}

static X509_CRL *
library_reads(const struct buf *der)
{
	const unsigned char *at = (const unsigned char *)der->data;
	X509_CRL *crl = d2i_X509_CRL(NULL, &at, (long)der->len);

	assert_non_null(crl);
	assert_ptr_equal(at, (const unsigned char *)der->data + der->len);
	return crl;
}

static int64_t
seconds(const ASN1_TIME *t)
{
	struct tm parts;

	assert_int_equal(ASN1_TIME_to_tm(t, &parts), 1);
	return (int64_t)timegm(&parts) * 1000;
}

static void
entry_is(X509_CRL *crl, const struct crl_entry *e)
{
	ASN1_INTEGER *serial = ASN1_INTEGER_new();
	X509_REVOKED *found = NULL;
	ASN1_ENUMERATED *reason;
	ASN1_GENERALIZEDTIME *since;
	int crit;

	ASN1_STRING_set(serial, e->serial, (int)e->serial_len);
	assert_int_equal(X509_CRL_get0_by_serial(crl, &found, serial), 1);
	assert_int_equal(seconds(X509_REVOKED_get0_revocationDate(found)), e->at - e->at % 1000);
	reason = X509_REVOKED_get_ext_d2i(found, NID_crl_reason, &crit, NULL);
	assert_int_equal(reason != NULL ? ASN1_ENUMERATED_get(reason) : 0, e->reason);
	since = X509_REVOKED_get_ext_d2i(found, NID_invalidity_date, &crit, NULL);
	assert_int_equal(since != NULL ? seconds(since) : 0, e->invalid_since);
	ASN1_ENUMERATED_free(reason);
	ASN1_GENERALIZEDTIME_free(since);
	ASN1_INTEGER_free(serial);
}

static void
writes_what_the_library_reads_and_verifies(void **state)
{
	const struct test_cert *const ca[] = { &p256, &rsa, &p384 };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct buf der = BUF_INIT;
		ASN1_INTEGER *number;
		AUTHORITY_KEYID *aki;
		X509_CRL *crl;

		list_of_three(ca[i], &der);
		crl = library_reads(&der);
		assert_int_equal(X509_CRL_verify(crl, ca[i]->pkey), 1);
		assert_int_equal(X509_CRL_get_version(crl), X509_CRL_VERSION_2);
		assert_int_equal(seconds(X509_CRL_get0_lastUpdate(crl)), NOW);
		assert_int_equal(seconds(X509_CRL_get0_nextUpdate(crl)), NOW + TM_DAY);
		assert_int_equal(sk_X509_REVOKED_num(X509_CRL_get_REVOKED(crl)), 3);
		for (size_t k = 0; k < 3; k++)
			entry_is(crl, &three[k]);
		number = X509_CRL_get_ext_d2i(crl, NID_crl_number, NULL, NULL);
		assert_int_equal(ASN1_INTEGER_get(number), 7);
		aki = X509_CRL_get_ext_d2i(crl, NID_authority_key_identifier, NULL, NULL);
		assert_int_equal(ASN1_STRING_length(aki->keyid), 20);
		AUTHORITY_KEYID_free(aki);
		ASN1_INTEGER_free(number);
		X509_CRL_free(crl);
		buf_clear(&der);
	}
}

/* The library writes the same entries: its TBSCertList must be ours, byte for byte. */
static void
writes_the_bytes_the_library_writes(void **state)
{
	struct buf der = BUF_INIT;
	X509_CRL *crl;
	unsigned char *again = NULL;
	int n;

	(void)state;
	list_of_three(&p256, &der);
	crl = library_reads(&der);
	assert_int_equal(X509_CRL_set_version(crl, X509_CRL_VERSION_2), 1);	/* forgets the bytes it has read */
	assert_true(X509_CRL_sign(crl, p256.pkey, EVP_sha256()) > 0);
	n = i2d_re_X509_CRL_tbs(crl, &again);
	assert_true(n > 0);
	assert_memory_equal(again, der.data + 4, n);
	OPENSSL_free(again);
	X509_CRL_free(crl);
	buf_clear(&der);
}

static int
compare(void *ctx, const struct crl_entry *e)
{
	size_t *i = ctx;
	const struct crl_entry *want = &three[(*i)++];

	assert_int_equal(e->serial_len, want->serial_len);
	assert_memory_equal(e->serial, want->serial, want->serial_len);
	assert_int_equal(e->at, want->at - want->at % 1000);
	assert_int_equal(e->reason, want->reason);
	assert_int_equal(e->invalid_since, want->invalid_since);
	return 0;
}

static int
stop(void *ctx, const struct crl_entry *e)
{
	(void)e;
	return ++*(size_t *)ctx == 2 ? ERR_CONFLICT : 0;
}

static void
reads_back_its_entries_in_order(void **state)
{
	struct buf der = BUF_INIT;
	struct crl facts;
	size_t i = 0;

	(void)state;
	list_of_three(&rsa, &der);
	assert_int_equal(crl_read(der.data, der.len, rsa.der.data, rsa.der.len, &facts, compare, &i), 0);
	assert_int_equal(i, 3);
	assert_int_equal(facts.entries, 3);
	assert_int_equal(facts.number, 7);
	assert_int_equal(facts.this_update, NOW);
	assert_int_equal(facts.next_update, NOW + TM_DAY);
	i = 0;
	assert_int_equal(crl_read(der.data, der.len, rsa.der.data, rsa.der.len, &facts, stop, &i), ERR_CONFLICT);
	assert_int_equal(i, 2);
	buf_clear(&der);
}

static void
an_empty_list_has_no_sequence_of_entries(void **state)
{
	struct buf der = BUF_INIT;
	struct crl facts;
	X509_CRL *crl;

	(void)state;
	end(begin(&p256, 1, 0), &p256, &der);
	crl = library_reads(&der);
	assert_int_equal(X509_CRL_verify(crl, p256.pkey), 1);
	assert_null(X509_CRL_get_REVOKED(crl));
	assert_int_equal(crl_read(der.data, der.len, p256.der.data, p256.der.len, &facts, NULL, NULL), 0);
	assert_int_equal(facts.entries, 0);
	assert_int_equal(facts.number, 1);
	X509_CRL_free(crl);
	buf_clear(&der);
}

#define CHANGED(field, value) __extension__ ({ struct crl_entry e_ = three[1]; e_.field = value; e_; })

static void
refuses_entries_no_list_has(void **state)
{
	struct crl_writer *w = begin(&p256, 1, 0);
	const struct crl_entry wrong[] = {
		CHANGED(serial_len, 0), CHANGED(serial_len, 21), CHANGED(serial[0], 0), CHANGED(at, 0), CHANGED(at, NOW + 1000),
		CHANGED(reason, 7), CHANGED(reason, 8), CHANGED(reason, 11), CHANGED(reason, -1), CHANGED(invalid_since, NOW + 1000),
		CHANGED(serial_len, 20),		/* first bit set: 21 octets as INTEGER */
	};
	unsigned char digest[32];
	const void *tbs;
	size_t n;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(crl_add(w, &wrong[i]), ERR_INPUT);
		assert_string_not_equal(err_take(), "");
	}
	assert_int_equal(crl_count(w), 0);
	assert_int_equal(crl_tbs(w, &tbs, &n, digest), 0);
	assert_int_equal(crl_add(w, &three[0]), ERR_BUG);
	err_take();
	crl_free(w);
}

static void
refuses_who_may_not_sign_lists(void **state)
{
	struct buf der = BUF_INIT;
	struct crl_writer *w = NULL;
	unsigned char digest[32];
	struct test_cert leaf;
	const void *tbs;
	size_t n;

	(void)state;
	test_cert(&leaf, KEY_P256, "holder", "leaf", &p256, NOW);
	assert_int_equal(crl_begin(leaf.der.data, leaf.der.len, 1, NOW, NOW + TM_DAY, 0, &w), ERR_INPUT);
	assert_string_equal(err_take(), "list: this certificate may not sign lists");
	assert_int_equal(crl_begin("x", 1, 1, NOW, NOW + TM_DAY, 0, &w), ERR_INPUT);
	err_take();
	assert_int_equal(crl_begin(p256.der.data, p256.der.len, 0, NOW, NOW + TM_DAY, 0, &w), ERR_INPUT);
	err_take();
	assert_int_equal(crl_begin(p256.der.data, p256.der.len, 1, NOW, NOW, 0, &w), ERR_INPUT);
	err_take();
	assert_null(w);
	w = begin(&p256, 1, 0);
	assert_int_equal(crl_sign(w, key_soft_signer(p256.key), &der), ERR_BUG);	/* not ended */
	err_take();
	assert_int_equal(crl_tbs(w, &tbs, &n, digest), 0);
	assert_int_equal(crl_sign(w, key_soft_signer(leaf.key), &der), ERR_CRYPTO);
	assert_string_equal(err_take(), "list: the key is not the one of its issuer");
	assert_int_equal(der.len, 0);
	assert_int_equal(crl_sign(w, key_soft_signer(p256.key), &der), 0);
	buf_clear(&der);
	assert_int_equal(crl_sign(w, key_soft_signer(p256.key), &der), ERR_BUG);	/* given away */
	err_take();
	crl_free(w);
	test_cert_free(&leaf);
}

static void
refuses_every_changed_byte(void **state)
{
	struct buf der = BUF_INIT;
	struct crl facts;

	(void)state;
	list_of_three(&p256, &der);
	for (size_t i = 0; i < der.len; i++) {
		int r;

		der.data[i] ^= 1;
		r = crl_read(der.data, der.len, p256.der.data, p256.der.len, &facts, NULL, NULL);
		assert_true(r == ERR_INPUT || r == ERR_CRYPTO);
		assert_string_not_equal(err_take(), "");
		der.data[i] ^= 1;
	}
	assert_int_equal(crl_read(der.data, der.len - 1, p256.der.data, p256.der.len, &facts, NULL, NULL), ERR_INPUT);
	err_take();
	assert_int_equal(crl_read(der.data, der.len, rsa.der.data, rsa.der.len, &facts, NULL, NULL), ERR_CRYPTO);
	err_take();
	buf_clear(&der);
}

/* RFC 5280, 5.1.2.2: the algorithm within what is signed is the one of the signature. */
static void
refuses_another_algorithm_inside(void **state)
{
	static const char sha256[] = "\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02";	/* ecdsa-with-SHA256 */
	const struct key_signer *by = key_soft_signer(p256.key);
	struct buf der = BUF_INIT, sig = BUF_INIT, odd = BUF_INIT;
	unsigned char digest[32];
	struct crl_writer *w = begin(&p256, 1, 0);
	struct crl facts;
	const void *tbs;
	char *at;
	size_t n;

	(void)state;
	assert_int_equal(crl_tbs(w, &tbs, &n, digest), 0);
	buf_add(&der, tbs, n);
	at = memmem(der.data, der.len, sha256, sizeof(sha256) - 1);
	assert_non_null(at);
	at[sizeof(sha256) - 2] = 3;			/* with SHA384 */
	assert_int_equal(key_sign(by, der.data, der.len, &sig), 0);
	key_join(der.data, der.len, by->kind, sig.data, sig.len, &odd);
	assert_int_equal(crl_read(odd.data, odd.len, p256.der.data, p256.der.len, &facts, NULL, NULL), ERR_CRYPTO);
	assert_string_equal(err_take(), "list: the algorithm inside is another");
	crl_free(w);
	buf_clear(&der);
	buf_clear(&sig);
	buf_clear(&odd);
}

struct cost { int64_t ms, kb; };

static struct cost
cost(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (struct cost){ u.ru_utime.tv_sec * 1000 + u.ru_utime.tv_usec / 1000 + u.ru_stime.tv_sec * 1000 +
	    u.ru_stime.tv_usec / 1000, u.ru_maxrss };
}

/* Two seconds, 64 MB (design 8). The first of all tests, since the kernel tells the highest use of memory so far. */
static void
a_million_entries_cost_little_beside_their_bytes(void **state)
{
	struct crl_writer *w = begin(&p256, 99, 1000000);
	struct crl_entry e = three[2];
	struct buf der = BUF_INIT;
	struct cost from = cost(), to;
	struct crl facts;

	(void)state;
	e.invalid_since = 0;
	for (uint32_t i = 0; i < 1000000; i++) {
		memcpy(e.serial + 4, &i, sizeof(i));
		assert_int_equal(crl_add(w, &e), 0);
	}
	end(w, &p256, &der);
	to = cost();
	print_message("%zu bytes: %lld ms, %lld kB\n", der.len, (long long)(to.ms - from.ms), (long long)(to.kb - from.kb));
#ifndef __SANITIZE_ADDRESS__
	assert_true(to.ms - from.ms < 2000);
	assert_true(to.kb - from.kb < 64 * 1024);
#endif
	assert_int_equal(crl_read(der.data, der.len, p256.der.data, p256.der.len, &facts, NULL, NULL), 0);
	assert_int_equal(facts.entries, 1000000);
	assert_int_equal(facts.number, 99);
	buf_clear(&der);
}

/* What does not fit in a buffer is refused, not cut. */
static void
a_list_that_is_too_large_is_refused(void **state)
{
	struct crl_writer *w = begin(&p256, 1, SIZE_MAX);
	struct crl_entry e = three[2];
	unsigned char digest[32];
	const void *tbs;
	uint32_t i;
	size_t n;
	int r = 0;

	(void)state;
	for (i = 0; r == 0 && i < 2000000; i++)
		r = crl_add(w, &e);
	assert_int_equal(r, ERR_LIMIT);
	assert_int_equal(crl_count(w), i - 1);
	assert_int_equal(crl_tbs(w, &tbs, &n, digest), ERR_LIMIT);
	err_take();
	crl_free(w);
}

static int
make_all(void **state)
{
	(void)state;
	test_cert(&p256, KEY_P256, "CA P-256", "ca", NULL, NOW);
	test_cert(&rsa, KEY_RSA2048, "CA RSA", "ca", NULL, NOW);
	test_cert(&p384, KEY_P384, "CA P-384", "ca", NULL, NOW);
	return 0;
}

static int
free_all(void **state)
{
	(void)state;
	test_cert_free(&p256);
	test_cert_free(&rsa);
	test_cert_free(&p384);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_million_entries_cost_little_beside_their_bytes),
		cmocka_unit_test(writes_what_the_library_reads_and_verifies),
		cmocka_unit_test(writes_the_bytes_the_library_writes),
		cmocka_unit_test(reads_back_its_entries_in_order),
		cmocka_unit_test(an_empty_list_has_no_sequence_of_entries),
		cmocka_unit_test(refuses_entries_no_list_has),
		cmocka_unit_test(refuses_who_may_not_sign_lists),
		cmocka_unit_test(refuses_every_changed_byte),
		cmocka_unit_test(refuses_another_algorithm_inside),
		cmocka_unit_test(a_list_that_is_too_large_is_refused),
	};

	if (ossl_init() != 0)
		return 1;
	return cmocka_run_group_tests_name("pki/crl", tests, make_all, free_all);
}
