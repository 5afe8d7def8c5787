/*
 * p256: a P-256 public key has one form here: 91 octets of SubjectPublicKeyInfo around the uncompressed point (RFC 5480, 2).
 */
#ifndef PKI_P256_H
#define PKI_P256_H

#include <stdbool.h>
#include <stddef.h>

#define P256_SPKI	91
#define P256_POINT	65	/* 04 | x | y */

/* The point inside, or NULL: another algorithm, curve or form. Whether it lies on the curve is not asked. */
const unsigned char *p256_point(const void *spki, size_t n);

void	 p256_spki(const unsigned char point[P256_POINT], unsigned char spki[P256_SPKI]);

/* Is this 04 and a point on the curve, not at infinity? */
bool	 p256_on_curve(const unsigned char point[P256_POINT]);

#endif
