#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "pki/csr.h"
#include "pki/dn.h"
#include "pki/ossl.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/io.h"

#define FOLDER SRCDIR "/tests/sample/csr/"

static const struct { const char *sample; enum key_kind kind; const char *subject; } good[] = {
	{ "ok-p256", KEY_P256, "C=CN, CN=Zhang San" },
	{ "ok-der", KEY_P256, "C=CN, CN=Zhang San" },
	{ "ok-new-label", KEY_P256, "C=CN, CN=Zhang San" },
	{ "ok-crlf", KEY_P256, "C=CN, CN=Zhang San" },
	{ "ok-text-around", KEY_P256, "C=CN, CN=Zhang San" },
	{ "ok-p384-sha256", KEY_P384, "C=CN, CN=Zhang San" },
	{ "ok-p384-sha384", KEY_P384, "C=CN, CN=Zhang San" },
	{ "ok-rsa2048", KEY_RSA2048, "C=CN, CN=Zhang San" },
	{ "ok-rsa3072-sha512", KEY_RSA3072, "C=CN, CN=Zhang San" },
	{ "ok-no-subject", KEY_P256, "" },
	{ "ok-attributes-left-out", KEY_P256, "C=CN, CN=Zhang San" },
	{ "ok-extensions-asked-for", KEY_P256, "C=CN, CN=Zhang San" },
	{ "ok-chinese-subject", KEY_P256, "C=CN, O=四川某某有限公司, CN=张三" },
	{ "ok-bmp-subject", KEY_P256, "CN=张三" },
	{ "ok-unknown-attribute", KEY_P256, "1.2.156.10260.4.1.1=7, CN=x" },
	{ "ok-subject-of-1000-bytes", KEY_P256, NULL },
};

#define NO_REQUEST	"this is no certificate request: paste it with its BEGIN and END lines"
#define PRIVATE		"this is a private key: show it to nobody, and make a request with it"
#define CERTIFICATE	"this is a certificate, not a request for one"
#define OLD		"the request is signed with MD5 or SHA-1: sign it with SHA-256"
#define ALGORITHM	"the request must be signed with its own key and SHA-256, SHA-384 or SHA-512"
#define CHANGED		"the signature of the request does not hold: it was changed, or another key signed"
#define SUBJECT		"the subject of the request cannot be read"
#define CHARACTERS	"the subject of the request holds characters that cannot be shown"

static const struct { const char *sample, *note; } bad[] = {
	{ "empty", NO_REQUEST }, { "words", NO_REQUEST }, { "other-armour", NO_REQUEST },
	{ "private-key", PRIVATE }, { "private-key-behind-request", PRIVATE }, { "private-key-pkcs8-der", PRIVATE },
	{ "private-key-sec1-der", PRIVATE }, { "private-key-pkcs1-der", PRIVATE }, { "private-key-encrypted", PRIVATE },
	{ "private-key-encrypted-der", PRIVATE },
	{ "certificate", CERTIFICATE }, { "certificate-der", CERTIFICATE },
	{ "no-end-line", "the PEM block has no end line" },
	{ "one-line", "the PEM block has no lines" },
	{ "broken-base64", "text is not base64" },
	{ "bytes-behind", "the request cannot be read: DER: bytes follow the end of the request" },
	{ "cut-off", "the request cannot be read: DER: the end comes too early" },
	{ "length-indefinite", "the request cannot be read: DER: a length that is indefinite or too long" },
	{ "version-2", "the version of the request is not 1" },
	{ "sha1-rsa", OLD }, { "md5-rsa", OLD }, { "sha1-ecdsa", OLD },
	{ "changed-after-signing", CHANGED }, { "signed-by-another-key", CHANGED },
	{ "rsa-key-ecdsa-algorithm", ALGORITHM }, { "ecdsa-key-rsa-algorithm", ALGORITHM },
	{ "signature-empty", "the signature of the request does not consist of whole octets" },
	{ "signature-bits-left-over", "the signature of the request does not consist of whole octets" },
	{ "rsa-1024-bits", "an RSA key must have 2048, 3072 or 4096 bits, not 1024" },
	{ "rsa-roca", "the RSA key comes from a generator known to be broken (ROCA)" },
	{ "rsa-close-factors", "the factors of the RSA modulus are too close together" },
	{ "debian-weak-key", "the private half of this key is published" },
	{ "wrong-curve", "the curve of the key must be P-256 or P-384" },
	{ "point-off-curve", "the key's point is not on its curve" },
	{ "subject-of-1001-bytes", "the subject of the request is larger than 1000 bytes" },
	{ "subject-line-break", CHARACTERS }, { "subject-nul", CHARACTERS }, { "subject-bidi", CHARACTERS },
	{ "subject-bad-utf8", SUBJECT }, { "subject-is-a-number", SUBJECT }, { "subject-odd", SUBJECT },
};

static void
load_sample(const char *name, struct buf *text)
{
	char path[512];

	buf_reset(text);
	snprintf(path, sizeof(path), FOLDER "%s", name);
	assert_int_equal(io_load(path, 1 << 16, text), 0);
}

static void
takes_requests_as_programs_write_them(void **state)
{
	struct buf text = BUF_INIT;
	struct csr csr;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		load_sample(good[i].sample, &text);
		if (csr_parse(buf_str(&text), text.len, &csr) != 0)
			fail_msg("%s: %s", good[i].sample, err_take());
		assert_int_equal(csr.key.kind, good[i].kind);
		if (good[i].subject != NULL)
			assert_string_equal(buf_str(&csr.subject), good[i].subject);
		csr_clear(&csr);
	}
	buf_clear(&text);
}

static void
refuses_others_with_the_reason(void **state)
{
	struct buf text = BUF_INIT;
	struct csr csr;

	(void)state;
	memset(&csr, 0x5a, sizeof(csr));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		load_sample(bad[i].sample, &text);
		if (csr_parse(buf_str(&text), text.len, &csr) != ERR_INPUT)
			fail_msg("%s was taken", bad[i].sample);
		assert_string_equal(err_take(), bad[i].note);
	}
	for (size_t i = 0; i < sizeof(csr); i++)
		assert_int_equal(((unsigned char *)&csr)[i], 0x5a);
	buf_clear(&text);
}

/* A sample that no table names would prove nothing. */
static void
names_every_sample(void **state)
{
	DIR *folder = opendir(FOLDER);
	const struct dirent *e;
	size_t n = 0;

	(void)state;
	assert_non_null(folder);
	while ((e = readdir(folder)) != NULL) {
		bool named = e->d_name[0] == '.';

		for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
			named = named || strcmp(good[i].sample, e->d_name) == 0;
		for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
			named = named || strcmp(bad[i].sample, e->d_name) == 0;
		if (!named)
			fail_msg("%s is in no table", e->d_name);
		n += e->d_name[0] != '.';
	}
	assert_int_equal(n, sizeof(good) / sizeof(good[0]) + sizeof(bad) / sizeof(bad[0]));
	closedir(folder);
}

static void
gives_the_bytes_of_request_and_key(void **state)
{
	struct buf text = BUF_INIT, der = BUF_INIT;
	struct key_facts facts;
	struct csr csr;

	(void)state;
	load_sample("ok-der", &der);
	load_sample("ok-text-around", &text);
	assert_int_equal(csr_parse(text.data, text.len, &csr), 0);
	assert_int_equal(csr.der.len, der.len);
	assert_memory_equal(csr.der.data, der.data, der.len);
	assert_int_equal(key_parse(csr.spki.data, csr.spki.len, &facts), 0);
	assert_memory_equal(&facts, &csr.key, sizeof(facts));
	assert_non_null(memmem(der.data, der.len, csr.spki.data, csr.spki.len));
	csr_clear(&csr);
	buf_clear(&text);
	buf_clear(&der);
}

/* Whatever bit is turned, it is no longer this request: the proof covers key and subject. */
static void
holds_for_no_changed_bit(void **state)
{
	struct buf der = BUF_INIT;
	struct csr csr;

	(void)state;
	load_sample("ok-der", &der);
	for (size_t i = 0; i < der.len; i++)
		for (int bit = 0; bit < 8; bit++) {
			der.data[i] = (char)(der.data[i] ^ 1 << bit);
			assert_int_equal(csr_parse(der.data, der.len, &csr), ERR_INPUT);
			err_take();
			der.data[i] = (char)(der.data[i] ^ 1 << bit);
		}
	buf_clear(&der);
}

static void
bounds_what_is_sent(void **state)
{
	struct buf text = BUF_INIT;
	struct csr csr;

	(void)state;
	load_sample("ok-p256", &text);
	while (text.len < CSR_MAX)
		buf_addc(&text, '\n');
	assert_int_equal(csr_parse(text.data, text.len, &csr), 0);
	csr_clear(&csr);
	buf_addc(&text, '\n');
	assert_int_equal(csr_parse(text.data, text.len, &csr), ERR_LIMIT);
	assert_string_equal(err_take(), "the request is larger than 16384 bytes");
	buf_clear(&text);
}

static void
makes_what_it_reads(void **state)
{
	static const enum key_kind kinds[] = { KEY_P256, KEY_P384, KEY_RSA2048 };
	const struct dn dn = { .c = "CN", .o = "四川某某有限公司", .cn = "张三" };
	struct buf der = BUF_INIT;
	struct key_soft *k;
	struct csr csr;

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(kinds) / sizeof(kinds[0]); i++) {
		assert_int_equal(key_soft_make(kinds[i / 2], &k), 0);
		buf_reset(&der);
		assert_int_equal(csr_make(i % 2 == 0 ? &dn : NULL, key_soft_signer(k), &der), 0);
		assert_int_equal(csr_parse(der.data, der.len, &csr), 0);
		assert_string_equal(buf_str(&csr.subject), i % 2 == 0 ? "C=CN, O=四川某某有限公司, CN=张三" : "");
		assert_int_equal(csr.key.kind, kinds[i / 2]);
		assert_int_equal(csr.spki.len, key_soft_signer(k)->spki_len);
		assert_memory_equal(csr.spki.data, key_soft_signer(k)->spki, csr.spki.len);
		csr_clear(&csr);
		key_soft_free(k);
	}
	buf_clear(&der);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_requests_as_programs_write_them),
		cmocka_unit_test(refuses_others_with_the_reason),
		cmocka_unit_test(names_every_sample),
		cmocka_unit_test(gives_the_bytes_of_request_and_key),
		cmocka_unit_test(holds_for_no_changed_bit),
		cmocka_unit_test(bounds_what_is_sent),
		cmocka_unit_test(makes_what_it_reads),
	};

	return ossl_init() != 0 ? 1 : cmocka_run_group_tests_name("pki/csr", tests, NULL, NULL);
}
