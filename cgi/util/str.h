/*
 * str: small questions about text.  Lengths are bytes unless a name says characters.
 */
#ifndef UTIL_STR_H
#define UTIL_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Copies s into a field of size bytes. Returns 0, or ERR_LIMIT (field emptied) when it does not fit: never a shorter string. */
int	 str_copy(char *to, size_t size, const char *s);

/* Removes ASCII blanks and U+3000 at both ends, in place. Returns s. */
char	*str_trim(char *s);

bool	 str_eq(const char *a, const char *b);	/* NULL equals nothing */
bool	 str_starts(const char *s, const char *prefix);
bool	 str_ends(const char *s, const char *suffix);

/* Compares n bytes in time that depends on n alone. */
bool	 str_same_secret(const void *a, const void *b, size_t n);

/*
 * Reads one code point of well-formed UTF-8 (no overlong forms, no surrogates, at most U+10FFFF) and moves *s behind it.
 * Returns it, or UINT32_MAX when the bytes are not UTF-8 (then *s is not moved).
 */
uint32_t str_utf8_next(const char **s, const char *end);
bool	 str_is_utf8(const char *s, size_t len);
size_t	 str_chars(const char *s);		/* code points of valid UTF-8 */

/* True for control, bidirectional, zero-width and non-character code points: none may stand in a signed text or a name. */
bool	 str_is_invisible(uint32_t code_point);

/* Decimal, whole string, 0 <= value <= max. Returns 0 or ERR_INPUT (with a note naming what). */
int	 str_number(const char *s, uint64_t max, const char *what, uint64_t *out);

#endif
