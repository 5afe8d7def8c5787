/*
 * list: what a revocation list of many entries costs in pki/crl, signed by a key in this process; verified as a reader would.
 *
 *	list ENTRIES
 *
 * Prints: ENTRIES OCTETS SECONDS-TO-MAKE MEGABYTES-AT-MOST SECONDS-TO-VERIFY.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "pki/cert.h"
#include "pki/crl.h"
#include "pki/key.h"
#include "pki/ossl.h"
#include "pki/profile.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/tm.h"

static void
must(int r, const char *what)
{
	if (r == 0)
		return;
	fprintf(stderr, "%s: %s (%d)\n", what, err_take(), r);
	exit(1);
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static long
most_kb(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return u.ru_maxrss;
}

/* A root of its own. */
static void
make_ca(const struct key_signer *key, struct buf *der)
{
	struct profile_set *all = calloc(1, sizeof(*all));
	unsigned char serial[RND_SERIAL];
	struct tbs_urls urls = { .cps = "" };
	struct tbs_input in = { .subject = { .c = "CN", .o = "Certhall", .cn = "List" }, .serial = serial,
	    .serial_len = sizeof(serial), .spki = key->spki, .spki_len = key->spki_len, .urls = &urls };

	must(all != NULL ? profile_load(SRCDIR "/cgi/prog/profiles.conf", all) : ERR_BUG, "profiles");
	in.profile = profile_find(all, "root");
	in.not_before = tm_now() / TM_SECOND * TM_SECOND;
	in.not_after = tbs_not_after(in.not_before, in.profile->days_max);
	rnd_serial(serial);
	must(cert_issue(&in, key, der), "root");
	free(all);
}

static void
fill(struct crl_writer *w, size_t entries, int64_t at)
{
	struct crl_entry e = { .serial_len = RND_SERIAL, .at = at };

	for (size_t i = 0; i < entries; i++) {
		rnd_serial(e.serial);
		e.reason = i % 3 == 0 ? CRL_UNSPECIFIED : CRL_KEY_COMPROMISE;
		must(crl_add(w, &e), "entry");
	}
}

int
main(int argc, char **argv)
{
	size_t entries = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;
	int64_t at = tm_now() / TM_SECOND * TM_SECOND;
	struct buf ca = BUF_INIT, list = BUF_INIT;
	unsigned char digest[32];
	struct crl_writer *w;
	struct key_soft *key;
	struct crl facts;
	const void *tbs;
	double begun, made;
	long before, most;
	size_t n;

	if (entries == 0)
		return 2;
	must(ossl_init(), "library");
	must(key_soft_make(KEY_P384, &key), "key");
	make_ca(key_soft_signer(key), &ca);
	before = most_kb();
	begun = now();
	must(crl_begin(ca.data, ca.len, 1, at, at + TM_DAY, entries, &w), "list");
	fill(w, entries, at);
	must(crl_tbs(w, &tbs, &n, digest), "list");
	must(crl_sign(w, key_soft_signer(key), &list), "list");
	made = now() - begun;
	most = most_kb();
	begun = now();
	must(crl_read(list.data, list.len, ca.data, ca.len, &facts, NULL, NULL), "reading the list");
	must(facts.entries == entries ? 0 : ERR_BUG, "count of entries");
	printf("%zu %zu %.2f %.0f %.2f\n", entries, list.len, made, (double)(most - before) / 1024, now() - begun);
	crl_free(w);
	buf_clear(&list);
	buf_clear(&ca);
	key_soft_free(key);
	return 0;
}
