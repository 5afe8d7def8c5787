/*
 * submitting: what an application still lacks, and its submission: consent paper, number, sealed identities, notice (design 3).
 */
#ifndef RULES_SUBMITTING_H
#define RULES_SUBMITTING_H

#include <stdbool.h>
#include <stdint.h>

#include "rules/actor.h"
#include "rules/identity.h"
#include "store/app.h"
#include "store/product.h"

struct rules;

/* The parts of an application, in the order they are filled in; as bits 1 << part. */
enum submitting_part { PART_TEXTS, PART_SUBJECT, PART_EMAIL, PART_IDENTITY, PART_KEY, PART_MATERIALS, PART_MAX };

/*
 * Whether that part asks for a field the product's sensitivity map marks, so that the separate consent must come before it (PIPL
 * 29).  A mark names a field or the end of its name ("id_no" is also "agent_id_no"); a product that marks nothing marks "id_no".
 */
bool	 submitting_sensitive(const struct product *product, enum submitting_part part);

/* *missing: bits of the parts that are not complete. key: of the owner's cookie, NULL when it is lost. */
int	 submitting_missing(struct rules *r, const struct app *app, const struct product *product,
	    const unsigned char key[IDENTITY_KEY], int64_t now, unsigned *missing);

/*
 * Submits it, in one transaction, once: afterwards app has number, state and time.  declared: the words he ticked, which the trail
 * keeps.  A second submission of what was submitted already is 0 and changes nothing.  ERR_INPUT: a part is missing; ERR_CONFLICT:
 * edited in another window, or a new revision of a text came into force.
 */
int	 submitting_submit(struct rules *r, const struct actor *a, struct app *app, const struct product *product,
	    const unsigned char key[IDENTITY_KEY], const char *declared, int64_t now);

#endif
