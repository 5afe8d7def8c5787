/*
 * A small world for tests of certificates: CAs whose public keys are samples, one input for each profile of profiles.conf.
 * The CAs' certificates carry a signature of one octet: who builds or lints does not look at it.
 */
#ifndef UNIT_PKI_WORLD_H
#define UNIT_PKI_WORLD_H

#include <stdio.h>
#include <string.h>

#include "pki/cert.h"
#include "pki/tbs.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/io.h"
#include "util/tm.h"

static struct profile_set world_profiles;
static const unsigned char world_serial[20] = { 0x4f, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd,
    0xee, 0xff, 0x01, 0x02, 0x03, 0x04 };
static const struct tbs_urls world_urls = { "https://ca.example.org/terms/cps", "http://ca.example.org/pki/crl/ca-p256.crl",
    "http://ca.example.org/pki/ocsp", "http://ca.example.org/pki/ca/ca-p256.cer" };

static void
world_key(const char *sample, struct buf *spki)
{
	struct buf text = BUF_INIT;
	char path[512];

	snprintf(path, sizeof(path), SRCDIR "/tests/sample/key/%s", sample);
	assert_int_equal(io_load(path, 1 << 16, &text), 0);
	buf_reset(spki);
	assert_int_equal(enc_unpem("PUBLIC KEY", text.data, text.len, spki), 0);
	buf_clear(&text);
}

static int64_t
world_time(const char *iso)
{
	int64_t at;

	assert_int_equal(tm_parse(iso, &at), 0);
	return at;
}

enum world_ca { WORLD_ROOT, WORLD_P256, WORLD_RSA, WORLD_OPERATOR, WORLD_INFRA, WORLD_CAS };
static struct buf world_ca[WORLD_CAS];

static const char *const world_dns[] = { "ca.example.org", "localhost" };

/* One for each profile; key and issuer are indices of the tables below. */
static const struct world_case {
	const char	*profile, *key;
	int		 issuer;		/* -1: itself */
	struct dn	 subject;
	const char	*email, *id_number, *roles;
	int		 days;
} world_cases[] = {
	{ "root", "ok-p384", -1, { .c = "CN", .o = "Certhall", .cn = "Certhall Root CA" }, NULL, NULL, NULL, 9131 },
	{ "issuing", "ok-p256", WORLD_ROOT, { .c = "CN", .o = "Certhall", .cn = "Certhall CA P-256" }, NULL, NULL, NULL, 5479 },
	{ "operator-ca", "ok-p256", WORLD_ROOT, { .c = "CN", .o = "Certhall", .cn = "Certhall Operator CA" }, NULL, NULL, NULL, 5479 },
	{ "infra-ca", "ok-p256", -1, { .c = "CN", .o = "Certhall", .cn = "Certhall Infrastructure CA" }, NULL, NULL, NULL, 3653 },
	{ "personal", "ok-p256", WORLD_P256, { .c = "CN", .st = "四川省", .l = "成都市", .serial_number = "7F3A", .cn = "张三" },
	    "zhang.san@example.org", NULL, NULL, 365 },
	{ "enterprise", "ok-rsa3072", WORLD_RSA, { .c = "CN", .o = "四川某某有限公司", .ou = "财务部", .cn = "四川某某有限公司" },
	    NULL, "91510100MA61UBXU5X", NULL, 1095 },
	{ "tls", "ok-rsa2048", WORLD_INFRA, { .cn = "ca.example.org" }, NULL, NULL, NULL, 398 },
	{ "ocsp", "ok-p256", WORLD_P256, { .c = "CN", .o = "Certhall", .cn = "Certhall OCSP P-256" }, NULL, NULL, NULL, 365 },
	{ "tsa", "ok-p256", WORLD_ROOT, { .c = "CN", .o = "Certhall", .cn = "Certhall Time Stamping" }, NULL, NULL, NULL, 1826 },
	{ "audit", "ok-p256", WORLD_ROOT, { .c = "CN", .o = "Certhall", .cn = "Certhall Audit Seal" }, NULL, NULL, NULL, 1826 },
	{ "operator", "ok-p256", WORLD_OPERATOR, { .serial_number = "A1024", .cn = "李四" }, NULL, NULL, "clerk,reviewer", 365 },
	{ "operator-soft", "ok-p256", WORLD_OPERATOR, { .serial_number = "A1025", .cn = "王五" }, NULL, NULL, "security", 365 },
};
#define WORLD_CASES (sizeof(world_cases) / sizeof(world_cases[0]))

/* The input of a case; spki holds the key and must live as long. */
static void
world_input(const struct world_case *c, struct buf *spki, struct tbs_input *out)
{
	world_key(c->key, spki);
	*out = (struct tbs_input){ .profile = profile_find(&world_profiles, c->profile), .subject = c->subject, .email = c->email,
	    .id_number = c->id_number, .roles = c->roles, .ra = c->roles != NULL ? "default" : NULL, .spki = spki->data,
	    .spki_len = spki->len, .serial = world_serial, .serial_len = sizeof(world_serial), .urls = &world_urls,
	    .not_before = world_time("2026-11-27T04:05:06Z") };
	assert_non_null(out->profile);
	out->not_after = tbs_not_after(out->not_before, c->days);
	if (out->profile->need[PROFILE_DNS] == PROFILE_REQUIRED) {
		out->dns = world_dns;
		out->dns_count = 2;
	}
	if (c->issuer >= 0) {
		out->issuer_cert = world_ca[c->issuer].data;
		out->issuer_cert_len = world_ca[c->issuer].len;
	}
}

static const struct world_case *
world_case(const char *profile)
{
	for (size_t i = 0; i < WORLD_CASES; i++)
		if (strcmp(world_cases[i].profile, profile) == 0)
			return &world_cases[i];
	fail_msg("there is no case %s", profile);
	return NULL;
}

static void
world_make_ca(enum world_ca ca, const char *profile, const char *key, const char *cn, enum key_kind signer)
{
	struct world_case c = *world_case(profile);
	struct buf spki = BUF_INIT, tbs = BUF_INIT;
	struct tbs_input in;

	c.key = key;
	strcpy(c.subject.cn, cn);
	world_input(&c, &spki, &in);
	in.not_before = world_time("2026-01-01T00:00:00Z");
	in.not_after = tbs_not_after(in.not_before, c.days);
	if (tbs_build(&in, &tbs) != 0)
		fail_msg("%s: %s", cn, err_take());
	assert_int_equal(cert_join(tbs.data, tbs.len, signer, "", 1, &world_ca[ca]), 0);
	buf_clear(&tbs);
	buf_clear(&spki);
}

static int
world_begin(void **state)
{
	(void)state;
	assert_int_equal(profile_load(SRCDIR "/cgi/prog/profiles.conf", &world_profiles), 0);
	world_make_ca(WORLD_ROOT, "root", "ok-p384", "Certhall Root CA", KEY_P384);
	world_make_ca(WORLD_P256, "issuing", "ok-p256", "Certhall CA P-256", KEY_P384);
	world_make_ca(WORLD_RSA, "issuing", "ok-rsa2048", "Certhall CA RSA", KEY_P384);
	world_make_ca(WORLD_OPERATOR, "operator-ca", "ok-p256", "Certhall Operator CA", KEY_P384);
	world_make_ca(WORLD_INFRA, "infra-ca", "ok-p256", "Certhall Infrastructure CA", KEY_P256);
	return 0;
}

static int
world_end(void **state)
{
	(void)state;
	for (int i = 0; i < WORLD_CAS; i++)
		buf_clear(&world_ca[i]);
	return 0;
}

#endif
