/* signd as a process of its own: what cases, orders, consent papers and seals get from it. */
#include "signd_world.h"

#include "pki/cert.h"

static void
an_approved_case_becomes_a_certificate(void **state)
{
	struct case_file f;
	struct buf der = BUF_INIT, again = BUF_INIT, ca = BUF_INIT, root = BUF_INIT;
	struct chain_cert leaf, between, top_cert;

	(void)state;
	open_case(&f);
	assert_int_equal(prepare(&f), 0);
	assert_int_equal(sign(&f, &der), 0);
	load_ca("ca-p256", &ca);
	load_ca("root", &root);
	leaf = (struct chain_cert){ der.data, der.len };
	between = (struct chain_cert){ ca.data, ca.len };
	top_cert = (struct chain_cert){ root.data, root.len };
	assert_int_equal(chain_verify(&leaf, &between, 1, &top_cert, NULL, 0, tm_now()), 0);
	assert_int_equal(sign(&f, &again), 0);	/* the same request: the same certificate */
	assert_int_equal(again.len, der.len);
	assert_memory_equal(again.data, der.data, der.len);
	assert_string_equal(signer_stand(signer)->instance, site.instance);
	close_case(&f);
	buf_clear(&der);
	buf_clear(&again);
	buf_clear(&ca);
	buf_clear(&root);
}

static void
prepare_gives_the_same_bytes_after_a_restart(void **state)
{
	struct case_file f;
	struct buf der = BUF_INIT, tbs = BUF_INIT;

	(void)state;
	open_case(&f);
	assert_int_equal(prepare(&f), 0);
	buf_add(&tbs, f.ask.tbs.data, f.ask.tbs.len);
	restart();
	assert_int_equal(sign(&f, &der), ERR_AGAIN);
	err_take();
	assert_int_equal(prepare(&f), 0);
	assert_int_equal(f.ask.tbs.len, tbs.len);
	assert_memory_equal(f.ask.tbs.data, tbs.data, tbs.len);
	assert_int_equal(sign(&f, &der), 0);
	close_case(&f);
	buf_clear(&der);
	buf_clear(&tbs);
}

static int
order(const char *act, const unsigned char serial[20], uint32_t reason)
{
	struct signer_order o = { .act = act, .issuer = "ca-p256", .serial = { serial, 20 }, .reason = reason };
	int64_t at;

	return signer_order(signer, &o, &at);
}

static enum signer_state
state_of(const unsigned char serial[20])
{
	struct signer_ocsp o = { .issuer = "ca-p256" };
	struct ocsp_answer a;
	struct buf ca = BUF_INIT;
	enum signer_state got;

	memcpy(o.serial, serial, 20);
	assert_int_equal(signer_ocsp(signer, &o, 1), 0);
	assert_int_equal(o.code, 0);
	load_ca("ca-p256", &ca);
	assert_int_equal(ocsp_read(o.der_sha1.data, o.der_sha1.len, ca.data, ca.len, tm_now(), &a), 0);
	assert_int_equal(ocsp_read(o.der_sha256.data, o.der_sha256.len, ca.data, ca.len, tm_now(), &a), 0);
	assert_int_equal(a.state, o.state == SIGNER_GOOD ? OCSP_GOOD : OCSP_REVOKED);
	buf_clear(&ca);
	buf_clear(&o.der_sha1);
	buf_clear(&o.der_sha256);
	got = o.state;
	return got;
}

static uint32_t
entries_of_list(void)
{
	struct signer_crl c = { .number = 0 };
	struct buf ca = BUF_INIT;
	struct crl facts;

	assert_int_equal(signer_crl(signer, "ca-p256", &c), 0);
	load_ca("ca-p256", &ca);
	assert_int_equal(crl_read(c.der.data, c.der.len, ca.data, ca.len, &facts, NULL, NULL), 0);
	assert_int_equal(facts.number, c.number);
	assert_int_equal(facts.entries, c.entries);
	buf_clear(&ca);
	buf_clear(&c.der);
	return c.entries;
}

static int
release(const unsigned char serial[20], enum who a, enum who b)
{
	struct buf paper = BUF_INIT;
	char hex[41], now[TM_ISO_SIZE], until[TM_ISO_SIZE];
	struct signer_envelope e = { .proofs = 2 };
	struct signer_order o = { .act = "release", .issuer = "ca-p256", .serial = { serial, 20 }, .envelope = &e };
	struct made made[2];
	int64_t at;
	int r;

	enc_hex_to(serial, 20, hex);
	buf_printf(&paper, "certhall-release-1\nissuer=ca-p256\nserial=%s\nreason=本人到场核验\nmade-at=%s\nuntil=%s\n", hex,
	    in_hours(0, now), in_hours(24, until));
	e.paper = blob(&paper);
	e.proof[0] = assertion(&people[a], &paper, &made[0], site.sign_origin);
	e.proof[1] = assertion(&people[b], &paper, &made[1], site.sign_origin);
	r = signer_order(signer, &o, &at);
	buf_clear(&paper);
	return r;
}

static void
a_loss_is_held_at_once_and_revoked_is_final(void **state)
{
	struct case_file f;
	uint32_t before = entries_of_list();

	(void)state;
	issue(&f);
	assert_int_equal(state_of(f.ask.serial), SIGNER_GOOD);
	assert_int_equal(order("hold", f.ask.serial, 0), 0);
	assert_int_equal(state_of(f.ask.serial), SIGNER_HELD);
	assert_int_equal(entries_of_list(), before + 1);
	assert_int_equal(release(f.ask.serial, CLERK, CLERK), ERR_DENIED);
	err_take();
	assert_int_equal(release(f.ask.serial, CLERK, BUSINESS_A), ERR_DENIED);
	err_take();
	assert_int_equal(release(f.ask.serial, CLERK, REVIEWER), 0);
	assert_int_equal(state_of(f.ask.serial), SIGNER_GOOD);
	assert_int_equal(entries_of_list(), before);
	assert_int_equal(order("revoke", f.ask.serial, 2), ERR_INPUT);
	err_take();
	assert_int_equal(order("revoke", f.ask.serial, 1), 0);
	restart();
	assert_int_equal(state_of(f.ask.serial), SIGNER_REVOKED);
	assert_int_equal(order("hold", f.ask.serial, 0), ERR_CONFLICT);
	assert_string_equal(err_take(), "the certificate is revoked, which is final");
	assert_int_equal(release(f.ask.serial, CLERK, REVIEWER), ERR_CONFLICT);
	err_take();
	assert_int_equal(entries_of_list(), before + 1);
	close_case(&f);
}

static void
a_stamp_is_a_token_anybody_can_verify(void **state)
{
	struct case_file f;
	struct signer_stamp s[2];
	struct buf tsa = BUF_INIT;
	unsigned char sum[DIGEST_SIZE];
	struct tst t;

	(void)state;
	open_case(&f);
	s[0] = s[1] = (struct signer_stamp){ .consent = blob(&f.consent) };
	s[1].consent = (struct signer_blob){ "certhall-case-1\n", 16 };
	assert_int_equal(signer_stamp(signer, s, 2), 0);
	assert_int_equal(s[0].code, 0);
	assert_int_equal(s[1].code, ERR_INPUT);
	load_ca("tsa", &tsa);
	digest_sha256(f.consent.data, f.consent.len, sum);
	assert_int_equal(tst_verify(s[0].token.data, s[0].token.len, sum, tsa.data, tsa.len, &t), 0);
	assert_true(t.at == s[0].at);
	buf_clear(&s[0].token);
	buf_clear(&s[1].token);
	buf_clear(&tsa);
	close_case(&f);
}

static void
a_seal_holds_under_the_audit_certificate(void **state)
{
	struct buf der = BUF_INIT, sig = BUF_INIT, text = BUF_INIT;
	struct cert c;
	int64_t at;

	(void)state;
	load_ca("audit", &der);
	assert_int_equal(cert_parse(der.data, der.len, &c), 0);
	assert_int_equal(signer_seal(signer, "heads", 5, &sig, &at), 0);
	signer_seal_text(site.instance, "heads", 5, at, &text);
	assert_int_equal(key_verify(c.spki.data, c.spki.len, text.data, text.len, sig.data, sig.len), 0);
	cert_clear(&c);
	buf_clear(&der);
	buf_clear(&sig);
	buf_clear(&text);
}

static void
its_own_keys_get_new_certificates(void **state)
{
	struct buf der = BUF_INIT;
	struct case_file f;

	(void)state;
	assert_int_equal(signer_certify(signer, "ocsp-ca-p256", &der), 0);
	restart();	/* the new one is found in the journal */
	issue(&f);
	assert_int_equal(state_of(f.ask.serial), SIGNER_GOOD);
	close_case(&f);
	assert_int_equal(signer_certify(signer, "ca-p256", &der), ERR_INPUT);
	err_take();
	buf_clear(&der);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_approved_case_becomes_a_certificate),
		cmocka_unit_test(prepare_gives_the_same_bytes_after_a_restart),
		cmocka_unit_test(a_loss_is_held_at_once_and_revoked_is_final),
		cmocka_unit_test(a_stamp_is_a_token_anybody_can_verify),
		cmocka_unit_test(a_seal_holds_under_the_audit_certificate),
		cmocka_unit_test(its_own_keys_get_new_certificates),
	};

	return cmocka_run_group_tests_name("signd_gives", tests, set_up, tear_down);
}
