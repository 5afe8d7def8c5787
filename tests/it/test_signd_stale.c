/*
 * What was true once and is no more: papers kept back until the next hold, stop or withdrawal; an old key that was lost, an
 * operator who got another, between prepare and sign.  Whoever owns issuer chooses when a paper arrives.
 */
#include "pki/cert.h"
#include "signd_world.h"

static const struct signer_blob no_ticket = { "", 0 };

/* A time so many minutes from now. */
static char *
in_minutes(int minutes, char *to)
{
	return tm_iso(tm_now() + minutes * TM_MINUTE, to);
}

/* Two people sign the paper; it goes to signd as that order. */
static int
two_order(struct signer_order *o, const struct buf *paper, enum who a, enum who b)
{
	struct signer_envelope e = { .paper = blob(paper), .proofs = 2 };
	struct made made[2];
	int64_t at;

	e.proof[0] = assertion(&people[a], paper, &made[0], site.sign_origin);
	e.proof[1] = assertion(&people[b], paper, &made[1], site.sign_origin);
	o->envelope = &e;
	return signer_order(signer, o, &at);
}

static int
plain_order(const char *act, const unsigned char serial[20], uint32_t reason)
{
	struct signer_order o = { .act = act, .issuer = serial != NULL ? "ca-p256" : "", .reason = reason };
	int64_t at;

	if (serial != NULL)
		o.serial = (struct signer_blob){ serial, 20 };
	return signer_order(signer, &o, &at);
}

/* --- papers kept back --- */

static void
release_paper(const unsigned char serial[20], int made, struct buf *out)
{
	char hex[41], from[TM_ISO_SIZE], until[TM_ISO_SIZE];

	enc_hex_to(serial, 20, hex);
	buf_reset(out);
	buf_printf(out, "certhall-release-1\nissuer=ca-p256\nserial=%s\nreason=本人到场核验\nmade-at=%s\nuntil=%s\n", hex,
	    in_minutes(made, from), in_hours(24, until));
}

static int
release(const struct case_file *f, const struct buf *paper)
{
	struct signer_order o = { .act = "release", .issuer = "ca-p256", .serial = { f->ask.serial, 20 } };

	return two_order(&o, paper, CLERK, REVIEWER);
}

static void
a_release_signed_before_the_hold_does_not_lift_it(void **state)
{
	struct case_file f;
	struct buf paper = BUF_INIT;

	(void)state;
	issue(&f);
	assert_int_equal(plain_order("hold", f.ask.serial, 0), 0);
	release_paper(f.ask.serial, -10, &paper);
	assert_int_equal(release(&f, &paper), ERR_DENIED);
	assert_string_equal(err_take(), "the paper is older than what it would undo");
	release_paper(f.ask.serial, -4, &paper);	/* clocks may differ so much */
	assert_int_equal(release(&f, &paper), 0);
	close_case(&f);
	buf_clear(&paper);
}

/* The clock was ahead when it was held and has been put back: what was signed just now counts, what was kept back does not. */
static void
a_hold_of_a_clock_that_was_ahead_can_be_lifted(void **state)
{
	struct ledger_order o = { .act = LEDGER_HOLD, .issuer = "ca-p256", .person = "" };
	struct case_file f;
	struct buf paper = BUF_INIT;
	char path[SITE_PATH];
	struct ledger *l;

	(void)state;
	issue(&f);
	end_daemon(SIGTERM);
	assert_int_equal(ledger_open(site_path(&site, "signd/journal", path), site.instance, &l), 0);
	ledger_begin(l, tm_now() + 2 * TM_DAY);
	memcpy(o.serial, f.ask.serial, sizeof(o.serial));
	ledger_add_order(l, &o);
	assert_int_equal(ledger_commit(l), 0);
	ledger_close(l);
	start_daemon();
	release_paper(f.ask.serial, -10, &paper);
	assert_int_equal(release(&f, &paper), ERR_DENIED);
	err_take();
	release_paper(f.ask.serial, 0, &paper);
	assert_int_equal(release(&f, &paper), 0);
	close_case(&f);
	buf_clear(&paper);
}

static void
resume_paper(int made, struct buf *out)
{
	char from[TM_ISO_SIZE], until[TM_ISO_SIZE];

	buf_reset(out);
	buf_printf(out, "certhall-resume-1\ninstance=%s\nreason=over\nmade-at=%s\nuntil=%s\n", site.instance,
	    in_minutes(made, from), in_hours(24, until));
}

static void
a_resume_signed_before_the_stop_does_not_lift_it(void **state)
{
	struct signer_order o = { .act = "resume", .issuer = "" };
	struct signer_status st;
	struct buf paper = BUF_INIT;

	(void)state;
	assert_int_equal(plain_order("stop", NULL, 0), 0);
	resume_paper(-10, &paper);
	assert_int_equal(two_order(&o, &paper, SECURITY_A, SECURITY_B), ERR_DENIED);
	assert_string_equal(err_take(), "the paper is older than what it would undo");
	assert_int_equal(signer_status(signer, &st), 0);
	assert_string_equal(st.state, "stopped");
	signer_status_clear(&st);
	restart();
	assert_int_equal(two_order(&o, &paper, SECURITY_A, SECURITY_B), ERR_DENIED);
	err_take();
	resume_paper(0, &paper);
	assert_int_equal(two_order(&o, &paper, SECURITY_A, SECURITY_B), 0);
	buf_clear(&paper);
}

/* The grant of a key as two security administrators signed it at that time. */
static int
grant(struct person *p, const char *index_seed, int made)
{
	const struct person *by[3] = { p, &people[SECURITY_A], &people[SECURITY_B] };
	char index[65], from[TM_ISO_SIZE], until[TM_ISO_SIZE];
	struct buf paper = BUF_INIT;
	int r;

	index_of(index_seed, index);
	buf_printf(&paper, "certhall-operator-1\nperson=%s\nname=操作员\nindex=%s\nra=default\nroles=%s\nspki=", p->no, index,
	    p->roles);
	enc_base64url(p->spki.data, p->spki.len, &paper);
	buf_printf(&paper, "\ncredential=AAAA\nsoft=yes\ndays=365\nmade-at=%s\nuntil=%s\n", in_minutes(made, from),
	    in_hours(24, until));
	r = hand_in(&paper, by, 3, no_ticket, &p->cert);
	buf_clear(&paper);
	return r;
}

static int
withdraw(const char *person, struct buf *paper, int64_t *at)
{
	struct signer_envelope e = { .proofs = 1 };
	struct signer_order o = { .act = "withdraw", .issuer = "", .envelope = &e };
	char now[TM_ISO_SIZE], until[TM_ISO_SIZE];
	struct made made;

	if (paper->len == 0)
		buf_printf(paper, "certhall-order-1\nact=withdraw\nperson=%s\nmade-at=%s\nuntil=%s\n", person, in_hours(0, now),
		    in_hours(24, until));
	e.paper = blob(paper);
	e.proof[0] = assertion(&people[SECURITY_A], paper, &made, site.sign_origin);
	return signer_order(signer, &o, at);
}

struct seen {
	struct cert	cert;
	int		reason;
};

static int
see(void *ctx, const struct crl_entry *e)
{
	struct seen *x = ctx;

	if (e->serial_len == x->cert.serial_len && memcmp(e->serial, x->cert.serial, e->serial_len) == 0)
		x->reason = e->reason;
	return 0;
}

/* Of his certificate on a new list of the operators' CA; -1: it is not there. */
static int
reason_on_list(const struct person *p)
{
	struct signer_crl list = { .number = 0 };
	struct seen x = { .reason = -1 };
	struct buf ca = BUF_INIT;
	struct crl crl;

	assert_int_equal(cert_parse(p->cert.data, p->cert.len, &x.cert), 0);
	assert_int_equal(signer_crl(signer, "operator", &list), 0);
	load_ca("operator", &ca);
	assert_int_equal(crl_read(list.der.data, list.der.len, ca.data, ca.len, &crl, see, &x), 0);
	cert_clear(&x.cert);
	buf_clear(&ca);
	buf_clear(&list.der);
	return x.reason;
}

static void
clear_person(struct person *p)
{
	EVP_PKEY_free(p->key);
	buf_clear(&p->spki);
	buf_clear(&p->cert);
}

static void
a_grant_signed_before_the_withdrawal_does_not_bring_him_back(void **state)
{
	struct person he = { .no = "op-21", .roles = "reviewer" }, kept = he, other = { .no = "op-22", .roles = "reviewer" };
	struct buf paper = BUF_INIT;
	int64_t at, again;

	(void)state;
	make_key(&he);
	make_key(&kept);
	make_key(&other);
	assert_int_equal(grant(&he, "op-21", 0), 0);
	assert_int_equal(withdraw("op-21", &paper, &at), 0);
	assert_int_equal(grant(&kept, "op-21", -10), ERR_DENIED);
	assert_string_equal(err_take(), "the paper is older than what it would undo");
	assert_int_equal(grant(&other, "op-21", -10), ERR_DENIED);	/* nor the same person under another number */
	err_take();
	assert_int_equal(reason_on_list(&he), 9);
	/* the answer was lost: asked again it is what it was, also after a restart, and nobody else is withdrawn */
	restart();
	assert_int_equal(reason_on_list(&he), 9);
	assert_int_equal(withdraw("op-21", &paper, &again), 0);
	assert_true(again == at);
	assert_int_equal(grant(&kept, "op-21", 0), 0);
	assert_int_equal(withdraw("op-21", &paper, &again), 0);
	assert_true(again == at);
	assert_int_equal(reason_on_list(&kept), -1);
	buf_reset(&paper);
	assert_int_equal(withdraw("op-21", &paper, &again), 0);		/* he was in office */
	clear_person(&he);
	clear_person(&kept);
	clear_person(&other);
	buf_clear(&paper);
}

/* --- between prepare and sign --- */

static void
what_he_approved_with_his_earlier_key_is_not_signed(void **state)
{
	struct person he = { .no = "op-23", .roles = "reviewer" }, again = he, kept = people[REVIEWER];
	struct buf der = BUF_INIT;
	struct case_file f;

	(void)state;
	make_key(&he);
	make_key(&again);
	assert_int_equal(grant(&he, "op-23", 0), 0);
	people[REVIEWER] = he;
	open_case(&f);
	people[REVIEWER] = kept;
	assert_int_equal(prepare(&f), 0);
	assert_int_equal(grant(&again, "op-23", 0), 0);
	assert_int_equal(sign(&f, &der), ERR_AGAIN);
	err_take();
	assert_int_equal(prepare(&f), ERR_DENIED);
	assert_non_null(strstr(f.ask.note, "not in office"));
	assert_int_equal(reason_on_list(&he), 4);	/* superseded */
	assert_int_equal(reason_on_list(&again), -1);
	clear_person(&he);
	clear_person(&again);
	close_case(&f);
}

/* A certificate of 30 days: within the window of its renewal at once. */
static void
issue_short(struct case_file *f)
{
	struct buf der = BUF_INIT;
	char days[40];

	open_case(f);
	snprintf(days, sizeof(days), "cert.1.days=%d", profile->days_max);
	replace(&f->text, days, "cert.1.days=30");
	f->ask.case_text = blob(&f->text);
	decide(f, 0, "enter", "approve", CLERK, 72);
	decide(f, 1, "review", "approve", REVIEWER, 72);
	assert_int_equal(prepare(f), 0);
	assert_int_equal(sign(f, &der), 0);
	buf_clear(&der);
}

/* The holder's decision, by the old key over the paper itself. */
static void
decide_renew(struct case_file *f, const struct case_file *old, struct buf *paper)
{
	char digest[DIGEST_TEXT], hex[41], now[TM_ISO_SIZE], until[TM_ISO_SIZE];
	unsigned char sum[DIGEST_SIZE];
	size_t len;

	digest_sha256(f->text.data, f->text.len, sum);
	enc_hex_to(old->ask.serial, 20, hex);
	buf_reset(paper);
	buf_printf(paper, "certhall-decision-1\ncase=%s\napplication=%s\nact=renew\ndecision=approve\nold-serial=%s\nmade-at=%s\n"
	    "until=%s\n", digest_text(sum, digest), f->application, hex, in_hours(0, now), in_hours(72, until));
	sign_with(old->holder.key, paper->data, paper->len, f->made[0].sig, &len);
	f->ask.paper[0] = (struct signer_envelope){ .paper = blob(paper), .proofs = 1 };
	f->ask.paper[0].proof[0] = (struct signer_proof){ .auth_data = { "", 0 }, .client_data = { "", 0 },
	    .signature = { f->made[0].sig, len }, .cert = { "", 0 } };
}

static void
open_renewal(struct case_file *f, const struct case_file *old, const char *more, struct buf *paper)
{
	char hex[41], line[200];

	enc_hex_to(old->ask.serial, 20, hex);
	snprintf(line, sizeof(line), "related-serial=%s\ncert.count=1\n", hex);
	open_case(f);
	replace(&f->text, "kind=new\n", "kind=renew\n");
	replace(&f->text, "cert.count=1\n", line);
	snprintf(line, sizeof(line), "%scert.1.spki=", more);
	replace(&f->text, "cert.1.spki=", line);
	f->ask.case_text = blob(&f->text);
	decide(f, 1, "review", "approve", REVIEWER, 72);
	decide_renew(f, old, paper);
}

static void
a_lost_certificate_is_not_renewed_by_its_key(void **state)
{
	struct case_file old, f;
	struct buf der = BUF_INIT, paper = BUF_INIT;

	(void)state;
	issue_short(&old);
	open_renewal(&f, &old, "", &paper);
	assert_int_equal(prepare(&f), 0);
	assert_int_equal(plain_order("hold", old.ask.serial, 0), 0);
	assert_int_equal(sign(&f, &der), ERR_DENIED);
	assert_string_equal(err_take(), "the certificate to be renewed is not valid, or not near its end");
	assert_int_equal(prepare(&f), ERR_DENIED);
	close_case(&f);
	close_case(&old);
	buf_clear(&paper);
	buf_clear(&der);
}

static void
a_renewal_by_the_old_key_names_nobody_else(void **state)
{
	struct case_file old, f;
	struct buf der = BUF_INIT, paper = BUF_INIT;

	(void)state;
	issue_short(&old);
	open_renewal(&f, &old, "cert.1.san.email=li@example.org\n", &paper);
	assert_int_equal(prepare(&f), ERR_DENIED);
	assert_string_equal(f.ask.note, "a renewal by the old key cannot change the subject");
	close_case(&f);
	open_renewal(&f, &old, "", &paper);
	assert_int_equal(prepare(&f), 0);
	assert_int_equal(sign(&f, &der), 0);
	close_case(&f);
	close_case(&old);
	buf_clear(&paper);
	buf_clear(&der);
}

/* --- what people order once --- */

static void
a_reconciled_certificate_can_stand_on_a_list(void **state)
{
	unsigned char serial[20], sum[DIGEST_SIZE];
	struct signer_order o = { .act = "reconcile", .issuer = "ca-p256", .serial = { serial, 20 } };
	char hex[41], digest[DIGEST_TEXT], now[TM_ISO_SIZE], until[TM_ISO_SIZE];
	struct buf paper = BUF_INIT;
	struct signer_crl list = { .number = 0 };
	int i;

	(void)state;
	rnd_serial(serial);
	digest_sha256("tbs", 3, sum);
	for (i = 0; i < 3; i++) {
		unsigned char first = serial[0];

		serial[0] = i == 0 ? 0 : i == 1 ? 0x81 : first;
		enc_hex_to(serial, 20, hex);
		buf_reset(&paper);
		buf_printf(&paper, "certhall-reconcile-1\ninstance=%s\nissuer=ca-p256\nserial=%s\ntbs=%s\nreason=restored\n"
		    "made-at=%s\nuntil=%s\n", site.instance, hex, digest_text(sum, digest), in_hours(0, now), in_hours(24, until));
		assert_int_equal(two_order(&o, &paper, SECURITY_A, SECURITY_B), i < 2 ? ERR_INPUT : 0);
		err_take();
		serial[0] = first;
	}
	assert_int_equal(two_order(&o, &paper, SECURITY_A, SECURITY_B), 0);	/* the answer was lost */
	assert_int_equal(plain_order("revoke", serial, 1), 0);
	assert_int_equal(signer_crl(signer, "ca-p256", &list), 0);
	assert_non_null(memmem(list.der.data, list.der.len, serial, sizeof(serial)));
	buf_clear(&list.der);
	buf_clear(&paper);
}

static void
an_epoch_begins_once_whatever_was_lost(void **state)
{
	const struct person *by[2] = { &people[SECURITY_A], &people[SECURITY_B] };
	struct buf paper = BUF_INIT, none = BUF_INIT;
	char now[TM_ISO_SIZE], until[TM_ISO_SIZE];

	(void)state;
	buf_printf(&paper, "certhall-epoch-1\ninstance=%s\nnumber=7\nmade-at=%s\nuntil=%s\n", site.instance, in_hours(0, now),
	    in_hours(24, until));
	assert_int_equal(hand_in(&paper, by, 2, no_ticket, &none), 0);
	assert_int_equal(hand_in(&paper, by, 2, no_ticket, &none), 0);
	buf_reset(&paper);
	buf_printf(&paper, "certhall-epoch-1\ninstance=%s\nnumber=7\nreason=more\nmade-at=%s\nuntil=%s\n", site.instance,
	    in_hours(0, now), in_hours(24, until));
	assert_int_equal(hand_in(&paper, by, 2, no_ticket, &none), ERR_CONFLICT);
	err_take();
	buf_clear(&paper);
	buf_clear(&none);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_release_signed_before_the_hold_does_not_lift_it),
		cmocka_unit_test(a_hold_of_a_clock_that_was_ahead_can_be_lifted),
		cmocka_unit_test(a_resume_signed_before_the_stop_does_not_lift_it),
		cmocka_unit_test(a_grant_signed_before_the_withdrawal_does_not_bring_him_back),
		cmocka_unit_test(what_he_approved_with_his_earlier_key_is_not_signed),
		cmocka_unit_test(a_lost_certificate_is_not_renewed_by_its_key),
		cmocka_unit_test(a_renewal_by_the_old_key_names_nobody_else),
		cmocka_unit_test(a_reconciled_certificate_can_stand_on_a_list),
		cmocka_unit_test(an_epoch_begins_once_whatever_was_lost),
	};

	return cmocka_run_group_tests_name("signd_stale", tests, set_up, tear_down);
}
