#include "util/digest.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "util/buf.h"
#include "util/enc.h"
#include "util/err.h"

struct digest;

static EVP_MD_CTX *
ctx_of(struct digest *d)
{
	return (EVP_MD_CTX *)d;
}

static void
sure(int ok)
{
	if (ok != 1)
		abort();
}

void
digest_sha256(const void *p, size_t n, unsigned char out[DIGEST_SIZE])
{
	sure(EVP_Digest(p, n, out, NULL, EVP_sha256(), NULL));
}

void
digest_sm3(const void *p, size_t n, unsigned char out[DIGEST_SIZE])
{
	sure(EVP_Digest(p, n, out, NULL, EVP_sm3(), NULL));
}

void
digest_hmac(const void *key, size_t key_len, const void *p, size_t n, unsigned char out[DIGEST_SIZE])
{
	sure(HMAC(EVP_sha256(), key, (int)key_len, p, n, out, NULL) != NULL);
}

struct digest *
digest_new(void)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	sure(ctx != NULL && EVP_DigestInit_ex(ctx, EVP_sha256(), NULL));
	return (struct digest *)ctx;
}

void
digest_add(struct digest *d, const void *p, size_t n)
{
	sure(EVP_DigestUpdate(ctx_of(d), p, n));
}

void
digest_end(struct digest *d, unsigned char out[DIGEST_SIZE])
{
	sure(EVP_DigestFinal_ex(ctx_of(d), out, NULL));
	EVP_MD_CTX_free(ctx_of(d));
}

char *
digest_text(const unsigned char digest[DIGEST_SIZE], char *to)
{
	memcpy(to, "sha256:", 7);
	enc_hex_to(digest, DIGEST_SIZE, to + 7);
	return to;
}

int
digest_parse(const char *s, unsigned char out[DIGEST_SIZE])
{
	struct buf raw = BUF_INIT;
	int r = ERR_INPUT;

	if (strncmp(s, "sha256:", 7) == 0 && strlen(s) == DIGEST_TEXT - 1 && strpbrk(s + 7, "ABCDEF") == NULL)
		r = enc_unhex(s + 7, 2 * DIGEST_SIZE, &raw);
	if (r == 0)
		memcpy(out, raw.data, DIGEST_SIZE);
	else
		err_set(ERR_INPUT, "digest is not written as sha256: and 64 lower-case hex digits");
	buf_clear(&raw);
	return r;
}
