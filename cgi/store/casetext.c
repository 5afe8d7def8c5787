#include "store/casetext.h"

#include "store/db.h"

static const struct col cols[] = {
	COL(struct casetext, id, COL_U64, 0),
	COL(struct casetext, application, COL_U64, 0),
	COL(struct casetext, app_version, COL_U64, 0),
	COL(struct casetext, attempt, COL_INT, COL_PUBLIC),
	COL(struct casetext, sha256, COL_BYTES, COL_PUBLIC),
	COL(struct casetext, text, COL_BLOB, 0),
	COL(struct casetext, created, COL_TIME, COL_PUBLIC),
};

#define FIELDS "id,application,app_version,attempt,sha256,text,created"

static const struct query insert = QUERY("INSERT INTO case_text (" FIELDS ") VALUES (?,?,?,?,?,?,?)", cols);
static const struct query find = QUERY("SELECT " FIELDS " FROM case_text WHERE sha256=?", cols);
static const struct query last = QUERY("SELECT " FIELDS " FROM case_text WHERE application=? ORDER BY app_version DESC,id DESC"
    " LIMIT 1", cols);

int
db_casetext_insert(struct db *db, const struct casetext *c)
{
	return db_put(db, &insert, c);
}

int
db_casetext_find(struct db *db, const unsigned char sha256[LEN_DIGEST], struct casetext *out)
{
	return db_one(db, &find, out, IN(in_blob(sha256, LEN_DIGEST)));
}

int
db_casetext_last(struct db *db, uint64_t application, struct casetext *out)
{
	return db_one(db, &last, out, IN(in_u64(application)));
}

void
casetext_clear(struct casetext *c)
{
	db_row_clear(cols, sizeof(cols) / sizeof(cols[0]), c);
}
