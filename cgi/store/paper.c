#include "store/paper.h"

#include "store/db.h"

const char *const paper_state_text[] = { "open", "ready", "running", "done", "refused", "dropped", NULL };

static const struct col cols[] = {
	COL(struct paper_row, claim.id, COL_U64, 0),
	COL(struct paper_row, kind, COL_TEXT, COL_PUBLIC),
	COL(struct paper_row, object, COL_U64, 0),
	COL(struct paper_row, text, COL_BLOB, 0),
	COL(struct paper_row, sha256, COL_BYTES, COL_PUBLIC),
	COL(struct paper_row, needs, COL_INT, COL_PUBLIC),
	COL_WORD(struct paper_row, state, paper_state_text, COL_PUBLIC),
	COL(struct paper_row, ticket, COL_BLOB, COL_SECRET | COL_OPTIONAL),
	COL(struct paper_row, made_by, COL_TEXT, COL_PUBLIC),
	COL(struct paper_row, made_at, COL_TIME, COL_PUBLIC),
	COL(struct paper_row, until_at, COL_TIME, COL_PUBLIC),
	COL(struct paper_row, claim.owner, COL_U64, COL_OPTIONAL),
	COL(struct paper_row, claim.fence, COL_U64, 0),
	COL(struct paper_row, tries, COL_INT, 0),
	COL(struct paper_row, next_at, COL_TIME, 0),
	COL(struct paper_row, answer, COL_BLOB, COL_OPTIONAL),
	COL(struct paper_row, answered_at, COL_TIME, COL_PUBLIC),
	COL(struct paper_row, error, COL_TEXT, COL_PUBLIC | COL_OPTIONAL),
	COL(struct paper_row, request, COL_TEXT, 0),
	COL(struct paper_row, created, COL_TIME, 0),
	COL(struct paper_row, version, COL_U64, 0),
};

static const struct col line_cols[] = {
	COL(struct paper_line, id, COL_U64, 0),
	COL(struct paper_line, kind, COL_TEXT, COL_PUBLIC),
	COL(struct paper_line, object, COL_U64, 0),
	COL(struct paper_line, needs, COL_INT, COL_PUBLIC),
	COL(struct paper_line, signatures, COL_INT, COL_PUBLIC),
	COL_WORD(struct paper_line, state, paper_state_text, COL_PUBLIC),
	COL(struct paper_line, made_by, COL_TEXT, COL_PUBLIC),
	COL(struct paper_line, made_at, COL_TIME, COL_PUBLIC),
	COL(struct paper_line, until_at, COL_TIME, COL_PUBLIC),
	COL(struct paper_line, answered_at, COL_TIME, COL_PUBLIC),
	COL(struct paper_line, created, COL_TIME, COL_PUBLIC),
	COL(struct paper_line, error, COL_TEXT, COL_PUBLIC),
	COL(struct paper_line, version, COL_U64, 0),
};

static const struct col sign_cols[] = {
	COL(struct paper_sign, paper, COL_U64, 0),
	COL(struct paper_sign, person_no, COL_TEXT, COL_PUBLIC),
	COL(struct paper_sign, auth_data, COL_BLOB, 0),
	COL(struct paper_sign, client_data, COL_BLOB, 0),
	COL(struct paper_sign, signature, COL_BLOB, 0),
	COL(struct paper_sign, cert, COL_BLOB, COL_OPTIONAL),
	COL(struct paper_sign, created, COL_TIME, COL_PUBLIC),
};

#define FIELDS "id,kind,object,text,sha256,needs,state,ticket,made_by,made_at,until_at,owner,fence,tries,next_at,answer," \
	"answered_at,error,request,created,version"
#define SIGN "paper,person_no,auth_data,client_data,signature,cert,created"
#define OURS " WHERE id=? AND owner=? AND fence=? AND state='running'"

static const struct query insert = QUERY("INSERT INTO paper (" FIELDS ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
    cols);
static const struct query get = QUERY("SELECT " FIELDS " FROM paper WHERE id=?", cols);
static const struct query find = QUERY("SELECT " FIELDS " FROM paper WHERE sha256=?", cols);
static const struct query find_request = QUERY("SELECT " FIELDS " FROM paper WHERE request=?", cols);
static const struct query find_object = QUERY("SELECT " FIELDS " FROM paper WHERE kind=? AND object=?"
    " ORDER BY id DESC LIMIT 1", cols);
static const struct query list_open = QUERY("SELECT p.id,p.kind,p.object,p.needs,"
    "(SELECT COUNT(*) FROM paper_sign s WHERE s.paper=p.id),p.state,p.made_by,p.made_at,p.until_at,p.answered_at,p.created,"
    "p.error,p.version FROM paper p WHERE p.state='open' AND (? IS NULL OR p.kind=?) AND p.id<? ORDER BY p.id DESC LIMIT ?",
    line_cols);
static const struct query claimed = QUERY("SELECT " FIELDS " FROM paper WHERE owner=? AND state='running' ORDER BY id", cols);
static const struct query sign = QUERY("INSERT INTO paper_sign (" SIGN ") VALUES (?,?,?,?,?,?,?)", sign_cols);
static const struct query signs = QUERY("SELECT " SIGN " FROM paper_sign WHERE paper=? ORDER BY person_no LIMIT ?", sign_cols);
static const struct query ready = QUERY_WRITE("UPDATE paper SET state='ready',version=version+1 WHERE id=? AND version=?"
    " AND state='open'");
static const struct query touch = QUERY_WRITE("UPDATE paper SET version=version+1 WHERE id=? AND version=? AND state='open'");
static const struct query ordered = QUERY_WRITE("UPDATE paper SET state='done',version=version+1 WHERE id=? AND version=?"
    " AND state='open'");
static const struct query drop = QUERY_WRITE("UPDATE paper SET state='dropped',ticket=NULL,version=version+1 WHERE id=?"
    " AND version=? AND state='open'");
static const struct query done = QUERY_WRITE("UPDATE paper SET state='done',ticket=NULL,answer=?,answered_at=?,error=NULL,"
    "owner=NULL,lease_until=NULL,version=version+1" OURS);
static const struct query refused = QUERY_WRITE("UPDATE paper SET state='refused',ticket=NULL,error=?,answered_at=?,"
    "owner=NULL,lease_until=NULL,version=version+1" OURS);
static const struct queue queue = QUEUE("paper", "ready");

int
db_paper_insert(struct db *db, const struct paper_row *p)
{
	return db_put(db, &insert, p);
}

int
db_paper_get(struct db *db, uint64_t id, struct paper_row *out)
{
	return db_one(db, &get, out, IN(in_u64(id)));
}

int
db_paper_find(struct db *db, const unsigned char sha256[LEN_DIGEST], struct paper_row *out)
{
	return db_one(db, &find, out, IN(in_blob(sha256, LEN_DIGEST)));
}

int
db_paper_find_request(struct db *db, const char *request, struct paper_row *out)
{
	return db_one(db, &find_request, out, IN(in_str(request)));
}

int
db_paper_find_object(struct db *db, const char *kind, uint64_t object, struct paper_row *out)
{
	return db_one(db, &find_object, out, IN(in_str(kind), in_u64(object)));
}

int
db_paper_list_open(struct db *db, const char *kind, uint64_t below, struct paper_line *out, size_t max, size_t *n)
{
	return db_list(db, &list_open, out, sizeof(*out), max, n, IN(in_opt(kind), in_opt(kind),
	    in_u64(below == 0 ? UINT64_MAX : below), in_u64(max)));
}

void
paper_row_clear(struct paper_row *p)
{
	buf_wipe(&p->ticket);
	db_row_clear(cols, sizeof(cols) / sizeof(cols[0]), p);
}

int
db_paper_sign(struct db *db, const struct paper_sign *s)
{
	return db_put(db, &sign, s);
}

int
db_paper_signs(struct db *db, uint64_t paper, struct paper_sign *out, size_t max, size_t *n)
{
	return db_list(db, &signs, out, sizeof(*out), max, n, IN(in_u64(paper), in_u64(max)));
}

void
paper_sign_clear(struct paper_sign *s)
{
	db_row_clear(sign_cols, sizeof(sign_cols) / sizeof(sign_cols[0]), s);
}

int
db_paper_ready(struct db *db, uint64_t id, uint64_t version)
{
	return db_hit(db, &ready, IN(in_u64(id), in_u64(version)));
}

int
db_paper_touch(struct db *db, uint64_t id, uint64_t version)
{
	return db_hit(db, &touch, IN(in_u64(id), in_u64(version)));
}

int
db_paper_ordered(struct db *db, uint64_t id, uint64_t version)
{
	return db_hit(db, &ordered, IN(in_u64(id), in_u64(version)));
}

int
db_paper_drop(struct db *db, uint64_t id, uint64_t version)
{
	return db_hit(db, &drop, IN(in_u64(id), in_u64(version)));
}

int
db_paper_claim(struct db *db, int64_t now, int64_t lease_until, struct paper_row *out, size_t max, size_t *n)
{
	uint64_t owner;
	int r;

	*n = 0;
	if ((r = queue_claim(db, &queue, now, lease_until, max, &owner)) != 0 || owner == 0)
		return r;
	return db_list(db, &claimed, out, sizeof(*out), max, n, IN(in_u64(owner)));
}

int
db_paper_done(struct db *db, const struct claim *c, const struct buf *answer, int64_t answered_at)
{
	return db_hit(db, &done, IN(in_buf(answer), in_time(answered_at), in_u64(c->id), in_u64(c->owner), in_u64(c->fence)));
}

int
db_paper_refused(struct db *db, const struct claim *c, const char *error, int64_t answered_at)
{
	return db_hit(db, &refused, IN(in_str(error), in_time(answered_at), in_u64(c->id), in_u64(c->owner), in_u64(c->fence)));
}

int
db_paper_again(struct db *db, const struct claim *c, int64_t next_at, const char *error)
{
	return queue_again(db, &queue, c, next_at, error);
}

int
db_paper_reap(struct db *db, int64_t now, uint64_t *freed)
{
	return queue_reap(db, &queue, now, freed);
}
