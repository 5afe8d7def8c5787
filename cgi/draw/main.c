/* draw -v VAR: draws the pages of evidence, behind walls, for desk (design 7). */
#include <stdio.h>
#include <string.h>

#include "draw/serve.h"
#include "util/err.h"
#include "util/log.h"
#include "util/privs.h"
#include "util/site.h"

int
main(int argc, char **argv)
{
	char path[SITE_PATH];
	struct site site;
	int r;

	log_open("draw");
	privs_harden(-1);
	if (argc != 3 || strcmp(argv[1], "-v") != 0) {
		fprintf(stderr, "usage: draw -v VAR\n");
		return 2;
	}
	if ((r = site_load(argv[2], &site)) != 0 || (r = privs_become(site_uid(&site, SITE_DRAW))) != 0)
		log_err(r, "start");
	else if ((r = serve_run(site_path(&site, "run/draw/s", path), site_uid(&site, SITE_DESK))) != 0)
		log_err(r, "serving");
	return r == 0 ? 0 : 1;
}
