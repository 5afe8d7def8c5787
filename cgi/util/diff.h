/*
 * diff: what changed between two texts, as people read it: lines are put side by side first, then the changed ones are
 * compared by code point.
 *
 * A row is one line (a paragraph or clause of Markdown, without its \n) of either text, or a pair of both; its pieces stand
 * in reading order.  The SAME and DEL pieces give the old text back, the SAME and INS pieces the new one.
 */
#ifndef UTIL_DIFF_H
#define UTIL_DIFF_H

#include <stddef.h>

enum diff_kind { DIFF_SAME, DIFF_DEL, DIFF_INS, DIFF_CHANGED };

struct diff_piece {
	enum diff_kind	 kind;		/* never DIFF_CHANGED */
	const char	*text;		/* in the old text (SAME, DEL) or in the new one (INS); no NUL behind it */
	size_t		 len;
};

struct diff_row {
	enum diff_kind	kind;
	size_t		first, count;	/* its pieces; an empty line has one of length 0 */
};

struct diff {
	struct diff_piece	*pieces;
	size_t			 npieces;
	struct diff_row		*rows;
	size_t			 nrows;
};

/* Compares; out points into both texts, which must live as long. ERR_INPUT: not UTF-8. The caller clears out. */
int	 diff_texts(const char *old, const char *new, struct diff *out);
void	 diff_clear(struct diff *d);

#endif
