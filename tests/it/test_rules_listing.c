/*
 * Answers and lists of the real signd: those it cannot make keep nobody else waiting; while its token is gone nothing is put off;
 * a clock that was ahead for a while holds up nothing when it has been put back.
 */
#include "issuing_world.h"

#include "rules/listing.h"
#include "rules/ordering.h"
#include "store/crl.h"
#include "store/hold.h"
#include "store/ocspanswer.h"
#include "store/order.h"

static void
want(const unsigned char serial[20], int64_t at)
{
	must(db_ocsp_want(root, "ca-p256", serial, 20, CERT_VALID, at));
}

static bool
has_answer(const unsigned char serial[20])
{
	struct ocsp_der a = { .der = BUF_INIT };
	int r = db_ocsp_get(root, "ca-p256", serial, 20, 0, &a);

	buf_clear(&a.der);
	return r == 0;
}

/* An older journal, brought back, does not know them (PROTOCOL.md, 5). */
static void
serials_signd_does_not_know_keep_nobody_waiting(void **state)
{
	unsigned char serial[20];
	struct case_file f;
	int64_t now = tm_now();
	size_t done, i;

	(void)state;
	for (i = 0; i < SIGNER_BATCH; i++) {
		rnd_serial(serial);
		want(serial, now - TM_MINUTE);
	}
	issue(&f);
	want(f.ask.serial, now);
	must(listing_ocsp(&rules, signer, SIGNER_BATCH, now, &done));
	assert_int_equal(done, 0);
	must(listing_ocsp(&rules, signer, SIGNER_BATCH, now, &done));
	assert_int_equal(done, 1);
	assert_true(has_answer(f.ask.serial));
	must(listing_ocsp(&rules, signer, SIGNER_BATCH, now, &done));
	assert_int_equal(done, 0);
	close_case(&f);
}

static void
a_token_that_is_gone_puts_nothing_off(void **state)
{
	char from[SITE_PATH], to[SITE_PATH];
	struct case_file f;
	int64_t now = tm_now();
	size_t done;

	(void)state;
	issue(&f);
	want(f.ask.serial, now);
	assert_int_equal(rename(site_path(&site, "signd/token", from), site_path(&site, "signd/away", to)), 0);
	assert_int_equal(listing_ocsp(&rules, signer, SIGNER_BATCH, now, &done), ERR_AGAIN);
	assert_non_null(strstr(err_take(), "key token"));
	assert_int_equal(rename(to, from), 0);
	restart();
	must(listing_ocsp(&rules, signer, SIGNER_BATCH, now, &done));
	assert_int_equal(done, 1);
	assert_true(has_answer(f.ask.serial));
	close_case(&f);
}

/* --- a clock that was two days ahead and has been put back --- */

static bool
listed(int64_t now)
{
	int made;

	must(listing_crl(&rules, signer, "ca-p256", now, &made));
	return made != 0;
}

static void
a_list_from_the_future_is_followed_at_once(void **state)
{
	struct crl_row row = { .id = 2, .issuer = "ca-p256", .number = 0, .this_update = tm_now() + 2 * TM_DAY,
	    .next_update = tm_now() + 3 * TM_DAY, .instance = "ca-test", .created = tm_now() };

	(void)state;
	buf_adds(&row.der, "list");
	must(db_crl_insert(root, &row));
	crl_row_clear(&row);
	assert_true(listed(tm_now()));
	assert_false(listed(tm_now()));
	assert_false(listed(tm_now() + TM_MINUTE));
}

static void
an_answer_from_the_future_is_made_anew(void **state)
{
	struct case_file f;
	size_t done;

	(void)state;
	issue(&f);
	want(f.ask.serial, tm_now() + 2 * TM_DAY);
	must(listing_ocsp(&rules, signer, SIGNER_BATCH, tm_now(), &done));
	assert_int_equal(done, 1);
	must(listing_ocsp(&rules, signer, SIGNER_BATCH, tm_now(), &done));
	assert_int_equal(done, 0);
	close_case(&f);
}

/* A certificate of the database, signed at that time, with a hold that was asked for. */
static uint64_t
asked_to_hold(const struct case_file *f, int64_t signed_at, struct hold *h)
{
	static const struct query off = QUERY_WRITE("SET SESSION foreign_key_checks=0");
	struct cert_row c = { .id = rnd_id(tm_now()), .issuer = "ca-p256", .application = 1, .account = account, .ra = "default",
	    .product = "personal", .not_before = signed_at, .not_after = signed_at + TM_DAY, .state = CERT_VALID,
	    .state_at = signed_at, .request = rnd_id(tm_now()), .instance = "ca-test", .signed_at = signed_at,
	    .created = tm_now() };

	must(db_exec(root, &off, NULL, IN_NONE));
	buf_add(&c.serial, f->ask.serial, 20);
	buf_adds(&c.der, "der");
	rnd_bytes(c.sha256, sizeof(c.sha256));
	rnd_bytes(c.spki_sha256, sizeof(c.spki_sha256));
	must(db_cert_insert(root, &c));
	*h = (struct hold){ .id = rnd_id(tm_now()), .certificate = c.id, .live = true, .state = HOLD_ASKED, .reporter = "1",
	    .accepted_at = tm_now(), .expires_at = tm_now() + TM_DAY, .created = tm_now() };
	rnd_token(h->request);
	must(db_hold_insert(root, h));
	cert_row_clear(&c);
	return c.id;
}

static void
put_order(const struct case_file *f, const struct hold *h, enum order_act act)
{
	struct order o = { .claim.id = rnd_id(tm_now()), .act = act, .issuer = "ca-p256", .certificate = h->certificate,
	    .hold = h->id, .reason = 6, .next_at = tm_now(), .created = tm_now() };

	buf_add(&o.serial, f->ask.serial, 20);
	must(db_order_insert(root, &o));
	buf_clear(&o.serial);
}

static void
what_was_signed_in_the_future_is_held_now(void **state)
{
	struct cert_row c = { .id = 0 };
	struct case_file f;
	struct hold h;
	size_t done;
	uint64_t id;

	(void)state;
	issue(&f);
	id = asked_to_hold(&f, tm_now() + 2 * TM_DAY, &h);
	put_order(&f, &h, ORDER_HOLD);
	must(ordering_round(&rules, signer, 20, tm_now(), &done));
	assert_int_equal(done, 1);
	must(db_cert_get(root, id, &c));
	assert_int_equal(c.state, CERT_HELD);
	cert_row_clear(&c);
	close_case(&f);
}

/* A release of what is not held: signd has nothing to do, and the row does not fit. */
static void
an_order_that_cannot_be_finished_keeps_nobody_waiting(void **state)
{
	struct case_file f;
	struct hold h;
	size_t done;

	(void)state;
	issue(&f);
	asked_to_hold(&f, tm_now(), &h);
	put_order(&f, &h, ORDER_RELEASE);
	usleep(2000);
	put_order(&f, &h, ORDER_HOLD);
	must(ordering_round(&rules, signer, 20, tm_now() + 1, &done));
	assert_int_equal(done, 1);
	must(db_hold_get(root, h.id, &h));
	assert_int_equal(h.state, HOLD_ACTIVE);
	close_case(&f);
}

static void
a_hold_of_the_future_needs_one_list(void **state)
{
	struct case_file f;
	struct hold h;

	(void)state;
	issue(&f);
	asked_to_hold(&f, tm_now(), &h);
	must(db_hold_effective(root, h.id, tm_now() + 2 * TM_DAY));
	usleep(1100000);	/* thisUpdate has whole seconds: those held before are on the list */
	assert_true(listed(tm_now() + TM_MINUTE));
	assert_false(listed(tm_now() + 2 * TM_MINUTE));
	must(db_hold_get(root, h.id, &h));
	assert_int_not_equal(h.crl_number, 0);
	close_case(&f);
}

/* A million entries are 53 MB (design 8). */
static void
a_list_of_a_million_is_stored_and_read(void **state)
{
	struct crl_row row = { .id = 1, .issuer = "ca-rsa", .number = 1, .this_update = tm_now(), .next_update = tm_now() + TM_DAY,
	    .entries = 1000000, .instance = "ca-test", .seq = 1, .created = tm_now() }, back = { .id = 0 };
	static char entry[1000];
	size_t i;

	(void)state;
	memset(entry, 'e', sizeof(entry));
	for (i = 0; i < 53000; i++)
		buf_add(&row.der, entry, sizeof(entry));
	must(db_crl_insert(root, &row));
	must(db_crl_last(root, "ca-rsa", &back));
	assert_int_equal(back.der.len, row.der.len);
	assert_memory_equal(back.der.data, row.der.data, row.der.len);
	crl_row_clear(&row);
	crl_row_clear(&back);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(serials_signd_does_not_know_keep_nobody_waiting),
		cmocka_unit_test(a_token_that_is_gone_puts_nothing_off),
		cmocka_unit_test(a_list_from_the_future_is_followed_at_once),
		cmocka_unit_test(an_answer_from_the_future_is_made_anew),
		cmocka_unit_test(what_was_signed_in_the_future_is_held_now),
		cmocka_unit_test(an_order_that_cannot_be_finished_keeps_nobody_waiting),
		cmocka_unit_test(a_hold_of_the_future_needs_one_list),
		cmocka_unit_test(a_list_of_a_million_is_stored_and_read),
	};

	return cmocka_run_group_tests_name("rules_listing", tests, set_up_rules, tear_down_all);
}
