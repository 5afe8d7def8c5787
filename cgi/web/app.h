/*
 * app: a whole web program: its table of routes, how its worker opens, who the caller is.
 *
 *	int
 *	main(int argc, char **argv)
 *	{
 *		static const struct web_app hall = {
 *			.name = "hall", .routes = hall_routes, .nroutes = N(hall_routes), .user = SITE_HALL,
 *			.login = "/login", .open = hall_open, .close = hall_close, .resolve = hall_who,
 *		};
 *		return web_main(&hall, argc, argv);
 *	}
 */
#ifndef WEB_APP_H
#define WEB_APP_H

#include <stddef.h>

#include "util/site.h"
#include "web/page.h"
#include "web/route.h"

struct actor;

struct web_app {
	const char		*name;		/* hall, desk, office, status: socket, log, cookie, key, Page.Program */
	const struct route	*routes;
	size_t			 nroutes;
	const char		*login;		/* where a visitor is sent who must log in; NULL: 403 */
	unsigned		 workers;	/* 0: 4 */
	/*
	 * Opens what rules need, in the worker: *state is handed to handlers (page_state).  slot numbers the worker (audit
	 * chains belong to a slot).  When it fails, requests are answered 503 and it is tried again with the next one.
	 */
	int			(*open)(const struct site *site, unsigned slot, void **state);
	void			(*close)(void *state);
	/*
	 * Who is calling: fills actor from the value of the session's cookie ("" if none).  It comes as a visitor with ip, port,
	 * agent and request filled in; without a living session it stays one and 0 is returned.  NULL: all are visitors.
	 */
	int			(*resolve)(void *state, const char *cookie, const struct req *req, int64_t now,
				    struct actor *actor);
	/* After each request: a code ends the worker (a transaction was left open). NULL: nothing. */
	int			(*after)(void *state);
	/* Adds to the tree of every page (counts in the navigation …). NULL: nothing. */
	void			(*common)(struct page *p);
};

/* The main of a web program: "NAME -v VAR". Returns its exit status. */
int	 web_main(const struct web_app *app, int argc, char **argv);

/*
 * One request without sockets, as tests and the worker use it: answers into out ("Status: 200 OK\r\n…").
 * web_worker_open needs VAR/secret/NAME.web unless every route is ROUTE_PLAIN.
 */
struct web_worker;
int	 web_worker_open(const struct web_app *app, const struct site *site, unsigned slot, struct web_worker **out);
int	 web_serve(struct web_worker *w, char **env, req_source source, void *ctx, struct buf *out);
void	 web_worker_close(struct web_worker *w);

#endif
