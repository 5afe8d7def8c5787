/*
 * audit: the append-only trail (I5).  One row for every decision and every look at personal data, in the transaction of the
 * act.
 *
 * A chain belongs to one writer: host/program/slot.  The hash of a row is SHA-256 over previous, then chain, seq, created
 * (milliseconds), actor_kind, actor, act, object_kind, object, detail, request, ip: each as text with its length in four
 * octets in front.  The head row of a chain moves with each append, so a missing tail shows; triggers in schema.sql hold
 * each database account to its own program's chains and each row to its head.
 */
#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H

#include <stddef.h>
#include <stdint.h>

#include "store/len.h"
#include "util/buf.h"

struct db;

struct audit_row {
	char		chain[LEN_CHAIN];	/* set by append */
	uint64_t	seq;			/* set by append */
	int64_t		created;
	char		actor_kind[9];		/* account, operator, program, nobody */
	char		actor[LEN_ACTOR];
	char		act[LEN_CODE];
	char		object_kind[17];
	char		object[LEN_ACTOR];
	struct buf	detail;			/* name=value ...; no identity numbers, no codes */
	char		request[LEN_TOKEN];
	char		ip[LEN_IP];
	unsigned char	previous[LEN_DIGEST], hash[LEN_DIGEST];	/* set by append */
};

/* Names the chain this connection writes (and begins it if it is new), once after connecting. */
int	 db_audit_open(struct db *db, const char *host, const char *program, int slot);
/* Appends inside the caller's transaction; ERR_BUG outside one. ERR_AGAIN: the head has moved, run again. */
int	 db_audit_append(struct db *db, struct audit_row *row);
void	 audit_row_clear(struct audit_row *row);

/* What a walk found. */
struct audit_fault {
	char		chain[LEN_CHAIN];
	uint64_t	seq;			/* where */
	char		what[96];
};

/*
 * Walks one chain from its first row to its head, also while its writer adds to it. *rows rows hold; returns 0, or
 * ERR_CRYPTO with *fault: a row edited, missing, out of order or inserted, or the tail cut off.
 */
int	 db_audit_verify(struct db *db, const char *chain, uint64_t *rows, struct audit_fault *fault);
/* Names of all chains, those with rows but no head too. */
int	 db_audit_chains(struct db *db, char (*out)[LEN_CHAIN], size_t max, size_t *n);
/*
 * Rows of one program's chains, newest first, before the row (created, chain, seq); created 0: from the newest.  The
 * caller clears each.
 */
int	 db_audit_recent(struct db *db, const char *program, int64_t created, const char *chain, uint64_t seq,
	    struct audit_row *out, size_t max, size_t *n);
/* Rows about an object, oldest first, after that time (0: all). The caller clears each. */
int	 db_audit_list(struct db *db, const char *object_kind, const char *object, int64_t after, struct audit_row *out,
	    size_t max, size_t *n);

#endif
