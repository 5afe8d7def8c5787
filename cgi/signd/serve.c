#include "signd/serve.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "signd/issue.h"
#include "signd/order.h"
#include "signd/papers.h"
#include "signd/question.h"
#include "signd/state.h"
#include "util/err.h"
#include "util/log.h"
#include "util/privs.h"
#include "util/str.h"
#include "util/tm.h"

#define PEERS	16
#define STALL	(10 * TM_SECOND)	/* a peer that has begun a frame must end it by then */

#define ISSUER	1u
#define ROOT	2u

static const struct row {
	const char	*name;
	unsigned	 who;
	int		(*answer)(struct ca *ca, struct question *q);
} table[PROTO_MAX] = {
	[PROTO_STATUS]	= { "status",	ISSUER | ROOT,	state_status },
	[PROTO_PREPARE]	= { "prepare",	ISSUER,		issue_prepare },
	[PROTO_SIGN]	= { "sign",	ISSUER,		issue_sign },
	[PROTO_SETTLE]	= { "settle",	ISSUER,		issue_settle },
	[PROTO_ORDER]	= { "order",	ISSUER,		order_carry_out },
	/* a paper brings its own evidence: set-up hands in those of the first people as root */
	[PROTO_PAPER]	= { "paper",	ISSUER | ROOT,	papers_take },
	[PROTO_CERTIFY]	= { "certify",	ISSUER,		state_certify },
	[PROTO_CRL]	= { "crl",	ISSUER,		state_crl },
	[PROTO_OCSP]	= { "ocsp",	ISSUER,		state_ocsp },
	[PROTO_STAMP]	= { "stamp",	ISSUER,		state_stamp },
	[PROTO_SEAL]	= { "seal",	ISSUER,		state_seal },
	[PROTO_TICKET]	= { "ticket",	ROOT,		papers_ticket },
	[PROTO_TLS]	= { "tls",	ROOT,		state_tls },
};

/* Started by an ordinary user all programs share his uid: then he is issuer and root. */
static unsigned
who_is(const struct ca *ca, uid_t uid)
{
	unsigned who = 0;

	if (uid == site_uid(&ca->site, SITE_ISSUER))
		who |= ISSUER;
	if (uid == 0 || (ca->site.uid_base == 0 && uid == getuid()))
		who |= ROOT;
	return who;
}

static int
reply(struct ca *ca, struct question *q, int code, struct buf *out)
{
	struct signer_stand at;

	ledger_stand(ca->ledger, &at);
	proto_put_head(out, code, code != 0 ? err_take() : "", &at);
	if (code == 0)
		question_answer(q, out);
	return buf_end(out, "answer");
}

int
serve_message(struct ca *ca, uid_t uid, uint16_t type, const void *body, size_t n, struct buf *out)
{
	struct region *mem;
	struct question q;
	int r;

	if (type == 0 || type >= PROTO_MAX || (table[type].who & who_is(ca, uid)) == 0)
		return err_set(ERR_DENIED, "message of kind %u is not for uid %u", type, (unsigned)uid);
	mem = region_new();
	if ((r = question_read(type, body, n, mem, &q)) == 0) {
		int code;

		ledger_begin(ca->ledger, tm_now());
		if (ledger_is_broken(ca->ledger))
			code = err_set(ERR_PEER, "journal: an earlier write failed, nothing is signed until a restart");
		else
			code = table[type].answer(ca, &q);
		/* whatever a room has added is on disk before anything leaves */
		if (ledger_commit(ca->ledger) != 0 && code == 0)
			code = ERR_PEER;
		if (code != 0)
			log_info("%s: refused", table[type].name);
		r = reply(ca, &q, code, out);
	}
	question_clear(&q);
	region_free(mem);
	return r;
}

struct peer { int fd; uid_t uid; struct buf in, out; int64_t since; };

static struct peer peers[PEERS];

static void
end_peer(struct peer *p)
{
	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
	buf_clear(&p->in);
	buf_clear(&p->out);
}

static void
take_peer(int listener)
{
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	uid_t uid;
	size_t i;

	if (fd < 0)
		return;
	for (i = 0; i < PEERS; i++)
		if (peers[i].fd < 0)
			break;
	if (i == PEERS || privs_peer(fd, &uid) != 0) {
		err_take();
		close(fd);
		return;
	}
	peers[i] = (struct peer){ .fd = fd, .uid = uid };
	buf_init(&peers[i].in, MSG_MAX + MSG_HEAD);
	buf_init(&peers[i].out, MSG_MAX + PROTO_ANSWER_MAX + MSG_HEAD);
}

/* One whole frame at the front of p->in, if there is one. */
static int
one_frame(struct ca *ca, struct peer *p, bool *done)
{
	struct msg_reader r;
	struct buf body;
	uint32_t n, number;
	unsigned type;
	int code;

	*done = false;
	if (p->in.len < MSG_HEAD)
		return 0;
	msg_read(&r, p->in.data, MSG_HEAD);
	n = msg_get_u32(&r);
	type = (unsigned)msg_get_u8(&r) << 8;
	type |= msg_get_u8(&r);
	number = msg_get_u32(&r);
	if (n < MSG_HEAD - 4 || n > MSG_MAX)
		return err_set(ERR_LIMIT, "frame of %u octets", n);
	if (p->in.len < n + 4)
		return 0;
	buf_init(&body, PROTO_ANSWER_MAX);
	if ((code = serve_message(ca, p->uid, (uint16_t)type, p->in.data + MSG_HEAD, n + 4 - MSG_HEAD, &body)) == 0) {
		msg_put_u32(&p->out, (uint32_t)body.len + MSG_HEAD - 4);
		msg_put_u8(&p->out, (uint8_t)(type >> 8));
		msg_put_u8(&p->out, (uint8_t)type);
		msg_put_u32(&p->out, number);
		buf_add(&p->out, body.data, body.len);
		code = buf_end(&p->out, "answer");
	}
	buf_wipe(&body);
	buf_drop(&p->in, n + 4);
	*done = true;
	return code;
}

static int
read_peer(struct peer *p)
{
	char *to;
	ssize_t n;

	if ((to = buf_space(&p->in, 65536)) == NULL)
		return err_set(ERR_LIMIT, "too much is waiting");
	n = recv(p->fd, to, 65536, 0);
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		return ERR_PEER;
	if (n > 0)
		buf_grew(&p->in, (size_t)n);
	return 0;
}

static int
answer_peer(struct ca *ca, struct peer *p)
{
	bool done = true;
	int r = 0;

	while (r == 0 && done && p->out.len < MSG_MAX) {
		r = one_frame(ca, p, &done);
		if (done)
			p->since = 0;
	}
	if (p->in.len == 0)
		p->since = 0;
	else if (p->since == 0)
		p->since = tm_steady();
	return r;
}

static int
write_peer(struct peer *p)
{
	ssize_t n = send(p->fd, p->out.data, p->out.len, MSG_NOSIGNAL);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : ERR_PEER;
	buf_drop(&p->out, (size_t)n);
	return 0;
}

static void
serve_peer(struct ca *ca, struct peer *p, short events)
{
	int r = 0;

	if (events & (POLLIN | POLLHUP | POLLERR))
		r = read_peer(p);
	if (r == 0)
		r = answer_peer(ca, p);
	if (r == 0 && p->out.len > 0)
		r = write_peer(p);
	if (r == 0 && p->since != 0 && tm_steady() - p->since > STALL)
		r = err_set(ERR_PEER, "a frame was begun and not ended");
	if (r == 0)
		return;
	if (r == ERR_PEER && p->in.len == 0)
		err_take();	/* it has simply gone */
	else
		log_err(r, "connection ended");
	end_peer(p);
}

static int
listen_at(const char *path, int *out)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd, r;

	if ((r = str_copy(at.sun_path, sizeof(at.sun_path), path)) != 0)
		return r;
	if ((fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) < 0)
		return err_set(ERR_PEER, "could not make a socket: %s", strerror(errno));
	unlink(path);
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) != 0 || chmod(path, 0660) != 0 || listen(fd, PEERS) != 0) {
		r = err_set(ERR_PEER, "could not listen at %s: %s", path, strerror(errno));
		close(fd);
		return r;
	}
	*out = fd;
	return 0;
}

static int
stop_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Waits and serves once. Returns 1 when it was told to stop; ERR_PEER when only a start can tell what the disk holds. */
static int
one_round(struct ca *ca, int listener, int stop)
{
	struct pollfd p[PEERS + 2];
	size_t i;

	p[0] = (struct pollfd){ .fd = stop, .events = POLLIN };
	p[1] = (struct pollfd){ .fd = listener, .events = POLLIN };
	for (i = 0; i < PEERS; i++)	/* poll leaves out negative descriptors; who does not read his answers is not read from */
		p[i + 2] = (struct pollfd){ .fd = peers[i].fd,
		    .events = (short)((peers[i].out.len < MSG_MAX ? POLLIN : 0) | (peers[i].out.len > 0 ? POLLOUT : 0)) };
	if (poll(p, PEERS + 2, 1000) < 0 && errno != EINTR)
		return err_set(ERR_PEER, "poll: %s", strerror(errno));
	if (p[0].revents != 0)
		return 1;
	for (i = 0; i < PEERS; i++)
		if (peers[i].fd >= 0 && (p[i + 2].revents != 0 || peers[i].since != 0))
			serve_peer(ca, &peers[i], p[i + 2].revents);
	if (p[1].revents != 0)
		take_peer(listener);
	return ledger_is_broken(ca->ledger) ? err_set(ERR_PEER, "the journal could not be written; the next start reads it") : 0;
}

int
serve_run(struct ca *ca, const char *path)
{
	int listener = -1, stop, r;
	size_t i;

	if ((r = listen_at(path, &listener)) != 0)
		return r;
	for (i = 0; i < PEERS; i++)
		peers[i].fd = -1;
	stop = stop_signals();
	log_info("ready at %s", path);
	while ((r = one_round(ca, listener, stop)) == 0)
		continue;
	for (i = 0; i < PEERS; i++)
		end_peer(&peers[i]);
	close(listener);
	unlink(path);
	return r > 0 ? 0 : r;
}
