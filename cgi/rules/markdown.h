/*
 * markdown: a text of the office as it is published: Markdown (CommonMark) to the HTML whose digest is signed.
 *
 * Links to scripts become empty (libcmark's safe mode).  Headings go one level down, below the
 * page's own.  A quotation is a key clause: it gets an anchor, "clause-1" and on, and stands in the list.
 */
#ifndef RULES_MARKDOWN_H
#define RULES_MARKDOWN_H

#include <stddef.h>

#include "store/document.h"
#include "util/buf.h"

#define MARKDOWN_CLAUSES 32

struct markdown {
	char		title[LEN_LINE];	/* the first heading of level 1 */
	struct buf	html;
	size_t		clauses;
	struct clause	clause[MARKDOWN_CLAUSES];	/* position, anchor, heading above it, text */
};

/*
 * Renders.  0, or ERR_INPUT: no title; emphasis left as ** or __ in what a person would read (closed after punctuation and
 * before a Han character it is none, and what the law wants to stand out would not); what would not be shown as it is written:
 * raw HTML, pictures, a paragraph indented to program text, a key clause inside a list.  ERR_LIMIT: too many or too long clauses.
 */
int	 markdown_render(const char *text, size_t n, struct markdown *out);
void	 markdown_clear(struct markdown *m);

#endif
