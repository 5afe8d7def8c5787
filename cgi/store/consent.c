#include "store/consent.h"

#include <string.h>

#include "store/db.h"
#include "util/err.h"

const char *const consent_decision_text[] = { "accept", "refuse", "acknowledge", NULL };
const char *const consent_method_text[] = { "tick", "choice", "click", NULL };
const char *const consent_capacity_text[] = { "self", "agent", NULL };

static const struct col shown_cols[] = {
	COL(struct presentation, id, COL_U64, 0),
	COL(struct presentation, revision, COL_U64, 0),
	COL(struct presentation, account, COL_U64, 0),
	COL(struct presentation, application, COL_U64, COL_OPTIONAL),
	COL(struct presentation, session, COL_U64, 0),
	COL(struct presentation, shown_sha256, COL_BYTES, COL_PUBLIC),
	COL(struct presentation, shown_sm3, COL_BYTES, COL_PUBLIC),
	COL(struct presentation, build, COL_TEXT, 0),
	COL(struct presentation, highlights, COL_TEXT, 0),
	COL(struct presentation, ip, COL_TEXT, 0),
	COL(struct presentation, agent, COL_TEXT, 0),
	COL(struct presentation, request, COL_TEXT, 0),
	COL(struct presentation, created, COL_TIME, COL_PUBLIC),
};

static const struct col cols[] = {
	COL(struct consent, id, COL_U64, 0),
	COL(struct consent, presentation, COL_U64, 0),
	COL(struct consent, account, COL_U64, 0),
	COL(struct consent, application, COL_U64, 0),
	COL_WORD(struct consent, capacity, consent_capacity_text, COL_PUBLIC),
	COL(struct consent, for_unit, COL_TEXT, COL_PUBLIC | COL_OPTIONAL),
	COL(struct consent, revision, COL_U64, 0),
	COL_WORD(struct consent, kind, document_kind_text, COL_PUBLIC),
	COL(struct consent, language, COL_TEXT, COL_PUBLIC),
	COL(struct consent, number, COL_INT, COL_PUBLIC),
	COL_WORD(struct consent, decision, consent_decision_text, COL_PUBLIC),
	COL_WORD(struct consent, method, consent_method_text, COL_PUBLIC),
	COL(struct consent, label, COL_TEXT, COL_PUBLIC),
	COL(struct consent, initial, COL_TEXT, COL_PUBLIC),
	COL(struct consent, opened, COL_BOOL, COL_PUBLIC),
	COL(struct consent, scrolled, COL_BOOL, COL_PUBLIC),
	COL(struct consent, dwell_ms, COL_I64, COL_PUBLIC),
	COL(struct consent, session, COL_U64, 0),
	COL_WORD(struct consent, assurance, session_strength_text, 0),
	COL(struct consent, ip, COL_TEXT, 0),
	COL(struct consent, port, COL_INT, 0),
	COL(struct consent, agent, COL_TEXT, 0),
	COL(struct consent, request, COL_TEXT, 0),
	COL(struct consent, sha256, COL_BYTES, COL_PUBLIC),
	COL(struct consent, previous, COL_BYTES, COL_PUBLIC),
	COL(struct consent, created, COL_TIME, COL_PUBLIC),
};

struct last {
	unsigned char	sha256[LEN_DIGEST];
};
static const struct col last_cols[] = { COL(struct last, sha256, COL_BYTES, 0) };

#define SHOWN "id,revision,account,application,session,shown_sha256,shown_sm3,build,highlights,ip,agent,request,created"
#define FIELDS "id,presentation,account,application,capacity,for_unit,revision,kind,language,number,decision,method,label," \
	"initial,opened,scrolled,dwell_ms,session,assurance,ip,port,agent,request,sha256,previous,created"

static const struct query show = QUERY("INSERT INTO presentation (" SHOWN ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", shown_cols);
static const struct query shown_get = QUERY("SELECT " SHOWN " FROM presentation WHERE id=?", shown_cols);
static const struct query shown_find = QUERY("SELECT " SHOWN " FROM presentation WHERE account=? AND revision=?"
    " AND application<=>? ORDER BY id DESC LIMIT 1", shown_cols);
static const struct query insert = QUERY("INSERT INTO consent (" FIELDS ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,"
    "?,?,?,?)", cols);
static const struct query list = QUERY("SELECT " FIELDS " FROM (SELECT " FIELDS " FROM consent WHERE application=?"
    " ORDER BY created DESC,id DESC LIMIT ?) newest ORDER BY created,id", cols);
static const struct query find = QUERY("SELECT " FIELDS " FROM consent WHERE application=? AND kind=?"
    " ORDER BY created DESC,id DESC LIMIT 1", cols);
/* The end of the chain: the record nobody follows. Ids of one millisecond do not sort by time, so it is not the highest. */
static const struct query last = QUERY("SELECT c.sha256 FROM consent c LEFT JOIN consent n ON n.account=c.account"
    " AND n.previous=c.sha256 WHERE c.account=? AND n.id IS NULL LIMIT 1", last_cols);

int
db_presentation_insert(struct db *db, const struct presentation *p)
{
	return db_put(db, &show, p);
}

int
db_presentation_get(struct db *db, uint64_t id, struct presentation *out)
{
	return db_one(db, &shown_get, out, IN(in_u64(id)));
}

int
db_presentation_find(struct db *db, uint64_t account, uint64_t revision, uint64_t application, struct presentation *out)
{
	return db_one(db, &shown_find, out, IN(in_u64(account), in_u64(revision), in_ref(application)));
}

int
db_consent_insert(struct db *db, const struct consent *c)
{
	return db_put(db, &insert, c);
}

int
db_consent_list(struct db *db, uint64_t application, struct consent *out, size_t max, size_t *n)
{
	return db_list(db, &list, out, sizeof(*out), max, n, IN(in_u64(application), in_u64(max)));
}

int
db_consent_find(struct db *db, uint64_t application, enum document_kind kind, struct consent *out)
{
	return db_one(db, &find, out, IN(in_u64(application), in_str(document_kind_text[kind])));
}

int
db_consent_last(struct db *db, uint64_t account, unsigned char out[LEN_DIGEST])
{
	struct last row;
	int r;

	memset(out, 0, LEN_DIGEST);
	if ((r = db_one(db, &last, &row, IN(in_u64(account)))) == 0)
		memcpy(out, row.sha256, LEN_DIGEST);
	return r == ERR_NOTFOUND ? 0 : r;
}
