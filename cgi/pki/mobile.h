/*
 * mobile: numbers that one-time codes go to, in one form: mainland China and Vietnam, E.164.
 */
#ifndef PKI_MOBILE_H
#define PKI_MOBILE_H

#define MOBILE_SIZE 21

/*
 * Takes a number as people type it: 13800138000, +86 138-0013-8000, 0086…, 0912 345 678, +84 912345678.  Without a country
 * eleven digits from 13 to 19 are China's, ten digits from 03, 05, 07, 08, 09 Vietnam's.  0 and "+8613800138000" in out, or
 * ERR_INPUT.
 */
int	 mobile_parse(const char *typed, char out[MOBILE_SIZE]);

#endif
