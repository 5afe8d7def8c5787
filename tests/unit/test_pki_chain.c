#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/pkcs7.h>

#include "../lib/ca.h"
#include "pki/chain.h"
#include "pki/crl.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/tm.h"

static struct test_cert root, ca, leaf, other;
static struct buf list_root, list_empty, list_leaf, list_ca;
static int64_t now;

static struct chain_cert
of(const struct test_cert *c)
{
	return (struct chain_cert){ c->der.data, c->der.len };
}

/* What "openssl ARGS" prints when it reads these bytes, or "" when it fails. */
static const char *
openssl(const char *args, const struct buf *in)
{
	static char out[16384];
	char path[] = "/tmp/chain.XXXXXX", command[400];
	int fd = mkstemp(path);
	FILE *f;
	size_t n;

	assert_true(fd >= 0 && write(fd, in->data, in->len) == (ssize_t)in->len);
	close(fd);
	snprintf(command, sizeof(command), "openssl %s -in %s 2>/dev/null", args, path);
	f = popen(command, "r");
	assert_non_null(f);
	n = fread(out, 1, sizeof(out) - 1, f);
	out[pclose(f) == 0 ? n : 0] = '\0';
	unlink(path);
	return out;
}

static int
take(void *ctx, const void *der, size_t n)
{
	struct buf *seen = ctx;

	buf_add(seen, der, n);
	return 0;
}

static void
bundles_are_read_by_openssl_and_by_us_in_order(void **state)
{
	const struct chain_cert certs[] = { of(&leaf), of(&ca), of(&root) };
	struct buf der = BUF_INIT, seen = BUF_INIT, want = BUF_INIT, text = BUF_INIT;
	const char *printed;

	(void)state;
	assert_int_equal(chain_p7b(certs, 3, &der), 0);
	printed = openssl("pkcs7 -inform DER -print_certs -noout", &der);
	assert_non_null(strstr(printed, "CN = holder"));
	assert_true(strstr(printed, "subject=C = CN, CN = holder") < strstr(printed, "subject=C = CN, CN = issuing"));
	assert_true(strstr(printed, "subject=C = CN, CN = issuing") < strstr(printed, "subject=C = CN, CN = root"));
	chain_pem(certs, 3, &text);
	printed = openssl("pkcs7 -inform DER -print_certs", &der);
	for (size_t i = 0; i < 3; i++) {
		struct buf one = BUF_INIT;

		chain_pem(&certs[i], 1, &one);
		assert_non_null(strstr(printed, buf_str(&one)));
		assert_non_null(strstr(buf_str(&text), buf_str(&one)));
		buf_add(&want, certs[i].p, certs[i].n);
		buf_clear(&one);
	}
	assert_int_equal(chain_p7b_read(der.data, der.len, take, &seen), 0);
	assert_int_equal(seen.len, want.len);
	assert_memory_equal(seen.data, want.data, want.len);
	buf_clear(&der);
	buf_clear(&seen);
	buf_clear(&want);
	buf_clear(&text);
}

/* A bundle of another program, with a list inside, is read as well. */
static void
reads_bundles_of_the_library(void **state)
{
	PKCS7 *p7 = PKCS7_new();
	struct buf der = BUF_INIT, seen = BUF_INIT;
	unsigned char *p = NULL;
	X509 *x = ossl_cert(ca.der.data, ca.der.len);
	int n;

	(void)state;
	PKCS7_set_type(p7, NID_pkcs7_signed);
	PKCS7_content_new(p7, NID_pkcs7_data);
	PKCS7_set_detached(p7, 1);
	PKCS7_add_certificate(p7, x);
	n = i2d_PKCS7(p7, &p);
	assert_int_equal(ossl_take_der(p, n, &der), 0);
	assert_int_equal(chain_p7b_read(der.data, der.len, take, &seen), 0);
	assert_int_equal(seen.len, ca.der.len);
	assert_memory_equal(seen.data, ca.der.data, seen.len);
	for (size_t cut = 0; cut < der.len; cut++) {
		assert_int_equal(chain_p7b_read(der.data, cut, take, &seen), ERR_INPUT);
		assert_string_not_equal(err_take(), "");
	}
	assert_int_equal(chain_p7b_read(ca.der.data, ca.der.len, take, &seen), ERR_INPUT);
	err_take();
	X509_free(x);
	PKCS7_free(p7);
	buf_clear(&der);
	buf_clear(&seen);
}

static void
bundles_have_one_to_eight(void **state)
{
	struct chain_cert certs[CHAIN_MAX + 1];
	struct buf der = BUF_INIT;

	(void)state;
	for (size_t i = 0; i <= CHAIN_MAX; i++)
		certs[i] = of(&ca);
	assert_int_equal(chain_p7b(certs, 0, &der), ERR_INPUT);
	err_take();
	assert_int_equal(chain_p7b(certs, CHAIN_MAX + 1, &der), ERR_INPUT);
	assert_string_equal(err_take(), "a bundle holds 1 to 8 certificates");
	assert_int_equal(der.len, 0);
	assert_int_equal(chain_p7b(certs, CHAIN_MAX, &der), 0);
	buf_clear(&der);
}

static void
list(struct buf *out, const struct test_cert *by, const struct test_cert *revoked)
{
	struct crl_writer *w = NULL;
	unsigned char digest[32];
	const void *tbs;
	size_t n;

	assert_int_equal(crl_begin(by->der.data, by->der.len, 1, now - TM_MINUTE, now + TM_DAY, 1, &w), 0);
	if (revoked != NULL) {
		X509 *x = ossl_cert(revoked->der.data, revoked->der.len);
		const ASN1_INTEGER *serial = X509_get0_serialNumber(x);
		struct crl_entry e = { .serial_len = (size_t)ASN1_STRING_length(serial), .at = now - TM_HOUR };

		memcpy(e.serial, ASN1_STRING_get0_data(serial), e.serial_len);
		assert_int_equal(crl_add(w, &e), 0);
		X509_free(x);
	}
	assert_int_equal(crl_tbs(w, &tbs, &n, digest), 0);
	assert_int_equal(crl_sign(w, key_soft_signer(by->key), out), 0);
	crl_free(w);
}

static int
check(const struct test_cert *end, const struct test_cert *between, const struct test_cert *top, const struct buf *crl[2],
    int64_t at)
{
	struct chain_cert e = of(end), b = { NULL, 0 }, t = of(top), c[2] = { { NULL, 0 } };
	size_t crls = 0;

	if (between != NULL)
		b = of(between);
	for (; crl != NULL && crls < 2; crls++)
		c[crls] = (struct chain_cert){ crl[crls]->data, crl[crls]->len };
	return chain_verify(&e, &b, between != NULL, &t, c, crls, at);
}

static void
holds_with_all_of_the_path_and_not_otherwise(void **state)
{
	(void)state;
	assert_int_equal(check(&leaf, &ca, &root, NULL, now), 0);
	assert_int_equal(check(&leaf, NULL, &root, NULL, now), ERR_CRYPTO);
	assert_string_equal(err_take(), "the path does not hold at certificate 0: unable to get local issuer certificate");
	assert_int_equal(check(&leaf, &ca, &other, NULL, now), ERR_CRYPTO);
	assert_string_equal(err_take(), "the path does not hold at certificate 1: unable to get local issuer certificate");
	assert_int_equal(check(&leaf, &ca, &ca, NULL, now), ERR_CRYPTO);	/* trust begins at a root */
	err_take();
	assert_int_equal(check(&leaf, &ca, &root, NULL, now + 366 * TM_DAY), ERR_CRYPTO);
	assert_non_null(strstr(err_take(), "certificate has expired"));
	assert_int_equal(check(&leaf, &ca, &root, NULL, now - TM_DAY), ERR_CRYPTO);
	assert_non_null(strstr(err_take(), "certificate is not yet valid"));
}

static void
looks_at_the_lists_of_the_whole_path(void **state)
{
	const struct buf *good[2] = { &list_root, &list_empty }, *revoked[2] = { &list_root, &list_leaf },
	    *above[2] = { &list_ca, &list_empty }, *missing[2] = { &list_root, &list_root };

	(void)state;
	assert_int_equal(check(&leaf, &ca, &root, good, now), 0);
	assert_int_equal(check(&leaf, &ca, &root, revoked, now), ERR_CRYPTO);
	assert_string_equal(err_take(), "the path does not hold at certificate 0: certificate revoked");
	assert_int_equal(check(&leaf, &ca, &root, above, now), ERR_CRYPTO);
	assert_string_equal(err_take(), "the path does not hold at certificate 1: certificate revoked");
	assert_int_equal(check(&leaf, &ca, &root, missing, now), ERR_CRYPTO);
	assert_string_equal(err_take(), "the path does not hold at certificate 0: unable to get certificate CRL");
	assert_int_equal(check(&leaf, &ca, &root, good, now + 2 * TM_DAY), ERR_CRYPTO);
	assert_non_null(strstr(err_take(), "CRL has expired"));
}

static void
key_files_are_opened_by_openssl(void **state)
{
	const struct chain_cert above[] = { of(&ca), of(&root) };
	struct chain_cert end = of(&leaf), wrong = of(&ca);
	struct buf pem = BUF_INIT, der = BUF_INIT, out = BUF_INIT;
	const char *printed;

	(void)state;
	key_soft_pem(leaf.key, &pem);
	assert_int_equal(chain_pkcs12(pem.data, pem.len, "密码 pass1", "张三的证书", &end, above, 2, &out), 0);
	printed = openssl("pkcs12 -passin 'pass:密码 pass1' -nodes", &out);
	assert_non_null(strstr(printed, buf_str(&pem)));
	assert_non_null(strstr(printed, "subject=C = CN, CN = holder"));
	assert_non_null(strstr(printed, "subject=C = CN, CN = root"));
	assert_string_equal(openssl("pkcs12 -passin pass:other -nodes", &out), "");
	buf_clear(&out);
	assert_int_equal(enc_unpem("PRIVATE KEY", pem.data, pem.len, &der), 0);
	assert_int_equal(chain_pkcs12(der.data, der.len, "p", "f", &end, NULL, 0, &out), 0);
	assert_non_null(strstr(openssl("pkcs12 -passin pass:p -nodes", &out), buf_str(&pem)));
	buf_clear(&out);
	assert_int_equal(chain_pkcs12(pem.data, pem.len, "p", "f", &wrong, NULL, 0, &out), ERR_INPUT);
	assert_non_null(strstr(err_take(), "the key does not belong to the certificate"));
	assert_int_equal(chain_pkcs12("nonsense", 8, "p", "f", &end, NULL, 0, &out), ERR_INPUT);
	assert_non_null(strstr(err_take(), "the private key cannot be read"));
	assert_int_equal(out.len, 0);
	buf_wipe(&pem);
	buf_wipe(&der);
}

/* PBES2 and an HMAC-SHA256 MAC: what NSS and Windows of today import. */
static void
key_files_use_strong_algorithms(void **state)
{
	struct chain_cert end = of(&leaf);
	struct buf pem = BUF_INIT, out = BUF_INIT;
	const unsigned char *at;
	const X509_ALGOR *mac;
	PKCS12 *p12;
	char oid[80];

	(void)state;
	key_soft_pem(leaf.key, &pem);
	assert_int_equal(chain_pkcs12(pem.data, pem.len, "p", "f", &end, NULL, 0, &out), 0);
	at = (const unsigned char *)out.data;
	p12 = d2i_PKCS12(NULL, &at, (long)out.len);
	PKCS12_get0_mac(NULL, &mac, NULL, NULL, p12);
	OBJ_obj2txt(oid, sizeof(oid), mac->algorithm, 1);
	assert_string_equal(oid, "2.16.840.1.101.3.4.2.1");
	PKCS12_free(p12);
	assert_null(memmem(out.data, out.len, "\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01", 9));	/* pkcs-12PbeIds */
	buf_wipe(&pem);
	buf_clear(&out);
}

static int
make_all(void **state)
{
	(void)state;
	now = tm_now();
	test_cert(&root, KEY_P384, "root", "ca", NULL, now);
	test_cert(&other, KEY_P256, "other root", "ca", NULL, now);
	test_cert(&ca, KEY_P256, "issuing", "ca", &root, now);
	test_cert(&leaf, KEY_P256, "holder", "leaf", &ca, now);
	list(&list_root, &root, NULL);
	list(&list_ca, &root, &ca);
	list(&list_empty, &ca, NULL);
	list(&list_leaf, &ca, &leaf);
	return 0;
}

static int
free_all(void **state)
{
	(void)state;
	test_cert_free(&root);
	test_cert_free(&other);
	test_cert_free(&ca);
	test_cert_free(&leaf);
	buf_clear(&list_root);
	buf_clear(&list_ca);
	buf_clear(&list_empty);
	buf_clear(&list_leaf);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bundles_are_read_by_openssl_and_by_us_in_order),
		cmocka_unit_test(reads_bundles_of_the_library),
		cmocka_unit_test(bundles_have_one_to_eight),
		cmocka_unit_test(holds_with_all_of_the_path_and_not_otherwise),
		cmocka_unit_test(looks_at_the_lists_of_the_whole_path),
		cmocka_unit_test(key_files_are_opened_by_openssl),
		cmocka_unit_test(key_files_use_strong_algorithms),
	};

	if (ossl_init() != 0)
		return 1;
	return cmocka_run_group_tests_name("pki/chain", tests, make_all, free_all);
}
