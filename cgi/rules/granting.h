/*
 * granting: who becomes an operator, and who ceases to be one (design 4).
 *
 * A security administrator names a person, who registers a key of his own (rules/enrolling).  The operator paper that names him,
 * his roles and that key is signed by the key itself and by two security administrators, neither of them he; signd then gives
 * the certificate.  Withdrawing takes one other security administrator.
 */
#ifndef RULES_GRANTING_H
#define RULES_GRANTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pki/idnum.h"	/* idnum_kinds, for a form */
#include "rules/actor.h"
#include "rules/badge.h"
#include "store/operator.h"

struct db;
struct rules;

#define GRANTING_SIGNATURES	3		/* the new key, two security administrators */
#define GRANTING_DAYS		365		/* of an operator's certificate */
#define GRANTING_SIGN_DAYS	7		/* to sign the paper */

struct granting {
	const char	*person_no, *name, *ra;
	const char	*roles;			/* sorted, with commas */
	const char	*id_kind, *id_number;	/* idnum_kinds; as typed: only its blind index is kept */
};

/*
 * What is typed about a person, as a row without id and state.  ERR_INPUT, ERR_CONFLICT (he or his number is there already):
 * *field is the field at fault.
 */
int	 granting_check(struct rules *r, const struct granting *g, int64_t now, struct operator *out, const char **field);
/* Names him: state invited, with an invitation. The same person sent twice is no error. */
int	 granting_invite(struct rules *r, const struct actor *a, const struct granting *g, int64_t now, uint64_t *id,
	    const char **field);
/*
 * A new invitation for one who is not in office: his key was lost, his paper refused or too old.  An open paper is dropped.
 * ERR_CONFLICT: in office, or withdrawn.
 */
int	 granting_again(struct rules *r, const struct actor *a, uint64_t id, int64_t now);

/*
 * The operator paper over his newest key, inside the caller's transaction: *paper is its id.  ticket: of a first person, who
 * needs no other signature; NULL: none.
 */
struct granting_paper {
	const struct operator			*operator;
	const struct operator_credential	*credential;
	const struct buf			*ticket;
	const char				*made_by;
	int64_t					 now;
	uint64_t				 id;
};
int	 granting_paper(struct db *db, const struct granting_paper *p);

/* An operator as he stands; the caller clears, in any case. ERR_NOTFOUND. */
int	 granting_get(struct rules *r, uint64_t id, struct operator *out);
int	 granting_list(struct rules *r, const char *after_name, uint64_t after_id, struct operator_line *out, size_t max, size_t *n);
/* His newest key: what people compare is the digest of its SPKI. ERR_NOTFOUND: none yet. The caller clears, in any case. */
int	 granting_key(struct rules *r, uint64_t id, struct operator_credential *out);
/* The open registration authorities, for a form. */
struct ra;
int	 granting_ras(struct rules *r, struct ra *out, size_t max, size_t *n);
/* A security administrator's signature; see rules/signing. */
int	 granting_sign(struct rules *r, const struct actor *a, uint64_t operator, const char *digest,
	    const struct badge_answer *answer, int64_t now, bool *complete);

/*
 * Makes the order that withdraws one in office, to be signed: *paper.  One who is not yet in office is withdrawn at once:
 * *paper is 0.  ERR_INPUT: no reason; ERR_DENIED: himself; ERR_CONFLICT: withdrawn already.
 */
int	 granting_withdraw(struct rules *r, const struct actor *a, uint64_t operator, const char *reason, const char *once,
	    int64_t now, uint64_t *paper);
/* Takes the signature: he is out of office from here on, signd is told by an order. */
int	 granting_withdraw_sign(struct rules *r, const struct actor *a, uint64_t operator, const char *digest,
	    const struct badge_answer *answer, int64_t now);

#endif
