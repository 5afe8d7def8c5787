/*
 * seal: evidence and identity numbers under the records key (I6); drafts under a key that lives in their owner's cookie.
 *
 * Sealed object, version 1:
 *	version 1 | key id 8 | ephemeral point 65 | wrapped data key 48 | content and GCM tag
 * Key id: the first octets of SHA-256 of the records key's SubjectPublicKeyInfo.  Z = ECDH(ephemeral, records key), P-256.
 * Wrap: AES-256-GCM under key and IV of HKDF-SHA256(Z, salt = ephemeral point | recipient's point, info = "certhall-seal-1|" and
 * the key id in hex).  Content: AES-256-GCM under the data key, which serves once, so its IV is zero.  AAD of both: version | key
 * id | owner | object, so that a sealed object cannot pass for another one.  A new records key re-wraps 48 octets.
 */
#ifndef PKI_SEAL_H
#define PKI_SEAL_H

#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"

#define SEAL_KEY_ID	8
#define SEAL_POINT	65	/* 04 | x | y */
#define SEAL_Z		32
#define SEAL_DATA_KEY	32
#define SEAL_WRAPPED	(SEAL_DATA_KEY + 16)
#define SEAL_HEAD	(1 + SEAL_KEY_ID + SEAL_POINT + SEAL_WRAPPED)
#define SEAL_EXTRA	(SEAL_HEAD + 16)	/* a sealed object is longer than its content by so much */

struct seal_key { unsigned char id[SEAL_KEY_ID], point[SEAL_POINT]; };

/* The public half, from DER SubjectPublicKeyInfo (VAR/conf/records.pub). 0, or ERR_INPUT: not a point on P-256. */
int	 seal_key_parse(const void *spki, size_t n, struct seal_key *out);

/*
 * Seals for (owner, object): application and material, account and person.  Appends to out.  0, or ERR_CRYPTO when key is no
 * point of the curve.
 */
int	 seal_close(const struct seal_key *key, uint64_t owner, uint64_t object, const void *plain, size_t n, struct buf *out);

/* The head of a sealed object, as it travels to keeper. */
struct seal_head { unsigned char id[SEAL_KEY_ID], point[SEAL_POINT], wrapped[SEAL_WRAPPED]; };

/* 0, or ERR_INPUT: cut short, another version, a point not on the curve. The content is not looked at. */
int	 seal_parse(const void *sealed, size_t n, struct seal_head *out);
/* keeper: the data key, with the Z its token derived. 0; ERR_CRYPTO: another key, another object, or changed. */
int	 seal_unwrap(const struct seal_key *key, const struct seal_head *head, const unsigned char z[SEAL_Z], uint64_t owner,
	    uint64_t object, unsigned char data_key[SEAL_DATA_KEY]);
/* desk: the content, appended to out. 0; ERR_INPUT as seal_parse; ERR_CRYPTO: another object, or changed. */
int	 seal_open(const unsigned char data_key[SEAL_DATA_KEY], uint64_t owner, uint64_t object, const void *sealed, size_t n,
	    struct buf *out);

/* Drafts: version 1 | IV 12 | content and tag under key; aad says what it is and whose. Both append to out. */
void	 seal_draft(const unsigned char key[32], const char *aad, const void *plain, size_t n, struct buf *out);
/* 0, or ERR_CRYPTO: another key, another aad, or changed. */
int	 seal_undraft(const unsigned char key[32], const char *aad, const void *draft, size_t n, struct buf *out);

#endif
