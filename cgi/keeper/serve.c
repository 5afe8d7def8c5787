#include "keeper/serve.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "keeper/wire.h"
#include "util/err.h"
#include "util/log.h"
#include "util/msg.h"
#include "util/privs.h"
#include "util/str.h"

#define WAITING	32
#define STALL	2	/* seconds for one question; desk sends it at once */

static int
unwrap(const struct keeper *k, uint64_t owner, uint64_t object, const void *head, size_t n,
    unsigned char data_key[SEAL_DATA_KEY])
{
	struct seal_head h;
	unsigned char z[SEAL_Z] = { 0 };
	int r;

	if ((r = seal_parse(head, n, &h)) == 0 && (r = k->derive(k->token, h.point, z)) == 0)
		r = seal_unwrap(&k->key, &h, z, owner, object, data_key);
	explicit_bzero(z, sizeof(z));
	return r;
}

int
serve_message(const struct keeper *k, uint16_t type, const void *body, size_t n, struct buf *out)
{
	unsigned char data_key[SEAL_DATA_KEY];
	const unsigned char *head;
	struct msg_reader m;
	uint64_t owner, object;
	size_t head_n;
	int r;

	if (type != KEEPER_UNWRAP)
		return err_set(ERR_INPUT, "there is no message of type %u", type);
	msg_read(&m, body, n);
	owner = msg_get_u64(&m);
	object = msg_get_u64(&m);
	head = msg_get_blob(&m, &head_n);
	if (msg_end(&m) != 0 || head_n != SEAL_HEAD)
		return err_set(ERR_INPUT, "the head of a sealed object has %d octets, not %zu", SEAL_HEAD, head_n);
	r = unwrap(k, owner, object, head, head_n, data_key);
	if (r == 0)
		log_info("unwrapped owner=%" PRIu64 " object=%" PRIu64, owner, object);
	else
		log_warn("not unwrapped: owner=%" PRIu64 " object=%" PRIu64, owner, object);
	msg_put_u32(out, (uint32_t)-r);
	msg_put_str(out, r != 0 ? err_take() : "");
	msg_put_blob(out, data_key, r == 0 ? sizeof(data_key) : 0);
	explicit_bzero(data_key, sizeof(data_key));
	return 0;
}

int
serve_try(const struct keeper *k)
{
	unsigned char data_key[SEAL_DATA_KEY];
	struct buf sealed = BUF_INIT;
	int r;

	if ((r = seal_close(&k->key, 0, 0, "", 0, &sealed)) == 0)
		r = unwrap(k, 0, 0, sealed.data, sealed.len, data_key);
	buf_clear(&sealed);
	return r;
}

static int
answer(const struct keeper *k, int fd)
{
	struct timeval stall = { .tv_sec = STALL };
	struct buf in, out;
	uint32_t number;
	uint16_t type;
	uid_t uid;
	int r;

	if ((r = privs_peer(fd, &uid)) != 0)
		return r;
	if (uid != k->desk)
		return err_set(ERR_DENIED, "uid %u may not ask", (unsigned)uid);
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &stall, sizeof(stall)) != 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &stall, sizeof(stall)) != 0)
		return err_set(ERR_PEER, "could not set the waiting time: %s", strerror(errno));
	buf_init(&in, KEEPER_MAX);
	buf_init(&out, KEEPER_MAX);
	if ((r = msg_receive(fd, KEEPER_MAX, &type, &number, &in)) == 0 &&
	    (r = serve_message(k, type, in.data, in.len, &out)) == 0)
		r = msg_send(fd, type, number, &out);
	buf_clear(&in);
	buf_wipe(&out);
	return r;
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
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) != 0 || chmod(path, 0660) != 0 || listen(fd, WAITING) != 0) {
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

static void
serve_one(const struct keeper *k, int listener)
{
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC), r;

	if (fd < 0)
		return;
	if ((r = answer(k, fd)) != 0)
		log_err(r, "question");
	close(fd);
}

int
serve_run(const struct keeper *k, const char *path)
{
	struct pollfd p[2] = { { .events = POLLIN }, { .events = POLLIN } };
	int r;

	p[0].fd = stop_signals();
	if ((r = listen_at(path, &p[1].fd)) != 0)
		return r;
	log_info("ready at %s", path);
	while (r == 0 && p[0].revents == 0) {
		if (poll(p, 2, -1) < 0)
			r = errno == EINTR ? 0 : err_set(ERR_PEER, "poll: %s", strerror(errno));
		else if (p[1].revents != 0)
			serve_one(k, p[1].fd);
	}
	close(p[1].fd);
	unlink(path);
	return r;
}
