/*
 * drafting: the texts of the office before they are published: what is in force and what comes, and a draft that several people
 * may edit.  What must be right before it is published: rules/proofing.
 *
 * There is at most one open revision (draft or signing) of a document in one language.
 */
#ifndef RULES_DRAFTING_H
#define RULES_DRAFTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rules/actor.h"
#include "store/document.h"

struct rules;

#define DRAFTING_TEXT	40000		/* characters of a text */

/* How a document stands in one language. */
struct drafting_stand {
	bool			in_force, next, open;	/* which of the lines are filled */
	struct revision_line	now, then, draft;	/* in force; published for a later time; draft or signing */
};

int	 drafting_stand(struct rules *r, enum document_kind kind, const char *language, int64_t now, struct drafting_stand *out);

/*
 * The open revision, made from the newest text when there is none: *id.  ERR_NOTFOUND: no such document; ERR_DENIED: not a
 * business administrator.
 */
int	 drafting_open(struct rules *r, const struct actor *a, enum document_kind kind, const char *language, const char *once,
	    int64_t now, uint64_t *id);
int	 drafting_get(struct rules *r, uint64_t id, struct revision *out);	/* the caller clears, in any case */

/*
 * What a revision changes: of a published one the revision before it, else the one in force.  ERR_NOTFOUND: there is none.  The
 * caller clears, in any case.
 */
int	 drafting_before(struct rules *r, const struct revision *v, int64_t now, struct revision *out);

/*
 * Stores text and class of a draft, whatever faults it has. version as the form saw it.  ERR_CONFLICT: somebody else saved
 * meanwhile, or it is no draft any more; nothing was stored.
 */
struct drafting {
	uint64_t		 revision, version;
	enum revision_class	 class;
	const char		*markdown;
};
int	 drafting_save(struct rules *r, const struct actor *a, const struct drafting *d, int64_t now);

/* signing -> draft again: its paper is dropped. ERR_CONFLICT: it has its signatures already. */
int	 drafting_reopen(struct rules *r, const struct actor *a, uint64_t revision, int64_t now);

#endif
