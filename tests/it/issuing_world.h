/*
 * On top of signd_world.h: a database whose rows are as hall and desk leave them for an approved application, and the real issuer
 * as a process of its own.  For programs run under tests/lib/private-db.
 */
#ifndef TESTS_ISSUING_WORLD_H
#define TESTS_ISSUING_WORLD_H

#include "signd_world.h"

#include "rules/rules.h"
#include "store/account.h"
#include "store/app.h"
#include "store/audit.h"
#include "store/casetext.h"
#include "store/cert.h"
#include "store/db.h"
#include "store/decision.h"
#include "store/job.h"
#include "store/product.h"
#include "store/ra.h"

static struct db *root;
static uint64_t account;
static pid_t issuer_pid;

/* An application of the database and the case file it was made from. */
struct approved { struct case_file f; uint64_t app, job; };

static void
must(int r)
{
	if (r != 0)
		fail_msg("%d: %s", r, err_take());
}

static void
copy_buf(struct buf *to, const struct buf *from)
{
	buf_reset(to);
	buf_add(to, from->data, from->len);
}

static void
put_decision(const struct approved *a, int i, enum decision_act act, const struct person *who)
{
	const struct signer_proof *p = &a->f.ask.paper[i].proof[0];
	struct decision d = { .id = rnd_id(tm_now()), .application = a->app, .act = act, .decision = DECISION_APPROVE,
	    .made_at = tm_now(), .until_at = tm_now() + 72 * TM_HOUR, .created = tm_now() };

	snprintf(d.person_no, sizeof(d.person_no), "%s", who->no);
	digest_sha256(a->f.text.data, a->f.text.len, d.case_sha256);
	copy_buf(&d.text, &a->f.decision[i]);
	digest_sha256(d.text.data, d.text.len, d.sha256);
	buf_add(&d.auth_data, p->auth_data.p, p->auth_data.n);
	buf_add(&d.client_data, p->client_data.p, p->client_data.n);
	buf_add(&d.signature, p->signature.p, p->signature.n);
	buf_add(&d.cert, p->cert.p, p->cert.n);
	must(db_decision_insert(root, &d));
	decision_clear(&d);
}

static void
put_casetext(const struct approved *a)
{
	struct casetext c = { .id = rnd_id(tm_now()), .application = a->app, .attempt = 1, .created = tm_now() };

	copy_buf(&c.text, &a->f.text);
	digest_sha256(c.text.data, c.text.len, c.sha256);
	must(db_casetext_insert(root, &c));
	casetext_clear(&c);
}

static void
put_app(const struct approved *a)
{
	struct app app = { .id = a->app, .account = account, .state = APP_REVIEWED, .moved_at = tm_now(), .attempt = 1,
	    .submitted_at = tm_now(), .stamped_at = tm_now(), .created = tm_now() };

	snprintf(app.no, sizeof(app.no), "%.20s", a->f.application);
	snprintf(app.ra, sizeof(app.ra), "default");
	snprintf(app.product, sizeof(app.product), "personal");
	snprintf(app.language, sizeof(app.language), "zh-CN");
	snprintf(app.request, sizeof(app.request), "once-%.20s", a->f.application);
	copy_buf(&app.spki, &a->f.holder.spki);
	digest_sha256(app.spki.data, app.spki.len, app.spki_sha256);
	copy_buf(&app.consent_text, &a->f.consent);
	digest_sha256(app.consent_text.data, app.consent_text.len, app.consent_sha256);
	must(db_app_insert(root, &app));
	app_clear(&app);
}

static void
put_job(struct approved *a)
{
	struct job job = { .id = a->job = rnd_id(tm_now()), .application = a->app, .attempt = 1, .next_at = tm_now(),
	    .created = tm_now() };

	digest_sha256(a->f.text.data, a->f.text.len, job.case_sha256);
	must(db_job_insert(root, &job));
}

/* Entered by one, reviewed by another, its job queued. */
static void
approve(struct approved *a)
{
	open_case(&a->f);
	a->app = rnd_id(tm_now());
	put_app(a);
	put_casetext(a);
	put_decision(a, 0, DECISION_ENTER, &people[CLERK]);
	put_decision(a, 1, DECISION_REVIEW, &people[REVIEWER]);
	put_job(a);
}

/* --- the issuer --- */

/* In the child: what is between fork and exec, so that a test can trace it. */
static void
exec_issuer(void)
{
	const char *build = getenv("BUILD");
	char program[300];

	snprintf(program, sizeof(program), "%s/%s/bin/issuer", SRCDIR, build != NULL ? build : "build");
	execl(program, "issuer", "-v", top, (char *)NULL);
	_exit(127);
}

static void
start_issuer(void)
{
	if ((issuer_pid = fork()) == 0)
		exec_issuer();
	assert_true(issuer_pid > 0);
}

static void
end_issuer(int signal)
{
	int status;

	if (issuer_pid > 0) {
		kill(issuer_pid, signal);
		waitpid(issuer_pid, &status, 0);
	}
	issuer_pid = 0;
}

/* Time passes: leases of the dead are over, what was put off is due. */
static void
let_time_pass(void)
{
	static const struct query due = QUERY_WRITE("UPDATE issue_job SET next_at=created WHERE state='queued'");
	uint64_t freed;
	int r;

	do {	/* a living issuer may be in the way */
		if ((r = db_job_reap(root, tm_now() + TM_HOUR, &freed)) == 0)
			r = db_exec(root, &due, NULL, IN_NONE);
		if (r != ERR_AGAIN)
			must(r);
	} while (r == ERR_AGAIN);
}

static enum job_state
job_state(const struct approved *a)
{
	struct job_line line;

	must(db_job_find(root, a->app, 1, &line));
	return line.state;
}

/* Waits until the job has come to that state. */
static void
wait_for(const struct approved *a, enum job_state state)
{
	struct job_line line;
	int i;

	for (i = 0; i < 600; i++) {
		if (job_state(a) == state)
			return;
		if (i % 20 == 19)
			let_time_pass();
		usleep(25000);
	}
	must(db_job_find(root, a->app, 1, &line));
	fail_msg("job is %s: %s", job_state_text[line.state], line.error);
}

struct counted { uint64_t n; };
static const struct col counted_cols[] = { COL(struct counted, n, COL_U64, 0) };

/* Certificates the database has for this application. */
static uint64_t
rows_of(const struct approved *a)
{
	static const struct query count = QUERY("SELECT COUNT(*) FROM certificate WHERE application=?", counted_cols);
	struct counted c;

	must(db_one(root, &count, &c, IN(in_u64(a->app))));
	return c.n;
}

/* Certificates the journal has for that text (digest); the daemon must be down. */
static int
issued_of(struct ledger *l, const unsigned char text[SIGNER_DIGEST])
{
	unsigned char of[SIGNER_DIGEST];
	size_t i;
	int n = 0;

	for (i = 0; i < ledger_certs(l); i++) {
		const struct ledger_cert *c = ledger_cert_at(l, i);

		if (!c->known && ledger_load_of(l, c, of) == 0 && memcmp(of, text, sizeof(of)) == 0)
			n += c->issued;
	}
	return n;
}

/* --- set-up --- */

static void
put_basics(void)
{
	struct ra ra = { .id = 1, .code = "default", .name = "注册审核处", .state = "open", .created = tm_now() };
	struct product p = { .code = "personal", .issuer = "ca-p256", .days = 365, .documents = "agreement", .state = "open",
	    .created = tm_now() };
	struct account a = { .id = account = rnd_id(tm_now()), .mobile = "13800000001", .language = "zh-CN", .created = tm_now() };

	snprintf(p.profile, sizeof(p.profile), "%s", profile->name);
	must(db_ra_insert(root, &ra));
	must(db_product_insert(root, &p));
	must(db_account_insert(root, &a));
}

/* The private database appears where issuer looks for it. */
static void
link_database(void)
{
	const char *var = getenv("CERTHALL_DB_VAR");
	char from[200], to[SITE_PATH];
	struct buf word = BUF_INIT;
	unsigned char key[32];

	assert_non_null(var);
	snprintf(from, sizeof(from), "%s/run/db", var);
	assert_int_equal(symlink(from, site_path(&site, "run/db", to)), 0);
	snprintf(from, sizeof(from), "%s/secret/issuer.db", var);
	must(io_load(from, 64, &word));
	write_file("secret/issuer.db", word.data, word.len);
	rnd_bytes(key, sizeof(key));
	write_file("secret/issuer.index", key, sizeof(key));
	buf_clear(&word);
}

static int
set_up_all(void **state)
{
	struct db_conf conf = { .name = "certhall", .account = "root" };

	if (set_up(state) != 0)
		return -1;
	snprintf(conf.socket, sizeof(conf.socket), "%s", getenv("CERTHALL_DB_SOCKET"));
	must(db_connect(&conf, &root));
	link_database();
	put_basics();
	return 0;
}

static int
tear_down_all(void **state)
{
	end_issuer(SIGTERM);
	db_close(root);
	return tear_down(state);
}

/* For rules that are called here, not by issuer's program: as the database's administrator. */
static struct rules rules = { .site = &site };

static inline int
set_up_rules(void **state)
{
	if (set_up_all(state) != 0)
		return -1;
	rules.db = root;
	must(db_audit_open(root, "localhost", "certhall", 0));
	return 0;
}

#endif
