/*
 * identity: the identity numbers of an application in their forms (I6).
 *
 * A draft's number lies under a key that only the owner's cookie holds; with the cookie lost it must be typed again.
 * Submission seals it to the records key, keeps a masked form and the blind index, and drops the draft form.
 */
#ifndef RULES_IDENTITY_H
#define RULES_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/app.h"
#include "store/person.h"

struct rules;

#define IDENTITY_KEY 32

/* Sealed for (application, IDENTITY_OBJECT(whose)); ids of materials, which share the owner, are never that small. */
#define IDENTITY_OBJECT(whose) ((uint64_t)(whose) + 1)

/* The number's place in the application: PERSON_SELF, PERSON_AGENT or PERSON_LEGAL. */
const struct app_id *identity_of(const struct app *app, enum person_capacity whose);

/* Whether there is a number that submission could use: sealed before, or a draft that key (NULL: lost) opens. */
bool	 identity_given(const struct app *app, enum person_capacity whose, const unsigned char key[IDENTITY_KEY]);

/* Takes a number as typed (pki/idnum) and keeps it as a draft under key. ERR_INPUT with the sentence. */
int	 identity_put(struct app *app, enum person_capacity whose, const char *kind, const char *typed,
	    const unsigned char key[IDENTITY_KEY], int64_t now);
/* Whether this is the draft number there is. */
bool	 identity_same(const struct app *app, enum person_capacity whose, const char *kind, const char *typed,
	    const unsigned char key[IDENTITY_KEY], int64_t now);
/* The masked form, of a draft or a sealed number. ERR_NOTFOUND: none, or the key is lost. */
int	 identity_masked(const struct app *app, enum person_capacity whose, const unsigned char key[IDENTITY_KEY], char *to,
	    size_t size);
/*
 * Before submission: seals a draft number for good, with mask and index; one sealed before and not typed anew stays. person
 * becomes the row of him with the name and mobile of the application, to be put in the transaction.  ERR_NOTFOUND: no number was
 * given, or the key is lost.  The caller clears person.
 */
int	 identity_close(const struct rules *r, struct app *app, enum person_capacity whose, const unsigned char key[IDENTITY_KEY],
	    int64_t now, struct person *person);

#endif
