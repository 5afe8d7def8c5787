/*
 * realname: names of persons, units and places as they stand in a register, and what else a certificate or a paper quotes.
 *
 * The characters are kept as typed: full-width brackets stay full-width, the dot of ethnic names stays its own (no NFKC).  Only
 * the Unicode form is made one, NFC (RFC 5280, 7.1, by way of RFC 8399), so that equal names are equal bytes.
 */
#ifndef PKI_REALNAME_H
#define PKI_REALNAME_H

#include <stddef.h>

/*
 * 0, or ERR_INPUT: not UTF-8, invisible characters, private or unassigned ones, nothing but blanks and marks, or more characters
 * than to has room for at four bytes each (NFC may make several of one).  Blanks at the ends go, several blanks inside become one.
 * to is "" unless 0.
 */
int	 realname_parse(const char *typed, char *to, size_t size);

#endif
