/*
 * draft: what the pages of one application share: opening it, the texts that come before, its place in the tree, the versions
 * of forms, the owner's cookie.
 *
 * The tree gets
 *	App.Id  App.Version  App.No  App.State  App.Product  App.Kind (personal, enterprise)
 *	App.Reason			why it was returned
 *	App.Stale			1: the form was sent from an older state of the application
 *	Crumb.*
 */
#ifndef PAGES_DRAFT_H
#define PAGES_DRAFT_H

#include <stdbool.h>
#include <stdint.h>

#include "rules/identity.h"
#include "rules/submitting.h"
#include "store/app.h"
#include "store/product.h"

struct page;

struct draft {
	struct app	app;
	struct product	product;
};

/* The person's own application, whatever its state; ERR_NOTFOUND as page_id. The caller closes it. */
int	 draft_get(struct page *p, struct draft *out);
void	 draft_close(struct draft *d);

/*
 * Opens it for filling in that part.  *elsewhere: the answer is a redirect already, because it was submitted, or a text must
 * be agreed to first; the code is then 0 and nothing is to be closed.
 */
int	 draft_open(struct page *p, enum submitting_part part, struct draft *out, bool *elsewhere);

/* Opens it for that part, does act with it unless the way leads elsewhere, and closes it. */
int	 draft_with(struct page *p, enum submitting_part part, int (*act)(struct page *p, struct draft *d));

/* Puts the application into the tree. */
void	 draft_fill(struct page *p, const struct draft *d);
/* Whether the form was made from the version there is now. */
bool	 draft_fresh(const struct page *p, const struct draft *d);
/* Reads it again: what a form would have changed is forgotten. */
void	 draft_again(struct page *p, struct draft *d);
/* Says that it was not, with 409, and reads it again; the form is then shown with what was typed and the version there is now. */
void	 draft_stale(struct page *p, struct draft *d);

/* The key of draft numbers from the owner's cookie into to; NULL when there is none. */
const unsigned char *draft_key(const struct page *p, unsigned char to[IDENTITY_KEY]);
/* The same; a new cookie is set when there is none. */
const unsigned char *draft_key_made(struct page *p, unsigned char to[IDENTITY_KEY]);

/* Kinds of identity documents, NULL behind the last, and the name of one in the person's language. */
extern const char *const draft_id_kinds[];
const char *draft_id_kind(struct page *p, const char *kind);

/* To the next part after this one, or to the check page when that is where the person came from (field "back"). */
int	 draft_next(struct page *p, const struct draft *d, enum submitting_part done);

#endif
