#include "keeper/unseal.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "keeper/wire.h"
#include "pki/seal.h"
#include "util/err.h"
#include "util/msg.h"
#include "util/str.h"

#define PATIENCE 5	/* seconds */

static int
reach(const char *path, int *out)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	struct timeval patience = { .tv_sec = PATIENCE };
	int fd, r;

	if ((r = str_copy(to.sun_path, sizeof(to.sun_path), path)) != 0)
		return r;
	if ((fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) < 0)
		return err_set(ERR_PEER, "could not make a socket: %s", strerror(errno));
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) != 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience)) != 0 ||
	    connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0) {
		r = err_set(ERR_PEER, "keeper does not answer at %s: %s", path, strerror(errno));
		close(fd);
		return r;
	}
	*out = fd;
	return 0;
}

static int
read_answer(const struct buf *body, unsigned char data_key[SEAL_DATA_KEY])
{
	char note[KEEPER_NOTE];
	const unsigned char *p;
	struct msg_reader m;
	uint32_t code;
	size_t n;

	msg_read(&m, body->data, body->len);
	code = msg_get_u32(&m);
	msg_get_str(&m, note, sizeof(note));
	p = msg_get_blob(&m, &n);
	if (msg_end(&m) != 0 || code > -ERR_BUG || n != (code == 0 ? SEAL_DATA_KEY : 0))
		return err_reword(ERR_PEER, "keeper answers something else");
	if (code != 0)
		return err_set(-(int)code, "%s", note);
	memcpy(data_key, p, n);
	return 0;
}

static int
ask(int fd, uint64_t owner, uint64_t object, const void *head, unsigned char data_key[SEAL_DATA_KEY])
{
	struct buf question = BUF_INIT, answer;
	uint32_t number;
	uint16_t type;
	int r;

	buf_init(&answer, KEEPER_MAX);
	msg_put_u64(&question, owner);
	msg_put_u64(&question, object);
	msg_put_blob(&question, head, SEAL_HEAD);
	if ((r = msg_send(fd, KEEPER_UNWRAP, 1, &question)) == 0 &&
	    (r = msg_receive(fd, KEEPER_MAX, &type, &number, &answer)) == 0) {
		r = type == KEEPER_UNWRAP && number == 1 ? read_answer(&answer, data_key) :
		    err_set(ERR_PEER, "keeper answers something else");
	} else {
		err_in(r, "keeper");
		r = ERR_PEER;
	}
	buf_clear(&question);
	buf_wipe(&answer);
	return r;
}

int
unseal(const char *path, uint64_t owner, uint64_t object, const void *sealed, size_t n, struct buf *out)
{
	unsigned char data_key[SEAL_DATA_KEY];
	int fd = -1, r;

	if (n < SEAL_EXTRA)
		return err_set(ERR_INPUT, "this is not a sealed object");
	if ((r = reach(path, &fd)) != 0)
		return r;
	if ((r = ask(fd, owner, object, sealed, data_key)) == 0)
		r = seal_open(data_key, owner, object, sealed, n, out);
	explicit_bzero(data_key, sizeof(data_key));
	close(fd);
	return r;
}
