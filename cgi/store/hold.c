#include "store/hold.h"

#include "store/db.h"

const char *const hold_state_text[] = { "asked", "active", "released", "revoked", NULL };
const char *const report_channel_text[] = { "web", "phone", "desk", "court", "ca", NULL };
const char *const report_proof_text[] = { "code", "key", "papers", "staff", NULL };

static const struct col cols[] = {
	COL(struct hold, id, COL_U64, 0),
	COL(struct hold, certificate, COL_U64, 0),
	COL(struct hold, live, COL_BOOL, COL_OPTIONAL),
	COL_WORD(struct hold, state, hold_state_text, COL_PUBLIC),
	COL_WORD(struct hold, channel, report_channel_text, COL_PUBLIC),
	COL_WORD(struct hold, proof, report_proof_text, COL_PUBLIC),
	COL(struct hold, reporter, COL_TEXT, 0),
	COL(struct hold, text, COL_TEXT, COL_PUBLIC | COL_OPTIONAL),
	COL(struct hold, accepted_at, COL_TIME, COL_PUBLIC),
	COL(struct hold, effective_at, COL_TIME, COL_PUBLIC),
	COL(struct hold, ocsp_at, COL_TIME, COL_PUBLIC),
	COL(struct hold, crl_number, COL_U64, COL_PUBLIC | COL_OPTIONAL),
	COL(struct hold, crl_at, COL_TIME, COL_PUBLIC),
	COL(struct hold, expires_at, COL_TIME, COL_PUBLIC),
	COL(struct hold, warned_at, COL_TIME, COL_PUBLIC),
	COL(struct hold, release_paper, COL_U64, COL_OPTIONAL),
	COL(struct hold, released_at, COL_TIME, COL_PUBLIC),
	COL(struct hold, request, COL_TEXT, 0),
	COL(struct hold, created, COL_TIME, 0),
	COL(struct hold, version, COL_U64, 0),
};

struct tally {
	uint64_t	count;
};
static const struct col tally_cols[] = { COL(struct tally, count, COL_U64, 0) };

#define FIELDS "id,certificate,live,state,channel,proof,reporter,text,accepted_at,effective_at,ocsp_at,crl_number,crl_at," \
	"expires_at,warned_at,release_paper,released_at,request,created,version"
/* The same beside the certificate it is about. */
#define FIELDS_OF "h.id,h.certificate,h.live,h.state,h.channel,h.proof,h.reporter,h.text,h.accepted_at,h.effective_at,h.ocsp_at," \
	"h.crl_number,h.crl_at,h.expires_at,h.warned_at,h.release_paper,h.released_at,h.request,h.created,h.version"

static const struct query insert = QUERY("INSERT INTO hold (" FIELDS ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", cols);
static const struct query get = QUERY("SELECT " FIELDS " FROM hold WHERE id=?", cols);
static const struct query find_request = QUERY("SELECT " FIELDS " FROM hold WHERE request=?", cols);
static const struct query find_live = QUERY("SELECT " FIELDS " FROM hold WHERE certificate=? AND live=1", cols);
static const struct query list = QUERY("SELECT " FIELDS " FROM hold WHERE certificate=? ORDER BY id DESC LIMIT ?", cols);
/* In the order of hold_queue, each certificate by its id: in no other order, whatever the optimizer thinks of it. */
static const struct query list_live = QUERY("SELECT " FIELDS_OF " FROM hold h STRAIGHT_JOIN certificate c ON c.id=h.certificate"
    " WHERE h.live=1 AND h.accepted_at>=? AND (h.accepted_at>? OR h.id>?) AND c.ra=? ORDER BY h.accepted_at,h.id LIMIT ?", cols);
static const struct query count_live = QUERY("SELECT COUNT(*) FROM hold h STRAIGHT_JOIN certificate c ON c.id=h.certificate"
    " WHERE h.live=1 AND c.ra=?", tally_cols);
static const struct query list_unwarned = QUERY("SELECT " FIELDS " FROM hold WHERE live=1 AND warned_at IS NULL"
    " AND expires_at>? AND expires_at<? ORDER BY expires_at,id LIMIT ?", cols);
static const struct query list_over = QUERY("SELECT " FIELDS " FROM hold h WHERE live=1 AND state='active' AND expires_at<=?"
    " AND NOT EXISTS (SELECT 1 FROM revocation r WHERE r.certificate=h.certificate AND r.live=1)"
    " AND NOT EXISTS (SELECT 1 FROM sign_order o WHERE o.state IN ('queued','running') AND o.act='release' AND o.hold=h.id)"
    " ORDER BY expires_at,id LIMIT ?", cols);
static const struct query effective = QUERY_WRITE("UPDATE hold SET state='active',effective_at=?,version=version+1 WHERE id=?"
    " AND state='asked'");
static const struct query ocsp = QUERY_WRITE("UPDATE hold SET ocsp_at=?,version=version+1 WHERE certificate=? AND live=1"
    " AND effective_at IS NOT NULL AND ocsp_at IS NULL");
/*
 * One that became effective after the list was made is not on it, whatever was stored first: it waits for the next.  One far
 * ahead of the list was told by a clock that has been put back since: it is on it.
 */
static const struct query crl = QUERY_WRITE("UPDATE hold h JOIN certificate c ON c.id=h.certificate SET h.crl_number=?,"
    "h.crl_at=?,h.version=h.version+1 WHERE c.issuer=? AND h.live=1 AND h.state='active' AND h.crl_number IS NULL"
    " AND (h.effective_at<=? OR h.effective_at>?)");
static const struct query warned = QUERY_WRITE("UPDATE hold SET warned_at=?,version=version+1 WHERE id=? AND version=?"
    " AND live=1");
static const struct query over = QUERY_WRITE("UPDATE hold SET version=version+1 WHERE id=? AND version=? AND state='active'");
static const struct query paper = QUERY_WRITE("UPDATE hold SET release_paper=?,version=version+1 WHERE id=? AND version=?"
    " AND state='active'");
static const struct query release = QUERY_WRITE("UPDATE hold SET state='released',live=NULL,released_at=?,version=version+1"
    " WHERE id=? AND state='active'");
static const struct query revoked = QUERY_WRITE("UPDATE hold SET state='revoked',live=NULL,version=version+1 WHERE certificate=?"
    " AND live=1");

int
db_hold_insert(struct db *db, const struct hold *h)
{
	return db_put(db, &insert, h);
}

int
db_hold_get(struct db *db, uint64_t id, struct hold *out)
{
	return db_one(db, &get, out, IN(in_u64(id)));
}

int
db_hold_find_request(struct db *db, const char *request, struct hold *out)
{
	return db_one(db, &find_request, out, IN(in_str(request)));
}

int
db_hold_find_live(struct db *db, uint64_t certificate, struct hold *out)
{
	return db_one(db, &find_live, out, IN(in_u64(certificate)));
}

int
db_hold_list(struct db *db, uint64_t certificate, struct hold *out, size_t max, size_t *n)
{
	return db_list(db, &list, out, sizeof(*out), max, n, IN(in_u64(certificate), in_u64(max)));
}

int
db_hold_list_live(struct db *db, const char *ra, int64_t after, uint64_t after_id, struct hold *out, size_t max, size_t *n)
{
	struct in at = in_time(after == 0 ? 1 : after);

	return db_list(db, &list_live, out, sizeof(*out), max, n, IN(at, at, in_u64(after_id), in_str(ra), in_u64(max)));
}

int
db_hold_count_live(struct db *db, const char *ra, uint64_t *out)
{
	struct tally t = { 0 };
	int r;

	if ((r = db_one(db, &count_live, &t, IN(in_str(ra)))) == 0)
		*out = t.count;
	return r;
}

int
db_hold_list_unwarned(struct db *db, int64_t now, int64_t before, struct hold *out, size_t max, size_t *n)
{
	return db_list(db, &list_unwarned, out, sizeof(*out), max, n, IN(in_time(now), in_time(before), in_u64(max)));
}

int
db_hold_list_over(struct db *db, int64_t now, struct hold *out, size_t max, size_t *n)
{
	return db_list(db, &list_over, out, sizeof(*out), max, n, IN(in_time(now), in_u64(max)));
}

int
db_hold_effective(struct db *db, uint64_t id, int64_t at)
{
	return db_exec(db, &effective, NULL, IN(in_time(at), in_u64(id)));
}

int
db_hold_ocsp(struct db *db, uint64_t certificate, int64_t at)
{
	return db_exec(db, &ocsp, NULL, IN(in_time(at), in_u64(certificate)));
}

int
db_hold_crl(struct db *db, const char *issuer, int64_t this_update, uint64_t number)
{
	return db_exec(db, &crl, NULL, IN(in_u64(number), in_time(this_update), in_str(issuer), in_time(this_update),
	    in_time(this_update + HOLD_AHEAD)));
}

int
db_hold_warned(struct db *db, uint64_t id, uint64_t version, int64_t now)
{
	return db_hit(db, &warned, IN(in_time(now), in_u64(id), in_u64(version)));
}

int
db_hold_over(struct db *db, uint64_t id, uint64_t version)
{
	return db_hit(db, &over, IN(in_u64(id), in_u64(version)));
}

int
db_hold_paper(struct db *db, uint64_t id, uint64_t version, uint64_t release_paper)
{
	return db_hit(db, &paper, IN(in_ref(release_paper), in_u64(id), in_u64(version)));
}

int
db_hold_release(struct db *db, uint64_t id, int64_t at)
{
	return db_hit(db, &release, IN(in_time(at), in_u64(id)));
}

int
db_hold_revoked(struct db *db, uint64_t certificate)
{
	return db_exec(db, &revoked, NULL, IN(in_u64(certificate)));
}
