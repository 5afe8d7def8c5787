#include "store/document.h"

#include <limits.h>
#include <string.h>

#include "store/db.h"
#include "util/err.h"
#include "util/tm.h"

const char *const document_kind_text[] = { "notice", "risk", "agreement", "cps", "privacy", "sensitive", NULL };
const char *const revision_state_text[] = { "draft", "signing", "published", NULL };
const char *const revision_class_text[] = { "editorial", "rights", "personal", NULL };

static const struct col document_cols[] = {
	COL(struct document, id, COL_U64, 0),
	COL_WORD(struct document, kind, document_kind_text, COL_PUBLIC),
	COL(struct document, language, COL_TEXT, COL_PUBLIC),
	COL(struct document, created, COL_TIME, 0),
};

static const struct col cols[] = {
	COL(struct revision, id, COL_U64, 0),
	COL(struct revision, document, COL_U64, 0),
	COL_WORD(struct revision, kind, document_kind_text, COL_PUBLIC),
	COL(struct revision, language, COL_TEXT, COL_PUBLIC),
	COL(struct revision, number, COL_INT, COL_PUBLIC),
	COL_WORD(struct revision, state, revision_state_text, COL_PUBLIC),
	COL_WORD(struct revision, class, revision_class_text, COL_PUBLIC),
	COL(struct revision, title, COL_TEXT, COL_PUBLIC),
	COL(struct revision, markdown, COL_BLOB, COL_PUBLIC),
	COL(struct revision, html, COL_BLOB, COL_PUBLIC | COL_OPTIONAL),
	COL(struct revision, sha256, COL_BYTES, COL_PUBLIC | COL_OPTIONAL),
	COL(struct revision, sm3, COL_BYTES, COL_PUBLIC | COL_OPTIONAL),
	COL(struct revision, effective_at, COL_TIME, COL_PUBLIC),
	COL(struct revision, published_at, COL_TIME, COL_PUBLIC),
	COL(struct revision, paper, COL_U64, COL_OPTIONAL),
	COL(struct revision, editor, COL_U64, COL_OPTIONAL),
	COL(struct revision, edited_at, COL_TIME, COL_PUBLIC),
	COL(struct revision, request, COL_TEXT, COL_OPTIONAL),
	COL(struct revision, created, COL_TIME, 0),
	COL(struct revision, version, COL_U64, 0),
};

static const struct col line_cols[] = {
	COL(struct revision_line, id, COL_U64, 0),
	COL_WORD(struct revision_line, kind, document_kind_text, COL_PUBLIC),
	COL(struct revision_line, language, COL_TEXT, COL_PUBLIC),
	COL(struct revision_line, number, COL_INT, COL_PUBLIC),
	COL_WORD(struct revision_line, state, revision_state_text, COL_PUBLIC),
	COL_WORD(struct revision_line, class, revision_class_text, COL_PUBLIC),
	COL(struct revision_line, title, COL_TEXT, COL_PUBLIC),
	COL(struct revision_line, sha256, COL_BYTES, COL_PUBLIC),
	COL(struct revision_line, sm3, COL_BYTES, COL_PUBLIC),
	COL(struct revision_line, effective_at, COL_TIME, COL_PUBLIC),
	COL(struct revision_line, published_at, COL_TIME, COL_PUBLIC),
	COL(struct revision_line, edited_at, COL_TIME, COL_PUBLIC),
	COL(struct revision_line, paper, COL_U64, 0),
	COL(struct revision_line, version, COL_U64, 0),
};

static const struct col clause_cols[] = {
	COL(struct clause, revision, COL_U64, 0),
	COL(struct clause, position, COL_INT, COL_PUBLIC),
	COL(struct clause, anchor, COL_TEXT, COL_PUBLIC),
	COL(struct clause, heading, COL_TEXT, COL_PUBLIC),
	COL(struct clause, text, COL_TEXT, COL_PUBLIC),
	COL(struct clause, created, COL_TIME, 0),
};

struct anchors {
	char	list[LEN_HIGHLIGHTS];
};
static const struct col anchors_cols[] = { COL(struct anchors, list, COL_TEXT, COL_PUBLIC) };

struct last {
	int	number;
};
static const struct col last_cols[] = { COL(struct last, number, COL_INT, 0) };

#define FIELDS "id,document,kind,language,number,state,class,title,markdown,html,sha256,sm3,effective_at,published_at,paper," \
	"editor,edited_at,request,created,version"
#define LINE "id,kind,language,number,state,class,title,sha256,sm3,effective_at,published_at,edited_at,paper,version"
#define IN_FORCE " FROM revision WHERE kind=? AND language=? AND state='published' AND effective_at<=?" \
	" ORDER BY effective_at DESC,number DESC LIMIT 1"

static const struct query document_insert = QUERY("INSERT INTO document (id,kind,language,created) VALUES (?,?,?,?)",
    document_cols);
static const struct query document_find = QUERY("SELECT id,kind,language,created FROM document WHERE kind=? AND language=?",
    document_cols);
static const struct query document_list = QUERY("SELECT id,kind,language,created FROM document ORDER BY kind,language LIMIT ?",
    document_cols);
static const struct query insert = QUERY("INSERT INTO revision (" FIELDS ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
    cols);
static const struct query get = QUERY("SELECT " FIELDS " FROM revision WHERE id=?", cols);
static const struct query find = QUERY("SELECT " FIELDS " FROM revision WHERE kind=? AND language=? AND number=?", cols);
static const struct query by_request = QUERY("SELECT " FIELDS " FROM revision WHERE request=?", cols);
static const struct query in_force = QUERY("SELECT " FIELDS IN_FORCE, cols);
static const struct query in_force_line = QUERY("SELECT " LINE IN_FORCE, line_cols);
/* By the index revision_force, kind by kind; of two that took effect together the later number holds. */
static const struct query list_in_force = QUERY("SELECT " LINE " FROM revision v WHERE kind IN ('notice','risk','agreement','cps',"
    "'privacy','sensitive') AND language IN (?,'zh-CN') AND state='published' AND effective_at<=? AND NOT EXISTS (SELECT 1 FROM"
    " revision w WHERE w.kind=v.kind AND w.language=v.language AND w.state='published' AND w.effective_at<=?"
    " AND (w.effective_at,w.number)>(v.effective_at,v.number)) LIMIT ?", line_cols);
static const struct query list = QUERY("SELECT " LINE " FROM revision WHERE kind=? AND language=? AND number<?"
    " ORDER BY number DESC LIMIT ?", line_cols);
static const struct query list_state = QUERY("SELECT " LINE " FROM revision WHERE kind=? AND language=? AND number<?"
    " AND state=? ORDER BY number DESC LIMIT ?", line_cols);
static const struct query last = QUERY("SELECT COALESCE(MAX(number),0) FROM revision WHERE kind=? AND language=?", last_cols);
static const struct query edit = QUERY_WRITE("UPDATE revision SET title=?,class=?,markdown=?,editor=?,edited_at=?,"
    "version=version+1 WHERE id=? AND version=? AND state='draft'");
static const struct query propose = QUERY_WRITE("UPDATE revision SET state='signing',html=?,sha256=?,sm3=?,effective_at=?,"
    "class=?,paper=?,version=version+1 WHERE id=? AND version=? AND state='draft'");
static const struct query reopen = QUERY_WRITE("UPDATE revision SET state='draft',html=NULL,sha256=NULL,sm3=NULL,"
    "effective_at=NULL,paper=NULL,version=version+1 WHERE id=? AND paper=? AND state='signing'");
static const struct query publish = QUERY_WRITE("UPDATE revision SET state='published',published_at=?,"
    "effective_at=GREATEST(effective_at,?),version=version+1 WHERE id=? AND paper=? AND state='signing'");
static const struct query clause_insert = QUERY("INSERT INTO clause (revision,position,anchor,heading,text,created)"
    " VALUES (?,?,?,?,?,?)", clause_cols);
static const struct query clause_list = QUERY("SELECT revision,position,anchor,heading,text,created FROM clause"
    " WHERE revision=? ORDER BY position LIMIT ?", clause_cols);
static const struct query clause_anchors = QUERY("SELECT COALESCE(GROUP_CONCAT(anchor ORDER BY position SEPARATOR ','),'')"
    " FROM clause WHERE revision=?", anchors_cols);
static const struct query clause_clear = QUERY_WRITE("DELETE FROM clause WHERE revision=?");

int
db_document_insert(struct db *db, const struct document *d)
{
	return db_put(db, &document_insert, d);
}

int
db_document_find(struct db *db, enum document_kind kind, const char *language, struct document *out)
{
	return db_one(db, &document_find, out, IN(in_str(document_kind_text[kind]), in_str(language)));
}

int
db_document_list(struct db *db, struct document *out, size_t max, size_t *n)
{
	return db_list(db, &document_list, out, sizeof(*out), max, n, IN(in_u64(max)));
}

int
db_revision_insert(struct db *db, const struct revision *r)
{
	return db_put(db, &insert, r);
}

int
db_revision_get(struct db *db, uint64_t id, struct revision *out)
{
	return db_one(db, &get, out, IN(in_u64(id)));
}

int
db_revision_find(struct db *db, enum document_kind kind, const char *language, int number, struct revision *out)
{
	return db_one(db, &find, out, IN(in_str(document_kind_text[kind]), in_str(language), in_i64(number)));
}

int
db_revision_by_request(struct db *db, const char *request, struct revision *out)
{
	return db_one(db, &by_request, out, IN(in_str(request)));
}

int
db_revision_in_force(struct db *db, enum document_kind kind, const char *language, int64_t at, struct revision *out)
{
	return db_one(db, &in_force, out, IN(in_str(document_kind_text[kind]), in_str(language), in_time(at)));
}

int
db_revision_in_force_line(struct db *db, enum document_kind kind, const char *language, int64_t at, struct revision_line *out)
{
	return db_one(db, &in_force_line, out, IN(in_str(document_kind_text[kind]), in_str(language), in_time(at)));
}

int
db_revision_list_in_force(struct db *db, const char *language, int64_t at, struct revision_line *out, size_t max, size_t *n)
{
	return db_list(db, &list_in_force, out, sizeof(*out), max, n, IN(in_str(language), in_time(at), in_time(at), in_u64(max)));
}

int
db_revision_list(struct db *db, enum document_kind kind, const char *language, int state, int below,
    struct revision_line *out, size_t max, size_t *n)
{
	if (state < 0)
		return db_list(db, &list, out, sizeof(*out), max, n, IN(in_str(document_kind_text[kind]), in_str(language),
		    in_i64(below), in_u64(max)));
	return db_list(db, &list_state, out, sizeof(*out), max, n, IN(in_str(document_kind_text[kind]), in_str(language),
	    in_i64(below), in_str(revision_state_text[state]), in_u64(max)));
}

int
db_revision_last(struct db *db, enum document_kind kind, const char *language, int *out)
{
	struct last row;
	int r;

	if ((r = db_one(db, &last, &row, IN(in_str(document_kind_text[kind]), in_str(language)))) == 0)
		*out = row.number;
	return r;
}

int
db_revision_edit(struct db *db, const struct revision *r)
{
	return db_hit(db, &edit, IN(in_str(r->title), in_str(revision_class_text[r->class]), in_str(buf_str(&r->markdown)),
	    in_ref(r->editor), in_time(r->edited_at), in_u64(r->id), in_u64(r->version)));
}

int
db_revision_propose(struct db *db, const struct revision *r)
{
	return db_hit(db, &propose, IN(in_buf(&r->html), in_blob(r->sha256, LEN_DIGEST), in_blob(r->sm3, LEN_DIGEST),
	    in_time(r->effective_at), in_str(revision_class_text[r->class]), in_u64(r->paper), in_u64(r->id),
	    in_u64(r->version)));
}

int
db_revision_reopen(struct db *db, uint64_t id, uint64_t paper)
{
	return db_hit(db, &reopen, IN(in_u64(id), in_u64(paper)));
}

int
db_revision_publish(struct db *db, uint64_t id, uint64_t paper, int64_t published_at)
{
	return db_hit(db, &publish, IN(in_time(published_at), in_time(published_at - published_at % TM_SECOND), in_u64(id),
	    in_u64(paper)));
}

void
revision_clear(struct revision *r)
{
	db_row_clear(cols, sizeof(cols) / sizeof(cols[0]), r);
}

int
db_clause_insert(struct db *db, const struct clause *c)
{
	return db_put(db, &clause_insert, c);
}

int
db_clause_list(struct db *db, uint64_t revision, struct clause *out, size_t max, size_t *n)
{
	return db_list(db, &clause_list, out, sizeof(*out), max, n, IN(in_u64(revision), in_u64(max)));
}

int
db_clause_anchors(struct db *db, uint64_t revision, char out[LEN_HIGHLIGHTS])
{
	struct anchors row;
	int r;

	if ((r = db_one(db, &clause_anchors, &row, IN(in_u64(revision)))) == 0)
		memcpy(out, row.list, sizeof(row.list));
	return r;
}

int
db_clause_clear(struct db *db, uint64_t revision)
{
	return db_exec(db, &clause_clear, NULL, IN(in_u64(revision)));
}
