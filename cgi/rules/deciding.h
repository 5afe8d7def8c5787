/*
 * deciding: entering and reviewing (录入, 审核): two people sign the same case text (I3).
 *
 * An operator says what he decides; his decision becomes a paper, which waits as long as he may sign it; the signing page signs
 * it; what comes back is checked again as if nothing had been checked before, and only then does the application move.  signd
 * checks all of it once more by itself.
 */
#ifndef RULES_DECIDING_H
#define RULES_DECIDING_H

#include <stdbool.h>
#include <stdint.h>

#include "rules/actor.h"
#include "rules/badge.h"
#include "store/decision.h"
#include "store/paper.h"
#include "util/buf.h"

struct desk_case;
struct rules;

#define DECIDING_LIFE	((int64_t)72 * 60 * 60 * 1000)	/* of a decision (design 4) */

struct deciding {
	const char		*no;
	uint64_t		 version;	/* of the application the operator looked at */
	enum decision_word	 word;
	const char		*reason;	/* for a return or rejection: as told to the applicant */
	bool			 checked;	/* every point of the list is ticked */
	const char		*once;
};

/*
 * Makes the decision paper (and, on entry, the case text), once per token: *paper is its id.
 * ERR_CONFLICT: edited meanwhile, not in a state to be decided, another works on it, not stamped, not accepted for handling, the
 * entry or the profile is no longer what it was.  ERR_DENIED: not his role; his own application; he entered it himself.
 * ERR_INPUT: no reason; materials not viewed; points not ticked; what casing_write refuses.
 */
int	 deciding_offer(struct rules *r, const struct actor *a, const struct deciding *d, int64_t now, uint64_t *paper);
/* What is to be signed: the decision and its case text. ERR_NOTFOUND: not his. The caller clears both, in any case. */
int	 deciding_show(struct rules *r, const struct actor *a, uint64_t id, struct paper_row *paper, struct buf *case_text);
/*
 * Takes the signature over the paper with that digest ("sha256:..."): stores the decision and moves the application; a second
 * time is no error.  ERR_DENIED: badge_check, or another person's key; else as deciding_offer.
 */
int	 deciding_take(struct rules *r, const struct actor *a, const char *no, const char *digest,
	    const struct badge_answer *answer, int64_t now);

/* Why this operator cannot approve this application now, with the sentence; 0: he can. For the page to say it before. */
int	 deciding_may(struct rules *r, const struct actor *a, const struct desk_case *c, int64_t now);

#endif
