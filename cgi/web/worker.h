/*
 * worker: what one process of a web program keeps between requests.  Private to web/serve, web/page and web/app.
 */
#ifndef WEB_WORKER_H
#define WEB_WORKER_H

#include <stdbool.h>

#include "util/region.h"
#include "util/site.h"
#include "web/app.h"
#include "web/csrf.h"
#include "web/view.h"

struct web_worker {
	const struct web_app	*app;
	struct site		 site;
	unsigned		 slot;
	void			*state;		/* of the program; NULL and not opened while its open fails */
	bool			 opened;
	struct view		*view;
	struct region		*region;	/* emptied after each request */
	bool			 plain;		/* a program of machines (status): no pages, no cookies, no key */
	unsigned char		 key[CSRF_KEY];
	char			 zone[16];	/* "UTC+8" */
	char			 zone_text[17];	/* " UTC+8", behind times in other languages than Chinese */
};

/* Fills Page, User, Asset of the tree, once. */
void	 page_common(struct page *p);
/* The session's or the visitor's seed of form tokens; a visitor without one gets a cookie. */
const void *page_seed(struct page *p, size_t *n);
/* Makes the answer an error page; note "" for none. */
void	 page_error(struct page *p, int status, const char *note);
/* The same for a form whose token does not fit: what was typed is kept and can be sent again (design 9). */
void	 page_again(struct page *p);

#endif
