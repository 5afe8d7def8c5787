/*
 * consentpaper: the consent paper of a submission (design 4): which texts, in which revision, byte for byte, the person agreed to.
 */
#ifndef RULES_CONSENTPAPER_H
#define RULES_CONSENTPAPER_H

#include <stdint.h>

#include "store/app.h"
#include "store/product.h"
#include "util/buf.h"

struct rules;

/*
 * Writes it from the consent records: of each kind of document of the product the newest act.  at: the time of submission, in
 * whole seconds.  ERR_NOTFOUND when there is no act about one of them, ERR_DENIED when it is a refusal,
 * ERR_CONFLICT when a newer revision is in force.
 */
int	 consentpaper_write(struct rules *r, const struct app *app, const struct product *product, int64_t at, struct buf *paper);

#endif
