/*
 * order: orders of status waiting for signd: hold, revoke, release, stop, withdraw.
 */
#ifndef STORE_ORDER_H
#define STORE_ORDER_H

#include <stddef.h>
#include <stdint.h>

#include "store/len.h"
#include "store/queue.h"
#include "util/buf.h"

struct db;

enum order_act { ORDER_HOLD, ORDER_REVOKE, ORDER_RELEASE, ORDER_STOP, ORDER_WITHDRAW, ORDER_ACT_MAX };
extern const char *const order_act_text[];

struct order {
	struct claim	claim;			/* claim.id is the row's id */
	enum order_act	act;
	uint64_t	certificate;		/* 0: about none */
	char		issuer[LEN_CODE];
	struct buf	serial;
	char		person_no[LEN_PERSON];
	int		reason;
	int64_t		invalid_since;
	uint64_t	hold, revocation, paper;	/* 0: none */
	int		tries;
	int64_t		next_at, created;
};

int	 db_order_insert(struct db *db, const struct order *o);
/* Up to max (at most QUEUE_CLAIM); the caller clears each. See store/queue. */
int	 db_order_claim(struct db *db, int64_t now, int64_t lease_until, struct order *out, size_t max, size_t *n);
int	 db_order_done(struct db *db, const struct claim *c, int64_t done_at);
int	 db_order_again(struct db *db, const struct claim *c, int64_t next_at, const char *error);
/* As again, for one that waits for the hour to end: signd takes no more such orders in it without two signatures. */
int	 db_order_limited(struct db *db, const struct claim *c, int64_t next_at, const char *error);
int	 db_order_failed(struct db *db, const struct claim *c, const char *error);
int	 db_order_reap(struct db *db, int64_t now, uint64_t *freed);
/* What waits to be carried out; what waits for the hour to end. */
int	 db_order_backlog(struct db *db, uint64_t *count, int64_t *oldest);
int	 db_order_backlog_limited(struct db *db, uint64_t *count, int64_t *oldest);

/* An order about a certificate that waits for the hour to end. */
struct order_wait {
	enum order_act	act;
	int64_t		next_at;
};
int	 db_order_find_limited(struct db *db, uint64_t certificate, struct order_wait *out);

/* The newest order about a certificate when it is one that signd refused for good; ERR_NOTFOUND: it is not, or there is none. */
struct order_refused {
	enum order_act	act;
	int64_t		created;
	char		error[QUEUE_ERROR];
};
int	 db_order_find_refused(struct db *db, uint64_t certificate, struct order_refused *out);
/* How many orders queued since then were refused for good, and when the newest was queued. */
int	 db_order_refusals(struct db *db, int64_t since, uint64_t *count, int64_t *newest);
void	 order_clear(struct order *o);

#endif
