#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pki/der.h"
#include "pki/oid.h"
#include "pki/ossl.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/tm.h"

static char shown[4096];

/* The buffer as hex; empties it. */
static const char *
hex(struct buf *b)
{
	assert_true(b->len * 2 < sizeof(shown));
	enc_hex_to(b->data, b->len, shown);
	buf_clear(b);
	return shown;
}

static struct der
bytes(struct buf *b, const char *digits)
{
	buf_clear(b);
	assert_int_equal(enc_unhex(digits, strlen(digits), b), 0);
	return (struct der){ (const unsigned char *)b->data, b->len };
}

static int64_t
moment(const char *iso)
{
	int64_t at;

	assert_int_equal(tm_parse(iso, &at), 0);
	return at;
}

static void
writes_numbers_in_the_fewest_octets(void **state)
{
	static const struct { uint64_t n; const char *hex; } is[] = {
		{ 0, "020100" }, { 1, "020101" }, { 127, "02017f" }, { 128, "02020080" }, { 255, "020200ff" }, { 256, "02020100" },
		{ UINT64_MAX, "020900ffffffffffffffff" },
	};
	struct buf b = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(is) / sizeof(is[0]); i++) {
		der_number(&b, DER_INT, is[i].n);
		assert_string_equal(hex(&b), is[i].hex);
	}
	der_number(&b, DER_ENUM, 6);
	assert_string_equal(hex(&b), "0a0106");
	der_unsigned(&b, "\0\0\x80\x01", 4);
	assert_string_equal(hex(&b), "0203008001");
	der_unsigned(&b, "", 0);
	assert_string_equal(hex(&b), "020100");
}

static void
writes_small_values(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	der_bool(&b, true);
	der_bool(&b, false);
	der_null(&b);
	der_bits(&b, "\x80\x00", 2);
	der_text(&b, DER_UTF8, "张");
	assert_string_equal(hex(&b), "0101ff" "010100" "0500" "0303008000" "0c03e5bca0");
	der_named_bits(&b, 0);
	der_named_bits(&b, 1);			/* digitalSignature */
	der_named_bits(&b, 1 << 5 | 1 << 6);	/* keyCertSign, cRLSign */
	der_named_bits(&b, 1 << 8);		/* decipherOnly */
	assert_string_equal(hex(&b), "030100" "03020780" "03020106" "0303070080");
}

static void
closes_what_was_opened_with_the_shortest_length(void **state)
{
	static const struct { size_t n; const char *head; } is[] = {
		{ 0, "3000" }, { 127, "307f" }, { 128, "308180" }, { 255, "3081ff" }, { 256, "30820100" }, { 65535, "3082ffff" },
		{ 65536, "3083010000" }, { 16777216, "308401000000" },
	};
	struct buf b = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(is) / sizeof(is[0]); i++) {
		unsigned char head[6];
		size_t outer = der_open(&b, DER_SEQ), n = strlen(is[i].head) / 2;

		for (size_t left = is[i].n; left > 0; ) {
			size_t step = left < 4096 ? left : 4096;
			char fill[4096];

			memset(fill, 0x5a, step);
			buf_add(&b, fill, step);
			left -= step;
		}
		der_close(&b, outer);
		assert_int_equal(b.len, n + is[i].n);
		assert_true(is[i].n == 0 || (b.data[n] == 0x5a && b.data[b.len - 1] == 0x5a));
		b.len = n;
		assert_string_equal(hex(&b), is[i].head);
		assert_int_equal(der_head(DER_SEQ, is[i].n, head), n);
		buf_add(&b, head, n);
		assert_string_equal(hex(&b), is[i].head);
	}
}

static void
says_at_the_end_that_a_buffer_was_too_small(void **state)
{
	struct buf b;
	size_t at;

	(void)state;
	buf_init(&b, 130);
	at = der_open(&b, DER_SEQ);
	for (int i = 0; i < 128; i++)
		buf_addc(&b, 'x');
	der_close(&b, at);		/* the long length finds no room */
	assert_int_equal(buf_end(&b, "list"), ERR_LIMIT);
	err_take();
	der_close(&b, at);
	assert_true(b.overflow);
	buf_clear(&b);
	buf_init(&b, 1);
	der_close(&b, der_open(&b, DER_SEQ));
	assert_int_equal(buf_end(&b, "list"), ERR_LIMIT);
	err_take();
	buf_clear(&b);
}

/* The library is the judge of our object identifiers, long arcs too. */
static void
writes_and_reads_identifiers_as_the_library_does(void **state)
{
	static const char *const is[] = { OID_CN, OID_RSA_SHA256, OID_P256, OID_ARC, OID_POLICY_TSA, OID_CMS_DATA, OID_IDENTIFY_CODE,
	    "0.0", "0.39", "1.39.4294967296", "2.5", "2.39", "2.40.1", "2.999.3", "2.935049987",
	    "2.25.340282366920938463463374607431768211455" };
	struct buf b = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(is) / sizeof(is[0]); i++) {
		ASN1_OBJECT *o = OBJ_txt2obj(is[i], 1);
		unsigned char *der = NULL;
		int n = i2d_ASN1_OBJECT(o, &der);
		char back[80];
		struct der in;

		der_oid(&b, is[i]);
		assert_int_equal(b.len, n);
		assert_memory_equal(b.data, der, n);
		in = (struct der){ (unsigned char *)b.data, b.len };
		assert_int_equal(der_get_oid(&in, back, sizeof(back)), 0);
		assert_string_equal(back, is[i]);
		assert_int_equal(in.n, 0);
		OPENSSL_free(der);
		ASN1_OBJECT_free(o);
		buf_clear(&b);
	}
}

static void
writes_times_by_the_rule_of_certificates(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	der_time(&b, moment("2026-11-27T08:05:09.999Z"));
	assert_memory_equal(b.data, "\x17\x0d" "261127080509Z", 15);
	buf_reset(&b);
	der_time(&b, moment("2049-12-31T23:59:59Z"));
	assert_memory_equal(b.data, "\x17\x0d" "491231235959Z", 15);
	buf_reset(&b);
	der_time(&b, moment("2050-01-01T00:00:00Z"));
	assert_memory_equal(b.data, "\x18\x0f" "20500101000000Z", 17);
	buf_reset(&b);
	der_gentime(&b, moment("2026-11-27T08:05:09.999Z"));
	assert_memory_equal(b.data, "\x18\x0f" "20261127080509Z", 17);
	buf_reset(&b);
	der_gentime_ms(&b, moment("2026-11-27T08:05:09.120Z"));
	assert_memory_equal(b.data, "\x18\x12" "20261127080509.12Z", 20);
	buf_reset(&b);
	der_gentime_ms(&b, moment("2026-11-27T08:05:09.007Z"));
	assert_memory_equal(b.data, "\x18\x13" "20261127080509.007Z", 21);
	buf_reset(&b);
	der_gentime_ms(&b, moment("2026-11-27T08:05:09Z"));
	assert_memory_equal(b.data, "\x18\x0f" "20261127080509Z", 17);
	buf_clear(&b);
}

static void
reads_back_times(void **state)
{
	static const char *const is[] = { "2026-11-27T08:05:09Z", "2026-11-27T08:05:09.120Z", "2026-11-27T08:05:09.007Z",
	    "2049-12-31T23:59:59Z", "2050-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
	    "2028-02-29T12:00:00.500Z" };
	struct buf b = BUF_INIT;
	int64_t at;

	(void)state;
	for (size_t i = 0; i < sizeof(is) / sizeof(is[0]); i++) {
		struct der in;

		der_gentime_ms(&b, moment(is[i]));
		der_time(&b, moment(is[i]));
		in = (struct der){ (unsigned char *)b.data, b.len };
		assert_int_equal(der_get_time(&in, &at), 0);
		assert_int_equal(at, moment(is[i]));
		assert_int_equal(der_get_time(&in, &at), 0);
		assert_int_equal(at, moment(is[i]) - moment(is[i]) % 1000);
		assert_int_equal(in.n, 0);
		buf_clear(&b);
	}
}

static void
refuses_times_not_written_in_full(void **state)
{
	static const char *const wrong[] = { "261127080509", "26112708050Z", "2611270805Z", "261127080509+0000", "261327080509Z",
	    "260230080509Z", "261127240509Z", "261127080560Z", "26112708050 Z", "261127080509ZZ", "491231235959.1Z",
	    "691231235959Z" };
	static const char *const wrong_general[] = { "20261127080509", "20261127080509.Z", "20261127080509.0Z", "20261127080509.10Z",
	    "20261127080509.1234Z", "20261127080509.12", "20261127080509,1Z", "20261127080509.1aZ", "202611270805Z", "20261127080509.",
	    "20261127080509.1Z1" };
	struct buf b = BUF_INIT;
	int64_t at = 7;

	(void)state;
	for (size_t i = 0; i < 12 + 11; i++) {
		struct der in, was;

		der_text(&b, i < 12 ? DER_UTCTIME : DER_GENTIME, i < 12 ? wrong[i] : wrong_general[i - 12]);
		was = in = (struct der){ (unsigned char *)b.data, b.len };
		assert_int_equal(der_get_time(&in, &at), ERR_INPUT);
		assert_string_not_equal(err_take(), "");
		assert_ptr_equal(in.p, was.p);
		assert_int_equal(in.n, was.n);
		buf_clear(&b);
	}
	assert_int_equal(at, 7);
}

static void
reads_values_one_after_the_other(void **state)
{
	struct buf b = BUF_INIT;
	struct der in = bytes(&b, "300702012a0c02686902010a"), seq, whole;
	uint64_t n;
	char s[3];

	(void)state;
	assert_true(der_is(&in, DER_SEQ));
	assert_int_equal(der_next(&in, DER_SEQ, &seq), 0);
	assert_int_equal(der_get_number(&seq, DER_INT, &n), 0);
	assert_int_equal(n, 42);
	assert_int_equal(der_get_text(&seq, s, 2), ERR_INPUT);		/* no room for the end */
	err_take();
	assert_int_equal(der_get_text(&seq, s, sizeof(s)), 0);
	assert_string_equal(s, "hi");
	assert_int_equal(der_end(&seq, "the list"), 0);
	assert_int_equal(der_end(&in, "the list"), ERR_INPUT);
	assert_string_equal(err_take(), "DER: bytes follow the end of the list");
	assert_int_equal(der_next(&in, DER_SEQ, &seq), ERR_INPUT);
	assert_string_equal(err_take(), "DER: tag 02 stands where 30 belongs");
	assert_int_equal(der_whole(&in, DER_INT, &whole), 0);
	assert_int_equal(whole.n, 3);
	assert_memory_equal(whole.p, "\x02\x01\x0a", 3);
	assert_int_equal(in.n, 0);
	assert_false(der_is(&in, DER_INT));
	assert_int_equal(der_next(&in, DER_INT, &seq), ERR_INPUT);
	err_take();
	buf_clear(&b);
}

static void
refuses_what_is_not_strict(void **state)
{
	static const char *const wrong[] = {
		"", "30", "3080", "30800000", "308100", "30817f", "30820080", "3083000100", "3084000000ff", "30850000000001", "30ff",
		"3003aabb", "3082ffff00", "3084ffffffff00", "1f0100", "3f810000", "0000", "3081", "308201",
	};
	struct buf b = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct der in = bytes(&b, wrong[i]), was = in, content;
		int tag;

		assert_int_equal(der_any(&in, &tag, &content), ERR_INPUT);
		assert_string_not_equal(err_take(), "");
		assert_true(in.p == was.p && in.n == was.n);
	}
	buf_clear(&b);
}

static void
refuses_numbers_that_are_odd(void **state)
{
	static const char *const wrong[] = { "0200", "0201ff", "020180", "02020001", "0202007f", "02090080000000000000ff",
	    "0209010000000000000000", "0a0101", "020201" };
	struct buf b = BUF_INIT;
	uint64_t n = 7;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct der in = bytes(&b, wrong[i]), was = in;

		assert_int_equal(der_get_number(&in, DER_INT, &n), ERR_INPUT);
		assert_string_not_equal(err_take(), "");
		assert_true(in.p == was.p && in.n == was.n);
	}
	assert_int_equal(n, 7);
	{
		struct der in = bytes(&b, "02087fffffffffffffff02020080");

		assert_int_equal(der_get_number(&in, DER_INT, &n), 0);
		assert_true(n == INT64_MAX);
		assert_int_equal(der_get_number(&in, DER_INT, &n), 0);
		assert_int_equal(n, 128);
	}
	buf_clear(&b);
}

static void
takes_serial_numbers_of_twenty_octets_at_most(void **state)
{
	static const char *const wrong[] = { "020100", "020181", "021500800000000000000000000000000000000000000001",
	    "0215400000000000000000000000000000000000000001", "02020001" };
	struct buf b = BUF_INIT;
	unsigned char serial[20];
	size_t n;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct der in = bytes(&b, wrong[i]);

		assert_int_equal(der_get_serial(&in, serial, &n), ERR_INPUT);
		assert_string_not_equal(err_take(), "");
	}
	{
		struct der in = bytes(&b, "02147f000000000000000000000000000000000000ff020200ff");

		assert_int_equal(der_get_serial(&in, serial, &n), 0);
		assert_int_equal(n, 20);
		assert_memory_equal(serial, "\x7f\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xff", 20);
		assert_int_equal(der_get_serial(&in, serial, &n), 0);
		assert_int_equal(n, 1);
		assert_int_equal(serial[0], 0xff);
	}
	buf_clear(&b);
}

static void
refuses_identifiers_that_are_none(void **state)
{
	static const char *const wrong[] = { "0600", "060180", "06025580", "0603558001", "060255ff", "0501",
	    "06152a84ffffffffffffffffffffffffffffffffffff7f", "0c0155" };
	struct buf b = BUF_INIT;
	char oid[80];

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct der in = bytes(&b, wrong[i]);

		assert_int_equal(der_get_oid(&in, oid, sizeof(oid)), ERR_INPUT);
		assert_string_not_equal(err_take(), "");
	}
	for (size_t room = 0; room <= sizeof("2.5.4.3"); room++) {
		struct der in = bytes(&b, "0603550403");
		char *exact = malloc(room + 1);		/* the sanitizer watches its end */

		assert_int_equal(der_get_oid(&in, exact, room), room == sizeof("2.5.4.3") ? 0 : ERR_INPUT);
		err_take();
		free(exact);
	}
	buf_clear(&b);
}

static void
refuses_text_its_type_does_not_allow(void **state)
{
	static const struct { int tag; const char *s; size_t n; } wrong[] = {
		{ DER_PRINTABLE, "a@b", 3 }, { DER_PRINTABLE, "a_b", 3 }, { DER_PRINTABLE, "\xe5\xbc\xa0", 3 },
		{ DER_PRINTABLE, "a\0b", 3 },
		{ DER_IA5, "\xe5\xbc\xa0", 3 }, { DER_IA5, "a\x7f", 2 }, { DER_IA5, "a\tb", 3 },
		{ DER_UTF8, "a\0b", 3 }, { DER_UTF8, "\xc0\x80", 2 }, { DER_UTF8, "\xed\xa0\x80", 3 }, { DER_UTF8, "\xff", 1 },
		{ DER_UTF8, "a\nb", 3 }, { DER_UTF8, "\xc2\x85", 2 }, { DER_UTF8, "\xe5\xbc", 2 },
		{ 0x14, "teletex", 7 }, { 0x1e, "\0a", 2 },
	};
	struct buf b = BUF_INIT;
	char s[40];

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct der in;

		der_value(&b, wrong[i].tag, wrong[i].s, wrong[i].n);
		in = (struct der){ (unsigned char *)b.data, b.len };
		assert_int_equal(der_get_text(&in, s, sizeof(s)), ERR_INPUT);
		assert_string_not_equal(err_take(), "");
		buf_clear(&b);
	}
	der_text(&b, DER_UTF8, "成都 Hà Nội");
	der_text(&b, DER_IA5, "a_b@example.org");
	der_text(&b, DER_PRINTABLE, "91510100-A (1)");
	der_text(&b, DER_UTF8, "");
	{
		struct der in = { (unsigned char *)b.data, b.len };

		assert_int_equal(der_get_text(&in, s, sizeof(s)), 0);
		assert_string_equal(s, "成都 Hà Nội");
		assert_int_equal(der_get_text(&in, s, sizeof(s)), 0);
		assert_string_equal(s, "a_b@example.org");
		assert_int_equal(der_get_text(&in, s, sizeof(s)), 0);
		assert_string_equal(s, "91510100-A (1)");
		assert_int_equal(der_get_text(&in, s, sizeof(s)), 0);
		assert_string_equal(s, "");
	}
	buf_clear(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_numbers_in_the_fewest_octets),
		cmocka_unit_test(writes_small_values),
		cmocka_unit_test(closes_what_was_opened_with_the_shortest_length),
		cmocka_unit_test(says_at_the_end_that_a_buffer_was_too_small),
		cmocka_unit_test(writes_and_reads_identifiers_as_the_library_does),
		cmocka_unit_test(writes_times_by_the_rule_of_certificates),
		cmocka_unit_test(reads_back_times),
		cmocka_unit_test(refuses_times_not_written_in_full),
		cmocka_unit_test(reads_values_one_after_the_other),
		cmocka_unit_test(refuses_what_is_not_strict),
		cmocka_unit_test(refuses_numbers_that_are_odd),
		cmocka_unit_test(takes_serial_numbers_of_twenty_octets_at_most),
		cmocka_unit_test(refuses_identifiers_that_are_none),
		cmocka_unit_test(refuses_text_its_type_does_not_allow),
	};

	if (ossl_init() != 0)
		return 1;
	return cmocka_run_group_tests_name("pki/der", tests, NULL, NULL);
}
