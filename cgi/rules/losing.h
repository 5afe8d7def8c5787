/*
 * losing: a report of loss (挂失) and the hold it causes at once (design 3.6, I4).
 *
 * The report is accepted (受理) in the transaction that queues signd's order; the hold is in effect when signd has answered.
 * A certificate has one live hold: reporting it again finds that one.
 */
#ifndef RULES_LOSING_H
#define RULES_LOSING_H

#include <stdint.h>

#include "rules/actor.h"
#include "store/cert.h"
#include "store/hold.h"
#include "store/len.h"

struct db;
struct rules;

struct losing {
	enum report_channel	 channel;
	enum report_proof	 proof;
	const char		*text;		/* what was said, "": nothing */
	const char		*once;		/* token of the form; it may report several certificates */
};

/*
 * Holds the certificate; *out is its live hold, this report's or an earlier one's.  A form that was sent before holds nothing
 * anew, even when its hold has been released since.  ERR_CONFLICT: it is revoked, or past.
 */
int	 losing_report(struct rules *r, const struct actor *a, uint64_t certificate, const struct losing *l, int64_t now,
	    struct hold *out);
/* The same inside the caller's transaction, about a row read in it. */
int	 losing_hold(struct db *db, const struct actor *a, const struct cert_row *cert, const struct losing *l, int64_t now,
	    struct hold *out);

/* Who reports, as rows name him: the operator, else the account whose mobile proved it. Returns to. */
char	*losing_reporter(const struct actor *a, const struct cert_row *cert, char to[LEN_ACTOR]);
/* The request token of a report: one form may report several certificates, one after the other too (Back). */
int	 losing_token(const char *once, uint64_t certificate, char to[LEN_TOKEN]);
/* Can it be held or revoked at that moment? 0, or ERR_CONFLICT with the reason. */
int	 losing_may(const struct cert_row *cert, int64_t now);

/* Days until an untouched hold becomes a revocation. */
int	 losing_days(struct rules *r, int64_t *out);
/* The newest hold of a certificate, living or not, or ERR_NOTFOUND. */
int	 losing_last(struct rules *r, uint64_t certificate, struct hold *out);
/* A receipt: the hold that was reported under this token, and its certificate. The caller clears cert with cert_row_clear. */
int	 losing_receipt(struct rules *r, const char *request, struct hold *hold, struct cert_row *cert);

#endif
