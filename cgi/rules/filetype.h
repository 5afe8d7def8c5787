/*
 * filetype: what a file is by its content, never by its name or by what a browser claims.
 *
 * Evidence is a JPEG, a PNG or a PDF.  A file counts as one when its own structure says so from the first byte to its end
 * mark; whether its pages can be drawn is found out later, behind walls (keeper).
 */
#ifndef RULES_FILETYPE_H
#define RULES_FILETYPE_H

#include <stddef.h>

enum filetype { FILETYPE_JPEG, FILETYPE_PNG, FILETYPE_PDF, FILETYPE_MAX };
extern const char *const filetype_text[];	/* image/jpeg, image/png, application/pdf, NULL behind the last */

#define FILETYPE_SIDE	20000		/* pixels of one side */
#define FILETYPE_PIXELS	80000000	/* of a picture: four bytes each is what drawing it takes */

/*
 * 0, or ERR_INPUT: empty; another type; cut off or damaged; a PDF that asks for a password; ERR_LIMIT: a picture of too many
 * pixels.
 */
int	 filetype_find(const void *p, size_t n, enum filetype *out);

#endif
