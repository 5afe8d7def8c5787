/*
 * col: describes the fields of a row struct once; store/db fills rows by it, web/hdf shows them by it.
 */
#ifndef UTIL_COL_H
#define UTIL_COL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum col_type {
	COL_I64,	/* int64_t */
	COL_U64,	/* uint64_t */
	COL_INT,	/* int */
	COL_BOOL,	/* bool */
	COL_TEXT,	/* char[size]; NULL reads as "" */
	COL_BYTES,	/* unsigned char[size], always exactly size bytes; NULL reads as zeros */
	COL_BLOB,	/* struct buf, any length; NULL reads as empty */
	COL_TIME,	/* int64_t milliseconds (util/tm); NULL reads as 0 */
	COL_ENUM	/* an enum of int's size, stored and shown as its word; NULL reads as value 0 */
};

#define COL_PUBLIC 1u	/* may be shown by a template */
#define COL_SECRET 2u	/* never logged, never shown */
#define COL_OPTIONAL 4u	/* text, number or bytes: the empty value (zero) is stored as NULL */

struct col {
	const char	*name;	/* of the field in the tree of a template; the query gives the order */
	enum col_type	 type;
	size_t		 off, size;
	unsigned	 flags;
	const char	*const *words;	/* COL_ENUM: the word of each value in order, NULL behind the last */
};

#define COL(s, m, type, flags) { #m, type, offsetof(s, m), sizeof(((s *)0)->m), flags, NULL }
#define COL_WORD(s, m, words, flags) { #m, COL_ENUM, offsetof(s, m), sizeof(((s *)0)->m), flags, words }

#endif
