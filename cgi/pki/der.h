/*
 * der: writes DER (X.690) into a buf and reads it strictly: definite shortest lengths, one-byte tags, nothing behind the end.
 *
 * A constructed value is opened, filled and closed: size_t at = der_open(b, DER_SEQ); ...; der_close(b, at).  Writers do not
 * fail; a buf that overflowed says so at its end (buf_end).
 */
#ifndef PKI_DER_H
#define PKI_DER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"

enum der_tag {
	DER_BOOL = 0x01, DER_INT = 0x02, DER_BITS = 0x03, DER_OCTETS = 0x04, DER_NULL = 0x05, DER_OID = 0x06, DER_ENUM = 0x0a,
	DER_UTF8 = 0x0c, DER_PRINTABLE = 0x13, DER_IA5 = 0x16, DER_UTCTIME = 0x17, DER_GENTIME = 0x18, DER_SEQ = 0x30,
	DER_SET = 0x31
};
#define DER_CONTEXT(n)		(0x80 | (n))	/* [n] IMPLICIT of a primitive */
#define DER_CONTEXT_SEQ(n)	(0xa0 | (n))	/* [n] EXPLICIT, or IMPLICIT of a constructed value */

size_t	 der_open(struct buf *b, int tag);
void	 der_close(struct buf *b, size_t at);

void	 der_value(struct buf *b, int tag, const void *p, size_t n);	/* tag, length, content */
void	 der_text(struct buf *b, int tag, const char *s);
void	 der_number(struct buf *b, int tag, uint64_t n);		/* DER_INT or DER_ENUM */
void	 der_unsigned(struct buf *b, const void *p, size_t n);		/* INTEGER of big-endian bytes, zeros in front dropped */
void	 der_bool(struct buf *b, bool v);
void	 der_null(struct buf *b);
void	 der_oid(struct buf *b, const char *dotted);			/* a constant of pki/oid.h; ends the process on another */
void	 der_bits(struct buf *b, const void *p, size_t n);		/* BIT STRING of whole bytes */
void	 der_named_bits(struct buf *b, unsigned bits);			/* bit i = named bit i (RFC 5280); at most 16 */
/* UTCTime through 2049, GeneralizedTime after (RFC 5280, 4.1.2.5); whole seconds. */
void	 der_time(struct buf *b, int64_t at);
void	 der_gentime(struct buf *b, int64_t at);			/* whole seconds */
void	 der_gentime_ms(struct buf *b, int64_t at);			/* RFC 3161, 2.4.2: fraction without zeros at its end */
size_t	 der_head(int tag, size_t n, unsigned char to[6]);		/* tag and length alone; returns how many bytes */

/* What is left to read. Every reader moves it on, or leaves it and returns ERR_INPUT with a note. */
struct der { const unsigned char *p; size_t n; };

int	 der_next(struct der *in, int tag, struct der *content);	/* the next value must have this tag */
int	 der_any(struct der *in, int *tag, struct der *content);	/* whatever comes */
int	 der_whole(struct der *in, int tag, struct der *whole);		/* the value with its tag and length */
bool	 der_is(const struct der *in, int tag);				/* is that the next tag? */
int	 der_end(const struct der *in, const char *what);		/* nothing may be left */
int	 der_get_number(struct der *in, int tag, uint64_t *out);	/* not negative, at most 63 bits */
int	 der_get_serial(struct der *in, unsigned char out[20], size_t *n);	/* positive INTEGER of at most 20 octets */
int	 der_get_oid(struct der *in, char *dotted, size_t size);
int	 der_get_time(struct der *in, int64_t *out);			/* either form, with Z; fractions to milliseconds */
/* UTF8String, PrintableString or IA5String as text without controls. */
int	 der_get_text(struct der *in, char *to, size_t size);

#endif
