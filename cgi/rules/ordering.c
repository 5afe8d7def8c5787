#include "rules/ordering.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "rules/rules.h"
#include "rules/tell.h"
#include "rules/trail.h"
#include "signd/signer.h"
#include "store/cert.h"
#include "store/hold.h"
#include "store/ocspanswer.h"
#include "store/order.h"
#include "store/paper.h"
#include "store/revocation.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/log.h"
#include "util/tm.h"

#define LEASE		((int64_t)30 * 1000)
#define AGAIN_AFTER	((int64_t)1000)
#define SIGNATURES	SIGNER_PROOFS

static const struct actor issuer = { .kind = ACTOR_PROGRAM, .person = "issuer" };

struct doing {
	const struct order	*order;
	int64_t			 at;		/* when it took effect in the ledger */
	const char		*note;		/* why signd refuses it */
	int64_t			 now;
};

/* The mail event of an act about a certificate. */
static const char *
mail_of(enum order_act act)
{
	switch (act) {
	case ORDER_HOLD:	return "held";
	case ORDER_REVOKE:	return "revoked";
	case ORDER_RELEASE:	return "released";
	default:		return NULL;
	}
}

static int
settle_rows(struct db *db, const struct doing *d)
{
	const struct order *o = d->order;
	int r = 0;

	switch (o->act) {
	case ORDER_HOLD:
		if ((r = db_hold_effective(db, o->hold, d->at)) == 0)
			r = db_cert_state(db, o->certificate, CERT_HELD, 6 /* certificateHold */, d->at);
		break;
	case ORDER_REVOKE:
		if ((r = db_revocation_effective(db, o->revocation, d->at)) == 0 &&
		    (r = db_hold_revoked(db, o->certificate)) == 0)
			r = db_cert_state(db, o->certificate, CERT_REVOKED, o->reason, d->at);
		break;
	case ORDER_RELEASE:
		if ((r = db_hold_release(db, o->hold, d->at)) == 0)
			r = db_cert_state(db, o->certificate, CERT_VALID, 0, d->at);
		break;
	default:
		break;
	}
	return r;
}

static int
about_certificate(struct db *db, const struct doing *d)
{
	static const enum cert_state state[] = { [ORDER_HOLD] = CERT_HELD, [ORDER_REVOKE] = CERT_REVOKED,
	    [ORDER_RELEASE] = CERT_VALID };
	const struct order *o = d->order;
	struct cert_row cert;
	struct buf params;
	int r;

	memset(&cert, 0, sizeof(cert));
	buf_init(&params, 0);
	if ((r = settle_rows(db, d)) == 0 && (r = db_cert_get(db, o->certificate, &cert)) == 0 &&
	    (r = db_ocsp_want(db, o->issuer, o->serial.data, o->serial.len, state[o->act], d->now)) == 0) {
		struct buf serial;

		buf_init(&serial, 0);
		enc_hex(o->serial.data, o->serial.len, &serial);
		tell_param(&params, "serial", buf_str(&serial));
		tell_param(&params, "name", cert.common_name);
		buf_clear(&serial);
		r = tell_account(db, cert.account, cert.application, mail_of(o->act), buf_str(&params), d->now);
	}
	buf_clear(&params);
	cert_row_clear(&cert);
	return r;
}

static int
finish(struct db *db, void *arg)
{
	const struct doing *d = arg;
	const struct order *o = d->order;
	int r;

	if ((r = db_order_done(db, &o->claim, d->at)) != 0)
		return r;
	if (o->certificate != 0 && (r = about_certificate(db, d)) != 0)
		return r;
	return trail_id(db, &issuer, d->now, "order.done", "order", o->claim.id, "act=%s issuer=%s certificate=%" PRIu64
	    " reason=%d", order_act_text[o->act], o->issuer, o->certificate, o->reason);
}

/* The signed paper behind a loosening order; refers to memory of paper and signs. */
static void
envelope(const struct paper_row *paper, const struct paper_sign *signs, size_t n, struct signer_envelope *out)
{
	*out = (struct signer_envelope){ .paper = { paper->text.data, paper->text.len }, .proofs = n };
	for (size_t i = 0; i < n; i++)
		out->proof[i] = (struct signer_proof){ .auth_data = { signs[i].auth_data.data, signs[i].auth_data.len },
		    .client_data = { signs[i].client_data.data, signs[i].client_data.len },
		    .signature = { signs[i].signature.data, signs[i].signature.len },
		    .cert = { signs[i].cert.data, signs[i].cert.len } };
}

static int
ask_signd(struct rules *r, struct signer *s, const struct order *o, int64_t *at)
{
	struct signer_order ask = { .act = order_act_text[o->act], .issuer = o->issuer, .serial = { o->serial.data,
	    o->serial.len }, .reason = (uint32_t)o->reason, .invalid_since = o->invalid_since };
	struct paper_sign signs[SIGNATURES];
	struct signer_envelope e;
	struct paper_row paper;
	size_t n = 0;
	int rc = 0;

	memset(&paper, 0, sizeof(paper));
	memset(signs, 0, sizeof(signs));
	if (o->paper != 0 && (rc = db_paper_get(r->db, o->paper, &paper)) == 0 &&
	    (rc = db_paper_signs(r->db, o->paper, signs, SIGNATURES, &n)) == 0) {
		envelope(&paper, signs, n, &e);
		ask.envelope = &e;
	}
	if (rc == 0)
		rc = signer_order(s, &ask, at);
	for (size_t i = 0; i < n; i++)
		paper_sign_clear(&signs[i]);
	paper_row_clear(&paper);
	return rc;
}

/* Refused for good: whoever asked was told that it is accepted, so it is a row of the trail, not of the log alone. */
static int
refuse(struct db *db, void *arg)
{
	const struct doing *d = arg;
	const struct order *o = d->order;
	int r;

	if ((r = db_order_failed(db, &o->claim, d->note)) != 0)
		return r;
	return trail_id(db, &issuer, d->now, "order.refused", "order", o->claim.id, "act=%s issuer=%s certificate=%" PRIu64 " why=%s",
	    order_act_text[o->act], o->issuer, o->certificate, d->note);
}

static int
carry_out(struct rules *r, struct signer *s, const struct order *o, int64_t now, size_t *done)
{
	struct doing d = { .order = o, .now = now };
	char note[QUEUE_ERROR];
	int rc;

	if ((rc = ask_signd(r, s, o, &d.at)) == 0) {
		if ((rc = db_run(r->db, finish, &d)) == 0)
			(*done)++;
		return rc;
	}
	snprintf(note, sizeof(note), "%s", err_take());
	log_warn("order %" PRIu64 " (%s): %s", o->claim.id, order_act_text[o->act], note);
	if (rc == ERR_LIMIT)	/* signd counts by the hour of its clock, which is ours */
		return db_order_limited(r->db, &o->claim, (now / TM_HOUR + 1) * TM_HOUR, note);
	if (rc == ERR_PEER || rc == ERR_AGAIN)
		return db_order_again(r->db, &o->claim, now + AGAIN_AFTER * (1 + o->tries), note);
	d.note = note;
	return db_run(r->db, refuse, &d);
}

int
ordering_round(struct rules *r, struct signer *s, size_t max, int64_t now, size_t *done)
{
	struct order list[QUEUE_CLAIM];
	size_t n = 0;
	int rc;

	*done = 0;
	memset(list, 0, sizeof(list));
	rc = db_order_claim(r->db, now, now + LEASE, list, max < QUEUE_CLAIM ? max : QUEUE_CLAIM, &n);
	for (size_t i = 0; i < n; i++) {
		if (rc == 0 && (rc = carry_out(r, s, &list[i], now, done)) != 0 && rc != ERR_PEER) {
			log_err(rc, "order");	/* its lease lapses; the others need not wait for theirs */
			rc = 0;
		}
		order_clear(&list[i]);
	}
	return rc;
}
