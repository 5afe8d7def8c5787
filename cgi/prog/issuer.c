/*
 * issuer: claims work, records the intent, asks signd, records the result.  One process, one connection to each.
 *
 * While more certificates wait than one round takes, a second hand makes certificates too, "issuer -v VAR 1": the one works in the
 * database while the other is with signd.  It ends when nothing waits any more.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "rules/issuing.h"
#include "rules/listing.h"
#include "rules/ordering.h"
#include "rules/publishing.h"
#include "rules/renewing.h"
#include "rules/rules.h"
#include "rules/stamping.h"
#include "signd/signer.h"
#include "store/hold.h"
#include "store/job.h"
#include "store/order.h"
#include "store/paper.h"
#include "util/err.h"
#include "util/log.h"
#include "util/privs.h"
#include "util/site.h"
#include "util/tm.h"

#define ROUND		20
#define PAUSE_IDLE_MS	200
#define PAUSE_AWAY_MS	1000
#define REAP_EVERY	((int64_t)10 * 1000)
#define RENEW_EVERY	((int64_t)60 * 60 * 1000)

static volatile sig_atomic_t ended;

static void
on_end(int signal)
{
	(void)signal;
	ended = 1;
}

static void
rest(int ms)
{
	struct timespec t = { .tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000 };

	if (!ended)
		nanosleep(&t, NULL);
}

static int
lists(struct rules *r, struct signer *s, size_t max, int64_t now, size_t *done)
{
	static const char *const issuers[] = { "ca-p256", "ca-rsa", "operator", "root" };
	int made, rc = 0;

	(void)max;
	*done = 0;
	for (size_t i = 0; rc == 0 && i < sizeof(issuers) / sizeof(issuers[0]); i++)
		rc = listing_crl(r, s, issuers[i], now, &made);
	return rc;
}

/* Tightening comes first: a loss report never waits behind a thousand certificates (I4). */
static const struct {
	const char	*name;
	int		(*round)(struct rules *r, struct signer *s, size_t max, int64_t now, size_t *done);
	size_t		max;		/* of one round: so long a loss report waits */
} work_of[] = {
	{ "orders",		ordering_round,		ROUND },
	{ "OCSP answers",	listing_ocsp,		SIGNER_BATCH },
	{ "lists",		lists,			ROUND },
	{ "papers",		publishing_round,	ROUND },
	{ "stamps",		stamping_round,		SIGNER_BATCH },
	{ "certificates",	issuing_round,		SIGNER_BATCH },
};

#define CERTIFICATES (sizeof(work_of) / sizeof(work_of[0]) - 1)

/* Something odd in one queue does not keep the others waiting; only who is away ends the round. *many: more waits than it took. */
static int
round_of_work(struct rules *r, struct signer *s, size_t *done, bool *many)
{
	int failed = 0;

	*done = 0;
	for (size_t i = 0; i < sizeof(work_of) / sizeof(work_of[0]) && failed != ERR_PEER; i++) {
		size_t n = 0;
		int rc;

		if ((rc = work_of[i].round(r, s, work_of[i].max, tm_now(), &n)) != 0) {
			log_err(rc, work_of[i].name);
			failed = rc;
		}
		*done += n;
		*many = i == CERTIFICATES && n == work_of[i].max;
	}
	return failed;
}

/* Claims of a process that died are free again when their lease is over. */
static int
reap(struct rules *r, int64_t now, int64_t *last)
{
	uint64_t freed;
	int rc;

	if (*last + REAP_EVERY > now)
		return 0;
	*last = now;
	if ((rc = db_job_reap(r->db, now, &freed)) != 0 || (rc = db_order_reap(r->db, now, &freed)) != 0)
		return rc;
	return db_paper_reap(r->db, now, &freed);
}

/* Whatever becomes of it, the queues go on. */
static void
renew(struct rules *r, struct signer *s, int64_t now, int64_t *last)
{
	size_t done;
	int rc;

	if (*last + RENEW_EVERY > now)
		return;
	*last = now;
	if ((rc = renewing_round(r, s, now, &done)) != 0)
		log_err(rc, "our own certificates");
}

/* --- the second hand --- */

static pid_t second;

/* In the child: nothing of ours goes along, the program begins anew. */
static void
become_second(pid_t parent, const char *var)
{
	char *const argv[] = { (char *)(uintptr_t)"issuer", (char *)(uintptr_t)"-v", (char *)(uintptr_t)var,
	    (char *)(uintptr_t)"1", NULL };

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() == parent)
		execv("/proc/self/exe", argv);
	_exit(127);
}

static void
call_second(const char *var)
{
	pid_t parent = getpid();

	if (second == 0 && (second = fork()) == 0)
		become_second(parent, var);
	if (second < 0)		/* it goes on alone */
		second = 0;
}

static void
see_second_off(void)
{
	if (second != 0 && waitpid(second, NULL, WNOHANG) != 0)
		second = 0;
}

static void
end_second(void)
{
	if (second == 0)
		return;
	kill(second, SIGTERM);
	waitpid(second, NULL, 0);
}

static void
work_as_second(struct rules *r, struct signer *s)
{
	size_t done = 1;
	int rc = 0;

	while (!ended && rc == 0 && done > 0)
		rc = issuing_round(r, s, SIGNER_BATCH, tm_now(), &done);
	if (rc != 0)
		log_err(rc, "certificates");
}

/* --- */

static void
work(struct rules *r, struct signer *s, const char *var)
{
	int64_t reaped = 0, renewed = 0;

	while (!ended) {
		bool many = false;
		size_t done = 0;
		int rc;

		renew(r, s, tm_now(), &renewed);
		if ((rc = reap(r, tm_now(), &reaped)) != 0)
			log_err(rc, "leases");
		else
			rc = round_of_work(r, s, &done, &many);
		see_second_off();
		if (many)
			call_second(var);
		if (rc != 0)
			rest(PAUSE_AWAY_MS);
		else if (done == 0)
			rest(PAUSE_IDLE_MS);
	}
	end_second();
}

static int
open_all(const struct site *site, unsigned hand, struct rules **r, struct signer **s)
{
	char path[SITE_PATH];
	int rc;

	if ((rc = rules_open(site, SITE_ISSUER, hand, r)) != 0)
		return rc;
	return signer_open(site_path(site, "run/signd/s", path), s);
}

int
main(int argc, char **argv)
{
	struct rules *r = NULL;
	struct signer *s = NULL;
	struct site site;
	struct sigaction end = { .sa_handler = on_end };
	bool is_second = argc == 4 && strcmp(argv[3], "1") == 0;
	int rc;

	log_open("issuer");
	privs_harden(-1);
	if ((argc != 3 && !is_second) || strcmp(argv[1], "-v") != 0) {
		fputs("usage: issuer -v VAR\n", stderr);
		return 2;
	}
	sigaction(SIGTERM, &end, NULL);
	sigaction(SIGINT, &end, NULL);
	if ((rc = site_load(argv[2], &site)) != 0 || (rc = open_all(&site, is_second ? 1 : 0, &r, &s)) != 0)
		log_err(rc, "start");
	else if (is_second)
		work_as_second(r, s);
	else
		work(r, s, argv[2]);
	signer_close(s);
	rules_close(r);
	return rc == 0 ? 0 : 1;
}
