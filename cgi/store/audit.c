#include "store/audit.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "store/db.h"
#include "util/digest.h"
#include "util/err.h"
#include "util/mem.h"
#include "util/tm.h"

/* The head this connection wrote last; read anew when a transaction was undone or the connection made anew. */
struct audit_state {
	char		chain[LEN_CHAIN];
	uint64_t	seq;
	unsigned char	hash[LEN_DIGEST];
	uint64_t	undone;
	bool		known;
};

struct head {
	char		chain[LEN_CHAIN];
	uint64_t	seq;
	unsigned char	hash[LEN_DIGEST];
	int64_t		created;
};

static const struct col head_cols[] = {
	COL(struct head, chain, COL_TEXT, 0),
	COL(struct head, seq, COL_U64, 0),
	COL(struct head, hash, COL_BYTES, 0),
	COL(struct head, created, COL_TIME, 0),
};

static const struct col cols[] = {
	COL(struct audit_row, chain, COL_TEXT, COL_PUBLIC),
	COL(struct audit_row, seq, COL_U64, COL_PUBLIC),
	COL(struct audit_row, created, COL_TIME, COL_PUBLIC),
	COL(struct audit_row, actor_kind, COL_TEXT, COL_PUBLIC),
	COL(struct audit_row, actor, COL_TEXT, COL_PUBLIC),
	COL(struct audit_row, act, COL_TEXT, COL_PUBLIC),
	COL(struct audit_row, object_kind, COL_TEXT, COL_PUBLIC),
	COL(struct audit_row, object, COL_TEXT, COL_PUBLIC),
	COL(struct audit_row, detail, COL_BLOB, COL_PUBLIC),
	COL(struct audit_row, request, COL_TEXT, COL_PUBLIC),
	COL(struct audit_row, ip, COL_TEXT, COL_PUBLIC),
	COL(struct audit_row, previous, COL_BYTES, COL_PUBLIC),
	COL(struct audit_row, hash, COL_BYTES, COL_PUBLIC),
};
#define NCOLS (sizeof(cols) / sizeof(cols[0]))

struct name {
	char	chain[LEN_CHAIN];
};
static const struct col name_cols[] = { COL(struct name, chain, COL_TEXT, 0) };

#define FIELDS "chain,seq,created,actor_kind,actor,act,object_kind,object,detail,request,ip,previous,hash"

static const struct query head_insert = QUERY("INSERT INTO audit_head (chain,seq,hash,created) VALUES (?,?,?,?)", head_cols);
static const struct query head_get = QUERY("SELECT chain,seq,hash,created FROM audit_head WHERE chain=?", head_cols);
static const struct query insert = QUERY("INSERT INTO audit (" FIELDS ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", cols);
static const struct query walk = QUERY("SELECT " FIELDS " FROM audit WHERE chain=? AND seq>=? ORDER BY seq LIMIT ?", cols);
static const struct query about = QUERY("SELECT " FIELDS " FROM audit WHERE object_kind=? AND object=? AND created>?"
    " ORDER BY created,chain,seq LIMIT ?", cols);
#define LATEST ((int64_t)253402300799000)	/* the end of 9999 */
#define PROGRAM "SUBSTRING_INDEX(SUBSTRING_INDEX(chain,'/',2),'/',-1)"
static const struct query recent = QUERY("SELECT " FIELDS " FROM audit WHERE created<=? AND (created<? OR (chain,seq)<(?,?))"
    " AND " PROGRAM "=? ORDER BY created DESC,chain DESC,seq DESC LIMIT ?", cols);
static const struct query chains = QUERY("SELECT chain FROM audit_head UNION SELECT DISTINCT chain FROM audit ORDER BY chain",
    name_cols);

static int
read_head(struct db *db, struct audit_state *s)
{
	struct head head;
	int r;

	if ((r = db_one(db, &head_get, &head, IN(in_str(s->chain)))) != 0)
		return r;
	s->seq = head.seq;
	memcpy(s->hash, head.hash, sizeof(s->hash));
	s->undone = db_undone(db);
	s->known = true;
	return 0;
}

int
db_audit_open(struct db *db, const char *host, const char *program, int slot)
{
	struct audit_state **at = db_audit_state(db), *s;
	struct head head = { .created = tm_now() };
	int n, r;

	if (*at == NULL)
		*at = xcalloc(1, sizeof(**at));
	s = *at;
	n = snprintf(s->chain, sizeof(s->chain), "%s/%s/%d", host, program, slot);
	if (n < 0 || (size_t)n >= sizeof(s->chain))
		return err_set(ERR_INPUT, "name of an audit chain is too long");
	if ((r = read_head(db, s)) != ERR_NOTFOUND)
		return r;
	memcpy(head.chain, s->chain, sizeof(head.chain));
	if ((r = db_put(db, &head_insert, &head)) != 0 && r != ERR_CONFLICT)
		return r;
	err_take();
	return read_head(db, s);
}

static void
add_field(struct digest *d, const void *p, size_t n)
{
	unsigned char len[4] = { (unsigned char)(n >> 24), (unsigned char)(n >> 16), (unsigned char)(n >> 8), (unsigned char)n };

	digest_add(d, len, sizeof(len));
	digest_add(d, p, n);
}

static void
add_text(struct digest *d, const char *s)
{
	add_field(d, s, strlen(s));
}

static void
hash_row(const struct audit_row *row, unsigned char out[LEN_DIGEST])
{
	struct digest *d = digest_new();
	char number[24];

	digest_add(d, row->previous, sizeof(row->previous));
	add_text(d, row->chain);
	snprintf(number, sizeof(number), "%llu", (unsigned long long)row->seq);
	add_text(d, number);
	snprintf(number, sizeof(number), "%lld", (long long)row->created);
	add_text(d, number);
	add_text(d, row->actor_kind);
	add_text(d, row->actor);
	add_text(d, row->act);
	add_text(d, row->object_kind);
	add_text(d, row->object);
	add_field(d, buf_str(&row->detail), row->detail.len);
	add_text(d, row->request);
	add_text(d, row->ip);
	digest_end(d, out);
}

int
db_audit_append(struct db *db, struct audit_row *row)
{
	struct audit_state *s = *db_audit_state(db);
	int r;

	if (s == NULL || !db_in_transaction(db))
		return err_set(ERR_BUG, "audit row %s outside of a transaction or without a chain", row->act);
	if ((!s->known || s->undone != db_undone(db)) && (r = read_head(db, s)) != 0)
		return r;
	memcpy(row->chain, s->chain, sizeof(row->chain));
	row->seq = s->seq + 1;
	memcpy(row->previous, s->hash, sizeof(row->previous));
	hash_row(row, row->hash);
	if ((r = db_put(db, &insert, row)) != 0)	/* which moves the head too (schema.sql) */
		return r;
	s->seq = row->seq;
	memcpy(s->hash, row->hash, sizeof(s->hash));
	return 0;
}

void
audit_row_clear(struct audit_row *row)
{
	db_row_clear(cols, NCOLS, row);
}

/* --- verification ------------------------------------------------------------------------------------- */
#define WALK 1000	/* rows fetched at once */

struct walking {
	uint64_t		seq, got;
	unsigned char		hash[LEN_DIGEST];
	struct head		head;	/* as it stood before the first row was read */
	struct audit_fault	*fault;
};

static int
fault(struct audit_fault *f, const char *chain, uint64_t seq, const char *what)
{
	snprintf(f->chain, sizeof(f->chain), "%s", chain);
	f->seq = seq;
	snprintf(f->what, sizeof(f->what), "%s", what);
	return err_set(ERR_CRYPTO, "audit chain %s, row %llu: %s", chain, (unsigned long long)seq, what);
}

static int
check_row(void *arg, const void *at)
{
	struct walking *w = arg;
	const struct audit_row *row = at;
	unsigned char hash[LEN_DIGEST];

	if (row->seq != w->seq + 1)
		return fault(w->fault, row->chain, w->seq + 1, "row is missing");
	if (memcmp(row->previous, w->hash, LEN_DIGEST) != 0)
		return fault(w->fault, row->chain, row->seq, "row does not follow the one before");
	hash_row(row, hash);
	if (memcmp(row->hash, hash, LEN_DIGEST) != 0)
		return fault(w->fault, row->chain, row->seq, "row was edited");
	if (row->seq == w->head.seq && memcmp(w->head.hash, hash, LEN_DIGEST) != 0)
		return fault(w->fault, row->chain, row->seq, "row is not the one its head announced");
	w->seq = row->seq;
	w->got++;
	memcpy(w->hash, hash, LEN_DIGEST);
	return 0;
}

static int
walk_rows(struct db *db, const char *chain, struct walking *w)
{
	struct audit_row row;
	int r;

	memset(&row, 0, sizeof(row));
	do {
		w->got = 0;
		r = db_each(db, &walk, &row, check_row, w, IN(in_str(chain), in_u64(w->seq == 0 ? 0 : w->seq + 1),
		    in_u64(WALK)));
	} while (r == 0 && w->got == WALK);
	audit_row_clear(&row);
	return r;
}

/* Meanwhile the chain may grow: its head is read before the rows, and once more when there are rows behind it. */
int
db_audit_verify(struct db *db, const char *chain, uint64_t *rows, struct audit_fault *f)
{
	struct walking w = { .fault = f };
	bool headless;
	int r;

	*rows = 0;
	memset(f, 0, sizeof(*f));
	r = db_one(db, &head_get, &w.head, IN(in_str(chain)));
	if ((headless = r == ERR_NOTFOUND))
		memset(&w.head, 0, sizeof(w.head));
	else if (r != 0)
		return r;
	if ((r = walk_rows(db, chain, &w)) != 0)
		return r;
	*rows = w.seq;
	if (headless)
		return fault(f, chain, w.seq, "chain has no head");
	if (w.seq < w.head.seq)
		return fault(f, chain, w.seq + 1, "tail was cut off");
	if (w.seq > w.head.seq && (r = db_one(db, &head_get, &w.head, IN(in_str(chain)))) != 0)
		return r == ERR_NOTFOUND ? fault(f, chain, w.seq, "chain has no head") : r;
	return w.seq > w.head.seq ? fault(f, chain, w.head.seq + 1, "row stands behind the head") : 0;
}

int
db_audit_chains(struct db *db, char (*out)[LEN_CHAIN], size_t max, size_t *n)
{
	return db_list(db, &chains, out, LEN_CHAIN, max, n, IN_NONE);
}

int
db_audit_list(struct db *db, const char *object_kind, const char *object, int64_t after, struct audit_row *out, size_t max,
    size_t *n)
{
	return db_list(db, &about, out, sizeof(*out), max, n, IN(in_str(object_kind), in_str(object),
	    in_time(after == 0 ? 1 : after), in_u64(max)));
}

int
db_audit_recent(struct db *db, const char *program, int64_t created, const char *chain, uint64_t seq, struct audit_row *out,
    size_t max, size_t *n)
{
	if (created == 0)
		created = LATEST;
	return db_list(db, &recent, out, sizeof(*out), max, n, IN(in_time(created), in_time(created), in_str(chain), in_u64(seq),
	    in_str(program), in_u64(max)));
}
