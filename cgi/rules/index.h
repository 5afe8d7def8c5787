/*
 * index: the blind index of a person: finds the same person again without his number being stored (I6).
 */
#ifndef RULES_INDEX_H
#define RULES_INDEX_H

#include "rules/rules.h"

#define INDEX_SIZE 65

/*
 * HMAC-SHA256 under the index key over "kind|number", as hex; number in the form of idnum_parse (of a unit: kind "uscc", as
 * uscc_parse).  0; ERR_DENIED when this program has no index key.
 */
int	 index_of(const struct rules *r, const char *kind, const char *number, char out[INDEX_SIZE]);

#endif
