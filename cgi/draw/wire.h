/*
 * wire: the messages of draw's socket, known to both ends.  A connection carries one question and its answers.
 *
 * Question, DRAW_MAKE: str media type, blob file.
 * Answers: DRAW_PAGE for each page, in order: u32 width, u32 height, blob PNG; then DRAW_END: u32 code (0, or -ERR_*), str note.
 */
#ifndef DRAW_WIRE_H
#define DRAW_WIRE_H

#define DRAW_MAKE	1
#define DRAW_PAGE	2
#define DRAW_END	3
#define DRAW_TYPE	32
#define DRAW_FILE	((size_t)6000000)	/* octets of a file */
#define DRAW_NOTE	256

#endif
