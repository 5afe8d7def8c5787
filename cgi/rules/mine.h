/*
 * mine: what an applicant sees of his own: applications, certificates, what happened to them.
 */
#ifndef RULES_MINE_H
#define RULES_MINE_H

#include <stddef.h>
#include <stdint.h>

#include "rules/actor.h"
#include "store/app.h"
#include "store/cert.h"
#include "store/consent.h"
#include "store/event.h"
#include "store/product.h"

struct rules;

/* Newest first, below that id (0: from the top). ERR_DENIED for who is not logged in as an applicant. */
int	 mine_apps(struct rules *r, const struct actor *a, uint64_t below, struct app_line *out, size_t max, size_t *n);
/* The caller clears each with cert_line_clear. */
int	 mine_certs(struct rules *r, const struct actor *a, uint64_t below, struct cert_line *out, size_t max, size_t *n);
/* The moves of an application of his, in order. ERR_NOTFOUND for another person's. */
int	 mine_events(struct rules *r, const struct actor *a, uint64_t application, struct event *out, size_t max, size_t *n);

/* The mobile the person logged in with. */
int	 mine_mobile(struct rules *r, const struct actor *a, char to[LEN_MOBILE]);

/* The newest certificate of an application of his; ERR_NOTFOUND: none. The caller clears it. */
int	 mine_cert_of(struct rules *r, const struct actor *a, uint64_t application, struct cert_row *out);

/* An act about a text with the digest of what was shown. */
struct consent_shown {
	struct consent	consent;
	unsigned char	shown_sha256[LEN_DIGEST];
};
/* The acts of an application of his, in order. */
int	 mine_consents(struct rules *r, const struct actor *a, uint64_t application, struct consent_shown *out, size_t max,
	    size_t *n);

/* Products that can be applied for, by position. */
int	 mine_products(struct rules *r, struct product *out, size_t max, size_t *n);

#endif
