#include "store/setting.h"

#include "store/db.h"
#include "util/tm.h"

static const struct col cols[] = {
	COL(struct setting, name, COL_TEXT, COL_PUBLIC),
	COL(struct setting, value, COL_TEXT, COL_PUBLIC),
	COL(struct setting, updated_by, COL_TEXT, COL_PUBLIC),
	COL(struct setting, created, COL_TIME, COL_PUBLIC),
	COL(struct setting, version, COL_U64, 0),
};

#define FIELDS "name,value,updated_by,created,version"

static const struct query get = QUERY("SELECT " FIELDS " FROM setting WHERE name=?", cols);
static const struct query list = QUERY("SELECT " FIELDS " FROM setting ORDER BY name LIMIT ?", cols);
static const struct query insert = QUERY_WRITE("INSERT INTO setting (" FIELDS ") VALUES (?,?,?,?,1)");
static const struct query update = QUERY_WRITE("UPDATE setting SET value=?,updated_by=?,version=version+1 WHERE name=?"
    " AND version=?");

int
db_setting_get(struct db *db, const char *name, struct setting *out)
{
	return db_one(db, &get, out, IN(in_str(name)));
}

int
db_setting_put(struct db *db, const struct setting *s)
{
	if (s->version == 0)
		return db_insert(db, &insert, IN(in_str(s->name), in_str(s->value), in_str(s->updated_by),
		    in_time(s->created != 0 ? s->created : tm_now())));
	return db_hit(db, &update, IN(in_str(s->value), in_str(s->updated_by), in_str(s->name), in_u64(s->version)));
}

int
db_setting_list(struct db *db, struct setting *out, size_t max, size_t *n)
{
	return db_list(db, &list, out, sizeof(*out), max, n, IN(in_u64(max)));
}
