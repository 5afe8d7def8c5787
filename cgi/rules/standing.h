/*
 * standing: how a certificate stands, in the words people read, and how it is named to people who do not own it.
 */
#ifndef RULES_STANDING_H
#define RULES_STANDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/cert.h"
#include "store/len.h"

struct rules;

/*
 * A serial number as typed: 40 hex digits, either case, blanks and colons between them forgiven. 0 or ERR_INPUT (serial is
 * then untouched).
 */
int	 standing_serial(const char *typed, unsigned char serial[LEN_SERIAL]);

/* valid, early (not valid yet), held, revoked or expired: what is final comes first (domain.md S0-18). */
const char *standing_of(enum cert_state state, int64_t not_before, int64_t not_after, int64_t now);

/*
 * A name so that who knows it knows it again and nobody learns it: of a person the first character of each word, of a unit
 * the first and last two. to has LEN_NAME bytes. Returns to.
 */
char	*standing_mask(const char *name, bool unit, char *to);

#define STANDING_MAX 4	/* issuing CAs that could have given the same serial */

/*
 * Every certificate with that serial number, for everybody: 0 and none when there is none.  ERR_LIMIT: this address of the
 * network asked too often (30, then one in two seconds).  The caller clears each with cert_line_clear.
 */
int	 standing_query(struct rules *r, const char *ip, const unsigned char serial[LEN_SERIAL], int64_t now,
	    struct cert_line out[STANDING_MAX], size_t *n);

#endif
