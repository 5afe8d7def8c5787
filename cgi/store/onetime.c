#include "store/onetime.h"

#include "store/db.h"
#include "util/err.h"

static const struct col cols[] = {
	COL(struct onetime, id, COL_U64, 0),
	COL(struct onetime, purpose, COL_TEXT, 0),
	COL(struct onetime, target, COL_TEXT, 0),
	COL(struct onetime, code, COL_BYTES, COL_SECRET),
	COL(struct onetime, account, COL_U64, COL_OPTIONAL),
	COL(struct onetime, object, COL_U64, COL_OPTIONAL),
	COL(struct onetime, tries, COL_INT, 0),
	COL(struct onetime, expires_at, COL_TIME, 0),
	COL(struct onetime, used_at, COL_TIME, 0),
	COL(struct onetime, created, COL_TIME, 0),
	COL(struct onetime, version, COL_U64, 0),
};

#define FIELDS "id,purpose,target,code,account,object,tries,expires_at,used_at,created,version"

static const struct query insert = QUERY("INSERT INTO onetime (" FIELDS ") VALUES (?,?,?,?,?,?,?,?,?,?,?)", cols);
static const struct query get = QUERY("SELECT " FIELDS " FROM onetime WHERE id=?", cols);
static const struct query find = QUERY("SELECT " FIELDS " FROM onetime WHERE purpose=? AND target=? AND used_at IS NULL"
    " AND expires_at>? ORDER BY created DESC,id DESC LIMIT 1", cols);
static const struct query find_code = QUERY("SELECT " FIELDS " FROM onetime WHERE purpose=? AND code=? AND used_at IS NULL"
    " AND expires_at>? LIMIT 1", cols);
static const struct query guess = QUERY_WRITE("UPDATE onetime SET tries=tries+1,version=version+1 WHERE id=? AND tries<?");
static const struct query take = QUERY_WRITE("UPDATE onetime SET used_at=?,version=version+1 WHERE id=? AND used_at IS NULL"
    " AND expires_at>?");
static const struct query make_void = QUERY_WRITE("UPDATE onetime SET used_at=?,version=version+1 WHERE purpose=? AND target=?"
    " AND used_at IS NULL");
static const struct query purge = QUERY_WRITE("DELETE FROM onetime WHERE expires_at<? LIMIT 1000");

int
db_onetime_insert(struct db *db, const struct onetime *o)
{
	return db_put(db, &insert, o);
}

int
db_onetime_get(struct db *db, uint64_t id, struct onetime *out)
{
	return db_one(db, &get, out, IN(in_u64(id)));
}

int
db_onetime_find(struct db *db, const char *purpose, const char *target, int64_t now, struct onetime *out)
{
	return db_one(db, &find, out, IN(in_str(purpose), in_str(target), in_time(now)));
}

int
db_onetime_find_code(struct db *db, const char *purpose, const unsigned char code[LEN_DIGEST], int64_t now,
    struct onetime *out)
{
	return db_one(db, &find_code, out, IN(in_str(purpose), in_blob(code, LEN_DIGEST), in_time(now)));
}

int
db_onetime_guess(struct db *db, uint64_t id, int max)
{
	uint64_t changed;
	int r;

	if ((r = db_exec(db, &guess, &changed, IN(in_u64(id), in_i64(max)))) != 0)
		return r;
	return changed == 1 ? 0 : ERR_LIMIT;
}

int
db_onetime_take(struct db *db, uint64_t id, int64_t now)
{
	return db_hit(db, &take, IN(in_time(now), in_u64(id), in_time(now)));
}

int
db_onetime_void(struct db *db, const char *purpose, const char *target, int64_t now)
{
	return db_exec(db, &make_void, NULL, IN(in_time(now), in_str(purpose), in_str(target)));
}

int
db_onetime_purge(struct db *db, int64_t before, uint64_t *gone)
{
	return db_exec(db, &purge, gone, IN(in_time(before)));
}
