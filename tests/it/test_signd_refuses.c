/* What signd refuses, whoever asks: evidence that is missing, used, old, of the wrong people, about another text (I2, I3). */
#include "signd_world.h"

static void
refuse_note(struct case_file *f, int code, const char *part)
{
	int got = prepare(f);

	if (got != code || strstr(f->ask.note, part) == NULL)
		fail_msg("wanted %d \"%s\", got %d \"%s\"", code, part, got, f->ask.note);
	close_case(f);
}

static void
refuses_a_case_that_only_one_has_decided(void **state)
{
	struct case_file f;

	(void)state;
	open_case(&f);
	f.ask.papers = 1;
	refuse_note(&f, ERR_DENIED, "the decision to review is missing");
	open_case(&f);
	f.ask.paper[0] = f.ask.paper[1];
	f.ask.papers = 1;
	refuse_note(&f, ERR_DENIED, "the decision to enter is missing");
	open_case(&f);
	f.ask.papers = 0;
	refuse_note(&f, ERR_DENIED, "is missing");
}

static void
refuses_the_same_person_twice(void **state)
{
	struct case_file f;

	(void)state;
	open_case(&f);
	decide(&f, 0, "enter", "approve", BOTH, 72);
	decide(&f, 1, "review", "approve", BOTH, 72);
	refuse_note(&f, ERR_DENIED, "done by the same person");
}

static void
refuses_a_decision_without_the_role(void **state)
{
	struct case_file f;

	(void)state;
	open_case(&f);
	decide(&f, 1, "review", "approve", CLERK, 72);
	refuse_note(&f, ERR_DENIED, "is no reviewer");
	open_case(&f);
	decide(&f, 1, "review", "approve", SECURITY_A, 72);
	refuse_note(&f, ERR_DENIED, "is no reviewer");
}

static void
refuses_an_operators_own_application(void **state)
{
	struct case_file f;
	char index[65];
	char *at;

	(void)state;
	open_case(&f);
	index_of(people[REVIEWER].no, index);
	at = strstr(f.text.data, "person.applicant=");
	assert_non_null(at);
	memcpy(at + strlen("person.applicant="), index, 64);
	decide(&f, 0, "enter", "approve", CLERK, 72);
	decide(&f, 1, "review", "approve", REVIEWER, 72);
	refuse_note(&f, ERR_DENIED, "is a party to the case");
}

static void
refuses_a_text_edited_after_the_decisions(void **state)
{
	struct case_file f;
	char *at;

	(void)state;
	open_case(&f);
	at = strstr(f.text.data, "张三");
	assert_non_null(at);
	memcpy(at, "李四", strlen("李四"));
	refuse_note(&f, ERR_DENIED, "about another text than this case");
}

static void
refuses_a_decision_that_is_no_approval_or_over(void **state)
{
	struct case_file f;

	(void)state;
	open_case(&f);
	decide(&f, 1, "review", "reject", REVIEWER, 72);
	refuse_note(&f, ERR_DENIED, "does not approve");
	open_case(&f);
	decide(&f, 1, "review", "approve", REVIEWER, -1);
	refuse_note(&f, ERR_DENIED, "ended");
}

static void
refuses_decisions_that_were_used(void **state)
{
	struct case_file f;
	struct buf der = BUF_INIT;

	(void)state;
	open_case(&f);
	assert_int_equal(prepare(&f), 0);
	assert_int_equal(sign(&f, &der), 0);
	f.ask.request++;
	rnd_serial(f.ask.serial);
	assert_int_equal(prepare(&f), ERR_CONFLICT);	/* its key and its decisions are used */
	close_case(&f);
	buf_clear(&der);
}

static void
of_two_prepared_with_the_same_decisions_one_is_signed(void **state)
{
	struct case_file f;
	struct signer_sign s[2] = { { .code = 0 } };

	(void)state;
	open_case(&f);
	assert_int_equal(prepare(&f), 0);
	s[0].request = f.ask.request;
	memcpy(s[0].token, f.ask.token, 32);
	f.ask.request++;
	rnd_serial(f.ask.serial);
	assert_int_equal(prepare(&f), 0);
	s[1].request = f.ask.request;
	memcpy(s[1].token, f.ask.token, 32);
	assert_int_equal(signer_sign(signer, s, 2), 0);
	assert_int_equal(s[0].code, 0);
	assert_int_equal(s[1].code, ERR_CONFLICT);
	buf_clear(&s[0].der);
	buf_clear(&s[1].der);
	close_case(&f);
}

static void
refuses_a_key_that_is_used_weak_or_another(void **state)
{
	struct case_file f, g;
	EVP_PKEY *weak;
	unsigned char *der = NULL;
	int n;

	(void)state;
	issue(&f);
	open_case(&g);
	buf_reset(&g.text);
	buf_reset(&g.holder.spki);
	buf_add(&g.holder.spki, f.holder.spki.data, f.holder.spki.len);
	g.ask.spki = blob(&g.holder.spki);
	write_case(&g);
	g.ask.case_text = blob(&g.text);
	decide(&g, 0, "enter", "approve", CLERK, 72);
	decide(&g, 1, "review", "approve", REVIEWER, 72);
	refuse_note(&g, ERR_CONFLICT, "in use by another certificate");
	open_case(&g);
	g.ask.spki = blob(&f.holder.spki);
	refuse_note(&g, ERR_DENIED, "not the one the case names");
	open_case(&g);
	weak = EVP_RSA_gen(1024);
	n = i2d_PUBKEY(weak, &der);
	g.ask.spki = (struct signer_blob){ der, (size_t)n };
	assert_int_equal(prepare(&g), ERR_INPUT);
	close_case(&g);
	OPENSSL_free(der);
	EVP_PKEY_free(weak);
	close_case(&f);
}

static void
sign_again(struct case_file *f)
{
	f->ask.case_text = blob(&f->text);
	decide(f, 0, "enter", "approve", CLERK, 72);
	decide(f, 1, "review", "approve", REVIEWER, 72);
}

static void
refuses_profiles_issuers_and_instances_it_does_not_know(void **state)
{
	static const struct { const char *from, *to, *note; } odd[] = {
		{ "instance=ca-test", "instance=ca-west", "another instance" },
		{ "issuer=ca-p256", "issuer=operator", "issues no certificates for subscribers" },
		{ "issuer=ca-p256", "issuer=root", "issues no certificates for subscribers" },
		{ "ra=default", "ra=elsewhere", "belongs to another RA" },
		{ "cert.count=1", "cert.count=2", "" },
	};
	struct case_file f;
	char line[60];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		open_case(&f);
		replace(&f.text, odd[i].from, odd[i].to);
		sign_again(&f);
		assert_int_not_equal(prepare(&f), 0);
		assert_non_null(strstr(f.ask.note, odd[i].note));
		close_case(&f);
	}
	open_case(&f);
	snprintf(line, sizeof(line), "profile=%s", profile->name);
	replace(&f.text, line, "profile=no-such-profile");
	sign_again(&f);
	refuse_note(&f, ERR_DENIED, "there is no profile no-such-profile");
}

static void
refuses_consent_that_was_not_stamped_or_not_complete(void **state)
{
	struct case_file f;

	(void)state;
	open_case(&f);
	replace(&f.consent, "account=a-1", "account=a-2");	/* a bundle signd never saw */
	f.ask.consent = blob(&f.consent);
	refuse_note(&f, ERR_DENIED, "not the one the case names");
	open_case(&f);
	replace(&f.consent, "account=a-1", "account=a-2");
	buf_reset(&f.text);
	write_case(&f);
	f.ask.consent = blob(&f.consent);
	sign_again(&f);
	refuse_note(&f, ERR_DENIED, "never stamped");
	open_case(&f);
	replace(&f.consent, "decision=accept", "decision=refuse");
	buf_reset(&f.text);
	write_case(&f);
	assert_int_equal(stamp(&f), 0);
	f.ask.consent = blob(&f.consent);
	sign_again(&f);
	if (profile_lists(profile->documents, documents[0]))
		refuse_note(&f, ERR_DENIED, "has not agreed to");
	else
		close_case(&f);
	open_case(&f);
	replace(&f.consent, "act.3.revision=1", "act.3.revision=2");
	buf_reset(&f.text);
	write_case(&f);
	assert_int_equal(stamp(&f), 0);
	f.ask.consent = blob(&f.consent);
	sign_again(&f);
	refuse_note(&f, ERR_DENIED, "was in force at submission");
}

static void
refuses_signatures_made_elsewhere(void **state)
{
	struct case_file f;

	(void)state;
	open_case(&f);	/* at the desk's own origin: a login assertion, say */
	f.ask.paper[1].proof[0] = assertion(&people[REVIEWER], &f.decision[1], &f.made[1], site.origin);
	assert_int_equal(prepare(&f), ERR_DENIED);
	close_case(&f);
	open_case(&f);	/* another's signature under the reviewer's certificate */
	f.ask.paper[1].proof[0] = assertion(&people[CLERK], &f.decision[1], &f.made[1], site.sign_origin);
	f.ask.paper[1].proof[0].cert = blob(&people[REVIEWER].cert);
	assert_int_equal(prepare(&f), ERR_DENIED);
	close_case(&f);
	open_case(&f);	/* a certificate that is no operator's */
	f.ask.paper[1].proof[0].cert = (struct signer_blob){ "certificate", 11 };
	assert_int_equal(prepare(&f), ERR_DENIED);
	close_case(&f);
}

static void
refuses_publications_and_operators_without_two(void **state)
{
	struct person extra = { .no = "op-9", .roles = "reviewer" }, twin = { .no = "op-10", .roles = "security" };
	const struct signer_blob none = { "", 0 };

	(void)state;
	assert_int_equal(publish("cps", 2, BUSINESS_A, BUSINESS_A), ERR_DENIED);
	err_take();
	assert_int_equal(publish("cps", 2, BUSINESS_A, CLERK), ERR_DENIED);
	err_take();
	assert_int_equal(publish("notes", 2, BUSINESS_A, BUSINESS_B), 0);
	assert_int_equal(publish("notes", 1, BUSINESS_A, BUSINESS_B), ERR_CONFLICT);
	err_take();
	make_key(&extra);
	assert_int_equal(enrol(&extra, &people[SECURITY_A], NULL, none), ERR_DENIED);
	err_take();
	assert_int_equal(enrol(&extra, &people[SECURITY_A], &people[SECURITY_A], none), ERR_DENIED);
	err_take();
	assert_int_equal(enrol(&extra, &people[SECURITY_A], &people[BUSINESS_A], none), ERR_DENIED);
	err_take();
	assert_int_equal(enrol(&extra, NULL, NULL, none), ERR_DENIED);
	err_take();
	make_key(&twin);
	assert_int_equal(enrol(&twin, NULL, NULL, (struct signer_blob){ "00000000000000000000000000000000", 32 }), ERR_DENIED);
	assert_string_equal(err_take(), "the ticket is unknown or used");
	EVP_PKEY_free(extra.key);
	EVP_PKEY_free(twin.key);
	buf_clear(&extra.spki);
	buf_clear(&twin.spki);
}

static void
a_withdrawn_operators_decisions_are_void(void **state)
{
	struct person gone = { .no = "op-11", .roles = "reviewer" };
	const struct signer_blob none = { "", 0 };
	struct signer_envelope e = { .proofs = 1 };
	struct signer_order o = { .act = "withdraw", .issuer = "", .envelope = &e };
	struct buf paper = BUF_INIT;
	char now[TM_ISO_SIZE], until[TM_ISO_SIZE];
	struct made made;
	struct case_file f;
	struct person kept;
	int64_t at;

	(void)state;
	make_key(&gone);
	assert_int_equal(enrol(&gone, &people[SECURITY_A], &people[SECURITY_B], none), 0);
	open_case(&f);
	kept = people[REVIEWER];
	people[REVIEWER] = gone;
	decide(&f, 1, "review", "approve", REVIEWER, 72);
	assert_int_equal(prepare(&f), 0);
	buf_printf(&paper, "certhall-order-1\nact=withdraw\nperson=op-11\nreason=left\nmade-at=%s\nuntil=%s\n", in_hours(0, now),
	    in_hours(24, until));
	e.paper = blob(&paper);
	e.proof[0] = assertion(&people[CLERK], &paper, &made, site.sign_origin);
	assert_int_equal(signer_order(signer, &o, &at), ERR_DENIED);
	err_take();
	e.proof[0] = assertion(&people[SECURITY_A], &paper, &made, site.sign_origin);
	assert_int_equal(signer_order(signer, &o, &at), 0);
	assert_int_equal(prepare(&f), ERR_DENIED);
	assert_non_null(strstr(f.ask.note, "not in office"));
	people[REVIEWER] = kept;
	close_case(&f);
	buf_clear(&paper);
	EVP_PKEY_free(gone.key);
	buf_clear(&gone.spki);
	buf_clear(&gone.cert);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_a_case_that_only_one_has_decided),
		cmocka_unit_test(refuses_the_same_person_twice),
		cmocka_unit_test(refuses_a_decision_without_the_role),
		cmocka_unit_test(refuses_an_operators_own_application),
		cmocka_unit_test(refuses_a_text_edited_after_the_decisions),
		cmocka_unit_test(refuses_a_decision_that_is_no_approval_or_over),
		cmocka_unit_test(refuses_decisions_that_were_used),
		cmocka_unit_test(of_two_prepared_with_the_same_decisions_one_is_signed),
		cmocka_unit_test(refuses_a_key_that_is_used_weak_or_another),
		cmocka_unit_test(refuses_profiles_issuers_and_instances_it_does_not_know),
		cmocka_unit_test(refuses_consent_that_was_not_stamped_or_not_complete),
		cmocka_unit_test(refuses_signatures_made_elsewhere),
		cmocka_unit_test(refuses_publications_and_operators_without_two),
		cmocka_unit_test(a_withdrawn_operators_decisions_are_void),
	};

	return cmocka_run_group_tests_name("signd_refuses", tests, set_up, tear_down);
}
