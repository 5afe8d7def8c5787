#include "rules/signing.h"

#include <stdio.h>
#include <string.h>

#include "rules/rules.h"
#include "rules/trail.h"
#include "util/digest.h"
#include "util/err.h"
#include "util/str.h"

static const char over[] = "the paper takes no more signatures";

static int
fill(struct rules *r, const struct actor *a, int64_t now, struct signing *out)
{
	int rc;

	if ((rc = db_paper_signs(r->db, out->paper.claim.id, out->sign, SIGNING_PEOPLE, &out->signs)) != 0)
		return rc;
	out->open = out->paper.state == PAPER_OPEN && out->paper.until_at > now;
	for (size_t i = 0; i < out->signs; i++)
		out->his = out->his || str_eq(out->sign[i].person_no, a->person);
	return 0;
}

int
signing_get(struct rules *r, const struct actor *a, uint64_t paper, int64_t now, struct signing *out)
{
	int rc;

	memset(out, 0, sizeof(*out));
	return (rc = db_paper_get(r->db, paper, &out->paper)) != 0 ? rc : fill(r, a, now, out);
}

int
signing_of(struct rules *r, const struct actor *a, const char *kind, uint64_t object, int64_t now, struct signing *out)
{
	int rc;

	memset(out, 0, sizeof(*out));
	return (rc = db_paper_find_object(r->db, kind, object, &out->paper)) != 0 ? rc : fill(r, a, now, out);
}

void
signing_clear(struct signing *s)
{
	for (size_t i = 0; i < s->signs; i++)
		paper_sign_clear(&s->sign[i]);
	paper_row_clear(&s->paper);
	s->signs = 0;
}

/* Bytes of a row's answer belong to whoever filled it: the row only borrows them. */
static int
insert(struct db *db, const struct signing_put *p)
{
	struct paper_sign row = { .paper = p->act->paper, .auth_data = p->answer->auth_data,
	    .client_data = p->answer->client_data, .signature = p->answer->signature, .created = p->now };
	int r;

	if (p->cert != NULL)
		row.cert = *p->cert;
	snprintf(row.person_no, sizeof(row.person_no), "%s", p->person);
	if ((r = db_paper_sign(db, &row)) == ERR_CONFLICT)
		return err_set(ERR_DENIED, "this person has signed the paper already, another one must");
	return r;
}

static int
finish(struct db *db, const struct actor *a, struct signing_put *p, const struct paper_row *paper)
{
	struct paper_sign signs[SIGNING_PEOPLE];
	size_t n = 0;
	int r;

	memset(signs, 0, sizeof(signs));
	r = db_paper_signs(db, paper->claim.id, signs, SIGNING_PEOPLE, &n);
	for (size_t i = 0; i < n; i++)
		paper_sign_clear(&signs[i]);
	p->complete = (int)n >= paper->needs;
	if (r != 0 || !p->complete)
		return r;
	return p->act->complete != NULL ? p->act->complete(db, a, paper, p->now) :
	    db_paper_ready(db, paper->claim.id, paper->version);
}

/* The row is taken first: of two people who sign at once the second counts the first one's signature. */
static int
put(struct db *db, const struct actor *a, struct signing_put *p, struct paper_row *paper)
{
	int r;

	if ((r = db_paper_get(db, p->act->paper, paper)) != 0)
		return r;
	if (paper->state != PAPER_OPEN)
		return err_set(ERR_CONFLICT, "%s", over);
	if ((r = db_paper_touch(db, paper->claim.id, paper->version)) != 0)
		return r == ERR_CONFLICT ? ERR_AGAIN : r;
	paper->version++;
	if ((r = insert(db, p)) != 0 || (r = finish(db, a, p, paper)) != 0)
		return r;
	return trail_id(db, a, p->now, "paper.sign", "paper", paper->claim.id, "kind=%s person=%s complete=%s", paper->kind,
	    p->person, p->complete ? "yes" : "no");
}

int
signing_put(struct db *db, const struct actor *a, struct signing_put *p)
{
	struct paper_row paper;
	int r;

	memset(&paper, 0, sizeof(paper));
	p->complete = false;
	r = put(db, a, p, &paper);
	paper_row_clear(&paper);
	return r;
}

struct taking {
	const struct actor	*actor;
	struct signing_put	 put;
	const struct badge	*badge;
};

static int
store(struct db *db, void *arg)
{
	struct taking *t = arg;
	int r;

	if ((r = signing_put(db, t->actor, &t->put)) != 0)
		return r;
	return badge_used(db, t->badge, t->put.now);
}

/* Was it the answer that is stored already?  A page sent twice is no error. */
static bool
is_stored(const struct signing *s, const struct actor *a, const struct badge_answer *answer)
{
	for (size_t i = 0; i < s->signs; i++)
		if (str_eq(s->sign[i].person_no, a->person) && s->sign[i].signature.len == answer->signature.len &&
		    memcmp(s->sign[i].signature.data, answer->signature.data, answer->signature.len) == 0)
			return true;
	return false;
}

static int
check(const struct actor *a, const struct signing_act *act, const struct signing *s)
{
	unsigned char digest[DIGEST_SIZE];

	if (!str_eq(s->paper.kind, act->kind))
		return ERR_NOTFOUND;
	if (a->kind != ACTOR_OPERATOR || (a->roles & act->roles) == 0)
		return err_set(ERR_DENIED, "this paper is not for this person's roles");
	if (act->except != NULL && str_eq(act->except, a->person))
		return err_set(ERR_DENIED, "nobody signs a paper about himself");
	if (digest_parse(act->digest, digest) != 0 || memcmp(digest, s->paper.sha256, sizeof(digest)) != 0)
		return err_reword(ERR_CONFLICT, "another text was signed than this one");
	if (s->his)
		return err_set(ERR_DENIED, "this person has signed the paper already, another one must");
	if (s->paper.state != PAPER_OPEN)
		return err_set(ERR_CONFLICT, "%s", over);
	return s->open ? 0 : err_set(ERR_CONFLICT, "the time to sign the paper is over");
}

static int
verify_and_store(struct rules *r, struct taking *t, const struct signing *s)
{
	struct badge b;
	int rc;

	memset(&b, 0, sizeof(b));
	rc = badge_check(r, r->site->sign_origin, t->put.answer, s->paper.text.data, s->paper.text.len, t->put.now, &b);
	if (rc == 0 && b.operator.id != t->actor->id)
		rc = err_set(ERR_DENIED, "the key is another person's than the one who is logged in");
	if (rc == 0) {
		t->badge = &b;
		t->put.person = b.operator.person_no;
		t->put.cert = &b.operator.cert;
		rc = db_run(r->db, store, t);
	}
	badge_clear(&b);
	return rc;
}

int
signing_take(struct rules *r, const struct actor *a, const struct signing_act *act, const struct badge_answer *answer,
    int64_t now, bool *complete)
{
	struct taking t = { .actor = a, .put = { .act = act, .answer = answer, .now = now } };
	struct signing s;
	int rc;

	*complete = false;
	if ((rc = signing_get(r, a, act->paper, now, &s)) == 0) {
		if (is_stored(&s, a, answer))
			*complete = s.paper.state != PAPER_OPEN;
		else if ((rc = check(a, act, &s)) == 0 && (rc = verify_and_store(r, &t, &s)) == 0)
			*complete = t.put.complete;
	}
	signing_clear(&s);
	return rc;
}
