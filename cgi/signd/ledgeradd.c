/* What is added to the ledger: one record each. */
#include "signd/book.h"

#include "util/msg.h"

void
ledger_id_of_request(uint64_t request, unsigned char id[LEDGER_ID])
{
	struct buf b = BUF_INIT;

	msg_put_u64(&b, request);
	book_key('r', b.data, b.len, id);
	buf_clear(&b);
}

void
ledger_add_plan(struct ledger *l, const struct ledger_plan *p)
{
	struct buf m = BUF_INIT;
	size_t i;

	msg_put_blob(&m, p->id, LEDGER_ID);
	msg_put_str(&m, p->issuer);
	msg_put_str(&m, p->ra);
	msg_put_str(&m, p->purpose);
	msg_put_blob(&m, p->serial, SIGNER_SERIAL);
	msg_put_u64(&m, (uint64_t)p->not_before);
	msg_put_u64(&m, (uint64_t)p->not_after);
	msg_put_blob(&m, p->spki, SIGNER_DIGEST);
	msg_put_blob(&m, p->of, SIGNER_DIGEST);
	msg_put_u8(&m, (uint8_t)p->papers);
	for (i = 0; i < p->papers; i++)
		msg_put_blob(&m, p->used[i], SIGNER_DIGEST);
	msg_put_blob(&m, p->tbs, p->tbs_len);
	msg_put_blob(&m, p->evidence != NULL ? p->evidence->data : NULL, p->evidence != NULL ? p->evidence->len : 0);
	book_add(l, PLAN, &m);
}

void
ledger_add_issued(struct ledger *l, const unsigned char id[LEDGER_ID], const void *sig, size_t n)
{
	struct buf m = BUF_INIT;

	msg_put_blob(&m, id, LEDGER_ID);
	msg_put_blob(&m, sig, n);
	book_add(l, ISSUED, &m);
}

void
ledger_add_never(struct ledger *l, const unsigned char id[LEDGER_ID])
{
	struct buf m = BUF_INIT;

	msg_put_blob(&m, id, LEDGER_ID);
	book_add(l, NEVER, &m);
}

static void
put_evidence(struct buf *m, const struct buf *evidence)
{
	msg_put_blob(m, evidence != NULL ? evidence->data : NULL, evidence != NULL ? evidence->len : 0);
}

void
ledger_add_known(struct ledger *l, const char *issuer, const unsigned char serial[SIGNER_SERIAL],
    const unsigned char tbs[SIGNER_DIGEST], const struct buf *evidence)
{
	struct buf m = BUF_INIT;

	msg_put_str(&m, issuer);
	msg_put_blob(&m, serial, SIGNER_SERIAL);
	msg_put_blob(&m, tbs, SIGNER_DIGEST);
	put_evidence(&m, evidence);
	book_add(l, KNOWN, &m);
}

void
ledger_add_order(struct ledger *l, const struct ledger_order *o)
{
	struct buf m = BUF_INIT;

	msg_put_u8(&m, (uint8_t)o->act);
	msg_put_u8(&m, o->capped);
	msg_put_str(&m, o->issuer);
	msg_put_str(&m, o->person);
	msg_put_blob(&m, o->serial, SIGNER_SERIAL);
	msg_put_u32(&m, o->reason);
	msg_put_u64(&m, (uint64_t)o->invalid_since);
	msg_put_blob(&m, o->paper, o->paper != NULL ? SIGNER_DIGEST : 0);
	put_evidence(&m, o->evidence);
	book_add(l, ORDER, &m);
}

void
ledger_add_epoch(struct ledger *l, uint64_t number, const unsigned char paper[SIGNER_DIGEST], const struct buf *evidence)
{
	struct buf m = BUF_INIT;

	msg_put_u64(&m, number);
	msg_put_blob(&m, paper, SIGNER_DIGEST);
	put_evidence(&m, evidence);
	book_add(l, EPOCH, &m);
}

void
ledger_add_document(struct ledger *l, const struct ledger_document *d, const unsigned char paper[SIGNER_DIGEST],
    const struct buf *evidence)
{
	struct buf m = BUF_INIT;

	msg_put_str(&m, d->document);
	msg_put_str(&m, d->language);
	msg_put_u64(&m, d->revision);
	msg_put_blob(&m, d->digest, SIGNER_DIGEST);
	msg_put_u64(&m, (uint64_t)d->effective_at);
	msg_put_blob(&m, paper, SIGNER_DIGEST);
	put_evidence(&m, evidence);
	book_add(l, DOCUMENT, &m);
}

void
ledger_add_operator(struct ledger *l, const struct ledger_operator *o, const unsigned char *ticket)
{
	struct buf m = BUF_INIT;

	msg_put_str(&m, o->person);
	msg_put_str(&m, o->index);
	msg_put_str(&m, o->ra);
	msg_put_str(&m, o->roles);
	msg_put_u8(&m, o->soft);
	msg_put_u64(&m, (uint64_t)o->not_after);
	msg_put_blob(&m, o->cert, SIGNER_DIGEST);
	msg_put_blob(&m, o->paper, SIGNER_DIGEST);
	msg_put_blob(&m, ticket, ticket != NULL ? SIGNER_DIGEST : 0);
	book_add(l, OPERATOR, &m);
}

static void
add_digest(struct ledger *l, enum book_kind kind, const unsigned char digest[SIGNER_DIGEST])
{
	struct buf m = BUF_INIT;

	msg_put_blob(&m, digest, SIGNER_DIGEST);
	book_add(l, kind, &m);
}

void
ledger_add_stamp(struct ledger *l, const unsigned char digest[SIGNER_DIGEST])
{
	add_digest(l, STAMP, digest);
}

void
ledger_add_ticket(struct ledger *l, const unsigned char digest[SIGNER_DIGEST])
{
	add_digest(l, TICKET, digest);
}

void
ledger_add_seal(struct ledger *l, const unsigned char heads[SIGNER_DIGEST])
{
	add_digest(l, SEAL, heads);
}

void
ledger_add_list(struct ledger *l, const char *issuer, uint64_t number, int64_t this_update, int64_t next_update,
    uint32_t entries, const unsigned char tbs[SIGNER_DIGEST])
{
	struct buf m = BUF_INIT;

	msg_put_str(&m, issuer);
	msg_put_u64(&m, number);
	msg_put_u64(&m, (uint64_t)this_update);
	msg_put_u64(&m, (uint64_t)next_update);
	msg_put_u32(&m, entries);
	msg_put_blob(&m, tbs, SIGNER_DIGEST);
	book_add(l, LIST, &m);
}
