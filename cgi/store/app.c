#include "store/app.h"

#include "store/db.h"

const char *const app_state_text[] = { "draft", "submitted", "entered", "reviewed", "issuing", "issued", "downloaded",
	"accepted", "objected", "returned", "rejected", "withdrawn", "expired", NULL };
const char *const app_kind_text[] = { "new", "renew", "change", "reissue", NULL };
const char *const app_key_text[] = { "none", "browser", "pkcs10", NULL };
const char *const app_fee_text[] = { "none", "paid", "waived", NULL };

#define ID_COLS(who) \
	COL(struct app, who.kind, COL_TEXT, COL_OPTIONAL), \
	COL(struct app, who.draft, COL_BLOB, COL_SECRET | COL_OPTIONAL), \
	COL(struct app, who.sealed, COL_BLOB, COL_SECRET | COL_OPTIONAL), \
	COL(struct app, who.masked, COL_TEXT, COL_OPTIONAL), \
	COL(struct app, who.index, COL_TEXT, COL_SECRET | COL_OPTIONAL)

static const struct col cols[] = {
	COL(struct app, id, COL_U64, 0),
	COL(struct app, no, COL_TEXT, COL_PUBLIC | COL_OPTIONAL),
	COL(struct app, account, COL_U64, 0),
	COL(struct app, ra, COL_TEXT, COL_PUBLIC),
	COL(struct app, product, COL_TEXT, COL_PUBLIC),
	COL_WORD(struct app, kind, app_kind_text, COL_PUBLIC),
	COL(struct app, related, COL_U64, COL_OPTIONAL),
	COL_WORD(struct app, state, app_state_text, COL_PUBLIC),
	COL(struct app, moved_at, COL_TIME, COL_PUBLIC),
	COL(struct app, attempt, COL_INT, 0),
	COL(struct app, language, COL_TEXT, 0),
	COL(struct app, purpose, COL_TEXT, COL_PUBLIC | COL_OPTIONAL),
	COL(struct app, country, COL_TEXT, COL_PUBLIC | COL_OPTIONAL),
	COL(struct app, province, COL_TEXT, COL_PUBLIC | COL_OPTIONAL),
	COL(struct app, locality, COL_TEXT, COL_PUBLIC | COL_OPTIONAL),
	COL(struct app, org_name, COL_TEXT, COL_PUBLIC | COL_OPTIONAL),
	COL(struct app, org_unit, COL_TEXT, COL_PUBLIC | COL_OPTIONAL),
	COL(struct app, org_kind, COL_TEXT, COL_PUBLIC | COL_OPTIONAL),
	COL(struct app, uscc, COL_TEXT, COL_PUBLIC | COL_OPTIONAL),
	COL(struct app, common_name, COL_TEXT, COL_PUBLIC | COL_OPTIONAL),
	COL(struct app, email, COL_TEXT, COL_PUBLIC | COL_OPTIONAL),
	COL(struct app, email_proven, COL_TEXT, COL_PUBLIC | COL_OPTIONAL),
	COL(struct app, mobile, COL_TEXT, COL_OPTIONAL),
	ID_COLS(person),
	COL(struct app, agent_name, COL_TEXT, COL_PUBLIC | COL_OPTIONAL),
	COL(struct app, agent_mobile, COL_TEXT, COL_OPTIONAL),
	ID_COLS(agent),
	COL(struct app, legal_name, COL_TEXT, COL_PUBLIC | COL_OPTIONAL),
	ID_COLS(legal),
	COL_WORD(struct app, key_origin, app_key_text, COL_PUBLIC),
	COL(struct app, csr, COL_BLOB, COL_OPTIONAL),
	COL(struct app, spki, COL_BLOB, COL_OPTIONAL),
	COL(struct app, spki_sha256, COL_BYTES, COL_OPTIONAL),
	COL(struct app, consent_text, COL_BLOB, COL_OPTIONAL),
	COL(struct app, consent_sha256, COL_BYTES, COL_OPTIONAL),
	COL(struct app, stamp, COL_BLOB, COL_OPTIONAL),
	COL(struct app, stamped_at, COL_TIME, COL_PUBLIC),
	COL(struct app, submitted_at, COL_TIME, COL_PUBLIC),
	COL(struct app, accepted_at, COL_TIME, COL_PUBLIC),
	COL(struct app, due_at, COL_TIME, COL_PUBLIC),
	COL(struct app, claimed_by, COL_U64, COL_OPTIONAL),
	COL(struct app, claimed_at, COL_TIME, 0),
	COL(struct app, reason, COL_TEXT, COL_PUBLIC | COL_OPTIONAL),
	COL_WORD(struct app, fee_state, app_fee_text, COL_PUBLIC),
	COL(struct app, request, COL_TEXT, 0),
	COL(struct app, created, COL_TIME, COL_PUBLIC),
	COL(struct app, version, COL_U64, 0),
};
#define NCOLS (sizeof(cols) / sizeof(cols[0]))

static const struct col line_cols[] = {
	COL(struct app_line, id, COL_U64, 0),
	COL(struct app_line, no, COL_TEXT, COL_PUBLIC),
	COL(struct app_line, account, COL_U64, 0),
	COL(struct app_line, ra, COL_TEXT, COL_PUBLIC),
	COL(struct app_line, product, COL_TEXT, COL_PUBLIC),
	COL_WORD(struct app_line, kind, app_kind_text, COL_PUBLIC),
	COL_WORD(struct app_line, state, app_state_text, COL_PUBLIC),
	COL(struct app_line, moved_at, COL_TIME, COL_PUBLIC),
	COL(struct app_line, attempt, COL_INT, 0),
	COL(struct app_line, org_name, COL_TEXT, COL_PUBLIC),
	COL(struct app_line, common_name, COL_TEXT, COL_PUBLIC),
	COL(struct app_line, stamped_at, COL_TIME, 0),
	COL(struct app_line, submitted_at, COL_TIME, COL_PUBLIC),
	COL(struct app_line, accepted_at, COL_TIME, COL_PUBLIC),
	COL(struct app_line, due_at, COL_TIME, COL_PUBLIC),
	COL(struct app_line, claimed_by, COL_U64, 0),
	COL(struct app_line, claimed_at, COL_TIME, 0),
	COL(struct app_line, created, COL_TIME, COL_PUBLIC),
	COL(struct app_line, version, COL_U64, 0),
};

struct count {
	enum app_state	state;
	uint64_t	count;
};
static const struct col count_cols[] = {
	COL_WORD(struct count, state, app_state_text, 0),
	COL(struct count, count, COL_U64, 0),
};
struct found {
	uint64_t	id;
};
static const struct col found_cols[] = { COL(struct found, id, COL_U64, 0) };
static const struct col unstamped_cols[] = {
	COL(struct app_unstamped, id, COL_U64, 0),
	COL(struct app_unstamped, consent_sha256, COL_BYTES, 0),
	COL(struct app_unstamped, consent_text, COL_BLOB, 0),
};

#define FIELDS "id,no,account,ra,product,kind,related,state,moved_at,attempt,language,purpose,country,province,locality," \
	"org_name,org_unit,org_kind,uscc,common_name,email,email_proven,mobile,id_kind,id_draft,id_sealed,id_masked," \
	"id_index,agent_name,agent_mobile,agent_id_kind,agent_id_draft,agent_id_sealed,agent_id_masked,agent_id_index," \
	"legal_name,legal_id_kind,legal_id_draft,legal_id_sealed,legal_id_masked,legal_id_index,key_origin,csr,spki," \
	"spki_sha256,consent_text,consent_sha256,stamp,stamped_at,submitted_at,accepted_at,due_at,claimed_by,claimed_at," \
	"reason,fee_state,request,created,version"
#define LINE "id,no,account,ra,product,kind,state,moved_at,attempt,org_name,common_name,stamped_at,submitted_at,accepted_at," \
	"due_at,claimed_by,claimed_at,created,version"
#define OPEN_TO_EDIT " WHERE id=? AND version=? AND state IN ('draft','returned')"

static const struct query insert = QUERY("INSERT INTO application (" FIELDS ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,"
    "?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", cols);
static const struct query get = QUERY("SELECT " FIELDS " FROM application WHERE id=?", cols);
static const struct query find_no = QUERY("SELECT " FIELDS " FROM application WHERE no=?", cols);
static const struct query find_request = QUERY("SELECT " FIELDS " FROM application WHERE request=?", cols);
static const struct query edit = QUERY_WRITE("UPDATE application SET language=?,purpose=?,country=?,province=?,locality=?,"
    "org_name=?,org_unit=?,org_kind=?,uscc=?,common_name=?,email=?,email_proven=?,mobile=?,id_kind=?,id_draft=?,"
    "id_sealed=?,id_masked=?,id_index=?,agent_name=?,agent_mobile=?,agent_id_kind=?,agent_id_draft=?,agent_id_sealed=?,"
    "agent_id_masked=?,agent_id_index=?,legal_name=?,legal_id_kind=?,legal_id_draft=?,legal_id_sealed=?,legal_id_masked=?,"
    "legal_id_index=?,key_origin=?,csr=?,spki=?,spki_sha256=?,version=version+1" OPEN_TO_EDIT);
static const struct query submit = QUERY_WRITE("UPDATE application SET no=?,attempt=?,id_draft=NULL,id_sealed=?,id_masked=?,"
    "id_index=?,agent_id_draft=NULL,agent_id_sealed=?,agent_id_masked=?,agent_id_index=?,legal_id_draft=NULL,"
    "legal_id_sealed=?,legal_id_masked=?,legal_id_index=?,consent_text=?,consent_sha256=?,stamp=NULL,stamped_at=NULL,"
    "state='submitted',moved_at=?,submitted_at=?,accepted_at=NULL,due_at=?,claimed_by=NULL,claimed_at=NULL,"
    "version=version+1" OPEN_TO_EDIT);
static const struct query move = QUERY_WRITE("UPDATE application SET state=?,moved_at=?,reason=?,version=version+1"
    " WHERE id=? AND version=? AND state=?");
static const struct query rekey = QUERY_WRITE("UPDATE application SET key_origin=?,csr=?,spki=?,spki_sha256=?,state='submitted',"
    "moved_at=?,claimed_by=NULL,claimed_at=NULL,version=version+1 WHERE id=? AND version=? AND state=?"
    " AND state IN ('submitted','entered')");
static const struct query accept = QUERY_WRITE("UPDATE application SET accepted_at=?,due_at=? WHERE id=? AND state='submitted'"
    " AND accepted_at IS NULL");
static const struct query claim = QUERY_WRITE("UPDATE application SET claimed_by=?,claimed_at=? WHERE id=?"
    " AND (claimed_by IS NULL OR claimed_by=? OR claimed_at<?)");
static const struct query unclaim = QUERY_WRITE("UPDATE application SET claimed_by=NULL,claimed_at=NULL WHERE id=?"
    " AND claimed_by=?");
static const struct query stamp = QUERY_WRITE("UPDATE application SET stamp=?,stamped_at=? WHERE id=? AND consent_sha256=?"
    " AND stamped_at IS NULL");
static const struct query list_account = QUERY("SELECT " LINE " FROM application WHERE account=? AND id<? ORDER BY id DESC"
    " LIMIT ?", line_cols);
static const struct query find_open = QUERY("SELECT " LINE " FROM application WHERE account=? AND product=? AND state IN"
    " ('draft','submitted','entered','reviewed','issuing','returned') ORDER BY id DESC LIMIT 1", line_cols);
/* (due_at,id)>(?,?) would say the same, but MariaDB reads all rows before them for it. */
static const struct query list_queue = QUERY("SELECT " LINE " FROM application WHERE ra=? AND state=? AND attempt>=?"
    " AND due_at>=? AND (due_at>? OR id>?) ORDER BY due_at,id LIMIT ?", line_cols);
static const struct query next = QUERY("SELECT " LINE " FROM application WHERE ra=? AND state=?"
    " AND (claimed_by IS NULL OR claimed_at<?) ORDER BY due_at,id LIMIT 1", line_cols);
static const struct query count_again = QUERY("SELECT COUNT(*) FROM application WHERE ra=? AND state='submitted'"
    " AND attempt>=2", found_cols);
static const struct query count_states = QUERY("SELECT state,COUNT(*) FROM application WHERE ra=? AND state IN"
    " ('submitted','entered','returned') GROUP BY state", count_cols);
static const struct query list_moved = QUERY("SELECT " LINE " FROM application WHERE state=? AND moved_at<?"
    " ORDER BY moved_at,id LIMIT ?", line_cols);
static const struct query find_key = QUERY("SELECT id FROM application WHERE spki_sha256=? AND id<>? AND state NOT IN"
    " ('draft','withdrawn','rejected','expired') LIMIT 1", found_cols);
static const struct query list_unstamped = QUERY("SELECT id,consent_sha256,consent_text FROM application"
    " WHERE stamped_at IS NULL AND submitted_at IS NOT NULL AND consent_text IS NOT NULL AND state='submitted'"
    " ORDER BY submitted_at LIMIT ?", unstamped_cols);

int
db_app_insert(struct db *db, const struct app *a)
{
	return db_put(db, &insert, a);
}

int
db_app_get(struct db *db, uint64_t id, struct app *out)
{
	return db_one(db, &get, out, IN(in_u64(id)));
}

int
db_app_find_no(struct db *db, const char *no, struct app *out)
{
	return db_one(db, &find_no, out, IN(in_str(no)));
}

int
db_app_find_request(struct db *db, const char *request, struct app *out)
{
	return db_one(db, &find_request, out, IN(in_str(request)));
}

void
app_clear(struct app *a)
{
	db_row_clear(cols, NCOLS, a);
}

#define IN_ID(i) in_opt((i).kind), in_buf(&(i).draft), in_buf(&(i).sealed), in_opt((i).masked), in_opt((i).index)
#define IN_SEALED(i) in_buf(&(i).sealed), in_opt((i).masked), in_opt((i).index)

int
db_app_edit(struct db *db, const struct app *a)
{
	return db_hit(db, &edit, IN(in_str(a->language), in_opt(a->purpose), in_opt(a->country), in_opt(a->province),
	    in_opt(a->locality), in_opt(a->org_name), in_opt(a->org_unit), in_opt(a->org_kind), in_opt(a->uscc),
	    in_opt(a->common_name), in_opt(a->email), in_opt(a->email_proven), in_opt(a->mobile), IN_ID(a->person),
	    in_opt(a->agent_name), in_opt(a->agent_mobile), IN_ID(a->agent), in_opt(a->legal_name), IN_ID(a->legal),
	    in_str(app_key_text[a->key_origin]), in_buf(&a->csr), in_buf(&a->spki), in_bytes(a->spki_sha256, LEN_DIGEST),
	    in_u64(a->id), in_u64(a->version)));
}

int
db_app_submit(struct db *db, const struct app *a)
{
	return db_hit(db, &submit, IN(in_str(a->no), in_i64(a->attempt), IN_SEALED(a->person), IN_SEALED(a->agent),
	    IN_SEALED(a->legal), in_buf(&a->consent_text), in_bytes(a->consent_sha256, LEN_DIGEST), in_time(a->submitted_at),
	    in_time(a->submitted_at), in_time(a->due_at), in_u64(a->id), in_u64(a->version)));
}

int
db_app_move(struct db *db, uint64_t id, uint64_t version, enum app_state from, enum app_state to, int64_t now,
    const char *reason)
{
	return db_hit(db, &move, IN(in_str(app_state_text[to]), in_time(now), in_opt(reason), in_u64(id), in_u64(version),
	    in_str(app_state_text[from])));
}

int
db_app_rekey(struct db *db, const struct app *a, int64_t now)
{
	return db_hit(db, &rekey, IN(in_str(app_key_text[a->key_origin]), in_buf(&a->csr), in_buf(&a->spki),
	    in_blob(a->spki_sha256, LEN_DIGEST), in_time(now), in_u64(a->id), in_u64(a->version),
	    in_str(app_state_text[a->state])));
}

int
db_app_accept(struct db *db, uint64_t id, int64_t accepted_at, int64_t due_at)
{
	return db_hit(db, &accept, IN(in_time(accepted_at), in_time(due_at), in_u64(id)));
}

int
db_app_claim(struct db *db, uint64_t id, uint64_t operator, int64_t now, int64_t stale_before)
{
	return db_hit(db, &claim, IN(in_u64(operator), in_time(now), in_u64(id), in_u64(operator), in_time(stale_before)));
}

int
db_app_unclaim(struct db *db, uint64_t id, uint64_t operator)
{
	return db_exec(db, &unclaim, NULL, IN(in_u64(id), in_u64(operator)));
}

int
db_app_stamp(struct db *db, uint64_t id, const unsigned char consent_sha256[LEN_DIGEST], const struct buf *token,
    int64_t stamped_at)
{
	return db_hit(db, &stamp, IN(in_buf(token), in_time(stamped_at), in_u64(id), in_blob(consent_sha256, LEN_DIGEST)));
}

int
db_app_list_account(struct db *db, uint64_t account, uint64_t below, struct app_line *out, size_t max, size_t *n)
{
	return db_list(db, &list_account, out, sizeof(*out), max, n, IN(in_u64(account),
	    in_u64(below == 0 ? UINT64_MAX : below), in_u64(max)));
}

int
db_app_find_open(struct db *db, uint64_t account, const char *product, struct app_line *out)
{
	return db_one(db, &find_open, out, IN(in_u64(account), in_str(product)));
}

int
db_app_list_queue(struct db *db, const char *ra, enum app_state state, bool again, int64_t after_due, uint64_t after_id,
    struct app_line *out, size_t max, size_t *n)
{
	struct in after = in_time(after_due == 0 ? 1 : after_due);

	return db_list(db, &list_queue, out, sizeof(*out), max, n, IN(in_str(ra), in_str(app_state_text[state]),
	    in_i64(again ? 2 : 0), after, after, in_u64(after_id), in_u64(max)));
}

int
db_app_next(struct db *db, const char *ra, enum app_state state, int64_t stale_before, struct app_line *out)
{
	return db_one(db, &next, out, IN(in_str(ra), in_str(app_state_text[state]), in_time(stale_before)));
}

int
db_app_count_again(struct db *db, const char *ra, uint64_t *out)
{
	struct found f = { 0 };
	int r;

	if ((r = db_one(db, &count_again, &f, IN(in_str(ra)))) == 0)
		*out = f.id;
	return r;
}

int
db_app_count(struct db *db, const char *ra, uint64_t counts[APP_STATE_MAX])
{
	struct count rows[APP_STATE_MAX];
	size_t n;
	int r;

	for (int i = 0; i < APP_STATE_MAX; i++)
		counts[i] = 0;
	if ((r = db_list(db, &count_states, rows, sizeof(rows[0]), APP_STATE_MAX, &n, IN(in_str(ra)))) != 0)
		return r;
	for (size_t i = 0; i < n; i++)
		counts[rows[i].state] = rows[i].count;
	return 0;
}

int
db_app_list_moved(struct db *db, enum app_state state, int64_t before, struct app_line *out, size_t max, size_t *n)
{
	return db_list(db, &list_moved, out, sizeof(*out), max, n, IN(in_str(app_state_text[state]), in_time(before),
	    in_u64(max)));
}

int
db_app_find_key(struct db *db, const unsigned char spki_sha256[LEN_DIGEST], uint64_t except, uint64_t *out)
{
	struct found f;
	int r;

	if ((r = db_one(db, &find_key, &f, IN(in_blob(spki_sha256, LEN_DIGEST), in_u64(except)))) == 0)
		*out = f.id;
	return r;
}

int
db_app_list_unstamped(struct db *db, struct app_unstamped *out, size_t max, size_t *n)
{
	return db_list(db, &list_unstamped, out, sizeof(*out), max, n, IN(in_u64(max)));
}
