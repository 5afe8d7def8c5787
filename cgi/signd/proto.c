#include "signd/proto.h"

#include <string.h>

#include "util/err.h"

void
proto_put_blob(struct buf *m, struct signer_blob b)
{
	msg_put_blob(m, b.p, b.n);
}

void
proto_put_envelope(struct buf *m, const struct signer_envelope *e)
{
	size_t i;

	proto_put_blob(m, e->paper);
	msg_put_u8(m, (uint8_t)e->proofs);
	for (i = 0; i < e->proofs; i++) {
		proto_put_blob(m, e->proof[i].auth_data);
		proto_put_blob(m, e->proof[i].client_data);
		proto_put_blob(m, e->proof[i].signature);
		proto_put_blob(m, e->proof[i].cert);
	}
}

struct signer_blob
proto_get_blob(struct msg_reader *r, size_t max)
{
	struct signer_blob b;

	b.p = msg_get_blob(r, &b.n);
	if (b.n > max) {
		r->fault = 1;
		b.n = 0;
	}
	return b;
}

void
proto_get_exact(struct msg_reader *r, void *to, size_t n)
{
	struct signer_blob b = proto_get_blob(r, n);

	memset(to, 0, n);
	if (b.n != n)
		r->fault = 1;
	else
		memcpy(to, b.p, n);
}

void
proto_get_envelope(struct msg_reader *r, struct signer_envelope *out)
{
	size_t i, count;

	*out = (struct signer_envelope){ .proofs = 0 };
	out->paper = proto_get_blob(r, PROTO_PAPER_MAX);
	if ((count = msg_get_u8(r)) > SIGNER_PROOFS) {
		r->fault = 1;
		return;
	}
	for (i = 0; i < count; i++) {
		out->proof[i].auth_data = proto_get_blob(r, 256);
		out->proof[i].client_data = proto_get_blob(r, 1024);
		out->proof[i].signature = proto_get_blob(r, 1024);
		out->proof[i].cert = proto_get_blob(r, 8192);
	}
	out->proofs = count;
}

void
proto_put_item(struct buf *m, int code, const char *note)
{
	msg_put_u8(m, (uint8_t)-code);
	msg_put_blob(m, note, strnlen(note, SIGNER_NOTE - 1));
}

int
proto_get_item(struct msg_reader *r, char note[SIGNER_NOTE])
{
	int code = -(int)msg_get_u8(r);

	msg_get_str(r, note, SIGNER_NOTE);
	if (code < ERR_BUG)
		r->fault = 1;
	return r->fault ? ERR_PEER : code;
}

void
proto_put_head(struct buf *m, int code, const char *note, const struct signer_stand *at)
{
	proto_put_item(m, code, note);
	msg_put_str(m, at->instance);
	msg_put_u64(m, at->seq);
	msg_put_blob(m, at->head, sizeof(at->head));
}

int
proto_get_head(struct msg_reader *r, char note[SIGNER_NOTE], struct signer_stand *at)
{
	int code = proto_get_item(r, note);

	msg_get_str(r, at->instance, sizeof(at->instance));
	at->seq = msg_get_u64(r);
	proto_get_exact(r, at->head, sizeof(at->head));
	return r->fault ? ERR_PEER : code;
}

size_t
proto_get_count(struct msg_reader *r)
{
	size_t count = msg_get_u32(r);

	if (count <= SIGNER_BATCH)
		return count;
	r->fault = 1;
	return 0;
}
