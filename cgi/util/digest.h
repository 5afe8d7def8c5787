/*
 * digest: SHA-256, SM3 and HMAC-SHA256, for floors that need a hash and no certificates.
 *
 * With pki and signd this is the only room that includes OpenSSL.  Nothing here can fail short of a broken library,
 * which ends the process.
 */
#ifndef UTIL_DIGEST_H
#define UTIL_DIGEST_H

#include <stddef.h>

#define DIGEST_SIZE	32
#define DIGEST_TEXT	72	/* "sha256:" and 64 hex digits and NUL */

struct digest;			/* a running SHA-256 */

void	 digest_sha256(const void *p, size_t n, unsigned char out[DIGEST_SIZE]);
void	 digest_sm3(const void *p, size_t n, unsigned char out[DIGEST_SIZE]);
void	 digest_hmac(const void *key, size_t key_len, const void *p, size_t n, unsigned char out[DIGEST_SIZE]);

struct digest *digest_new(void);
void	 digest_add(struct digest *d, const void *p, size_t n);
void	 digest_end(struct digest *d, unsigned char out[DIGEST_SIZE]);	/* frees d */

/* "sha256:" + hex, as digests stand in signed papers; to has DIGEST_TEXT bytes. Returns to. */
char	*digest_text(const unsigned char digest[DIGEST_SIZE], char *to);
/* Reads what digest_text writes (lower case only). Returns 0 or ERR_INPUT. */
int	 digest_parse(const char *s, unsigned char out[DIGEST_SIZE]);

#endif
