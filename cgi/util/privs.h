/*
 * privs: what a process gives up before it touches data.
 */
#ifndef UTIL_PRIVS_H
#define UTIL_PRIVS_H

#include <sys/types.h>

/* No core dumps, no ptrace by the same uid, umask 077, SIGPIPE ignored, no new privileges, descriptors above 2 closed
 * (but not keep; -1 for none). Called first in every daemon's main. Ends the process if the kernel refuses. */
void	 privs_harden(int keep);

/* Becomes uid (group too, no further groups), for good. 0 or ERR_PEER. A no-op when already that uid. */
int	 privs_become(uid_t uid);

/*
 * Ends this process by signal when parent dies, at once if it is dead already.  Called in a child after its change of uid, which
 * would undo it; parent is the number the parent had before the fork.
 */
void	 privs_end_with(pid_t parent, int signal);

/* The uid at the other end of a unix socket, asked of the kernel. 0 or ERR_PEER. */
int	 privs_peer(int fd, uid_t *out);

#endif
