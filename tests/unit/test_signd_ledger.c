#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "signd/ledger.h"
#include "util/err.h"
#include "util/tm.h"

#define NOON ((int64_t)1795521600000)	/* 2026-11-24T12:00:00Z */

static char dir[64];
static struct ledger *ledger;

static void
again(void)
{
	ledger_close(ledger);
	assert_int_equal(ledger_open(dir, "ca-1", &ledger), 0);
	ledger_begin(ledger, NOON);
}

static struct ledger_plan
plan_of(uint64_t request)
{
	struct ledger_plan p = { .issuer = "ca-p256", .ra = "ra-1", .purpose = "case", .papers = 2, .tbs = "to be signed",
	    .tbs_len = 12, .not_before = NOON, .not_after = NOON + TM_DAY };

	ledger_id_of_request(request, p.id);
	memset(p.serial, 0x40 + (int)request, sizeof(p.serial));
	memset(p.spki, (int)request, sizeof(p.spki));
	memset(p.of, 0x10 + (int)request, sizeof(p.of));
	memset(p.used[0], 0x20 + (int)request, SIGNER_DIGEST);
	memset(p.used[1], 0x30 + (int)request, SIGNER_DIGEST);
	return p;
}

static struct ledger_plan
issue(uint64_t request)
{
	struct ledger_plan p = plan_of(request);

	ledger_add_plan(ledger, &p);
	ledger_add_issued(ledger, p.id, "signature", 9);
	assert_int_equal(ledger_commit(ledger), 0);
	return p;
}

static void
order(enum ledger_act act, const struct ledger_plan *p, uint32_t reason)
{
	struct ledger_order o = { .act = act, .issuer = p->issuer, .person = "", .reason = reason, .capped = true };

	memcpy(o.serial, p->serial, sizeof(o.serial));
	ledger_add_order(ledger, &o);
	assert_int_equal(ledger_commit(ledger), 0);
}

static const struct ledger_cert *
cert_of(const struct ledger_plan *p)
{
	const struct ledger_cert *c = ledger_cert_by_serial(ledger, p->issuer, p->serial);

	assert_non_null(c);
	return c;
}

static void
knows_after_a_restart_what_it_knew(void **state)
{
	struct ledger_plan p = issue(1);
	struct buf tbs = BUF_INIT, sig = BUF_INIT;
	unsigned char of[SIGNER_DIGEST];
	int round;

	(void)state;
	for (round = 0; round < 2; round++) {
		const struct ledger_cert *c = cert_of(&p);

		assert_true(c->issued);
		assert_int_equal(c->not_after, p.not_after);
		assert_string_equal(ledger_ra_name(ledger, c->ra), "ra-1");
		assert_ptr_equal(c, ledger_cert(ledger, p.id));
		assert_int_equal(ledger_load(ledger, c, &tbs, &sig), 0);
		assert_string_equal(buf_str(&tbs), "to be signed");
		assert_string_equal(buf_str(&sig), "signature");
		assert_int_equal(ledger_load_of(ledger, c, of), 0);
		assert_memory_equal(of, p.of, sizeof(of));
		assert_true(ledger_key_used(ledger, p.spki));
		assert_true(ledger_paper_used(ledger, p.used[0]));
		assert_true(ledger_paper_used(ledger, p.used[1]));
		assert_false(ledger_paper_used(ledger, p.of));
		again();
	}
	buf_clear(&tbs);
	buf_clear(&sig);
}

static void
a_plan_without_signature_is_not_issued(void **state)
{
	struct ledger_plan p = plan_of(1);

	(void)state;
	ledger_add_plan(ledger, &p);
	assert_int_equal(ledger_commit(ledger), 0);
	again();
	assert_false(cert_of(&p)->issued);
	assert_true(ledger_paper_used(ledger, p.used[0]));
}

static void
what_was_not_committed_never_was(void **state)
{
	struct ledger_plan p = plan_of(1);

	(void)state;
	ledger_add_plan(ledger, &p);
	again();
	assert_null(ledger_cert(ledger, p.id));
	assert_false(ledger_paper_used(ledger, p.used[0]));
}

static void
holds_releases_and_revokes(void **state)
{
	struct ledger_plan p = issue(1);

	(void)state;
	order(LEDGER_HOLD, &p, 0);
	again();
	assert_int_equal(cert_of(&p)->state, LEDGER_HELD);
	assert_int_equal(cert_of(&p)->reason, 6);
	order(LEDGER_RELEASE, &p, 0);
	again();
	assert_int_equal(cert_of(&p)->state, LEDGER_GOOD);
	assert_int_equal(cert_of(&p)->reason, 0);
	order(LEDGER_REVOKE, &p, 1);
	again();
	assert_int_equal(cert_of(&p)->state, LEDGER_REVOKED);
	assert_int_equal(cert_of(&p)->reason, 1);
}

static void
counts_the_orders_of_an_hour_across_restarts(void **state)
{
	struct ledger_plan p = issue(1);

	(void)state;
	order(LEDGER_HOLD, &p, 0);
	order(LEDGER_HOLD, &p, 0);
	again();
	assert_int_equal(ledger_this_hour(ledger, LEDGER_HOLD), 2);
	assert_int_equal(ledger_this_hour(ledger, LEDGER_REVOKE), 0);
	ledger_begin(ledger, NOON + TM_HOUR);
	assert_int_equal(ledger_this_hour(ledger, LEDGER_HOLD), 0);
}

static void
never_stays_never(void **state)
{
	unsigned char id[LEDGER_ID];

	(void)state;
	ledger_id_of_request(7, id);
	assert_false(ledger_is_never(ledger, id));
	ledger_add_never(ledger, id);
	assert_int_equal(ledger_commit(ledger), 0);
	again();
	assert_true(ledger_is_never(ledger, id));
}

static void
publish(uint64_t revision, int64_t effective_at)
{
	struct ledger_document d = { .document = "agreement", .language = "zh-CN", .revision = revision,
	    .effective_at = effective_at };
	unsigned char paper[SIGNER_DIGEST] = { (unsigned char)revision };

	ledger_add_document(ledger, &d, paper, NULL);
	assert_int_equal(ledger_commit(ledger), 0);
}

static void
tells_which_revision_was_in_force(void **state)
{
	(void)state;
	publish(1, NOON - TM_DAY);	/* recorded only now: it cannot have been in force before */
	publish(2, NOON + TM_DAY);
	again();
	assert_null(ledger_in_force(ledger, "agreement", "zh-CN", NOON - 1));
	assert_int_equal(ledger_in_force(ledger, "agreement", "zh-CN", NOON)->revision, 1);
	assert_int_equal(ledger_in_force(ledger, "agreement", "zh-CN", NOON + TM_DAY - 1)->revision, 1);
	assert_int_equal(ledger_in_force(ledger, "agreement", "zh-CN", NOON + TM_DAY)->revision, 2);
	assert_null(ledger_in_force(ledger, "agreement", "en", NOON + TM_DAY));
	assert_null(ledger_in_force(ledger, "risk", "zh-CN", NOON + TM_DAY));
	assert_int_equal(ledger_newest(ledger, "agreement", "zh-CN")->revision, 2);
}

static void
enrol(const char *person, unsigned char cert, const char *roles, bool soft)
{
	struct ledger_operator o = { .ra = "ra-1", .soft = soft, .not_after = NOON + TM_DAY, .cert = { cert },
	    .paper = { cert, 1 } };

	snprintf(o.person, sizeof(o.person), "%s", person);
	snprintf(o.roles, sizeof(o.roles), "%s", roles);
	ledger_add_operator(ledger, &o, NULL);
	assert_int_equal(ledger_commit(ledger), 0);
}

static void
a_new_certificate_ends_a_persons_old_one(void **state)
{
	static const unsigned char first[SIGNER_DIGEST] = { 1 }, second[SIGNER_DIGEST] = { 2 };

	(void)state;
	enrol("op-1", 1, "clerk", false);
	enrol("op-1", 2, "reviewer", false);
	again();
	assert_true(ledger_operator(ledger, first)->withdrawn);
	assert_false(ledger_operator(ledger, second)->withdrawn);
	assert_string_equal(ledger_person(ledger, "op-1")->roles, "reviewer");
}

static void
a_withdrawn_or_expired_operator_is_out_of_office(void **state)
{
	struct ledger_order o = { .act = LEDGER_WITHDRAW, .issuer = "", .person = "op-1" };

	(void)state;
	enrol("op-1", 1, "security", false);
	enrol("op-2", 2, "security", true);
	assert_int_equal(ledger_security(ledger, false), 2);
	assert_int_equal(ledger_security(ledger, true), 1);
	ledger_add_order(ledger, &o);
	assert_int_equal(ledger_commit(ledger), 0);
	again();
	assert_null(ledger_person(ledger, "op-1"));
	assert_int_equal(ledger_security(ledger, false), 1);
	ledger_begin(ledger, NOON + TM_DAY);
	assert_int_equal(ledger_security(ledger, false), 0);
}

static void
remembers_stamps_tickets_lists_and_the_stop(void **state)
{
	static const unsigned char digest[SIGNER_DIGEST] = { 9 };
	struct ledger_order stop = { .act = LEDGER_STOP, .issuer = "", .person = "" };
	struct ledger_operator o = { .person = "op-9", .not_after = NOON + TM_DAY };

	(void)state;
	ledger_add_stamp(ledger, digest);
	ledger_add_ticket(ledger, digest);
	ledger_add_list(ledger, "ca-p256", 5, NOON, NOON + TM_DAY, 0, digest);
	ledger_add_order(ledger, &stop);
	assert_int_equal(ledger_commit(ledger), 0);
	again();
	assert_int_equal(ledger_stamped(ledger, digest), NOON);
	assert_int_equal(ledger_ticket(ledger, digest), NOON);
	assert_int_equal(ledger_list_number(ledger, "ca-p256"), 5);
	assert_int_equal(ledger_list_number(ledger, "ca-rsa"), 0);
	assert_true(ledger_is_stopped(ledger));
	ledger_add_operator(ledger, &o, digest);
	assert_int_equal(ledger_commit(ledger), 0);
	again();
	assert_int_equal(ledger_ticket(ledger, digest), 0);
}

static int
fresh(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/chldg.XXXXXX");
	if (mkdtemp(dir) == NULL || ledger_open(dir, "ca-1", &ledger) != 0)
		return -1;
	ledger_begin(ledger, NOON);
	return 0;
}

static int
away(void **state)
{
	char command[100];

	(void)state;
	ledger_close(ledger);
	ledger = NULL;
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(knows_after_a_restart_what_it_knew, fresh, away),
		cmocka_unit_test_setup_teardown(a_plan_without_signature_is_not_issued, fresh, away),
		cmocka_unit_test_setup_teardown(what_was_not_committed_never_was, fresh, away),
		cmocka_unit_test_setup_teardown(holds_releases_and_revokes, fresh, away),
		cmocka_unit_test_setup_teardown(counts_the_orders_of_an_hour_across_restarts, fresh, away),
		cmocka_unit_test_setup_teardown(never_stays_never, fresh, away),
		cmocka_unit_test_setup_teardown(tells_which_revision_was_in_force, fresh, away),
		cmocka_unit_test_setup_teardown(a_new_certificate_ends_a_persons_old_one, fresh, away),
		cmocka_unit_test_setup_teardown(a_withdrawn_or_expired_operator_is_out_of_office, fresh, away),
		cmocka_unit_test_setup_teardown(remembers_stamps_tickets_lists_and_the_stop, fresh, away),
	};

	return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
