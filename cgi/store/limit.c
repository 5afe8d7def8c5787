#include "store/limit.h"

#include "store/db.h"
#include "util/err.h"
#include "util/tm.h"

/*
 * A bucket is the moment it will be full again: each token taken moves that moment on by one interval, from now on if it
 * lies in the past.  A token is there while the moment lies less than burst intervals ahead.  A moment an hour further
 * ahead than tokens move it was written before the clock was set back: it counts as now, lest everybody wait until then.
 * (now is when a request began; no request lasts an hour, so that an old one cannot empty a bucket.)
 */
static const struct query take = QUERY_WRITE("UPDATE limit_bucket SET full_at=IF(full_at>?,?,GREATEST(full_at,?))"
    " + INTERVAL ? MICROSECOND WHERE kind=? AND name=? AND (full_at<=? OR full_at>?)");
static const struct query begin = QUERY_WRITE("INSERT IGNORE INTO limit_bucket (kind,name,full_at) VALUES (?,?,?)");
static const struct query purge = QUERY_WRITE("DELETE FROM limit_bucket WHERE full_at<? LIMIT 1000");

struct bucket {
	int64_t	full_at;
};
static const struct col cols[] = { COL(struct bucket, full_at, COL_TIME, 0) };
static const struct query look = QUERY("SELECT full_at FROM limit_bucket WHERE kind=? AND name=?", cols);

static int
try(struct db *db, const char *kind, const char *name, int64_t latest, int64_t interval, int64_t now, uint64_t *changed)
{
	struct in at = in_time_us(now * 1000), most = in_time_us((latest + interval + TM_HOUR) * 1000);

	return db_exec(db, &take, changed, IN(most, at, at, in_i64(interval * 1000), in_str(kind), in_str(name),
	    in_time_us(latest * 1000), most));
}

int
db_limit_take(struct db *db, const char *kind, const char *name, int burst, int64_t interval, int64_t now, int64_t *wait)
{
	int64_t latest = now + (burst - 1) * interval;	/* a bucket that is full later than this has no token */
	struct bucket b = { 0 };
	uint64_t changed;
	int r;

	if ((r = try(db, kind, name, latest, interval, now, &changed)) != 0 || changed == 1)
		return r;
	if ((r = db_exec(db, &begin, NULL, IN(in_str(kind), in_str(name), in_time_us(now * 1000)))) != 0 ||
	    (r = try(db, kind, name, latest, interval, now, &changed)) != 0 || changed == 1)
		return r;
	if (wait != NULL) {
		if ((r = db_one(db, &look, &b, IN(in_str(kind), in_str(name)))) != 0)
			return r;
		*wait = b.full_at > latest ? b.full_at - latest : 0;
	}
	return ERR_LIMIT;
}

int
db_limit_purge(struct db *db, int64_t now, uint64_t *gone)
{
	return db_exec(db, &purge, gone, IN(in_time_us(now * 1000)));
}
