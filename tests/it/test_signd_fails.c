/*
 * What signd stands on fails under it: no room for the journal, a journal that is gone, a token that is gone, a clock that was
 * wrong, a list that has become long.  It refuses, forgets nothing, and goes on when it can.
 */
#include "signd_world.h"

#include <sys/resource.h>

#define MANY	220000		/* entries with the time since when: a list above the 16 MiB of a question */

static off_t
journal_size(void)
{
	char path[SITE_PATH];
	struct stat st;

	assert_int_equal(stat(site_path(&site, "signd/journal/00000001", path), &st), 0);
	return st.st_size;
}

/* The daemon's files can become no larger than the journal is now and so much more. */
static void
start_without_room(off_t more)
{
	struct rlimit l = { .rlim_cur = (rlim_t)(journal_size() + more), .rlim_max = RLIM_INFINITY };
	char path[SITE_PATH];

	unlink(site_path(&site, "run/signd/s", path));
	if ((daemon_pid = fork()) == 0) {
		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &l);
		exec_daemon();
	}
	await_daemon();
}

/* The exit status of the daemon, which must end by itself soon; -1: it does not. */
static int
ended(void)
{
	int i, status;

	for (i = 0; i < 250; i++) {
		if (waitpid(daemon_pid, &status, WNOHANG) == daemon_pid)
			return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
		usleep(20000);
	}
	return -1;
}

static int
hold(const unsigned char serial[20])
{
	struct signer_order o = { .act = "hold", .issuer = "ca-p256", .serial = { serial, 20 } };
	int64_t at;

	return signer_order(signer, &o, &at);
}

static enum signer_state
state_of(const unsigned char serial[20])
{
	struct signer_ocsp o = { .issuer = "ca-p256" };

	memcpy(o.serial, serial, 20);
	assert_int_equal(signer_ocsp(signer, &o, 1), 0);
	assert_int_equal(o.code, 0);
	buf_clear(&o.der_sha1);
	buf_clear(&o.der_sha256);
	return o.state;
}

/* The first torn within its frame, or before it, or nothing written at all: whatever was left, the next start is clean. */
static void
without_room_nothing_is_signed_and_with_room_all_goes_on(void **state)
{
	static const off_t more[] = { 0, 17, 40, 900 };
	struct case_file f;
	struct buf der = BUF_INIT;
	bool issued;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
		open_case(&f);
		end_daemon(SIGTERM);
		start_without_room(more[i]);
		assert_int_equal(prepare(&f), 0);
		assert_int_equal(sign(&f, &der), ERR_PEER);
		err_take();
		assert_int_equal(ended(), 1);	/* whoever started it starts it again, and that start reads the disk */
		signer_close(signer);
		start_daemon();
		assert_int_equal(signer_settle(signer, f.ask.request, &issued, &der), 0);
		assert_false(issued);
		f.ask.request++;
		assert_int_equal(prepare(&f), 0);
		assert_int_equal(sign(&f, &der), 0);
		close_case(&f);
	}
	buf_clear(&der);
}

/* There was room for the plan, none for the outcome: the signature does not leave, and is made again. */
static void
with_room_for_the_plan_alone_the_certificate_is_settled(void **state)
{
	struct case_file f;
	struct buf der = BUF_INIT;
	bool issued;
	off_t before;

	(void)state;
	open_case(&f);		/* how large a plan is */
	assert_int_equal(prepare(&f), 0);
	before = journal_size();
	assert_int_equal(sign(&f, &der), 0);
	before = journal_size() - before;
	close_case(&f);
	open_case(&f);
	end_daemon(SIGTERM);
	start_without_room(before - 60);
	assert_int_equal(prepare(&f), 0);
	assert_int_equal(sign(&f, &der), ERR_PEER);
	err_take();
	assert_int_equal(ended(), 1);
	signer_close(signer);
	start_daemon();
	assert_int_equal(signer_settle(signer, f.ask.request, &issued, &der), 0);
	assert_true(issued);
	assert_true(der.len > 0);
	assert_int_equal(hold(f.ask.serial), 0);
	close_case(&f);
	buf_clear(&der);
}

static void
a_hold_without_room_is_refused_and_holds_afterwards(void **state)
{
	struct case_file f;

	(void)state;
	issue(&f);
	end_daemon(SIGTERM);
	start_without_room(20);
	assert_int_equal(hold(f.ask.serial), ERR_PEER);
	err_take();
	assert_int_equal(ended(), 1);
	signer_close(signer);
	start_daemon();
	assert_int_equal(state_of(f.ask.serial), SIGNER_GOOD);
	assert_int_equal(hold(f.ask.serial), 0);
	assert_int_equal(state_of(f.ask.serial), SIGNER_HELD);
	close_case(&f);
}

/* With an empty one every certificate that was revoked would be unknown, and the next list empty. */
static void
without_its_journal_it_does_not_start(void **state)
{
	char from[SITE_PATH], to[SITE_PATH];

	(void)state;
	end_daemon(SIGTERM);
	assert_int_equal(rename(site_path(&site, "signd/journal", from), site_path(&site, "signd/kept", to)), 0);
	assert_int_equal(mkdir(from, 0700), 0);
	if ((daemon_pid = fork()) == 0)
		exec_daemon();
	assert_int_equal(ended(), 1);
	site_path(&site, "signd/journal/00000001", from);
	unlink(from);
	assert_int_equal(rmdir(site_path(&site, "signd/journal", from)), 0);
	assert_int_equal(rename(to, from), 0);
	start_daemon();
}

static void
says_when_its_token_is_gone(void **state)
{
	char from[SITE_PATH], to[SITE_PATH];
	struct signer_status st;
	struct case_file f;

	(void)state;
	site_path(&site, "signd/token", from);
	site_path(&site, "signd/away", to);
	assert_int_equal(rename(from, to), 0);
	assert_int_equal(signer_status(signer, &st), 0);
	assert_string_equal(st.state, "halted");
	signer_status_clear(&st);
	assert_int_equal(rename(to, from), 0);
	assert_int_equal(signer_status(signer, &st), 0);
	assert_string_equal(st.state, "ready");
	signer_status_clear(&st);
	issue(&f);
	close_case(&f);
}

/* --- what the ledger holds already; the daemon is down --- */

static struct ledger *
open_ledger(int64_t at)
{
	char path[SITE_PATH];
	struct ledger *l;

	assert_int_equal(ledger_open(site_path(&site, "signd/journal", path), site.instance, &l), 0);
	ledger_begin(l, at);
	return l;
}

static void
revoke_in(struct ledger *l, const unsigned char serial[20], int64_t since)
{
	struct ledger_order o = { .act = LEDGER_REVOKE, .issuer = "ca-p256", .person = "", .reason = 1, .invalid_since = since };

	memcpy(o.serial, serial, sizeof(o.serial));
	ledger_add_order(l, &o);
}

/* The next list and its count of entries. */
static uint32_t
list(size_t *size)
{
	struct signer_crl c = { .number = 0 };
	struct buf ca = BUF_INIT;
	struct crl facts;

	if (signer_crl(signer, "ca-p256", &c) != 0)
		fail_msg("%s", err_take());
	load_ca("ca-p256", &ca);
	assert_int_equal(crl_read(c.der.data, c.der.len, ca.data, ca.len, &facts, NULL, NULL), 0);
	assert_int_equal(facts.entries, c.entries);
	*size = c.der.len;
	buf_clear(&ca);
	buf_clear(&c.der);
	return facts.entries;
}

static void
a_list_is_made_although_the_clock_was_ahead(void **state)
{
	int64_t ahead = tm_now() + 3 * TM_HOUR;
	struct case_file f;
	struct ledger *l;
	uint32_t before;
	size_t size;

	(void)state;
	before = list(&size);
	issue(&f);
	end_daemon(SIGTERM);
	l = open_ledger(ahead);
	revoke_in(l, f.ask.serial, ahead);
	assert_int_equal(ledger_commit(l), 0);
	ledger_close(l);
	start_daemon();
	assert_int_equal(list(&size), before + 1);
	close_case(&f);
}

static void
a_list_may_be_longer_than_a_question(void **state)
{
	struct ledger_plan p = { .issuer = "ca-p256", .ra = "default", .purpose = "case", .not_before = tm_now(),
	    .not_after = tm_now() + TM_DAY, .tbs = "t", .tbs_len = 1 };
	struct ledger *l;
	uint32_t before, i;
	size_t size;

	(void)state;
	before = list(&size);
	end_daemon(SIGTERM);
	l = open_ledger(tm_now());
	for (i = 0; i < MANY; i++) {
		ledger_id_of_request(i + 1, p.id);
		memcpy(p.spki, p.id, sizeof(p.id));
		memcpy(p.serial, p.id, sizeof(p.id));
		p.serial[0] = (unsigned char)(0x40 | (p.serial[0] & 0x3f));
		ledger_add_plan(l, &p);
		ledger_add_issued(l, p.id, "s", 1);
		revoke_in(l, p.serial, tm_now() - TM_DAY);
		if (i % 10000 == 0)
			assert_int_equal(ledger_commit(l), 0);
	}
	assert_int_equal(ledger_commit(l), 0);
	ledger_close(l);
	start_daemon();
	assert_int_equal(list(&size), before + MANY);
	assert_true(size > (size_t)16 << 20);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_room_nothing_is_signed_and_with_room_all_goes_on),
		cmocka_unit_test(with_room_for_the_plan_alone_the_certificate_is_settled),
		cmocka_unit_test(a_hold_without_room_is_refused_and_holds_afterwards),
		cmocka_unit_test(without_its_journal_it_does_not_start),
		cmocka_unit_test(says_when_its_token_is_gone),
		cmocka_unit_test(a_list_is_made_although_the_clock_was_ahead),
		cmocka_unit_test(a_list_may_be_longer_than_a_question),
	};

	return cmocka_run_group_tests_name("signd_fails", tests, set_up, tear_down);
}
