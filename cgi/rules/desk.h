/*
 * desk: applications before an RA: the queues, who works on what, 受理, what has happened so far.
 *
 * An operator sees the applications of his RA alone; another's is ERR_NOTFOUND, as if it were not there.
 */
#ifndef RULES_DESK_H
#define RULES_DESK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rules/actor.h"
#include "rules/casing.h"
#include "rules/looking.h"
#include "store/app.h"
#include "store/consent.h"
#include "store/decision.h"
#include "store/event.h"
#include "store/material.h"
#include "store/person.h"
#include "store/product.h"

struct rules;

#define DESK_CLAIM	((int64_t)2 * 60 * 60 * 1000)	/* afterwards another may take over */
#define DESK_MATERIALS	64
#define DESK_HISTORY	100

enum desk_tab { DESK_ENTRY, DESK_REVIEW, DESK_RETURNED, DESK_AGAIN, DESK_TAB_MAX };
extern const char *const desk_tab_text[];	/* entry review returned again, NULL behind the last */

struct desk_counts { uint64_t tab[DESK_TAB_MAX], loss; };

/* By due time, after (due, id), 0, 0 for the first page. */
int	 desk_queue(struct rules *r, const struct actor *a, enum desk_tab tab, int64_t after_due, uint64_t after_id,
	    struct app_line *out, size_t max, size_t *n);
int	 desk_counts(struct rules *r, const struct actor *a, struct desk_counts *out);
/* Takes the first one nobody works on: its number. ERR_NOTFOUND: there is none. */
int	 desk_next(struct rules *r, const struct actor *a, enum desk_tab tab, int64_t now, char no[LEN_NO]);

struct desk_case {
	struct app		 app;
	struct product		 product;
	struct material		 material[DESK_MATERIALS];
	bool			 seen[DESK_MATERIALS];	/* by this operator */
	size_t			 materials;
	struct consent		*consent;		/* what was agreed to, in order; DESK_HISTORY at most */
	size_t			 consents;
	struct event		*event;			/* DESK_HISTORY at most */
	size_t			 events;
	struct decision_line	*decision;
	size_t			 decisions;
	struct person		 person[LOOKING_WHOM_MAX];	/* as we know those it names; id 0: it names none */
	struct organisation	 unit;			/* as we know it; id 0: none */
	struct casing		 cert;			/* what will stand in the certificate */
	char			 key[48];		/* its kind and code, "p256 2F4A 19C0 ..."; "": no key we take */
	char			 refusal[256];		/* why the profile does not allow it, "": it does */
	char			 accepted_by[LEN_ACTOR];	/* person number of 受理 */
	char			 claimer[LEN_NAME];	/* who works on it, "": nobody, or too long ago */
	bool			 mine;			/* this operator does */
};

/* A look, which is recorded. The caller clears it with desk_case_clear, in any case. */
int	 desk_open(struct rules *r, const struct actor *a, const char *no, int64_t now, struct desk_case *out);
void	 desk_case_clear(struct desk_case *c);
/* The name of the operator with that person number; the number itself when there is none. */
int	 desk_name(struct rules *r, const char *person_no, char to[LEN_NAME]);
int	 desk_name_by_id(struct rules *r, uint64_t operator, char to[LEN_NAME]);	/* "" when there is none */
/* The public number of an application, "" when there is none. */
int	 desk_number(struct rules *r, uint64_t application, char to[LEN_NO]);
/* The application alone. The caller clears it with app_clear, in any case. */
int	 desk_find(struct rules *r, const struct actor *a, const char *no, struct app *out);

/* Whether the next decision is one of his roles'. */
bool	 desk_is_his_turn(const struct actor *a, const struct app *app);
/* ERR_CONFLICT with who works on it; ERR_DENIED: it does not wait for one of his roles. */
int	 desk_claim(struct rules *r, const struct actor *a, const char *no, int64_t now);
int	 desk_unclaim(struct rules *r, const struct actor *a, const char *no, int64_t now);
/* ERR_CONFLICT unless nobody or this operator works on it. */
int	 desk_not_anothers(struct db *db, const struct actor *a, const struct app *app, int64_t now);

/* 受理: the clerk's act, with its own time; the days of handling run from here. ERR_CONFLICT: done, or not submitted. */
int	 desk_accept(struct rules *r, const struct actor *a, const char *no, int64_t now);
/* The reviewer sends it back to be entered again; the entry is void. */
int	 desk_send_back(struct rules *r, const struct actor *a, const char *no, uint64_t version, const char *reason,
	    int64_t now);

#endif
