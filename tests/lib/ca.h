/*
 * Certificates for tests, made with OpenSSL's own functions and not with ours, so that what reads them is tested against
 * another hand: a CA, its OCSP responder, a TSA, a holder.
 */
#ifndef TESTS_LIB_CA_H
#define TESTS_LIB_CA_H

#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/pem.h>

#include "pki/key.h"
#include "pki/ossl.h"
#include "util/buf.h"
#include "util/tm.h"

struct test_cert {
	struct key_soft	*key;
	EVP_PKEY	*pkey;
	struct buf	 der;
};

static inline void
test_ext(X509 *x, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX ctx;
	X509_EXTENSION *e;

	X509V3_set_ctx(&ctx, issuer, x, NULL, NULL, 0);
	e = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	assert_non_null(e);
	assert_int_equal(X509_add_ext(x, e, -1), 1);
	X509_EXTENSION_free(e);
}

static inline void
test_exts(X509 *x, X509 *issuer, const char *what)
{
	if (strcmp(what, "ca") == 0) {
		test_ext(x, issuer, NID_basic_constraints, "critical,CA:TRUE");
		test_ext(x, issuer, NID_key_usage, "critical,keyCertSign,cRLSign");
	} else {
		test_ext(x, issuer, NID_key_usage, "critical,digitalSignature");
		if (strcmp(what, "leaf") != 0)
			test_ext(x, issuer, NID_ext_key_usage, what);
	}
	test_ext(x, issuer, NID_subject_key_identifier, "hash");
	test_ext(x, issuer, NID_authority_key_identifier, "keyid");
}

/* A certificate in force from an hour before now for a year; what: "ca", "leaf", or its extended key usage. issuer NULL: self. */
static inline void
test_cert(struct test_cert *c, enum key_kind kind, const char *cn, const char *what, const struct test_cert *issuer, int64_t now)
{
	const struct test_cert *by = issuer != NULL ? issuer : c;
	struct buf pem = BUF_INIT;
	X509 *x = X509_new(), *above;
	unsigned char *der = NULL;
	const unsigned char *at;
	BIO *in;
	int n;

	*c = (struct test_cert){ .key = NULL };
	assert_int_equal(key_soft_make(kind, &c->key), 0);
	key_soft_pem(c->key, &pem);
	in = ossl_reader(pem.data, pem.len);
	c->pkey = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
	assert_non_null(c->pkey);
	BIO_free(in);
	buf_wipe(&pem);
	X509_set_version(x, 2);
	ASN1_INTEGER_set_uint64(X509_get_serialNumber(x), 0x4000 + strlen(cn));
	X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "C", V_ASN1_PRINTABLESTRING, (const unsigned char *)"CN", -1, -1, 0);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", V_ASN1_UTF8STRING, (const unsigned char *)cn, -1, -1, 0);
	at = (const unsigned char *)by->der.data;
	above = issuer != NULL ? d2i_X509(NULL, &at, (long)by->der.len) : x;
	X509_set_issuer_name(x, X509_get_subject_name(above));
	ASN1_TIME_set(X509_getm_notBefore(x), (time_t)((now - TM_HOUR) / 1000));
	ASN1_TIME_set(X509_getm_notAfter(x), (time_t)((now + 365 * TM_DAY) / 1000));
	X509_set_pubkey(x, c->pkey);
	test_exts(x, above, what);
	assert_true(X509_sign(x, by->pkey, EVP_PKEY_get_bits(by->pkey) == 384 ? EVP_sha384() : EVP_sha256()) > 0);
	n = i2d_X509(x, &der);
	assert_int_equal(ossl_take_der(der, n, &c->der), 0);
	if (issuer != NULL)
		X509_free(above);
	X509_free(x);
}

static inline void
test_cert_free(struct test_cert *c)
{
	key_soft_free(c->key);
	EVP_PKEY_free(c->pkey);
	buf_clear(&c->der);
}

#endif
