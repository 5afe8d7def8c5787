/*
 * dn: the distinguished name of a holder or an issuer: seven attributes, each at most once.
 *
 * Encoded in the order C, ST, L, O, OU, serialNumber, CN (GM/T 0015: C first, CN last); C and serialNumber are
 * PrintableString, the rest UTF8String (RFC 5280, 4.1.2.4).  Names are compared by parsed values, never as printed text.
 */
#ifndef PKI_DN_H
#define PKI_DN_H

#include <stdbool.h>
#include <stddef.h>

#include "util/buf.h"

#define DN_SHORT 257		/* 64 characters (RFC 5280, upper bounds) and NUL */
#define DN_LONG 513		/* 128 characters */

struct dn {		/* "" = absent */
	char	c[3];
	char	st[DN_LONG], l[DN_LONG];
	char	o[DN_SHORT], ou[DN_SHORT];
	char	serial_number[DN_SHORT];
	char	cn[DN_SHORT];
};

/*
 * May these values stand in a certificate?  CN must be there, C two capital letters, serialNumber in the alphabet of
 * PrintableString, all within their bounds, UTF-8 without invisible characters and without blanks at the ends.
 * 0 or ERR_INPUT naming the attribute.
 */
int	 dn_check(const struct dn *dn);

void	 dn_write(const struct dn *dn, struct buf *out);		/* DER Name */
/* Reads a DER Name of these attributes. ERR_INPUT for others, repeated ones, several values in one RDN, odd text. */
int	 dn_parse(const void *der, size_t n, struct dn *out);
bool	 dn_equal(const struct dn *a, const struct dn *b);

/* "C=CN, O=四川某某有限公司, CN=张三" for people; never parsed again. */
void	 dn_text(const struct dn *dn, struct buf *out);

#endif
