/*
 * qr: a QR code (ISO/IEC 18004) as the path of an SVG drawing.
 */
#ifndef RULES_QR_H
#define RULES_QR_H

#include <stddef.h>

#include "util/buf.h"

/*
 * The dark modules as "M4 4h7v1h-7z…", one unit a module, quiet zone of four modules included; *side is the side of the drawing.
 * Holds letters, digits, blanks and minus signs alone.  ERR_LIMIT when the text is too long for a code.
 */
int	 qr_path(const char *text, struct buf *path, int *side);

#endif
