/*
 * apply: an applicant's own application from the first click to submission.
 *
 * Everything here is the owner's alone: another person's application is ERR_NOTFOUND, as if it were not there.
 */
#ifndef RULES_APPLY_H
#define RULES_APPLY_H

#include <stdbool.h>
#include <stdint.h>

#include "rules/actor.h"
#include "store/app.h"
#include "store/product.h"

struct rules;

/*
 * Begins a draft of that product, once per idempotency token. ERR_CONFLICT when the person has an open one of that product:
 * *id is then that one.  ERR_NOTFOUND: no such product, or closed.
 */
int	 apply_new(struct rules *r, const struct actor *a, const char *product, const char *language, const char *once,
	    int64_t now, uint64_t *id);
/* The application and its product. The caller clears app with app_clear. */
int	 apply_get(struct rules *r, const struct actor *a, uint64_t id, struct app *app, struct product *product);
/* The same, but ERR_CONFLICT unless it may be edited (draft, returned). */
int	 apply_get_open(struct rules *r, const struct actor *a, uint64_t id, struct app *app, struct product *product);
/* Stores what was typed; names the version it was read with. ERR_CONFLICT: it was edited in another window. */
int	 apply_save(struct rules *r, const struct actor *a, struct app *app, const char *what, int64_t now);
/* The same by its public number. */
int	 apply_find(struct rules *r, const struct actor *a, const char *no, struct app *app, struct product *product);
/*
 * What everybody may know who has the number: its state.  *mine: its id for its owner, else 0.  ERR_NOTFOUND: no such number;
 * ERR_LIMIT: this address has asked too often.
 */
int	 apply_state_of(struct rules *r, const struct actor *a, const char *no, int64_t now, enum app_state *state, uint64_t *mine);
/* Whether it says what was received last: not while it is mended, nor when that came to nothing. */
bool	 apply_is_as_received(const struct app *app);
/* Whether its owner may take it back now. */
bool	 apply_may_withdraw(const struct actor *a, const struct app *app);
/* Withdraws it. */
int	 apply_withdraw(struct rules *r, const struct actor *a, uint64_t id, int64_t now);

#endif
