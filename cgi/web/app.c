#include "web/app.h"

#include <string.h>
#include <stdio.h>

#include "util/err.h"
#include "util/log.h"
#include "util/privs.h"
#include "web/fcgi.h"

#define WORKERS		4
#define REQUESTS	20000	/* a worker's share: what a library may leak stays small */
#define SECONDS		18	/* of one request, below Apache's ProxyTimeout of 20 */

struct running {
	const struct web_app	*app;
	struct site		 site;
	struct web_worker	*worker;
};

static int
open_worker(void *ctx, unsigned slot)
{
	struct running *r = ctx;

	return web_worker_open(r->app, &r->site, slot, &r->worker);
}

static int
serve(void *ctx, struct fcgi *f, struct buf *out)
{
	struct running *r = ctx;

	return web_serve(r->worker, f->env, fcgi_body, f, out);
}

static void
close_worker(void *ctx)
{
	struct running *r = ctx;

	web_worker_close(r->worker);
}

static int
load(int argc, char **argv, struct site *site)
{
	if (argc != 3 || strcmp(argv[1], "-v") != 0)
		return err_set(ERR_INPUT, "usage: %s -v VAR", argv[0]);
	return site_load(argv[2], site);
}

int
web_main(const struct web_app *app, int argc, char **argv)
{
	struct running running = { .app = app };
	struct fcgi_pool pool = { .name = app->name, .workers = app->workers > 0 ? app->workers : WORKERS,
	    .requests = REQUESTS, .seconds = SECONDS, .open = open_worker, .serve = serve, .close = close_worker,
	    .ctx = &running };
	char name[40], path[SITE_PATH];
	int r;

	log_open(app->name);
	privs_harden(-1);
	if ((r = load(argc, argv, &running.site)) == 0) {
		snprintf(name, sizeof(name), "run/%s/s", app->name);
		pool.socket = site_path(&running.site, name, path);
		r = fcgi_run(&pool);
	}
	if (r == 0)
		return 0;
	log_err(r, "start");
	return 1;
}
