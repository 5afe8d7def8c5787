/* kill -9 of signd between every two steps of a signature: exactly one certificate, in its journal (I1). */
#include "signd_world.h"

/* Certificates that the journal has for this case; the daemon must be down. */
static int
issued_for(const struct case_file *f)
{
	unsigned char sum[DIGEST_SIZE], of[SIGNER_DIGEST];
	char path[SITE_PATH];
	struct ledger *l;
	size_t i;
	int n = 0;

	digest_sha256(f->text.data, f->text.len, sum);
	assert_int_equal(ledger_open(site_path(&site, "signd/journal", path), site.instance, &l), 0);
	for (i = 0; i < ledger_certs(l); i++) {
		const struct ledger_cert *c = ledger_cert_at(l, i);

		if (!c->known && ledger_load_of(l, c, of) == 0 && memcmp(of, sum, sizeof(of)) == 0)
			n += c->issued;
	}
	ledger_close(l);
	return n;
}

/* Settles after a restart; when it never was, tries again with another request. At the end there is exactly one. */
static void
settle_to_one(struct case_file *f)
{
	struct buf der = BUF_INIT;
	bool issued;

	assert_int_equal(signer_settle(signer, f->ask.request, &issued, &der), 0);
	if (!issued) {
		assert_int_equal(prepare(f), ERR_CONFLICT);	/* never is never */
		f->ask.request++;
		rnd_serial(f->ask.serial);
		assert_int_equal(prepare(f), 0);
		assert_int_equal(sign(f, &der), 0);
	}
	assert_true(der.len > 0);
	assert_int_equal(signer_settle(signer, f->ask.request, &issued, &der), 0);
	assert_true(issued);
	end_daemon(SIGKILL);
	assert_int_equal(issued_for(f), 1);
	start_daemon();
	buf_clear(&der);
}

static void
killed_between_prepare_and_sign_gives_one(void **state)
{
	struct case_file f;

	(void)state;
	open_case(&f);
	assert_int_equal(prepare(&f), 0);
	restart();
	settle_to_one(&f);
	close_case(&f);
}

static void
killed_after_sign_gives_the_same_one(void **state)
{
	struct case_file f;
	struct buf der = BUF_INIT, again = BUF_INIT;
	bool issued;

	(void)state;
	open_case(&f);
	assert_int_equal(prepare(&f), 0);
	assert_int_equal(sign(&f, &der), 0);
	restart();
	assert_int_equal(signer_settle(signer, f.ask.request, &issued, &again), 0);
	assert_true(issued);
	assert_int_equal(again.len, der.len);
	assert_memory_equal(again.data, der.data, der.len);
	settle_to_one(&f);
	close_case(&f);
	buf_clear(&der);
	buf_clear(&again);
}

/* Kills the daemon from a child some microseconds after SIGN was sent: before, between or after its two syncs. */
static void
killed_at_any_moment_of_sign_gives_one(void **state)
{
	struct case_file f;
	struct buf der = BUF_INIT;
	int round;

	(void)state;
	for (round = 0; round < 24; round++) {
		pid_t killer;

		open_case(&f);
		assert_int_equal(prepare(&f), 0);
		if ((killer = fork()) == 0) {
			usleep((useconds_t)(round * 150));
			kill(daemon_pid, SIGKILL);
			_exit(0);
		}
		if (sign(&f, &der) != 0)
			err_take();
		waitpid(killer, NULL, 0);
		restart();
		settle_to_one(&f);
		close_case(&f);
	}
	buf_clear(&der);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(killed_between_prepare_and_sign_gives_one),
		cmocka_unit_test(killed_after_sign_gives_the_same_one),
		cmocka_unit_test(killed_at_any_moment_of_sign_gives_one),
	};

	return cmocka_run_group_tests_name("signd_kills", tests, set_up, tear_down);
}
