/*
 * watching: what the desk has before it about certificates: loss reports in effect, revocations that were asked for.
 *
 * An operator sees the certificates of his RA alone.
 */
#ifndef RULES_WATCHING_H
#define RULES_WATCHING_H

#include <stddef.h>
#include <stdint.h>

#include "rules/actor.h"
#include "store/cert.h"
#include "store/hold.h"
#include "store/order.h"
#include "store/revocation.h"

struct rules;

struct watching {
	struct cert_row		cert;
	struct hold		hold;		/* id 0: none lives */
	struct revocation	revocation;	/* id 0: none lives */
	struct order_wait	limited;	/* an order beyond signd's cap of the hour; next_at 0: none */
	struct order_refused	refused;	/* the newest order, if signd refused it; created 0: it did not */
};

/* The certificate with that serial number in hex. ERR_NOTFOUND for another RA's. The caller clears it, in any case. */
int	 watching_serial(struct rules *r, const struct actor *a, const char *hex, struct watching *out);
int	 watching_cert(struct rules *r, const struct actor *a, uint64_t certificate, struct watching *out);
/* The one that hold or revocation is about. */
int	 watching_by_hold(struct rules *r, const struct actor *a, uint64_t hold, struct watching *out);
int	 watching_by_revocation(struct rules *r, const struct actor *a, uint64_t revocation, struct watching *out);
void	 watching_clear(struct watching *w);

struct watching_line {
	struct cert_line	cert;
	struct hold		hold;		/* of watching_holds */
	struct revocation	revocation;	/* of watching_asked */
};

/* By time of receipt, after (at, id), 0, 0 for the first page. The caller clears each with watching_line_clear. */
int	 watching_holds(struct rules *r, const struct actor *a, int64_t at, uint64_t id, struct watching_line *out, size_t max,
	    size_t *n);
int	 watching_asked(struct rules *r, const struct actor *a, int64_t at, uint64_t id, struct watching_line *out, size_t max,
	    size_t *n);
void	 watching_line_clear(struct watching_line *l);

/*
 * The desk's search: a serial in hex, a name or the number of a unit (subject_unit) exactly as it stands.  Newest first, below
 * id `below` (0: from the top).  Each search is an audit row.  The caller clears each with cert_line_clear.
 */
int	 watching_search(struct rules *r, const struct actor *a, const char *typed, uint64_t below, int64_t now,
	    struct cert_line *out, size_t max, size_t *n);

#endif
