#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pki/oid.h"
#include "pki/profile.h"
#include "util/err.h"

#define FILE_OF_THE_TREE SRCDIR "/cgi/prog/profiles.conf"

static struct profile_set set;

/* A whole small profile; each test changes one line of it. */
#define SMALL								\
	"[small]\nsubscriber = yes\nissuers = ca-a, ca-b\nkeys = p256\n"	\
	"days-min = 10\ndays-max = 20\nkey-usage = signature\nCN = required\n"	\
	"documents = notice\nevidence = enter, review\n"

static void
load(void)
{
	assert_int_equal(profile_load(FILE_OF_THE_TREE, &set), 0);
}

static const struct profile *
find(const char *name)
{
	const struct profile *p = profile_find(&set, name);

	if (p == NULL)
		fail_msg("there is no profile %s", name);
	return p;
}

static void
has_every_profile_that_is_asked_for(void **state)
{
	static const struct { const char *name, *issuers, *eku, *policy; enum profile_ca ca; unsigned ku; bool subscriber; } is[] = {
		{ "personal", "ca-p256,ca-rsa", "client,email", OID_POLICY_PERSONAL, PROFILE_END_ENTITY,
		    PROFILE_KU_SIGNATURE | PROFILE_KU_COMMITMENT, true },
		{ "enterprise", "ca-p256,ca-rsa", "client,email", OID_POLICY_ENTERPRISE, PROFILE_END_ENTITY,
		    PROFILE_KU_SIGNATURE | PROFILE_KU_COMMITMENT, true },
		{ "root", "self", "", "", PROFILE_CA, PROFILE_KU_CERT_SIGN | PROFILE_KU_CRL_SIGN, false },
		{ "issuing", "root", "", "any", PROFILE_CA_LAST, PROFILE_KU_CERT_SIGN | PROFILE_KU_CRL_SIGN, false },
		{ "operator-ca", "root", "", "any", PROFILE_CA_LAST, PROFILE_KU_CERT_SIGN | PROFILE_KU_CRL_SIGN, false },
		{ "infra-ca", "self", "", "", PROFILE_CA_LAST, PROFILE_KU_CERT_SIGN | PROFILE_KU_CRL_SIGN, false },
		{ "tls", "infra", "server", "", PROFILE_END_ENTITY, PROFILE_KU_SIGNATURE, false },
		{ "ocsp", "ca-p256,ca-rsa", "ocsp", "", PROFILE_END_ENTITY, PROFILE_KU_SIGNATURE, false },
		{ "tsa", "root", "time", "", PROFILE_END_ENTITY, PROFILE_KU_SIGNATURE | PROFILE_KU_COMMITMENT, false },
		{ "audit", "root", "", "", PROFILE_END_ENTITY, PROFILE_KU_SIGNATURE | PROFILE_KU_COMMITMENT, false },
		{ "operator", "operator", "client", OID_POLICY_OPERATOR, PROFILE_END_ENTITY, PROFILE_KU_SIGNATURE, false },
		{ "operator-soft", "operator", "client", OID_POLICY_OPERATOR, PROFILE_END_ENTITY, PROFILE_KU_SIGNATURE, false },
	};

	(void)state;
	load();
	assert_int_equal(set.count, sizeof(is) / sizeof(is[0]));
	for (size_t i = 0; i < sizeof(is) / sizeof(is[0]); i++) {
		const struct profile *p = find(is[i].name);

		assert_string_equal(p->issuers, is[i].issuers);
		assert_string_equal(p->eku, is[i].eku);
		assert_string_equal(p->policy, is[i].policy);
		assert_int_equal(p->ca, is[i].ca);
		assert_int_equal(p->ku, is[i].ku);
		assert_int_equal(p->subscriber, is[i].subscriber);
		assert_int_equal(p->soft, strcmp(p->name, "operator-soft") == 0);
		assert_int_equal(p->roles, strncmp(p->name, "operator", 8) == 0 && p->ca == PROFILE_END_ENTITY);
		assert_int_equal(p->nocheck, strcmp(p->name, "ocsp") == 0);
		assert_int_equal(p->eku_critical, strcmp(p->name, "tsa") == 0);
	}
}

static void
asks_subscribers_for_every_text_and_two_people(void **state)
{
	static const char *const document[] = { "notice", "risk", "agreement", "cps", "privacy", "sensitive" };
	static const char *const name[] = { "personal", "enterprise" };

	(void)state;
	load();
	for (size_t i = 0; i < 2; i++) {
		const struct profile *p = find(name[i]);

		for (size_t k = 0; k < sizeof(document) / sizeof(document[0]); k++)
			assert_true(profile_lists(p->documents, document[k]));
		assert_string_equal(p->evidence, "enter,review");
		assert_true(p->cps && p->crl && p->aia && p->ocsp);
		assert_int_equal(p->days_max, 1095);	/* Vietnam: at most three years (Decree 23/2025) */
	}
	assert_int_equal(find("personal")->id_number, PROFILE_ID_NONE);
	assert_int_equal(find("enterprise")->id_number, PROFILE_ID_ORGANISATION);
}

/* The digest of a file whose lines are changed by that of from to that of to. */
static void
digest_of(const char *text, unsigned char out[DIGEST_SIZE])
{
	struct profile_set *other = calloc(1, sizeof(*other));

	assert_non_null(other);
	assert_int_equal(profile_parse("test", text, other), 0);
	assert_int_equal(other->count, 1);
	memcpy(out, other->item[0].digest, DIGEST_SIZE);
	free(other);
}

static void
counts_content_and_nothing_else(void **state)
{
	static const char *const same[] = {
		"# a comment\n\n" SMALL,
		"[small]\n evidence=enter,review\ndocuments = notice\nCN = required\nkey-usage = signature\ndays-max = 20\n"
		    "\n# order\ndays-min=10\nkeys=p256\nissuers=ca-a,ca-b\nsubscriber=yes\n",
		SMALL "soft = no\nemail = none\npolicy =\nca = no\n",
	};
	static const char *const other[] = {
		SMALL "email = optional\n", SMALL "soft = yes\npolicy = 1.2.3\n", SMALL "key-usage-rsa = key\n", SMALL "crl = yes\n",
		SMALL "aia = yes\n", SMALL "ocsp = yes\n", SMALL "extended-usage = client\n", SMALL "C = optional\n",
		SMALL "dns = optional\n", SMALL "id-number = person\n", SMALL "policy = 1.2.3\n",
	};
	unsigned char want[DIGEST_SIZE], got[DIGEST_SIZE];

	(void)state;
	digest_of(SMALL, want);
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		digest_of(same[i], got);
		assert_memory_equal(got, want, sizeof(want));
	}
	for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++) {
		digest_of(other[i], got);
		assert_memory_not_equal(got, want, sizeof(want));
	}
}

/* Cases name profiles by digest: this text is for ever. */
static void
writes_the_canonical_text(void **state)
{
	struct buf text = BUF_INIT;

	(void)state;
	assert_int_equal(profile_parse("test", SMALL, &set), 0);
	profile_text(&set.item[0], &text);
	assert_string_equal(buf_str(&text), "certhall-profile-1\nname=small\nsubscriber=yes\nsoft=no\nissuers=ca-a,ca-b\nkeys=p256\n"
	    "days-min=10\ndays-max=20\nca=no\nkey-usage=signature\nkey-usage-rsa=\nextended-usage=\nextended-usage-critical=no\n"
	    "ocsp-nocheck=no\nroles=no\npolicy=\ncps=no\ncrl=no\naia=no\nocsp=no\nC=none\nST=none\nL=none\nO=none\nOU=none\n"
	    "serialNumber=none\nCN=required\nemail=none\ndns=none\nid-number=none\ndocuments=notice\nevidence=enter,review\n");
	buf_clear(&text);
}

static void
finds_by_name_and_digest(void **state)
{
	unsigned char digest[DIGEST_SIZE];

	(void)state;
	load();
	for (size_t i = 0; i < set.count; i++)
		assert_ptr_equal(profile_by_digest(&set, set.item[i].digest), &set.item[i]);
	memcpy(digest, set.item[0].digest, sizeof(digest));
	digest[31] ^= 1;
	assert_null(profile_by_digest(&set, digest));
	assert_null(profile_find(&set, "Personal"));
	assert_null(profile_find(&set, ""));
	assert_string_equal(err_take(), "");
}

#define REST	"issuers = ca\nkeys = p256\ndays-min = 1\ndays-max = 2\nCN = required\n"
#define EE	"[x]\n" REST "key-usage = signature\n"

static const struct { const char *text, *note; } wrong[] = {
	{ "", "f:1: there is no profile" },
	{ "\n# only words\n", "f:3: there is no profile" },
	{ "soft = yes\n[x]\n", "f:1: this stands before the first profile" },
	{ "[]\n", "f:1: a profile has a name of small letters, digits and dashes" },
	{ "[Root]\n", "f:1: a profile has a name of small letters, digits and dashes" },
	{ "[a2345678901234567890123456789012345]\n", "f:1: a profile has a name of small letters, digits and dashes" },
	{ EE "\n" EE, "f:9: there are two profiles of this name" },
	{ EE "colour = red\n", "f:8: key \"colour\" is not known" },
	{ EE "soft = no\nsoft = no\n", "f:9: key \"soft\" is given twice" },
	{ "\n" EE "soft = perhaps\n", "f:2: [x]: soft must be yes or no" },
	{ "[x]\nkeys = p256\n", "f:1: [x]: key \"issuers\" is missing" },
	{ "[x]\n" REST, "f:1: [x]: key \"key-usage\" is missing" },
	{ "[x]\n" REST "key-usage = signing\n", "f:1: [x]: key-usage cannot be \"signing\"" },
	{ "[x]\n" REST "key-usage = signature, signature\n", "f:1: [x]: key-usage has \"signature\" twice" },
	{ "[x]\n" REST "key-usage = signature,,data\n", "f:1: [x]: key-usage is a list of words with commas" },
	{ "[x]\nissuers = ca\nkeys = p521\ndays-min = 1\ndays-max = 2\nkey-usage = data\nCN = required\n",
	    "f:1: [x]: keys cannot be \"p521\"" },
	{ "[x]\nissuers = ca\nkeys = p256\ndays-min = 3\ndays-max = 2\nkey-usage = data\nCN = required\n",
	    "f:1: [x]: days-min is at least 1 and at most days-max" },
	{ "[x]\nissuers = ca\nkeys = p256\ndays-min = 0\ndays-max = 2\nkey-usage = data\nCN = required\n",
	    "f:1: [x]: days-min is at least 1 and at most days-max" },
	{ "[x]\nissuers = ca\nkeys = p256\ndays-min = 1\ndays-max = 2\nkey-usage = data\n",
	    "f:1: [x]: CN is required in every certificate" },
	{ "[x]\nissuers = ca\nkeys = p256\ndays-min = 1\ndays-max = 2\nkey-usage = data\nCN = maybe\n",
	    "f:1: [x]: CN cannot be \"maybe\"" },
	{ EE "ca = yes\n", "f:1: [x]: a CA signs certificates and lists and nothing else" },
	{ "[x]\n" REST "key-usage = cert-sign\n", "f:1: [x]: only a CA signs certificates and lists" },
	{ EE "key-usage-rsa = crl-sign\n", "f:1: [x]: only a CA signs certificates and lists" },
	{ "[x]\n" REST "key-usage = cert-sign\nca = last\nextended-usage = client\n",
	    "f:1: [x]: a CA is no subscriber, no operator and has no extended usage" },
	{ EE "extended-usage = code\n", "f:1: [x]: extended-usage cannot be \"code\"" },
	{ EE "extended-usage-critical = yes\n", "f:1: [x]: there is no extended usage to be critical" },
	{ EE "extended-usage = time\n", "f:1: [x]: time stamping is the only extended usage, and critical" },
	{ EE "extended-usage = time, client\nextended-usage-critical = yes\n",
	    "f:1: [x]: time stamping is the only extended usage, and critical" },
	{ EE "ocsp-nocheck = yes\n", "f:1: [x]: ocsp-nocheck is for signers of OCSP answers" },
	{ EE "policy = 2.25.x\n", "f:1: [x]: policy must be an object identifier" },
	{ EE "policy = 3.1\n", "f:1: [x]: policy must be an object identifier" },
	{ EE "policy = 1.40\n", "f:1: [x]: policy must be an object identifier" },
	{ EE "policy = 1.2.03\n", "f:1: [x]: policy must be an object identifier" },
	{ EE "policy = 1.2.\n", "f:1: [x]: policy must be an object identifier" },
	{ EE "policy = 2.340282366920938463463374607431768211456\n", "f:1: [x]: policy must be an object identifier" },
	{ EE "policy = 2\n", "f:1: [x]: policy must be an object identifier" },
	{ EE "policy = any\n", "f:1: [x]: only a CA has any policy" },
	{ EE "cps = yes\n", "f:1: [x]: cps and soft need a policy" },
	{ EE "soft = yes\n", "f:1: [x]: cps and soft need a policy" },
	{ EE "subscriber = yes\nevidence = enter, review\n",
	    "f:1: [x]: subscribers need documents, and enter and review as evidence" },
	{ EE "subscriber = yes\ndocuments = cps\nevidence = enter\n",
	    "f:1: [x]: subscribers need documents, and enter and review as evidence" },
	{ EE "documents = cps\n", "f:1: [x]: documents and evidence are for subscribers" },
	{ EE "documents = law\n", "f:1: [x]: documents cannot be \"law\"" },
	{ EE "roles = yes\npolicy = " OID_POLICY_OPERATOR "\n",
	    "f:1: [x]: roles need the policy of operators and a serialNumber" },
	{ EE "roles = yes\nserialNumber = required\npolicy = 1.2.3\n",
	    "f:1: [x]: roles need the policy of operators and a serialNumber" },
};

static void
refuses_a_file_with_one_wrong_line(void **state)
{
	(void)state;
	memset(&set, 0x5a, sizeof(set));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(profile_parse("f", wrong[i].text, &set), ERR_INPUT);
		assert_string_equal(err_take(), wrong[i].note);
	}
	assert_int_equal(set.count, (size_t)0x5a5a5a5a5a5a5a5a);	/* untouched */
	assert_int_equal(profile_load(SRCDIR "/cgi/prog/no-such.conf", &set), ERR_NOTFOUND);
	err_take();
}

static void
bounds_values_and_profiles(void **state)
{
	struct buf text = BUF_INIT;

	(void)state;
	for (int i = 0; i < PROFILE_MAX; i++)
		buf_printf(&text, "[x%d]\n" REST "key-usage = signature\n", i);
	assert_int_equal(profile_parse("f", buf_str(&text), &set), 0);
	assert_int_equal(set.count, PROFILE_MAX);
	buf_adds(&text, "[x]\n");
	assert_int_equal(profile_parse("f", buf_str(&text), &set), ERR_INPUT);
	assert_non_null(strstr(err_take(), "there are too many profiles"));
	buf_reset(&text);
	buf_adds(&text, EE "policy = 1.2");
	for (int i = 0; i < 100; i++)
		buf_adds(&text, ".3");
	assert_int_equal(profile_parse("f", buf_str(&text), &set), ERR_INPUT);
	assert_non_null(strstr(err_take(), "f:8"));
	buf_clear(&text);
}

static void
finds_words_in_lists(void **state)
{
	(void)state;
	assert_true(profile_lists("a", "a"));
	assert_true(profile_lists("a,bc,d", "bc"));
	assert_true(profile_lists("a,bc,d", "d"));
	assert_false(profile_lists("a,bc,d", "b"));
	assert_false(profile_lists("a,bc,d", "bcd"));
	assert_false(profile_lists("a,bc,d", "a,bc"));
	assert_false(profile_lists("a,bc,d", ""));
	assert_false(profile_lists("", "a"));
	assert_false(profile_lists("", ""));
}

static void
checks_issuer_key_and_days(void **state)
{
	const struct profile *p;

	(void)state;
	assert_int_equal(profile_parse("f", SMALL, &set), 0);
	p = &set.item[0];
	assert_int_equal(profile_check_issuer(p, "ca-b"), 0);
	assert_int_equal(profile_check_issuer(p, "ca"), ERR_INPUT);
	assert_string_equal(err_take(), "a certificate of profile small is not issued by ca");
	assert_int_equal(profile_check_key(p, KEY_P256), 0);
	assert_int_equal(profile_check_key(p, KEY_RSA2048), ERR_INPUT);
	assert_string_equal(err_take(), "a certificate of profile small is not for a key of kind rsa2048");
	assert_int_equal(profile_check_days(p, 10), 0);
	assert_int_equal(profile_check_days(p, 20), 0);
	assert_int_equal(profile_check_days(p, 9), ERR_INPUT);
	assert_string_equal(err_take(), "a certificate of profile small lasts 10 to 20 days, not 9");
	assert_int_equal(profile_check_days(p, 21), ERR_INPUT);
	err_take();
}

static void
checks_names(void **state)
{
	static const char *const host[] = { "ca.example.org", "ca.example.org" };
	const struct dn whole = { .c = "CN", .o = "四川某某有限公司", .cn = "张三" };
	const struct profile *p;
	struct dn dn = whole;

	(void)state;
	load();
	p = find("enterprise");
	assert_int_equal(profile_check_names(p, &dn, "a@b.cn", NULL, 0, "91510100MA61UBXU5X"), 0);
	assert_int_equal(profile_check_names(p, &dn, "", NULL, 0, "91510100MA61UBXU5X"), 0);
	assert_int_equal(profile_check_names(p, &dn, NULL, NULL, 0, NULL), ERR_INPUT);
	assert_string_equal(err_take(), "a certificate of profile enterprise needs an identity number");
	assert_int_equal(profile_check_names(p, &dn, NULL, NULL, 0, "x y"), ERR_INPUT);
	assert_string_equal(err_take(), "the identity number is not one that can stand in a certificate");
	assert_int_equal(profile_check_names(p, &dn, "a", NULL, 0, "91510100MA61UBXU5X"), ERR_INPUT);
	assert_string_equal(err_take(), "the e-mail address is not well formed");
	assert_int_equal(profile_check_names(p, &dn, NULL, host, 1, "91510100MA61UBXU5X"), ERR_INPUT);
	assert_string_equal(err_take(), "a certificate of profile enterprise has no dns");
	dn.o[0] = '\0';
	assert_int_equal(profile_check_names(p, &dn, NULL, NULL, 0, "91510100MA61UBXU5X"), ERR_INPUT);
	assert_string_equal(err_take(), "a certificate of profile enterprise needs O");
	p = find("personal");
	assert_int_equal(profile_check_names(p, &dn, NULL, NULL, 0, ""), 0);
	assert_int_equal(profile_check_names(p, &dn, NULL, NULL, 0, "510104199001011234"), ERR_INPUT);
	assert_string_equal(err_take(), "a certificate of profile personal has no identity number");
	strcpy(dn.c, "cn");
	assert_int_equal(profile_check_names(p, &dn, NULL, NULL, 0, NULL), ERR_INPUT);
	assert_string_not_equal(err_take(), "");
	p = find("tls");
	dn = (struct dn){ .cn = "ca.example.org" };
	assert_int_equal(profile_check_names(p, &dn, NULL, host, 1, NULL), 0);
	assert_int_equal(profile_check_names(p, &dn, NULL, host, 2, NULL), ERR_INPUT);
	assert_string_equal(err_take(), "the name ca.example.org is given twice");
	assert_int_equal(profile_check_names(p, &dn, NULL, NULL, 0, NULL), ERR_INPUT);
	assert_string_equal(err_take(), "a certificate of profile tls needs dns");
	p = find("operator");
	assert_int_equal(profile_check_names(p, &whole, NULL, NULL, 0, NULL), ERR_INPUT);
	assert_string_equal(err_take(), "a certificate of profile operator has no C");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(has_every_profile_that_is_asked_for),
		cmocka_unit_test(asks_subscribers_for_every_text_and_two_people),
		cmocka_unit_test(counts_content_and_nothing_else),
		cmocka_unit_test(writes_the_canonical_text),
		cmocka_unit_test(finds_by_name_and_digest),
		cmocka_unit_test(refuses_a_file_with_one_wrong_line),
		cmocka_unit_test(bounds_values_and_profiles),
		cmocka_unit_test(finds_words_in_lists),
		cmocka_unit_test(checks_issuer_key_and_days),
		cmocka_unit_test(checks_names),
	};

	return cmocka_run_group_tests_name("pki/profile", tests, NULL, NULL);
}
