#include "util/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/err.h"
#include "util/mem.h"

void
buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){ .max = max };
}

void
buf_clear(struct buf *b)
{
	free(b->data);
	buf_init(b, b->max);
}

void
buf_wipe(struct buf *b)
{
	freezero(b->data, b->size);
	buf_init(b, b->max);
}

void
buf_reset(struct buf *b)
{
	b->len = 0;
	b->overflow = false;
	if (b->data != NULL)
		b->data[0] = '\0';
}

char *
buf_space(struct buf *b, size_t n)
{
	size_t max = b->max > 0 ? b->max : BUF_MAX, size;

	if (b->overflow || n > max || b->len > max - n) {
		b->overflow = true;
		return NULL;
	}
	if (b->data == NULL || b->size - b->len <= n) {
		for (size = b->size > 0 ? b->size : 256; size - b->len <= n || size <= b->len; )
			size *= 2;
		b->data = xreallocarray(b->data, size, 1);
		b->size = size;
		b->data[b->len] = '\0';	/* also when nothing comes: an empty file is an empty text */
	}
	return b->data + b->len;
}

void
buf_grew(struct buf *b, size_t n)
{
	b->len += n;
	b->data[b->len] = '\0';
}

void
buf_add(struct buf *b, const void *p, size_t n)
{
	char *at = buf_space(b, n);

	if (at == NULL)
		return;
	if (n > 0)
		memcpy(at, p, n);
	buf_grew(b, n);
}

void
buf_adds(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_addc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	char *at;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0 || (at = buf_space(b, (size_t)n)) == NULL)
		return;
	va_start(ap, fmt);
	vsnprintf(at, (size_t)n + 1, fmt, ap);
	va_end(ap);
	buf_grew(b, (size_t)n);
}

void
buf_drop(struct buf *b, size_t n)
{
	if (n == 0)
		return;
	memmove(b->data, b->data + n, b->len - n);
	b->len -= n;
	b->data[b->len] = '\0';
}

const char *
buf_str(const struct buf *b)
{
	return b->data != NULL ? b->data : "";
}

char *
buf_take(struct buf *b)
{
	char *data = b->data != NULL ? b->data : xstrdup("");

	buf_init(b, b->max);
	return data;
}

int
buf_end(const struct buf *b, const char *what)
{
	return b->overflow ? err_set(ERR_LIMIT, "%s is larger than %zu bytes", what, b->max > 0 ? b->max : BUF_MAX) : 0;
}
