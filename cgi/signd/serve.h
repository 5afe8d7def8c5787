/*
 * serve: the socket: who may ask what, one frame after the other.
 *
 * The kernel says who is at the other end; a message that is not in the table, not for this caller or not exactly its fields
 * ends the connection.
 */
#ifndef SIGND_SERVE_H
#define SIGND_SERVE_H

#include "signd/ca.h"

/* Serves at the socket path until a SIGTERM, SIGINT or a broken journal. 0, or ERR_PEER. */
int	 serve_run(struct ca *ca, const char *path);

/* One message: its answer, with head, into out. ERR_DENIED or ERR_INPUT: the connection must end. */
int	 serve_message(struct ca *ca, uid_t uid, uint16_t type, const void *body, size_t n, struct buf *out);

#endif
