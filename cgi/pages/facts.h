/*
 * facts: a certificate, a hold, a revocation in the tree of a page, as several pages of the hall show them.
 */
#ifndef PAGES_FACTS_H
#define PAGES_FACTS_H

#include <stdbool.h>
#include <stdint.h>

struct cert_line;
struct cert_row;
struct hdf;
struct hold;
struct page;
struct revocation;

/* Serial, Hex4 (in groups), Name (masked for who does not own it), Unit, Product, Issuer, From, Until, State (rules/standing). */
void	 facts_cert(struct hdf *h, const struct cert_line *c, bool masked, int64_t now);
void	 facts_cert_row(struct hdf *h, const struct cert_row *c, bool masked, int64_t now);
/* No, State, Accepted, Effective, Ocsp, Crl, CrlAt, Receipt; a hold also Expires; a revocation Decided, Reason, Ground. */
void	 facts_hold(struct hdf *h, const struct hold *x);
void	 facts_revocation(struct hdf *h, const struct revocation *x);

/* The next breadcrumb: T.key, leading to href (NULL: the page itself). */
void	 facts_crumb(struct page *p, const char *key, const char *href);

#endif
