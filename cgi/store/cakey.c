#include "store/cakey.h"

#include "store/db.h"

static const struct col cols[] = {
	COL(struct cakey, name, COL_TEXT, COL_PUBLIC),
	COL(struct cakey, use_for, COL_TEXT, COL_PUBLIC),
	COL(struct cakey, token, COL_TEXT, 0),
	COL(struct cakey, label, COL_TEXT, 0),
	COL(struct cakey, key_id, COL_BLOB, 0),
	COL(struct cakey, algorithm, COL_TEXT, COL_PUBLIC),
	COL(struct cakey, spki_sha256, COL_BYTES, COL_PUBLIC),
	COL(struct cakey, cert, COL_BLOB, COL_PUBLIC | COL_OPTIONAL),
	COL(struct cakey, not_after, COL_TIME, COL_PUBLIC),
	COL(struct cakey, created, COL_TIME, COL_PUBLIC),
	COL(struct cakey, version, COL_U64, 0),
};

#define FIELDS "name,use_for,token,label,key_id,algorithm,spki_sha256,cert,not_after,created,version"

static const struct query insert = QUERY("INSERT INTO ca_key (" FIELDS ") VALUES (?,?,?,?,?,?,?,?,?,?,?)", cols);
static const struct query get = QUERY("SELECT " FIELDS " FROM ca_key WHERE name=?", cols);
static const struct query list = QUERY("SELECT " FIELDS " FROM ca_key WHERE (? IS NULL OR use_for=?) ORDER BY name LIMIT ?",
    cols);
static const struct query store_cert = QUERY_WRITE("UPDATE ca_key SET cert=?,not_after=?,version=version+1 WHERE name=?"
    " AND version=?");

int
db_cakey_insert(struct db *db, const struct cakey *k)
{
	return db_put(db, &insert, k);
}

int
db_cakey_get(struct db *db, const char *name, struct cakey *out)
{
	return db_one(db, &get, out, IN(in_str(name)));
}

int
db_cakey_list(struct db *db, const char *use_for, struct cakey *out, size_t max, size_t *n)
{
	return db_list(db, &list, out, sizeof(*out), max, n, IN(in_opt(use_for), in_opt(use_for), in_u64(max)));
}

int
db_cakey_cert(struct db *db, const struct cakey *k)
{
	return db_hit(db, &store_cert, IN(in_buf(&k->cert), in_time(k->not_after), in_str(k->name), in_u64(k->version)));
}

void
cakey_clear(struct cakey *k)
{
	db_row_clear(cols, sizeof(cols) / sizeof(cols[0]), k);
}
