/* keeper -v VAR: the only process with the records key; it unwraps what is sealed to it, for desk (design 2, I6). */
#include <stdio.h>
#include <string.h>

#include "keeper/serve.h"
#include "pki/ossl.h"
#include "signd/hsm.h"
#include "util/err.h"
#include "util/log.h"
#include "util/privs.h"
#include "util/site.h"

#define RECORDS "records"	/* label of the records key (signd/ceremony) */

struct token { struct hsm *hsm; const struct hsm_key *key; };

static int
derive(void *ctx, const unsigned char point[SEAL_POINT], unsigned char z[SEAL_Z])
{
	struct token *t = ctx;

	return hsm_derive(t->hsm, t->key, point, z);
}

static int
open_key(const struct site *site, struct token *t, struct keeper *k)
{
	struct hsm_config conf;
	int r;

	hsm_config_of(site, "keeper", &conf);
	if ((r = hsm_open(&conf, &t->hsm)) != 0 || (r = hsm_find(t->hsm, RECORDS, &t->key)) != 0 ||
	    (r = seal_key_parse(t->key->spki.data, t->key->spki.len, &k->key)) != 0)
		return r;
	*k = (struct keeper){ .key = k->key, .desk = site_uid(site, SITE_DESK), .derive = derive, .token = t };
	return serve_try(k);	/* a token that gives no derived secret is found out now, not at the first look */
}

int
main(int argc, char **argv)
{
	struct token token = { .hsm = NULL };
	char path[SITE_PATH];
	struct site site;
	struct keeper k;
	int r;

	log_open("keeper");
	privs_harden(-1);
	if (argc != 3 || strcmp(argv[1], "-v") != 0) {
		fprintf(stderr, "usage: keeper -v VAR\n");
		return 2;
	}
	if ((r = site_load(argv[2], &site)) != 0 || (r = privs_become(site_uid(&site, SITE_KEEPER))) != 0 ||
	    (r = ossl_init()) != 0 || (r = open_key(&site, &token, &k)) != 0)
		log_err(r, "start");
	else if ((r = serve_run(&k, site_path(&site, "run/keeper/s", path))) != 0)
		log_err(r, "serving");
	hsm_close(token.hsm);
	return r == 0 ? 0 : 1;
}
