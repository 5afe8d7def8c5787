/* A token of our making, which holds software keys and can be told to lie. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdbool.h>

#include "signd/hsmkey.h"
#include "util/err.h"

#define PRIVATE	10
#define PUBLIC	20

static EVP_PKEY *p256, *p384, *rsa;

/* --- the token --- */

static struct token {
	EVP_PKEY	*key;
	const char	*label;
	CK_ULONG	 copies;	/* objects of that name in each class */
	unsigned char	 id[40];
	size_t		 id_len;
	const char	*curve;		/* NULL: the key's own */
	int		 point_cut;	/* octets left out at the end of the point */
	CK_ATTRIBUTE_TYPE broken;	/* cannot be read */
	CK_OBJECT_CLASS	 missing;
	CK_MECHANISM_TYPE mechanism;	/* what a signature was asked with */
	unsigned char	 in[100];
	size_t		 in_len;
	CK_RV		 sign_fault;
	CK_OBJECT_CLASS	 wanted;
} t;

static CK_RV
find_init(CK_SESSION_HANDLE s, CK_ATTRIBUTE *want, CK_ULONG n)
{
	(void)s;
	assert_int_equal(n, 2);
	assert_int_equal(want[0].type, CKA_CLASS);
	assert_int_equal(want[1].type, CKA_LABEL);
	memcpy(&t.wanted, want[0].pValue, sizeof(t.wanted));
	if (strlen(t.label) != want[1].ulValueLen || memcmp(t.label, want[1].pValue, want[1].ulValueLen) != 0)
		t.wanted = CKO_DATA;
	return CKR_OK;
}

static CK_RV
find(CK_SESSION_HANDLE s, CK_OBJECT_HANDLE *out, CK_ULONG max, CK_ULONG *count)
{
	(void)s;
	for (*count = 0; t.wanted != CKO_DATA && t.wanted != t.missing && *count < t.copies && *count < max; ++*count)
		out[*count] = (t.wanted == CKO_PRIVATE_KEY ? PRIVATE : PUBLIC) + *count;
	return CKR_OK;
}

static CK_RV
find_final(CK_SESSION_HANDLE s)
{
	(void)s;
	return CKR_OK;
}

static size_t
number_attr(const char *name, unsigned char *to)
{
	BIGNUM *n = NULL;
	size_t len;

	assert_int_equal(EVP_PKEY_get_bn_param(t.key, name, &n), 1);
	len = (size_t)BN_bn2bin(n, to);
	BN_free(n);
	return len;
}

static size_t
attr(CK_ATTRIBUTE_TYPE type, unsigned char *to)
{
	CK_KEY_TYPE kind = EVP_PKEY_get_base_id(t.key) == EVP_PKEY_RSA ? CKK_RSA : CKK_EC;
	const char *curve = EVP_PKEY_get_bits(t.key) == 384 ? "\x06\x05\x2b\x81\x04\x00\x22" :
	    "\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07";
	size_t n = 0;

	switch (type) {
	case CKA_KEY_TYPE:
		memcpy(to, &kind, sizeof(kind));
		return sizeof(kind);
	case CKA_ID:
		memcpy(to, t.id, t.id_len);
		return t.id_len;
	case CKA_EC_PARAMS:
		curve = t.curve != NULL ? t.curve : curve;
		n = 2 + (size_t)curve[1];
		memcpy(to, curve, n);
		return n;
	case CKA_EC_POINT:
		EVP_PKEY_get_octet_string_param(t.key, OSSL_PKEY_PARAM_PUB_KEY, to + 2, 200, &n);
		n -= (size_t)t.point_cut;
		to[0] = 4;
		to[1] = (unsigned char)n;
		return n + 2;
	case CKA_MODULUS:
		return number_attr(OSSL_PKEY_PARAM_RSA_N, to);
	case CKA_PUBLIC_EXPONENT:
		return number_attr(OSSL_PKEY_PARAM_RSA_E, to);
	default:
		fail_msg("nobody asks for attribute %lx", type);
		return 0;
	}
}

static CK_RV
get_attribute(CK_SESSION_HANDLE s, CK_OBJECT_HANDLE object, CK_ATTRIBUTE *a, CK_ULONG n)
{
	(void)s;
	assert_int_equal(n, 1);
	assert_int_equal(object, PUBLIC);
	if (a->type == t.broken)
		return CKR_DEVICE_ERROR;
	a->ulValueLen = attr(a->type, a->pValue);
	return CKR_OK;
}

static CK_RV
sign_init(CK_SESSION_HANDLE s, CK_MECHANISM *how, CK_OBJECT_HANDLE key)
{
	(void)s;
	assert_int_equal(key, PRIVATE);
	t.mechanism = how->mechanism;
	return CKR_OK;
}

/* r || s of an ECDSA signature, each filled with zeros in front (PKCS#11 2.40, 2.3.1). */
static size_t
plain_ecdsa(const unsigned char *der, size_t n, size_t half, unsigned char *to)
{
	ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &der, (long)n);

	assert_non_null(sig);
	BN_bn2binpad(ECDSA_SIG_get0_r(sig), to, (int)half);
	BN_bn2binpad(ECDSA_SIG_get0_s(sig), to + half, (int)half);
	ECDSA_SIG_free(sig);
	return 2 * half;
}

static CK_RV
sign(CK_SESSION_HANDLE s, unsigned char *in, CK_ULONG n, unsigned char *out, CK_ULONG *len)
{
	EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(t.key, NULL);
	unsigned char der[600];
	size_t m = sizeof(der);

	(void)s;
	assert_int_equal(*len, HSM_SIG_MAX);
	memcpy(t.in, in, n);
	t.in_len = n;
	if (t.sign_fault != CKR_OK) {
		EVP_PKEY_CTX_free(c);
		return t.sign_fault;
	}
	assert_int_equal(EVP_PKEY_sign_init(c), 1);	/* RSA: PKCS #1 of what it is given, as CKM_RSA_PKCS */
	assert_int_equal(EVP_PKEY_sign(c, der, &m, in, n), 1);
	EVP_PKEY_CTX_free(c);
	if (t.key != rsa)
		m = plain_ecdsa(der, m, (size_t)EVP_PKEY_get_bits(t.key) / 8, out);
	else
		memcpy(out, der, m);
	*len = m;
	return CKR_OK;
}

static CK_FUNCTION_LIST lib = { .C_FindObjectsInit = find_init, .C_FindObjects = find, .C_FindObjectsFinal = find_final,
    .C_GetAttributeValue = get_attribute, .C_SignInit = sign_init, .C_Sign = sign };
static struct hsm hsm = { .f = &lib };
static struct hsm_own own;

static void
token(EVP_PKEY *key)
{
	t = (struct token){ .key = key, .label = "ca", .copies = 1, .id = { 0xab, 1 }, .id_len = 2, .broken = CKA_TOKEN,
	    .missing = CKO_DATA };
}

static int
begin(void **state)
{
	(void)state;
	p256 = EVP_EC_gen("P-256");
	p384 = EVP_EC_gen("P-384");
	rsa = EVP_RSA_gen(2048);
	return p256 == NULL || p384 == NULL || rsa == NULL;
}

static int
end(void **state)
{
	(void)state;
	EVP_PKEY_free(p256);
	EVP_PKEY_free(p384);
	EVP_PKEY_free(rsa);
	return 0;
}

static int
away(void **state)
{
	(void)state;
	hsmkey_free(&own);
	own = (struct hsm_own){ .pkey = NULL };
	err_take();
	return 0;
}

/* --- loading --- */

static void
loads_the_public_half(void **state)
{
	const struct { EVP_PKEY *key; enum hsm_type type; int bits; } kinds[] = {
		{ p256, HSM_P256, 256 }, { p384, HSM_P384, 384 }, { rsa, HSM_RSA, 2048 },
	};

	for (size_t i = 0; i < 3; i++) {
		unsigned char *der = NULL;
		int n = i2d_PUBKEY(kinds[i].key, &der);

		token(kinds[i].key);
		assert_int_equal(hsmkey_load(&hsm, "ca", &own), 0);
		assert_string_equal(own.pub.label, "ca");
		assert_string_equal(own.pub.id, "ab01");
		assert_int_equal(own.pub.type, kinds[i].type);
		assert_int_equal(own.pub.bits, kinds[i].bits);
		assert_int_equal(own.pub.handle, PRIVATE);
		assert_int_equal(own.pub.spki.len, n);
		assert_memory_equal(own.pub.spki.data, der, n);
		OPENSSL_free(der);
		away(state);
	}
}

static void
refused(int code, const char *note)
{
	assert_int_equal(hsmkey_load(&hsm, "ca", &own), code);
	assert_string_equal(err_take(), note);
	away(NULL);
}

static void
refuses_keys_that_are_not_as_they_must_be(void **state)
{
	(void)state;
	token(p256);
	t.label = "caa";
	refused(ERR_NOTFOUND, "key token: there is no key named ca");
	token(p256);
	t.missing = CKO_PUBLIC_KEY;
	refused(ERR_NOTFOUND, "key token: there is no key named ca");
	token(p256);
	t.copies = 2;
	refused(ERR_CONFLICT, "key token: there are two keys named ca");
	token(p256);
	t.curve = "\x06\x05\x2b\x81\x04\x00\x0a";	/* secp256k1 */
	refused(ERR_CRYPTO, "key token: the key ca is on no curve of ours");
	token(p256);
	t.curve = "\x06\x05\x2b\x81\x04\x00\x22";	/* a point too short for it */
	refused(ERR_CRYPTO, "key token: the key ca is on no curve of ours");
	token(p256);
	t.point_cut = 1;
	refused(ERR_CRYPTO, "key token: the key ca is on no curve of ours");
	token(p256);
	t.id_len = 17;
	refused(ERR_CRYPTO, "key token: the key ca has odd attributes");
	token(rsa);
	t.broken = CKA_PUBLIC_EXPONENT;
	refused(ERR_PEER, "key token: read a key's attribute: device error");
	token(p256);
	t.broken = CKA_EC_POINT;
	refused(ERR_PEER, "key token: read a key's attribute: device error");
	assert_int_equal(hsmkey_load(&hsm, "a name of more than thirty-two octets", &own), ERR_INPUT);
	assert_string_equal(err_take(), "key token: key names have at most 32 characters");
}

/* --- signing --- */

static struct hsm_job job;

static void
sign_it(EVP_PKEY *key)
{
	token(key);
	assert_int_equal(hsmkey_load(&hsm, "ca", &own), 0);
	job = (struct hsm_job){ .key = &own.pub, .data = "paper", .n = 5 };
	hsmkey_digest(&job);
	assert_int_equal(job.rv, CKR_FUNCTION_FAILED);	/* until somebody has signed */
	hsmkey_sign(&lib, 1, &job);
}

static int
verify(EVP_PKEY *key, const EVP_MD *md)
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	int ok = EVP_DigestVerifyInit(c, NULL, md, NULL, key) == 1 &&
	    EVP_DigestVerify(c, job.sig, job.sig_len, (const unsigned char *)"paper", 5) == 1;

	EVP_MD_CTX_free(c);
	return ok;
}

static void
asks_for_the_digest_its_kind_of_key_takes(void **state)
{
	unsigned char digest[48];

	sign_it(p256);
	assert_int_equal(t.mechanism, CKM_ECDSA);
	EVP_Digest("paper", 5, digest, NULL, EVP_sha256(), NULL);
	assert_int_equal(t.in_len, 32);
	assert_memory_equal(t.in, digest, 32);
	assert_int_equal(hsmkey_finish(&job), 0);
	assert_true(verify(p256, EVP_sha256()));
	away(state);

	sign_it(rsa);
	assert_int_equal(t.mechanism, CKM_RSA_PKCS);
	assert_int_equal(t.in_len, 51);	/* RFC 8017, 9.2: DigestInfo, the padding is the token's */
	assert_memory_equal(t.in + 19, digest, 32);
	assert_int_equal(hsmkey_finish(&job), 0);
	assert_true(verify(rsa, EVP_sha256()));
	away(state);

	sign_it(p384);
	EVP_Digest("paper", 5, digest, NULL, EVP_sha384(), NULL);
	assert_int_equal(t.in_len, 48);
	assert_memory_equal(t.in, digest, 48);
	assert_int_equal(hsmkey_finish(&job), 0);
	assert_true(verify(p384, EVP_sha384()));
}

/* Of 300 signatures more than one has an r or s with a zero octet in front, and half have one that needs one. */
static void
numbers_of_any_length_become_der(void **state)
{
	(void)state;
	sign_it(p256);
	for (int i = 0; i < 300; i++) {
		hsmkey_sign(&lib, 1, &job);
		assert_int_equal(job.sig_len, 64);
		assert_int_equal(hsmkey_finish(&job), 0);
	}
}

static void
a_token_that_fails_leaves_no_signature(void **state)
{
	(void)state;
	sign_it(p256);
	t.sign_fault = CKR_DEVICE_REMOVED;
	hsmkey_sign(&lib, 1, &job);
	assert_int_equal(job.rv, CKR_DEVICE_REMOVED);
	assert_int_equal(job.sig_len, 0);
	assert_int_equal(hsmkey_finish(&job), ERR_CRYPTO);
	assert_string_equal(err_take(), "key token: the signature of ca does not verify");
}

/* Whatever it answers: only a signature that holds is given out. */
static void
a_token_that_lies_is_found_out(void **state)
{
	static const size_t lengths[] = { 0, 1, 2, 63, 65, 96, 511, HSM_SIG_MAX };

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		sign_it(p256);
		memset(job.sig, 0xff, sizeof(job.sig));
		job.sig_len = lengths[i];
		assert_int_equal(hsmkey_finish(&job), ERR_CRYPTO);
		assert_string_not_equal(err_take(), "");
		assert_true(job.sig_len <= HSM_SIG_MAX);
		away(state);
	}
	sign_it(p256);
	job.sig[40] ^= 1;
	assert_int_equal(hsmkey_finish(&job), ERR_CRYPTO);
	err_take();
	away(state);
	sign_it(rsa);
	job.sig_len--;
	assert_int_equal(hsmkey_finish(&job), ERR_CRYPTO);
	err_take();
	job.sig_len++;
	job.data = "papes";
	assert_int_equal(hsmkey_finish(&job), ERR_CRYPTO);
	assert_string_equal(err_take(), "key token: the signature of ca does not verify");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(loads_the_public_half, away),
		cmocka_unit_test_teardown(refuses_keys_that_are_not_as_they_must_be, away),
		cmocka_unit_test_teardown(asks_for_the_digest_its_kind_of_key_takes, away),
		cmocka_unit_test_teardown(numbers_of_any_length_become_der, away),
		cmocka_unit_test_teardown(a_token_that_fails_leaves_no_signature, away),
		cmocka_unit_test_teardown(a_token_that_lies_is_found_out, away),
	};

	return cmocka_run_group_tests_name("signd/hsmkey", tests, begin, end);
}
