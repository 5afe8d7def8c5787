/* Questions and answers octet by octet, as cgi/signd/PROTOCOL.md section 2 fixes them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "signd/question.h"
#include "util/enc.h"
#include "util/err.h"

static struct region *mem;
static struct buf m;
static struct question q;

static int
fresh(void **state)
{
	(void)state;
	mem = region_new();
	return 0;
}

static int
away(void **state)
{
	(void)state;
	buf_clear(&m);
	region_free(mem);
	return 0;
}

/*
 * The message in m: taken whole, refused cut anywhere and with an octet behind it.  A copy of exactly its size lets a sanitizer
 * see who reads on.
 */
static void
take(enum proto type)
{
	for (size_t n = 0; n <= m.len + 1; n++) {
		char *copy = test_malloc(n + (n == 0));

		memcpy(copy, buf_str(&m), n < m.len ? n : m.len);
		if (n > m.len)
			copy[m.len] = 0;
		if (question_read((uint16_t)type, copy, n, mem, &q) != (n == m.len ? 0 : ERR_INPUT))
			fail_msg("kind %d: %zu octets of %zu", type, n, m.len);
		assert_int_equal(err_take()[0] != '\0', n != m.len);
		question_clear(&q);
		test_free(copy);
	}
	assert_int_equal(question_read((uint16_t)type, m.data, m.len, mem, &q), 0);
	assert_int_equal(q.type, type);
}

static void
hex(const char *text)
{
	buf_reset(&m);
	assert_int_equal(enc_unhex(text, strlen(text), &m), 0);
}

#define ONES20	"0101010101010101010101010101010101010101"
#define TWOS32	"0202020202020202020202020202020202020202020202020202020202020202"
#define THREES32 "0303030303030303030303030303030303030303030303030303030303030303"

static bool
is_all(const void *p, size_t n, unsigned char of)
{
	const unsigned char *at = p;

	while (n > 0 && at[n - 1] == of)
		n--;
	return n == 0;
}

static void
reads_batches(void **state)
{
	(void)state;
	hex("00000002" "00000000000000ff" "00000020" TWOS32 "8000000000000000" "00000020" THREES32);
	take(PROTO_SIGN);
	assert_int_equal(q.count, 2);
	assert_int_equal(q.sign[0].request, 255);
	assert_true(is_all(q.sign[0].token, 32, 2));
	assert_true(q.sign[1].request == UINT64_C(1) << 63);
	assert_true(is_all(q.sign[1].token, 32, 3));
	question_clear(&q);

	hex("00000001" "00000002" "6361" "00000014" ONES20);
	take(PROTO_OCSP);
	assert_int_equal(q.count, 1);
	assert_string_equal(q.ocsp[0].issuer, "ca");
	assert_true(is_all(q.ocsp[0].serial, 20, 1));
	question_clear(&q);

	hex("00000002" "00000003" "616263" "00000000");
	take(PROTO_STAMP);
	assert_int_equal(q.count, 2);
	assert_int_equal(q.stamp[0].consent.n, 3);
	assert_memory_equal(q.stamp[0].consent.p, "abc", 3);
	assert_int_equal(q.stamp[1].consent.n, 0);
	question_clear(&q);

	hex("00000000");
	take(PROTO_STAMP);
	assert_int_equal(q.count, 0);
	question_clear(&q);
}

static void
reads_single_questions(void **state)
{
	(void)state;
	hex("");
	take(PROTO_STATUS);
	question_clear(&q);
	hex("0102030405060708");
	take(PROTO_SETTLE);
	assert_true(q.request == UINT64_C(0x0102030405060708));
	hex("00000006" "7265766f6b65" "00000002" "6361" "00000001" "4f" "00000009" "00000000000003e8" "00");
	take(PROTO_ORDER);
	assert_string_equal(q.act, "revoke");
	assert_string_equal(q.name, "ca");
	assert_int_equal(q.serial.n, 1);
	assert_int_equal(q.reason, 9);
	assert_int_equal(q.since, 1000);
	assert_false(q.has_envelope);
	hex("00000002" "4142" "01" "00000001" "61" "00000001" "62" "00000001" "63" "00000001" "64" "00000003" "746b74");
	take(PROTO_PAPER);
	assert_int_equal(q.envelope.paper.n, 2);
	assert_int_equal(q.envelope.proofs, 1);
	assert_memory_equal(q.envelope.proof[0].auth_data.p, "a", 1);
	assert_memory_equal(q.envelope.proof[0].client_data.p, "b", 1);
	assert_memory_equal(q.envelope.proof[0].signature.p, "c", 1);
	assert_memory_equal(q.envelope.proof[0].cert.p, "d", 1);
	assert_int_equal(q.ticket.n, 3);
	assert_memory_equal(q.ticket.p, "tkt", 3);
	hex("00000003" "747361");
	take(PROTO_CERTIFY);
	assert_string_equal(q.name, "tsa");
	take(PROTO_CRL);
	assert_string_equal(q.name, "tsa");
	take(PROTO_SEAL);
	assert_int_equal(q.heads.n, 3);
	take(PROTO_TLS);
	assert_int_equal(q.spki.n, 3);
	assert_memory_equal(q.spki.p, "tsa", 3);
	hex("00000020" TWOS32 "00000020" THREES32);
	take(PROTO_TICKET);
	assert_true(is_all(q.digest[0], 32, 2));
	assert_true(is_all(q.digest[1], 32, 3));
}

/* Each field at its greatest length, and one octet beyond. */
static void
refuses_a_field_beyond_its_length(void **state)
{
	static const struct { enum proto type; size_t max; const char *front, *behind; } cases[] = {
		{ PROTO_SEAL, PROTO_SEAL_MAX, "", "" },
		{ PROTO_TLS, PROTO_SPKI_MAX, "", "" },
		{ PROTO_CERTIFY, QUESTION_NAME - 1, "", "" },
		{ PROTO_PAPER, PROTO_PAPER_MAX, "", "0000000000" },
		{ PROTO_PAPER, 64, "0000000000", "" },
		{ PROTO_PAPER, 8192, "0000000001000000000000000000000000", "00000000" },
		{ PROTO_STAMP, PROTO_PAPER_MAX, "00000001", "" },
		{ PROTO_ORDER, SIGNER_SERIAL, "0000000161" "0000000161", "00000000" "0000000000000000" "00" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (size_t over = 0; over < 2; over++) {
			size_t n = cases[i].max + over;

			hex(cases[i].front);
			msg_put_u32(&m, (uint32_t)n);
			memset(buf_space(&m, n), 'x', n);
			buf_grew(&m, n);
			assert_int_equal(enc_unhex(cases[i].behind, strlen(cases[i].behind), &m), 0);
			if (question_read((uint16_t)cases[i].type, m.data, m.len, mem, &q) != (over ? ERR_INPUT : 0))
				fail_msg("case %zu: %zu octets", i, n);
			err_take();
			question_clear(&q);
		}
	hex("00000001" "0000000000000001" "0000001f" TWOS32);	/* a token of 31 octets */
	assert_int_equal(question_read(PROTO_SIGN, m.data, m.len, mem, &q), ERR_INPUT);
	err_take();
	hex("00000003" "610062");	/* text with a NUL in it */
	assert_int_equal(question_read(PROTO_CRL, m.data, m.len, mem, &q), ERR_INPUT);
	err_take();
	/* more than there is: nothing is reserved for it */
	hex("ffffffff");
	assert_int_equal(question_read(PROTO_SIGN, m.data, m.len, mem, &q), ERR_INPUT);
	assert_int_equal(q.count, 0);
	assert_string_not_equal(err_take(), "");
}

static void
answers(const char *want)
{
	struct buf out = BUF_INIT, text = BUF_INIT;

	question_answer(&q, &out);
	enc_hex(out.data, out.len, &text);
	assert_string_equal(buf_str(&text), want);
	buf_clear(&out);
	buf_clear(&text);
}

static void
writes_single_answers(void **state)
{
	(void)state;
	q = (struct question){ .type = PROTO_SETTLE, .issued = true };
	buf_adds(&q.der, "DER");
	answers("01" "00000003" "444552");
	q.type = PROTO_ORDER;
	q.at = 1000;
	answers("00000000000003e8");
	q.type = PROTO_PAPER;
	answers("00000003" "444552" "00000000000003e8");
	q.type = PROTO_SEAL;
	answers("00000003" "444552" "00000000000003e8");
	q.type = PROTO_CERTIFY;
	answers("00000003" "444552");
	q.type = PROTO_TLS;
	answers("00000003" "444552");
	q.type = PROTO_TICKET;
	answers("");
	q.type = PROTO_CRL;
	q.crl = (struct signer_crl){ .number = 7, .this_update = 8, .next_update = 9, .entries = 10 };
	buf_adds(&q.crl.der, "L");
	answers("0000000000000007" "0000000000000008" "0000000000000009" "0000000a" "00000001" "4c");
	question_clear(&q);
}

static void
writes_answers_to_batches(void **state)
{
	(void)state;
	hex("00000002" "0000000000000001" "00000020" TWOS32 "0000000000000002" "00000020" TWOS32);
	assert_int_equal(question_read(PROTO_SIGN, m.data, m.len, mem, &q), 0);
	buf_adds(&q.sign[0].der, "C");
	q.sign[0].at = 1;
	q.sign[1].code = ERR_CONFLICT;
	strcpy(q.sign[1].note, "no");
	answers("00000002" "00" "00000000" "00000001" "43" "0000000000000001"
	    "04" "00000002" "6e6f" "00000000" "0000000000000000");
	question_clear(&q);

	hex("00000001" "00000002" "6361" "00000014" ONES20);
	assert_int_equal(question_read(PROTO_OCSP, m.data, m.len, mem, &q), 0);
	q.ocsp[0].state = SIGNER_REVOKED;
	q.ocsp[0].changed = 5;
	buf_adds(&q.ocsp[0].der_sha1, "1");
	buf_adds(&q.ocsp[0].der_sha256, "2");
	q.ocsp[0].this_update = 6;
	q.ocsp[0].next_update = 7;
	answers("00000001" "00" "00000000" "02" "0000000000000005" "00000001" "31" "00000001" "32"
	    "0000000000000006" "0000000000000007");
	question_clear(&q);

	hex("00000001" "00000000");
	assert_int_equal(question_read(PROTO_STAMP, m.data, m.len, mem, &q), 0);
	q.stamp[0].at = 3;
	buf_adds(&q.stamp[0].token, "T");
	answers("00000001" "00" "00000000" "0000000000000003" "00000001" "54");
	question_clear(&q);
}

static void
writes_where_it_stands(void **state)
{
	(void)state;
	assert_int_equal(question_read(PROTO_STATUS, "", 0, mem, &q), 0);
	strcpy(q.status->state, "ready");
	q.status->cas = 1;
	strcpy(q.status->ca[0].name, "root");
	buf_adds(&q.status->ca[0].der, "R");
	q.status->profiles = 1;
	strcpy(q.status->profile[0].name, "tls");
	memset(q.status->profile[0].digest, 2, 32);
	q.status->crls = 1;
	strcpy(q.status->crl[0].issuer, "ca");
	q.status->crl[0].number = 9;
	answers("00000005" "7265616479" "00000001" "00000004" "726f6f74" "00000001" "52" "00000001" "00000003" "746c73"
	    "00000020" TWOS32 "00000001" "00000002" "6361" "0000000000000009");
	question_clear(&q);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(reads_batches, fresh, away),
		cmocka_unit_test_setup_teardown(reads_single_questions, fresh, away),
		cmocka_unit_test_setup_teardown(refuses_a_field_beyond_its_length, fresh, away),
		cmocka_unit_test_setup_teardown(writes_single_answers, fresh, away),
		cmocka_unit_test_setup_teardown(writes_answers_to_batches, fresh, away),
		cmocka_unit_test_setup_teardown(writes_where_it_stands, fresh, away),
	};

	return cmocka_run_group_tests_name("signd/question", tests, NULL, NULL);
}
