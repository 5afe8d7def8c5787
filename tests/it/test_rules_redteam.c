/*
 * An attacker with all rights in the database, who speaks at issuer's socket: no certificate without two fresh decisions of two
 * operators over that very text (I3), none without the consent in force (I2), nothing un-revoked (I4).
 */
#include "issuing_world.h"

#define WRITE(sql) (&(const struct query)QUERY_WRITE(sql))

static void
digest_of(const struct buf *b, unsigned char out[DIGEST_SIZE])
{
	digest_sha256(b->data, b->len, out);
}

/* Issuer has tried and signd refused for that reason; there are as many certificates as before. */
static void
is_refused(const struct approved *a, uint64_t before, const char *why)
{
	struct job_line line;
	int i;

	for (i = 0; i < 400; i++) {
		must(db_job_find(root, a->app, 1, &line));
		if (line.state == JOB_FAILED || line.state == JOB_HALTED || line.state == JOB_DONE)
			break;
		usleep(25000);
	}
	if (line.state == JOB_DONE || strstr(line.error, why) == NULL)
		fail_msg("wanted \"%s\", job is %s: %s", why, job_state_text[line.state], line.error);
	assert_int_equal(rows_of(a), before);
}

/* What stands in the way of a straight change: decisions name their case text. */
static void
unlock(void)
{
	must(db_exec(root, WRITE("SET SESSION foreign_key_checks=0"), NULL, IN_NONE));
}

static void
two_fresh_decisions_over_the_text_suffice(void **state)
{
	struct approved a;

	(void)state;
	approve(&a);
	wait_for(&a, JOB_DONE);
	assert_int_equal(rows_of(&a), 1);
	close_case(&a.f);
}

static void
an_edited_text_is_nobodys(void **state)
{
	unsigned char was[DIGEST_SIZE], is[DIGEST_SIZE];
	struct approved a;

	(void)state;
	unlock();
	open_case(&a.f);
	a.app = rnd_id(tm_now());
	put_app(&a);
	put_casetext(&a);
	put_decision(&a, 0, DECISION_ENTER, &people[CLERK]);
	put_decision(&a, 1, DECISION_REVIEW, &people[REVIEWER]);
	digest_of(&a.f.text, was);
	replace(&a.f.text, "张三", "王五");
	digest_of(&a.f.text, is);
	must(db_exec(root, WRITE("UPDATE case_text SET text=?,sha256=? WHERE sha256=?"), NULL, IN(in_buf(&a.f.text),
	    in_blob(is, 32), in_blob(was, 32))));
	must(db_exec(root, WRITE("UPDATE decision SET case_sha256=? WHERE case_sha256=?"), NULL, IN(in_blob(is, 32),
	    in_blob(was, 32))));
	put_job(&a);
	is_refused(&a, 0, "about another text than this case");
	close_case(&a.f);
}

static void
another_key_is_not_the_cases(void **state)
{
	struct approved a;
	struct person thief = { .no = "thief" };

	(void)state;
	make_key(&thief);
	open_case(&a.f);
	a.app = rnd_id(tm_now());
	put_app(&a);
	must(db_exec(root, WRITE("UPDATE application SET spki=? WHERE id=?"), NULL, IN(in_buf(&thief.spki), in_u64(a.app))));
	put_casetext(&a);
	put_decision(&a, 0, DECISION_ENTER, &people[CLERK]);
	put_decision(&a, 1, DECISION_REVIEW, &people[REVIEWER]);
	put_job(&a);
	is_refused(&a, 0, "the key is not the one the case names");
	EVP_PKEY_free(thief.key);
	buf_clear(&thief.spki);
	close_case(&a.f);
}

/* The same approval once more, with the traces of the first wiped from the database. */
static void
decisions_do_not_serve_twice(void **state)
{
	struct approved a;

	(void)state;
	approve(&a);
	wait_for(&a, JOB_DONE);
	unlock();
	must(db_exec(root, WRITE("DELETE FROM certificate WHERE application=?"), NULL, IN(in_u64(a.app))));
	must(db_exec(root, WRITE("DELETE FROM intent WHERE job=?"), NULL, IN(in_u64(a.job))));
	must(db_exec(root, WRITE("DELETE FROM issue_job WHERE id=?"), NULL, IN(in_u64(a.job))));
	must(db_exec(root, WRITE("UPDATE application SET state='reviewed' WHERE id=?"), NULL, IN(in_u64(a.app))));
	put_job(&a);
	is_refused(&a, 0, "the key is or was in use");
	close_case(&a.f);
}

/* A name in the table of operators and a certificate of the attacker's own making are worth nothing. */
static void
operators_are_not_made_in_the_database(void **state)
{
	struct person own[2] = { { .no = "op-5", .roles = "clerk" }, { .no = "op-6", .roles = "reviewer" } };
	struct person kept[2] = { people[CLERK], people[REVIEWER] };
	struct approved a;
	int i;

	(void)state;
	for (i = 0; i < 2; i++) {
		make_key(&own[i]);
		copy_buf(&own[i].cert, &kept[i].cert);
	}
	people[CLERK] = own[0];		/* the honest certificates, other keys */
	people[REVIEWER] = own[1];
	approve(&a);
	is_refused(&a, 0, "assertion");
	close_case(&a.f);
	for (i = 0; i < 2; i++)		/* certificates nobody has granted */
		own[i].cert.data[own[i].cert.len - 1] ^= 1;
	approve(&a);
	is_refused(&a, 0, "not one of our operators");
	close_case(&a.f);
	people[CLERK] = kept[0];
	people[REVIEWER] = kept[1];
	for (i = 0; i < 2; i++) {
		EVP_PKEY_free(own[i].key);
		buf_clear(&own[i].spki);
		buf_clear(&own[i].cert);
	}
}

static void
one_honest_decision_is_not_two(void **state)
{
	struct approved a;

	(void)state;
	open_case(&a.f);
	a.app = rnd_id(tm_now());
	put_app(&a);
	put_casetext(&a);
	put_decision(&a, 1, DECISION_REVIEW, &people[REVIEWER]);
	/* the reviewer's signature under a text that says he entered it */
	copy_buf(&a.f.decision[0], &a.f.decision[1]);
	replace(&a.f.decision[0], "act=review", "act=enter");
	a.f.ask.paper[0] = a.f.ask.paper[1];
	put_decision(&a, 0, DECISION_ENTER, &people[REVIEWER]);
	put_job(&a);
	is_refused(&a, 0, "assertion");
	close_case(&a.f);
}

static void
consent_is_not_written_afterwards(void **state)
{
	struct approved a;

	(void)state;
	open_case(&a.f);
	a.app = rnd_id(tm_now());
	replace(&a.f.consent, "decision=accept", "decision=refuse");
	put_app(&a);
	put_casetext(&a);
	put_decision(&a, 0, DECISION_ENTER, &people[CLERK]);
	put_decision(&a, 1, DECISION_REVIEW, &people[REVIEWER]);
	put_job(&a);
	is_refused(&a, 0, "the consent paper is not the one the case names");
	close_case(&a.f);
}

/* --- at the socket itself --- */

static void
nothing_is_signed_without_its_token(void **state)
{
	struct case_file f;
	struct buf der = BUF_INIT;
	bool issued;

	(void)state;
	open_case(&f);
	assert_int_equal(sign(&f, &der), ERR_AGAIN);	/* never prepared */
	err_take();
	assert_int_equal(prepare(&f), 0);
	f.ask.token[0] ^= 1;
	assert_int_equal(sign(&f, &der), ERR_AGAIN);
	err_take();
	must(signer_settle(signer, f.ask.request, &issued, &der));
	assert_false(issued);
	assert_int_equal(der.len, 0);
	buf_clear(&der);
	close_case(&f);
}

static void
papers_need_their_people(void **state)
{
	struct person own = { .no = "mallory", .roles = "reviewer" };
	const struct signer_blob none = { "", 0 };

	(void)state;
	make_key(&own);
	assert_int_equal(enrol(&own, NULL, NULL, none), ERR_DENIED);
	err_take();
	copy_buf(&own.cert, &people[SECURITY_A].cert);
	assert_int_equal(enrol(&own, &own, &own, none), ERR_DENIED);
	err_take();
	assert_int_equal(publish("agreement", 7, BUSINESS_A, BUSINESS_A), ERR_DENIED);
	err_take();
	assert_int_equal(publish("agreement", 7, CLERK, REVIEWER), ERR_DENIED);
	err_take();
	EVP_PKEY_free(own.key);
	buf_clear(&own.spki);
	buf_clear(&own.cert);
}

static void
revoked_stays_revoked(void **state)
{
	struct signer_order o = { .act = "revoke", .issuer = "ca-p256", .reason = 1 };
	struct signer_ocsp answer = { .issuer = "ca-p256" };
	struct cert_row row;
	struct approved a;
	int64_t at;

	(void)state;
	memset(&row, 0, sizeof(row));
	approve(&a);
	wait_for(&a, JOB_DONE);
	must(db_cert_find_application(root, a.app, &row));
	o.serial = (struct signer_blob){ row.serial.data, row.serial.len };
	must(signer_order(signer, &o, &at));
	o.act = "release";
	assert_int_equal(signer_order(signer, &o, &at), ERR_CONFLICT);
	err_take();
	must(db_cert_state(root, row.id, CERT_VALID, 0, tm_now()));	/* in the database it is good again */
	memcpy(answer.serial, row.serial.data, SIGNER_SERIAL);
	must(signer_ocsp(signer, &answer, 1));
	assert_int_equal(answer.state, SIGNER_REVOKED);
	buf_clear(&answer.der_sha1);
	buf_clear(&answer.der_sha256);
	cert_row_clear(&row);
	close_case(&a.f);
}

static int
set_up_attack(void **state)
{
	if (set_up_all(state) != 0)
		return -1;
	start_issuer();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_fresh_decisions_over_the_text_suffice),
		cmocka_unit_test(an_edited_text_is_nobodys),
		cmocka_unit_test(another_key_is_not_the_cases),
		cmocka_unit_test(decisions_do_not_serve_twice),
		cmocka_unit_test(operators_are_not_made_in_the_database),
		cmocka_unit_test(one_honest_decision_is_not_two),
		cmocka_unit_test(consent_is_not_written_afterwards),
		cmocka_unit_test(nothing_is_signed_without_its_token),
		cmocka_unit_test(papers_need_their_people),
		cmocka_unit_test(revoked_stays_revoked),
	};

	return cmocka_run_group_tests_name("rules_redteam", tests, set_up_attack, tear_down_all);
}
