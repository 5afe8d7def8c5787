/* signd -v VAR: the only process with the CA keys (design 2). */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pki/ossl.h"
#include "signd/ca.h"
#include "signd/serve.h"
#include "util/err.h"
#include "util/log.h"
#include "util/privs.h"
#include "util/site.h"

int
main(int argc, char **argv)
{
	char path[SITE_PATH];
	struct site site;
	struct ca ca;
	int r;

	log_open("signd");
	privs_harden(-1);
	if (argc != 3 || strcmp(argv[1], "-v") != 0) {
		fprintf(stderr, "usage: signd -v VAR\n");
		return 2;
	}
	if ((r = site_load(argv[2], &site)) != 0 || (r = privs_become(site_uid(&site, SITE_SIGND))) != 0 ||
	    (r = ossl_init()) != 0 || (r = ca_open(&site, &ca)) != 0) {
		log_err(r, "start");
		return 1;
	}
	if ((r = serve_run(&ca, site_path(&site, "run/signd/s", path))) != 0)
		log_err(r, "serving");
	ca_close(&ca);
	return r == 0 ? 0 : 1;
}
