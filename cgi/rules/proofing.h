/*
 * proofing: what is wrong with a text of the office before it can be published.
 */
#ifndef RULES_PROOFING_H
#define RULES_PROOFING_H

#include <stdbool.h>
#include <stddef.h>

#include "store/document.h"

struct rules;

enum proofing {
	PROOFING_FORM,		/* title, marks such as **, too many clauses: what is the note of rules/markdown */
	PROOFING_SECTIONS,	/* no heading for what the law asks of this kind of text */
	PROOFING_CLAUSES,	/* an agreement without a key clause */
	PROOFING_DATES,		/* a date that does not exist, or is left open */
	PROOFING_LANGUAGES,	/* another language has no revision of this number */
	PROOFING_MAX
};
extern const char *const proofing_text[];	/* form sections clauses dates languages */

struct proofing_fault {
	enum proofing	check;
	bool		warning;	/* does not prevent publication */
	char		what[300];
};

/* The faults of a text, up to max. ERR_PEER when the database is away. */
int	 proofing(struct rules *r, const struct revision *v, struct proofing_fault *out, size_t max, size_t *n);

#endif
