#include "rules/losing.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "rules/rules.h"
#include "rules/settings.h"
#include "rules/standing.h"
#include "rules/trail.h"
#include "store/order.h"
#include "util/buf.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/str.h"
#include "util/tm.h"

#define CERTIFICATE_HOLD 6	/* RFC 5280, 5.3.1 */

int
losing_may(const struct cert_row *c, int64_t now)
{
	if (c->state == CERT_REVOKED)
		return err_set(ERR_CONFLICT, "the certificate is revoked");
	if (c->not_after <= now)
		return err_set(ERR_CONFLICT, "the certificate is past its validity");
	return 0;
}

int
losing_token(const char *once, uint64_t certificate, char to[LEN_TOKEN])
{
	unsigned char sum[DIGEST_SIZE];
	struct buf b;
	int r;

	buf_init(&b, 256);
	buf_printf(&b, "report\n%s\n%" PRIu64, once, certificate);
	digest_sha256(b.data, b.len, sum);
	buf_reset(&b);
	enc_base64url(sum, 24, &b);	/* 24 octets are 32 characters, as rnd_token makes them */
	r = str_copy(to, LEN_TOKEN, buf_str(&b));
	buf_clear(&b);
	return r;
}

char *
losing_reporter(const struct actor *a, const struct cert_row *c, char to[LEN_ACTOR])
{
	if (a->kind == ACTOR_OPERATOR)
		return trail_name(a, to);
	snprintf(to, LEN_ACTOR, "%" PRIu64, c->account);
	return to;
}

static int
queue_order(struct db *db, const struct cert_row *c, const struct hold *h)
{
	struct order o = { .claim.id = rnd_id(h->created), .act = ORDER_HOLD, .certificate = c->id, .serial = c->serial,
	    .reason = CERTIFICATE_HOLD, .hold = h->id, .next_at = h->created, .created = h->created };

	snprintf(o.issuer, sizeof(o.issuer), "%s", c->issuer);
	return db_order_insert(db, &o);
}

int
losing_hold(struct db *db, const struct actor *a, const struct cert_row *c, const struct losing *l, int64_t now,
    struct hold *out)
{
	struct hold h = { .id = rnd_id(now), .certificate = c->id, .live = true, .state = HOLD_ASKED, .channel = l->channel,
	    .proof = l->proof, .accepted_at = now, .created = now };
	int64_t days;
	int r;

	if ((r = losing_may(c, now)) != 0 || (r = db_hold_find_live(db, c->id, out)) != ERR_NOTFOUND)
		return r;
	if ((r = settings_days(db, SETTINGS_HOLD, &days)) != 0 || (r = losing_token(l->once, c->id, h.request)) != 0)
		return r;
	h.expires_at = now + days * TM_DAY;
	losing_reporter(a, c, h.reporter);
	if (str_copy(h.text, sizeof(h.text), l->text) != 0)
		return err_reword(ERR_INPUT, "report of a loss is longer than 1000 characters");
	if ((r = db_hold_insert(db, &h)) == ERR_CONFLICT)	/* a form that held before, or another window was faster: found anew */
		return db_hold_find_request(db, h.request, out) == 0 ? 0 : ERR_AGAIN;
	if (r != 0)
		return r;
	if ((r = queue_order(db, c, &h)) != 0)
		return r;
	*out = h;
	return trail_id(db, a, now, "hold.ask", "certificate", c->id, "hold=%" PRIu64 " channel=%s proof=%s", h.id,
	    report_channel_text[h.channel], report_proof_text[h.proof]);
}

struct reporting {
	const struct actor	*actor;
	uint64_t		 certificate;
	const struct losing	*losing;
	struct hold		*out;
	int64_t			 now;
};

static int
report(struct db *db, void *arg)
{
	const struct reporting *x = arg;
	struct cert_row c;
	int r;

	memset(&c, 0, sizeof(c));
	if ((r = db_cert_get(db, x->certificate, &c)) == 0)
		r = losing_hold(db, x->actor, &c, x->losing, x->now, x->out);
	cert_row_clear(&c);
	return r;
}

static int
reported(struct db *db, void *arg)
{
	const struct reporting *x = arg;

	return db_hold_find_live(db, x->certificate, x->out);
}

int
losing_report(struct rules *r, const struct actor *a, uint64_t certificate, const struct losing *l, int64_t now,
    struct hold *out)
{
	return db_run_known(r->db, report, reported, &(struct reporting){ a, certificate, l, out, now });
}

int
losing_days(struct rules *r, int64_t *out)
{
	return settings_days(r->db, SETTINGS_HOLD, out);
}

int
losing_last(struct rules *r, uint64_t certificate, struct hold *out)
{
	size_t n;
	int rc;

	if ((rc = db_hold_list(r->db, certificate, out, 1, &n)) != 0)
		return rc;
	return n == 0 ? ERR_NOTFOUND : 0;
}

int
losing_receipt(struct rules *r, const char *request, struct hold *hold, struct cert_row *cert)
{
	int rc;

	memset(cert, 0, sizeof(*cert));
	if ((rc = db_hold_find_request(r->db, request, hold)) != 0)
		return rc;
	return db_cert_get(r->db, hold->certificate, cert);
}
