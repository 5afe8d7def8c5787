/*
 * pictures: evidence as an operator sees it: pages drawn behind walls (draw), sealed again, each shown under his name.  The file
 * itself leaves only as a download that is recorded.
 */
#ifndef RULES_PICTURES_H
#define RULES_PICTURES_H

#include <stdint.h>

#include "rules/actor.h"
#include "store/app.h"
#include "store/material.h"
#include "util/buf.h"

struct rules;

/*
 * Makes the pages of a material of this application unless they are there, once for all operators; m is its row, as it is
 * afterwards.  ERR_NOTFOUND: the application has no such material; ERR_INPUT, ERR_LIMIT with the sentence: it cannot be drawn;
 * ERR_PEER: keeper or draw is away; ERR_CRYPTO: the seal does not open, or another file is in it.
 */
int	 pictures_make(struct rules *r, const struct actor *a, const struct app *app, uint64_t material, int64_t now,
	    struct material *m);

/*
 * One page as PNG, turned by 0, 90, 180 or 270 degrees, with this operator's watermark; the look is recorded first (I5).
 * ERR_NOTFOUND: no such page, or not made.
 */
int	 pictures_page(struct rules *r, const struct actor *a, const struct app *app, uint64_t material, int page, int turn,
	    int64_t now, struct buf *png);

/* The file as it was sent; recorded first. m tells name and type. */
int	 pictures_original(struct rules *r, const struct actor *a, const struct app *app, uint64_t material, int64_t now,
	    struct material *m, struct buf *file);

#endif
