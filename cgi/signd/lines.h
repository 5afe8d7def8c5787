/*
 * lines: values of a signed paper by their keys.
 *
 * The paper is first taken by the one parser there is (pki/paper): after that each key stands once, on a line of its own, with
 * its type right, and looking it up cannot go wrong.
 */
#ifndef SIGND_LINES_H
#define SIGND_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lines { const char *p; size_t n; };

/* A paper of that kind ("case"). ERR_INPUT with the parser's reason. */
int	 lines_open(const void *p, size_t n, const char *kind, struct lines *out);

/* Is the line there? */
bool	 lines_has(const struct lines *l, const char *key);
/* The value without its escapes; "" when the line is not there. ERR_LIMIT when it does not fit. */
int	 lines_text(const struct lines *l, const char *key, char *to, size_t size);
/* Is it exactly that? */
bool	 lines_is(const struct lines *l, const char *key, const char *value);
/* 0 when the line is not there. */
uint64_t lines_number(const struct lines *l, const char *key);
int64_t	 lines_time(const struct lines *l, const char *key);
/* Zeros and false when the line is not there. */
bool	 lines_digest(const struct lines *l, const char *key, unsigned char out[32]);
/* 20 octets from hex. */
bool	 lines_serial(const struct lines *l, const char *key, unsigned char out[20]);

#endif
