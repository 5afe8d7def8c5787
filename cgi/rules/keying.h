/*
 * keying: the public key of an application, brought as a PKCS#10 request that proves possession of the private half (I7).
 */
#ifndef RULES_KEYING_H
#define RULES_KEYING_H

#include <stddef.h>
#include <stdint.h>

#include "pki/key.h"
#include "rules/actor.h"
#include "store/app.h"
#include "store/product.h"

struct db;
struct rules;

/* Kinds of key the product's profile takes: bits 1 << enum key_kind (VAR/conf/profiles.conf). */
int	 keying_kinds(const struct rules *r, const struct product *product, unsigned *out);

/*
 * Checks the request (pki/csr) and puts it with its key into app, which is not stored.  ERR_INPUT or ERR_LIMIT with the sentence:
 * no request, a weak key, a signature that does not hold, a kind of key the product does not take; ERR_CONFLICT: the key stands
 * in another application, or was certified before, or revoked.
 */
int	 keying_take(struct rules *r, struct app *app, const struct product *product, enum app_key origin, const void *text,
	    size_t n);

/* Is the key with that digest free for this application? ERR_CONFLICT as keying_take; drafts of others do not count. */
int	 keying_unused(struct db *db, const struct app *app, const unsigned char digest[LEN_DIGEST]);

/*
 * Stores the key that keying_take put into an application that was submitted, until it is reviewed: what operators signed is void,
 * because the version rises, and the desk begins anew.  app names the version and state it was read with.  ERR_CONFLICT when it
 * moved on.
 */
int	 keying_replace(struct rules *r, const struct actor *a, const struct app *app, int64_t now);

#endif
