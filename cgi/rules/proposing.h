/*
 * proposing: a draft of the office becomes the text that is to be published: rendered once, its bytes kept, its publish paper
 * waiting for two signatures (design 4).
 *
 * After this nobody can change the draft unless the paper is dropped or refused, which opens it again.
 */
#ifndef RULES_PROPOSING_H
#define RULES_PROPOSING_H

#include <stdint.h>

#include "rules/actor.h"
#include "store/document.h"

struct db;
struct rules;

#define PROPOSING_SIGNATURES	2
#define PROPOSING_DAYS		7	/* to sign */

struct proposing {
	uint64_t		 revision, version;	/* the draft, as the form saw it */
	enum revision_class	 class;
	int64_t			 effective_at;		/* cut to seconds */
	const char		*once;			/* idempotency token of the form */
};

/*
 * Renders the draft (rules/markdown), stores HTML, digests, key clauses and the publish paper; draft -> signing.  *paper is the
 * paper's id, also when this token made it before.  ERR_INPUT (the text), ERR_CONFLICT (changed meanwhile, or no draft).
 */
int	 proposing_publish(struct rules *r, const struct actor *a, const struct proposing *p, int64_t now, uint64_t *paper);

/* The same inside the caller's transaction. id: of the new paper. */
int	 proposing_put(struct db *db, const struct actor *a, const struct proposing *p, int64_t now, uint64_t id);

#endif
