#include "store/ocspanswer.h"

#include "store/db.h"

static const struct col cols[] = {
	COL(struct ocspanswer, issuer, COL_TEXT, COL_PUBLIC),
	COL(struct ocspanswer, serial, COL_BLOB, COL_PUBLIC),
	COL_WORD(struct ocspanswer, state, cert_state_text, COL_PUBLIC),
	COL(struct ocspanswer, this_update, COL_TIME, COL_PUBLIC),
	COL(struct ocspanswer, next_update, COL_TIME, COL_PUBLIC),
	COL(struct ocspanswer, due_at, COL_TIME, 0),
	COL(struct ocspanswer, created, COL_TIME, 0),
	COL(struct ocspanswer, version, COL_U64, 0),
};

static const struct col der_cols[] = {
	COL(struct ocsp_der, this_update, COL_TIME, 0),
	COL(struct ocsp_der, next_update, COL_TIME, 0),
	COL(struct ocsp_der, der, COL_BLOB, 0),
};

/* A change of status goes before all first answers, of which thousands may wait (I4). */
static const struct query want = QUERY_WRITE("INSERT INTO ocsp_answer (issuer,serial,state,due_at,created,version)"
    " VALUES (?,?,?,?,?,0) ON DUPLICATE KEY UPDATE state=VALUES(state),due_at='2000-01-01',version=version+1");
static const struct query list_due = QUERY("SELECT issuer,serial,state,this_update,next_update,due_at,created,version"
    " FROM ocsp_answer WHERE due_at<=? OR due_at>? ORDER BY due_at,issuer,serial LIMIT ?", cols);
static const struct query store = QUERY_WRITE("UPDATE ocsp_answer SET state=?,this_update=?,next_update=?,der_sha1=?,"
    "der_sha256=?,due_at=?,version=version+1 WHERE issuer=? AND serial=? AND version=?");
static const struct query later = QUERY_WRITE("UPDATE ocsp_answer SET due_at=?,version=version+1 WHERE issuer=? AND serial=?"
    " AND version=?");
static const struct query get_sha1 = QUERY("SELECT this_update,next_update,der_sha1 FROM ocsp_answer WHERE issuer=?"
    " AND serial=? AND der_sha1 IS NOT NULL", der_cols);
static const struct query get_sha256 = QUERY("SELECT this_update,next_update,der_sha256 FROM ocsp_answer WHERE issuer=?"
    " AND serial=? AND der_sha256 IS NOT NULL", der_cols);

int
db_ocsp_want(struct db *db, const char *issuer, const void *serial, size_t len, enum cert_state state, int64_t now)
{
	return db_exec(db, &want, NULL, IN(in_str(issuer), in_blob(serial, len), in_str(cert_state_text[state]), in_time(now),
	    in_time(now)));
}

int
db_ocsp_list_due(struct db *db, int64_t now, int64_t most, struct ocspanswer *out, size_t max, size_t *n)
{
	return db_list(db, &list_due, out, sizeof(*out), max, n, IN(in_time(now), in_time(most), in_u64(max)));
}

int
db_ocsp_store(struct db *db, const struct ocspanswer *a)
{
	return db_hit(db, &store, IN(in_str(cert_state_text[a->state]), in_time(a->this_update), in_time(a->next_update),
	    in_buf(&a->der_sha1), in_buf(&a->der_sha256), in_time(a->due_at), in_str(a->issuer),
	    in_blob(a->serial.data, a->serial.len), in_u64(a->version)));
}

int
db_ocsp_later(struct db *db, const struct ocspanswer *a, int64_t due_at)
{
	return db_hit(db, &later, IN(in_time(due_at), in_str(a->issuer), in_blob(a->serial.data, a->serial.len),
	    in_u64(a->version)));
}

int
db_ocsp_get(struct db *db, const char *issuer, const void *serial, size_t len, int sha256, struct ocsp_der *out)
{
	return db_one(db, sha256 ? &get_sha256 : &get_sha1, out, IN(in_str(issuer), in_blob(serial, len)));
}

void
ocspanswer_clear(struct ocspanswer *a)
{
	buf_clear(&a->serial);
	buf_clear(&a->der_sha1);
	buf_clear(&a->der_sha256);
}
