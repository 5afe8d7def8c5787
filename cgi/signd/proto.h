/*
 * proto: message numbers and the fields both ends of signd's socket share (cgi/signd/PROTOCOL.md).
 */
#ifndef SIGND_PROTO_H
#define SIGND_PROTO_H

#include "signd/signer.h"
#include "util/msg.h"

enum proto {
	PROTO_STATUS = 1, PROTO_PREPARE, PROTO_SIGN, PROTO_SETTLE, PROTO_ORDER, PROTO_PAPER, PROTO_CERTIFY, PROTO_CRL,
	PROTO_OCSP, PROTO_STAMP, PROTO_SEAL, PROTO_TICKET, PROTO_TLS, PROTO_MAX
};

#define PROTO_PAPER_MAX	((size_t)64 << 10)	/* bytes of one paper */
#define PROTO_ANSWER_MAX	(BUF_MAX + 4096)	/* a list of a million entries is in one (design 8) */
#define PROTO_SEAL_MAX	((size_t)1 << 20)
#define PROTO_SPKI_MAX	((size_t)1024)

void	 proto_put_blob(struct buf *m, struct signer_blob b);
void	 proto_put_envelope(struct buf *m, const struct signer_envelope *e);
/* The pointers lead into the message. A fault (too many, too long) is the reader's. */
struct signer_blob proto_get_blob(struct msg_reader *r, size_t max);
void	 proto_get_envelope(struct msg_reader *r, struct signer_envelope *out);
/* Exactly n bytes into to, or the reader's fault. */
void	 proto_get_exact(struct msg_reader *r, void *to, size_t n);

/* How every answer begins: code, note, stand of the journal. */
void	 proto_put_head(struct buf *m, int code, const char *note, const struct signer_stand *at);
int	 proto_get_head(struct msg_reader *r, char note[SIGNER_NOTE], struct signer_stand *at);
/* How every item of a batch begins. */
void	 proto_put_item(struct buf *m, int code, const char *note);
int	 proto_get_item(struct msg_reader *r, char note[SIGNER_NOTE]);
/* The count of a batch, 0 with the reader's fault when above SIGNER_BATCH. */
size_t	 proto_get_count(struct msg_reader *r);

#endif
