/*
 * draw: asks the draw daemon for the pages of a file as pictures.  Nothing that an applicant sent is decoded in this process.
 */
#ifndef DRAW_DRAW_H
#define DRAW_DRAW_H

#include <stddef.h>

#include "util/buf.h"

#define DRAW_PAGES	20	/* a file of more is refused */
#define DRAW_SIDE	1754	/* pixels of a page's longer side: A4 at 150 dpi */

#define DRAW_SECONDS	13	/* after which nothing is waited for: a request of a web program ends after 18 */

struct draw_page { int width, height; struct buf png; };

/*
 * Pages of a file of that media type (image/jpeg, image/png, application/pdf); path is VAR/run/draw/s; out holds DRAW_PAGES, of
 * which *n are filled, for draw_clear.  0; ERR_INPUT: it cannot be drawn; ERR_LIMIT: too many pages or pixels, or it takes too
 * long; ERR_PEER: draw is away, or takes no questions from this program.
 */
int	 draw_pages(const char *path, const char *type, const void *file, size_t size, struct draw_page *out, size_t *n);
void	 draw_clear(struct draw_page *pages, size_t n);

#endif
