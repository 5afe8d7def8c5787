#include "store/operator.h"

#include "store/db.h"

const char *const operator_state_text[] = { "invited", "registered", "active", "withdrawn", NULL };

static const struct col cols[] = {
	COL(struct operator, id, COL_U64, 0),
	COL(struct operator, person_no, COL_TEXT, COL_PUBLIC),
	COL(struct operator, name, COL_TEXT, COL_PUBLIC),
	COL(struct operator, id_index, COL_TEXT, COL_SECRET),
	COL(struct operator, ra, COL_TEXT, COL_PUBLIC),
	COL(struct operator, roles, COL_TEXT, COL_PUBLIC),
	COL_WORD(struct operator, state, operator_state_text, COL_PUBLIC),
	COL(struct operator, soft, COL_BOOL, COL_PUBLIC),
	COL(struct operator, cert, COL_BLOB, COL_OPTIONAL),
	COL(struct operator, cert_serial, COL_BLOB, COL_OPTIONAL),
	COL(struct operator, not_after, COL_TIME, COL_PUBLIC),
	COL(struct operator, created, COL_TIME, 0),
	COL(struct operator, version, COL_U64, 0),
};

static const struct col credential_cols[] = {
	COL(struct operator_credential, id, COL_U64, 0),
	COL(struct operator_credential, operator, COL_U64, 0),
	COL(struct operator_credential, credential, COL_BLOB, 0),
	COL(struct operator_credential, spki, COL_BLOB, 0),
	COL(struct operator_credential, soft, COL_BOOL, 0),
	COL(struct operator_credential, sign_count, COL_U64, 0),
	COL(struct operator_credential, used_at, COL_TIME, 0),
	COL(struct operator_credential, created, COL_TIME, 0),
	COL(struct operator_credential, version, COL_U64, 0),
};

static const struct col line_cols[] = {
	COL(struct operator_line, id, COL_U64, 0),
	COL(struct operator_line, person_no, COL_TEXT, COL_PUBLIC),
	COL(struct operator_line, name, COL_TEXT, COL_PUBLIC),
	COL(struct operator_line, ra, COL_TEXT, COL_PUBLIC),
	COL(struct operator_line, roles, COL_TEXT, COL_PUBLIC),
	COL_WORD(struct operator_line, state, operator_state_text, COL_PUBLIC),
	COL(struct operator_line, soft, COL_BOOL, COL_PUBLIC),
	COL(struct operator_line, not_after, COL_TIME, COL_PUBLIC),
	COL(struct operator_line, created, COL_TIME, COL_PUBLIC),
};

#define FIELDS "id,person_no,name,id_index,ra,roles,state,soft,cert,cert_serial,not_after,created,version"
#define KEY_FIELDS "id,operator,credential,spki,soft,sign_count,used_at,created,version"

struct counted {
	uint64_t	count;
};
static const struct col count_cols[] = { COL(struct counted, count, COL_U64, 0) };

static const struct query insert = QUERY("INSERT INTO operator (" FIELDS ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", cols);
static const struct query get = QUERY("SELECT " FIELDS " FROM operator WHERE id=?", cols);
static const struct query find = QUERY("SELECT " FIELDS " FROM operator WHERE person_no=?", cols);
static const struct query find_index = QUERY("SELECT " FIELDS " FROM operator WHERE id_index=? AND state<>'withdrawn'"
    " ORDER BY id LIMIT 1", cols);
static const struct query count = QUERY("SELECT COUNT(*) FROM operator WHERE state='active' AND not_after>?"
    " AND FIND_IN_SET(?,roles)>0", count_cols);
static const struct query list = QUERY("SELECT id,person_no,name,ra,roles,state,soft,not_after,created FROM operator"
    " WHERE (name,id)>(?,?) ORDER BY name,id LIMIT ?", line_cols);
static const struct query update = QUERY_WRITE("UPDATE operator SET name=?,id_index=?,ra=?,roles=?,state=?,soft=?,cert=?,"
    "cert_serial=?,not_after=?,version=version+1 WHERE id=? AND version=?");
static const struct query key_insert = QUERY("INSERT INTO operator_credential (" KEY_FIELDS ") VALUES (?,?,?,?,?,?,?,?,?)",
    credential_cols);
static const struct query key_find = QUERY("SELECT " KEY_FIELDS " FROM operator_credential WHERE credential=?", credential_cols);
static const struct query key_of = QUERY("SELECT " KEY_FIELDS " FROM operator_credential WHERE operator=?"
    " ORDER BY created DESC,id DESC LIMIT 1", credential_cols);
static const struct query key_used = QUERY_WRITE("UPDATE operator_credential SET sign_count=?,used_at=?,version=version+1"
    " WHERE id=? AND sign_count=?");

int
db_operator_insert(struct db *db, const struct operator *o)
{
	return db_put(db, &insert, o);
}

int
db_operator_get(struct db *db, uint64_t id, struct operator *out)
{
	return db_one(db, &get, out, IN(in_u64(id)));
}

int
db_operator_find(struct db *db, const char *person_no, struct operator *out)
{
	return db_one(db, &find, out, IN(in_str(person_no)));
}

int
db_operator_find_index(struct db *db, const char *id_index, struct operator *out)
{
	return db_one(db, &find_index, out, IN(in_str(id_index)));
}

int
db_operator_count(struct db *db, const char *role, int64_t now, uint64_t *out)
{
	struct counted c = { 0 };
	int r = db_one(db, &count, &c, IN(in_time(now), in_str(role)));

	*out = c.count;
	return r;
}

int
db_operator_list(struct db *db, const char *after_name, uint64_t after_id, struct operator_line *out, size_t max, size_t *n)
{
	return db_list(db, &list, out, sizeof(*out), max, n, IN(in_str(after_name), in_u64(after_id), in_u64(max)));
}

int
db_operator_update(struct db *db, const struct operator *o)
{
	return db_hit(db, &update, IN(in_str(o->name), in_str(o->id_index), in_str(o->ra), in_str(o->roles),
	    in_str(operator_state_text[o->state]), in_bool(o->soft), in_buf(&o->cert), in_buf(&o->cert_serial),
	    in_time(o->not_after), in_u64(o->id), in_u64(o->version)));
}

void
operator_clear(struct operator *o)
{
	db_row_clear(cols, sizeof(cols) / sizeof(cols[0]), o);
}

int
db_credential_insert(struct db *db, const struct operator_credential *c)
{
	return db_put(db, &key_insert, c);
}

int
db_credential_find(struct db *db, const void *credential, size_t len, struct operator_credential *out)
{
	return db_one(db, &key_find, out, IN(in_blob(credential, len)));
}

int
db_credential_of(struct db *db, uint64_t operator, struct operator_credential *out)
{
	return db_one(db, &key_of, out, IN(in_u64(operator)));
}

int
db_credential_used(struct db *db, const struct operator_credential *c, uint64_t sign_count, int64_t now)
{
	return db_hit(db, &key_used, IN(in_u64(sign_count), in_time(now), in_u64(c->id), in_u64(c->sign_count)));
}

void
credential_clear(struct operator_credential *c)
{
	db_row_clear(credential_cols, sizeof(credential_cols) / sizeof(credential_cols[0]), c);
}
