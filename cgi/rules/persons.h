/*
 * persons: one human being is one person, whatever numbers he has (I3): nobody decides on his own matter, and two signatures
 * are of two people.  The keyed index of his identity tells, not his person number alone.
 */
#ifndef RULES_PERSONS_H
#define RULES_PERSONS_H

#include <stdbool.h>

#include "store/app.h"
#include "store/cert.h"
#include "store/operator.h"
#include "store/paper.h"

struct db;

/* ERR_DENIED when he is the applicant, speaks for him, or the account is his. */
int	 persons_no_party(struct db *db, const struct app *app, const struct operator *o);
/* The same about a certificate (its holder, those named in its application, the account) and the operator with that id. */
int	 persons_no_holder(struct db *db, const struct cert_row *cert, uint64_t operator);

/* Whether the operator with that number is the same human being. */
int	 persons_same(struct db *db, const char *person_no, const struct operator *o, bool *same);

/* Two different people have signed it, at least one a reviewer: *reviewers of them. ERR_DENIED: it is not so. */
int	 persons_two(struct db *db, const struct paper_row *paper, unsigned *reviewers);

#endif
