#include "rules/badge.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "pki/assertion.h"
#include "pki/cert.h"
#include "pki/paper.h"
#include "pki/profile.h"
#include "rules/rules.h"
#include "store/limit.h"
#include "store/onetime.h"
#include "store/session.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/str.h"

#define MINUTE ((int64_t)60 * 1000)
#define PAPER_SIZE 1024

static const char not_yours[] = "the key is not one of an operator in office";
static const char over[] = "the login is no longer open, begin again";

/* --- what a browser sends --------------------------------------------------------------------------- */
static int
decode(const char *text, const char *what, struct buf *out)
{
	int r = enc_unbase64url(text, strlen(text), out);

	if (r == 0 && out->len == 0)
		r = err_set(ERR_INPUT, "the answer of the key is incomplete");
	return err_in(r, what);
}

int
badge_read(const char *credential, const char *auth_data, const char *client_data, const char *signature,
    struct badge_answer *out)
{
	int r;

	memset(out, 0, sizeof(*out));
	if ((r = decode(credential, "credential", &out->credential)) != 0 ||
	    (r = decode(auth_data, "auth_data", &out->auth_data)) != 0 ||
	    (r = decode(client_data, "client_data", &out->client_data)) != 0)
		return r;
	return decode(signature, "signature", &out->signature);
}

void
badge_answer_clear(struct badge_answer *a)
{
	buf_clear(&a->credential);
	buf_clear(&a->auth_data);
	buf_clear(&a->client_data);
	buf_clear(&a->signature);
}

/* --- whose answer is it? ------------------------------------------------------------------------------ */

/* An older key of the same person opens nothing: the certificate names the one that counts. */
static int
is_his_key(const struct badge *b)
{
	struct cert c;
	bool same;
	int r;

	memset(&c, 0, sizeof(c));
	if ((r = cert_parse(b->operator.cert.data, b->operator.cert.len, &c)) != 0)
		return err_in(r, "operator certificate");
	same = c.spki.len == b->credential.spki.len && memcmp(c.spki.data, b->credential.spki.data, c.spki.len) == 0;
	cert_clear(&c);
	return same ? 0 : err_set(ERR_DENIED, "%s", not_yours);
}

static int
find_operator(struct rules *r, const struct badge_answer *a, int64_t now, struct badge *b)
{
	int rc;

	if ((rc = db_credential_find(r->db, a->credential.data, a->credential.len, &b->credential)) == 0)
		rc = db_operator_get(r->db, b->credential.operator, &b->operator);
	if (rc == ERR_NOTFOUND)
		return err_set(ERR_DENIED, "%s", not_yours);
	if (rc != 0)
		return rc;
	if (b->operator.state != OPERATOR_ACTIVE || b->operator.cert.len == 0)
		return err_set(ERR_DENIED, "%s", not_yours);
	if (b->operator.not_after <= now)
		return err_set(ERR_DENIED, "the operator certificate has expired");
	if (b->credential.soft && !r->site->demo)
		return err_set(ERR_DENIED, "keys that live in software are not accepted here");
	return is_his_key(b);
}

/* A counter that does not rise is a copy of the key at work (WebAuthn 2, 6.1.1); keys that count nothing always say 0. */
static int
check_counter(struct badge *b, const struct badge_answer *a)
{
	b->counter = assertion_counter(a->auth_data.data, a->auth_data.len);
	if ((b->counter != 0 || b->credential.sign_count != 0) && b->counter <= b->credential.sign_count)
		return err_set(ERR_DENIED, "the counter of the key went back: it may have been copied, report it");
	return 0;
}

int
badge_check(struct rules *r, const char *origin, const struct badge_answer *answer, const void *paper, size_t n, int64_t now,
    struct badge *out)
{
	struct assertion_rule rule = { .origin = origin, .rp_id = r->site->host, .synced = r->site->demo };
	int rc;

	memset(out, 0, sizeof(*out));
	if ((rc = find_operator(r, answer, now, out)) != 0)
		return rc;
	rule.soft = out->credential.soft;
	if (origin == NULL)
		rule.origin = rule.soft ? r->site->sign_origin : r->site->origin;
	rc = assertion_check(&rule, paper, n, answer->auth_data.data, answer->auth_data.len, answer->client_data.data,
	    answer->client_data.len, answer->signature.data, answer->signature.len, out->credential.spki.data,
	    out->credential.spki.len);
	return rc != 0 ? err_in(rc, "assertion") : check_counter(out, answer);
}

int
badge_used(struct db *db, const struct badge *b, int64_t now)
{
	return db_credential_used(db, &b->credential, b->counter, now);
}

void
badge_clear(struct badge *b)
{
	operator_clear(&b->operator);
	credential_clear(&b->credential);
}

/* --- login --------------------------------------------------------------------------------------------- */
static const char *
console_word(enum login_console console)
{
	return session_console_text[console];
}

static void
target_of(enum login_console console, const char *visit, char to[LEN_ADDRESS])
{
	unsigned char sum[DIGEST_SIZE];
	char hex[2 * DIGEST_SIZE + 1];

	digest_sha256(visit, strlen(visit), sum);
	enc_hex_to(sum, sizeof(sum), hex);
	snprintf(to, LEN_ADDRESS, "%s/%s", console_word(console), hex);
}

/* The paper of a row, the same each time; nobody without our key can foresee it. */
static int
write_paper(const struct rules *r, enum login_console console, const struct onetime *row, struct buf *out)
{
	unsigned char nonce[DIGEST_SIZE];
	char seed[400];

	snprintf(seed, sizeof(seed), "login\n%" PRIu64 "\n%s", row->id, row->target);
	digest_hmac(r->index_key, sizeof(r->index_key), seed, strlen(seed), nonce);
	paper_begin(out, "login");
	paper_put(out, "console", console_word(console));
	paper_put_hex(out, "nonce", nonce, sizeof(nonce));
	paper_put_time(out, "made-at", row->created);
	paper_put_time(out, "until", row->expires_at);
	return paper_end(out, "login");
}

int
badge_challenge(struct rules *r, const struct actor *a, enum login_console console, const char *visit, int64_t now,
    char ticket[BADGE_TICKET], struct buf *paper)
{
	struct onetime row = { .id = rnd_id(now), .purpose = "challenge", .created = now, .expires_at = now + BADGE_LIFE };
	int rc;

	if ((rc = db_limit_take(r->db, "badge-ip", a->ip, 60, MINUTE / 6, now, NULL)) != 0)
		return rc == ERR_LIMIT ? err_set(ERR_LIMIT, "too many logins were begun from this address, wait a minute") : rc;
	target_of(console, visit, row.target);
	if ((rc = write_paper(r, console, &row, paper)) != 0)
		return rc;
	digest_sha256(paper->data, paper->len, row.code);
	snprintf(ticket, BADGE_TICKET, "%" PRIu64, row.id);
	return db_onetime_insert(r->db, &row);
}

int
badge_allow(struct rules *r, const char *person, struct buf *credential)
{
	bool soft;

	return badge_key(r, person, credential, &soft);
}

int
badge_key(struct rules *r, const char *person, struct buf *credential, bool *soft)
{
	struct operator_credential c;
	struct operator o;
	int rc;

	memset(&o, 0, sizeof(o));
	memset(&c, 0, sizeof(c));
	if ((rc = db_operator_find(r->db, person, &o)) == 0 && o.state == OPERATOR_ACTIVE &&
	    (rc = db_credential_of(r->db, o.id, &c)) == 0)
		buf_add(credential, c.credential.data, c.credential.len);
	*soft = c.soft;
	operator_clear(&o);
	credential_clear(&c);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int
find_challenge(struct rules *r, enum login_console console, const char *visit, const char *ticket, int64_t now,
    struct onetime *row)
{
	char target[LEN_ADDRESS];
	uint64_t id;
	int rc;

	if ((rc = str_number(ticket, UINT64_MAX, "login", &id)) != 0)
		return rc;
	target_of(console, visit, target);
	if ((rc = db_onetime_get(r->db, id, row)) != 0 && rc != ERR_NOTFOUND)
		return rc;
	if (rc != 0 || !str_eq(row->purpose, "challenge") || !str_eq(row->target, target) || row->used_at != 0 ||
	    row->expires_at <= now)
		return err_set(ERR_CONFLICT, "%s", over);
	return 0;
}

/* Who has nothing to do at a console gets no session there. */
static int
has_place(const struct operator *o, enum login_console console)
{
	static const char *const at_desk[] = { "clerk", "reviewer", "auditor", NULL };
	static const char *const at_office[] = { "business", "security", "auditor", NULL };

	for (const char *const *role = console == LOGIN_DESK ? at_desk : at_office; *role != NULL; role++)
		if (profile_lists(o->roles, *role))
			return 0;
	return err_set(ERR_DENIED, "the operator has no role at this console");
}

struct passing {
	const struct badge	*badge;
	uint64_t		 challenge;
	int64_t			 now;
};

static int
use_up(struct db *db, void *arg)
{
	const struct passing *p = arg;
	int r;

	if ((r = db_onetime_take(db, p->challenge, p->now)) != 0)
		return r == ERR_CONFLICT ? err_set(ERR_CONFLICT, "%s", over) : r;
	return badge_used(db, p->badge, p->now);
}

static int
check_login(struct rules *r, enum login_console console, const struct onetime *row, const struct badge_answer *answer,
    int64_t now, struct badge *b)
{
	struct buf paper;
	int rc;

	buf_init(&paper, PAPER_SIZE);
	if ((rc = write_paper(r, console, row, &paper)) == 0 &&
	    (rc = badge_check(r, NULL, answer, paper.data, paper.len, now, b)) == 0)
		rc = has_place(&b->operator, console);
	buf_clear(&paper);
	return rc;
}

int
badge_login(struct rules *r, const struct actor *a, enum login_console console, const char *visit, const char *ticket,
    const struct badge_answer *answer, int64_t now, char cookie[LOGIN_COOKIE])
{
	struct onetime row;
	struct badge b;
	struct passing p = { .badge = &b, .now = now };
	int rc;

	memset(&b, 0, sizeof(b));
	if ((rc = find_challenge(r, console, visit, ticket, now, &row)) != 0)
		return rc;
	p.challenge = row.id;
	if ((rc = check_login(r, console, &row, answer, now, &b)) == 0 && (rc = db_run(r->db, use_up, &p)) == 0)
		rc = login_operator(r, a, console, b.operator.id, b.credential.soft ? SESSION_SOFT : SESSION_KEY, now, cookie);
	badge_clear(&b);
	return rc;
}
