/*
 * jpeg: a photograph as a PDF of one page, so that one decoder behind one wall serves both (PDF 1.7, 7.4.8: the JPEG goes in as it
 * is).  The way it was held (EXIF orientation) becomes the page's rotation.
 */
#ifndef DRAW_JPEG_H
#define DRAW_JPEG_H

#include <stddef.h>

#include "util/buf.h"

#define JPEG_PIXELS 80000000

/* Appends the PDF. 0; ERR_INPUT: no JPEG, or without a frame; ERR_LIMIT: too many pixels. */
int	 jpeg_to_pdf(const void *p, size_t n, struct buf *out);

#endif
