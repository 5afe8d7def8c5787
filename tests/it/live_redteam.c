/*
 * live_redteam: an attacker at a whole instance, with all rights in the database and at signd's socket from issuer's uid.  Three
 * honest decisions lie there, made at the desk over two applications; issuer is held (its process id comes in ISSUER).  Nothing
 * is issued but what was approved, and once; each refusal says its sentence.  In the end issuer goes on and issues what is left.
 */
#include "redteam_world.h"

/* --- attacks on a case ------------------------------------------------------------------------------------------------- */

static struct evidence mine, other;	/* entered and reviewed; entered alone */

static void
honest(const char *what)
{
	struct attack a;

	begin(&a, &mine);
	must(signer_prepare(signer, &a.ask, 1), what);
	expect(a.ask.code == 0 && a.ask.tbs.len > 0, what, a.ask.note);
	buf_clear(&a.ask.tbs);
}

static void
forge_decisions(void)
{
	struct hand thief = { .no = "demo-reviewer", .cert = BUF_INIT };
	struct attack a;
	unsigned char *p;

	must(key_soft_make(KEY_P256, &thief.key.key), "key");
	begin(&a, &mine);
	copy(&thief.cert, &hands[REVIEWER].cert);
	decide(&a, 1, &thief, 72, site.sign_origin);
	is_refused(&a, "a decision signed by another key under the reviewer's certificate", "assertion");
	begin(&a, &mine);
	thief.cert.data[thief.cert.len - 1] ^= 1;
	decide(&a, 1, &thief, 72, site.sign_origin);
	is_refused(&a, "a decision under a certificate nobody granted", "not one of our operators'");
	begin(&a, &mine);
	decide(&a, 1, &hands[CLERK], 72, site.sign_origin);
	is_refused(&a, "a review by who may only enter", "operator demo-clerk is no reviewer");
	begin(&a, &mine);
	decide(&a, 1, &hands[SECURITY_1], 72, site.sign_origin);
	is_refused(&a, "a review by a security administrator", "is no reviewer");
	begin(&a, &mine);
	/* a minute later made, or a minute earlier over: nothing else forbids it */
	p = (unsigned char *)strstr(buf_str(&a.decision[1]), "made-at=") + 8 + 15;
	if (*p < '9')
		++*p;
	else
		--*((unsigned char *)strstr(buf_str(&a.decision[1]), "until=") + 6 + 15);
	is_refused(&a, "a decision edited by one byte", "assertion");
	begin(&a, &mine);
	edit(&a.decision[1], "decision=approve", "decision=reject");
	sign_as(&hands[REVIEWER], &a.decision[1], site.sign_origin, &a.made[1], &a.ask.paper[1].proof[0]);
	a.ask.paper[1].paper = blob(&a.decision[1]);
	is_refused(&a, "a decision that rejects", "does not approve");
	begin(&a, &mine);
	edit(&a.decision[1], "person=demo-reviewer", "person=demo-clerk");
	a.ask.paper[1].paper = blob(&a.decision[1]);
	sign_as(&hands[REVIEWER], &a.decision[1], site.sign_origin, &a.made[1], &a.ask.paper[1].proof[0]);
	is_refused(&a, "a decision signed by another than it names", "was not signed by the person it names");
	begin(&a, &mine);
	decide(&a, 1, &hands[REVIEWER], -1, site.sign_origin);
	is_refused(&a, "a decision whose time has ended", "the time of the paper has ended");
	begin(&a, &mine);
	decide(&a, 1, &hands[REVIEWER], 80, site.sign_origin);
	is_refused(&a, "a decision made in the future", "made in the future");
	key_soft_free(thief.key.key);
}

static void
forge_origins(void)
{
	struct buf login = BUF_INIT;
	char now[TM_ISO_SIZE], until[TM_ISO_SIZE];
	struct attack a;
	struct made made = { BUF_INIT, BUF_INIT, BUF_INIT };

	begin(&a, &mine);
	decide(&a, 1, &hands[REVIEWER], 72, site.origin);
	is_refused(&a, "an assertion made at the desk's own origin, as a login is", "assertion");
	begin(&a, &mine);
	decide(&a, 1, &hands[REVIEWER], 72, "https://evil.example");
	is_refused(&a, "an assertion made at a foreign origin", "assertion");
	begin(&a, &mine);
	buf_printf(&login, "certhall-login-1\nconsole=desk\nnonce=0123456789abcdef\nmade-at=%s\nuntil=%s\n", in_hours(0, now),
	    in_hours(1, until));
	a.ask.paper[1] = (struct signer_envelope){ .paper = blob(&login), .proofs = 1 };
	sign_as(&hands[REVIEWER], &login, site.sign_origin, &made, &a.ask.paper[1].proof[0]);
	is_refused(&a, "the text of a login as a decision", "not certhall-decision-1");
	begin(&a, &mine);
	sign_as(&hands[REVIEWER], &login, site.sign_origin, &made, &a.ask.paper[1].proof[0]);
	is_refused(&a, "the signature of a login under a decision", "assertion");
}

static void
replay_decisions(void)
{
	struct attack a;

	begin(&a, &other);
	copy(&a.decision[1], &mine.decision[1]);
	a.ask.paper[1] = (struct signer_envelope){ .paper = blob(&a.decision[1]), .proofs = 1 };
	a.ask.paper[1].proof[0] = (struct signer_proof){ .auth_data = blob(&mine.made[1].auth),
	    .client_data = blob(&mine.made[1].client),
	    .signature = blob(&mine.made[1].sig), .cert = blob(&mine.cert[1]) };
	is_refused(&a, "the review of another application", "about another text than this case");
	begin(&a, &other);
	a.ask.papers = 1;
	is_refused(&a, "one decision alone", "the decision to review is missing");
	begin(&a, &other);
	a.ask.paper[1] = a.ask.paper[0];
	is_refused(&a, "the entry once more as review", "two decisions are about the same act");
	begin(&a, &mine);
	a.ask.spki = blob(&other.spki);
	is_refused(&a, "another key than the case names", "the key is not the one the case names");
	begin(&a, &mine);
	edit(&a.text, "演示用户", "演示用人");
	a.ask.case_text = blob(&a.text);
	is_refused(&a, "another name than was approved", "about another text than this case");
}

static void
forge_cases(void)
{
	static const struct { const char *what, *key, *to, *sentence; } odd[] = {
		{ "a case of another instance", "\ninstance=", "ca-0123456789abcdef", "for another instance" },
		{ "a profile of another digest", "\nprofile-digest=", "sha256:"
		    "0000000000000000000000000000000000000000000000000000000000000000", "has changed since the case was written" },
		{ "the profile of operators", "\nprofile=", "operator", "no profile operator for subscribers" },
		{ "the root as issuer", "\nissuer=", "root", "issues no certificates for subscribers" },
		{ "the operator CA as issuer", "\nissuer=", "operator", "issues no certificates for subscribers" },
		{ "a certificate of thirty years", "\ncert.1.days=", "10950", "" },
		{ "another RA than the operators'", "\nra=", "elsewhere", "belongs to another RA" },
		{ "a name with another attribute inside it", "\ncert.1.subject.CN=", "x\\n2.5.29.19", "" },
		{ "the clerk as applicant", "\nperson.applicant=", NULL, "operator demo-clerk is a party to the case" },
	};
	struct attack a;
	size_t i;

	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		begin(&a, &mine);
		value(&a.text, odd[i].key, odd[i].to != NULL ? odd[i].to : hands[CLERK].index);
		decide_both(&a);
		is_refused(&a, odd[i].what, odd[i].sentence);
	}
	begin(&a, &mine);
	a.ask.not_before = tm_now() - 400 * TM_DAY;
	is_refused(&a, "a beginning before the application", "would begin before its application");
	begin(&a, &mine);
	a.ask.not_before = tm_now() + TM_DAY;
	is_refused(&a, "a beginning in the future", "would begin in the future");
}

static void
forge_consent(void)
{
	struct attack a;

	begin(&a, &mine);
	edit(&a.consent, "decision=accept", "decision=refuse");
	a.ask.consent = blob(&a.consent);
	is_refused(&a, "a consent that was edited", "not the one the case names");
	begin(&a, &mine);
	edit(&a.consent, "act.3.revision=1", "act.3.revision=7");
	restamp(&a);
	decide_both(&a);
	is_refused(&a, "a consent to a revision nobody published", "revision 1 of agreement was in force at submission");
	begin(&a, &mine);
	edit(&a.consent, "act.3.decision=accept", "act.3.decision=refuse");
	restamp(&a);
	decide_both(&a);
	is_refused(&a, "a consent that refuses the agreement", "has not agreed to agreement");
	begin(&a, &mine);
	value(&a.consent, "act.3.digest=", "sha256:0000000000000000000000000000000000000000000000000000000000000000");
	restamp(&a);
	decide_both(&a);
	is_refused(&a, "a consent to another text", "the text of agreement is not the published one");
	begin(&a, &mine);
	value(&a.consent, "account=", "1");
	decide_both(&a);
	is_refused(&a, "a consent that was never stamped", "not the one the case names");
	begin(&a, &mine);
	copy(&a.consent, &other.consent);
	restamp(&a);
	decide_both(&a);
	is_refused(&a, "the consent of another application", "is of another application");
}

/* --- attacks on people, orders, lists --------------------------------------------------------------------------------------- */

static void
paper_is(const struct buf *paper, const struct hand *const *by, size_t n, bool good, const char *what, const char *sentence,
    struct buf *cert)
{
	struct signer_envelope e = { .paper = blob(paper), .proofs = n };
	struct made made[3] = { { BUF_INIT, BUF_INIT, BUF_INIT } };
	struct buf none = BUF_INIT;
	char said[300];
	int64_t at;
	size_t i;
	int r;

	memset(made, 0, sizeof(made));
	for (i = 0; i < n; i++)
		sign_as(by[i], paper, site.sign_origin, &made[i], &e.proof[i]);
	r = signer_paper(signer, &e, (struct signer_blob){ "", 0 }, cert != NULL ? cert : &none, &at);
	snprintf(said, sizeof(said), "%d %s", r, r != 0 ? err_take() : "it was taken");
	expect(good ? r == 0 : r != 0 && strstr(said, sentence) != NULL, what, said);
	buf_clear(&none);
}

static void
operator_paper(const struct hand *h, const char *roles, struct buf *out)
{
	const struct key_signer *key = softkey_signer(&h->key);
	char now[TM_ISO_SIZE], until[TM_ISO_SIZE];

	buf_reset(out);
	buf_printf(out, "certhall-operator-1\nperson=%s\nname=Mallory\nindex=%s\nra=default\nroles=%s\nspki=", h->no, h->index, roles);
	enc_base64url(key->spki, key->spki_len, out);
	buf_printf(out, "\ncredential=AAAA\nsoft=yes\ndays=365\nmade-at=%s\nuntil=%s\n", in_hours(0, now), in_hours(24, until));
}

static int
order(const char *act, struct signer_blob serial, const struct signer_envelope *e)
{
	struct signer_order o = { .act = act, .issuer = serial.n > 0 ? "ca-p256" : "", .serial = serial, .reason = 0, .envelope = e };
	int64_t at;

	return signer_order(signer, &o, &at);
}

static void
order_is(const char *act, struct signer_blob serial, const struct signer_envelope *e, bool good, const char *what,
    const char *sentence)
{
	int r = order(act, serial, e);
	char said[300];

	snprintf(said, sizeof(said), "%d %s", r, r != 0 ? err_take() : "it was done");
	expect(good ? r == 0 : r != 0 && strstr(said, sentence) != NULL, what, said);
}

/* One person with both roles, then without office. */
static void
one_person_is_not_two(void)
{
	struct hand both = { .no = "both", .cert = BUF_INIT }, twin = { .no = "twin", .cert = BUF_INIT };
	const struct hand *alone[] = { &both }, *by_one[] = { &both, &hands[SECURITY_1], &hands[SECURITY_1] };
	const struct hand *by_wrong[] = { &both, &hands[SECURITY_1], &hands[BUSINESS_1] };
	const struct hand *by_two[] = { &both, &hands[SECURITY_1], &hands[SECURITY_2] };
	const struct hand *twins[] = { &twin, &hands[SECURITY_1], &hands[SECURITY_2] };
	struct signer_envelope e = { .proofs = 1 };
	struct signer_sign sign = { .code = 0 };
	struct buf paper = BUF_INIT, out = BUF_INIT;
	char now[TM_ISO_SIZE], until[TM_ISO_SIZE];
	struct made made = { BUF_INIT, BUF_INIT, BUF_INIT };
	struct attack a;

	must(key_soft_make(KEY_P256, &both.key.key), "key");
	must(key_soft_make(KEY_P256, &twin.key.key), "key");
	str_copy(both.index, sizeof(both.index), "00000000000000000000000000000000000000000000000000000000000000aa");
	operator_paper(&both, "clerk,reviewer", &paper);
	paper_is(&paper, alone, 1, false, "an operator nobody grants", "two different people with the role security", NULL);
	paper_is(&paper, by_one, 3, false, "an operator granted by one who signs twice",
	    "two different people with the role security", NULL);
	paper_is(&paper, by_wrong, 3, false, "an operator granted by one of another role",
	    "two different people with the role security", NULL);
	paper_is(&paper, by_two, 3, true, "an operator granted by two", "", &both.cert);
	str_copy(twin.index, sizeof(twin.index), both.index);
	operator_paper(&twin, "reviewer", &paper);
	paper_is(&paper, twins, 3, false, "the same person under another number and key", "this person is operator both already", NULL);
	begin(&a, &mine);
	decide(&a, 0, &both, 72, site.sign_origin);
	decide(&a, 1, &both, 72, site.sign_origin);
	is_refused(&a, "both decisions by one person", "were done by the same person");
	/* he approves honestly; then he is out of office before it is signed */
	begin(&a, &mine);
	decide(&a, 1, &both, 72, site.sign_origin);
	must(signer_prepare(signer, &a.ask, 1), "prepare");
	expect(a.ask.code == 0, "his review of another's entry is taken", a.ask.note);
	buf_clear(&a.ask.tbs);
	buf_printf(&out, "certhall-order-1\nact=withdraw\nperson=both\nreason=left\nmade-at=%s\nuntil=%s\n", in_hours(0, now),
	    in_hours(24, until));
	e.paper = blob(&out);
	sign_as(&hands[CLERK], &out, site.sign_origin, &made, &e.proof[0]);
	order_is("withdraw", (struct signer_blob){ "", 0 }, &e, false, "a clerk withdraws nobody",
	    "needs another security administrator");
	sign_as(&hands[SECURITY_1], &out, site.sign_origin, &made, &e.proof[0]);
	order_is("withdraw", (struct signer_blob){ "", 0 }, &e, true, "a security administrator withdraws him", "");
	sign.request = a.ask.request;
	memcpy(sign.token, a.ask.token, sizeof(sign.token));
	must(signer_sign(signer, &sign, 1), "sign");
	expect(sign.code != 0 && sign.der.len == 0, "what was prepared before is not signed any more", "it was signed");
	buf_clear(&sign.der);
	is_refused(&a, "nor prepared again", "operator both is not in office");
	key_soft_free(both.key.key);
	key_soft_free(twin.key.key);
	buf_clear(&paper);
	buf_clear(&out);
}

static void
nothing_is_loosened(const struct evidence *e)
{
	unsigned char serial[SIGNER_SERIAL] = { 0x41 };
	struct signer_ocsp q = { .issuer = "ca-p256" };
	struct signer_sign sign = { .request = 4711 };
	const struct hand *one[] = { &hands[BUSINESS_1], &hands[BUSINESS_1] }, *wrong[] = { &hands[CLERK], &hands[REVIEWER] };
	struct buf paper = BUF_INIT, der = BUF_INIT;
	char now[TM_ISO_SIZE], until[TM_ISO_SIZE];

	(void)e;
	memcpy(q.serial, serial, sizeof(serial));
	must(signer_ocsp(signer, &q, 1), "ocsp");
	expect(q.code == ERR_NOTFOUND && q.der_sha1.len == 0, "no answer says good of what was never issued", "there is one");
	must(signer_sign(signer, &sign, 1), "sign");
	expect(sign.code == ERR_AGAIN, "nothing is signed that was not prepared", sign.note);
	in_hours(0, now);
	buf_printf(&paper, "certhall-publish-1\ndocument=agreement\nlanguage=zh-CN\nrevision=9\ndigest=sha256:"
	    "0000000000000000000000000000000000000000000000000000000000000000"
	    "\neffective-at=%s\nclass=editorial\nmade-at=%s\nuntil=%s\n",
	    now, now, in_hours(24, until));
	paper_is(&paper, one, 2, false, "a text published by one who signs twice", "two different people with the role business", NULL);
	paper_is(&paper, wrong, 2, false, "a text published by people of the desk",
	    "two different people with the role business", NULL);
	expect(signer_tls(signer, blob(&paper), &der) != 0, "the web server's certificate is not for issuer", "it was given");
	err_take();
	buf_clear(&paper);
	buf_clear(&der);
}

static void
stopped_is_stopped(void)
{
	struct signer_envelope e = { .proofs = 2 };
	struct buf paper = BUF_INIT;
	char now[TM_ISO_SIZE], until[TM_ISO_SIZE];
	struct made made[2] = { { BUF_INIT, BUF_INIT, BUF_INIT }, { BUF_INIT, BUF_INIT, BUF_INIT } };
	struct attack a;

	order_is("stop", (struct signer_blob){ "", 0 }, NULL, true, "issuing is stopped", "");
	begin(&a, &mine);
	is_refused(&a, "what was approved, while issuing is stopped", "issuing is stopped by order");
	order_is("resume", (struct signer_blob){ "", 0 }, NULL, false, "nobody resumes without a paper", "resume needs a signed paper");
	buf_printf(&paper, "certhall-resume-1\ninstance=%s\nreason=over\nmade-at=%s\nuntil=%s\n", site.instance, in_hours(0, now),
	    in_hours(24, until));
	e.paper = blob(&paper);
	sign_as(&hands[SECURITY_1], &paper, site.sign_origin, &made[0], &e.proof[0]);
	sign_as(&hands[SECURITY_1], &paper, site.sign_origin, &made[1], &e.proof[1]);
	order_is("resume", (struct signer_blob){ "", 0 }, &e, false, "nor one who signs twice", "two different people");
	sign_as(&hands[SECURITY_2], &paper, site.sign_origin, &made[1], &e.proof[1]);
	order_is("resume", (struct signer_blob){ "", 0 }, &e, true, "two resume", "");
	honest("then what was approved can be prepared again");
	buf_clear(&paper);
}

static void
once_is_once(void)
{
	struct attack a[2];
	struct signer_sign s[2] = { { .code = 0 } };
	struct signer_blob serial;
	int i;

	for (i = 0; i < 2; i++) {
		begin(&a[i], &mine);
		must(signer_prepare(signer, &a[i].ask, 1), "prepare");
		s[i].request = a[i].ask.request;
		memcpy(s[i].token, a[i].ask.token, sizeof(s[i].token));
	}
	must(signer_sign(signer, s, 2), "sign");
	expect((s[0].code == 0) + (s[1].code == 0) == 1, "two requests with the same decisions: one is signed", "it was not one");
	begin(&a[1], &mine);
	is_refused(&a[1], "a third one", "the key is or was in use by another certificate");
	i = s[0].code == 0 ? 0 : 1;
	serial = (struct signer_blob){ a[i].ask.serial, SIGNER_SERIAL };
	must(order("hold", serial, NULL), "hold");
	order_is("release", serial, NULL, false, "nobody lifts a hold without a paper", "release needs a signed paper");
	must(order("revoke", serial, NULL), "revoke");
	order_is("release", serial, NULL, false, "nobody lifts a revocation", "");
	order_is("hold", serial, NULL, false, "nobody makes a hold of it", "final");
	for (i = 0; i < 2; i++)
		buf_clear(&s[i].der);
}

/* --- the stage --------------------------------------------------------------------------------------------------------------- */

static void
as_issuer(void)
{
	char path[SITE_PATH];
	uid_t uid = site_uid(&site, SITE_ISSUER);

	if (setgroups(0, NULL) != 0 || setegid(uid) != 0 || seteuid(uid) != 0)
		exit(1);
	must(signer_open(site_path(&site, "run/signd/s", path), &signer), "signd");
	if (seteuid(0) != 0 || setegid(0) != 0)
		exit(1);
}

int
main(void)
{
	pid_t issuer = (pid_t)strtol(getenv("ISSUER"), NULL, 10);
	struct life l[2];
	int i;

	must(site_load(getenv("VAR"), &site), "site");
	must(base_open(&site, &db), "database");
	for (i = 0; i < 2; i++) {
		must(life_begin(&site, KEY_P256, &l[i]), "begin");
		must(life_apply(&l[i]), "apply");
		must(life_decide(&l[i], "clerk", "demo-clerk"), "enter");
	}
	kill(issuer, SIGSTOP);
	must(life_decide(&l[0], "reviewer", "demo-reviewer"), "review");
	load_hands();
	load_evidence(l[0].no, &mine);
	load_evidence(l[1].no, &other);
	as_issuer();
	honest("what was approved can be prepared");
	forge_decisions();
	forge_origins();
	replay_decisions();
	forge_cases();
	forge_consent();
	one_person_is_not_two();
	nothing_is_loosened(&mine);
	as_issuer();
	stopped_is_stopped();
	honest("after all this what was approved can still be prepared");
	as_issuer();
	once_is_once();
	kill(issuer, SIGCONT);
	printf("%d passed, %d failed\nno=%s\nother=%s\n", passed, failed, l[0].no, l[1].no);
	signer_close(signer);
	db_close(db);
	return failed > 0;
}
