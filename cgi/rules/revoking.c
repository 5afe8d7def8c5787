#include "rules/revoking.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "rules/losing.h"
#include "rules/rules.h"
#include "rules/trail.h"
#include "store/order.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/str.h"
#include "util/tm.h"

const char *const revoking_words[] = { "leaked", "lost", "broken", "changed", "unused", "other", NULL };

/* domain.md 1.8 and 2.1: a lost key counts as compromised, a broken one is followed by another certificate. */
static const int reasons[] = { 1, 1, 4, 3, 5, 0 };

int
revoking_reason(const char *word)
{
	for (int i = 0; revoking_words[i] != NULL; i++)
		if (str_eq(revoking_words[i], word))
			return reasons[i];
	return 0;
}

int
revoking_since(int64_t not_before, int64_t now, int64_t *day)
{
	if (*day == 0)
		return 0;
	if (*day > now || *day + TM_DAY <= not_before)
		return err_set(ERR_INPUT, "the day lies before the certificate or in the future");
	if (*day < not_before)
		*day = not_before;
	return 0;
}

static int
fill(const struct actor *a, const struct cert_row *c, const struct revoking *v, int64_t now, struct revocation *out)
{
	*out = (struct revocation){ .id = rnd_id(now), .certificate = c->id, .live = true, .state = REVOCATION_ASKED,
	    .channel = REPORT_WEB, .proof = REPORT_CODE, .reason = v->reason, .invalid_since = v->invalid_since,
	    .accepted_at = now, .created = now };
	losing_reporter(a, c, out->reporter);
	if (revoking_since(c->not_before, now, &out->invalid_since) != 0)
		return ERR_INPUT;
	if (str_copy(out->text, sizeof(out->text), v->text) != 0)
		return err_reword(ERR_INPUT, "reason of a revocation is longer than 1000 characters");
	if (str_copy(out->ground, sizeof(out->ground), v->ground) != 0)
		return err_reword(ERR_BUG, "ground of a revocation is too long");
	return losing_token(v->once, c->id, out->request);
}

static int
insert(struct db *db, const struct actor *a, const struct revocation *v)
{
	int r;

	if ((r = db_revocation_insert(db, v)) != 0)
		return r == ERR_CONFLICT ? ERR_AGAIN : r;	/* another window was faster: its revocation is found */
	return trail_id(db, a, v->created, "revoke.ask", "certificate", v->certificate, "revocation=%" PRIu64
	    " ground=%s reason=%d state=%s", v->id, v->ground, v->reason, revocation_state_text[v->state]);
}

static int
queue_order(struct db *db, const struct cert_row *c, const struct revocation *v, int64_t now)
{
	struct order o = { .claim.id = rnd_id(now), .act = ORDER_REVOKE, .certificate = c->id, .serial = c->serial,
	    .reason = v->reason, .invalid_since = v->invalid_since, .revocation = v->id, .next_at = now, .created = now };

	snprintf(o.issuer, sizeof(o.issuer), "%s", c->issuer);
	return db_order_insert(db, &o);
}

bool
revoking_gives_way(const struct revocation *v, bool unit)
{
	return v->state == REVOCATION_ASKED && (!unit || !str_eq(v->ground, "holder"));
}

/* What both sides said, as far as there is room. */
static void
say_more(char text[LEN_TEXT], const char *more)
{
	size_t n = strlen(text);

	if (*more != '\0' && str_chars(text) + 1 + str_chars(more) <= LEN_TEXT / 4)
		snprintf(text + n, LEN_TEXT - n, "%s%s", n > 0 ? "\n" : "", more);
}

#define COMPROMISE 1	/* RFC 5280, 5.3.1: says more than any other reason */

/* The desk still asks itself whether: the holder's word answers it (design 3.7), and its paper decides nothing any more. */
static int
overtake(struct db *db, const struct actor *a, const struct revoking *v, int64_t now, struct revocation *out)
{
	int was = out->reason, r;

	if (out->reason != COMPROMISE && v->reason != 0)
		out->reason = v->reason;
	if (out->invalid_since == 0 || (v->invalid_since != 0 && v->invalid_since < out->invalid_since))
		out->invalid_since = v->invalid_since;
	say_more(out->text, v->text);
	out->decided_at = now;
	if ((r = db_revocation_prove(db, out)) != 0)
		return r == ERR_CONFLICT ? ERR_AGAIN : r;	/* decided this very moment */
	out->state = REVOCATION_DECIDED;
	out->version++;
	snprintf(out->decided_by, sizeof(out->decided_by), "hall");
	return trail_id(db, a, now, "revoke.prove", "certificate", out->certificate, "revocation=%" PRIu64 " ground=%s by=%s reason=%d"
	    " was=%d", out->id, out->ground, v->ground, out->reason, was);
}

int
revoking_now(struct db *db, const struct actor *a, const struct cert_row *c, const struct revoking *v, int64_t now,
    struct revocation *out)
{
	struct revoking since = *v;
	int r, found;

	if ((found = db_revocation_find(db, c->id, out)) != ERR_NOTFOUND && (found != 0 || out->state != REVOCATION_ASKED))
		return found;
	if ((r = losing_may(c, now)) != 0 || (r = revoking_since(c->not_before, now, &since.invalid_since)) != 0)
		return r;
	if (found == 0) {
		if ((r = overtake(db, a, &since, now, out)) != 0)
			return r;
		return queue_order(db, c, out, now);
	}
	if ((r = fill(a, c, v, now, out)) != 0)
		return r;
	out->state = REVOCATION_DECIDED;
	out->decided_at = now;
	snprintf(out->decided_by, sizeof(out->decided_by), "hall");
	if ((r = insert(db, a, out)) != 0)
		return r;
	return queue_order(db, c, out, now);
}

/* A unit: its agent's code is enough to stop the certificate, but not to end it. */
static int
ask_desk(struct db *db, const struct actor *a, const struct cert_row *c, const struct revoking *v, int64_t now,
    struct revocation *out)
{
	struct losing l = { .channel = REPORT_WEB, .proof = REPORT_CODE, .text = v->text, .once = v->once };
	struct hold h;
	int found, r;

	if ((found = db_revocation_find(db, c->id, out)) != 0 && found != ERR_NOTFOUND)
		return found;
	if (found == 0 && out->state != REVOCATION_ASKED)
		return 0;
	if ((r = losing_hold(db, a, c, &l, now, &h)) != 0 || found == 0 || (r = fill(a, c, v, now, out)) != 0)
		return r;
	return insert(db, a, out);
}

struct asking {
	const struct actor	*actor;
	uint64_t		 certificate;
	const struct revoking	*what;
	struct revocation	*out;
	int64_t			 now;
};

static int
ask(struct db *db, void *arg)
{
	const struct asking *x = arg;
	char request[LEN_TOKEN];
	struct cert_row c;
	int r;

	memset(&c, 0, sizeof(c));
	if ((r = losing_token(x->what->once, x->certificate, request)) != 0 ||
	    (r = db_revocation_find_request(db, request, x->out)) != ERR_NOTFOUND)
		return r;	/* the form sent again, whatever became of it */
	if ((r = db_cert_get(db, x->certificate, &c)) == 0)
		r = (c.uscc[0] != '\0' ? ask_desk : revoking_now)(db, x->actor, &c, x->what, x->now, x->out);
	cert_row_clear(&c);
	return r;
}

static int
asked(struct db *db, void *arg)
{
	const struct asking *x = arg;

	return db_revocation_find(db, x->certificate, x->out);
}

int
revoking_ask(struct rules *r, const struct actor *a, uint64_t certificate, const struct revoking *v, int64_t now,
    struct revocation *out)
{
	return db_run_known(r->db, ask, asked, &(struct asking){ a, certificate, v, out, now });
}

int
revoking_of(struct rules *r, uint64_t certificate, struct revocation *out)
{
	return db_revocation_find(r->db, certificate, out);
}

int
revoking_receipt(struct rules *r, const char *request, struct revocation *out, struct cert_row *cert)
{
	int rc;

	memset(cert, 0, sizeof(*cert));
	if ((rc = db_revocation_find_request(r->db, request, out)) != 0)
		return rc;
	return db_cert_get(r->db, out->certificate, cert);
}
