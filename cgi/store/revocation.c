#include "store/revocation.h"

#include "store/db.h"

const char *const revocation_state_text[] = { "asked", "decided", "done", "refused", NULL };

static const struct col cols[] = {
	COL(struct revocation, id, COL_U64, 0),
	COL(struct revocation, certificate, COL_U64, 0),
	COL(struct revocation, live, COL_BOOL, COL_OPTIONAL),
	COL_WORD(struct revocation, state, revocation_state_text, COL_PUBLIC),
	COL_WORD(struct revocation, channel, report_channel_text, COL_PUBLIC),
	COL_WORD(struct revocation, proof, report_proof_text, COL_PUBLIC),
	COL(struct revocation, reporter, COL_TEXT, 0),
	COL(struct revocation, ground, COL_TEXT, COL_PUBLIC),
	COL(struct revocation, reason, COL_INT, COL_PUBLIC),
	COL(struct revocation, text, COL_TEXT, COL_PUBLIC | COL_OPTIONAL),
	COL(struct revocation, invalid_since, COL_TIME, COL_PUBLIC),
	COL(struct revocation, accepted_at, COL_TIME, COL_PUBLIC),
	COL(struct revocation, decided_at, COL_TIME, COL_PUBLIC),
	COL(struct revocation, decided_by, COL_TEXT, COL_OPTIONAL),
	COL(struct revocation, effective_at, COL_TIME, COL_PUBLIC),
	COL(struct revocation, ocsp_at, COL_TIME, COL_PUBLIC),
	COL(struct revocation, crl_number, COL_U64, COL_PUBLIC | COL_OPTIONAL),
	COL(struct revocation, crl_at, COL_TIME, COL_PUBLIC),
	COL(struct revocation, request, COL_TEXT, 0),
	COL(struct revocation, created, COL_TIME, 0),
	COL(struct revocation, version, COL_U64, 0),
};

struct since {
	int64_t	at;
};
struct tally {
	uint64_t	count;
};
static const struct col tally_cols[] = { COL(struct tally, count, COL_U64, 0) };
static const struct col since_cols[] = { COL(struct since, at, COL_TIME, 0) };

#define FIELDS "id,certificate,live,state,channel,proof,reporter,ground,reason,text,invalid_since,accepted_at,decided_at," \
	"decided_by,effective_at,ocsp_at,crl_number,crl_at,request,created,version"
/* The same beside the certificate it is about. */
#define FIELDS_OF "r.id,r.certificate,r.live,r.state,r.channel,r.proof,r.reporter,r.ground,r.reason,r.text,r.invalid_since," \
	"r.accepted_at,r.decided_at,r.decided_by,r.effective_at,r.ocsp_at,r.crl_number,r.crl_at,r.request,r.created," \
	"r.version"

static const struct query insert = QUERY("INSERT INTO revocation (" FIELDS ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,"
    "?)", cols);
static const struct query get = QUERY("SELECT " FIELDS " FROM revocation WHERE id=?", cols);
static const struct query find_request = QUERY("SELECT " FIELDS " FROM revocation WHERE request=?", cols);
static const struct query find = QUERY("SELECT " FIELDS " FROM revocation WHERE certificate=? AND live=1", cols);
static const struct query list = QUERY("SELECT " FIELDS " FROM revocation WHERE live=1 AND state=?"
    " AND accepted_at>=? AND (accepted_at>? OR id>?) ORDER BY accepted_at,id LIMIT ?", cols);
/* In the order of revocation_queue, each certificate by its id: in no other order, whatever the optimizer thinks of it. */
static const struct query list_ra = QUERY("SELECT " FIELDS_OF " FROM revocation r STRAIGHT_JOIN certificate c"
    " ON c.id=r.certificate WHERE r.live=1 AND r.state=? AND r.accepted_at>=? AND (r.accepted_at>? OR r.id>?) AND c.ra=?"
    " ORDER BY r.accepted_at,r.id LIMIT ?", cols);
static const struct query count_ra = QUERY("SELECT COUNT(*) FROM revocation r STRAIGHT_JOIN certificate c ON c.id=r.certificate"
    " WHERE r.live=1 AND r.state=? AND c.ra=?", tally_cols);
static const struct query accept_it = QUERY_WRITE("UPDATE revocation SET state='decided',decided_at=?,decided_by=?,"
    "version=version+1 WHERE id=? AND version=? AND state='asked'");
static const struct query prove = QUERY_WRITE("UPDATE revocation SET state='decided',reason=?,text=?,invalid_since=?,"
    "decided_at=?,decided_by='hall',version=version+1 WHERE id=? AND version=? AND state='asked'");
static const struct query refuse_it = QUERY_WRITE("UPDATE revocation SET state='refused',live=NULL,decided_at=?,decided_by=?,"
    "version=version+1 WHERE id=? AND version=? AND state='asked'");
static const struct query effective = QUERY_WRITE("UPDATE revocation SET state='done',effective_at=?,version=version+1"
    " WHERE id=? AND state='decided'");
static const struct query ocsp = QUERY_WRITE("UPDATE revocation SET ocsp_at=?,version=version+1 WHERE certificate=? AND live=1"
    " AND effective_at IS NOT NULL AND ocsp_at IS NULL");
/* As hold.c says of holds. */
static const struct query crl = QUERY_WRITE("UPDATE revocation r JOIN certificate c ON c.id=r.certificate"
    " SET r.crl_number=?,r.crl_at=?,r.version=r.version+1 WHERE c.issuer=? AND r.live=1 AND r.state='done'"
    " AND r.crl_number IS NULL AND (r.effective_at<=? OR r.effective_at>?)");
/* A release has no number of its own: it shows as soon as a list is younger. */
static const struct query crl_due = QUERY("SELECT MIN(t.at) FROM ("
    "SELECT MIN(r.effective_at) AS at FROM revocation r JOIN certificate c ON c.id=r.certificate"
    " WHERE c.issuer=? AND r.live=1 AND r.state='done' AND r.crl_number IS NULL"
    " UNION ALL SELECT MIN(h.effective_at) FROM hold h JOIN certificate c ON c.id=h.certificate"
    " WHERE c.issuer=? AND h.live=1 AND h.state='active' AND h.crl_number IS NULL"
    " UNION ALL SELECT MIN(h.released_at) FROM hold h JOIN certificate c ON c.id=h.certificate"
    " WHERE c.issuer=? AND h.live IS NULL AND h.state='released' AND h.released_at>? AND h.released_at<=?) t", since_cols);

int
db_revocation_insert(struct db *db, const struct revocation *r)
{
	return db_put(db, &insert, r);
}

int
db_revocation_get(struct db *db, uint64_t id, struct revocation *out)
{
	return db_one(db, &get, out, IN(in_u64(id)));
}

int
db_revocation_find_request(struct db *db, const char *request, struct revocation *out)
{
	return db_one(db, &find_request, out, IN(in_str(request)));
}

int
db_revocation_find(struct db *db, uint64_t certificate, struct revocation *out)
{
	return db_one(db, &find, out, IN(in_u64(certificate)));
}

int
db_revocation_list(struct db *db, enum revocation_state state, int64_t after, uint64_t after_id, struct revocation *out,
    size_t max, size_t *n)
{
	struct in at = in_time(after == 0 ? 1 : after);

	return db_list(db, &list, out, sizeof(*out), max, n, IN(in_str(revocation_state_text[state]), at, at, in_u64(after_id),
	    in_u64(max)));
}

int
db_revocation_list_ra(struct db *db, const char *ra, enum revocation_state state, int64_t after, uint64_t after_id,
    struct revocation *out, size_t max, size_t *n)
{
	struct in at = in_time(after == 0 ? 1 : after);

	return db_list(db, &list_ra, out, sizeof(*out), max, n, IN(in_str(revocation_state_text[state]), at, at, in_u64(after_id),
	    in_str(ra), in_u64(max)));
}

int
db_revocation_count_ra(struct db *db, const char *ra, enum revocation_state state, uint64_t *out)
{
	struct tally t = { 0 };
	int r;

	if ((r = db_one(db, &count_ra, &t, IN(in_str(revocation_state_text[state]), in_str(ra)))) == 0)
		*out = t.count;
	return r;
}

int
db_revocation_decide(struct db *db, uint64_t id, uint64_t version, bool accept, const char *by, int64_t now)
{
	return db_hit(db, accept ? &accept_it : &refuse_it, IN(in_time(now), in_str(by), in_u64(id), in_u64(version)));
}

int
db_revocation_prove(struct db *db, const struct revocation *r)
{
	return db_hit(db, &prove, IN(in_i64(r->reason), in_opt(r->text), in_time(r->invalid_since), in_time(r->decided_at),
	    in_u64(r->id), in_u64(r->version)));
}

int
db_revocation_effective(struct db *db, uint64_t id, int64_t at)
{
	return db_exec(db, &effective, NULL, IN(in_time(at), in_u64(id)));
}

int
db_revocation_ocsp(struct db *db, uint64_t certificate, int64_t at)
{
	return db_exec(db, &ocsp, NULL, IN(in_time(at), in_u64(certificate)));
}

int
db_revocation_crl(struct db *db, const char *issuer, int64_t this_update, uint64_t number)
{
	return db_exec(db, &crl, NULL, IN(in_u64(number), in_time(this_update), in_str(issuer), in_time(this_update),
	    in_time(this_update + HOLD_AHEAD)));
}

int
db_revocation_crl_due(struct db *db, const char *issuer, int64_t last, int64_t now, int64_t *since)
{
	struct since row = { 0 };
	int r;

	r = db_one(db, &crl_due, &row, IN(in_str(issuer), in_str(issuer), in_str(issuer), in_time(last),
	    in_time(now + HOLD_AHEAD)));
	*since = row.at;
	return r;
}
