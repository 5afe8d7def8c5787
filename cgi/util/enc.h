/*
 * enc: bytes as text and back: hex, base64 (RFC 4648, strict), base64url without padding, PEM armour (RFC 7468).
 *
 * Decoders append to out and refuse whatever the encoder would not have written (PEM and base64 also take line ends).
 */
#ifndef UTIL_ENC_H
#define UTIL_ENC_H

#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"

void	 enc_hex(const void *p, size_t n, struct buf *out);	/* lower case */
/* n bytes as 2n hex digits and a NUL into to. */
void	 enc_hex_to(const void *p, size_t n, char *to);
void	 enc_base64(const void *p, size_t n, struct buf *out);
void	 enc_base64url(const void *p, size_t n, struct buf *out);
/* Armour with lines of 64 characters: label is "CERTIFICATE", "CERTIFICATE REQUEST", "X509 CRL", "PKCS7". */
void	 enc_pem(const char *label, const void *p, size_t n, struct buf *out);

/* All return 0 or ERR_INPUT with a note; out then holds what it held before. */
int	 enc_unhex(const char *s, size_t n, struct buf *out);	/* either case, even length */
int	 enc_unbase64(const char *s, size_t n, struct buf *out);
int	 enc_unbase64url(const char *s, size_t n, struct buf *out);
/* The first block with that label ("" takes any); ERR_NOTFOUND (no note) when there is none. */
int	 enc_unpem(const char *label, const char *s, size_t n, struct buf *out);

#endif
