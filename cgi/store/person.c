#include "store/person.h"

#include "store/db.h"

const char *const person_capacity_text[] = { "self", "agent", "legal", NULL };

static const struct col cols[] = {
	COL(struct person, id, COL_U64, 0),
	COL(struct person, account, COL_U64, 0),
	COL(struct person, organisation, COL_U64, COL_OPTIONAL),
	COL_WORD(struct person, capacity, person_capacity_text, COL_PUBLIC),
	COL(struct person, name, COL_TEXT, COL_PUBLIC),
	COL(struct person, id_kind, COL_TEXT, COL_PUBLIC),
	COL(struct person, id_sealed, COL_BLOB, COL_SECRET),
	COL(struct person, id_masked, COL_TEXT, COL_PUBLIC),
	COL(struct person, id_index, COL_TEXT, COL_SECRET),
	COL(struct person, mobile, COL_TEXT, COL_OPTIONAL),
	COL(struct person, created, COL_TIME, 0),
	COL(struct person, version, COL_U64, 0),
};

static const struct col unit_cols[] = {
	COL(struct organisation, id, COL_U64, 0),
	COL(struct organisation, account, COL_U64, 0),
	COL(struct organisation, uscc, COL_TEXT, COL_PUBLIC),
	COL(struct organisation, name, COL_TEXT, COL_PUBLIC),
	COL(struct organisation, created, COL_TIME, 0),
	COL(struct organisation, version, COL_U64, 0),
};

#define FIELDS "id,account,organisation,capacity,name,id_kind,id_sealed,id_masked,id_index,mobile,created,version"
#define UNIT "id,account,uscc,name,created,version"

static const struct query put = QUERY("INSERT INTO person (" FIELDS ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?)"
    " ON DUPLICATE KEY UPDATE organisation=VALUES(organisation),name=VALUES(name),id_kind=VALUES(id_kind),"
    "id_sealed=VALUES(id_sealed),id_masked=VALUES(id_masked),mobile=VALUES(mobile),version=version+1", cols);
static const struct query get = QUERY("SELECT " FIELDS " FROM person WHERE id=?", cols);
static const struct query find = QUERY("SELECT " FIELDS " FROM person WHERE account=? AND capacity=? AND id_index=?", cols);
static const struct query list = QUERY("SELECT " FIELDS " FROM person WHERE account=? ORDER BY id DESC LIMIT ?", cols);
static const struct query unit_put = QUERY("INSERT INTO organisation (" UNIT ") VALUES (?,?,?,?,?,?)"
    " ON DUPLICATE KEY UPDATE name=VALUES(name),version=version+1", unit_cols);
static const struct query unit_find = QUERY("SELECT " UNIT " FROM organisation WHERE account=? AND uscc=?", unit_cols);

int
db_person_put(struct db *db, const struct person *p)
{
	return db_put(db, &put, p);
}

int
db_person_get(struct db *db, uint64_t id, struct person *out)
{
	return db_one(db, &get, out, IN(in_u64(id)));
}

int
db_person_find(struct db *db, uint64_t account, enum person_capacity capacity, const char *id_index, struct person *out)
{
	return db_one(db, &find, out, IN(in_u64(account), in_str(person_capacity_text[capacity]), in_str(id_index)));
}

int
db_person_list(struct db *db, uint64_t account, struct person *out, size_t max, size_t *n)
{
	return db_list(db, &list, out, sizeof(*out), max, n, IN(in_u64(account), in_u64(max)));
}

void
person_clear(struct person *p)
{
	db_row_clear(cols, sizeof(cols) / sizeof(cols[0]), p);
}

int
db_organisation_put(struct db *db, const struct organisation *o)
{
	return db_put(db, &unit_put, o);
}

int
db_organisation_find(struct db *db, uint64_t account, const char *uscc, struct organisation *out)
{
	return db_one(db, &unit_find, out, IN(in_u64(account), in_str(uscc)));
}
