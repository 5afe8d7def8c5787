/* Answers of the real signd: those it cannot make keep nobody else waiting; while its token is gone nothing is put off. */
#include "issuing_world.h"

#include "rules/listing.h"
#include "rules/rules.h"
#include "store/crl.h"
#include "store/ocspanswer.h"

static struct rules rules = { .site = &site };

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

static int
set_up_rules(void **state)
{
	if (set_up_all(state) != 0)
		return -1;
	rules.db = root;
	must(db_audit_open(root, "localhost", "certhall", 0));
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(serials_signd_does_not_know_keep_nobody_waiting),
		cmocka_unit_test(a_token_that_is_gone_puts_nothing_off),
		cmocka_unit_test(a_list_of_a_million_is_stored_and_read),
	};

	return cmocka_run_group_tests_name("rules_listing", tests, set_up_rules, tear_down_all);
}
