/*
 * paper: the one text grammar for everything that people or systems sign (design 4).
 *
 * A paper is UTF-8 in NFC, lines ended by \n.  The first is "certhall-KIND-1"; the others are key=value in the fixed order of
 * their kind (the tables in paper.c), each once.  In a value \ stands as \\ and a line end as \n.  A line that may be left out
 * is left out: no value is empty.  Lists: "cert.count=2", then cert.1.*, cert.2.*; without the count line there is none.
 * Times are whole seconds with Z, digests "sha256:" and hex, both as util writes them.
 */
#ifndef PKI_PAPER_H
#define PKI_PAPER_H

#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"

#define PAPER_MAX	131072	/* bytes of a paper; what a signing page takes in its fragment */
#define PAPER_VALUE	4001	/* bytes of the longest value without its escapes, and NUL */

/*
 * Is this a paper of that kind (case, decision, consent, publish, operator, order, release, resume, reconcile, epoch,
 * identity, login)?  0, or ERR_INPUT naming the line: not UTF-8, not NFC, invisible characters, another kind or version, a key
 * that is unknown, missing, doubled or out of order, a value of another form, an escape there is not; ERR_LIMIT over PAPER_MAX.
 */
int	 paper_check(const void *p, size_t n, const char *kind);

/* Writing: the lines in their order; nothing is checked before paper_end. */
void	 paper_begin(struct buf *b, const char *kind);		/* b is emptied first */
/* Puts the value into NFC, blanks for tabs, and escapes it; NULL or "" writes no line. */
void	 paper_put(struct buf *b, const char *key, const char *value);
void	 paper_put_number(struct buf *b, const char *key, uint64_t value);
void	 paper_put_time(struct buf *b, const char *key, int64_t at);		/* the part of a second is dropped */
void	 paper_put_digest(struct buf *b, const char *key, const unsigned char digest[32]);
void	 paper_put_hex(struct buf *b, const char *key, const void *p, size_t n);
void	 paper_put_base64(struct buf *b, const char *key, const void *p, size_t n);	/* base64url */
/* paper_check of what was written; ERR_LIMIT when it did not fit into the buffer. */
int	 paper_end(const struct buf *b, const char *kind);

/*
 * Reading a paper that paper_check took: the value behind key, without escapes.  0; ERR_NOTFOUND (no note) when the line is
 * not there; ERR_LIMIT when it does not fit.  to is "" unless 0.
 */
int	 paper_value(const void *p, size_t n, const char *key, char *to, size_t size);

#endif
