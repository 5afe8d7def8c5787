/*
 * uscc: 统一社会信用代码, the unified social credit code of an organisation (GB 32100-2015).
 *
 * Says whether a code is well typed, not that the body exists.  The organisation code inside is not checked for itself.
 */
#ifndef PKI_USCC_H
#define PKI_USCC_H

#define USCC_SIZE 19

/*
 * Takes a code as a person typed it: surrounding blanks and lower case are forgiven, nothing else is.  0 and the code as
 * printed on the licence in to, or ERR_INPUT with a note that names the fault and, for a wrong character, its place (from 1);
 * to is "" then.
 */
int	 uscc_parse(const char *typed, char to[USCC_SIZE]);

#endif
