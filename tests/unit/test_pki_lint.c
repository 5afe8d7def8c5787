#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pki_world.h"
#include "pki/der.h"
#include "pki/lint.h"
#include "pki/oid.h"
#include "pki/ossl.h"

static struct buf spki, tbs, other;
static struct tbs_input in;
static struct profile changed;
static struct tbs_urls urls;

/* The bytes of a case, and its input to be changed. */
static void
build(const char *profile)
{
	world_input(world_case(profile), &spki, &in);
	buf_reset(&tbs);
	if (tbs_build(&in, &tbs) != 0)
		fail_msg("%s: %s", profile, err_take());
	changed = *in.profile;
	in.profile = &changed;
	urls = world_urls;
	in.urls = &urls;
}

static void
refuse(const char *note)
{
	assert_int_equal(lint_tbs(tbs.data, tbs.len, &in), ERR_CRYPTO);
	assert_string_equal(err_take(), note);
}

static void
takes_every_profile(void **state)
{
	(void)state;
	for (size_t i = 0; i < WORLD_CASES; i++) {
		build(world_cases[i].profile);
		if (lint_tbs(tbs.data, tbs.len, &in) != 0)
			fail_msg("%s: %s", world_cases[i].profile, err_take());
	}
}

static void
takes_numbers_of_persons(void **state)
{
	static const char *const number[] = { "51010419900101123X", "510104199001011234", "E12345678", "5101041990010112X4" };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		build("personal");
		changed.id_number = PROFILE_ID_PERSON;
		in.id_number = number[i];
		buf_reset(&tbs);
		assert_int_equal(tbs_build(&in, &tbs), 0);
		assert_int_equal(lint_tbs(tbs.data, tbs.len, &in), 0);
		in.id_number = number[(i + 1) % 4];
		refuse("lint: the extension " OID_IDENTIFY_CODE " does not say what was wanted");
	}
}

/* --- the bytes are right for another wish --- */

static const unsigned char other_serial[20] = { 0x4f, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd,
    0xee, 0xff, 0x01, 0x02, 0x03, 0x05 };
static const char *const other_dns[] = { "ca.example.org", "localhosu" };
static const char *const third_dns[] = { "ca.example.org", "localhost", "third" };

static void serial(void) { in.serial = other_serial; }
static void short_serial(void) { in.serial_len = 19; }
static void begin(void) { in.not_before += TM_SECOND; }
static void end(void) { in.not_after -= TM_SECOND; }
static void country(void) { strcpy(in.subject.c, "VN"); }
static void province(void) { strcpy(in.subject.st, "四川"); }
static void no_province(void) { in.subject.st[0] = '\0'; }
static void town(void) { strcpy(in.subject.l, "成都"); }
static void organisation(void) { strcpy(in.subject.o, "Certhalm"); }
static void one_more(void) { strcpy(in.subject.ou, "x"); }
static void number(void) { strcpy(in.subject.serial_number, "7F3B"); }
static void name(void) { strcpy(in.subject.cn, "张四"); }
static void longer_name(void) { strcat(in.subject.cn, "丰"); }
static void mail(void) { in.email = "zhang.san@example.orf"; }
static void no_mail(void) { in.email = ""; }
static void dns(void) { in.dns = other_dns; }
static void less_dns(void) { in.dns_count = 1; }
static void more_dns(void) { in.dns = third_dns; in.dns_count = 3; }
static void id(void) { in.id_number = "91510100MA61UBXU5Y"; }
static void roles(void) { in.roles = "clerk,security"; }
static void ra(void) { in.ra = "defaulu"; }
static void cps(void) { strcat(urls.cps, "/"); }
static void crl(void) { strcat(urls.crl, "/"); }
static void ocsp(void) { strcat(urls.ocsp, "/"); }
static void issuer_url(void) { strcat(urls.issuer, "/"); }
static void take_issuer(enum world_ca ca) { in.issuer_cert = world_ca[ca].data; in.issuer_cert_len = world_ca[ca].len; }
static void issuer(void) { take_issuer(WORLD_OPERATOR); }
static void rsa_issuer(void) { take_issuer(WORLD_RSA); }
static void no_issuer(void) { in.issuer_cert = NULL; }
static void
key(void)
{
	world_key("ok-rsa2048", &other);
	in.spki = other.data;
	in.spki_len = other.len;
}

static void p_policy(void) { strcpy(changed.policy, OID_POLICY_ENTERPRISE); }
static void p_any(void) { strcpy(changed.policy, "any"); }
static void p_no_policy(void) { changed.policy[0] = '\0'; }
static void p_soft(void) { changed.soft = !changed.soft; }
static void p_cps(void) { changed.cps = !changed.cps; }
static void p_crl(void) { changed.crl = !changed.crl; }
static void p_aia(void) { changed.aia = !changed.aia; }
static void p_ocsp(void) { changed.ocsp = !changed.ocsp; }
static void p_no_access(void) { changed.ocsp = changed.aia = false; }
static void p_ku(void) { changed.ku |= PROFILE_KU_DATA; }
static void p_less_ku(void) { changed.ku &= ~PROFILE_KU_COMMITMENT; }
static void p_rsa_ku(void) { changed.ku_rsa = 0; }
static void p_eku(void) { strcpy(changed.eku, "client"); }
static void p_more_eku(void) { strcpy(changed.eku, "client,email,server"); }
static void p_no_eku(void) { changed.eku[0] = '\0'; }
static void p_eku_critical(void) { changed.eku_critical = !changed.eku_critical; }
static void p_nocheck(void) { changed.nocheck = !changed.nocheck; }
static void p_ca(void) { changed.ca = PROFILE_CA; }
static void p_last(void) { changed.ca = PROFILE_CA_LAST; }
static void p_no_ca(void) { changed.ca = PROFILE_END_ENTITY; }
static void p_id(void) { changed.id_number = PROFILE_ID_NONE; }
static void p_person(void) { changed.id_number = PROFILE_ID_PERSON; }
static void p_roles(void) { changed.roles = !changed.roles; }
static void p_self(void) { strcpy(changed.issuers, "self"); }

#define SAYS(oid)	"lint: the extension " oid " does not say what was wanted"
#define MISSING(oid)	"lint: the extension " oid " is missing"
#define UNWANTED	"lint: there is an extension that is not wanted"
#define CRITICAL	"lint: an extension is critical and should not be, or is not and should"
#define ENCODING	"lint: the encoding of an extension is not DER"
#define SERIAL		"lint: the serial number is another"
#define SUBJECT		"lint: the subject is another"

static const struct { const char *profile; void (*change)(void); const char *note; } changes[] = {
	{ "personal", serial, SERIAL }, { "personal", short_serial, SERIAL },
	{ "personal", begin, "lint: a date is another" }, { "personal", end, "lint: a date is another" },
	{ "root", end, "lint: a date is another" },
	{ "personal", country, SUBJECT }, { "personal", province, SUBJECT }, { "personal", no_province, SUBJECT },
	{ "personal", town, SUBJECT }, { "personal", number, SUBJECT }, { "personal", name, SUBJECT },
	{ "personal", longer_name, SUBJECT }, { "personal", one_more, SUBJECT }, { "audit", organisation, SUBJECT },
	{ "enterprise", organisation, SUBJECT }, { "enterprise", one_more, SUBJECT },
	{ "personal", mail, SAYS(OID_SAN) }, { "personal", no_mail, UNWANTED }, { "audit", mail, MISSING(OID_SAN) },
	{ "tls", dns, SAYS(OID_SAN) }, { "tls", less_dns, SAYS(OID_SAN) }, { "tls", more_dns, SAYS(OID_SAN) },
	{ "tls", mail, SAYS(OID_SAN) },
	{ "enterprise", id, SAYS(OID_ORGANIZATION_CODE) }, { "enterprise", p_id, UNWANTED }, { "enterprise", p_person, UNWANTED },
	{ "operator", roles, SAYS(OID_ROLES) }, { "operator", ra, SAYS(OID_ROLES) }, { "operator", p_roles, UNWANTED },
	{ "personal", cps, SAYS(OID_POLICIES) }, { "personal", crl, SAYS(OID_CDP) }, { "personal", ocsp, SAYS(OID_AIA) },
	{ "personal", issuer_url, SAYS(OID_AIA) },
	{ "personal", key, "lint: the key is another" }, { "personal", issuer, "lint: the issuer is another" },
	{ "personal", rsa_issuer, "lint: the algorithm is not that of the issuer's key" },
	{ "personal", no_issuer, "lint: there is no issuer" }, { "personal", p_self, "lint: the issuer is another" },
	{ "personal", p_policy, SAYS(OID_POLICIES) }, { "personal", p_any, SAYS(OID_POLICIES) },
	{ "personal", p_no_policy, UNWANTED }, { "personal", p_soft, SAYS(OID_POLICIES) },
	{ "operator-soft", p_soft, SAYS(OID_POLICIES) }, { "personal", p_cps, SAYS(OID_POLICIES) },
	{ "operator", p_cps, SAYS(OID_POLICIES) },
	{ "issuing", p_policy, SAYS(OID_POLICIES) }, { "audit", p_policy, MISSING(OID_POLICIES) },
	{ "personal", p_crl, UNWANTED }, { "ocsp", p_crl, MISSING(OID_CDP) }, { "personal", p_aia, SAYS(OID_AIA) },
	{ "personal", p_ocsp, SAYS(OID_AIA) }, { "operator", p_ocsp, SAYS(OID_AIA) }, { "personal", p_no_access, UNWANTED },
	{ "root", p_aia, MISSING(OID_AIA) },
	{ "personal", p_ku, SAYS(OID_KEY_USAGE) }, { "personal", p_less_ku, SAYS(OID_KEY_USAGE) },
	{ "tls", p_rsa_ku, SAYS(OID_KEY_USAGE) },
	{ "personal", p_eku, SAYS(OID_EKU) }, { "personal", p_more_eku, SAYS(OID_EKU) }, { "personal", p_no_eku, UNWANTED },
	{ "personal", p_eku_critical, CRITICAL }, { "tsa", p_eku_critical, CRITICAL }, { "audit", p_eku, MISSING(OID_EKU) },
	{ "ocsp", p_nocheck, UNWANTED }, { "personal", p_nocheck, MISSING(OID_OCSP_NOCHECK) },
	{ "personal", p_ca, MISSING(OID_BASIC) }, { "issuing", p_ca, SAYS(OID_BASIC) }, { "root", p_last, SAYS(OID_BASIC) },
	{ "root", p_no_ca, UNWANTED }, { "personal", p_roles, MISSING(OID_ROLES) },
};

static void
refuses_what_was_not_wished(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		build(changes[i].profile);
		changes[i].change();
		refuse(changes[i].note);
	}
}

/* --- the bytes are wrong --- */

/* One bit of each octet, another one each time: nothing in a certificate is without meaning. */
static void
refuses_every_turned_bit(void **state)
{
	(void)state;
	for (size_t i = 0; i < WORLD_CASES; i++) {
		build(world_cases[i].profile);
		for (size_t at = 0; at < tbs.len; at++) {
			tbs.data[at] = (char)(tbs.data[at] ^ 1 << (at + i) % 8);
			if (lint_tbs(tbs.data, tbs.len, &in) != ERR_CRYPTO)
				fail_msg("%s: bit %zu of octet %zu may be turned", world_cases[i].profile, (at + i) % 8, at);
			assert_int_equal(strncmp(err_take(), "lint: ", 6), 0);
			tbs.data[at] = (char)(tbs.data[at] ^ 1 << (at + i) % 8);
		}
		assert_int_equal(lint_tbs(tbs.data, tbs.len, &in), 0);
	}
}

static void
refuses_every_shortened_text(void **state)
{
	(void)state;
	build("personal");
	for (size_t n = 0; n < tbs.len; n++) {
		assert_int_equal(lint_tbs(tbs.data, n, &in), ERR_CRYPTO);
		err_take();
	}
	buf_addc(&tbs, 0);
	assert_int_equal(lint_tbs(tbs.data, tbs.len, &in), ERR_CRYPTO);
	assert_int_equal(strncmp(err_take(), "lint: ", 6), 0);
}

/* Writes the TBS again: extension `at` comes `times` times, and behind all others whatever is in extra. */
static void
edit(size_t at, int times, const struct buf *extra)
{
	struct der whole = { (const unsigned char *)tbs.data, tbs.len }, body, head, wrapped, list, one;
	struct buf out = BUF_INIT;
	size_t tag, wrap, seq, i;

	assert_int_equal(der_next(&whole, DER_SEQ, &body), 0);
	head = body;
	for (i = 0; i < 7; i++) {
		int t;

		assert_int_equal(der_any(&body, &t, &one), 0);
	}
	head.n -= body.n;
	assert_int_equal(der_next(&body, DER_CONTEXT_SEQ(3), &wrapped), 0);
	assert_int_equal(der_next(&wrapped, DER_SEQ, &list), 0);
	tag = der_open(&out, DER_SEQ);
	buf_add(&out, head.p, head.n);
	wrap = der_open(&out, DER_CONTEXT_SEQ(3));
	seq = der_open(&out, DER_SEQ);
	for (i = 0; list.n > 0; i++) {
		assert_int_equal(der_whole(&list, DER_SEQ, &one), 0);
		for (int k = 0; k < (i == at ? times : 1); k++)
			buf_add(&out, one.p, one.n);
	}
	if (extra != NULL)
		buf_add(&out, extra->data, extra->len);
	der_close(&out, seq);
	der_close(&out, wrap);
	der_close(&out, tag);
	buf_clear(&tbs);
	tbs = out;
}

static void
refuses_extensions_that_are_missing_twice_or_unknown(void **state)
{
	static const char *const of_personal[] = { OID_AKI, OID_SKI, OID_KEY_USAGE, OID_POLICIES, OID_SAN, OID_EKU, OID_CDP, OID_AIA };
	struct buf extra = BUF_INIT;
	char note[128];

	(void)state;
	build("personal");
	edit(0, 1, NULL);
	assert_int_equal(lint_tbs(tbs.data, tbs.len, &in), 0);
	for (size_t i = 0; i < sizeof(of_personal) / sizeof(of_personal[0]); i++) {
		build("personal");
		edit(i, 0, NULL);
		snprintf(note, sizeof(note), MISSING("%s"), of_personal[i]);
		refuse(note);
		build("personal");
		edit(i, 2, NULL);
		refuse("lint: an extension comes twice");
	}
	assert_int_equal(enc_unhex("300b0603551d240404300280" "00", 26, &extra), 0);	/* PolicyConstraints, which we never write */
	build("personal");
	edit(99, 1, &extra);
	refuse(UNWANTED);
	buf_clear(&extra);
}

/* An extension in place of the one of the same kind. */
static void
replace(const char *profile, size_t at, const char *hex, const char *note)
{
	struct buf extra = BUF_INIT;

	assert_int_equal(enc_unhex(hex, strlen(hex), &extra), 0);
	build(profile);
	edit(at, 0, &extra);
	refuse(note);
	buf_clear(&extra);
}

static void
refuses_values_that_are_not_der_or_go_on(void **state)
{
	(void)state;
	/* KeyUsage with zeros behind the last bit, with an octet behind it, not critical, critical said as 01 */
	replace("personal", 2, "300f0603551d0f0101ff0405030306c000", SAYS(OID_KEY_USAGE));
	replace("personal", 2, "300f0603551d0f0101ff0405030206c000", SAYS(OID_KEY_USAGE));
	replace("personal", 2, "300b0603551d0f0404030206c0", CRITICAL);
	replace("personal", 2, "300e0603551d0f0101010404030206c0", ENCODING);
	replace("personal", 0, "30220603551d230101000418301680140000000000000000000000000000000000000000", ENCODING);
	/* BasicConstraints with cA said as 01, with the default path length, empty */
	replace("root", 3, "300f0603551d130101ff04053003010101", SAYS(OID_BASIC));
	replace("root", 3, "30120603551d130101ff040830060101ff020100", SAYS(OID_BASIC));
	replace("root", 3, "300c0603551d130101ff04023000", SAYS(OID_BASIC));
	/* nocheck with octets behind NULL, and with another value */
	replace("ocsp", 5, "301006092b06010505073001050403050000", SAYS(OID_OCSP_NOCHECK));
	replace("ocsp", 5, "300f06092b0601050507300105040204" "00", SAYS(OID_OCSP_NOCHECK));
}

/* Writes the TBS again with other octets in place of its element at (version 0, serial 1, ... key 6). */
static void
put_element(int at, const struct buf *octets)
{
	struct der whole = { (const unsigned char *)tbs.data, tbs.len }, body, rest;
	struct buf out = BUF_INIT;
	size_t tag;

	assert_int_equal(der_next(&whole, DER_SEQ, &body), 0);
	tag = der_open(&out, DER_SEQ);
	for (int i = 0; body.n > 0; i++) {
		struct der content;
		int t;

		rest = body;
		assert_int_equal(der_any(&body, &t, &content), 0);
		if (i == at)
			buf_add(&out, octets->data, octets->len);
		else
			buf_add(&out, rest.p, rest.n - body.n);
	}
	der_close(&out, tag);
	buf_clear(&tbs);
	tbs = out;
}

static void
put_pair(struct buf *b, const char *oid, int tag, const char *text)
{
	size_t at = der_open(b, DER_SEQ);

	der_oid(b, oid);
	der_text(b, tag, text);
	der_close(b, at);
}

/* Name of a C and a CN: each in its own set, or both in one. */
static void
put_name(struct buf *b, bool together, int tag_of_c)
{
	size_t name = der_open(b, DER_SEQ), set = der_open(b, DER_SET);

	put_pair(b, OID_C, tag_of_c, "CN");
	if (!together) {
		der_close(b, set);
		set = der_open(b, DER_SET);
	}
	put_pair(b, OID_CN, DER_UTF8, "Zhang San");
	der_close(b, set);
	der_close(b, name);
}

static void
refuses_names_of_other_form(void **state)
{
	static const struct { bool together; int tag; const char *note; } is[] = {
		{ false, DER_PRINTABLE, NULL }, { true, DER_PRINTABLE, SUBJECT }, { false, DER_UTF8, SUBJECT },
	};
	struct buf name = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(is) / sizeof(is[0]); i++) {
		build("personal");
		in.subject = (struct dn){ .c = "CN", .cn = "Zhang San" };
		buf_reset(&name);
		put_name(&name, is[i].together, is[i].tag);
		put_element(5, &name);
		if (is[i].note != NULL)
			refuse(is[i].note);
		else
			assert_int_equal(lint_tbs(tbs.data, tbs.len, &in), 0);
	}
	/* 30 81 1f for 30 1f: the length of the name is not the shortest */
	buf_reset(&name);
	buf_add(&name, "\x30\x81", 2);
	put_name(&name, false, DER_PRINTABLE);
	memmove(name.data + 2, name.data + 3, name.len - 3);
	name.len--;
	put_element(5, &name);
	refuse("lint: the encoding of the subject is not DER");
	buf_clear(&name);
}

static void
refuses_unique_identifiers(void **state)
{
	struct buf key_and_id = BUF_INIT;

	(void)state;
	build("personal");
	buf_add(&key_and_id, in.spki, in.spki_len);
	der_value(&key_and_id, DER_CONTEXT(2), "\0\xff", 2);
	put_element(6, &key_and_id);
	refuse("lint: there are unique identifiers");
	buf_clear(&key_and_id);
}

static void
put_dates(bool general)
{
	struct buf dates = BUF_INIT;
	size_t at = der_open(&dates, DER_SEQ);

	if (general) {
		der_gentime(&dates, in.not_before);
		der_gentime(&dates, in.not_after);
	} else {
		der_time(&dates, in.not_before);
		der_time(&dates, in.not_after);
	}
	der_close(&dates, at);
	put_element(4, &dates);
	buf_clear(&dates);
}

static void
refuses_dates_of_other_form_or_of_no_issuer(void **state)
{
	(void)state;
	build("personal");
	put_dates(false);
	assert_int_equal(lint_tbs(tbs.data, tbs.len, &in), 0);
	put_dates(true);
	refuse("lint: a date has the wrong form for its year");
	build("personal");
	in.not_before = world_time("2025-12-31T23:59:59Z");
	put_dates(false);
	refuse("lint: the dates lie outside those of the issuer");
	build("personal");
	in.not_after = world_time("2041-06-01T00:00:00Z");
	put_dates(false);
	refuse("lint: the dates lie outside those of the issuer");
}

static void
put_aki(struct buf *b)
{
	size_t ext = der_open(b, DER_SEQ), octets, seq, names, dir;
	struct cert ca;

	assert_int_equal(cert_parse(in.issuer_cert, in.issuer_cert_len, &ca), 0);
	der_oid(b, OID_AKI);
	octets = der_open(b, DER_OCTETS);
	seq = der_open(b, DER_SEQ);
	der_value(b, DER_CONTEXT(0), ca.ski, KEY_SKI);
	names = der_open(b, DER_CONTEXT_SEQ(1));
	dir = der_open(b, DER_CONTEXT_SEQ(4));
	buf_add(b, ca.issuer_der.data, ca.issuer_der.len);
	der_close(b, dir);
	der_close(b, names);
	der_value(b, DER_CONTEXT(2), ca.serial, ca.serial_len);
	der_close(b, seq);
	der_close(b, octets);
	der_close(b, ext);
	cert_clear(&ca);
}

static void
put_cdp(struct buf *b)
{
	size_t ext = der_open(b, DER_SEQ), octets, points, point, name, full;

	der_oid(b, OID_CDP);
	octets = der_open(b, DER_OCTETS);
	points = der_open(b, DER_SEQ);
	point = der_open(b, DER_SEQ);
	name = der_open(b, DER_CONTEXT_SEQ(0));
	full = der_open(b, DER_CONTEXT_SEQ(0));
	der_text(b, DER_CONTEXT(6), world_urls.crl);
	der_close(b, full);
	der_close(b, name);
	der_value(b, DER_CONTEXT(1), "\6\x40", 2);	/* for keyCompromise alone */
	der_close(b, point);
	der_close(b, points);
	der_close(b, octets);
	der_close(b, ext);
}

/* Right as far as it goes, but it says more than was wanted. */
static void
refuses_extensions_that_say_more(void **state)
{
	struct buf extra = BUF_INIT;

	(void)state;
	build("personal");
	put_aki(&extra);
	edit(0, 0, &extra);
	refuse(SAYS(OID_AKI));
	buf_reset(&extra);
	build("personal");
	put_cdp(&extra);
	edit(6, 0, &extra);
	refuse(SAYS(OID_CDP));
	buf_clear(&extra);
}

/* A profile that profile_parse would not take: the library's opinion counts too. */
static void
asks_the_library(void **state)
{
	(void)state;
	build("tls");
	changed.ku = PROFILE_KU_DATA;
	changed.ku_rsa = 0;
	buf_reset(&tbs);
	assert_int_equal(tbs_build(&in, &tbs), 0);
	refuse("lint: the library does not take it for its purpose");
	build("audit");
	changed.ku = PROFILE_KU_CERT_SIGN;
	buf_reset(&tbs);
	assert_int_equal(tbs_build(&in, &tbs), 0);
	refuse("lint: the library takes it for a CA, or not for one");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_every_profile),
		cmocka_unit_test(takes_numbers_of_persons),
		cmocka_unit_test(refuses_what_was_not_wished),
		cmocka_unit_test(refuses_every_turned_bit),
		cmocka_unit_test(refuses_every_shortened_text),
		cmocka_unit_test(refuses_extensions_that_are_missing_twice_or_unknown),
		cmocka_unit_test(refuses_values_that_are_not_der_or_go_on),
		cmocka_unit_test(refuses_names_of_other_form),
		cmocka_unit_test(refuses_unique_identifiers),
		cmocka_unit_test(refuses_dates_of_other_form_or_of_no_issuer),
		cmocka_unit_test(refuses_extensions_that_say_more),
		cmocka_unit_test(asks_the_library),
	};
	int r = ossl_init() != 0 ? 1 : cmocka_run_group_tests_name("pki/lint", tests, world_begin, world_end);

	buf_clear(&spki);
	buf_clear(&tbs);
	buf_clear(&other);
	return r;
}
