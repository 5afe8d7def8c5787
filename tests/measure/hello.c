/*
 * hello: the smallest FastCGI program over our pool: what "make bench" measures full pages against (design 8).
 * It opens nothing, parses nothing and answers the same bytes: "hello -v VAR" on VAR/run/hello/s.
 */
#include <string.h>

#include "util/err.h"
#include "util/log.h"
#include "util/privs.h"
#include "util/site.h"
#include "util/str.h"
#include "web/fcgi.h"

static int
open_nothing(void *ctx, unsigned slot)
{
	(void)ctx;
	(void)slot;
	return 0;
}

static int
say_hello(void *ctx, struct fcgi *f, struct buf *out)
{
	(void)ctx;
	(void)f;
	buf_adds(out, "Status: 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nhello\n");
	return 0;
}

static void
close_nothing(void *ctx)
{
	(void)ctx;
}

int
main(int argc, char **argv)
{
	struct fcgi_pool pool = { .name = "hello", .workers = 4, .seconds = 18, .open = open_nothing,
	    .serve = say_hello, .close = close_nothing };
	struct site site = { .port = 0 };
	char path[SITE_PATH];
	int r;

	log_open("hello");
	privs_harden(-1);
	if (argc != 3 || strcmp(argv[1], "-v") != 0)
		r = err_set(ERR_INPUT, "usage: hello -v VAR");
	else if ((r = str_copy(site.var, sizeof(site.var), argv[2])) == 0) {
		pool.socket = site_path(&site, "run/hello/s", path);
		r = fcgi_run(&pool);
	}
	if (r == 0)
		return 0;
	log_err(r, "start");
	return 1;
}
