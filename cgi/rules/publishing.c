#include "rules/publishing.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "pki/cert.h"
#include "rules/rules.h"
#include "rules/trail.h"
#include "signd/signer.h"
#include "store/document.h"
#include "store/operator.h"
#include "store/paper.h"
#include "util/err.h"
#include "util/log.h"
#include "util/str.h"

#define LEASE		((int64_t)60 * 1000)
#define AGAIN_AFTER	((int64_t)2 * 1000)

static const struct actor issuer = { .kind = ACTOR_PROGRAM, .person = "issuer" };

struct answer {
	const struct paper_row	*paper;
	struct buf		 cert;		/* of an operator; else empty */
	int64_t			 at, now;
	const char		*refusal;	/* NULL: accepted */
};

static int
grant(struct db *db, const struct answer *x)
{
	struct operator o;
	struct cert c;
	int r;

	memset(&o, 0, sizeof(o));
	memset(&c, 0, sizeof(c));
	if ((r = db_operator_get(db, x->paper->object, &o)) == 0 &&
	    (r = cert_parse(x->cert.data, x->cert.len, &c)) == 0) {
		buf_reset(&o.cert);
		buf_add(&o.cert, x->cert.data, x->cert.len);
		buf_reset(&o.cert_serial);
		buf_add(&o.cert_serial, c.serial, c.serial_len);
		o.state = OPERATOR_ACTIVE;
		o.not_after = c.not_after;
		r = db_operator_update(db, &o);
	}
	cert_clear(&c);
	operator_clear(&o);
	return r;
}

static int
store_answer(struct db *db, void *arg)
{
	const struct answer *x = arg;
	const struct paper_row *p = x->paper;
	bool publish = str_eq(p->kind, "publish");
	int r;

	if (x->refusal != NULL) {
		if ((r = db_paper_refused(db, &p->claim, x->refusal, x->now)) == 0 && publish)
			r = db_revision_reopen(db, p->object, p->claim.id);
	} else if ((r = db_paper_done(db, &p->claim, &x->cert, x->at)) == 0) {
		if (publish)
			r = db_revision_publish(db, p->object, p->claim.id, x->at);
		else if (str_eq(p->kind, "operator"))
			r = grant(db, x);
	}
	if (r != 0)
		return r;
	return trail_id(db, &issuer, x->now, x->refusal != NULL ? "paper.refused" : "paper.accepted", "paper", p->claim.id,
	    "kind=%s object=%" PRIu64, p->kind, p->object);
}

static int
fill(struct db *db, const struct paper_row *p, struct paper_sign *signs, size_t *n, struct signer_envelope *out)
{
	int r;

	if ((r = db_paper_signs(db, p->claim.id, signs, SIGNER_PROOFS, n)) != 0)
		return r;
	*out = (struct signer_envelope){ .paper = { p->text.data, p->text.len }, .proofs = *n };
	for (size_t i = 0; i < *n; i++)
		out->proof[i] = (struct signer_proof){ .auth_data = { signs[i].auth_data.data, signs[i].auth_data.len },
		    .client_data = { signs[i].client_data.data, signs[i].client_data.len },
		    .signature = { signs[i].signature.data, signs[i].signature.len },
		    .cert = { signs[i].cert.data, signs[i].cert.len } };
	return 0;
}

static int
hand_over(struct rules *r, struct signer *s, const struct paper_row *p, int64_t now, size_t *done)
{
	struct answer x = { .paper = p, .now = now };
	struct paper_sign signs[SIGNER_PROOFS];
	struct signer_envelope e;
	char note[QUEUE_ERROR];
	size_t n = 0;
	int rc;

	memset(signs, 0, sizeof(signs));
	if ((rc = fill(r->db, p, signs, &n, &e)) == 0)
		rc = signer_paper(s, &e, (struct signer_blob){ p->ticket.data, p->ticket.len }, &x.cert, &x.at);
	if (rc != 0) {
		snprintf(note, sizeof(note), "%s", err_take());
		log_warn("paper %" PRIu64 " (%s): %s", p->claim.id, p->kind, note);
		x.refusal = note;
	}
	if (rc == ERR_PEER || rc == ERR_AGAIN)
		rc = db_paper_again(r->db, &p->claim, now + AGAIN_AFTER * (1 + p->tries), note);
	else if ((rc = db_run(r->db, store_answer, &x)) == 0)
		(*done)++;
	for (size_t i = 0; i < n; i++)
		paper_sign_clear(&signs[i]);
	buf_clear(&x.cert);
	return rc;
}

int
publishing_round(struct rules *r, struct signer *s, size_t max, int64_t now, size_t *done)
{
	struct paper_row list[QUEUE_CLAIM];
	size_t n = 0;
	int rc;

	*done = 0;
	memset(list, 0, sizeof(list));
	rc = db_paper_claim(r->db, now, now + LEASE, list, max < QUEUE_CLAIM ? max : QUEUE_CLAIM, &n);
	for (size_t i = 0; i < n; i++) {
		if (rc == 0 && (rc = hand_over(r, s, &list[i], now, done)) != 0 && rc != ERR_PEER) {
			log_err(rc, "paper");	/* its lease lapses; the others need not wait for theirs */
			rc = 0;
		}
		paper_row_clear(&list[i]);
	}
	return rc;
}
