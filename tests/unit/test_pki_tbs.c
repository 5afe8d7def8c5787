#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pki_world.h"
#include "pki/ossl.h"
#include "util/digest.h"

static struct buf spki, tbs;
static struct tbs_input in;

static void
input(const char *profile)
{
	world_input(world_case(profile), &spki, &in);
	buf_reset(&tbs);
}

static const char *
hex_of(const struct buf *b)
{
	static char text[2 * TBS_MAX + 1];

	enc_hex_to(b->data, b->len, text);
	return text;
}

static void
refuse(const char *note)
{
	size_t before = tbs.len;

	assert_int_equal(tbs_build(&in, &tbs), ERR_INPUT);
	assert_string_equal(err_take(), note);
	assert_int_equal(tbs.len, before);
}

/* Certificates that are settled after years must come out as these bytes again: a changed digest breaks them. */
static void
writes_the_same_bytes_for_ever(void **state)
{
	static const struct { const char *profile, *digest; } golden[] = {
		{ "root", "sha256:20a57cc359b57467da2975426d9d940d2a64b35eed42964bbc88c52095b4e8f9" },
		{ "issuing", "sha256:fadeb44f572a3f5547539793ff24bbe8f3c14cc8e0e789428982287ebea8a759" },
		{ "operator-ca", "sha256:5e0f2cd767687d634eb568f81865778113281941c9e91fd5e89a1ff18fcfc295" },
		{ "infra-ca", "sha256:7288077fdef7501c096109db3ead6474a9fab5bcdd21f6cfb745afddf54e3490" },
		{ "personal", "sha256:928ae3eea1e42c028d00053a74493903f01c89cd084403511e570d2b0ec73ae2" },
		{ "enterprise", "sha256:0820df73f53e862258eed335eb41a1aed3d4e7440a82898a2bb91b973288e645" },
		{ "tls", "sha256:01a9f016451a057655b051b57d21013b70a2d094e9e68d0bc1addffd49494e3c" },
		{ "ocsp", "sha256:29cff055c9197ba486c13368957a2165d42cd26d321e13bb1590da136217e61f" },
		{ "tsa", "sha256:ca6d12e548176573e62ee8091103f6040f97c6bd59bc753297f36f841552e754" },
		{ "audit", "sha256:fa8f9eeba4edae889c31e6b9a068f77daaa1dcf506081d472279ba1b39fb0b1e" },
		{ "operator", "sha256:8fb88783ac207de35936414ab253066983322d5956c972969061261507d85330" },
		{ "operator-soft", "sha256:253b5e01025d5a6891f48b2fe1b6063457683a3ac230520c2a8210a7c9c78115" },
	};
	struct buf again = BUF_INIT;
	unsigned char sum[DIGEST_SIZE];
	char text[DIGEST_TEXT];

	(void)state;
	assert_int_equal(sizeof(golden) / sizeof(golden[0]), world_profiles.count);
	for (size_t i = 0; i < sizeof(golden) / sizeof(golden[0]); i++) {
		input(golden[i].profile);
		assert_int_equal(tbs_build(&in, &tbs), 0);
		buf_reset(&again);
		assert_int_equal(tbs_build(&in, &again), 0);
		assert_int_equal(again.len, tbs.len);
		assert_memory_equal(again.data, tbs.data, tbs.len);
		digest_sha256(tbs.data, tbs.len, sum);
		if (strcmp(digest_text(sum, text), golden[i].digest) != 0)
			fail_msg("%s: %s %s", golden[i].profile, text, hex_of(&tbs));
	}
	buf_clear(&again);
}

static void
appends_to_what_is_there(void **state)
{
	(void)state;
	input("personal");
	buf_adds(&tbs, "front");
	assert_int_equal(tbs_build(&in, &tbs), 0);
	assert_memory_equal(tbs.data, "front\x30\x82", 7);
}

/* Bytes written down from the standards, not by this program. */
static void
writes_extensions_as_the_standards_say(void **state)
{
	static const struct { const char *profile, *hex; } holds[] = {
		/* KeyUsage, critical: digitalSignature, nonRepudiation */
		{ "personal", "300e0603551d0f0101ff0404030206c0" },
		/* KeyUsage, critical: keyCertSign, cRLSign; BasicConstraints, critical: cA; with pathLenConstraint 0 */
		{ "root", "300e0603551d0f0101ff040403020106" },
		{ "root", "300f0603551d130101ff040530030101ff" },
		{ "issuing", "30120603551d130101ff040830060101ff020100" },
		/* anyPolicy without qualifiers */
		{ "issuing", "30110603551d20040a300830060604551d2000" },
		/* KeyUsage of a server with an RSA key: digitalSignature, keyEncipherment; serverAuth */
		{ "tls", "300e0603551d0f0101ff0404030205a0" },
		{ "tls", "30130603551d25040c300a06082b06010505070301" },
		/* clientAuth, emailProtection */
		{ "personal", "301d0603551d250416301406082b0601050507030206082b06010505070304" },
		/* timeStamping alone, critical */
		{ "tsa", "30160603551d250101ff040c300a06082b06010505070308" },
		/* id-pkix-ocsp-nocheck: NULL */
		{ "ocsp", "300f06092b060105050730010504020500" },
		/* OrganizationCode: PrintableString 91510100MA61UBXU5X */
		{ "enterprise", "302006082a811cd0140401040414" },
		{ "enterprise", "131239313531303130304d413631554258553558" },
		/* SAN: rfc822Name, not critical */
		{ "personal", "30200603551d1104193017" "8115" "7a68616e672e73616e406578616d706c652e6f7267" },
		/* SHA384 with ECDSA without parameters; SHA256 with RSA and NULL */
		{ "issuing", "300a06082a8648ce3d040303" }, { "enterprise", "300d06092a864886f70d01010b0500" },
		/* dates: UTCTime through 2049, GeneralizedTime after */
		{ "personal", "301e170d3236313132373034303530365a170d3237313132373034303530355a" },
		{ "root", "3020170d3236313132373034303530365a180f3230353131313237303430353035" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(holds) / sizeof(holds[0]); i++) {
		input(holds[i].profile);
		assert_int_equal(tbs_build(&in, &tbs), 0);
		if (strstr(hex_of(&tbs), holds[i].hex) == NULL)
			fail_msg("%s does not hold %s: %s", holds[i].profile, holds[i].hex, hex_of(&tbs));
	}
}

/* domain: IdentifyCode is a CHOICE, tagged explicitly: A0 14 13 12 and 18 digits, A2 for passports. */
static void
writes_numbers_of_persons(void **state)
{
	static const struct { const char *number, *hex; } is[] = {
		{ "51010419900101123X", "a0141312353130313034313939303031303131323358" },
		{ "510104199001011234", "a0141312353130313034313939303031303131323334" },
		{ "E12345678", "a20b1309453132333435363738" },
		{ "5101041990010112X4", "a2141312353130313034313939303031303131325834" },
	};
	struct profile person;

	(void)state;
	for (size_t i = 0; i < sizeof(is) / sizeof(is[0]); i++) {
		input("personal");
		person = *in.profile;
		person.id_number = PROFILE_ID_PERSON;
		in.profile = &person;
		in.id_number = is[i].number;
		assert_int_equal(tbs_build(&in, &tbs), 0);
		assert_non_null(strstr(hex_of(&tbs), is[i].hex));
		assert_non_null(strstr(hex_of(&tbs), "06082a811cd014040101"));
	}
	in.id_number = NULL;
	refuse("a certificate of profile personal needs an identity number");
}

static void
leaves_out_what_is_not_wanted(void **state)
{
	static const char *const oid[] = { "0603551d11", "0603551d13", "06082a811c", "06092b0601050507300105" };

	(void)state;
	input("audit");
	assert_int_equal(tbs_build(&in, &tbs), 0);
	for (size_t i = 0; i < sizeof(oid) / sizeof(oid[0]); i++)
		assert_null(strstr(hex_of(&tbs), oid[i]));
	assert_null(strstr(hex_of(&tbs), "0603551d25"));	/* no extended usage, no empty list of them */
	assert_null(strstr(hex_of(&tbs), "0603551d20"));
}

static void
refuses_odd_serial_numbers(void **state)
{
#define NOTE "a serial number has 8 to 20 octets, is positive and has no zeros in front"
	static const unsigned char zero[20] = { 0x00, 0x80 }, negative[20] = { 0x80 }, long_one[21] = { 0x40 };

	(void)state;
	input("personal");
	in.serial = zero;
	refuse(NOTE);
	in.serial = negative;
	refuse(NOTE);
	in.serial = long_one;
	in.serial_len = 21;
	refuse(NOTE);
	in.serial = world_serial;
	in.serial_len = 7;
	refuse(NOTE);
	in.serial_len = 8;
	assert_int_equal(tbs_build(&in, &tbs), 0);
#undef NOTE
}

static void
refuses_odd_dates(void **state)
{
#define NOTE "the dates of a certificate are whole seconds, the end after the beginning"
	(void)state;
	input("personal");
	in.not_before += 1;
	refuse(NOTE);
	input("personal");
	in.not_after += 999;
	refuse(NOTE);
	input("personal");
	in.not_after = in.not_before;
	refuse(NOTE);
	in.not_before = 0;
	refuse(NOTE);
	in.not_before = -TM_SECOND;
	refuse(NOTE);
	input("root");
	in.not_before = world_time("9990-01-01T00:00:00Z");
	in.not_after = world_time("9999-12-31T23:59:59Z") + TM_SECOND;
	refuse(NOTE);
#undef NOTE
}

static void
counts_days_with_both_ends(void **state)
{
	(void)state;
	assert_int_equal(tbs_not_after(world_time("2026-11-27T00:00:00Z"), 1), world_time("2026-11-27T23:59:59Z"));
	assert_int_equal(tbs_not_after(world_time("2027-12-01T10:00:00Z"), 366), world_time("2028-12-01T09:59:59Z"));
	input("personal");
	in.not_after = tbs_not_after(in.not_before, 1095);
	assert_int_equal(tbs_build(&in, &tbs), 0);
	in.not_after += TM_SECOND;
	refuse("a certificate of profile personal lasts 1 to 1095 days, not 1096");
	in.not_after = in.not_before + TM_SECOND;
	buf_reset(&tbs);
	assert_int_equal(tbs_build(&in, &tbs), 0);	/* cut at its issuer's end, a day is not whole */
}

static void
stays_within_the_issuers_dates(void **state)
{
	struct cert ca;

	(void)state;
	input("personal");
	assert_int_equal(cert_parse(in.issuer_cert, in.issuer_cert_len, &ca), 0);
	in.not_before = ca.not_before - TM_SECOND;
	in.not_after = tbs_not_after(in.not_before, 10);
	refuse("the dates lie outside those of the issuer's certificate");
	in.not_after = ca.not_after;
	in.not_before = ca.not_after - 10 * TM_DAY + TM_SECOND;
	assert_int_equal(tbs_build(&in, &tbs), 0);
	in.not_after += TM_SECOND;
	refuse("the dates lie outside those of the issuer's certificate");
	cert_clear(&ca);
}

static void
refuses_issuers_that_are_none(void **state)
{
	struct buf leaf = BUF_INIT;

	(void)state;
	input("personal");
	in.issuer_cert = NULL;
	refuse("the certificate of the issuer is missing");
	input("root");
	in.issuer_cert = world_ca[WORLD_ROOT].data;
	in.issuer_cert_len = world_ca[WORLD_ROOT].len;
	refuse("a certificate that signs itself has no other issuer");
	input("personal");
	in.issuer_cert_len--;
	assert_int_equal(tbs_build(&in, &tbs), ERR_INPUT);
	assert_non_null(strstr(err_take(), "issuer: certificate: DER"));
	input("audit");
	assert_int_equal(tbs_build(&in, &tbs), 0);
	assert_int_equal(cert_join(tbs.data, tbs.len, KEY_P384, "", 1, &leaf), 0);
	input("personal");
	in.issuer_cert = leaf.data;
	in.issuer_cert_len = leaf.len;
	refuse("the issuer is no CA");
	input("issuing");
	in.issuer_cert = world_ca[WORLD_P256].data;
	in.issuer_cert_len = world_ca[WORLD_P256].len;
	refuse("the issuer may not have a CA below it");
	input("issuing");
	strcpy(in.subject.cn, "Certhall Root CA");
	refuse("the subject has the name of its issuer");
	buf_clear(&leaf);
}

static void
refuses_subjects_outside_the_profile(void **state)
{
	static const char *many[TBS_DNS_MAX + 1];
	struct buf other = BUF_INIT;

	(void)state;
	input("personal");
	in.subject.c[0] = '\0';
	refuse("a certificate of profile personal needs C");
	input("personal");
	in.email = "zhang";
	refuse("the e-mail address is not well formed");
	input("personal");
	in.id_number = "510104199001011234";
	refuse("a certificate of profile personal has no identity number");
	input("personal");
	world_key("rsa-roca", &other);
	in.spki = other.data;
	in.spki_len = other.len;
	refuse("the RSA key comes from a generator known to be broken (ROCA)");
	world_key("rsa-8192-bits", &other);
	in.spki = other.data;
	in.spki_len = other.len;
	refuse("the public key is larger than 1024 octets");
	input("operator");
	world_key("ok-rsa2048", &other);
	in.spki = other.data;
	in.spki_len = other.len;
	refuse("a certificate of profile operator is not for a key of kind rsa2048");
	input("tls");
	in.dns = many;
	in.dns_count = TBS_DNS_MAX + 1;
	refuse("a certificate has at most 16 names of servers");
	buf_clear(&other);
}

static void
refuses_roles_that_do_not_belong(void **state)
{
	(void)state;
	input("personal");
	in.roles = "clerk";
	refuse("a certificate of profile personal carries no roles");
	input("personal");
	in.ra = "default";
	refuse("a certificate of profile personal carries no roles");
	input("operator");
	in.roles = NULL;
	refuse("roles are auditor, business, clerk, reviewer, security, in this order");
	in.roles = "reviewer,clerk";
	refuse("roles are auditor, business, clerk, reviewer, security, in this order");
	input("operator");
	in.ra = "";
	refuse("the RA of an operator is a word of small letters, digits and dashes");
	in.ra = "RA 1";
	refuse("the RA of an operator is a word of small letters, digits and dashes");
	in.ra = "a12345678901234567890123456789012";
	refuse("the RA of an operator is a word of small letters, digits and dashes");
}

static void
demands_the_urls_a_profile_carries(void **state)
{
	struct tbs_urls u;
	const struct { const char *what; char *at; } field[] = {
		{ "practice statement", u.cps }, { "revocation list", u.crl }, { "OCSP service", u.ocsp },
		{ "issuer's certificate", u.issuer },
	};
	static const char *const bad[] = { "", "http://", "ftp://a.cn/", "//a.cn", "http:///crl", "http://a.cn/a b", "http://a.cn/\n",
	    "http://a.cn/张", "http://a.cn/<", "javascript:alert(1)" };
	char note[128];

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		snprintf(note, sizeof(note), "the address of the %s is missing, or not one that can stand in a certificate",
		    field[i].what);
		for (size_t k = 0; k < sizeof(bad) / sizeof(bad[0]); k++) {
			input("personal");
			u = world_urls;
			in.urls = &u;
			strcpy(field[i].at, bad[k]);
			refuse(note);
		}
		strcpy(field[i].at, "https://ca.example.org/x");
		if (i == 0)
			assert_int_equal(tbs_build(&in, &tbs), 0);
		else
			refuse(note);
	}
	in.urls = NULL;
	refuse("the address of the practice statement is missing, or not one that can stand in a certificate");
	input("root");
	in.urls = NULL;
	assert_int_equal(tbs_build(&in, &tbs), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_the_same_bytes_for_ever),
		cmocka_unit_test(appends_to_what_is_there),
		cmocka_unit_test(writes_extensions_as_the_standards_say),
		cmocka_unit_test(writes_numbers_of_persons),
		cmocka_unit_test(leaves_out_what_is_not_wanted),
		cmocka_unit_test(refuses_odd_serial_numbers),
		cmocka_unit_test(refuses_odd_dates),
		cmocka_unit_test(counts_days_with_both_ends),
		cmocka_unit_test(stays_within_the_issuers_dates),
		cmocka_unit_test(refuses_issuers_that_are_none),
		cmocka_unit_test(refuses_subjects_outside_the_profile),
		cmocka_unit_test(refuses_roles_that_do_not_belong),
		cmocka_unit_test(demands_the_urls_a_profile_carries),
	};
	int r = ossl_init() != 0 ? 1 : cmocka_run_group_tests_name("pki/tbs", tests, world_begin, world_end);

	buf_clear(&spki);
	buf_clear(&tbs);
	return r;
}
