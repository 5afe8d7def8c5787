/*
 * signjob: the link that leads to the signing page: its fragment says what is to be done there (static/README.md).
 */
#ifndef PAGES_SIGNJOB_H
#define PAGES_SIGNJOB_H

#include <stdbool.h>

#include "util/buf.h"

struct page;

struct signjob {
	const char		*back;		/* path the answer is posted to */
	const char		*ticket;	/* comes back as it is; NULL: none */
	bool			 soft;		/* soft keys; else authenticators */
	const struct buf	*allow;		/* the credential that may sign; NULL or empty: any */
	const char		*paper;
	const char		*case_text;	/* of a decision; NULL: none */
};

/* Sets name to the address, with the tokens of this page. */
void	 signjob_link(struct page *p, const char *name, const struct signjob *job);

#endif
