#include "store/ra.h"

#include "store/db.h"

static const struct col cols[] = {
	COL(struct ra, id, COL_U64, 0),
	COL(struct ra, code, COL_TEXT, COL_PUBLIC),
	COL(struct ra, name, COL_TEXT, COL_PUBLIC),
	COL(struct ra, state, COL_TEXT, COL_PUBLIC),
	COL(struct ra, created, COL_TIME, 0),
	COL(struct ra, version, COL_U64, 0),
};

#define FIELDS "id,code,name,state,created,version"

static const struct query insert = QUERY("INSERT INTO ra (" FIELDS ") VALUES (?,?,?,?,?,?)", cols);
static const struct query find = QUERY("SELECT " FIELDS " FROM ra WHERE code=?", cols);
static const struct query list = QUERY("SELECT " FIELDS " FROM ra ORDER BY code LIMIT ?", cols);

int
db_ra_insert(struct db *db, const struct ra *r)
{
	return db_put(db, &insert, r);
}

int
db_ra_find(struct db *db, const char *code, struct ra *out)
{
	return db_one(db, &find, out, IN(in_str(code)));
}

int
db_ra_list(struct db *db, struct ra *out, size_t max, size_t *n)
{
	return db_list(db, &list, out, sizeof(*out), max, n, IN(in_u64(max)));
}
