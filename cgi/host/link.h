/*
 * link: links to the signing page, whose work stands in the fragment (static/README.md).
 */
#ifndef HOST_LINK_H
#define HOST_LINK_H

#include "util/buf.h"
#include "util/site.h"

#define LINK_FIRST "/admin/first"	/* where a first person's new key is posted to */

/* Registers the key of a first security administrator by a one-time ticket of 32 octets. Appends to out. */
void	 link_ticket(const struct site *s, const unsigned char ticket[32], struct buf *out);

/* Loads a demo operator's soft key (PKCS #8) into a browser. The link is the key: it is shown to nobody else. */
void	 link_load(const struct site *s, const char *name, const struct buf *pkcs8, struct buf *out);

#endif
