/*
 * msg: the frame of every message between our daemons, and its fields.
 *
 * A frame is: length (4 octets, of what follows), type (2), number (4), body.  All integers are big-endian.  A field is
 * an integer of 1, 4 or 8 octets, or a 4-octet length and bytes.  Both ends know the order of the fields of each type
 * (cgi/signd/PROTOCOL.md): there are no tags.  A body must be read to its end.
 */
#ifndef UTIL_MSG_H
#define UTIL_MSG_H

#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"

#define MSG_HEAD 10
#define MSG_MAX	 ((size_t)16 << 20)

void	 msg_put_u8(struct buf *m, uint8_t v);
void	 msg_put_u32(struct buf *m, uint32_t v);
void	 msg_put_u64(struct buf *m, uint64_t v);
void	 msg_put_blob(struct buf *m, const void *p, size_t n);
void	 msg_put_str(struct buf *m, const char *s);

/* A reader over bytes it does not own. The first fault is remembered: get functions then give 0 and "". */
struct msg_reader { const unsigned char *at, *end; int fault; };

void	 msg_read(struct msg_reader *r, const void *p, size_t n);
uint8_t	 msg_get_u8(struct msg_reader *r);
uint32_t msg_get_u32(struct msg_reader *r);
uint64_t msg_get_u64(struct msg_reader *r);
/* Points into the message; *n is its length. */
const unsigned char *msg_get_blob(struct msg_reader *r, size_t *n);
/* Copies text of at most size - 1 bytes without NUL into to. */
void	 msg_get_str(struct msg_reader *r, char *to, size_t size);
/* 0 when every field was there and nothing is left, else ERR_INPUT. */
int	 msg_end(struct msg_reader *r);

/* Sends a frame on a blocking socket. Returns 0 or ERR_PEER. */
int	 msg_send(int fd, uint16_t type, uint32_t number, const struct buf *body);
/* Receives a frame of at most max bytes of body (body is reset first). 0, ERR_PEER (closed or broken), ERR_LIMIT. */
int	 msg_receive(int fd, size_t max, uint16_t *type, uint32_t *number, struct buf *body);

#endif
