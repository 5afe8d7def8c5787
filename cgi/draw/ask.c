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
#include "util/tm.h"

static int
away(const char *path, const char *why)
{
	return err_set(ERR_PEER, "draw does not answer at %s: %s", path, why);
}

/* What is left of the whole time is what one reading or writing may take. */
static int
wait_until(int fd, int64_t until, const char *path)
{
	int64_t left = until - tm_steady();
	struct timeval patience = { .tv_sec = left / TM_SECOND, .tv_usec = left % TM_SECOND * 1000 };

	if (left <= 0)
		return away(path, "too late");
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) != 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience)) != 0)
		return away(path, strerror(errno));
	return 0;
}

static int
reach(const char *path, int64_t until, int *out)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd, r;

	if ((r = str_copy(to.sun_path, sizeof(to.sun_path), path)) != 0)
		return r;
	if ((fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) < 0)
		return err_set(ERR_PEER, "could not make a socket: %s", strerror(errno));
	if ((r = wait_until(fd, until, path)) == 0 && connect(fd, (const struct sockaddr *)&to, sizeof(to)) != 0)
		r = away(path, strerror(errno));
	if (r != 0) {
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
read_answers(int fd, int64_t until, const char *path, struct draw_page *out, size_t *n)
{
	struct buf body = BUF_INIT;
	uint32_t number;
	uint16_t type;
	int r;

	for (;;) {
		if ((r = wait_until(fd, until, path)) != 0)
			break;
		if ((r = msg_receive(fd, MSG_MAX, &type, &number, &body)) != 0) {
			r = away(path, err_take());
			break;
		}
		if (type != DRAW_PAGE) {
			r = type == DRAW_END ? read_end(&body) : unknown();
			break;
		}
		if ((r = *n < DRAW_PAGES ? read_page(&body, &out[*n]) : unknown()) != 0)
			break;
		(*n)++;
	}
	buf_wipe(&body);
	return r == 0 && *n == 0 ? unknown() : r;
}

int
draw_pages(const char *path, const char *type, const void *file, size_t size, struct draw_page *out, size_t *n)
{
	struct buf question = BUF_INIT;
	int64_t until = tm_steady() + DRAW_SECONDS * TM_SECOND;
	int fd = -1, r;

	*n = 0;
	if ((r = reach(path, until, &fd)) != 0)
		return r;
	msg_put_str(&question, type);
	msg_put_blob(&question, file, size);
	if ((r = msg_send(fd, DRAW_MAKE, 1, &question)) == 0)
		r = read_answers(fd, until, path, out, n);
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
