/*
 * watermark: writes who looks, and when, across a page of evidence, so that a photograph of the screen says whose screen it was.
 */
#ifndef RULES_WATERMARK_H
#define RULES_WATERMARK_H

#include "util/buf.h"

/*
 * png is one of ours (draw), turned clockwise by so many degrees (0, 90, 180, 270) before it is marked; it is appended to out.
 * 0, or ERR_CRYPTO when it cannot be read.
 */
int	 watermark(const struct buf *png, int turn, const char *text, struct buf *out);

#endif
