/*
 * fcgi: a pool of single-threaded FastCGI workers under one supervisor (facts: web 3).
 *
 * The supervisor binds the socket once (mode 0660; the folder's setgid bit gives the group), forks the workers and
 * starts each anew that ends: at once after its share of requests, with a growing pause when it dies young.  TERM
 * and INT: no new request, the present ones are answered, then the end (after three seconds by force).  HUP:
 * rolling restart, one worker after the other, which reads templates anew.  A worker dies with its supervisor; a
 * request that takes longer than its time is ended with its worker.
 *
 * Apache hands a body over as it comes in.  A worker that waits for a slow one says so and no longer counts: another
 * takes its place, and it ends when its request is answered.  Its time then counts from the last bytes that came.  Of
 * more than 64 slow ones who has been waited for longest is ended.
 */
#ifndef WEB_FCGI_H
#define WEB_FCGI_H

#include <stddef.h>

#include "util/buf.h"

/* One request: the environment, and the body by fcgi_body. */
struct fcgi {
	char		**env;
	void		 *stream;
	unsigned	  seconds;
};

struct fcgi_pool {
	const char	*name;		/* for messages */
	const char	*socket;	/* at most 107 bytes */
	unsigned	 workers;
	unsigned	 requests;	/* a worker's share; 0: no end */
	unsigned	 seconds;	/* a request's time */
	/* In the worker, before its first request: 0, or a code: the worker ends and is tried again later. */
	int		(*open)(void *ctx, unsigned slot);
	/* Answers one request into out.  A code other than 0 ends the worker after the answer was sent. */
	int		(*serve)(void *ctx, struct fcgi *f, struct buf *out);
	void		(*close)(void *ctx);
	void		*ctx;
};

/* Runs until it is told to end. Returns 0, or ERR_PEER when the socket cannot be made. */
int	 fcgi_run(const struct fcgi_pool *pool);

/* req_source: up to n bytes of the body of the request f. */
long	 fcgi_body(void *f, char *to, size_t n);

#endif
