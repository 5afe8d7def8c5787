#include "rules/enrolling.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "pki/assertion.h"
#include "rules/rules.h"
#include "rules/signing.h"
#include "rules/trail.h"
#include "store/limit.h"
#include "store/onetime.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/str.h"
#include "util/tm.h"

#define TICKET	32

static const char known[] = "the key is registered already";

/* --- invitations ------------------------------------------------------------------------------------------------------ */

/* The token is not stored: it is made again from its row, and nobody without our key can foresee it. */
static void
write_token(const struct rules *r, const struct onetime *row, char token[ENROLLING_TOKEN])
{
	unsigned char sum[DIGEST_SIZE];
	struct buf text = BUF_INIT;
	char seed[100];

	snprintf(seed, sizeof(seed), "invite\n%" PRIu64 "\n%" PRIu64, row->id, row->object);
	digest_hmac(r->index_key, sizeof(r->index_key), seed, strlen(seed), sum);
	enc_base64url(sum, sizeof(sum), &text);
	snprintf(token, ENROLLING_TOKEN, "%" PRIu64 "-%.43s", row->id, buf_str(&text));
	buf_wipe(&text);
}

static int
put_invitation(struct db *db, const struct rules *r, const struct operator *o, int64_t now, struct onetime *row)
{
	char token[ENROLLING_TOKEN];

	*row = (struct onetime){ .id = rnd_id(now), .purpose = "invite", .object = o->id, .expires_at = now + ENROLLING_DAYS * TM_DAY,
	    .created = now };
	snprintf(row->target, sizeof(row->target), "%s", o->person_no);
	write_token(r, row, token);
	digest_sha256(token, strlen(token), row->code);
	explicit_bzero(token, sizeof(token));
	return db_onetime_insert(db, row);
}

int
enrolling_invite(struct db *db, struct rules *r, const struct operator *o, int64_t now)
{
	struct onetime row;

	return put_invitation(db, r, o, now, &row);
}

int
enrolling_token(struct rules *r, const struct operator *o, int64_t now, char token[ENROLLING_TOKEN])
{
	struct onetime row;
	int rc;

	if ((rc = db_onetime_find(r->db, "invite", o->person_no, now, &row)) == 0 && row.object != o->id)
		rc = ERR_NOTFOUND;
	if (rc == 0)
		write_token(r, &row, token);
	return rc;
}

static int
find_row(struct rules *r, const char *token, int64_t now, struct onetime *row)
{
	char right[ENROLLING_TOKEN], number[24];
	size_t n = strspn(token, "0123456789");
	uint64_t id;
	int rc;

	snprintf(number, sizeof(number), "%.*s", n < 21 ? (int)n : 0, token);
	if (str_number(number, UINT64_MAX, "invitation", &id) != 0) {
		err_take();
		return ERR_NOTFOUND;
	}
	if ((rc = db_onetime_get(r->db, id, row)) != 0)
		return rc;
	write_token(r, row, right);
	if (!str_eq(row->purpose, "invite") || strlen(token) != strlen(right) || !str_same_secret(token, right, strlen(right)) ||
	    row->expires_at <= now)
		return ERR_NOTFOUND;
	return 0;
}

/* An invitation that was made void by a newer one was not used by a key of his: his row is invited again. */
int
enrolling_find(struct rules *r, const char *token, int64_t now, struct operator *out, bool *open)
{
	struct onetime row;
	int rc;

	memset(out, 0, sizeof(*out));
	if ((rc = find_row(r, token, now, &row)) != 0 || (rc = db_operator_get(r->db, row.object, out)) != 0)
		return rc;
	*open = row.used_at == 0 && out->state == OPERATOR_INVITED;
	return row.used_at != 0 && out->state == OPERATOR_INVITED ? ERR_NOTFOUND : 0;
}

/* --- a key ------------------------------------------------------------------------------------------------------------ */

struct enrolling {
	struct rules			*rules;
	const struct actor		*actor;
	struct operator			 operator;
	struct operator_credential	 credential;
	struct buf			 ticket;	/* of a first person, else empty */
	struct onetime			 invitation;
	int64_t				 now;
	uint64_t			 paper;
};

static void
enrolling_clear(struct enrolling *e)
{
	operator_clear(&e->operator);
	credential_clear(&e->credential);
	buf_wipe(&e->ticket);
}

static int
too_often(struct rules *r, const struct actor *a, int64_t now)
{
	int rc = db_limit_take(r->db, "enrol-ip", a->ip, 20, TM_MINUTE, now, NULL);

	return rc == ERR_LIMIT ? err_set(ERR_LIMIT, "too many keys were sent from this address, wait a minute") : rc;
}

/* The challenge is the digest of the text that only he and we know: his token, or his ticket. */
static int
check_key(struct rules *r, const char *secret, const struct enrolling_key *key, struct attest_key *out)
{
	struct assertion_rule rule = { .origin = r->site->sign_origin, .rp_id = r->site->host, .soft = key->soft,
	    .synced = r->site->demo };
	unsigned char challenge[DIGEST_SIZE];

	if (key->soft && !r->site->demo)
		return err_set(ERR_DENIED, "keys that live in software are not accepted here");
	digest_sha256(secret, strlen(secret), challenge);
	return attest_check(&rule, challenge, &key->posted, out);
}

static void
fill_credential(const struct attest_key *key, bool soft, int64_t now, struct operator_credential *out)
{
	*out = (struct operator_credential){ .id = rnd_id(now), .soft = soft, .sign_count = key->counter, .created = now };
	buf_add(&out->credential, key->credential, key->credential_n);
	buf_add(&out->spki, key->spki, sizeof(key->spki));
}

/* Key and paper of an operator whose row is there. */
static int
put_key(struct db *db, struct enrolling *e)
{
	struct granting_paper p = { .operator = &e->operator, .credential = &e->credential,
	    .ticket = e->ticket.len > 0 ? &e->ticket : NULL, .made_by = e->operator.person_no, .now = e->now, .id = e->paper };
	int r;

	e->credential.operator = e->operator.id;
	if ((r = db_credential_insert(db, &e->credential)) != 0)
		return r == ERR_CONFLICT ? err_set(ERR_CONFLICT, "%s", known) : r;
	if ((r = granting_paper(db, &p)) != 0)
		return r;
	return trail_id(db, e->actor, e->now, "operator.key", "operator", e->operator.id, "person=%s soft=%s paper=%" PRIu64,
	    e->operator.person_no, e->credential.soft ? "yes" : "no", e->paper);
}

static int
register_key(struct db *db, void *arg)
{
	struct enrolling *e = arg;
	uint64_t id = e->invitation.object;
	int r;

	operator_clear(&e->operator);
	if ((r = db_onetime_take(db, e->invitation.id, e->now)) != 0)
		return r == ERR_CONFLICT ? err_set(ERR_CONFLICT, "the invitation has been used") : r;
	if ((r = db_operator_get(db, id, &e->operator)) != 0)
		return r;
	if (e->operator.state != OPERATOR_INVITED)
		return err_set(ERR_CONFLICT, "the invitation has been used");
	e->operator.state = OPERATOR_REGISTERED;
	e->operator.soft = e->credential.soft;
	return (r = db_operator_update(db, &e->operator)) != 0 ? r : put_key(db, e);
}

int
enrolling_register(struct rules *r, const struct actor *a, const char *token, const struct enrolling_key *key, int64_t now)
{
	struct enrolling e = { .rules = r, .actor = a, .now = now, .paper = rnd_id(now) };
	struct attest_key attested;
	int rc;

	if ((rc = too_often(r, a, now)) != 0 || (rc = find_row(r, token, now, &e.invitation)) != 0 ||
	    (rc = check_key(r, token, key, &attested)) != 0)
		return rc;
	fill_credential(&attested, key->soft, now, &e.credential);
	rc = db_run(r->db, register_key, &e);
	enrolling_clear(&e);
	return rc;
}

/* --- the key signs its paper ------------------------------------------------------------------------------------------- */

struct possessing {
	const struct actor		*actor;
	struct signing_put		 put;
	struct operator_credential	*credential;
	uint32_t			 counter;
};

static int
put_possession(struct db *db, void *arg)
{
	struct possessing *x = arg;
	int r;

	if ((r = signing_put(db, x->actor, &x->put)) != 0)
		return r;
	return db_credential_used(db, x->credential, x->counter, x->put.now);
}

static bool
has_signed(const struct signing *s, const char *person)
{
	for (size_t i = 0; i < s->signs; i++)
		if (str_eq(s->sign[i].person_no, person))
			return true;
	return false;
}

static int
check_paper(const struct signing *s, const char *digest)
{
	unsigned char sum[DIGEST_SIZE];

	if (digest_parse(digest, sum) != 0 || memcmp(sum, s->paper.sha256, sizeof(sum)) != 0)
		return err_reword(ERR_CONFLICT, "another text was signed than this one");
	if (s->paper.state != PAPER_OPEN)
		return err_set(ERR_CONFLICT, "the paper takes no more signatures");
	return s->open ? 0 : err_set(ERR_CONFLICT, "the time to sign the paper is over");
}

static int
possess(struct rules *r, const struct actor *a, const struct operator *o, const struct signing *s,
    const struct badge_answer *answer, int64_t now)
{
	struct signing_act act = { .paper = s->paper.claim.id, .kind = "operator" };
	struct operator_credential c;
	struct assertion_rule rule = { .origin = r->site->sign_origin, .rp_id = r->site->host, .synced = r->site->demo };
	struct possessing x = { .actor = a, .put = { .act = &act, .answer = answer, .person = o->person_no, .now = now },
	    .credential = &c };
	int rc;

	memset(&c, 0, sizeof(c));
	if ((rc = db_credential_of(r->db, o->id, &c)) == 0) {
		rule.soft = c.soft;
		x.counter = assertion_counter(answer->auth_data.data, answer->auth_data.len);
		rc = assertion_check(&rule, s->paper.text.data, s->paper.text.len, answer->auth_data.data, answer->auth_data.len,
		    answer->client_data.data, answer->client_data.len, answer->signature.data, answer->signature.len, c.spki.data,
		    c.spki.len);
	}
	if (rc == 0)
		rc = db_run(r->db, put_possession, &x);
	credential_clear(&c);
	return rc;
}

int
enrolling_possess(struct rules *r, const struct actor *a, const char *token, const char *digest,
    const struct badge_answer *answer, int64_t now)
{
	struct operator o;
	struct signing s;
	bool open;
	int rc;

	memset(&s, 0, sizeof(s));
	if ((rc = enrolling_find(r, token, now, &o, &open)) == 0 &&
	    (rc = signing_of(r, a, "operator", o.id, now, &s)) == 0 && !has_signed(&s, o.person_no) &&
	    (rc = check_paper(&s, digest)) == 0)
		rc = possess(r, a, &o, &s, answer, now);
	signing_clear(&s);
	operator_clear(&o);
	return rc;
}

/* --- first people ------------------------------------------------------------------------------------------------------ */

static int
is_door_open(struct rules *r, int64_t now)
{
	uint64_t count;
	int rc;

	if ((rc = db_operator_count(r->db, "security", now, &count)) != 0)
		return rc;
	return count < 2 ? 0 : err_set(ERR_DENIED, "two security administrators are in office: they grant the others");
}

static int
read_ticket(const char *ticket, struct buf *out)
{
	if (enc_unbase64url(ticket, strlen(ticket), out) == 0 && out->len == TICKET)
		return 0;
	return err_reword(ERR_INPUT, "the ticket is not complete, open the link again");
}

static int
check_first(struct rules *r, const char *ticket, const struct enrolling_key *key, int64_t now, struct attest_key *out,
    struct buf *bytes)
{
	int rc;

	if ((rc = is_door_open(r, now)) != 0 || (rc = read_ticket(ticket, bytes)) != 0)
		return rc;
	return check_key(r, ticket, key, out);
}

int
enrolling_first_check(struct rules *r, const struct actor *a, const char *ticket, const struct enrolling_key *key, int64_t now)
{
	struct attest_key attested;
	struct buf bytes = BUF_INIT;
	int rc;

	if ((rc = too_often(r, a, now)) == 0)
		rc = check_first(r, ticket, key, now, &attested, &bytes);
	buf_wipe(&bytes);
	return rc;
}

static int
put_first(struct db *db, void *arg)
{
	struct enrolling *e = arg;
	int r;

	if ((r = db_operator_insert(db, &e->operator)) != 0 ||
	    (r = put_invitation(db, e->rules, &e->operator, e->now, &e->invitation)) != 0 ||
	    (r = db_onetime_take(db, e->invitation.id, e->now)) != 0)
		return r;
	return put_key(db, e);
}

int
enrolling_first(struct rules *r, const struct actor *a, const char *ticket, const struct enrolling_key *key,
    const struct granting *g, int64_t now, char token[ENROLLING_TOKEN], const char **field)
{
	struct enrolling e = { .rules = r, .actor = a, .now = now, .paper = rnd_id(now) };
	struct attest_key attested;
	int rc;

	*field = "person_no";
	if ((rc = check_first(r, ticket, key, now, &attested, &e.ticket)) == 0 &&
	    (rc = granting_check(r, g, now, &e.operator, field)) == 0) {
		fill_credential(&attested, key->soft, now, &e.credential);
		e.operator.id = rnd_id(now);
		e.operator.state = OPERATOR_REGISTERED;
		e.operator.soft = key->soft;
		if ((rc = db_run(r->db, put_first, &e)) == 0)
			write_token(r, &e.invitation, token);
	}
	enrolling_clear(&e);
	return rc;
}
