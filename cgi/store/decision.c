#include "store/decision.h"

#include <string.h>

#include "store/db.h"

const char *const decision_act_text[] = { "enter", "review", "renew", "personalise", NULL };
const char *const decision_word_text[] = { "approve", "return", "reject", NULL };

static const struct col cols[] = {
	COL(struct decision, id, COL_U64, 0),
	COL(struct decision, application, COL_U64, 0),
	COL(struct decision, case_sha256, COL_BYTES, COL_PUBLIC),
	COL_WORD(struct decision, act, decision_act_text, COL_PUBLIC),
	COL_WORD(struct decision, decision, decision_word_text, COL_PUBLIC),
	COL(struct decision, person_no, COL_TEXT, COL_PUBLIC),
	COL(struct decision, reason, COL_TEXT, COL_PUBLIC | COL_OPTIONAL),
	COL(struct decision, sha256, COL_BYTES, COL_PUBLIC),
	COL(struct decision, text, COL_BLOB, 0),
	COL(struct decision, auth_data, COL_BLOB, 0),
	COL(struct decision, client_data, COL_BLOB, 0),
	COL(struct decision, signature, COL_BLOB, 0),
	COL(struct decision, cert, COL_BLOB, 0),
	COL(struct decision, made_at, COL_TIME, COL_PUBLIC),
	COL(struct decision, until_at, COL_TIME, COL_PUBLIC),
	COL(struct decision, created, COL_TIME, COL_PUBLIC),
};

static const struct col line_cols[] = {
	COL(struct decision_line, id, COL_U64, 0),
	COL(struct decision_line, case_sha256, COL_BYTES, COL_PUBLIC),
	COL_WORD(struct decision_line, act, decision_act_text, COL_PUBLIC),
	COL_WORD(struct decision_line, decision, decision_word_text, COL_PUBLIC),
	COL(struct decision_line, person_no, COL_TEXT, COL_PUBLIC),
	COL(struct decision_line, reason, COL_TEXT, COL_PUBLIC),
	COL(struct decision_line, made_at, COL_TIME, COL_PUBLIC),
	COL(struct decision_line, until_at, COL_TIME, COL_PUBLIC),
	COL(struct decision_line, created, COL_TIME, COL_PUBLIC),
};

#define FIELDS "id,application,case_sha256,act,decision,person_no,reason,sha256,text,auth_data,client_data,signature,cert," \
	"made_at,until_at,created"
#define LINE "id,case_sha256,act,decision,person_no,reason,made_at,until_at,created"

static const struct query insert = QUERY("INSERT INTO decision (" FIELDS ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", cols);
static const struct query list = QUERY("SELECT " FIELDS " FROM decision WHERE case_sha256=? ORDER BY created,id LIMIT ?", cols);
static const struct query claimed = QUERY("SELECT d.id,d.application,d.case_sha256,d.act,d.decision,d.person_no,d.reason,d.sha256,"
    "d.text,d.auth_data,d.client_data,d.signature,d.cert,d.made_at,d.until_at,d.created FROM issue_job j JOIN decision d"
    " ON d.case_sha256=j.case_sha256 WHERE j.owner=? AND j.state='running' ORDER BY j.id,d.created,d.id", cols);
static const struct query find = QUERY("SELECT " LINE " FROM decision WHERE case_sha256=? AND act=?"
    " ORDER BY created DESC,id DESC LIMIT 1", line_cols);
static const struct query newest = QUERY("SELECT " LINE " FROM decision WHERE application=? AND act=? AND decision=?"
    " ORDER BY created DESC,id DESC LIMIT 1", line_cols);
static const struct query find_text = QUERY("SELECT " LINE " FROM decision WHERE sha256=?", line_cols);
static const struct query history = QUERY("SELECT " LINE " FROM (SELECT " LINE " FROM decision WHERE application=?"
    " ORDER BY created DESC,id DESC LIMIT ?) newest ORDER BY created,id", line_cols);

int
db_decision_insert(struct db *db, const struct decision *d)
{
	return db_put(db, &insert, d);
}

int
db_decision_list(struct db *db, const unsigned char case_sha256[LEN_DIGEST], struct decision *out, size_t max, size_t *n)
{
	return db_list(db, &list, out, sizeof(*out), max, n, IN(in_blob(case_sha256, LEN_DIGEST), in_u64(max)));
}

struct walk { int (*each)(void *arg, const struct decision *d); void *arg; };

static int
walk(void *arg, const void *row)
{
	const struct walk *w = arg;

	return w->each(w->arg, row);
}

int
db_decision_claimed(struct db *db, uint64_t owner, int (*each)(void *arg, const struct decision *d), void *arg)
{
	struct walk w = { each, arg };
	struct decision row;
	int r;

	memset(&row, 0, sizeof(row));
	r = db_each(db, &claimed, &row, walk, &w, IN(in_u64(owner)));
	decision_clear(&row);
	return r;
}

int
db_decision_find(struct db *db, const unsigned char case_sha256[LEN_DIGEST], enum decision_act act,
    struct decision_line *out)
{
	return db_one(db, &find, out, IN(in_blob(case_sha256, LEN_DIGEST), in_str(decision_act_text[act])));
}

int
db_decision_newest(struct db *db, uint64_t application, enum decision_act act, enum decision_word word,
    struct decision_line *out)
{
	return db_one(db, &newest, out, IN(in_u64(application), in_str(decision_act_text[act]),
	    in_str(decision_word_text[word])));
}

int
db_decision_find_text(struct db *db, const unsigned char sha256[LEN_DIGEST], struct decision_line *out)
{
	return db_one(db, &find_text, out, IN(in_blob(sha256, LEN_DIGEST)));
}

int
db_decision_history(struct db *db, uint64_t application, struct decision_line *out, size_t max, size_t *n)
{
	return db_list(db, &history, out, sizeof(*out), max, n, IN(in_u64(application), in_u64(max)));
}

void
decision_clear(struct decision *d)
{
	db_row_clear(cols, sizeof(cols) / sizeof(cols[0]), d);
}
