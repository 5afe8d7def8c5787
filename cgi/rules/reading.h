/*
 * reading: the published texts for everybody: every revision stays readable for ever (design 4, consent).
 *
 * Texts are read in one's language; a revision that was not published in it is read in Chinese, which binds.
 */
#ifndef RULES_READING_H
#define RULES_READING_H

#include <stddef.h>
#include <stdint.h>

#include "store/document.h"

struct rules;

#define READING_CLAUSES	32
#define READING_LIST	50

/* The kind of that word, or ERR_NOTFOUND. */
int	 reading_kind(const char *word, enum document_kind *out);

/*
 * The published revisions of a kind, newest first, below that number (0: from the top); of the language, or of Chinese when
 * it has none.  *in_force is the number of the one in force now, 0: none yet.
 */
int	 reading_list(struct rules *r, enum document_kind kind, const char *language, int below, int64_t now,
	    struct revision_line out[READING_LIST], size_t *n, int *in_force);
/* The number of the one in force now, in that language or, without one, in Chinese; ERR_NOTFOUND: none is. */
int	 reading_in_force(struct rules *r, enum document_kind kind, const char *language, int64_t now, int *out);
/* One published revision, or ERR_NOTFOUND. The caller clears out. */
int	 reading_get(struct rules *r, enum document_kind kind, const char *language, int number, struct revision *out);
int	 reading_clauses(struct rules *r, uint64_t revision, struct clause out[READING_CLAUSES], size_t *n);

#endif
