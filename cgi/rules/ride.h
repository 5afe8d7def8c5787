/*
 * ride: one job on its way through a round of issuing, with all that is known of it; and what the rides of a round share.  For
 * rules/issuing alone.
 */
#ifndef RULES_RIDE_H
#define RULES_RIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "signd/signer.h"
#include "store/account.h"
#include "store/cert.h"
#include "store/decision.h"
#include "store/job.h"
#include "store/product.h"
#include "util/buf.h"

#define ROUND_KINDS	8	/* products and issuers of one round */

struct rules;

struct round {
	struct rules	*rules;
	struct signer	*signer;
	int64_t		 now;
	struct product	 product[ROUND_KINDS];
	size_t		 products;
	struct { char name[LEN_CODE]; struct buf der; } ca[ROUND_KINDS];
	size_t		 cas;
};

/* A job on its way through a round. */
struct ride {
	struct round		*round;
	struct job_work		 work;
	struct account		 owner;		/* what a message to him needs */
	struct intent		 intent;
	bool			 planned;	/* the intent is stored */
	struct decision		 decision[SIGNER_PAPERS];	/* approvals */
	size_t			 decisions;
	struct cert_row		 row;
	struct buf		 der;
	int64_t			 signed_at;
	struct signer_stand	 stand;
	int			 code;
	char			 note[SIGNER_NOTE];
};

/* It goes no further: why. */
void	 ride_fail(struct ride *ride, int code, const char *note);
void	 ride_clear(struct ride *ride);

/* Gives each of n rides that one claim took its round, owner, newest living intent and approvals. 0 or ERR_PEER, ERR_AGAIN. */
int	 rides_find(struct round *x, struct ride *rides, size_t n);

/* Read once in a round; valid until round_clear. */
int	 round_product(struct round *x, const char *code, const struct product **out);
int	 round_ca(struct round *x, const char *name, const struct buf **out);	/* DER of an issuer's certificate */
void	 round_clear(struct round *x);

#endif
