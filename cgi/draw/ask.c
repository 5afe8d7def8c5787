/* The calling half of draw.h: one connection, one file. */
#include "draw/draw.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "draw/wire.h"
#include "util/err.h"
#include "util/msg.h"
#include "util/str.h"

#define PATIENCE 30	/* seconds between two answers; draw itself gives up earlier */

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
		r = err_set(ERR_PEER, "draw does not answer at %s: %s", path, strerror(errno));
		close(fd);
		return r;
	}
	*out = fd;
	return 0;
}

static int
unknown(void)
{
	return err_set(ERR_PEER, "draw answers something else");
}

static int
read_page(const struct buf *body, struct draw_page *out)
{
	const unsigned char *p;
	struct msg_reader m;
	uint32_t width, height;
	size_t n;

	msg_read(&m, body->data, body->len);
	width = msg_get_u32(&m);
	height = msg_get_u32(&m);
	p = msg_get_blob(&m, &n);
	if (msg_end(&m) != 0 || width == 0 || width > DRAW_SIDE || height == 0 || height > DRAW_SIDE)
		return unknown();
	*out = (struct draw_page){ .width = (int)width, .height = (int)height };
	buf_add(&out->png, p, n);
	return 0;
}

static int
read_end(const struct buf *body)
{
	char note[DRAW_NOTE];
	struct msg_reader m;
	uint32_t code;

	msg_read(&m, body->data, body->len);
	code = msg_get_u32(&m);
	msg_get_str(&m, note, sizeof(note));
	if (msg_end(&m) != 0 || code > -ERR_BUG)
		return unknown();
	return code == 0 ? 0 : err_set(-(int)code, "%s", note);
}

static int
read_answers(int fd, struct draw_page *out, size_t *n)
{
	struct buf body = BUF_INIT;
	uint32_t number;
	uint16_t type;
	int r;

	while ((r = msg_receive(fd, MSG_MAX, &type, &number, &body)) == 0 && type == DRAW_PAGE) {
		r = *n < DRAW_PAGES ? read_page(&body, &out[*n]) : unknown();
		if (r != 0)
			break;
		(*n)++;
	}
	if (r == 0)
		r = type == DRAW_END ? read_end(&body) : unknown();
	else
		r = ERR_PEER;
	buf_wipe(&body);
	return r == 0 && *n == 0 ? unknown() : r;
}

int
draw_pages(const char *path, const char *type, const void *file, size_t size, struct draw_page *out, size_t *n)
{
	struct buf question = BUF_INIT;
	int fd = -1, r;

	*n = 0;
	if ((r = reach(path, &fd)) != 0)
		return r;
	msg_put_str(&question, type);
	msg_put_blob(&question, file, size);
	if ((r = msg_send(fd, DRAW_MAKE, 1, &question)) == 0)
		r = read_answers(fd, out, n);
	buf_wipe(&question);
	close(fd);
	return r;
}

void
draw_clear(struct draw_page *pages, size_t n)
{
	while (n-- > 0)
		buf_wipe(&pages[n].png);
}
