/*
 * buf: growable bytes with a maximum and a sticky error; the only builder of strings.
 *
 * The bytes are always followed by a NUL that does not count, so data may be used as a C string when it holds no NUL.
 * Once an addition does not fit, the buffer is marked overflowed and stays as it was; check once at the end.
 */
#ifndef UTIL_BUF_H
#define UTIL_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
	char	*data;		/* never NULL after the first addition; see buf_str */
	size_t	 len;
	size_t	 size;		/* allocated */
	size_t	 max;		/* 0: BUF_MAX */
	bool	 overflow;
};

#define BUF_MAX ((size_t)64 << 20)
#define BUF_INIT { .data = NULL }

void	 buf_init(struct buf *b, size_t max);
void	 buf_clear(struct buf *b);		/* frees; NULL data is accepted; the maximum is kept */
void	 buf_wipe(struct buf *b);		/* overwrites, then frees */
void	 buf_reset(struct buf *b);		/* length 0, memory kept */

void	 buf_add(struct buf *b, const void *p, size_t n);
void	 buf_adds(struct buf *b, const char *s);
void	 buf_addc(struct buf *b, char c);
void	 buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Removes n bytes from the front (n <= len). */
void	 buf_drop(struct buf *b, size_t n);

/* Makes room for n bytes behind the content and returns it; buf_grew then counts them in. NULL on overflow. */
char	*buf_space(struct buf *b, size_t n);
void	 buf_grew(struct buf *b, size_t n);

/* The content as a C string, "" when empty. Never NULL. */
const char *buf_str(const struct buf *b);

/* Gives the memory away; the buffer is empty afterwards. Never NULL. */
char	*buf_take(struct buf *b);

/* 0, or ERR_LIMIT with a note when the buffer overflowed. */
int	 buf_end(const struct buf *b, const char *what);

#endif
