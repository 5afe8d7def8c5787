/*
 * big: how long the lists, searches and counts of desk, hall and daemons take in a database filled by big.sql.  For
 * tests/lib/private-db.  Prints "NAME|P50|MOST|ROWS" in milliseconds for each, over TRIES questions about different things.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "rules/desk.h"
#include "store/app.h"
#include "store/audit.h"
#include "store/cert.h"
#include "store/db.h"
#include "store/hold.h"
#include "store/job.h"
#include "store/material.h"
#include "store/notice.h"
#include "store/ocspanswer.h"
#include "store/order.h"
#include "store/revocation.h"
#include "store/session.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/tm.h"

#define TRIES	20
#define PAGE	50
#define THEN	INT64_C(1795500000000)	/* 2026-11-24 */

static struct db *db;
static union {
	struct app_line		apps[PAGE];
	struct app_unstamped	unstamped[PAGE];
	struct cert_line	certs[PAGE];
	struct audit_row	audit[PAGE];
	struct hold		holds[PAGE];
	struct revocation	revocations[PAGE];
	struct ocspanswer	answers[PAGE];
	struct job_line		jobs[PAGE];
	struct notice		notices[PAGE];
} rows;

static const char *
hex_of(const char *letter, int n)
{
	static char hex[2 * DIGEST_SIZE + 1];
	unsigned char sum[DIGEST_SIZE];
	char text[24];

	snprintf(text, sizeof(text), "%s%d", letter, n);
	digest_sha256(text, strlen(text), sum);
	enc_hex_to(sum, sizeof(sum), hex);
	return hex;
}

/* Question number i of each kind; *n rows were found. */
#define QUESTION(name) static int name(int i, size_t *n)

QUESTION(line_first)
{
	(void)i;
	return db_app_list_queue(db, "default", APP_SUBMITTED, false, 0, 0, rows.apps, PAGE, n);
}

QUESTION(line_deep)
{
	return db_app_list_queue(db, "default", APP_SUBMITTED, false, THEN + i * TM_HOUR, 5000050000,
	    rows.apps, PAGE, n);
}

QUESTION(line_again)
{
	(void)i;
	return db_app_list_queue(db, "default", APP_SUBMITTED, true, 0, 0, rows.apps, PAGE, n);
}

QUESTION(line_entered)
{
	(void)i;
	return db_app_list_queue(db, "default", APP_ENTERED, false, 0, 0, rows.apps, PAGE, n);
}

QUESTION(line_next)
{
	(void)i;
	*n = 1;
	return db_app_next(db, "default", APP_SUBMITTED, THEN, rows.apps);
}

QUESTION(count_states)
{
	uint64_t c[APP_STATE_MAX];
	int r;

	(void)i;
	r = db_app_count(db, "default", c);
	*n = c[APP_SUBMITTED];
	return r;
}

QUESTION(count_again)
{
	uint64_t c = 0;
	int r;

	(void)i;
	r = db_app_count_again(db, "default", &c);
	*n = c;
	return r;
}

QUESTION(unstamped)
{
	(void)i;
	return db_app_list_unstamped(db, rows.unstamped, PAGE, n);
}

QUESTION(moved)
{
	(void)i;
	return db_app_list_moved(db, APP_RETURNED, THEN, rows.apps, PAGE, n);
}

QUESTION(my_apps)
{
	return db_app_list_account(db, (uint64_t)(1 + i * 4999), 0, rows.apps, PAGE, n);
}

QUESTION(my_certs)
{
	return db_cert_list_account(db, (uint64_t)(1 + i * 4999), 0, rows.certs, PAGE, n);
}

QUESTION(my_notices)
{
	return db_notice_list(db, (uint64_t)(1 + i * 4999), 0, rows.notices, PAGE, n);
}

QUESTION(audit_recent)
{
	(void)i;
	return db_audit_recent(db, "desk", 0, "", 0, rows.audit, PAGE, n);
}

QUESTION(audit_about)
{
	char o[24];

	snprintf(o, sizeof(o), "%" PRIu64, UINT64_C(5000000000) + (uint64_t)i);
	return db_audit_list(db, "application", o, 0, rows.audit, PAGE, n);
}

QUESTION(holds)
{
	(void)i;
	return db_hold_list_live(db, "default", 0, 0, rows.holds, PAGE, n);
}

QUESTION(holds_count)
{
	uint64_t c = 0;
	int r;

	(void)i;
	r = db_hold_count_live(db, "default", &c);
	*n = c;
	return r;
}

QUESTION(holds_ending)
{
	(void)i;
	return db_hold_list_over(db, THEN, rows.holds, PAGE, n);
}

QUESTION(revocations)
{
	(void)i;
	return db_revocation_list_ra(db, "default", REVOCATION_ASKED, 0, 0, rows.revocations, PAGE, n);
}

QUESTION(crl_due)
{
	int64_t since;

	(void)i;
	*n = 1;
	return db_revocation_crl_due(db, i % 2 ? "ca-rsa" : "ca-p256", THEN, THEN, &since);
}

QUESTION(ocsp_due)
{
	(void)i;
	return db_ocsp_list_due(db, THEN, THEN + TM_DAY, rows.answers, PAGE, n);
}

QUESTION(silent)
{
	(void)i;
	return db_cert_list_silent(db, THEN, rows.certs, PAGE, n);
}

QUESTION(stuck)
{
	(void)i;
	return db_job_list_stuck(db, rows.jobs, PAGE, n);
}

QUESTION(backlogs)
{
	uint64_t c;
	int64_t old;
	int r;

	(void)i;
	*n = 1;
	if ((r = db_job_backlog(db, &c, &old)) != 0 || (r = db_order_backlog(db, &c, &old)) != 0)
		return r;
	return db_delivery_backlog(db, &c, &old);
}

QUESTION(by_name)
{
	char name[40];

	snprintf(name, sizeof(name), "持有人%d", i * 2311);
	return db_cert_search(db, "default", name, "", 0, rows.certs, PAGE, n);
}

QUESTION(by_uscc)
{
	char uscc[19];

	snprintf(uscc, sizeof(uscc), "91510100%010d", i * 4999);
	return db_cert_search(db, "default", "", uscc, 0, rows.certs, PAGE, n);
}

QUESTION(by_serial)
{
	char text[41];
	struct buf serial = BUF_INIT;
	int r;

	snprintf(text, sizeof(text), "40%.38s", hex_of("s", 1 + i * 40009));
	r = enc_unhex(text, strlen(text), &serial) != 0 ? ERR_BUG : db_cert_list_serial(db, serial.data, serial.len, rows.certs, PAGE, n);
	buf_clear(&serial);
	return r;
}

QUESTION(by_number)
{
	return db_cert_list_index(db, 1 + (uint64_t)(i * 19997 % 300000), hex_of("h", i * 19997), THEN, rows.certs, PAGE, n);
}

QUESTION(of_unit)
{
	char u[19];

	snprintf(u, sizeof(u), "91510100%010d", i * 4999);
	return db_cert_list_uscc(db, 1 + (uint64_t)(i * 4999 % 300000), u, THEN, rows.certs, PAGE, n);
}

QUESTION(by_app_number)
{
	char no[24];
	struct app app;
	int r;

	memset(&app, 0, sizeof(app));
	snprintf(no, sizeof(no), "20261101-%07d", 1 + i * 4999);
	r = db_app_find_no(db, no, &app);
	app_clear(&app);
	*n = 1;
	return r;
}

QUESTION(key_known)
{
	unsigned char sum[DIGEST_SIZE];
	bool used;
	char text[24];

	snprintf(text, sizeof(text), "y%d", 1 + i * 40009);
	digest_sha256(text, strlen(text), sum);
	*n = 1;
	return db_cert_key_used(db, sum, &used);
}

static const struct { const char *name; int (*ask)(int i, size_t *n); } questions[] = {
	{ "desk: queue, first page", line_first }, { "desk: queue, far down", line_deep },
	{ "desk: queue, returned before", line_again }, { "desk: queue of reviewers", line_entered },
	{ "desk: next one", line_next }, { "desk: counts of states", count_states }, { "desk: count of returned before", count_again },
	{ "desk: certificates by name", by_name }, { "desk: certificates by credit code", by_uscc },
	{ "desk: certificates by serial", by_serial }, { "desk: application by number", by_app_number },
	{ "desk: live holds", holds }, { "desk: count of live holds", holds_count }, { "desk: revocations asked for", revocations },
	{ "desk: trail of an application", audit_about }, { "office: newest of the trail", audit_recent },
	{ "hall: my applications", my_apps }, { "hall: my certificates", my_certs }, { "hall: my messages", my_notices },
	{ "hall: certificates by identity number", by_number }, { "hall: certificates of a unit", of_unit },
	{ "hall: key used before", key_known }, { "issuer: unstamped papers", unstamped }, { "issuer: OCSP answers due", ocsp_due },
	{ "issuer: list due", crl_due }, { "issuer: stuck jobs", stuck }, { "check: backlogs", backlogs },
	{ "courier: returned long ago", moved }, { "courier: silent holders", silent }, { "courier: holds that end", holds_ending },
};

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int
main(void)
{
	struct db_conf conf = { .name = "certhall", .account = "root" };
	const char *at = getenv("CERTHALL_DB_SOCKET");

	snprintf(conf.socket, sizeof(conf.socket), "%s", at != NULL ? at : "");
	if (db_connect(&conf, &db) != 0) {
		fprintf(stderr, "%s\n", err_take());
		return 1;
	}
	for (size_t k = 0; k < sizeof(questions) / sizeof(questions[0]); k++) {
		double took[TRIES];
		size_t found = 0;

		for (int i = 0; i < TRIES; i++) {
			double begun = now();
			size_t n = 0;
			int r = questions[k].ask(i, &n);

			if (r != 0 && r != ERR_NOTFOUND)
				fprintf(stderr, "%s: %s\n", questions[k].name, err_take());
			took[i] = (now() - begun) * 1e3;
			found += n;
		}
		qsort(took, TRIES, sizeof(took[0]), by_value);
		printf("%s|%.2f|%.2f|%zu\n", questions[k].name, took[TRIES / 2], took[TRIES - 1], found / TRIES);
	}
	db_close(db);
	return 0;
}
