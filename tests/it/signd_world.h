/*
 * A world for tests of signd: the real daemon over a folder of its own after a ceremony, first people, published texts, and
 * cases as desk and hall would write them.  Each test program uses what it needs of it.
 */
#ifndef TESTS_SIGND_WORLD_H
#define TESTS_SIGND_WORLD_H
#pragma GCC diagnostic ignored "-Wunused-function"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "pki/chain.h"
#include "pki/crl.h"
#include "pki/key.h"
#include "pki/ocsp.h"
#include "pki/ossl.h"
#include "pki/profile.h"
#include "pki/tst.h"
#include "signd/ceremony.h"
#include "signd/ledger.h"
#include "signd/signer.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/io.h"
#include "util/rnd.h"
#include "util/site.h"
#include "util/str.h"
#include "util/tm.h"

#define PEOPLE 7

enum who { SECURITY_A, SECURITY_B, BUSINESS_A, BUSINESS_B, CLERK, REVIEWER, BOTH };

static struct person {
	const char	*no, *roles;
	EVP_PKEY	*key;
	struct buf	 spki, cert;
} people[PEOPLE] = {
	{ .no = "op-1", .roles = "security" }, { .no = "op-2", .roles = "security" },
	{ .no = "op-3", .roles = "business" }, { .no = "op-4", .roles = "business" },
	{ .no = "op-5", .roles = "clerk" }, { .no = "op-6", .roles = "reviewer" }, { .no = "op-7", .roles = "clerk,reviewer" },
};

static char top[64];
static struct site site;
static struct signer *signer;
static pid_t daemon_pid;
static struct profile_set profiles;
static const struct profile *profile;
static uint64_t requests;

/* --- the daemon --- */

static void
write_file(const char *name, const void *p, size_t n)
{
	char path[SITE_PATH];

	assert_int_equal(io_replace(site_path(&site, name, path), p, n, 0600, (uid_t)-1), 0);
}

static void
make_var(void)
{
	static const char *const folders[] = { "conf/ca", "secret", "signd/journal", "signd/token", "run/signd" };
	char path[SITE_PATH], text[300];
	struct buf conf = BUF_INIT;
	size_t i;

	snprintf(top, sizeof(top), "/tmp/chsig.XXXXXX");
	assert_non_null(mkdtemp(top));
	site = (struct site){ .host = "localhost", .port = 8443, .sign_port = 8444, .http_port = 8080, .demo = true,
	    .instance = "ca-test", .hsm_module = "/usr/lib/softhsm/libsofthsm2.so", .zone_minutes = 480 };
	snprintf(site.var, sizeof(site.var), "%s", top);
	snprintf(site.src, sizeof(site.src), "%s", SRCDIR);
	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		assert_int_equal(io_mkdirs(site_path(&site, folders[i], path), 0700), 0);
	assert_int_equal(site_save(&site), 0);
	assert_int_equal(site_load(top, &site), 0);
	snprintf(text, sizeof(text), "directories.tokendir = %s/signd/token\nlog.level = ERROR\n", top);
	write_file("conf/softhsm-signd.conf", text, strlen(text));
	write_file("secret/signd.pin", "a-pin-of-tests", 14);
	assert_int_equal(io_load(SRCDIR "/cgi/prog/profiles.conf", 1 << 20, &conf), 0);
	write_file("conf/profiles.conf", conf.data, conf.len);
	buf_clear(&conf);
}

/* In the child. */
static void
exec_daemon(void)
{
	const char *build = getenv("BUILD");
	char program[300];

	snprintf(program, sizeof(program), "%s/%s/bin/signd", SRCDIR, build != NULL ? build : "build");
	execl(program, "signd", "-v", top, (char *)NULL);
	_exit(127);
}

static void
await_daemon(void)
{
	char path[SITE_PATH];
	int i;

	site_path(&site, "run/signd/s", path);
	for (i = 0; i < 500; i++) {
		usleep(20000);
		if (access(path, F_OK) == 0 && signer_open(path, &signer) == 0)
			return;
		err_take();
	}
	fail_msg("signd did not start");
}

static void
start_daemon(void)
{
	char path[SITE_PATH];

	unlink(site_path(&site, "run/signd/s", path));
	if ((daemon_pid = fork()) == 0)
		exec_daemon();
	await_daemon();
}

static void
end_daemon(int signal)
{
	int status;

	signer_close(signer);
	signer = NULL;
	kill(daemon_pid, signal);
	waitpid(daemon_pid, &status, 0);
}

static void
restart(void)
{
	end_daemon(SIGKILL);
	start_daemon();
}

/* --- people and their signatures --- */

static struct signer_blob
blob(const struct buf *b)
{
	return (struct signer_blob){ b->data, b->len };
}

static void
make_key(struct person *p)
{
	unsigned char *der = NULL;
	int n;

	p->key = EVP_EC_gen("P-256");
	n = i2d_PUBKEY(p->key, &der);
	buf_reset(&p->spki);
	buf_add(&p->spki, der, (size_t)n);
	OPENSSL_free(der);
}

/* What the fields of a proof point to. */
struct made { unsigned char auth[37], sig[80]; char client[400]; };

static void
sign_with(EVP_PKEY *key, const void *data, size_t n, unsigned char *sig, size_t *len)
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();

	*len = 80;
	assert_int_equal(EVP_DigestSignInit(c, NULL, EVP_sha256(), NULL, key), 1);
	assert_int_equal(EVP_DigestSign(c, sig, len, data, n), 1);
	EVP_MD_CTX_free(c);
}

/* A soft key's assertion over a paper (facts/signing-page 1.4). */
static struct signer_proof
assertion(const struct person *p, const struct buf *paper, struct made *m, const char *origin)
{
	unsigned char sum[DIGEST_SIZE], signed_bytes[69];
	struct buf challenge = BUF_INIT;
	struct signer_proof out;
	size_t len;

	digest_sha256("localhost", 9, m->auth);
	m->auth[32] = 0x01;
	memset(m->auth + 33, 0, 4);
	digest_sha256(paper->data, paper->len, sum);
	enc_base64url(sum, sizeof(sum), &challenge);
	snprintf(m->client, sizeof(m->client),
	    "{\"type\":\"webauthn.get\",\"challenge\":\"%s\",\"origin\":\"%s\",\"crossOrigin\":false}", buf_str(&challenge), origin);
	buf_clear(&challenge);
	memcpy(signed_bytes, m->auth, 37);
	digest_sha256(m->client, strlen(m->client), signed_bytes + 37);
	sign_with(p->key, signed_bytes, sizeof(signed_bytes), m->sig, &len);
	out = (struct signer_proof){ .auth_data = { m->auth, 37 }, .client_data = { m->client, strlen(m->client) },
	    .signature = { m->sig, len }, .cert = blob(&p->cert) };
	return out;
}

static char *
in_hours(int hours, char *to)
{
	return tm_iso(tm_now() + hours * TM_HOUR, to);
}

static void
index_of(const char *seed, char to[65])
{
	unsigned char sum[DIGEST_SIZE];

	digest_sha256(seed, strlen(seed), sum);
	enc_hex_to(sum, sizeof(sum), to);
}

/* Signs a paper by those people and hands it in. */
static int
hand_in(const struct buf *paper, const struct person *const *by, size_t count, struct signer_blob ticket, struct buf *cert)
{
	struct signer_envelope e = { .paper = blob(paper), .proofs = count };
	struct made made[SIGNER_PROOFS];
	int64_t at;
	size_t i;

	for (i = 0; i < count; i++)
		e.proof[i] = assertion(by[i], paper, &made[i], site.sign_origin);
	return signer_paper(signer, &e, ticket, cert, &at);
}

static void
operator_paper(const struct person *p, struct buf *out)
{
	char index[65], now[TM_ISO_SIZE], until[TM_ISO_SIZE];

	index_of(p->no, index);
	buf_printf(out, "certhall-operator-1\nperson=%s\nname=操作员 %s\nindex=%s\nra=default\nroles=%s\nspki=", p->no, p->no, index,
	    p->roles);
	enc_base64url(p->spki.data, p->spki.len, out);
	buf_printf(out, "\ncredential=AAAA\nsoft=yes\ndays=365\nmade-at=%s\nuntil=%s\n", in_hours(0, now), in_hours(24, until));
}

static int
enrol(struct person *p, const struct person *a, const struct person *b, struct signer_blob ticket)
{
	const struct person *by[3] = { p, a, b };
	struct buf paper = BUF_INIT;
	int r;

	operator_paper(p, &paper);
	r = hand_in(&paper, by, a == NULL ? 1 : b == NULL ? 2 : 3, ticket, &p->cert);
	buf_clear(&paper);
	return r;
}

static int
publish(const char *document, unsigned revision, enum who a, enum who b)
{
	const struct person *by[2] = { &people[a], &people[b] };
	struct buf paper = BUF_INIT, none = BUF_INIT;
	unsigned char sum[DIGEST_SIZE];
	char digest[DIGEST_TEXT], now[TM_ISO_SIZE], until[TM_ISO_SIZE];
	int r;

	digest_sha256(document, strlen(document), sum);
	in_hours(0, now);
	buf_printf(&paper, "certhall-publish-1\ndocument=%s\nlanguage=zh-CN\nrevision=%u\ndigest=%s\neffective-at=%s\n"
	    "class=editorial\nmade-at=%s\nuntil=%s\n", document, revision, digest_text(sum, digest), now, now,
	    in_hours(24, until));
	r = hand_in(&paper, by, 2, (struct signer_blob){ "", 0 }, &none);
	buf_clear(&paper);
	buf_clear(&none);
	return r;
}

/* --- a case --- */

struct case_file {
	char		application[33], submitted[TM_ISO_SIZE];
	struct buf	text, consent, spki, decision[2];
	struct made	made[2];
	struct person	holder;
	struct signer_prepare ask;
};

static const char *const documents[] = { "notice", "risk", "agreement", "cps", "privacy", "sensitive" };
#define DOCUMENTS (sizeof(documents) / sizeof(documents[0]))

static void
write_consent(struct case_file *f)
{
	char digest[DIGEST_TEXT];
	unsigned char sum[DIGEST_SIZE];
	size_t i;

	buf_printf(&f->consent, "certhall-consent-1\napplication=%s\naccount=a-1\ncapacity=self\nact.count=%zu\n", f->application,
	    DOCUMENTS);
	for (i = 0; i < DOCUMENTS; i++) {
		digest_sha256(documents[i], strlen(documents[i]), sum);
		digest_text(sum, digest);
		buf_printf(&f->consent, "act.%zu.document=%s\nact.%zu.revision=1\nact.%zu.language=zh-CN\nact.%zu.digest=%s\n"
		    "act.%zu.shown=%s\nact.%zu.decision=accept\nact.%zu.method=tick\nact.%zu.at=%s\n", i + 1, documents[i], i + 1,
		    i + 1, i + 1, digest, i + 1, digest, i + 1, i + 1, i + 1, f->submitted);
	}
	buf_printf(&f->consent, "submitted-at=%s\n", f->submitted);
}

static void
write_names(struct buf *t)
{
	static const struct { enum profile_field field; const char *line; } lines[] = {
		{ PROFILE_C, "cert.1.subject.C=CN\n" }, { PROFILE_ST, "cert.1.subject.ST=四川省\n" },
		{ PROFILE_L, "cert.1.subject.L=成都市\n" }, { PROFILE_O, "cert.1.subject.O=某某公司\n" },
		{ PROFILE_OU, "cert.1.subject.OU=财务部\n" }, { PROFILE_CN, "cert.1.subject.CN=张三\n" },
		{ PROFILE_SERIAL_NUMBER, "cert.1.subject.serialNumber=A1\n" },
		{ PROFILE_EMAIL, "cert.1.san.email=zhang@example.org\n" },
		{ PROFILE_DNS, "cert.1.san.dns.count=1\ncert.1.san.dns.1=example.org\n" },
	};
	size_t i;

	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (profile->need[lines[i].field] == PROFILE_REQUIRED)
			buf_adds(t, lines[i].line);
}

static void
write_case(struct case_file *f)
{
	unsigned char sum[DIGEST_SIZE];
	char spki[DIGEST_TEXT], consent[DIGEST_TEXT], rules[DIGEST_TEXT], latest[TM_ISO_SIZE], index[65];

	digest_sha256(f->holder.spki.data, f->holder.spki.len, sum);
	digest_text(sum, spki);
	digest_sha256(f->consent.data, f->consent.len, sum);
	digest_text(sum, consent);
	digest_text(profile->digest, rules);
	index_of("applicant", index);
	buf_printf(&f->text, "certhall-case-1\ninstance=%s\napplication=%s\nversion=1\nattempt=1\nkind=new\nproduct=personal\n"
	    "ra=default\nissuer=ca-p256\nprofile=%s\nprofile-digest=%s\nsubmitted-at=%s\nlatest-not-before=%s\ncert.count=1\n",
	    site.instance, f->application, profile->name, rules, f->submitted, in_hours(24 * 30, latest));
	write_names(&f->text);
	if (profile->id_number == PROFILE_ID_PERSON)
		buf_adds(&f->text, "cert.1.id-number=510104199001011234\n");
	buf_printf(&f->text, "cert.1.spki=%s\ncert.1.days=%d\nconsent=%s\nmaterial.count=0\nfee=none\nperson.applicant=%s\n", spki,
	    profile->days_max, consent, index);
}

static void
decide(struct case_file *f, int i, const char *act, const char *word, enum who who, int until_hours)
{
	unsigned char sum[DIGEST_SIZE];
	char digest[DIGEST_TEXT], now[TM_ISO_SIZE], until[TM_ISO_SIZE];

	digest_sha256(f->text.data, f->text.len, sum);
	buf_reset(&f->decision[i]);
	buf_printf(&f->decision[i], "certhall-decision-1\ncase=%s\napplication=%s\nact=%s\ndecision=%s\nperson=%s\nmade-at=%s\n"
	    "until=%s\n", digest_text(sum, digest), f->application, act, word, people[who].no, in_hours(until_hours - 72, now),
	    in_hours(until_hours, until));
	f->ask.paper[i] = (struct signer_envelope){ .paper = blob(&f->decision[i]), .proofs = 1 };
	f->ask.paper[i].proof[0] = assertion(&people[who], &f->decision[i], &f->made[i], site.sign_origin);
}

static int
stamp(struct case_file *f)
{
	struct signer_stamp s = { .consent = blob(&f->consent) };
	int r;

	assert_int_equal(signer_stamp(signer, &s, 1), 0);
	r = s.code;
	buf_clear(&s.token);
	return r;
}

/* Everything as it should be: entered by one, reviewed by another, stamped. */
static void
open_case(struct case_file *f)
{
	*f = (struct case_file){ .text = BUF_INIT };
	snprintf(f->application, sizeof(f->application), "A-%llu", (unsigned long long)++requests);
	tm_iso(tm_now(), f->submitted);
	make_key(&f->holder);
	write_consent(f);
	write_case(f);
	assert_int_equal(stamp(f), 0);
	f->ask.request = rnd_id(tm_now());
	f->ask.case_text = blob(&f->text);
	f->ask.spki = blob(&f->holder.spki);
	f->ask.consent = blob(&f->consent);
	f->ask.papers = 2;
	f->ask.not_before = tm_now();
	rnd_serial(f->ask.serial);
	decide(f, 0, "enter", "approve", CLERK, 72);
	decide(f, 1, "review", "approve", REVIEWER, 72);
}

static void
close_case(struct case_file *f)
{
	buf_clear(&f->text);
	buf_clear(&f->consent);
	buf_clear(&f->decision[0]);
	buf_clear(&f->decision[1]);
	buf_clear(&f->ask.tbs);
	buf_clear(&f->holder.spki);
	EVP_PKEY_free(f->holder.key);
}

static int
prepare(struct case_file *f)
{
	assert_int_equal(signer_prepare(signer, &f->ask, 1), 0);
	return f->ask.code;
}

static int
sign(struct case_file *f, struct buf *der)
{
	struct signer_sign s = { .request = f->ask.request };
	int r;

	memcpy(s.token, f->ask.token, sizeof(s.token));
	if ((r = signer_sign(signer, &s, 1)) != 0)
		return r;
	buf_reset(der);
	buf_add(der, s.der.data, s.der.len);
	buf_clear(&s.der);
	if (s.code != 0)
		err_set((enum err)s.code, "%s", s.note);
	return s.code;
}

/* --- set-up of all --- */

static void
first_people(void)
{
	unsigned char ticket[2][32], digest[2][DIGEST_SIZE];
	const struct signer_blob none = { "", 0 };
	int i;

	for (i = 0; i < PEOPLE; i++)
		make_key(&people[i]);
	rnd_bytes(ticket, sizeof(ticket));
	for (i = 0; i < 2; i++)
		digest_sha256(ticket[i], 32, digest[i]);
	assert_int_equal(signer_ticket(signer, digest[0], digest[1]), 0);
	for (i = 0; i < 2; i++)
		assert_int_equal(enrol(&people[i], NULL, NULL, (struct signer_blob){ ticket[i], 32 }), 0);
	for (; i < PEOPLE; i++)
		assert_int_equal(enrol(&people[i], &people[SECURITY_A], &people[SECURITY_B], none), 0);
}

/* Another word in a text that is to be signed. */
static inline void
replace(struct buf *text, const char *from, const char *to)
{
	struct buf out = BUF_INIT;
	const char *at = strstr(buf_str(text), from);

	assert_non_null(at);
	buf_add(&out, text->data, (size_t)(at - text->data));
	buf_adds(&out, to);
	buf_adds(&out, at + strlen(from));
	buf_clear(text);
	*text = out;
}

static int
set_up(void **state)
{
	struct ceremony_key keys[CEREMONY_KEYS];
	char path[SITE_PATH];
	size_t i, n;

	(void)state;
	signal(SIGPIPE, SIG_IGN);	/* as in every program of ours */
	assert_int_equal(ossl_init(), 0);
	make_var();
	if (ceremony_run(&site, keys, &n) != 0) {
		fprintf(stderr, "ceremony: %s\n", err_take());
		return -1;
	}
	while (n > 0)
		buf_clear(&keys[--n].der);
	start_daemon();
	assert_int_equal(profile_load(site_path(&site, "conf/profiles.conf", path), &profiles), 0);
	for (i = 0; i < profiles.count && profile == NULL; i++)
		if (profiles.item[i].subscriber && profile_lists(profiles.item[i].issuers, "ca-p256"))
			profile = &profiles.item[i];
	assert_non_null(profile);
	first_people();
	for (i = 0; i < DOCUMENTS; i++)
		assert_int_equal(publish(documents[i], 1, BUSINESS_A, BUSINESS_B), 0);
	return 0;
}

static int
tear_down(void **state)
{
	char command[100];
	int i;

	(void)state;
	end_daemon(SIGTERM);
	for (i = 0; i < PEOPLE; i++) {
		EVP_PKEY_free(people[i].key);
		buf_clear(&people[i].spki);
		buf_clear(&people[i].cert);
	}
	snprintf(command, sizeof(command), "rm -rf %s", top);
	return system(command);
}

static void
load_ca(const char *name, struct buf *out)
{
	char file[60], path[SITE_PATH];

	snprintf(file, sizeof(file), "conf/ca/%s.cer", name);
	assert_int_equal(io_load(site_path(&site, file, path), 1 << 16, out), 0);
}

/* An open case that became a certificate. */
static void
issue(struct case_file *f)
{
	struct buf der = BUF_INIT;

	open_case(f);
	assert_int_equal(prepare(f), 0);
	assert_int_equal(sign(f, &der), 0);
	buf_clear(&der);
}

#endif
