/*
 * idnum: numbers of identity documents of natural persons.
 *
 * Says whether a number is well typed, not that the person exists: a passing check character proves typing, not identity.
 * Unknown places (GB/T 2260 address codes, provinces of Vietnam) are not refused: historic ones stay valid.
 */
#ifndef PKI_IDNUM_H
#define PKI_IDNUM_H

#include <stddef.h>
#include <stdint.h>

#define IDNUM_SIZE	21	/* longest number (foreign passport) and NUL */

/* resident hmt-residence permanent passport foreign-passport hk-permit tw-permit vn; NULL behind the last. */
extern const char *const idnum_kinds[];

/*
 * Takes a number as people type it (lower case, blanks, hyphens) and writes it in its one form.  now: a date
 * of birth lies before it.  0, or ERR_INPUT with the reason; ERR_LIMIT when to is too small; to is "" unless 0.
 */
int	 idnum_parse(const char *kind, const char *typed, int64_t now, char *to, size_t size);

/* 5101**********1234: the first and last four characters of a number of 12 or more, of a shorter one the last three. Returns to. */
char	*idnum_mask(const char *number, char *to, size_t size);

#endif
