/*
 * lintext: contents of extensions, read by the library and compared with what was wanted; the half of pki/lint that looks
 * inside them.
 */
#ifndef PKI_LINTEXT_H
#define PKI_LINTEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "pki/key.h"
#include "pki/tbs.h"

#define LINTEXT_MAX 13		/* kinds of extension we know */

struct lintext {
	const struct tbs_input	*in;
	bool			 rsa;			/* is the subject's key RSA? */
	unsigned char		 ski[KEY_SKI], aki[KEY_SKI];
};

struct lintext_want { const char *oid; bool yes, critical; };

/* What is wanted of kind i. */
void	 lintext_want(const struct lintext *x, size_t i, struct lintext_want *out);
/* Do the octets of the extension say what is wanted of kind i, in DER, and nothing else? */
bool	 lintext_check(const struct lintext *x, size_t i, const void *value, size_t n);

#endif
