/* The calling half of signer.h: one connection, one question at a time. */
#include "signd/signer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "signd/proto.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/mem.h"
#include "util/str.h"
#include "util/tm.h"

#define PATIENCE_MS 30000

struct signer {
	char			path[108];
	int			fd, patience;
	uint32_t		number;
	struct signer_stand	at;
	struct buf		answer;
};

static int
set_patience(const struct signer *s)
{
	struct timeval t = { .tv_sec = s->patience / 1000, .tv_usec = s->patience % 1000 * 1000 };

	if (setsockopt(s->fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof(t)) != 0 ||
	    setsockopt(s->fd, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof(t)) != 0)
		return err_set(ERR_PEER, "could not set the waiting time for signd: %s", strerror(errno));
	return 0;
}

static int
reach(struct signer *s)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int r;

	if (s->fd >= 0)
		return 0;
	if ((r = str_copy(to.sun_path, sizeof(to.sun_path), s->path)) != 0)
		return r;
	if ((s->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) < 0)
		return err_set(ERR_PEER, "could not make a socket: %s", strerror(errno));
	if (connect(s->fd, (struct sockaddr *)&to, sizeof(to)) != 0)
		r = err_set(ERR_PEER, "signd does not answer at %s: %s", s->path, strerror(errno));
	else
		r = set_patience(s);
	if (r != 0) {
		close(s->fd);
		s->fd = -1;
	}
	return r;
}

int
signer_open(const char *path, struct signer **out)
{
	struct signer *s = xcalloc(1, sizeof(*s));
	int r;

	s->fd = -1;
	s->patience = PATIENCE_MS;
	buf_init(&s->answer, PROTO_ANSWER_MAX);
	if ((r = str_copy(s->path, sizeof(s->path), path)) != 0 || (r = reach(s)) != 0) {
		signer_close(s);
		return r;
	}
	*out = s;
	return 0;
}

void
signer_close(struct signer *s)
{
	if (s == NULL)
		return;
	if (s->fd >= 0)
		close(s->fd);
	buf_clear(&s->answer);
	free(s);
}

void
signer_patience(struct signer *s, int ms)
{
	s->patience = ms;
	if (s->fd >= 0 && set_patience(s) != 0)
		err_take();
}

const struct signer_stand *
signer_stand(const struct signer *s)
{
	return &s->at;
}

/* After a fault nobody knows where the next frame begins. */
static int
drop(struct signer *s, int r)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
	return r;
}

/* Sends body (and clears it), reads the answer up to the fields of its kind. */
static int
ask(struct signer *s, enum proto type, struct buf *body, struct msg_reader *r)
{
	char note[SIGNER_NOTE] = "";
	uint32_t number = ++s->number, back = 0;
	uint16_t kind = 0;
	int code;

	if ((code = reach(s)) == 0 && (code = msg_send(s->fd, (uint16_t)type, number, body)) == 0)
		code = msg_receive(s->fd, PROTO_ANSWER_MAX, &kind, &back, &s->answer);
	buf_wipe(body);
	if (code != 0)
		return drop(s, err_in(code == ERR_LIMIT ? ERR_LIMIT : ERR_PEER, "signd"));
	msg_read(r, s->answer.data, s->answer.len);
	code = proto_get_head(r, note, &s->at);
	if (kind != type || back != number || r->fault)
		return drop(s, err_set(ERR_PEER, "signd gave an answer to something else"));
	return code == 0 ? 0 : err_set((enum err)code, "%s", note[0] != '\0' ? note : "signd refused");
}

static int
finish(struct signer *s, struct msg_reader *r)
{
	if (msg_end(r) == 0)
		return 0;
	return drop(s, err_in(ERR_PEER, "answer of signd"));
}

static void
get_buf(struct msg_reader *r, struct buf *out)
{
	struct signer_blob b = proto_get_blob(r, PROTO_ANSWER_MAX);

	buf_reset(out);
	buf_add(out, b.p, b.n);
}

int
signer_status(struct signer *s, struct signer_status *out)
{
	struct buf m = BUF_INIT;
	struct msg_reader r;
	size_t i;
	int code;

	*out = (struct signer_status){ .cas = 0 };
	if ((code = ask(s, PROTO_STATUS, &m, &r)) != 0)
		return code;
	msg_get_str(&r, out->state, sizeof(out->state));
	out->cas = msg_get_u32(&r);
	for (i = 0; i < out->cas && i < SIGNER_CAS; i++) {
		msg_get_str(&r, out->ca[i].name, sizeof(out->ca[i].name));
		get_buf(&r, &out->ca[i].der);
	}
	out->profiles = msg_get_u32(&r);
	for (i = 0; i < out->profiles && i < SIGNER_PROFILES; i++) {
		msg_get_str(&r, out->profile[i].name, sizeof(out->profile[i].name));
		proto_get_exact(&r, out->profile[i].digest, SIGNER_DIGEST);
	}
	out->crls = msg_get_u32(&r);
	for (i = 0; i < out->crls && i < SIGNER_CAS; i++) {
		msg_get_str(&r, out->crl[i].issuer, sizeof(out->crl[i].issuer));
		out->crl[i].number = msg_get_u64(&r);
	}
	if ((code = finish(s, &r)) != 0)
		signer_status_clear(out);
	return code;
}

void
signer_status_clear(struct signer_status *st)
{
	size_t i;

	for (i = 0; i < SIGNER_CAS; i++)
		buf_clear(&st->ca[i].der);
	*st = (struct signer_status){ .cas = 0 };
}

/* Asks a batch and checks that as many items come back. */
static int
ask_batch(struct signer *s, enum proto type, struct buf *m, size_t count, struct msg_reader *r)
{
	int code;

	if (count > SIGNER_BATCH) {
		buf_wipe(m);
		return err_set(ERR_LIMIT, "batch of %zu items, at most %d are taken", count, SIGNER_BATCH);
	}
	if ((code = ask(s, type, m, r)) != 0)
		return code;
	if (proto_get_count(r) != count)
		return drop(s, err_set(ERR_PEER, "signd answered another number of items"));
	return 0;
}

int
signer_prepare(struct signer *s, struct signer_prepare *item, size_t count)
{
	struct buf m = BUF_INIT;
	struct msg_reader r;
	size_t i, k;
	int code;

	msg_put_u32(&m, (uint32_t)count);
	for (i = 0; i < count; i++) {
		msg_put_u64(&m, item[i].request);
		proto_put_blob(&m, item[i].case_text);
		proto_put_blob(&m, item[i].spki);
		msg_put_u8(&m, (uint8_t)item[i].papers);
		for (k = 0; k < item[i].papers; k++)
			proto_put_envelope(&m, &item[i].paper[k]);
		proto_put_blob(&m, item[i].consent);
		msg_put_blob(&m, item[i].serial, SIGNER_SERIAL);
		msg_put_u64(&m, (uint64_t)item[i].not_before);
	}
	if ((code = ask_batch(s, PROTO_PREPARE, &m, count, &r)) != 0)
		return code;
	for (i = 0; i < count; i++) {
		item[i].code = proto_get_item(&r, item[i].note);
		get_buf(&r, &item[i].tbs);
		proto_get_exact(&r, item[i].token, SIGNER_DIGEST);
	}
	return finish(s, &r);
}

int
signer_sign(struct signer *s, struct signer_sign *item, size_t count)
{
	struct buf m = BUF_INIT;
	struct msg_reader r;
	size_t i;
	int code;

	msg_put_u32(&m, (uint32_t)count);
	for (i = 0; i < count; i++) {
		msg_put_u64(&m, item[i].request);
		msg_put_blob(&m, item[i].token, SIGNER_DIGEST);
	}
	if ((code = ask_batch(s, PROTO_SIGN, &m, count, &r)) != 0)
		return code;
	for (i = 0; i < count; i++) {
		item[i].code = proto_get_item(&r, item[i].note);
		get_buf(&r, &item[i].der);
		item[i].at = (int64_t)msg_get_u64(&r);
	}
	return finish(s, &r);
}

int
signer_settle(struct signer *s, uint64_t request, bool *issued, struct buf *der)
{
	struct buf m = BUF_INIT;
	struct msg_reader r;
	int code;

	msg_put_u64(&m, request);
	if ((code = ask(s, PROTO_SETTLE, &m, &r)) != 0)
		return code;
	*issued = msg_get_u8(&r) != 0;
	get_buf(&r, der);
	return finish(s, &r);
}

int
signer_order(struct signer *s, const struct signer_order *o, int64_t *at)
{
	struct buf m = BUF_INIT;
	struct msg_reader r;
	int code;

	msg_put_str(&m, o->act);
	msg_put_str(&m, o->issuer);
	proto_put_blob(&m, o->serial);
	msg_put_u32(&m, o->reason);
	msg_put_u64(&m, (uint64_t)o->invalid_since);
	msg_put_u8(&m, o->envelope != NULL);
	if (o->envelope != NULL)
		proto_put_envelope(&m, o->envelope);
	if ((code = ask(s, PROTO_ORDER, &m, &r)) != 0)
		return code;
	*at = (int64_t)msg_get_u64(&r);
	return finish(s, &r);
}

int
signer_paper(struct signer *s, const struct signer_envelope *e, struct signer_blob ticket, struct buf *cert, int64_t *at)
{
	struct buf m = BUF_INIT;
	struct msg_reader r;
	int code;

	proto_put_envelope(&m, e);
	proto_put_blob(&m, ticket);
	if ((code = ask(s, PROTO_PAPER, &m, &r)) != 0)
		return code;
	get_buf(&r, cert);
	*at = (int64_t)msg_get_u64(&r);
	return finish(s, &r);
}

int
signer_certify(struct signer *s, const char *purpose, struct buf *der)
{
	struct buf m = BUF_INIT;
	struct msg_reader r;
	int code;

	msg_put_str(&m, purpose);
	if ((code = ask(s, PROTO_CERTIFY, &m, &r)) != 0)
		return code;
	get_buf(&r, der);
	return finish(s, &r);
}

int
signer_crl(struct signer *s, const char *issuer, struct signer_crl *out)
{
	struct buf m = BUF_INIT;
	struct msg_reader r;
	int code;

	msg_put_str(&m, issuer);
	if ((code = ask(s, PROTO_CRL, &m, &r)) != 0)
		return code;
	out->number = msg_get_u64(&r);
	out->this_update = (int64_t)msg_get_u64(&r);
	out->next_update = (int64_t)msg_get_u64(&r);
	out->entries = msg_get_u32(&r);
	get_buf(&r, &out->der);
	return finish(s, &r);
}

int
signer_ocsp(struct signer *s, struct signer_ocsp *item, size_t count)
{
	struct buf m = BUF_INIT;
	struct msg_reader r;
	size_t i;
	int code;

	msg_put_u32(&m, (uint32_t)count);
	for (i = 0; i < count; i++) {
		msg_put_str(&m, item[i].issuer);
		msg_put_blob(&m, item[i].serial, SIGNER_SERIAL);
	}
	if ((code = ask_batch(s, PROTO_OCSP, &m, count, &r)) != 0)
		return code;
	for (i = 0; i < count; i++) {
		item[i].code = proto_get_item(&r, item[i].note);
		item[i].state = (enum signer_state)msg_get_u8(&r);
		item[i].changed = (int64_t)msg_get_u64(&r);
		get_buf(&r, &item[i].der_sha1);
		get_buf(&r, &item[i].der_sha256);
		item[i].this_update = (int64_t)msg_get_u64(&r);
		item[i].next_update = (int64_t)msg_get_u64(&r);
	}
	return finish(s, &r);
}

int
signer_stamp(struct signer *s, struct signer_stamp *item, size_t count)
{
	struct buf m = BUF_INIT;
	struct msg_reader r;
	size_t i;
	int code;

	msg_put_u32(&m, (uint32_t)count);
	for (i = 0; i < count; i++)
		proto_put_blob(&m, item[i].consent);
	if ((code = ask_batch(s, PROTO_STAMP, &m, count, &r)) != 0)
		return code;
	for (i = 0; i < count; i++) {
		item[i].code = proto_get_item(&r, item[i].note);
		item[i].at = (int64_t)msg_get_u64(&r);
		get_buf(&r, &item[i].token);
	}
	return finish(s, &r);
}

int
signer_seal(struct signer *s, const void *heads, size_t n, struct buf *signature, int64_t *at)
{
	struct buf m = BUF_INIT;
	struct msg_reader r;
	int code;

	msg_put_blob(&m, heads, n);
	if ((code = ask(s, PROTO_SEAL, &m, &r)) != 0)
		return code;
	get_buf(&r, signature);
	*at = (int64_t)msg_get_u64(&r);
	return finish(s, &r);
}

void
signer_seal_text(const char *instance, const void *heads, size_t n, int64_t at, struct buf *out)
{
	unsigned char sum[DIGEST_SIZE];
	char text[DIGEST_TEXT], iso[TM_ISO_SIZE];

	digest_sha256(heads, n, sum);
	buf_printf(out, "certhall-seal-1\ninstance=%s\nheads=%s\nat=%s\n", instance, digest_text(sum, text), tm_iso_ms(at, iso));
}

int
signer_ticket(struct signer *s, const unsigned char first[SIGNER_DIGEST], const unsigned char second[SIGNER_DIGEST])
{
	struct buf m = BUF_INIT;
	struct msg_reader r;
	int code;

	msg_put_blob(&m, first, SIGNER_DIGEST);
	msg_put_blob(&m, second, SIGNER_DIGEST);
	return (code = ask(s, PROTO_TICKET, &m, &r)) != 0 ? code : finish(s, &r);
}

int
signer_tls(struct signer *s, struct signer_blob spki, struct buf *der)
{
	struct buf m = BUF_INIT;
	struct msg_reader r;
	int code;

	proto_put_blob(&m, spki);
	if ((code = ask(s, PROTO_TLS, &m, &r)) != 0)
		return code;
	get_buf(&r, der);
	return finish(s, &r);
}
