/*
 * live_ledger: asks signd about every intent of the database (settle) and about every certificate (ocsp): what was signed is a
 * row with the same bytes, what is a row was signed, nothing twice for one application.  Asked from issuer's uid, when nothing is
 * under way: what signd has no plan for is dead afterwards.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <grp.h>
#include <unistd.h>

#include "host/base.h"
#include "signd/signer.h"
#include "store/db.h"
#include "store/len.h"
#include "util/err.h"
#include "util/site.h"

struct row {
	uint64_t	request, application;
	struct buf	serial, der;	/* empty: no certificate */
	char		issuer[LEN_CODE];
};

static const struct col cols[] = {
	COL(struct row, request, COL_U64, 0),
	COL(struct row, application, COL_U64, 0),
	COL(struct row, issuer, COL_TEXT, 0),
	COL(struct row, serial, COL_BLOB, 0),
	COL(struct row, der, COL_BLOB, COL_OPTIONAL),
};
static const struct query all = QUERY("SELECT i.id,j.application,i.issuer,i.serial,c.der FROM intent i JOIN issue_job j"
    " ON j.id=i.job LEFT JOIN certificate c ON c.issuer=i.issuer AND c.serial=i.serial ORDER BY j.application", cols);

static struct signer *signer;
static unsigned issued, dead, bad;

static void
say(const struct row *r, const char *what)
{
	printf("intent %llu of application %llu: %s\n", (unsigned long long)r->request, (unsigned long long)r->application, what);
	bad++;
}

static void
ask_ocsp(const struct row *r)
{
	struct signer_ocsp q = { .issuer = r->issuer };

	memcpy(q.serial, r->serial.data, SIGNER_SERIAL);
	if (signer_ocsp(signer, &q, 1) != 0 || q.code != 0)
		say(r, "signd answers no OCSP for its certificate");
	buf_clear(&q.der_sha1);
	buf_clear(&q.der_sha256);
}

static int
check(void *arg, const void *at)
{
	static uint64_t before;
	const struct row *r = at;
	struct buf der = BUF_INIT;
	bool yes = false;
	int rc;

	(void)arg;
	if ((rc = signer_settle(signer, r->request, &yes, &der)) != 0)
		return rc;
	issued += yes;
	dead += !yes;
	if (yes && r->der.len == 0)
		say(r, "was signed, and no certificate is stored");
	else if (!yes && r->der.len != 0)
		say(r, "has a certificate signd never signed");
	else if (yes && (der.len != r->der.len || memcmp(der.data, r->der.data, der.len) != 0))
		say(r, "the stored certificate is not the one that was signed");
	else if (yes)
		ask_ocsp(r);
	if (yes && r->application == before)
		say(r, "is the second certificate of one approval");
	if (yes)
		before = r->application;
	buf_clear(&der);
	return 0;
}

int
main(void)
{
	struct row row = { .serial = BUF_INIT, .der = BUF_INIT };
	struct db *db = NULL;
	struct site site;
	char path[SITE_PATH];
	int r;

	if ((r = site_load(getenv("VAR"), &site)) == 0 && (r = base_open(&site, &db)) == 0) {
		uid_t uid = site_uid(&site, SITE_ISSUER);

		if (setgroups(0, NULL) != 0 || setegid(uid) != 0 || seteuid(uid) != 0)
			return 1;
		r = signer_open(site_path(&site, "run/signd/s", path), &signer);
	}
	if (r == 0)
		r = db_each(db, &all, &row, check, NULL, IN_NONE);
	if (r != 0)
		fprintf(stderr, "%s\n", err_take());
	printf("%u issued, %u given up, %u wrong\n", issued, dead, bad);
	buf_clear(&row.serial);
	buf_clear(&row.der);
	signer_close(signer);
	db_close(db);
	return r != 0 || bad > 0;
}
