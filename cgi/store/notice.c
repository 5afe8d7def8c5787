#include "store/notice.h"

#include <string.h>

#include "store/db.h"

const char *const delivery_channel_text[] = { "sms", "mail", NULL };

static const struct col notice_cols[] = {
	COL(struct notice, id, COL_U64, 0),
	COL(struct notice, event, COL_TEXT, COL_PUBLIC),
	COL(struct notice, account, COL_U64, COL_OPTIONAL),
	COL(struct notice, application, COL_U64, COL_OPTIONAL),
	COL(struct notice, language, COL_TEXT, 0),
	COL(struct notice, params, COL_BLOB, COL_SECRET | COL_OPTIONAL),
	COL(struct notice, secret, COL_BOOL, 0),
	COL(struct notice, created, COL_TIME, COL_PUBLIC),
	COL(struct notice, version, COL_U64, 0),
};

static const struct col work_cols[] = {
	COL(struct delivery_work, delivery.claim.id, COL_U64, 0),
	COL(struct delivery_work, delivery.claim.owner, COL_U64, 0),
	COL(struct delivery_work, delivery.claim.fence, COL_U64, 0),
	COL(struct delivery_work, delivery.notice, COL_U64, 0),
	COL_WORD(struct delivery_work, delivery.channel, delivery_channel_text, 0),
	COL(struct delivery_work, delivery.address, COL_TEXT, 0),
	COL(struct delivery_work, delivery.tries, COL_INT, 0),
	COL(struct delivery_work, delivery.next_at, COL_TIME, 0),
	COL(struct delivery_work, delivery.expires_at, COL_TIME, 0),
	COL(struct delivery_work, delivery.created, COL_TIME, 0),
	COL(struct delivery_work, notice.id, COL_U64, 0),
	COL(struct delivery_work, notice.event, COL_TEXT, 0),
	COL(struct delivery_work, notice.account, COL_U64, 0),
	COL(struct delivery_work, notice.application, COL_U64, 0),
	COL(struct delivery_work, notice.language, COL_TEXT, 0),
	COL(struct delivery_work, notice.params, COL_BLOB, COL_SECRET),
	COL(struct delivery_work, notice.secret, COL_BOOL, 0),
	COL(struct delivery_work, notice.created, COL_TIME, 0),
	COL(struct delivery_work, notice.version, COL_U64, 0),
};

struct backlog {
	uint64_t	count;
	int64_t		oldest;
};
static const struct col backlog_cols[] = {
	COL(struct backlog, count, COL_U64, 0),
	COL(struct backlog, oldest, COL_TIME, 0),
};

#define FIELDS "id,event,account,application,language,params,secret,created,version"
#define OURS " WHERE id=? AND owner=? AND fence=? AND state='running'"

static const struct query insert = QUERY("INSERT INTO notice (" FIELDS ") VALUES (?,?,?,?,?,?,?,?,?)", notice_cols);
static const struct query list = QUERY("SELECT id,event,account,application,language,IF(secret,NULL,params),secret,created,"
    "version FROM notice WHERE account=? AND id<? ORDER BY id DESC LIMIT ?", notice_cols);
static const struct query forget = QUERY_WRITE("UPDATE notice SET params=NULL,version=version+1 WHERE id=? AND secret=1"
    " AND NOT EXISTS (SELECT 1 FROM delivery WHERE notice=? AND state IN ('queued','running'))");
static const struct query deliver = QUERY_WRITE("INSERT INTO delivery (id,notice,channel,address,state,owner,fence,lease_until,"
    "tries,next_at,expires_at,sent_at,error,created,version) VALUES (?,?,?,?,'queued',NULL,0,NULL,0,?,?,NULL,NULL,?,0)");
static const struct query claimed = QUERY("SELECT d.id,d.owner,d.fence,d.notice,d.channel,d.address,d.tries,d.next_at,"
    "d.expires_at,d.created,n.id,n.event,n.account,n.application,n.language,n.params,n.secret,n.created,n.version"
    " FROM delivery d JOIN notice n ON n.id=d.notice WHERE d.owner=? AND d.state='running'", work_cols);
static const struct query sent = QUERY_WRITE("UPDATE delivery SET state='sent',sent_at=?,owner=NULL,lease_until=NULL,"
    "version=version+1" OURS);
static const struct query failed = QUERY_WRITE("UPDATE delivery SET state='failed',error=?,owner=NULL,lease_until=NULL,"
    "version=version+1" OURS);
static const struct query backlog = QUERY("SELECT COUNT(*),MIN(created) FROM delivery WHERE state='queued'", backlog_cols);
static const struct queue queue = QUEUE("delivery", "queued");

int
db_notice_insert(struct db *db, const struct notice *n)
{
	return db_put(db, &insert, n);
}

int
db_delivery_insert(struct db *db, const struct delivery *d)
{
	return db_insert(db, &deliver, IN(in_u64(d->claim.id), in_u64(d->notice), in_str(delivery_channel_text[d->channel]),
	    in_str(d->address), in_time(d->next_at), in_time(d->expires_at), in_time(d->created)));
}

int
db_notice_list(struct db *db, uint64_t account, uint64_t below, struct notice *out, size_t max, size_t *n)
{
	return db_list(db, &list, out, sizeof(*out), max, n, IN(in_u64(account), in_u64(below == 0 ? UINT64_MAX : below),
	    in_u64(max)));
}

void
notice_clear(struct notice *n)
{
	buf_wipe(&n->params);
}

int
db_delivery_claim(struct db *db, int64_t now, int64_t lease_until, struct delivery_work *out, size_t max, size_t *n)
{
	uint64_t owner;
	int r;

	*n = 0;
	if ((r = queue_claim(db, &queue, now, lease_until, max, &owner)) != 0 || owner == 0)
		return r;
	return db_list(db, &claimed, out, sizeof(*out), max, n, IN(in_u64(owner)));
}

int
db_delivery_sent(struct db *db, const struct claim *c, int64_t now)
{
	return db_hit(db, &sent, IN(in_time(now), in_u64(c->id), in_u64(c->owner), in_u64(c->fence)));
}

int
db_delivery_again(struct db *db, const struct claim *c, int64_t next_at, const char *error)
{
	return queue_again(db, &queue, c, next_at, error);
}

int
db_delivery_failed(struct db *db, const struct claim *c, const char *error)
{
	return db_hit(db, &failed, IN(in_str(error), in_u64(c->id), in_u64(c->owner), in_u64(c->fence)));
}

int
db_delivery_reap(struct db *db, int64_t now, uint64_t *freed)
{
	return queue_reap(db, &queue, now, freed);
}

int
db_delivery_backlog(struct db *db, uint64_t *count, int64_t *oldest)
{
	struct backlog b = { 0 };
	int r;

	r = db_one(db, &backlog, &b, IN_NONE);
	*count = b.count;
	*oldest = b.oldest;
	return r;
}

int
db_notice_forget(struct db *db, uint64_t id)
{
	return db_exec(db, &forget, NULL, IN(in_u64(id), in_u64(id)));
}
