#include "store/job.h"

#include <string.h>

#include "store/db.h"

const char *const job_state_text[] = { "queued", "running", "done", "failed", "halted", NULL };
const char *const intent_state_text[] = { "planned", "prepared", "signed", "never", NULL };

static const struct col cols[] = {
	COL(struct job, id, COL_U64, 0),
	COL(struct job, application, COL_U64, 0),
	COL(struct job, attempt, COL_INT, 0),
	COL(struct job, case_sha256, COL_BYTES, 0),
	COL(struct job, next_at, COL_TIME, 0),
	COL(struct job, created, COL_TIME, 0),
};

static const struct col line_cols[] = {
	COL(struct job_line, id, COL_U64, 0),
	COL(struct job_line, application, COL_U64, 0),
	COL(struct job_line, attempt, COL_INT, COL_PUBLIC),
	COL_WORD(struct job_line, state, job_state_text, COL_PUBLIC),
	COL(struct job_line, tries, COL_INT, COL_PUBLIC),
	COL(struct job_line, error, COL_TEXT, COL_PUBLIC),
	COL(struct job_line, next_at, COL_TIME, COL_PUBLIC),
	COL(struct job_line, created, COL_TIME, COL_PUBLIC),
};

static const struct col work_cols[] = {
	COL(struct job_work, claim.id, COL_U64, 0),
	COL(struct job_work, claim.owner, COL_U64, 0),
	COL(struct job_work, claim.fence, COL_U64, 0),
	COL(struct job_work, application, COL_U64, 0),
	COL(struct job_work, attempt, COL_INT, 0),
	COL(struct job_work, tries, COL_INT, 0),
	COL(struct job_work, case_sha256, COL_BYTES, 0),
	COL(struct job_work, case_text, COL_BLOB, 0),
	COL(struct job_work, app_version, COL_U64, 0),
	COL_WORD(struct job_work, app_state, app_state_text, 0),
	COL(struct job_work, no, COL_TEXT, 0),
	COL(struct job_work, account, COL_U64, 0),
	COL(struct job_work, ra, COL_TEXT, 0),
	COL(struct job_work, product, COL_TEXT, 0),
	COL(struct job_work, language, COL_TEXT, 0),
	COL(struct job_work, mobile, COL_TEXT, 0),
	COL(struct job_work, email, COL_TEXT, 0),
	COL(struct job_work, id_index, COL_TEXT, COL_SECRET),
	COL(struct job_work, uscc, COL_TEXT, 0),
	COL(struct job_work, spki, COL_BLOB, 0),
	COL(struct job_work, consent_text, COL_BLOB, 0),
};

static const struct col intent_cols[] = {
	COL(struct intent, id, COL_U64, 0),
	COL(struct intent, job, COL_U64, 0),
	COL(struct intent, position, COL_INT, 0),
	COL(struct intent, issuer, COL_TEXT, 0),
	COL(struct intent, serial, COL_BYTES, 0),
	COL(struct intent, not_before, COL_TIME, 0),
	COL(struct intent, tbs, COL_BLOB, COL_OPTIONAL),
	COL(struct intent, token, COL_BYTES, COL_SECRET | COL_OPTIONAL),
	COL_WORD(struct intent, state, intent_state_text, 0),
	COL(struct intent, created, COL_TIME, 0),
	COL(struct intent, version, COL_U64, 0),
};

struct backlog {
	uint64_t	count;
	int64_t		oldest;
};
static const struct col backlog_cols[] = {
	COL(struct backlog, count, COL_U64, 0),
	COL(struct backlog, oldest, COL_TIME, 0),
};

#define LINE "id,application,attempt,state,tries,error,next_at,created"
#define INTENT "id,job,position,issuer,serial,not_before,tbs,token,state,created,version"
#define OURS " WHERE id=? AND owner=? AND fence=? AND state='running'"

static const struct query insert = QUERY("INSERT INTO issue_job (id,application,attempt,case_sha256,next_at,created,state,fence,"
    "tries,version) VALUES (?,?,?,?,?,?,'queued',0,0,0)", cols);
static const struct query find = QUERY("SELECT " LINE " FROM issue_job WHERE application=? AND attempt=?"
    " ORDER BY id DESC LIMIT 1", line_cols);
static const struct query list_stuck = QUERY("SELECT " LINE " FROM issue_job WHERE state IN ('failed','halted')"
    " ORDER BY created,id LIMIT ?", line_cols);
static const struct query backlog = QUERY("SELECT COUNT(*),MIN(created) FROM issue_job WHERE state='queued'", backlog_cols);
/* A job whose case text is missing comes with an empty one: the worker must see and report it. */
static const struct query claimed = QUERY("SELECT j.id,j.owner,j.fence,j.application,j.attempt,j.tries,j.case_sha256,c.text,"
    "a.version,a.state,a.no,a.account,a.ra,a.product,o.language,o.mobile,o.email,a.id_index,a.uscc,a.spki,a.consent_text"
    " FROM issue_job j JOIN application a ON a.id=j.application JOIN account o ON o.id=a.account"
    " LEFT JOIN case_text c ON c.sha256=j.case_sha256"
    " WHERE j.owner=? AND j.state='running' ORDER BY j.id", work_cols);
static const struct query done = QUERY_WRITE("UPDATE issue_job SET state='done',error=NULL,owner=NULL,lease_until=NULL,"
    "version=version+1" OURS);
static const struct query failed = QUERY_WRITE("UPDATE issue_job SET state='failed',error=?,owner=NULL,lease_until=NULL,"
    "version=version+1" OURS);
static const struct query halted = QUERY_WRITE("UPDATE issue_job SET state='halted',error=?,owner=NULL,lease_until=NULL,"
    "version=version+1" OURS);
static const struct queue queue = QUEUE_OF_MANY("issue_job", "queued");

static const struct query intent_insert = QUERY("INSERT INTO intent (" INTENT ") VALUES (?,?,?,?,?,?,?,?,?,?,?)", intent_cols);
static const struct query intent_claimed = QUERY("SELECT i.id,i.job,i.position,i.issuer,i.serial,i.not_before,i.tbs,i.token,"
    "i.state,i.created,i.version FROM issue_job j JOIN intent i ON i.job=j.id WHERE j.owner=? AND j.state='running'"
    " AND i.state<>'never' ORDER BY i.job,i.position,i.id DESC", intent_cols);
static const struct query intent_get = QUERY("SELECT " INTENT " FROM intent WHERE id=?", intent_cols);
static const struct query intent_prepared = QUERY_WRITE("UPDATE intent SET tbs=?,token=?,state='prepared',version=version+1"
    " WHERE id=? AND (state='planned' OR (state='prepared' AND tbs=?))");
static const struct query intent_signed = QUERY_WRITE("UPDATE intent SET state='signed',version=version+1 WHERE id=?"
    " AND state='prepared'");
static const struct query intent_never = QUERY_WRITE("UPDATE intent SET state='never',version=version+1 WHERE id=?"
    " AND state IN ('planned','prepared')");

int
db_job_insert(struct db *db, const struct job *j)
{
	return db_put(db, &insert, j);
}

int
db_job_find(struct db *db, uint64_t application, int attempt, struct job_line *out)
{
	return db_one(db, &find, out, IN(in_u64(application), in_i64(attempt)));
}

int
db_job_list_stuck(struct db *db, struct job_line *out, size_t max, size_t *n)
{
	return db_list(db, &list_stuck, out, sizeof(*out), max, n, IN(in_u64(max)));
}

int
db_job_backlog(struct db *db, uint64_t *count, int64_t *oldest)
{
	struct backlog b = { 0 };
	int r;

	r = db_one(db, &backlog, &b, IN_NONE);
	*count = b.count;
	*oldest = b.oldest;
	return r;
}

int
db_job_claim(struct db *db, int64_t now, int64_t lease_until, struct job_work *out, size_t max, size_t *n)
{
	uint64_t owner;
	int r;

	*n = 0;
	if ((r = queue_claim(db, &queue, now, lease_until, max, &owner)) != 0 || owner == 0)
		return r;
	return db_list(db, &claimed, out, sizeof(*out), max, n, IN(in_u64(owner)));
}

int
db_job_keep(struct db *db, const struct claim *c, int64_t lease_until)
{
	return queue_keep(db, &queue, c, lease_until);
}

int
db_job_done(struct db *db, const struct claim *c)
{
	return db_hit(db, &done, IN(in_u64(c->id), in_u64(c->owner), in_u64(c->fence)));
}

int
db_job_again(struct db *db, const struct claim *c, int64_t next_at, const char *error)
{
	return queue_again(db, &queue, c, next_at, error);
}

int
db_job_failed(struct db *db, const struct claim *c, const char *error)
{
	return db_hit(db, &failed, IN(in_str(error), in_u64(c->id), in_u64(c->owner), in_u64(c->fence)));
}

int
db_job_halted(struct db *db, const struct claim *c, const char *error)
{
	return db_hit(db, &halted, IN(in_str(error), in_u64(c->id), in_u64(c->owner), in_u64(c->fence)));
}

int
db_job_reap(struct db *db, int64_t now, uint64_t *freed)
{
	return queue_reap(db, &queue, now, freed);
}

void
job_work_clear(struct job_work *w)
{
	db_row_clear(work_cols, sizeof(work_cols) / sizeof(work_cols[0]), w);
}

int
db_intent_insert(struct db *db, const struct intent *i)
{
	return db_put(db, &intent_insert, i);
}

struct intent_walk { int (*each)(void *arg, const struct intent *i); void *arg; };

static int
walk_intent(void *arg, const void *row)
{
	const struct intent_walk *w = arg;

	return w->each(w->arg, row);
}

int
db_intent_claimed(struct db *db, uint64_t owner, int (*each)(void *arg, const struct intent *i), void *arg)
{
	struct intent_walk w = { each, arg };
	struct intent row;
	int r;

	memset(&row, 0, sizeof(row));
	r = db_each(db, &intent_claimed, &row, walk_intent, &w, IN(in_u64(owner)));
	intent_clear(&row);
	return r;
}

int
db_intent_get(struct db *db, uint64_t id, struct intent *out)
{
	return db_one(db, &intent_get, out, IN(in_u64(id)));
}

int
db_intent_prepared(struct db *db, uint64_t id, const struct buf *tbs, const unsigned char token[LEN_DIGEST])
{
	return db_hit(db, &intent_prepared, IN(in_buf(tbs), in_blob(token, LEN_DIGEST), in_u64(id), in_buf(tbs)));
}

int
db_intent_signed(struct db *db, uint64_t id)
{
	return db_hit(db, &intent_signed, IN(in_u64(id)));
}

int
db_intent_never(struct db *db, uint64_t id)
{
	return db_hit(db, &intent_never, IN(in_u64(id)));
}

void
intent_clear(struct intent *i)
{
	db_row_clear(intent_cols, sizeof(intent_cols) / sizeof(intent_cols[0]), i);
}
