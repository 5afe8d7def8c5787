/*
 * serve: draw's socket.  The kernel says who is at the other end: desk alone is listened to.  Each question has a process of its
 * own, which ends with it; a message that is not exactly its fields gets no answer.
 */
#ifndef DRAW_SERVE_H
#define DRAW_SERVE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Serves at the socket path until SIGTERM or SIGINT; desk: who may ask. 0, or ERR_PEER. */
int	 serve_run(const char *path, uid_t desk);

/* Answers one message at fd. 0, ERR_INPUT: it is not one; ERR_PEER: the other end is gone. */
int	 serve_message(int fd, uint16_t type, const void *body, size_t n);

#endif
