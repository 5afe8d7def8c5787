/*
 * serve: keeper's socket.  It unwraps data keys of sealed objects and does nothing else.
 *
 * The kernel says who is at the other end: desk alone is listened to.  A message that is not exactly its fields ends the
 * connection.  Each unwrapping is a line in the log, so that what desk opened is also told by somebody who is not desk.
 */
#ifndef KEEPER_SERVE_H
#define KEEPER_SERVE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "pki/seal.h"
#include "util/buf.h"

struct keeper {
	struct seal_key	 key;
	uid_t		 desk;		/* who may ask */
	/* ECDH of the records key with a point that lies on the curve; 0 or ERR_PEER */
	int		(*derive)(void *token, const unsigned char point[SEAL_POINT], unsigned char z[SEAL_Z]);
	void		*token;
};

/* Does the key open what is sealed to it? 0, ERR_PEER or ERR_CRYPTO. */
int	 serve_try(const struct keeper *k);

/* Serves at the socket path until SIGTERM or SIGINT. 0, or ERR_PEER. */
int	 serve_run(const struct keeper *k, const char *path);

/* One message and its answer. ERR_INPUT: it gets none, the connection must end. */
int	 serve_message(const struct keeper *k, uint16_t type, const void *body, size_t n, struct buf *out);

#endif
