#include "store/crl.h"

#include "store/db.h"

static const struct col cols[] = {
	COL(struct crl_row, id, COL_U64, 0),
	COL(struct crl_row, issuer, COL_TEXT, COL_PUBLIC),
	COL(struct crl_row, number, COL_U64, COL_PUBLIC),
	COL(struct crl_row, this_update, COL_TIME, COL_PUBLIC),
	COL(struct crl_row, next_update, COL_TIME, COL_PUBLIC),
	COL(struct crl_row, entries, COL_INT, COL_PUBLIC),
	COL(struct crl_row, der, COL_BLOB, 0),
	COL(struct crl_row, sha256, COL_BYTES, COL_PUBLIC),
	COL(struct crl_row, instance, COL_TEXT, 0),
	COL(struct crl_row, seq, COL_U64, 0),
	COL(struct crl_row, head, COL_BYTES, 0),
	COL(struct crl_row, created, COL_TIME, COL_PUBLIC),
};

static const struct col line_cols[] = {
	COL(struct crl_line, id, COL_U64, 0),
	COL(struct crl_line, issuer, COL_TEXT, COL_PUBLIC),
	COL(struct crl_line, number, COL_U64, COL_PUBLIC),
	COL(struct crl_line, this_update, COL_TIME, COL_PUBLIC),
	COL(struct crl_line, next_update, COL_TIME, COL_PUBLIC),
	COL(struct crl_line, entries, COL_INT, COL_PUBLIC),
	COL(struct crl_line, sha256, COL_BYTES, COL_PUBLIC),
	COL(struct crl_line, created, COL_TIME, COL_PUBLIC),
};

#define FIELDS "id,issuer,number,this_update,next_update,entries,der,sha256,instance,seq,head,created"

static const struct query insert = QUERY("INSERT INTO crl (" FIELDS ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", cols);
static const struct query last = QUERY("SELECT " FIELDS " FROM crl WHERE issuer=? ORDER BY number DESC LIMIT 1", cols);
static const struct query last_line = QUERY("SELECT id,issuer,number,this_update,next_update,entries,sha256,created FROM crl"
    " WHERE issuer=? ORDER BY number DESC LIMIT 1", line_cols);

int
db_crl_insert(struct db *db, const struct crl_row *c)
{
	return db_put(db, &insert, c);
}

int
db_crl_last(struct db *db, const char *issuer, struct crl_row *out)
{
	return db_one(db, &last, out, IN(in_str(issuer)));
}

int
db_crl_last_line(struct db *db, const char *issuer, struct crl_line *out)
{
	return db_one(db, &last_line, out, IN(in_str(issuer)));
}

void
crl_row_clear(struct crl_row *c)
{
	db_row_clear(cols, sizeof(cols) / sizeof(cols[0]), c);
}
