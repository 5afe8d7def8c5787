#include "util/msg.h"

#include <string.h>

#include "util/err.h"
#include "util/io.h"

static void
put(struct buf *m, uint64_t v, int octets)
{
	while (octets-- > 0)
		buf_addc(m, (char)(v >> 8 * octets));
}

void
msg_put_u8(struct buf *m, uint8_t v)
{
	put(m, v, 1);
}

void
msg_put_u32(struct buf *m, uint32_t v)
{
	put(m, v, 4);
}

void
msg_put_u64(struct buf *m, uint64_t v)
{
	put(m, v, 8);
}

void
msg_put_blob(struct buf *m, const void *p, size_t n)
{
	if (n > BUF_MAX) {
		m->overflow = true;
		return;
	}
	put(m, n, 4);
	buf_add(m, p, n);
}

void
msg_put_str(struct buf *m, const char *s)
{
	msg_put_blob(m, s, strlen(s));
}

void
msg_read(struct msg_reader *r, const void *p, size_t n)
{
	static const unsigned char none[1];

	*r = (struct msg_reader){ .at = p != NULL ? p : none };
	r->end = r->at + n;
}

static const unsigned char *
take(struct msg_reader *r, size_t n)
{
	const unsigned char *at = r->at;

	if (r->fault || (size_t)(r->end - r->at) < n) {
		r->fault = 1;
		return NULL;
	}
	r->at += n;
	return at;
}

static uint64_t
get(struct msg_reader *r, size_t octets)
{
	const unsigned char *p = take(r, octets);
	uint64_t v = 0;
	size_t i;

	for (i = 0; p != NULL && i < octets; i++)
		v = v << 8 | p[i];
	return v;
}

uint8_t
msg_get_u8(struct msg_reader *r)
{
	return (uint8_t)get(r, 1);
}

uint32_t
msg_get_u32(struct msg_reader *r)
{
	return (uint32_t)get(r, 4);
}

uint64_t
msg_get_u64(struct msg_reader *r)
{
	return get(r, 8);
}

const unsigned char *
msg_get_blob(struct msg_reader *r, size_t *n)
{
	const unsigned char *p;

	*n = msg_get_u32(r);
	if ((p = take(r, *n)) == NULL) {
		*n = 0;
		return (const unsigned char *)"";
	}
	return p;
}

void
msg_get_str(struct msg_reader *r, char *to, size_t size)
{
	size_t n;
	const unsigned char *p = msg_get_blob(r, &n);

	to[0] = '\0';
	if (n >= size || memchr(p, '\0', n) != NULL) {
		r->fault = 1;
		return;
	}
	memcpy(to, p, n);
	to[n] = '\0';
}

int
msg_end(struct msg_reader *r)
{
	if (r->fault)
		return err_set(ERR_INPUT, "message is cut short or a field is too long");
	return r->at == r->end ? 0 : err_set(ERR_INPUT, "message has %zu bytes too many", (size_t)(r->end - r->at));
}

int
msg_send(int fd, uint16_t type, uint32_t number, const struct buf *body)
{
	struct buf frame = BUF_INIT;
	int r;

	if ((r = buf_end(body, "message")) != 0)
		return r;
	put(&frame, body->len + 6, 4);
	put(&frame, type, 2);
	put(&frame, number, 4);
	buf_add(&frame, body->data, body->len);
	r = io_write(fd, frame.data, frame.len);
	buf_wipe(&frame);
	return r;
}

int
msg_receive(int fd, size_t max, uint16_t *type, uint32_t *number, struct buf *body)
{
	unsigned char head[MSG_HEAD];
	struct msg_reader r;
	size_t n;
	char *at;
	int code;

	buf_reset(body);
	if ((code = io_read(fd, head, sizeof(head))) != 0)
		return code;
	msg_read(&r, head, sizeof(head));
	n = msg_get_u32(&r);
	*type = (uint16_t)get(&r, 2);
	*number = msg_get_u32(&r);
	if (n < 6 || n - 6 > max)
		return err_set(ERR_LIMIT, "message of %zu bytes, at most %zu are taken", n, max);
	if ((at = buf_space(body, n - 6)) == NULL)
		return buf_end(body, "message");
	if ((code = io_read(fd, at, n - 6)) == 0)
		buf_grew(body, n - 6);
	return code;
}
