/*
 * agreeing: what a person was shown and what he did about it (I2; domain.md 6.1).
 *
 * Each showing is recorded with the digest of the exact bytes; each act names its showing.  The records of an account form
 * a chain of digests.  The sensitive-information consent is an act of its own, never part of another (PIPL 29).
 */
#ifndef RULES_AGREEING_H
#define RULES_AGREEING_H

#include <stdbool.h>
#include <stdint.h>

#include "rules/actor.h"
#include "store/app.h"
#include "store/consent.h"
#include "store/document.h"
#include "store/product.h"

struct rules;

/*
 * The revision in force in that language (zh-CN when there is none), and a record that a page of that build (view_build) shows it
 * to this person for this application, its key clauses apart.  ERR_NOTFOUND: nothing is published.  The caller clears revision.
 */
int	 agreeing_show(struct rules *r, const struct actor *a, const struct app *app, enum document_kind kind,
	    const char *language, const char *build, int64_t now, struct revision *revision, uint64_t *presentation);

/* The texts in force, read at once: of each kind the one in a language or, without it, in zh-CN. */
struct agreeing_texts {
	struct revision_line	line[DOCUMENT_KIND_MAX];
	bool			has[DOCUMENT_KIND_MAX];		/* line is there */
	bool			published[DOCUMENT_KIND_MAX];	/* in zh-CN, which a product waits for */
};
int	 agreeing_texts(struct rules *r, const char *language, int64_t now, struct agreeing_texts *out);
/* Whether every text of the product is published; without that nobody can apply (design 4). */
int	 agreeing_ready(const struct agreeing_texts *t, const struct product *p, bool *out);
/* The key clauses of a revision, in order. */
int	 agreeing_clauses(struct rules *r, uint64_t revision, struct clause *out, size_t max, size_t *n);

struct agreeing_act {
	uint64_t		presentation;	/* what the form said it showed */
	enum document_kind	kind;
	enum consent_capacity	capacity;
	enum consent_decision	decision;
	enum consent_method	method;
	const char		*label;		/* words beside the box or button, as shown */
	const char		*initial;	/* as rendered: "unticked" of a box, "none" where nothing is preset */
	bool			opened, scrolled;	/* reading aids; never a gate */
	const char		*once;
};

/*
 * Records the act, once per token. ERR_NOTFOUND: not shown to this person for this application; ERR_CONFLICT: a newer revision
 * came into force meanwhile, show it.
 */
int	 agreeing_act(struct rules *r, const struct actor *a, const struct app *app, const struct agreeing_act *act,
	    int64_t now);

enum agreeing_state { AGREEING_OPEN, AGREEING_DONE, AGREEING_REFUSED, AGREEING_OUTDATED };

/* How this application stands with that kind of document, against the revision in force now. */
int	 agreeing_state(struct rules *r, const struct app *app, enum document_kind kind, int64_t now,
	    enum agreeing_state *out);
/*
 * The first document of the product that is not agreed to yet, in the product's order. 0: *missing is it; ERR_NOTFOUND: none is
 * missing; ERR_DENIED: one was refused (*missing), only the counter can help.
 */
int	 agreeing_missing(struct rules *r, const struct app *app, const struct product *p, int64_t now,
	    enum document_kind *missing);

#endif
