/*
 * make: a file as pictures of its pages: decoded in the jail, bounded in pages, size and time, encoded anew here.
 */
#ifndef DRAW_MAKE_H
#define DRAW_MAKE_H

#include <stddef.h>

#include "util/buf.h"

#define MAKE_MS 12000	/* for a whole file; the asker waits DRAW_SECONDS */

/*
 * ms: how long it may take.  take gets each page in order as PNG; not 0 ends it with that code.  0; ERR_INPUT: the type is not
 * one of ours, or it cannot be drawn; ERR_LIMIT: too many pages or pixels, or it takes too long; ERR_PEER.
 */
int	 make_pages(const char *type, const void *file, size_t n, int ms, int (*take)(void *ctx, int width, int height,
	    const struct buf *png), void *ctx);

#endif
