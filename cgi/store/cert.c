#include "store/cert.h"

#include "store/db.h"
#include "util/err.h"

const char *const cert_state_text[] = { "valid", "held", "revoked", NULL };
const char *const cert_accept_text[] = { "open", "holder", "silence", NULL };

static const struct col cols[] = {
	COL(struct cert_row, id, COL_U64, 0),
	COL(struct cert_row, issuer, COL_TEXT, COL_PUBLIC),
	COL(struct cert_row, serial, COL_BLOB, COL_PUBLIC),
	COL(struct cert_row, application, COL_U64, 0),
	COL(struct cert_row, account, COL_U64, 0),
	COL(struct cert_row, ra, COL_TEXT, COL_PUBLIC),
	COL(struct cert_row, product, COL_TEXT, COL_PUBLIC),
	COL(struct cert_row, subject, COL_TEXT, COL_PUBLIC),
	COL(struct cert_row, common_name, COL_TEXT, COL_PUBLIC),
	COL(struct cert_row, id_index, COL_TEXT, COL_SECRET),
	COL(struct cert_row, uscc, COL_TEXT, COL_PUBLIC | COL_OPTIONAL),
	COL(struct cert_row, spki_sha256, COL_BYTES, COL_PUBLIC),
	COL(struct cert_row, der, COL_BLOB, 0),
	COL(struct cert_row, sha256, COL_BYTES, COL_PUBLIC),
	COL(struct cert_row, not_before, COL_TIME, COL_PUBLIC),
	COL(struct cert_row, not_after, COL_TIME, COL_PUBLIC),
	COL_WORD(struct cert_row, state, cert_state_text, COL_PUBLIC),
	COL(struct cert_row, state_at, COL_TIME, COL_PUBLIC),
	COL(struct cert_row, reason, COL_INT, COL_PUBLIC),
	COL(struct cert_row, request, COL_U64, 0),
	COL(struct cert_row, instance, COL_TEXT, 0),
	COL(struct cert_row, seq, COL_U64, 0),
	COL(struct cert_row, head, COL_BYTES, 0),
	COL(struct cert_row, signed_at, COL_TIME, COL_PUBLIC),
	COL(struct cert_row, downloaded_at, COL_TIME, COL_PUBLIC),
	COL(struct cert_row, accepted_at, COL_TIME, COL_PUBLIC),
	COL_WORD(struct cert_row, accepted_how, cert_accept_text, COL_PUBLIC),
	COL(struct cert_row, objected_at, COL_TIME, COL_PUBLIC),
	COL(struct cert_row, created, COL_TIME, 0),
	COL(struct cert_row, version, COL_U64, 0),
};

static const struct col line_cols[] = {
	COL(struct cert_line, id, COL_U64, 0),
	COL(struct cert_line, issuer, COL_TEXT, COL_PUBLIC),
	COL(struct cert_line, serial, COL_BLOB, COL_PUBLIC),
	COL(struct cert_line, application, COL_U64, 0),
	COL(struct cert_line, account, COL_U64, 0),
	COL(struct cert_line, ra, COL_TEXT, COL_PUBLIC),
	COL(struct cert_line, product, COL_TEXT, COL_PUBLIC),
	COL(struct cert_line, common_name, COL_TEXT, COL_PUBLIC),
	COL(struct cert_line, uscc, COL_TEXT, COL_PUBLIC),
	COL(struct cert_line, not_before, COL_TIME, COL_PUBLIC),
	COL(struct cert_line, not_after, COL_TIME, COL_PUBLIC),
	COL_WORD(struct cert_line, state, cert_state_text, COL_PUBLIC),
	COL(struct cert_line, state_at, COL_TIME, COL_PUBLIC),
	COL(struct cert_line, reason, COL_INT, COL_PUBLIC),
	COL(struct cert_line, signed_at, COL_TIME, COL_PUBLIC),
	COL(struct cert_line, downloaded_at, COL_TIME, COL_PUBLIC),
	COL(struct cert_line, accepted_at, COL_TIME, COL_PUBLIC),
	COL(struct cert_line, objected_at, COL_TIME, COL_PUBLIC),
	COL(struct cert_line, version, COL_U64, 0),
};
#define NLINE (sizeof(line_cols) / sizeof(line_cols[0]))

static const struct col objection_cols[] = {
	COL(struct objection, id, COL_U64, 0),
	COL(struct objection, certificate, COL_U64, 0),
	COL(struct objection, account, COL_U64, 0),
	COL(struct objection, text, COL_TEXT, 0),
	COL(struct objection, request, COL_TEXT, 0),
	COL(struct objection, created, COL_TIME, 0),
};

struct used {
	int	n;
};
static const struct col used_cols[] = { COL(struct used, n, COL_INT, 0) };

#define FIELDS "id,issuer,serial,application,account,ra,product,subject,common_name,id_index,uscc,spki_sha256,der,sha256," \
	"not_before,not_after,state,state_at,reason,request,instance,seq,head,signed_at,downloaded_at,accepted_at," \
	"accepted_how,objected_at,created,version"
#define LINE "id,issuer,serial,application,account,ra,product,common_name,uscc,not_before,not_after,state,state_at,reason," \
	"signed_at,downloaded_at,accepted_at,objected_at,version"

static const struct query insert = QUERY("INSERT INTO certificate (" FIELDS ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,"
    "?,?,?,?,?,?,?,?,?,?)", cols);
static const struct query get = QUERY("SELECT " FIELDS " FROM certificate WHERE id=?", cols);
static const struct query find = QUERY("SELECT " FIELDS " FROM certificate WHERE issuer=? AND serial=?", cols);
static const struct query find_request = QUERY("SELECT " FIELDS " FROM certificate WHERE request=?", cols);
static const struct query find_application = QUERY("SELECT " FIELDS " FROM certificate WHERE application=?"
    " ORDER BY id DESC LIMIT 1", cols);
static const struct query list_serial = QUERY("SELECT " LINE " FROM certificate WHERE serial=? ORDER BY issuer LIMIT ?",
    line_cols);
static const struct query list_account = QUERY("SELECT " LINE " FROM certificate WHERE account=? AND id<?"
    " ORDER BY id DESC LIMIT ?", line_cols);
static const struct query list_index = QUERY("SELECT " LINE " FROM certificate WHERE id_index=? AND account=? AND state<>'revoked'"
    " AND not_after>? ORDER BY id DESC LIMIT ?", line_cols);
static const struct query list_uscc = QUERY("SELECT " LINE " FROM certificate WHERE uscc=? AND account=? AND state<>'revoked'"
    " AND not_after>? ORDER BY id DESC LIMIT ?", line_cols);
static const struct query search_name = QUERY("SELECT " LINE " FROM certificate WHERE ra=? AND common_name=? AND id<?"
    " ORDER BY id DESC LIMIT ?", line_cols);
static const struct query search_uscc = QUERY("SELECT " LINE " FROM certificate WHERE ra=? AND uscc=? AND id<?"
    " ORDER BY id DESC LIMIT ?", line_cols);
static const struct query list_silent = QUERY("SELECT " LINE " FROM certificate WHERE accepted_at IS NULL"
    " AND objected_at IS NULL AND state<>'revoked' AND signed_at<? ORDER BY signed_at LIMIT ?", line_cols);
static const struct query key_used = QUERY("SELECT 1 FROM certificate WHERE spki_sha256=? LIMIT 1", used_cols);
static const struct query set_state = QUERY_WRITE("UPDATE certificate SET state=?,reason=?,state_at=?,version=version+1"
    " WHERE id=? AND state<>'revoked'");
static const struct query downloaded = QUERY_WRITE("UPDATE certificate SET downloaded_at=?,version=version+1 WHERE id=?"
    " AND downloaded_at IS NULL");
static const struct query accept = QUERY_WRITE("UPDATE certificate SET accepted_at=?,accepted_how=?,version=version+1"
    " WHERE id=? AND accepted_at IS NULL AND objected_at IS NULL");
static const struct query object = QUERY_WRITE("UPDATE certificate SET objected_at=?,version=version+1"
    " WHERE id=? AND accepted_at IS NULL AND objected_at IS NULL");
static const struct query objection = QUERY("INSERT INTO objection (id,certificate,account,text,request,created)"
    " VALUES (?,?,?,?,?,?)", objection_cols);

int
db_cert_insert(struct db *db, const struct cert_row *c)
{
	return db_put(db, &insert, c);
}

int
db_cert_get(struct db *db, uint64_t id, struct cert_row *out)
{
	return db_one(db, &get, out, IN(in_u64(id)));
}

int
db_cert_find(struct db *db, const char *issuer, const void *serial, size_t len, struct cert_row *out)
{
	return db_one(db, &find, out, IN(in_str(issuer), in_blob(serial, len)));
}

int
db_cert_find_request(struct db *db, uint64_t request, struct cert_row *out)
{
	return db_one(db, &find_request, out, IN(in_u64(request)));
}

int
db_cert_find_application(struct db *db, uint64_t application, struct cert_row *out)
{
	return db_one(db, &find_application, out, IN(in_u64(application)));
}

void
cert_row_clear(struct cert_row *c)
{
	db_row_clear(cols, sizeof(cols) / sizeof(cols[0]), c);
}

int
db_cert_list_serial(struct db *db, const void *serial, size_t len, struct cert_line *out, size_t max, size_t *n)
{
	return db_list(db, &list_serial, out, sizeof(*out), max, n, IN(in_blob(serial, len), in_u64(max)));
}

static uint64_t
from_top(uint64_t below)
{
	return below == 0 ? UINT64_MAX : below;
}

int
db_cert_list_account(struct db *db, uint64_t account, uint64_t below, struct cert_line *out, size_t max, size_t *n)
{
	return db_list(db, &list_account, out, sizeof(*out), max, n, IN(in_u64(account), in_u64(from_top(below)), in_u64(max)));
}

int
db_cert_list_index(struct db *db, uint64_t account, const char *id_index, int64_t now, struct cert_line *out, size_t max,
    size_t *n)
{
	return db_list(db, &list_index, out, sizeof(*out), max, n, IN(in_str(id_index), in_u64(account), in_time(now),
	    in_u64(max)));
}

int
db_cert_list_uscc(struct db *db, uint64_t account, const char *uscc, int64_t now, struct cert_line *out, size_t max, size_t *n)
{
	return db_list(db, &list_uscc, out, sizeof(*out), max, n, IN(in_str(uscc), in_u64(account), in_time(now), in_u64(max)));
}

int
db_cert_search(struct db *db, const char *ra, const char *name, const char *uscc, uint64_t below, struct cert_line *out,
    size_t max, size_t *n)
{
	return db_list(db, *uscc != '\0' ? &search_uscc : &search_name, out, sizeof(*out), max, n,
	    IN(in_str(ra), in_str(*uscc != '\0' ? uscc : name), in_u64(from_top(below)), in_u64(max)));
}

void
cert_line_clear(struct cert_line *c)
{
	db_row_clear(line_cols, NLINE, c);
}

int
db_cert_key_used(struct db *db, const unsigned char spki_sha256[LEN_DIGEST], bool *out)
{
	struct used row;
	int r;

	r = db_one(db, &key_used, &row, IN(in_blob(spki_sha256, LEN_DIGEST)));
	*out = r == 0;
	return r == ERR_NOTFOUND ? 0 : r;
}

int
db_cert_state(struct db *db, uint64_t id, enum cert_state state, int reason, int64_t at)
{
	return db_hit(db, &set_state, IN(in_str(cert_state_text[state]), in_i64(reason), in_time(at), in_u64(id)));
}

int
db_cert_downloaded(struct db *db, uint64_t id, int64_t now)
{
	return db_exec(db, &downloaded, NULL, IN(in_time(now), in_u64(id)));
}

int
db_cert_accept(struct db *db, uint64_t id, enum cert_accept how, int64_t now)
{
	return db_hit(db, &accept, IN(in_time(now), in_str(cert_accept_text[how]), in_u64(id)));
}

int
db_cert_object(struct db *db, uint64_t id, int64_t now)
{
	return db_hit(db, &object, IN(in_time(now), in_u64(id)));
}

int
db_cert_list_silent(struct db *db, int64_t before, struct cert_line *out, size_t max, size_t *n)
{
	return db_list(db, &list_silent, out, sizeof(*out), max, n, IN(in_time(before), in_u64(max)));
}

int
db_objection_insert(struct db *db, const struct objection *o)
{
	return db_put(db, &objection, o);
}
