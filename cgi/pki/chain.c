#include "pki/chain.h"

#include <stdbool.h>
#include <string.h>

#include "pki/der.h"
#include "pki/oid.h"
#include "pki/ossl.h"
#include "util/enc.h"
#include "util/err.h"

/* Rounds of PBKDF2 for key and MAC: what opens a file of the demo in a tenth of a second. */
#define ROUNDS 100000

static void
free_certs(STACK_OF(X509) **s)
{
	sk_X509_pop_free(*s, X509_free);
}

static void
free_lists(STACK_OF(X509_CRL) **s)
{
	sk_X509_CRL_pop_free(*s, X509_CRL_free);
}

/* --- PKCS#7 -------------------------------------------------------------------------------------- */

int
chain_p7b(const struct chain_cert *certs, size_t count, struct buf *out)
{
	size_t all, content, data, part, i;

	if (count == 0 || count > CHAIN_MAX)
		return err_set(ERR_INPUT, "a bundle holds 1 to %d certificates", CHAIN_MAX);
	all = der_open(out, DER_SEQ);
	der_oid(out, OID_CMS_SIGNED);
	content = der_open(out, DER_CONTEXT_SEQ(0));
	data = der_open(out, DER_SEQ);
	der_number(out, DER_INT, 1);
	der_value(out, DER_SET, "", 0);		/* nobody signs: no digests here, no signers below */
	part = der_open(out, DER_SEQ);
	der_oid(out, OID_CMS_DATA);
	der_close(out, part);
	part = der_open(out, DER_CONTEXT_SEQ(0));
	for (i = 0; i < count; i++)
		buf_add(out, certs[i].p, certs[i].n);
	der_close(out, part);
	der_value(out, DER_SET, "", 0);
	der_close(out, data);
	der_close(out, content);
	der_close(out, all);
	return buf_end(out, "the bundle");
}

/* The certificates [0] of a SignedData. */
static int
open_p7b(const void *der, size_t n, struct der *certs)
{
	struct der in = { der, n }, all, content, data, skip;
	char oid[64];
	int r;

	if ((r = der_next(&in, DER_SEQ, &all)) != 0 || (r = der_end(&in, "the bundle")) != 0 ||
	    (r = der_get_oid(&all, oid, sizeof(oid))) != 0)
		return r;
	if (strcmp(oid, OID_CMS_SIGNED) != 0)
		return err_set(ERR_INPUT, "this is no bundle of certificates");
	if ((r = der_next(&all, DER_CONTEXT_SEQ(0), &content)) != 0 || (r = der_next(&content, DER_SEQ, &data)) != 0 ||
	    (r = der_next(&data, DER_INT, &skip)) != 0 || (r = der_next(&data, DER_SET, &skip)) != 0 ||
	    (r = der_next(&data, DER_SEQ, &skip)) != 0)
		return r;
	return der_next(&data, DER_CONTEXT_SEQ(0), certs);
}

int
chain_p7b_read(const void *der, size_t n, int (*each)(void *ctx, const void *der, size_t n), void *ctx)
{
	struct der certs, one;
	size_t count = 0;
	int r = open_p7b(der, n, &certs);

	while (r == 0 && certs.n > 0) {
		if (++count > CHAIN_MAX)
			return err_set(ERR_INPUT, "a bundle holds 1 to %d certificates", CHAIN_MAX);
		if ((r = der_whole(&certs, DER_SEQ, &one)) == 0)
			r = each(ctx, one.p, one.n);
	}
	return r == 0 && count == 0 ? err_set(ERR_INPUT, "the bundle is empty") : r;
}

void
chain_pem(const struct chain_cert *certs, size_t count, struct buf *out)
{
	size_t i;

	for (i = 0; i < count; i++)
		enc_pem("CERTIFICATE", certs[i].p, certs[i].n, out);
}

/* --- the path ------------------------------------------------------------------------------------ */

/* A stack of what was read; NULL with a note. */
static STACK_OF(X509) *
read_certs(const struct chain_cert *certs, size_t count)
{
	STACK_OF(X509) *s = sk_X509_new_null();
	size_t i;

	for (i = 0; i < count; i++) {
		X509 *x = ossl_cert(certs[i].p, certs[i].n);

		if (x == NULL || sk_X509_push(s, x) == 0) {
			X509_free(x);
			sk_X509_pop_free(s, X509_free);
			return NULL;
		}
	}
	return s;
}

static STACK_OF(X509_CRL) *
read_lists(const struct chain_cert *crls, size_t count)
{
	STACK_OF(X509_CRL) *s = sk_X509_CRL_new_null();
	size_t i;

	for (i = 0; i < count; i++) {
		const unsigned char *at = crls[i].p, *end = at + crls[i].n;
		X509_CRL *crl = d2i_X509_CRL(NULL, &at, (long)crls[i].n);

		if (crl == NULL || at != end || sk_X509_CRL_push(s, crl) == 0) {
			ossl_note(ERR_CRYPTO, "a revocation list cannot be read");
			X509_CRL_free(crl);
			sk_X509_CRL_pop_free(s, X509_CRL_free);
			return NULL;
		}
	}
	return s;
}

static int
verify(X509 *leaf, STACK_OF(X509) *between, X509 *root, STACK_OF(X509_CRL) *crls, int64_t at)
{
	OSSL_AUTO(X509_STORE) store = X509_STORE_new();
	OSSL_AUTO(X509_STORE_CTX) ctx = X509_STORE_CTX_new();
	unsigned long flags = X509_V_FLAG_X509_STRICT | X509_V_FLAG_CHECK_SS_SIGNATURE;

	if (store == NULL || ctx == NULL || X509_STORE_add_cert(store, root) != 1 ||
	    X509_STORE_CTX_init(ctx, store, leaf, between) != 1)
		return ossl_note(ERR_CRYPTO, "the path cannot be checked");
	if (sk_X509_CRL_num(crls) > 0) {
		flags |= X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL;
		X509_STORE_CTX_set0_crls(ctx, crls);
	}
	X509_STORE_CTX_set_flags(ctx, flags);
	X509_STORE_CTX_set_time(ctx, 0, (time_t)(at / 1000));
	if (X509_verify_cert(ctx) == 1)
		return 0;
	ossl_forget();
	return err_set(ERR_CRYPTO, "the path does not hold at certificate %d: %s", X509_STORE_CTX_get_error_depth(ctx),
	    X509_verify_cert_error_string(X509_STORE_CTX_get_error(ctx)));
}

int
chain_verify(const struct chain_cert *leaf, const struct chain_cert *between, size_t count, const struct chain_cert *root,
    const struct chain_cert *crls, size_t crl_count, int64_t at)
{
	OSSL_AUTO(X509) end = ossl_cert(leaf->p, leaf->n);
	OSSL_AUTO(X509) top = ossl_cert(root->p, root->n);
	__attribute__((cleanup(free_certs))) STACK_OF(X509) *middle = read_certs(between, count);
	__attribute__((cleanup(free_lists))) STACK_OF(X509_CRL) *lists = read_lists(crls, crl_count);

	if (end == NULL || top == NULL || middle == NULL || lists == NULL)
		return ERR_CRYPTO;
	return verify(end, middle, top, lists, at);
}

/* --- PKCS#12 ------------------------------------------------------------------------------------- */

static EVP_PKEY *
read_key(const void *key, size_t n)
{
	struct buf der = BUF_INIT;
	const unsigned char *at = key;
	bool pem = enc_unpem("PRIVATE KEY", key, n, &der) == 0;
	PKCS8_PRIV_KEY_INFO *info;
	EVP_PKEY *pkey;

	if (pem)
		at = (const unsigned char *)der.data;
	info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &at, (long)(pem ? der.len : n));
	pkey = info != NULL ? EVP_PKCS82PKEY(info) : NULL;
	PKCS8_PRIV_KEY_INFO_free(info);
	buf_wipe(&der);
	if (pkey == NULL)
		ossl_note(ERR_INPUT, "the private key cannot be read");
	return pkey;
}

int
chain_pkcs12(const void *key, size_t n, const char *password, const char *friendly, const struct chain_cert *leaf,
    const struct chain_cert *between, size_t count, struct buf *out)
{
	OSSL_AUTO(EVP_PKEY) pkey = read_key(key, n);
	OSSL_AUTO(X509) end = ossl_cert(leaf->p, leaf->n);
	__attribute__((cleanup(free_certs))) STACK_OF(X509) *middle = read_certs(between, count);
	OSSL_AUTO(PKCS12) p12 = NULL;
	unsigned char *der = NULL;
	int len;

	if (pkey == NULL || end == NULL || middle == NULL)
		return ERR_INPUT;
	if (X509_check_private_key(end, pkey) != 1)
		return ossl_note(ERR_INPUT, "the key does not belong to the certificate");
	p12 = PKCS12_create(password, friendly, pkey, end, middle, NID_aes_256_cbc, NID_aes_256_cbc, ROUNDS, -1, 0);
	if (p12 == NULL || PKCS12_set_mac(p12, password, -1, NULL, 0, ROUNDS, EVP_sha256()) != 1)
		return ossl_note(ERR_BUG, "the key file cannot be made");
	len = i2d_PKCS12(p12, &der);
	return ossl_take_der(der, len, out);
}
