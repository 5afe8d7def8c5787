/*
 * jail: where a file that somebody sent is decoded: a process of its own without network, without the right to start others, to
 * write files or to look at other processes, with little memory and little time.  What comes out is raw pixels (draw/ppm).
 */
#ifndef DRAW_JAIL_H
#define DRAW_JAIL_H

#include <stddef.h>
#include <sys/resource.h>
#include <sys/types.h>

#ifdef __SANITIZE_ADDRESS__			/* its own maps are larger than any limit of ours */
#define JAIL_MEMORY	RLIM_INFINITY
#else
#define JAIL_MEMORY	((rlim_t)1 << 30)	/* octets of address space */
#endif
#define JAIL_SECONDS	14			/* of processor time; MAKE_MS comes first and says why */

enum jail_tool {
	JAIL_PDF,		/* pdftoppm */
	JAIL_PNG		/* draw/png, in the child itself */
};

/* Starts the tool over the file. *out: where its pictures are read. 0, or ERR_PEER. End it with jail_end. */
int	 jail_start(enum jail_tool tool, const void *file, size_t n, pid_t *pid, int *out);
/* Lets it end within so many milliseconds, kills what still runs, reaps it. 0, or ERR_INPUT when it did not end well by itself. */
int	 jail_end(pid_t pid, int out, int ms);

/* For the child, and for tests: what it may not do from here on. 0 or -1. */
int	 jail_close(void);

#endif
