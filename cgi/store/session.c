#include "store/session.h"

#include "store/db.h"

const char *const session_console_text[] = { "hall", "desk", "office", NULL };
const char *const session_strength_text[] = { "none", "code", "soft", "key", NULL };

static const struct col cols[] = {
	COL(struct session, id, COL_U64, 0),
	COL(struct session, token, COL_BYTES, COL_SECRET),
	COL_WORD(struct session, console, session_console_text, 0),
	COL(struct session, account, COL_U64, COL_OPTIONAL),
	COL(struct session, operator, COL_U64, COL_OPTIONAL),
	COL_WORD(struct session, strength, session_strength_text, 0),
	COL(struct session, csrf, COL_BYTES, COL_SECRET),
	COL(struct session, ip, COL_TEXT, 0),
	COL(struct session, agent, COL_TEXT, 0),
	COL(struct session, seen_at, COL_TIME, 0),
	COL(struct session, expires_at, COL_TIME, 0),
	COL(struct session, ended_at, COL_TIME, 0),
	COL(struct session, created, COL_TIME, 0),
	COL(struct session, version, COL_U64, 0),
};

#define FIELDS "id,token,console,account,operator,strength,csrf,ip,agent,seen_at,expires_at,ended_at,created,version"

static const struct query insert = QUERY("INSERT INTO session (" FIELDS ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)", cols);
static const struct query find = QUERY("SELECT " FIELDS " FROM session WHERE token=? AND console=? AND ended_at IS NULL"
    " AND expires_at>?", cols);
static const struct query touch = QUERY_WRITE("UPDATE session SET seen_at=? WHERE id=?");
static const struct query end = QUERY_WRITE("UPDATE session SET ended_at=?,version=version+1 WHERE id=? AND ended_at IS NULL");
static const struct query end_operator = QUERY_WRITE("UPDATE session SET ended_at=?,version=version+1 WHERE operator=?"
    " AND ended_at IS NULL");
static const struct query end_account = QUERY_WRITE("UPDATE session SET ended_at=?,version=version+1 WHERE account=?"
    " AND ended_at IS NULL");

int
db_session_insert(struct db *db, const struct session *s)
{
	return db_put(db, &insert, s);
}

int
db_session_find(struct db *db, enum session_console console, const unsigned char token[LEN_DIGEST], int64_t now,
    struct session *out)
{
	return db_one(db, &find, out, IN(in_blob(token, LEN_DIGEST), in_str(session_console_text[console]), in_time(now)));
}

int
db_session_touch(struct db *db, uint64_t id, int64_t now)
{
	return db_exec(db, &touch, NULL, IN(in_time(now), in_u64(id)));
}

int
db_session_end(struct db *db, uint64_t id, int64_t now)
{
	return db_exec(db, &end, NULL, IN(in_time(now), in_u64(id)));
}

int
db_session_end_operator(struct db *db, uint64_t operator, int64_t now)
{
	return db_exec(db, &end_operator, NULL, IN(in_time(now), in_u64(operator)));
}

int
db_session_end_account(struct db *db, uint64_t account, int64_t now)
{
	return db_exec(db, &end_account, NULL, IN(in_time(now), in_u64(account)));
}
