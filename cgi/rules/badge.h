/*
 * badge: an operator proves with his credential that he is himself: when he logs in at a console, and when he signs a paper.
 *
 * Only the key of the certificate he holds now counts, and only while he is in office.  A login challenge is a paper of kind
 * login (signd takes none), made for one visitor's cookie and good once; it is not stored but made again from its row.
 * Authenticators answer on the console's own origin, soft keys through the signing page.
 */
#ifndef RULES_BADGE_H
#define RULES_BADGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rules/actor.h"
#include "rules/login.h"
#include "store/operator.h"
#include "util/buf.h"

struct db;
struct rules;

#define BADGE_LIFE	((int64_t)10 * 60 * 1000)	/* of a login challenge */
#define BADGE_TICKET	21				/* decimal uint64_t and NUL */

/* What a page took from the browser, decoded. */
struct badge_answer { struct buf credential, auth_data, client_data, signature; };

/* The four fields of an assertion, base64url as posted (static/README.md). ERR_INPUT; the caller clears in any case. */
int	 badge_read(const char *credential, const char *auth_data, const char *client_data, const char *signature,
	    struct badge_answer *out);
void	 badge_answer_clear(struct badge_answer *a);

struct badge {
	struct operator			operator;
	struct operator_credential	credential;
	uint64_t			counter;	/* of this answer */
};

/*
 * Whose answer over the paper is it?  0; ERR_DENIED: not the key of an operator in office, or the assertion does not hold, or
 * its counter went back (a copied key).  The caller clears *out in any case.
 */
int	 badge_check(struct rules *r, const char *origin, const struct badge_answer *answer, const void *paper, size_t n,
	    int64_t now, struct badge *out);
/* Keeps the counter, inside the caller's transaction. ERR_CONFLICT: used in another window this very moment. */
int	 badge_used(struct db *db, const struct badge *b, int64_t now);
void	 badge_clear(struct badge *b);

/* A challenge for this visitor: its name for the form, and the paper to be signed. ERR_LIMIT: too many from this address. */
int	 badge_challenge(struct rules *r, const struct actor *a, enum login_console console, const char *visit, int64_t now,
	    char ticket[BADGE_TICKET], struct buf *paper);
/* The credential of the operator with that person number, for the list of those that may answer; unknown people give none. */
int	 badge_allow(struct rules *r, const char *person, struct buf *credential);
/* The same; *soft: it lives in software. */
int	 badge_key(struct rules *r, const char *person, struct buf *credential, bool *soft);
/*
 * Logs in: *cookie is the session's.  ERR_DENIED: badge_check, or he has no role at this console; ERR_CONFLICT: the challenge is
 * over, used, or another visitor's.
 */
int	 badge_login(struct rules *r, const struct actor *a, enum login_console console, const char *visit, const char *ticket,
	    const struct badge_answer *answer, int64_t now, char cookie[LOGIN_COOKIE]);

#endif
