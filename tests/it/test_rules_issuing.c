/*
 * Approved applications become certificates by the real issuer and the real signd over a real database; kill -9 of either at
 * every point where it speaks to somebody or writes to its disk: exactly one certificate, recorded (I1, I8).
 */
#include "issuing_world.h"

#include <limits.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>

#include "pki/cert.h"

#define CASES	1200
#define LONG	520	/* four rounds */
#define NEVER	UINT_MAX

static unsigned char texts[CASES][DIGEST_SIZE];		/* digests of the case texts that became certificates */
static size_t cases;

/* --- a process that is killed when it is about to speak for the n-th time --- */

static bool
speaks(uint64_t call)
{
	return call == SYS_write || call == SYS_writev || call == SYS_pwrite64 || call == SYS_sendto || call == SYS_sendmsg ||
	    call == SYS_fsync || call == SYS_fdatasync;
}

struct call { pid_t pid; uint64_t nr, args[6]; };

/* For longer than a transaction waits before it is run again: nothing was left to do. */
static bool
rests(const struct call *c)
{
	uint64_t at = c->args[c->nr == SYS_nanosleep ? 0 : 2];

	if (c->nr != SYS_nanosleep && c->nr != SYS_clock_nanosleep)
		return false;
	return ptrace(PTRACE_PEEKDATA, c->pid, at, 0) > 0 || ptrace(PTRACE_PEEKDATA, c->pid, at + 8, 0) >= 100000000;
}

/* The system call the stopped process is about to make; false when it is another stop. */
static bool
call_of(pid_t pid, int status, struct call *out)
{
	struct __ptrace_syscall_info info;

	if (WSTOPSIG(status) != (SIGTRAP | 0x80) ||
	    ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info) < 0 || info.op != PTRACE_SYSCALL_INFO_ENTRY)
		return false;
	*out = (struct call){ .pid = pid, .nr = info.entry.nr };
	memcpy(out->args, info.entry.args, sizeof(out->args));
	return true;
}

static int
signal_of(int status)
{
	int sig = WSTOPSIG(status);

	return (sig & 0x80) != 0 || sig == SIGTRAP || status >> 16 != 0 ? 0 : sig;
}

/* From stop to stop. Kills it before it speaks for the nth time: true; false when over said so first (it stands there then). */
static bool
kill_at(pid_t pid, unsigned nth, bool (*over)(const struct call *c), unsigned *spoken)
{
	int status = 0, sig = 0;
	struct call call;

	for (*spoken = 0;;) {
		assert_int_equal(ptrace(PTRACE_SYSCALL, pid, 0, sig), 0);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		if (!WIFSTOPPED(status))
			fail_msg("process ended by itself after it had spoken %u times", *spoken);
		sig = signal_of(status);
		if (!call_of(pid, status, &call))
			continue;
		if (speaks(call.nr) && ++*spoken == nth) {
			kill(pid, SIGKILL);
			waitpid(pid, &status, 0);
			return true;
		}
		if (over(&call))
			return false;
	}
}

static pid_t
start_traced(void (*exec)(void))
{
	pid_t pid;
	int status;

	if ((pid = fork()) == 0) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		exec();
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSTOPPED(status));
	assert_int_equal(ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL), 0);
	return pid;
}

/* A new issuer that works until it rests, or is killed before. */
static bool
run_issuer(unsigned nth, unsigned *spoken)
{
	pid_t pid = start_traced(exec_issuer);

	if (kill_at(pid, nth, rests, spoken))
		return true;
	assert_int_equal(ptrace(PTRACE_DETACH, pid, 0, 0), 0);
	issuer_pid = pid;
	end_issuer(SIGTERM);
	return false;
}

/* --- what must be true afterwards --- */

static void
is_recorded(const struct approved *a)
{
	struct cert_row row;
	struct app app;
	struct cert c;

	memset(&app, 0, sizeof(app));
	memset(&row, 0, sizeof(row));
	assert_int_equal(rows_of(a), 1);
	must(db_app_get(root, a->app, &app));
	assert_int_equal(app.state, APP_ISSUED);
	must(db_cert_find_application(root, a->app, &row));
	must(cert_parse(row.der.data, row.der.len, &c));
	assert_int_equal(c.spki.len, a->f.holder.spki.len);
	assert_memory_equal(c.spki.data, a->f.holder.spki.data, c.spki.len);
	assert_string_equal(c.subject.cn, "张三");
	assert_string_equal(row.instance, site.instance);
	digest_sha256(a->f.text.data, a->f.text.len, texts[cases++]);
	assert_true(cases < CASES);
	cert_clear(&c);
	cert_row_clear(&row);
	app_clear(&app);
}

static void
becomes_one_certificate(void **state)
{
	struct approved a;
	unsigned spoken;

	(void)state;
	approve(&a);
	assert_false(run_issuer(NEVER, &spoken));
	assert_int_equal(job_state(&a), JOB_DONE);
	is_recorded(&a);
	assert_false(run_issuer(NEVER, &spoken));	/* with nothing left to do */
	assert_int_equal(rows_of(&a), 1);
	close_case(&a.f);
}

/* How often an issuer speaks that finds nothing to do: what it says later is about the job. */
static unsigned
idle(void)
{
	unsigned spoken;

	assert_false(run_issuer(NEVER, &spoken));
	assert_false(run_issuer(NEVER, &spoken));
	return spoken;
}

static void
issuer_killed_between_any_two_steps_gives_one(void **state)
{
	unsigned nth = idle() - 3, spoken, points = 0;
	bool killed = true;

	(void)state;
	for (; killed; nth++, points++) {
		struct approved a;

		approve(&a);
		killed = run_issuer(nth, &spoken);
		let_time_pass();
		assert_false(run_issuer(NEVER, &spoken));
		assert_int_equal(job_state(&a), JOB_DONE);
		is_recorded(&a);
		close_case(&a.f);
	}
	print_message("issuer was killed at %u points\n", points);
	assert_true(points > 20);
}

struct intent_id { uint64_t id; };
static const struct col intent_id_cols[] = { COL(struct intent_id, id, COL_U64, 0) };

/* Even with all its evidence in order the request of the intent gets nothing any more. */
static void
is_dead_for_ever(struct approved *a)
{
	static const struct query of_job = QUERY("SELECT id FROM intent WHERE job=?", intent_id_cols);
	struct intent_id row;

	must(db_one(root, &of_job, &row, IN(in_u64(a->job))));
	a->f.ask.request = row.id;
	assert_int_equal(prepare(&a->f), ERR_CONFLICT);
	assert_string_equal(a->f.ask.note, "the request was settled as never");
}

static void
spoil_signature(const struct approved *a)
{
	must(db_exec(root, &(const struct query)QUERY_WRITE("UPDATE decision SET signature=LEFT(signature,20) WHERE application=?"),
	    NULL, IN(in_u64(a->app))));
}

/* A case signd refuses goes back to the desk, its intent dead for ever. */
static void
refused_after_kills_goes_back_once(void **state)
{
	unsigned nth = idle() - 3, spoken, points = 0;
	bool killed = true;

	(void)state;
	for (; killed; nth++, points++) {
		struct approved a;
		struct app app;

		memset(&app, 0, sizeof(app));
		approve(&a);
		spoil_signature(&a);
		killed = run_issuer(nth, &spoken);
		let_time_pass();
		assert_false(run_issuer(NEVER, &spoken));
		assert_int_equal(job_state(&a), JOB_FAILED);
		assert_int_equal(rows_of(&a), 0);
		is_dead_for_ever(&a);
		must(db_app_get(root, a.app, &app));
		assert_true(app.state != APP_ISSUING && app.state != APP_ISSUED);
		app_clear(&app);
		close_case(&a.f);
	}
	print_message("issuer was killed at %u points\n", points);
	assert_true(points > 10);
}

/* --- several at once --- */

#define SEVERAL 6

/* An event stands where the application's next but n-th would. */
static void
take_event(const struct approved *a, int n)
{
	static const struct query put = QUERY_WRITE("INSERT INTO application_event (id,application,seq,from_state,event,to_state,"
	    "actor_kind,actor,created) SELECT ?,id,version+1+?,'x','x','x','x','x',created FROM application WHERE id=?");

	must(db_exec(root, &put, NULL, IN(in_u64(rnd_id(tm_now())), in_i64(n), in_u64(a->app))));
}

static void
is_untouched(const struct approved *a, enum app_state state)
{
	struct app app;

	memset(&app, 0, sizeof(app));
	must(db_app_get(root, a->app, &app));
	assert_int_equal(app.state, state);
	assert_int_equal(rows_of(a), 0);
	app_clear(&app);
}

/* One fails where it is planned, one at signd, one where its certificate is stored, one was withdrawn: the others go on. */
static void
an_odd_one_stops_no_other(void **state)
{
	struct approved a[SEVERAL];
	unsigned spoken;
	size_t i;

	(void)state;
	for (i = 0; i < SEVERAL; i++)
		approve(&a[i]);
	take_event(&a[0], 0);
	spoil_signature(&a[1]);
	take_event(&a[2], 1);
	must(db_exec(root, &(const struct query)QUERY_WRITE("UPDATE application SET state='withdrawn' WHERE id=?"), NULL,
	    IN(in_u64(a[3].app))));
	assert_false(run_issuer(NEVER, &spoken));
	assert_int_equal(job_state(&a[0]), JOB_HALTED);
	is_untouched(&a[0], APP_REVIEWED);
	assert_int_equal(job_state(&a[1]), JOB_FAILED);
	is_untouched(&a[1], APP_SUBMITTED);
	assert_int_equal(job_state(&a[2]), JOB_RUNNING);	/* signed, not stored: it is tried again when the lease is over */
	is_untouched(&a[2], APP_ISSUING);
	assert_int_equal(job_state(&a[3]), JOB_HALTED);
	is_untouched(&a[3], APP_WITHDRAWN);
	is_recorded(&a[4]);
	is_recorded(&a[5]);
	must(db_exec(root, &(const struct query)QUERY_WRITE("DELETE FROM application_event WHERE application=? AND event='x'"), NULL,
	    IN(in_u64(a[2].app))));
	let_time_pass();
	assert_false(run_issuer(NEVER, &spoken));
	assert_int_equal(job_state(&a[2]), JOB_DONE);
	is_recorded(&a[2]);
	for (i = 0; i < SEVERAL; i++)
		close_case(&a[i].f);
}

static void
issuer_killed_with_several_gives_one_each(void **state)
{
	unsigned nth = idle() - 3, spoken, points = 0;
	bool killed = true;
	size_t i;

	(void)state;
	for (; killed; nth++, points++) {
		struct approved a[3];

		for (i = 0; i < 3; i++)
			approve(&a[i]);
		spoil_signature(&a[1]);
		killed = run_issuer(nth, &spoken);
		let_time_pass();
		assert_false(run_issuer(NEVER, &spoken));
		assert_int_equal(job_state(&a[1]), JOB_FAILED);
		assert_int_equal(rows_of(&a[1]), 0);
		is_recorded(&a[0]);
		is_recorded(&a[2]);
		for (i = 0; i < 3; i++)
			close_case(&a[i].f);
	}
	print_message("issuer was killed at %u points\n", points);
	assert_true(points > 20);
}

struct chain_rows { uint64_t n; };
static const struct col chain_cols[] = { COL(struct chain_rows, n, COL_U64, 0) };

/* Certificates whose audit rows stand in the chain of that hand. */
static uint64_t
made_by(const char *hand)
{
	static const struct query count = QUERY("SELECT COUNT(*) FROM audit WHERE act='cert.issue' AND chain LIKE ?", chain_cols);
	struct chain_rows c;
	char like[40];

	snprintf(like, sizeof(like), "%%/issuer/%s", hand);
	must(db_one(root, &count, &c, IN(in_str(like))));
	return c.n;
}

static void
a_long_queue_gets_a_second_hand(void **state)
{
	struct approved *a = calloc(LONG, sizeof(*a));
	uint64_t first, second;
	size_t i;

	(void)state;
	for (i = 0; i < LONG; i++)
		approve(&a[i]);
	first = made_by("0");
	second = made_by("1");
	start_issuer();
	for (i = 0; i < LONG; i++)
		wait_for(&a[i], JOB_DONE);
	end_issuer(SIGTERM);
	for (i = 0; i < LONG; i++) {
		is_recorded(&a[i]);
		close_case(&a[i].f);
	}
	first = made_by("0") - first;
	second = made_by("1") - second;
	assert_int_equal(first + second, LONG);
	assert_true(first > 0 && second > 0);
	free(a);
}

/* --- signd --- */

static struct approved *watched;

static bool
is_done(const struct call *c)
{
	return c->nr == SYS_poll && job_state(watched) == JOB_DONE;
}

static bool
is_ready(const struct call *c)
{
	return c->nr == SYS_poll;
}

static void
signd_killed_between_any_two_steps_gives_one(void **state)
{
	unsigned nth, spoken, points = 0;
	bool killed = true;

	(void)state;
	(void)idle();
	for (nth = 1; killed; nth++, points++) {
		struct approved a;

		approve(&a);
		watched = &a;
		end_daemon(SIGTERM);
		daemon_pid = start_traced(exec_daemon);
		assert_false(kill_at(daemon_pid, NEVER, is_ready, &spoken));
		start_issuer();
		if (!(killed = kill_at(daemon_pid, nth, is_done, &spoken))) {
			assert_int_equal(ptrace(PTRACE_DETACH, daemon_pid, 0, 0), 0);
			kill(daemon_pid, SIGKILL);
			waitpid(daemon_pid, NULL, 0);
		}
		start_daemon();
		wait_for(&a, JOB_DONE);
		is_recorded(&a);
		end_issuer(SIGTERM);
		close_case(&a.f);
	}
	print_message("signd was killed at %u points\n", points);
	assert_true(points > 5);
}

/* Of all these texts signd has issued one certificate each: its journal says so. */
static void
the_journal_agrees(void **state)
{
	char path[SITE_PATH];
	struct ledger *l;
	size_t i;

	(void)state;
	end_daemon(SIGTERM);
	must(ledger_open(site_path(&site, "signd/journal", path), site.instance, &l));
	for (i = 0; i < cases; i++)
		assert_int_equal(issued_of(l, texts[i]), 1);
	ledger_close(l);
	start_daemon();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(becomes_one_certificate),
		cmocka_unit_test(issuer_killed_between_any_two_steps_gives_one),
		cmocka_unit_test(refused_after_kills_goes_back_once),
		cmocka_unit_test(an_odd_one_stops_no_other),
		cmocka_unit_test(issuer_killed_with_several_gives_one_each),
		cmocka_unit_test(a_long_queue_gets_a_second_hand),
		cmocka_unit_test(signd_killed_between_any_two_steps_gives_one),
		cmocka_unit_test(the_journal_agrees),
	};

	return cmocka_run_group_tests_name("rules_issuing", tests, set_up_all, tear_down_all);
}
