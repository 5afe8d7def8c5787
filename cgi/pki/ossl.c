#include "pki/ossl.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>

#define KEPT 16		/* our own: nine of signd and those that replace them */

int
ossl_init(void)
{
	static bool done;

	if (done)
		return 0;
	if (OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT | OPENSSL_INIT_LOAD_CRYPTO_STRINGS |
	    OPENSSL_INIT_ADD_ALL_CIPHERS | OPENSSL_INIT_ADD_ALL_DIGESTS, NULL) != 1)
		return ossl_note(ERR_BUG, "OpenSSL does not start");
	done = true;
	return 0;
}

int
ossl_note(enum err code, const char *what)
{
	unsigned long first = ERR_peek_error();
	const char *reason = first != 0 ? ERR_reason_error_string(first) : NULL;

	ERR_clear_error();
	return reason != NULL ? err_set(code, "%s: %s", what, reason) : err_set(code, "%s", what);
}

void
ossl_forget(void)
{
	ERR_clear_error();
}

/* What the library cannot allocate ends the process, as in util/mem.h. */
static void *
checked(void *p)
{
	if (p == NULL)
		abort();
	return p;
}

BIO *
ossl_reader(const void *p, size_t n)
{
	if (n > INT_MAX)
		abort();
	return checked(BIO_new_mem_buf(n > 0 ? p : "", (int)n));
}

EVP_PKEY *
ossl_key(const void *spki, size_t n)
{
	const unsigned char *at = spki;
	EVP_PKEY *key = n > 0 && n <= LONG_MAX ? d2i_PUBKEY(NULL, &at, (long)n) : NULL;

	if (key == NULL) {
		ossl_note(ERR_INPUT, "the public key cannot be read");
		return NULL;
	}
	if (at != (const unsigned char *)spki + n) {
		EVP_PKEY_free(key);
		err_set(ERR_INPUT, "bytes follow the public key");
		return NULL;
	}
	return key;
}

X509 *
ossl_cert(const void *der, size_t n)
{
	const unsigned char *at = der;
	X509 *cert = n > 0 && n <= LONG_MAX ? d2i_X509(NULL, &at, (long)n) : NULL;

	if (cert == NULL) {
		ossl_note(ERR_INPUT, "the certificate cannot be read");
		return NULL;
	}
	if (at != (const unsigned char *)der + n) {
		X509_free(cert);
		err_set(ERR_INPUT, "bytes follow the certificate");
		return NULL;
	}
	return cert;
}

X509 *
ossl_kept(const void *der, size_t n)
{
	static struct { struct buf der; X509 *cert; } kept[KEPT];
	static size_t next;
	X509 *cert;
	size_t i;

	for (i = 0; i < KEPT && n > 0; i++)
		if (kept[i].der.len == n && memcmp(kept[i].der.data, der, n) == 0) {
			X509_up_ref(kept[i].cert);
			return kept[i].cert;
		}
	if ((cert = ossl_cert(der, n)) == NULL)
		return NULL;
	X509_free(kept[next].cert);
	buf_reset(&kept[next].der);
	buf_add(&kept[next].der, der, n);
	kept[next].cert = cert;
	next = (next + 1) % KEPT;
	X509_up_ref(cert);
	return cert;
}

int
ossl_take_der(unsigned char *der, int len, struct buf *out)
{
	if (len < 0 || der == NULL)
		return ossl_note(ERR_BUG, "DER cannot be written");
	buf_add(out, der, (size_t)len);
	OPENSSL_free(der);
	return buf_end(out, "DER") == 0 ? 0 : ERR_BUG;
}
