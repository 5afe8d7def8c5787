/*
 * ossl: where OpenSSL meets our house: its start, its error queue turned into a note, and owners that free themselves.
 *
 * Only sources of pki, signd and keeper include this header; the other headers of pki speak of DER bytes.
 */
#ifndef PKI_OSSL_H
#define PKI_OSSL_H

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "util/buf.h"
#include "util/err.h"

/*
 * Starts the library without openssl.cnf (a file of the machine must not change what we accept) and without its exit
 * handler (SoftHSM uses the same library in signd).  Call it first in main; calling it again does nothing.  0 or ERR_BUG.
 */
int	 ossl_init(void);

/* Puts "what: reason of the library" into the note, empties its queue and returns code. */
int	 ossl_note(enum err code, const char *what);

/* Forgets what the library reported, where a failure was an answer and not an error. */
void	 ossl_forget(void);

/* A memory BIO that reads n bytes at p without copying. Never NULL. */
BIO	*ossl_reader(const void *p, size_t n);

/* A public key from DER SubjectPublicKeyInfo without trailing bytes; NULL with a note. */
EVP_PKEY *ossl_key(const void *spki, size_t n);

/* A certificate from DER without trailing bytes; NULL with a note. */
X509	*ossl_cert(const void *der, size_t n);

/*
 * The same for one of our own, which is asked for again and again: the last few are kept as they were read, since reading one
 * takes OpenSSL 3.0 longer than verifying a signature.  The caller frees his reference.  For one thread of a process.
 */
X509	*ossl_kept(const void *der, size_t n);

/* 0, or ERR_BUG: appends what i2d gives; der and len come from i2d_X(x, &der), der is freed with OPENSSL_free. */
int	 ossl_take_der(unsigned char *der, int len, struct buf *out);

/* OSSL_AUTO(X509) x = ...; is freed when the block is left. */
#define OSSL_AUTO(type) __attribute__((cleanup(ossl_free_##type))) type *
#define OSSL_OWNER(type, release)				\
	static inline void ossl_free_##type(type **p) { release(*p); }

OSSL_OWNER(BIO, BIO_free_all)
OSSL_OWNER(BIGNUM, BN_free)
OSSL_OWNER(EVP_MD_CTX, EVP_MD_CTX_free)
OSSL_OWNER(EVP_PKEY, EVP_PKEY_free)
OSSL_OWNER(EVP_PKEY_CTX, EVP_PKEY_CTX_free)
OSSL_OWNER(PKCS12, PKCS12_free)
OSSL_OWNER(X509, X509_free)
OSSL_OWNER(X509_CRL, X509_CRL_free)
OSSL_OWNER(X509_REQ, X509_REQ_free)
OSSL_OWNER(X509_STORE, X509_STORE_free)
OSSL_OWNER(X509_STORE_CTX, X509_STORE_CTX_free)

#endif
