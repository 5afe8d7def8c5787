#include "signd/question.h"

#include <string.h>

#include "util/err.h"

static void
read_prepare(struct msg_reader *r, struct region *mem, struct question *q)
{
	size_t i, k;

	q->count = proto_get_count(r);
	q->prepare = region_alloc(mem, (q->count + 1) * sizeof(*q->prepare));
	for (i = 0; i < q->count && !r->fault; i++) {
		struct signer_prepare *p = &q->prepare[i];

		p->request = msg_get_u64(r);
		p->case_text = proto_get_blob(r, PROTO_PAPER_MAX);
		p->spki = proto_get_blob(r, PROTO_SPKI_MAX);
		p->papers = msg_get_u8(r);
		if (p->papers > SIGNER_PAPERS) {
			p->papers = 0;
			r->fault = 1;
		}
		for (k = 0; k < p->papers; k++)
			proto_get_envelope(r, &p->paper[k]);
		p->consent = proto_get_blob(r, PROTO_PAPER_MAX);
		proto_get_exact(r, p->serial, SIGNER_SERIAL);
		p->not_before = (int64_t)msg_get_u64(r);
	}
}

static void
read_sign(struct msg_reader *r, struct region *mem, struct question *q)
{
	size_t i;

	q->count = proto_get_count(r);
	q->sign = region_alloc(mem, (q->count + 1) * sizeof(*q->sign));
	for (i = 0; i < q->count && !r->fault; i++) {
		q->sign[i].request = msg_get_u64(r);
		proto_get_exact(r, q->sign[i].token, SIGNER_DIGEST);
	}
}

static void
read_ocsp(struct msg_reader *r, struct region *mem, struct question *q)
{
	size_t i;

	q->count = proto_get_count(r);
	q->ocsp = region_alloc(mem, (q->count + 1) * sizeof(*q->ocsp));
	for (i = 0; i < q->count && !r->fault; i++) {
		char issuer[QUESTION_NAME];

		msg_get_str(r, issuer, sizeof(issuer));
		q->ocsp[i].issuer = region_str(mem, issuer);
		proto_get_exact(r, q->ocsp[i].serial, SIGNER_SERIAL);
	}
}

static void
read_stamp(struct msg_reader *r, struct region *mem, struct question *q)
{
	size_t i;

	q->count = proto_get_count(r);
	q->stamp = region_alloc(mem, (q->count + 1) * sizeof(*q->stamp));
	for (i = 0; i < q->count && !r->fault; i++)
		q->stamp[i].consent = proto_get_blob(r, PROTO_PAPER_MAX);
}

static void
read_order(struct msg_reader *r, struct question *q)
{
	unsigned has;

	msg_get_str(r, q->act, sizeof(q->act));
	msg_get_str(r, q->name, sizeof(q->name));
	q->serial = proto_get_blob(r, SIGNER_SERIAL);
	q->reason = msg_get_u32(r);
	q->since = (int64_t)msg_get_u64(r);
	if ((has = msg_get_u8(r)) > 1)
		r->fault = 1;
	q->has_envelope = has == 1;
	if (q->has_envelope)
		proto_get_envelope(r, &q->envelope);
}

int
question_read(uint16_t type, const void *body, size_t n, struct region *mem, struct question *out)
{
	struct msg_reader r;

	*out = (struct question){ .type = (enum proto)type };
	msg_read(&r, body, n);
	switch (type) {
	case PROTO_STATUS:
		out->status = region_alloc(mem, sizeof(*out->status));
		break;
	case PROTO_PREPARE:
		read_prepare(&r, mem, out);
		break;
	case PROTO_SIGN:
		read_sign(&r, mem, out);
		break;
	case PROTO_SETTLE:
		out->request = msg_get_u64(&r);
		break;
	case PROTO_ORDER:
		read_order(&r, out);
		break;
	case PROTO_PAPER:
		proto_get_envelope(&r, &out->envelope);
		out->ticket = proto_get_blob(&r, 64);
		break;
	case PROTO_CERTIFY:
	case PROTO_CRL:
		msg_get_str(&r, out->name, sizeof(out->name));
		break;
	case PROTO_OCSP:
		read_ocsp(&r, mem, out);
		break;
	case PROTO_STAMP:
		read_stamp(&r, mem, out);
		break;
	case PROTO_SEAL:
		out->heads = proto_get_blob(&r, PROTO_SEAL_MAX);
		break;
	case PROTO_TICKET:
		proto_get_exact(&r, out->digest[0], SIGNER_DIGEST);
		proto_get_exact(&r, out->digest[1], SIGNER_DIGEST);
		break;
	case PROTO_TLS:
		out->spki = proto_get_blob(&r, PROTO_SPKI_MAX);
		break;
	default:
		return err_set(ERR_INPUT, "message of kind %u, which does not exist", type);
	}
	return msg_end(&r);
}

static void
put_buf(struct buf *m, const struct buf *b)
{
	msg_put_blob(m, b->data, b->len);
}

static void
put_status(const struct signer_status *st, struct buf *m)
{
	size_t i;

	msg_put_str(m, st->state);
	msg_put_u32(m, (uint32_t)st->cas);
	for (i = 0; i < st->cas; i++) {
		msg_put_str(m, st->ca[i].name);
		put_buf(m, &st->ca[i].der);
	}
	msg_put_u32(m, (uint32_t)st->profiles);
	for (i = 0; i < st->profiles; i++) {
		msg_put_str(m, st->profile[i].name);
		msg_put_blob(m, st->profile[i].digest, SIGNER_DIGEST);
	}
	msg_put_u32(m, (uint32_t)st->crls);
	for (i = 0; i < st->crls; i++) {
		msg_put_str(m, st->crl[i].issuer);
		msg_put_u64(m, st->crl[i].number);
	}
}

static void
put_item(const struct question *q, size_t i, struct buf *m)
{
	if (q->type == PROTO_PREPARE) {
		proto_put_item(m, q->prepare[i].code, q->prepare[i].note);
		put_buf(m, &q->prepare[i].tbs);
		msg_put_blob(m, q->prepare[i].token, SIGNER_DIGEST);
	} else if (q->type == PROTO_SIGN) {
		proto_put_item(m, q->sign[i].code, q->sign[i].note);
		put_buf(m, &q->sign[i].der);
		msg_put_u64(m, (uint64_t)q->sign[i].at);
	} else if (q->type == PROTO_OCSP) {
		const struct signer_ocsp *o = &q->ocsp[i];

		proto_put_item(m, o->code, o->note);
		msg_put_u8(m, (uint8_t)o->state);
		msg_put_u64(m, (uint64_t)o->changed);
		put_buf(m, &o->der_sha1);
		put_buf(m, &o->der_sha256);
		msg_put_u64(m, (uint64_t)o->this_update);
		msg_put_u64(m, (uint64_t)o->next_update);
	} else {
		proto_put_item(m, q->stamp[i].code, q->stamp[i].note);
		msg_put_u64(m, (uint64_t)q->stamp[i].at);
		put_buf(m, &q->stamp[i].token);
	}
}

static void
put_batch(const struct question *q, struct buf *m)
{
	size_t i;

	msg_put_u32(m, (uint32_t)q->count);
	for (i = 0; i < q->count; i++)
		put_item(q, i, m);
}

void
question_answer(const struct question *q, struct buf *m)
{
	switch (q->type) {
	case PROTO_STATUS:
		put_status(q->status, m);
		break;
	case PROTO_PREPARE:
	case PROTO_SIGN:
	case PROTO_OCSP:
	case PROTO_STAMP:
		put_batch(q, m);
		break;
	case PROTO_SETTLE:
		msg_put_u8(m, q->issued);
		put_buf(m, &q->der);
		break;
	case PROTO_ORDER:
		msg_put_u64(m, (uint64_t)q->at);
		break;
	case PROTO_PAPER:
	case PROTO_SEAL:
		put_buf(m, &q->der);
		msg_put_u64(m, (uint64_t)q->at);
		break;
	case PROTO_CERTIFY:
	case PROTO_TLS:
		put_buf(m, &q->der);
		break;
	case PROTO_CRL:
		msg_put_u64(m, q->crl.number);
		msg_put_u64(m, (uint64_t)q->crl.this_update);
		msg_put_u64(m, (uint64_t)q->crl.next_update);
		msg_put_u32(m, q->crl.entries);
		put_buf(m, &q->crl.der);
		break;
	default:	/* TICKET has nothing but its head */
		break;
	}
}

void
question_clear(struct question *q)
{
	size_t i;

	for (i = 0; i < q->count; i++) {
		if (q->prepare != NULL)
			buf_clear(&q->prepare[i].tbs);
		if (q->sign != NULL)
			buf_clear(&q->sign[i].der);
		if (q->ocsp != NULL) {
			buf_clear(&q->ocsp[i].der_sha1);
			buf_clear(&q->ocsp[i].der_sha256);
		}
		if (q->stamp != NULL)
			buf_clear(&q->stamp[i].token);
	}
	if (q->status != NULL)
		signer_status_clear(q->status);
	buf_clear(&q->der);
	buf_clear(&q->crl.der);
}
