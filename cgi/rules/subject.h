/*
 * subject: what an applicant fills in about himself, his unit and his purpose, field by field (domain.md 2.4, 3).
 *
 * Identity numbers are no part of it (rules/identity).  Names are kept exactly as registered, in Unicode NFC, never folded.
 */
#ifndef RULES_SUBJECT_H
#define RULES_SUBJECT_H

#include <stdbool.h>
#include <stddef.h>

#include "store/app.h"
#include "store/product.h"

#define SUBJECT_FIELDS 12	/* of a product, at most */

struct subject_field {
	const char	*name;		/* of the column, and of the form's field */
	unsigned	 products;	/* bits 1 << enum product_kind */
	bool		 must;
	size_t		 max;		/* characters */
	size_t		 at, size;	/* its place in struct app */
	int		(*parse)(const char *typed, char *to, size_t size);
};

/* The fields of a product, in the order they are asked. */
size_t	 subject_fields(enum product_kind product, const struct subject_field *out[SUBJECT_FIELDS]);
const char *subject_get(const struct app *app, const struct subject_field *f);
/*
 * Takes a field as typed ("" empties it). ERR_INPUT with the sentence for the person: a name with characters that cannot be
 * written into a certificate, a wrong code, mobile or address.
 */
int	 subject_put(struct app *app, const struct subject_field *f, const char *typed);
/* The number of a unit as typed: its credit code, or its tax number of Vietnam. ERR_INPUT with the sentence. */
int	 subject_unit(const char *typed, char *to, size_t size);
/* After the last field: what follows from the others (country, common name of a unit, contact, kind of unit). */
void	 subject_complete(struct app *app, enum product_kind product);
/* Whether all that must be there is there. */
bool	 subject_whole(const struct app *app, enum product_kind product);

#endif
