/*
 * signing: papers that several people sign before they count: a publication, an operator's grant or withdrawal, a release.
 *
 * Each person signs once, at the signing page, with the key of the certificate he holds now (rules/badge); what comes back is
 * checked as if nothing had been checked before.  Who was the last one needed makes the paper ready in the same transaction.
 * signd checks all of it once more by itself.
 */
#ifndef RULES_SIGNING_H
#define RULES_SIGNING_H

#include <stdbool.h>
#include <stdint.h>

#include "rules/actor.h"
#include "rules/badge.h"
#include "store/paper.h"

struct db;
struct rules;

#define SIGNING_PEOPLE 4		/* signatures of one paper at most */

struct signing {
	struct paper_row	 paper;
	struct paper_sign	 sign[SIGNING_PEOPLE];
	size_t			 signs;
	bool			 open;		/* takes signatures: state open, its time not over */
	bool			 his;		/* this actor has signed it */
};

/* A paper with its signatures so far. The caller clears *out in any case. */
int	 signing_get(struct rules *r, const struct actor *a, uint64_t paper, int64_t now, struct signing *out);
/* The newest of that kind about that object, or ERR_NOTFOUND. */
int	 signing_of(struct rules *r, const struct actor *a, const char *kind, uint64_t object, int64_t now, struct signing *out);
void	 signing_clear(struct signing *s);

struct signing_act {
	uint64_t	 paper;
	const char	*kind;		/* what the page expects: another kind is not found */
	const char	*digest;	/* "sha256:..." of what the page signed */
	unsigned	 roles;		/* any of these may sign (enum actor_role) */
	const char	*except;	/* person number that may not, because it is about him; NULL: nobody */
	/* What happens when the last signature is there, in its transaction; NULL: the paper is ready for issuer. */
	int		(*complete)(struct db *db, const struct actor *a, const struct paper_row *paper, int64_t now);
};

/*
 * Takes a signature; *complete: it was the last one needed.  The same one a second time is no error.
 * ERR_CONFLICT: no longer open, its time over, another text; ERR_DENIED: role, himself, badge_check, another person's key, or
 * he has signed it already.
 */
int	 signing_take(struct rules *r, const struct actor *a, const struct signing_act *act, const struct badge_answer *answer,
	    int64_t now, bool *complete);

/*
 * Stores a signature that was checked, inside the caller's transaction, and completes the paper when it was the last.
 * cert empty: the new key of an operator's paper signs for itself.
 */
struct signing_put {
	const struct signing_act	*act;
	const struct badge_answer	*answer;
	const char			*person;
	const struct buf		*cert;		/* NULL: none */
	int64_t				 now;
	bool				 complete;	/* out */
};
int	 signing_put(struct db *db, const struct actor *a, struct signing_put *p);

#endif
