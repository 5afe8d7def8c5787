/*
 * casing: the case text of an application: what both operators sign and signd builds the certificate from (design 4).
 *
 * It is made from the application's row, its current materials, its consent paper and the profile as it is now.  The bytes
 * that were signed are kept and never made again.
 */
#ifndef RULES_CASING_H
#define RULES_CASING_H

#include <stdbool.h>
#include <stdint.h>

#include "pki/dn.h"
#include "pki/profile.h"
#include "store/app.h"
#include "store/product.h"
#include "util/buf.h"

struct rules;

#define CASING_MATERIALS	64
#define CASING_LATEST		((int64_t)30 * 24 * 60 * 60 * 1000)	/* a certificate begins so long after entry at most */

/* What will stand in the certificate. */
struct casing {
	struct profile	profile;
	struct dn	subject;
	char		email[LEN_EMAIL];
	bool		person_number;		/* the number of the applicant's document too: it must be unsealed */
	char		id_number[LEN_USCC];	/* of the unit, if the profile carries it */
};

/* ERR_INPUT: there is no such profile, or it does not allow these names, this key or this length, with the reason. */
int	 casing_read(struct rules *r, const struct app *app, const struct product *product, struct casing *out);

/*
 * Writes the case text of an approval. number: plain number of the applicant's document, wanted when casing_read says
 * person_number, else NULL. ERR_INPUT: casing_read, or something is missing that a case must name.
 */
int	 casing_write(struct rules *r, const struct app *app, const struct product *product, const char *number, int64_t now,
	    struct buf *out);
/* The case text that a return or a rejection names: whatever the application says, without the number of a person. */
int	 casing_write_as_is(struct rules *r, const struct app *app, const struct product *product, int64_t now, struct buf *out);
/* Is the profile a case text names still the one of today? ERR_CONFLICT: it was changed. */
int	 casing_current(struct rules *r, const struct product *product, const struct buf *text);

#endif
