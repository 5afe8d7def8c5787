#include "store/order.h"

#include <stdbool.h>

#include "store/db.h"

const char *const order_act_text[] = { "hold", "revoke", "release", "stop", "withdraw", NULL };

static const struct col cols[] = {
	COL(struct order, claim.id, COL_U64, 0),
	COL(struct order, claim.owner, COL_U64, COL_OPTIONAL),
	COL(struct order, claim.fence, COL_U64, 0),
	COL_WORD(struct order, act, order_act_text, COL_PUBLIC),
	COL(struct order, certificate, COL_U64, COL_OPTIONAL),
	COL(struct order, issuer, COL_TEXT, COL_PUBLIC | COL_OPTIONAL),
	COL(struct order, serial, COL_BLOB, COL_PUBLIC | COL_OPTIONAL),
	COL(struct order, person_no, COL_TEXT, COL_PUBLIC | COL_OPTIONAL),
	COL(struct order, reason, COL_INT, COL_PUBLIC),
	COL(struct order, invalid_since, COL_TIME, COL_PUBLIC),
	COL(struct order, hold, COL_U64, COL_OPTIONAL),
	COL(struct order, revocation, COL_U64, COL_OPTIONAL),
	COL(struct order, paper, COL_U64, COL_OPTIONAL),
	COL(struct order, tries, COL_INT, 0),
	COL(struct order, next_at, COL_TIME, 0),
	COL(struct order, created, COL_TIME, 0),
};

struct backlog {
	uint64_t	count;
	int64_t		oldest;
};
static const struct col backlog_cols[] = {
	COL(struct backlog, count, COL_U64, 0),
	COL(struct backlog, oldest, COL_TIME, 0),
};

static const struct col wait_cols[] = {
	COL_WORD(struct order_wait, act, order_act_text, COL_PUBLIC),
	COL(struct order_wait, next_at, COL_TIME, COL_PUBLIC),
};

static const struct col refused_cols[] = {
	COL_WORD(struct order_refused, act, order_act_text, COL_PUBLIC),
	COL(struct order_refused, created, COL_TIME, COL_PUBLIC),
	COL(struct order_refused, error, COL_TEXT, COL_PUBLIC),
};

#define FIELDS "id,owner,fence,act,certificate,issuer,serial,person_no,reason,invalid_since,hold,revocation,paper,tries," \
	"next_at,created"
#define OURS " WHERE id=? AND owner=? AND fence=? AND state='running'"

static const struct query insert = QUERY("INSERT INTO sign_order (" FIELDS ",limited,state,version) VALUES (?,?,?,?,?,?,?,?,?,?,?,"
    "?,?,?,?,?,0,'queued',0)", cols);
static const struct query claimed = QUERY("SELECT " FIELDS " FROM sign_order WHERE owner=? AND state='running'"
    " ORDER BY created,id", cols);
static const struct query done = QUERY_WRITE("UPDATE sign_order SET state='done',done_at=?,error=NULL,owner=NULL,"
    "lease_until=NULL,version=version+1" OURS);
static const struct query failed = QUERY_WRITE("UPDATE sign_order SET state='failed',error=?,owner=NULL,lease_until=NULL,"
    "version=version+1" OURS);
static const struct query limited = QUERY_WRITE("UPDATE sign_order SET state='queued',limited=1,next_at=?,error=?,"
    "owner=NULL,lease_until=NULL,tries=tries+1,version=version+1" OURS);
static const struct query backlog = QUERY("SELECT COUNT(*),MIN(created) FROM sign_order WHERE state='queued' AND limited=?",
    backlog_cols);
static const struct query find_limited = QUERY("SELECT act,next_at FROM sign_order WHERE certificate=? AND limited=1"
    " AND state IN ('queued','running') ORDER BY next_at,id LIMIT 1", wait_cols);
static const struct query find_refused = QUERY("SELECT act,created,error FROM sign_order o WHERE certificate=? AND state='failed'"
    " AND NOT EXISTS (SELECT 1 FROM sign_order n WHERE n.certificate=o.certificate AND n.created>o.created)"
    " ORDER BY created DESC,id DESC LIMIT 1", refused_cols);
static const struct query refusals = QUERY("SELECT COUNT(*),MAX(created) FROM sign_order WHERE state='failed' AND next_at>=?"
    " AND created>=?", backlog_cols);
static const struct queue queue = QUEUE("sign_order", "queued");

int
db_order_insert(struct db *db, const struct order *o)
{
	return db_put(db, &insert, o);
}

int
db_order_claim(struct db *db, int64_t now, int64_t lease_until, struct order *out, size_t max, size_t *n)
{
	uint64_t owner;
	int r;

	*n = 0;
	if ((r = queue_claim(db, &queue, now, lease_until, max, &owner)) != 0 || owner == 0)
		return r;
	return db_list(db, &claimed, out, sizeof(*out), max, n, IN(in_u64(owner)));
}

int
db_order_done(struct db *db, const struct claim *c, int64_t done_at)
{
	return db_hit(db, &done, IN(in_time(done_at), in_u64(c->id), in_u64(c->owner), in_u64(c->fence)));
}

int
db_order_again(struct db *db, const struct claim *c, int64_t next_at, const char *error)
{
	return queue_again(db, &queue, c, next_at, error);
}

int
db_order_limited(struct db *db, const struct claim *c, int64_t next_at, const char *error)
{
	return db_hit(db, &limited, IN(in_time(next_at), in_str(error), in_u64(c->id), in_u64(c->owner), in_u64(c->fence)));
}

int
db_order_failed(struct db *db, const struct claim *c, const char *error)
{
	return db_hit(db, &failed, IN(in_str(error), in_u64(c->id), in_u64(c->owner), in_u64(c->fence)));
}

int
db_order_reap(struct db *db, int64_t now, uint64_t *freed)
{
	return queue_reap(db, &queue, now, freed);
}

static int
count_backlog(struct db *db, bool is_limited, uint64_t *count, int64_t *oldest)
{
	struct backlog b = { 0 };
	int r;

	r = db_one(db, &backlog, &b, IN(in_u64(is_limited)));
	*count = b.count;
	*oldest = b.oldest;
	return r;
}

int
db_order_backlog(struct db *db, uint64_t *count, int64_t *oldest)
{
	return count_backlog(db, false, count, oldest);
}

int
db_order_backlog_limited(struct db *db, uint64_t *count, int64_t *oldest)
{
	return count_backlog(db, true, count, oldest);
}

int
db_order_find_limited(struct db *db, uint64_t certificate, struct order_wait *out)
{
	return db_one(db, &find_limited, out, IN(in_u64(certificate)));
}

int
db_order_find_refused(struct db *db, uint64_t certificate, struct order_refused *out)
{
	return db_one(db, &find_refused, out, IN(in_u64(certificate)));
}

int
db_order_refusals(struct db *db, int64_t since, uint64_t *count, int64_t *newest)
{
	struct backlog b = { 0 };
	int r;

	r = db_one(db, &refusals, &b, IN(in_time(since), in_time(since)));
	*count = b.count;
	*newest = b.oldest;
	return r;
}

void
order_clear(struct order *o)
{
	db_row_clear(cols, sizeof(cols) / sizeof(cols[0]), o);
}
