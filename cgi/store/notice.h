/*
 * notice: what people must be told, and each message that tells them: written in the transaction of the act, sent by
 * courier afterwards.
 */
#ifndef STORE_NOTICE_H
#define STORE_NOTICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/len.h"
#include "store/queue.h"
#include "util/buf.h"

struct db;

enum delivery_channel { DELIVERY_SMS, DELIVERY_MAIL, DELIVERY_CHANNEL_MAX };
extern const char *const delivery_channel_text[];

struct notice {
	uint64_t	id;
	char		event[LEN_CODE];	/* text Mail.EVENT */
	uint64_t	account, application;	/* 0: none */
	char		language[LEN_LANGUAGE];
	struct buf	params;			/* name=value lines, as in signed papers; empty: none, or sent and secret */
	bool		secret;			/* params hold a one-time code: emptied when delivered */
	int64_t		created;
	uint64_t	version;
};

struct delivery {
	struct claim		claim;		/* claim.id is the row's id */
	uint64_t		notice;
	enum delivery_channel	channel;
	char			address[LEN_ADDRESS];
	int			tries;
	int64_t			next_at, expires_at, created;	/* expires_at 0: never pointless */
};

/* A claimed delivery with its notice. */
struct delivery_work {
	struct delivery	delivery;
	struct notice	notice;
};

int	 db_notice_insert(struct db *db, const struct notice *n);
int	 db_delivery_insert(struct db *db, const struct delivery *d);
/* An account's, newest first, below id `below` (0: from the top); secret ones without params. The caller clears each. */
int	 db_notice_list(struct db *db, uint64_t account, uint64_t below, struct notice *out, size_t max, size_t *n);
void	 notice_clear(struct notice *n);

/* Up to max (at most QUEUE_CLAIM); the caller clears each. See store/queue. */
int	 db_delivery_claim(struct db *db, int64_t now, int64_t lease_until, struct delivery_work *out, size_t max, size_t *n);
int	 db_delivery_sent(struct db *db, const struct claim *c, int64_t now);
int	 db_delivery_again(struct db *db, const struct claim *c, int64_t next_at, const char *error);
int	 db_delivery_failed(struct db *db, const struct claim *c, const char *error);
int	 db_delivery_reap(struct db *db, int64_t now, uint64_t *freed);
int	 db_delivery_backlog(struct db *db, uint64_t *count, int64_t *oldest);
/* Empties the params of a secret notice, unless a delivery of it still waits. */
int	 db_notice_forget(struct db *db, uint64_t id);

#endif
