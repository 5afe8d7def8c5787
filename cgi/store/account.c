#include "store/account.h"

#include "store/db.h"

static const struct col cols[] = {
	COL(struct account, id, COL_U64, 0),
	COL(struct account, mobile, COL_TEXT, 0),
	COL(struct account, email, COL_TEXT, COL_OPTIONAL),
	COL(struct account, language, COL_TEXT, COL_PUBLIC),
	COL(struct account, failures, COL_INT, 0),
	COL(struct account, locked_until, COL_TIME, 0),
	COL(struct account, created, COL_TIME, COL_PUBLIC),
	COL(struct account, version, COL_U64, 0),
};

#define FIELDS "id,mobile,email,language,failures,locked_until,created,version"

static const struct query insert = QUERY("INSERT INTO account (" FIELDS ") VALUES (?,?,?,?,?,?,?,?)", cols);
static const struct query get = QUERY("SELECT " FIELDS " FROM account WHERE id=?", cols);
static const struct query find = QUERY("SELECT " FIELDS " FROM account WHERE mobile=?", cols);
static const struct query find_email = QUERY("SELECT " FIELDS " FROM account WHERE email=?", cols);
static const struct query update = QUERY_WRITE("UPDATE account SET email=?,language=?,failures=?,locked_until=?,"
    "version=version+1 WHERE id=? AND version=?");

int
db_account_insert(struct db *db, const struct account *a)
{
	return db_put(db, &insert, a);
}

int
db_account_get(struct db *db, uint64_t id, struct account *out)
{
	return db_one(db, &get, out, IN(in_u64(id)));
}

int
db_account_find(struct db *db, const char *mobile, struct account *out)
{
	return db_one(db, &find, out, IN(in_str(mobile)));
}

int
db_account_find_email(struct db *db, const char *email, struct account *out)
{
	return db_one(db, &find_email, out, IN(in_str(email)));
}

int
db_account_update(struct db *db, const struct account *a)
{
	return db_hit(db, &update, IN(in_opt(a->email), in_str(a->language), in_i64(a->failures), in_time(a->locked_until),
	    in_u64(a->id), in_u64(a->version)));
}
