/*
 * paper: papers that are no cases (publish, operator, release, order ...): they collect signatures at the signing page,
 * then wait for issuer to hand them to signd.
 */
#ifndef STORE_PAPER_H
#define STORE_PAPER_H

#include <stddef.h>
#include <stdint.h>

#include "store/len.h"
#include "store/queue.h"
#include "util/buf.h"

struct db;

enum paper_state { PAPER_OPEN, PAPER_READY, PAPER_RUNNING, PAPER_DONE, PAPER_REFUSED, PAPER_DROPPED, PAPER_STATE_MAX };
extern const char *const paper_state_text[];

struct paper_row {
	struct claim		claim;		/* claim.id is the row's id */
	char			kind[13];	/* as in the paper's first line */
	uint64_t		object;		/* revision, operator or hold */
	struct buf		text;
	unsigned char		sha256[LEN_DIGEST];
	int			needs;
	enum paper_state	state;
	struct buf		ticket;		/* of the first people; emptied when used */
	char			made_by[LEN_PERSON];
	int64_t			made_at, until_at, next_at;
	int			tries;
	struct buf		answer;
	int64_t			answered_at;
	char			error[QUEUE_ERROR];
	char			request[LEN_TOKEN];
	int64_t			created;
	uint64_t		version;
};

struct paper_line {
	uint64_t		id;
	char			kind[13];
	uint64_t		object;
	int			needs;
	int			signatures;	/* so far */
	enum paper_state	state;
	char			made_by[LEN_PERSON];
	int64_t			made_at, until_at, answered_at, created;
	char			error[QUEUE_ERROR];
	uint64_t		version;
};

struct paper_sign {
	uint64_t	paper;
	char		person_no[LEN_PERSON];
	struct buf	auth_data, client_data, signature;
	struct buf	cert;			/* empty: proof of possession of a new credential */
	int64_t		created;
};

int	 db_paper_insert(struct db *db, const struct paper_row *p);	/* ERR_CONFLICT: bytes or request known */
int	 db_paper_get(struct db *db, uint64_t id, struct paper_row *out);
int	 db_paper_find(struct db *db, const unsigned char sha256[LEN_DIGEST], struct paper_row *out);
int	 db_paper_find_request(struct db *db, const char *request, struct paper_row *out);
/* The newest of that kind about that object. */
int	 db_paper_find_object(struct db *db, const char *kind, uint64_t object, struct paper_row *out);
/* Those still open, of one kind ("": any), newest first, below id `below` (0: from the top). */
int	 db_paper_list_open(struct db *db, const char *kind, uint64_t below, struct paper_line *out, size_t max, size_t *n);
void	 paper_row_clear(struct paper_row *p);

/* ERR_CONFLICT: this person has signed it. */
int	 db_paper_sign(struct db *db, const struct paper_sign *s);
/* By person number. The caller clears each. */
int	 db_paper_signs(struct db *db, uint64_t paper, struct paper_sign *out, size_t max, size_t *n);
void	 paper_sign_clear(struct paper_sign *s);

/* Takes the row of an open one for the rest of the transaction; its version is one higher afterwards. */
int	 db_paper_touch(struct db *db, uint64_t id, uint64_t version);
/* open -> done, of an order, release or decision: what it is the evidence of carries it to signd. */
int	 db_paper_ordered(struct db *db, uint64_t id, uint64_t version);
int	 db_paper_ready(struct db *db, uint64_t id, uint64_t version);		/* open -> ready */
int	 db_paper_drop(struct db *db, uint64_t id, uint64_t version);		/* open -> dropped */

/* Issuer: up to max ready ones (at most QUEUE_CLAIM); the caller clears each. See store/queue. */
int	 db_paper_claim(struct db *db, int64_t now, int64_t lease_until, struct paper_row *out, size_t max, size_t *n);
int	 db_paper_done(struct db *db, const struct claim *c, const struct buf *answer, int64_t answered_at);
int	 db_paper_refused(struct db *db, const struct claim *c, const char *error, int64_t answered_at);
int	 db_paper_again(struct db *db, const struct claim *c, int64_t next_at, const char *error);
int	 db_paper_reap(struct db *db, int64_t now, uint64_t *freed);

#endif
