#include "rules/granting.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "pki/cert.h"
#include "pki/idnum.h"
#include "pki/paper.h"
#include "pki/realname.h"
#include "rules/enrolling.h"
#include "rules/index.h"
#include "rules/rules.h"
#include "rules/signing.h"
#include "rules/trail.h"
#include "store/onetime.h"
#include "store/order.h"
#include "store/ra.h"
#include "store/session.h"
#include "util/digest.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/str.h"
#include "util/tm.h"

static const char gone[] = "the operator has been withdrawn";

static int
may(const struct actor *a)
{
	if (a->kind == ACTOR_OPERATOR && (a->roles & ROLE_SECURITY) != 0)
		return 0;
	return err_set(ERR_DENIED, "operators are for security administrators");
}

int
granting_get(struct rules *r, uint64_t id, struct operator *out)
{
	memset(out, 0, sizeof(*out));
	return db_operator_get(r->db, id, out);
}

int
granting_list(struct rules *r, const char *after_name, uint64_t after_id, struct operator_line *out, size_t max, size_t *n)
{
	return db_operator_list(r->db, after_name, after_id, out, max, n);
}

int
granting_key(struct rules *r, uint64_t id, struct operator_credential *out)
{
	memset(out, 0, sizeof(*out));
	return db_credential_of(r->db, id, out);
}

int
granting_ras(struct rules *r, struct ra *out, size_t max, size_t *n)
{
	return db_ra_list(r->db, out, max, n);
}

/* --- what is typed about a person ------------------------------------------------------------------------------------ */

static int
check_number(const char *no)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";

	if (strlen(no) < 2 || strlen(no) >= LEN_PERSON || no[strspn(no, allowed)] != '\0')
		return err_set(ERR_INPUT, "a person number has 2 to 32 letters, digits and hyphens");
	return 0;
}

static int
check_ra(struct rules *r, const char *code)
{
	struct ra ra;
	int rc;

	if ((rc = db_ra_find(r->db, code, &ra)) == ERR_NOTFOUND || (rc == 0 && !str_eq(ra.state, "open")))
		return err_set(ERR_INPUT, "there is no such registration authority");
	return rc;
}

static int
check_identity(struct rules *r, const struct granting *g, int64_t now, char index[INDEX_SIZE])
{
	char number[IDNUM_SIZE];
	int rc;

	if ((rc = idnum_parse(g->id_kind, g->id_number, now, number, sizeof(number))) == 0)
		rc = index_of(r, g->id_kind, number, index);
	explicit_bzero(number, sizeof(number));
	return rc;
}

/* One person has one number: two would let him pass for two people (I3). */
static int
check_others(struct rules *r, const struct operator *o, const char **field)
{
	struct operator other;
	int rc;

	memset(&other, 0, sizeof(other));
	*field = "person_no";
	if ((rc = db_operator_find(r->db, o->person_no, &other)) == 0)
		rc = err_set(ERR_CONFLICT, "the person number is taken");
	else if (rc == ERR_NOTFOUND && (rc = db_operator_find_index(r->db, o->id_index, &other)) == 0) {
		*field = "id_number";
		rc = err_set(ERR_CONFLICT, "this person is operator %s already", other.person_no);
	}
	operator_clear(&other);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int
check_typed(struct rules *r, const struct granting *g, int64_t now, struct operator *o, const char **field)
{
	int rc;

	*field = "person_no";
	if ((rc = check_number(g->person_no)) != 0 || (rc = str_copy(o->person_no, sizeof(o->person_no), g->person_no)) != 0)
		return rc;
	*field = "name";
	if ((rc = realname_parse(g->name, o->name, sizeof(o->name))) != 0)
		return rc;
	*field = "ra";
	if ((rc = check_ra(r, g->ra)) != 0 || (rc = str_copy(o->ra, sizeof(o->ra), g->ra)) != 0)
		return rc;
	*field = "roles";
	if ((rc = cert_roles_check(g->roles)) != 0 || (rc = str_copy(o->roles, sizeof(o->roles), g->roles)) != 0)
		return rc;
	*field = "id_number";
	return check_identity(r, g, now, o->id_index);
}

int
granting_check(struct rules *r, const struct granting *g, int64_t now, struct operator *out, const char **field)
{
	int rc;

	memset(out, 0, sizeof(*out));
	out->created = now;
	return (rc = check_typed(r, g, now, out, field)) != 0 ? rc : check_others(r, out, field);
}

/* --- invitations ------------------------------------------------------------------------------------------------------ */

struct inviting {
	struct rules		*rules;
	const struct actor	*actor;
	struct operator		*operator;
	int64_t			 now;
};

static int
put_operator(struct db *db, void *arg)
{
	const struct inviting *v = arg;
	const struct operator *o = v->operator;
	int r;

	if ((r = db_operator_insert(db, o)) != 0 || (r = enrolling_invite(db, v->rules, o, v->now)) != 0)
		return r;
	return trail_id(db, v->actor, v->now, "operator.invite", "operator", o->id, "person=%s ra=%s roles=%s", o->person_no, o->ra,
	    o->roles);
}

/* The form sent twice: he is there as it says. */
static int
find_same(struct rules *r, const struct operator *o, uint64_t *id)
{
	struct operator other;
	int rc;

	memset(&other, 0, sizeof(other));
	if ((rc = db_operator_find(r->db, o->person_no, &other)) == 0) {
		*id = other.id;
		rc = other.state == OPERATOR_INVITED && str_eq(other.name, o->name) && str_eq(other.ra, o->ra) &&
		    str_eq(other.roles, o->roles) && str_eq(other.id_index, o->id_index) ? 0 : ERR_NOTFOUND;
	}
	operator_clear(&other);
	return rc;
}

int
granting_invite(struct rules *r, const struct actor *a, const struct granting *g, int64_t now, uint64_t *id,
    const char **field)
{
	struct operator o;
	struct inviting v = { r, a, &o, now };
	int rc;

	*field = "person_no";
	if ((rc = may(a)) != 0)
		return rc;
	if ((rc = granting_check(r, g, now, &o, field)) == ERR_CONFLICT && find_same(r, &o, id) == 0) {
		err_take();
		return 0;
	}
	if (rc != 0)
		return rc;
	o.id = *id = rnd_id(now);
	o.state = OPERATOR_INVITED;
	if ((rc = db_run(r->db, put_operator, &v)) == ERR_CONFLICT)
		rc = err_set(ERR_CONFLICT, "the person number is taken");
	return rc;
}

/* Whatever waits for him is over: his open invitations and his open paper. */
static int
end_waiting(struct db *db, const struct operator *o, int64_t now)
{
	struct paper_row paper;
	int r;

	memset(&paper, 0, sizeof(paper));
	if ((r = db_paper_find_object(db, "operator", o->id, &paper)) == 0 && paper.state == PAPER_OPEN)
		r = db_paper_drop(db, paper.claim.id, paper.version);
	else if (r == 0 && (paper.state == PAPER_READY || paper.state == PAPER_RUNNING))
		r = err_set(ERR_CONFLICT, "the signing module is at work on the paper, wait a moment");
	paper_row_clear(&paper);
	return r != 0 && r != ERR_NOTFOUND ? r : db_onetime_void(db, "invite", o->person_no, now);
}

static int
invite_again(struct db *db, void *arg)
{
	const struct inviting *v = arg;
	struct operator *o = v->operator;
	int r;

	operator_clear(o);
	if ((r = db_operator_get(db, o->id, o)) != 0)
		return r;
	if (o->state == OPERATOR_WITHDRAWN)
		return err_set(ERR_CONFLICT, "%s", gone);
	if (o->state == OPERATOR_ACTIVE && o->not_after > v->now)
		return err_set(ERR_CONFLICT, "the operator is in office");
	o->state = OPERATOR_INVITED;
	if ((r = end_waiting(db, o, v->now)) != 0 || (r = db_operator_update(db, o)) != 0 ||
	    (r = enrolling_invite(db, v->rules, o, v->now)) != 0)
		return r;
	return trail_id(db, v->actor, v->now, "operator.again", "operator", o->id, "person=%s", o->person_no);
}

int
granting_again(struct rules *r, const struct actor *a, uint64_t id, int64_t now)
{
	struct operator o;
	struct inviting v = { r, a, &o, now };
	int rc;

	memset(&o, 0, sizeof(o));
	o.id = id;
	if ((rc = may(a)) == 0)
		rc = db_run(r->db, invite_again, &v);
	operator_clear(&o);
	return rc;
}

/* --- the paper -------------------------------------------------------------------------------------------------------- */

static int
write_grant(const struct granting_paper *p, struct paper_row *row)
{
	const struct operator *o = p->operator;

	row->made_at = p->now - p->now % TM_SECOND;
	row->until_at = row->made_at + GRANTING_SIGN_DAYS * TM_DAY;
	paper_begin(&row->text, "operator");
	paper_put(&row->text, "person", o->person_no);
	paper_put(&row->text, "name", o->name);
	paper_put(&row->text, "index", o->id_index);
	paper_put(&row->text, "ra", o->ra);
	paper_put(&row->text, "roles", o->roles);
	paper_put_base64(&row->text, "spki", p->credential->spki.data, p->credential->spki.len);
	paper_put_base64(&row->text, "credential", p->credential->credential.data, p->credential->credential.len);
	paper_put(&row->text, "soft", p->credential->soft ? "yes" : "no");
	paper_put_number(&row->text, "days", GRANTING_DAYS);
	paper_put_time(&row->text, "made-at", row->made_at);
	paper_put_time(&row->text, "until", row->until_at);
	return paper_end(&row->text, "operator");
}

int
granting_paper(struct db *db, const struct granting_paper *p)
{
	struct paper_row row = { .claim = { .id = p->id }, .kind = "operator", .object = p->operator->id,
	    .needs = p->ticket != NULL ? 1 : GRANTING_SIGNATURES, .state = PAPER_OPEN, .next_at = p->now, .created = p->now };
	char token[RND_TOKEN_SIZE];
	int r;

	snprintf(row.request, sizeof(row.request), "%s", rnd_token(token));
	if (p->ticket != NULL)
		buf_add(&row.ticket, p->ticket->data, p->ticket->len);
	if ((r = str_copy(row.made_by, sizeof(row.made_by), p->made_by)) == 0 && (r = write_grant(p, &row)) == 0) {
		digest_sha256(row.text.data, row.text.len, row.sha256);
		r = db_paper_insert(db, &row);
	}
	paper_row_clear(&row);
	return r;
}

/* The newest paper of that kind about him: what the page has shown. */
static int
sign(struct rules *r, const struct actor *a, uint64_t operator, struct signing_act *act, const struct badge_answer *answer,
    int64_t now, bool *complete)
{
	struct operator o;
	struct paper_row paper;
	int rc;

	memset(&o, 0, sizeof(o));
	memset(&paper, 0, sizeof(paper));
	if ((rc = db_operator_get(r->db, operator, &o)) == 0 &&
	    (rc = db_paper_find_object(r->db, act->kind, operator, &paper)) == 0) {
		act->paper = paper.claim.id;
		act->roles = ROLE_SECURITY;
		act->except = o.person_no;
		rc = signing_take(r, a, act, answer, now, complete);
	}
	operator_clear(&o);
	paper_row_clear(&paper);
	return rc;
}

int
granting_sign(struct rules *r, const struct actor *a, uint64_t operator, const char *digest, const struct badge_answer *answer,
    int64_t now, bool *complete)
{
	struct signing_act act = { .kind = "operator", .digest = digest };

	return sign(r, a, operator, &act, answer, now, complete);
}

/* --- withdrawing ------------------------------------------------------------------------------------------------------ */

static int
write_order(const struct rules *r, const struct operator *o, const char *reason, int64_t now, struct paper_row *row)
{
	row->made_at = now - now % TM_SECOND;
	row->until_at = row->made_at + TM_DAY;
	paper_begin(&row->text, "order");
	paper_put(&row->text, "act", "withdraw");
	paper_put(&row->text, "instance", r->site->instance);
	paper_put(&row->text, "person", o->person_no);
	paper_put(&row->text, "reason", reason);
	paper_put_time(&row->text, "made-at", row->made_at);
	paper_put_time(&row->text, "until", row->until_at);
	return paper_end(&row->text, "order");
}

struct withdrawing {
	struct rules		*rules;
	const struct actor	*actor;
	const char		*reason, *once;
	struct operator		*operator;
	int64_t			 now;
	uint64_t		 id;		/* of a new paper */
	uint64_t		 paper;		/* out; 0: none was needed */
};

static int
put_order(struct db *db, struct withdrawing *w)
{
	struct paper_row row = { .claim = { .id = w->id }, .kind = "order", .object = w->operator->id, .needs = 1,
	    .state = PAPER_OPEN, .next_at = w->now, .created = w->now };
	int r;

	if ((r = str_copy(row.made_by, sizeof(row.made_by), w->actor->person)) == 0 &&
	    (r = str_copy(row.request, sizeof(row.request), w->once)) == 0 &&
	    (r = write_order(w->rules, w->operator, w->reason, w->now, &row)) == 0) {
		digest_sha256(row.text.data, row.text.len, row.sha256);
		r = db_paper_insert(db, &row);
	}
	paper_row_clear(&row);
	if (r != 0)
		return r;
	return trail_id(db, w->actor, w->now, "operator.order", "operator", w->operator->id, "person=%s paper=%" PRIu64 " reason=%s",
	    w->operator->person_no, w->id, w->reason);
}

/* He is out of office, here and in every open session of his. */
static int
put_out(struct db *db, const struct actor *a, struct operator *o, const char *reason, int64_t now)
{
	int r;

	o->state = OPERATOR_WITHDRAWN;
	if ((r = db_operator_update(db, o)) != 0 || (r = db_session_end_operator(db, o->id, now)) != 0)
		return r;
	return trail_id(db, a, now, "operator.withdraw", "operator", o->id, "person=%s reason=%s", o->person_no, reason);
}

static int
withdraw(struct db *db, void *arg)
{
	struct withdrawing *w = arg;
	struct operator *o = w->operator;
	int r;

	operator_clear(o);
	if ((r = db_operator_get(db, o->id, o)) != 0)
		return r;
	if (o->state == OPERATOR_WITHDRAWN)
		return err_set(ERR_CONFLICT, "%s", gone);
	if (str_eq(o->person_no, w->actor->person))
		return err_set(ERR_DENIED, "nobody signs a paper about himself");
	w->paper = o->state == OPERATOR_ACTIVE ? w->id : 0;
	if (w->paper != 0)
		return put_order(db, w);
	return (r = end_waiting(db, o, w->now)) != 0 ? r : put_out(db, w->actor, o, w->reason, w->now);
}

int
granting_withdraw(struct rules *r, const struct actor *a, uint64_t operator, const char *reason, const char *once, int64_t now,
    uint64_t *paper)
{
	struct operator o;
	struct paper_row old;
	struct withdrawing w = { r, a, reason, once, &o, now, rnd_id(now), 0 };
	int rc;

	memset(&o, 0, sizeof(o));
	memset(&old, 0, sizeof(old));
	o.id = operator;
	if ((rc = may(a)) != 0)
		return rc;
	if (*reason == '\0')
		return err_set(ERR_INPUT, "a reason must be given");
	if ((rc = db_paper_find_request(r->db, once, &old)) == 0)
		w.paper = old.claim.id;		/* a double click */
	else if (rc == ERR_NOTFOUND)
		rc = db_run(r->db, withdraw, &w);
	*paper = w.paper;
	paper_row_clear(&old);
	operator_clear(&o);
	return rc;
}

static int
order_withdrawal(struct db *db, const struct actor *a, const struct paper_row *paper, int64_t now)
{
	struct order order = { .claim.id = rnd_id(now), .act = ORDER_WITHDRAW, .paper = paper->claim.id, .next_at = now,
	    .created = now };
	char reason[LEN_LINE] = "";
	struct operator o;
	int r;

	memset(&o, 0, sizeof(o));
	if ((r = paper_value(paper->text.data, paper->text.len, "reason", reason, sizeof(reason))) != 0)
		return r;
	if ((r = db_operator_get(db, paper->object, &o)) == 0 && o.state == OPERATOR_WITHDRAWN)
		r = err_set(ERR_CONFLICT, "%s", gone);
	if (r == 0 && (r = str_copy(order.person_no, sizeof(order.person_no), o.person_no)) == 0 &&
	    (r = db_order_insert(db, &order)) == 0 && (r = db_paper_ordered(db, paper->claim.id, paper->version)) == 0)
		r = put_out(db, a, &o, reason, now);
	operator_clear(&o);
	return r;
}

int
granting_withdraw_sign(struct rules *r, const struct actor *a, uint64_t operator, const char *digest,
    const struct badge_answer *answer, int64_t now)
{
	struct signing_act act = { .kind = "order", .digest = digest, .complete = order_withdrawal };
	bool complete;

	return sign(r, a, operator, &act, answer, now, &complete);
}
