/*
 * ask: what the operator asked for: VAR, the ports and the host's name from the environment, our own folders from the
 * program's place.  Reads nothing below VAR.
 */
#ifndef HOST_ASK_H
#define HOST_ASK_H

#include <stdbool.h>
#include <sys/types.h>

#include "util/buf.h"
#include "util/site.h"

#define ASK_UID_BASE	60100	/* root: the programs' uids begin here, without passwd entries */

struct ask {
	char	var[81];		/* absolute, without links */
	char	src[161];		/* holds apache/, db/, static/, templates/ */
	char	bin[161];		/* holds our programs */
	char	host[64];
	int	port, sign_port, http_port;
	int	uid_base;		/* 0 unless we are root */
	bool	demo;			/* CERTHALL_DEMO is not "no" */
	bool	any;			/* CERTHALL_LISTEN=any: listen on all addresses even when host is localhost */
};

/*
 * Reads VAR, PORT, SIGN_PORT, HTTP_PORT, CERTHALL_HOST, CERTHALL_DEMO, CERTHALL_LISTEN and CERTHALL_UID_BASE.  Returns 0,
 * or ERR_INPUT with a sentence that names the variable and the remedy.
 */
int	 ask_read(struct ask *out);

/*
 * Whether this instance may be started as asked: same ports, same host, same users, and no demonstration where none is wanted.
 * 0 or ERR_INPUT.
 */
int	 ask_fits(const struct ask *a, const struct site *s);

/* The instance in VAR. 0, or ERR_NOTFOUND with a sentence that says how to have one. */
int	 ask_site(const struct ask *a, struct site *out);

/* Appends the command that stops, or starts, this instance and no other. */
void	 ask_stop_line(const struct ask *a, struct buf *out);
void	 ask_start_line(const struct ask *a, struct buf *out);

#endif
