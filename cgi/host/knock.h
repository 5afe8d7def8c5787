/*
 * knock: whether the program behind a unix socket does its work.  The kernel alone accepts a connection while the program is
 * frozen, and a supervisor keeps a socket whose workers all fail: only an answer counts.
 */
#ifndef HOST_KNOCK_H
#define HOST_KNOCK_H

/* Says nothing more and waits until the other side has read that, and ends the connection. 0 or ERR_PEER. */
int	 knock_daemon(const char *socket);

/* GET of an address by FastCGI, from this machine. 0 when its status is 200, else ERR_PEER saying what came. */
int	 knock_web(const char *socket, const char *uri);

#endif
