/*
 * sign_link: the plain link from a console to the signing page; what is to be done there stands in its fragment
 * (static/README.md).
 */
#ifndef PAGES_SIGN_LINK_H
#define PAGES_SIGN_LINK_H

#include <stdbool.h>

#include "util/buf.h"

struct page;

struct sign_link {
	const char		*does;		/* "sign" or "register" */
	const char		*back;		/* where the answer is posted: below /ra/ or /admin/ */
	const struct buf	*paper;		/* sign: the stored bytes */
	const struct buf	*case_text;	/* sign, of a decision; else NULL */
	const char		*person;	/* sign: whose key may answer; NULL or "": any */
	const struct buf	*credential;	/* sign: the key that may answer, of one who is not in office; else NULL */
	bool			 soft;		/* that key lives in software */
	const char		*ticket;	/* register: its digest is the challenge; sign: comes back; NULL: none */
	const char		*name;		/* register: of the person */
};

/* Sets node to the address.  The page's csrf and once tokens go with it. ERR_PEER: the database is away. */
int	 sign_link(struct page *p, const char *node, const struct sign_link *link);

/* The answer the signing page posted (or a passkey panel). ERR_INPUT; the caller clears in any case. */
struct badge_answer;
int	 sign_answer(struct page *p, struct badge_answer *out);

#endif
