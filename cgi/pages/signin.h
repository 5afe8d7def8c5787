/*
 * signin: how an operator logs in at a console: his number, then his key: an authenticator in the page, or a soft key through
 * the signing page (demonstration instances).
 */
#ifndef PAGES_SIGNIN_H
#define PAGES_SIGNIN_H

#include "rules/login.h"

struct page;

struct signin_place {
	enum login_console	 console;
	const char		*home;		/* "/ra/" */
	const char		*login;		/* "/ra/login": takes the number */
	const char		*key;		/* "/ra/login/key": takes the key's answer (ROUTE_SIGNED) */
};

int	 signin_show(struct page *p, const struct signin_place *at);
int	 signin_send(struct page *p, const struct signin_place *at);	/* number -> the key is asked for */
int	 signin_take(struct page *p, const struct signin_place *at);	/* answer -> session */
int	 signin_end(struct page *p, const struct signin_place *at);	/* log out */

#endif
