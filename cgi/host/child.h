/*
 * child: one program under the parent: how it is started (own user, own process group, dies with the parent), how one
 * sees that it is ready, how it is ended with everything it started.  facts: design 2, "One parent".
 */
#ifndef HOST_CHILD_H
#define HOST_CHILD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "util/site.h"

#define CHILD_ARGS 24

enum child_probe {
	PROBE_ALIVE,		/* nothing to ask: alive after a moment */
	PROBE_SOCKET,		/* its unix socket takes a connection */
	PROBE_DB,		/* its unix socket greets as MariaDB does */
	PROBE_PORT		/* its TCP port takes a connection */
};

struct child {
	/* said once, by host/stack */
	const char	*name;			/* also the name of its log */
	uid_t		 uid;
	char		*argv[CHILD_ARGS];	/* argv[0] is found by PATH; memory is the caller's, for ever */
	char		*env;			/* one "NAME=value" of its own, or NULL */
	enum child_probe probe;
	int		 port;			/* PROBE_PORT */
	char		 socket[SITE_PATH];	/* PROBE_SOCKET, PROBE_DB */
	char		 stale[SITE_PATH];	/* removed before each start, or "" */
	int		 grace_ms;		/* between TERM and KILL */
	int		 death;			/* signal when our parent dies; 0: TERM */
	const char	*logs[2];		/* below VAR, that it opens itself, or NULL */
	bool		 keeps_lock;		/* inherits VAR/lock.db */
	bool		 ours;			/* sees the preloads and clocks of our environment (tests move time) */

	/* kept by host/keep */
	pid_t		 pid;			/* 0: not running */
	int64_t		 since;			/* tm_steady() of the last start */
	int64_t		 again;			/* tm_steady() of the next start, when not running */
	int		 delay_ms;		/* of the restart after the next one */
	int		 starts;
};

/* Starts it, output to VAR/log/NAME.log. lock: descriptor of VAR/lock.db. Returns 0 or ERR_PEER. */
int	 child_start(struct child *c, const struct site *s, int lock);

/* A log over 20 MB becomes PATH.1, in place of an older one. */
void	 child_set_aside(const char *path);

/* Whether it answers now. Never waits longer than a moment. */
bool	 child_answers(const struct child *c);

/*
 * For a child that has ended but is not reaped: kills what is left of its group, reaps all, returns its wait status.
 * The group is killed while the zombie still holds its number, so nobody else can be hit.
 */
int	 child_bury(pid_t pid);

/* "ended with exit status 1", "was killed by signal 9"; a static string. */
const char *child_fate(int status);

#endif
