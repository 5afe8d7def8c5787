#include "host/knock.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "util/buf.h"
#include "util/err.h"
#include "util/str.h"

#define WAIT_S		5
#define ANSWER_MAX	((size_t)64 << 10)

/* FastCGI 1.0, 3.3 and 8: the head of a record, and the kinds that are used here. */
#define VERSION		1
#define BEGIN_REQUEST	1
#define PARAMS		4
#define STDIN		5
#define STDOUT		6
#define RESPONDER	1
#define HEAD		8

static int
reach(const char *path)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	struct timeval wait = { .tv_sec = WAIT_S };
	int fd, r;

	if ((r = str_copy(to.sun_path, sizeof(to.sun_path), path)) != 0)
		return r;
	if ((fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)) != 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait)) != 0 ||
	    connect(fd, (const struct sockaddr *)&to, sizeof(to)) != 0) {
		r = err_set(ERR_PEER, "cannot be reached: %s", strerror(errno));
		if (fd >= 0)
			close(fd);
		return r;
	}
	return fd;
}

/* All until the other side ends. */
static int
listen_to(int fd, struct buf *out)
{
	ssize_t n;
	char *at;

	buf_init(out, ANSWER_MAX);
	while ((at = buf_space(out, 4096)) != NULL && (n = read(fd, at, 4096)) > 0)
		buf_grew(out, (size_t)n);
	if (at == NULL)
		return err_set(ERR_PEER, "says more than %zu bytes", ANSWER_MAX);
	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return err_set(ERR_PEER, "does not answer within %d s", WAIT_S);
	return n == 0 || errno == ECONNRESET ? 0 : err_set(ERR_PEER, "cannot be read: %s", strerror(errno));
}

int
knock_daemon(const char *socket)
{
	struct buf heard = BUF_INIT;
	int fd = reach(socket), r;

	if (fd < 0)
		return fd;
	shutdown(fd, SHUT_WR);
	r = listen_to(fd, &heard);
	buf_clear(&heard);
	close(fd);
	return r;
}

static void
add_record(struct buf *to, int kind, const void *p, size_t n)
{
	const unsigned char head[HEAD] = { VERSION, (unsigned char)kind, 0, 1, (unsigned char)(n >> 8), (unsigned char)n, 0, 0 };

	buf_add(to, head, sizeof(head));
	buf_add(to, p, n);
}

/* Names and values here are shorter than 128 bytes (3.4). */
static void
add_param(struct buf *to, const char *name, const char *value)
{
	buf_addc(to, (char)strlen(name));
	buf_addc(to, (char)strlen(value));
	buf_adds(to, name);
	buf_adds(to, value);
}

static int
ask(int fd, const char *uri)
{
	static const unsigned char begin[8] = { 0, RESPONDER };
	struct buf params = BUF_INIT, all = BUF_INIT;
	int r;

	add_param(&params, "REQUEST_METHOD", "GET");
	add_param(&params, "REQUEST_URI", uri);
	add_param(&params, "REMOTE_ADDR", "127.0.0.1");
	add_param(&params, "HTTPS", "on");
	add_record(&all, BEGIN_REQUEST, begin, sizeof(begin));
	add_record(&all, PARAMS, params.data, params.len);
	add_record(&all, PARAMS, "", 0);
	add_record(&all, STDIN, "", 0);
	r = send(fd, all.data, all.len, MSG_NOSIGNAL) == (ssize_t)all.len ? 0 :
	    err_set(ERR_PEER, "cannot be asked: %s", strerror(errno));
	buf_clear(&params);
	buf_clear(&all);
	return r;
}

/* The first words of what it sends are its status (RFC 3875, 6.3.3). */
static int
judge(const struct buf *heard)
{
	static const char name[] = "Status: ";
	const char *at = heard->data + HEAD;

	if (heard->len < HEAD + sizeof(name) + 3 || heard->data[1] != STDOUT || memcmp(at, name, strlen(name)) != 0)
		return err_set(ERR_PEER, "does not answer as a program of ours");
	at += strlen(name);
	return strncmp(at, "200", 3) == 0 ? 0 : err_set(ERR_PEER, "answers with status %.3s", at);
}

int
knock_web(const char *socket, const char *uri)
{
	struct buf heard = BUF_INIT;
	int fd = reach(socket), r;

	if (fd < 0)
		return fd;
	if ((r = ask(fd, uri)) == 0 && (r = listen_to(fd, &heard)) == 0)
		r = judge(&heard);
	buf_clear(&heard);
	close(fd);
	return r;
}
