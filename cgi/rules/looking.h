/*
 * looking: an operator looks at what is personal: a list of names, a page about one of them, evidence, a number in full.  Each
 * look is an audit row, written before anything is shown (I5); keeper opens the seal (I6).
 */
#ifndef RULES_LOOKING_H
#define RULES_LOOKING_H

#include <stdint.h>

#include "rules/actor.h"
#include "store/app.h"
#include "store/cert.h"

struct rules;

#define LOOKING_NUMBER 65

enum looking_whom { LOOKING_APPLICANT, LOOKING_AGENT, LOOKING_LEGAL, LOOKING_WHOM_MAX };
extern const char *const looking_whom_text[];	/* applicant agent legal, NULL behind the last */

/*
 * The plain identity number of one of the persons of an application; wipe it after use.  ERR_INPUT: no reason given; ERR_NOTFOUND:
 * the application names no such person; ERR_PEER: keeper is away; ERR_CRYPTO: the seal does not open.
 */
int	 looking_number(struct rules *r, const struct actor *a, const struct app *app, enum looking_whom whom,
	    const char *reason, int64_t now, char out[LOOKING_NUMBER]);

/* Record that this operator sees a page of the list of that name; the page of an application; that of a certificate. */
int	 looking_list(struct rules *r, const struct actor *a, const char *list, int64_t now);
int	 looking_app(struct rules *r, const struct actor *a, const struct app *app, int64_t now);
int	 looking_cert(struct rules *r, const struct actor *a, const struct cert_row *cert, int64_t now);
/* Records that this operator saw that page of that material; its last page counts it as viewed. */
int	 looking_seen(struct rules *r, const struct actor *a, const struct app *app, uint64_t material, int page, int pages,
	    int64_t now);

#endif
