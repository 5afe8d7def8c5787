/*
 * materials: the evidence of an application: what its product asks for, what was uploaded, sealed at once (I6).
 */
#ifndef RULES_MATERIALS_H
#define RULES_MATERIALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rules/actor.h"
#include "store/app.h"
#include "store/material.h"
#include "store/product.h"

struct rules;

#define MATERIALS_KINDS	4		/* a product asks for, at most */
#define MATERIALS_MAX	32		/* current ones of an application */
#define MATERIALS_SIZE	((size_t)5 << 20)	/* octets of one file (design 6) */

/* The words of the kinds this application needs, in order (domain.md 2.3): of a passport there is no back. */
size_t	 materials_wanted(const struct app *app, enum product_kind product, const char *out[MATERIALS_KINDS]);
bool	 materials_is_wanted(const struct app *app, enum product_kind product, const char *kind);
/* The current ones, at most MATERIALS_MAX. */
int	 materials_list(struct rules *r, const struct app *app, struct material *out, size_t *n);
/*
 * The kinds a page shows: those wanted, then those that are there all the same (of an identity card's back when the card became a
 * passport): they are evidence until they are taken away.  At most MATERIALS_KINDS + MATERIALS_MAX.
 */
size_t	 materials_shown(const struct app *app, enum product_kind product, const struct material *have, size_t n,
	    const char *out[MATERIALS_KINDS + MATERIALS_MAX]);
/* Whether one of each wanted kind is there. */
int	 materials_whole(struct rules *r, const struct app *app, enum product_kind product, bool *out);

/*
 * Stores a file as that kind, in place of the one there was, once per token; app->version rises.  ERR_INPUT or ERR_LIMIT with the
 * sentence: empty, too large, another type than JPEG, PNG, PDF, damaged, too many of this account lately (60, then one a minute);
 * ERR_NOTFOUND: no such kind; ERR_CONFLICT: the application was edited or submitted meanwhile.
 */
int	 materials_add(struct rules *r, const struct actor *a, struct app *app, enum product_kind product, const char *kind,
	    const char *name, const void *p, size_t n, const char *once, int64_t now);
/* Takes a current one away; app->version rises. ERR_NOTFOUND when there is none of that kind. */
int	 materials_remove(struct rules *r, const struct actor *a, struct app *app, const char *kind, int64_t now);

#endif
