/*
 * job: approved applications waiting for their certificate, and the intents made for them before anything is signed (I1).
 */
#ifndef STORE_JOB_H
#define STORE_JOB_H

#include <stddef.h>
#include <stdint.h>

#include "store/app.h"
#include "store/len.h"
#include "store/queue.h"
#include "util/buf.h"

struct db;

enum job_state { JOB_QUEUED, JOB_RUNNING, JOB_DONE, JOB_FAILED, JOB_HALTED, JOB_STATE_MAX };
extern const char *const job_state_text[];
enum intent_state { INTENT_PLANNED, INTENT_PREPARED, INTENT_SIGNED, INTENT_NEVER, INTENT_STATE_MAX };
extern const char *const intent_state_text[];

/* To queue one. */
struct job {
	uint64_t	id, application;
	int		attempt;
	unsigned char	case_sha256[LEN_DIGEST];
	int64_t		next_at, created;
};

/* A claimed job with all that signd needs but the decisions (db_decision_claimed). */
struct job_work {
	struct claim	claim;
	uint64_t	application;
	int		attempt, tries;
	unsigned char	case_sha256[LEN_DIGEST];
	struct buf	case_text;
	uint64_t	app_version;		/* of the application now */
	enum app_state	app_state;
	char		no[LEN_NO];
	uint64_t	account;
	char		ra[LEN_CODE];
	char		product[LEN_CODE];
	char		language[LEN_LANGUAGE];	/* of the account, as mobile and email */
	char		mobile[LEN_MOBILE];
	char		email[LEN_EMAIL];
	char		id_index[LEN_INDEX];
	char		uscc[LEN_USCC];
	struct buf	spki, consent_text;
};

struct intent {
	uint64_t		id;		/* the request id of signd */
	uint64_t		job;
	int			position;	/* from 1 */
	char			issuer[LEN_CODE];
	unsigned char		serial[LEN_SERIAL];
	int64_t			not_before;
	struct buf		tbs;		/* empty until prepared */
	unsigned char		token[LEN_DIGEST];
	enum intent_state	state;
	int64_t			created;
	uint64_t		version;
};

struct job_line {
	uint64_t	id, application;
	int		attempt;
	enum job_state	state;
	int		tries;
	char		error[QUEUE_ERROR];
	int64_t		next_at, created;
};

int	 db_job_insert(struct db *db, const struct job *j);	/* ERR_CONFLICT: that case text has its job */
/* The newest of that submission: one whose evidence lapsed is followed by another. */
int	 db_job_find(struct db *db, uint64_t application, int attempt, struct job_line *out);
/* Failed and halted ones, oldest first. */
int	 db_job_list_stuck(struct db *db, struct job_line *out, size_t max, size_t *n);
/* How many wait, and since when the oldest does (0: none). */
int	 db_job_backlog(struct db *db, uint64_t *count, int64_t *oldest);

/* Up to max (at most QUEUE_MANY), by id; the caller clears each. See store/queue. */
int	 db_job_claim(struct db *db, int64_t now, int64_t lease_until, struct job_work *out, size_t max, size_t *n);
int	 db_job_keep(struct db *db, const struct claim *c, int64_t lease_until);	/* still ours: in each transaction */
int	 db_job_done(struct db *db, const struct claim *c);
int	 db_job_again(struct db *db, const struct claim *c, int64_t next_at, const char *error);
int	 db_job_failed(struct db *db, const struct claim *c, const char *error);
int	 db_job_halted(struct db *db, const struct claim *c, const char *error);	/* stored bytes differ: a person looks */
int	 db_job_reap(struct db *db, int64_t now, uint64_t *freed);
void	 job_work_clear(struct job_work *w);

int	 db_intent_insert(struct db *db, const struct intent *i);	/* ERR_CONFLICT: serial taken, draw again */
/* The living ones (not never) of all jobs that claim holds, by job and position, newest first; each must not keep the row. */
int	 db_intent_claimed(struct db *db, uint64_t owner, int (*each)(void *arg, const struct intent *i), void *arg);
int	 db_intent_get(struct db *db, uint64_t id, struct intent *out);
/* planned -> prepared: tbs and token; a new token for the same bytes is taken too, other bytes are ERR_CONFLICT. */
int	 db_intent_prepared(struct db *db, uint64_t id, const struct buf *tbs, const unsigned char token[LEN_DIGEST]);
int	 db_intent_signed(struct db *db, uint64_t id);
int	 db_intent_never(struct db *db, uint64_t id);
void	 intent_clear(struct intent *i);

#endif
