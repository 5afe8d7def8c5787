#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "pki/der.h"
#include "pki/dn.h"
#include "pki/oid.h"
#include "pki/ossl.h"
#include "util/err.h"
#include "util/str.h"

static struct dn
whole(void)
{
	struct dn dn = { .c = "CN", .st = "四川省", .l = "成都市", .o = "四川某某有限公司", .ou = "Phòng Kỹ thuật",
	    .serial_number = "91510100MA6CXXXX0A", .cn = "张三" };

	return dn;
}

/* The library builds the same name; its bytes must be ours. */
static void
writes_the_bytes_of_the_library(void **state)
{
	static const struct { int nid, type; const char *value; } part[] = {
		{ NID_countryName, V_ASN1_PRINTABLESTRING, "CN" }, { NID_stateOrProvinceName, V_ASN1_UTF8STRING, "四川省" },
		{ NID_localityName, V_ASN1_UTF8STRING, "成都市" }, { NID_organizationName, V_ASN1_UTF8STRING, "四川某某有限公司" },
		{ NID_organizationalUnitName, V_ASN1_UTF8STRING, "Phòng Kỹ thuật" },
		{ NID_serialNumber, V_ASN1_PRINTABLESTRING, "91510100MA6CXXXX0A" }, { NID_commonName, V_ASN1_UTF8STRING, "张三" },
	};
	struct dn dn = whole(), back;
	struct buf ours = BUF_INIT;
	X509_NAME *name = X509_NAME_new();
	const unsigned char *der;
	size_t n;

	(void)state;
	for (size_t i = 0; i < sizeof(part) / sizeof(part[0]); i++)
		assert_int_equal(X509_NAME_add_entry_by_NID(name, part[i].nid, part[i].type,
		    (const unsigned char *)part[i].value, -1, -1, 0), 1);
	assert_int_equal(X509_NAME_get0_der(name, &der, &n), 1);
	assert_int_equal(dn_check(&dn), 0);
	dn_write(&dn, &ours);
	assert_int_equal(ours.len, n);
	assert_memory_equal(ours.data, der, n);
	assert_int_equal(dn_parse(ours.data, ours.len, &back), 0);
	assert_true(dn_equal(&dn, &back));
	X509_NAME_free(name);
	buf_clear(&ours);
}

static void
refuses(struct dn dn, const char *sentence)
{
	assert_int_equal(dn_check(&dn), ERR_INPUT);
	assert_string_equal(err_take(), sentence);
}

static char *
repeat(char *to, const char *s, size_t times)
{
	to[0] = '\0';
	for (size_t i = 0; i < times; i++)
		memcpy(to + i * strlen(s), s, strlen(s) + 1);
	return to;
}

#define CHANGED(field, value) __extension__ ({ struct dn d_ = whole(); str_copy(d_.field, sizeof(d_.field), value); d_; })

static void
refuses_values_no_certificate_may_carry(void **state)
{
	char text[DN_LONG];
	struct dn dn;

	(void)state;
	refuses(CHANGED(cn, ""), "name: CN is missing");
	refuses(CHANGED(c, "cn"), "name: C is not a country of two capital letters");
	refuses(CHANGED(c, "C"), "name: C is not a country of two capital letters");
	refuses(CHANGED(serial_number, "9151_A"), "name: serialNumber has characters outside PrintableString");
	refuses(CHANGED(serial_number, "九"), "name: serialNumber has characters outside PrintableString");
	refuses(CHANGED(cn, " Nguyễn An"), "name: CN begins or ends with a blank");
	refuses(CHANGED(o, "公司\xe3\x80\x80"), "name: O begins or ends with a blank");
	refuses(CHANGED(cn, "张\xe2\x80\x8b三"), "name: CN has characters that cannot be seen");
	refuses(CHANGED(ou, "a\nb"), "name: OU has characters that cannot be seen");
	refuses(CHANGED(l, "\xff\xfe"), "name: L has characters that cannot be seen");
	refuses(CHANGED(cn, repeat(text, "a", 65)), "name: CN has more than 64 characters");
	refuses(CHANGED(o, repeat(text, "川", 65)), "name: O has more than 64 characters");
	refuses(CHANGED(st, repeat(text, "a", 129)), "name: ST has more than 128 characters");
	dn = CHANGED(st, repeat(text, "\xf0\xa0\x80\x80", 128));
	assert_int_equal(dn_check(&dn), 0);
	dn = CHANGED(cn, repeat(text, "川", 64));
	assert_int_equal(dn_check(&dn), 0);
	dn = (struct dn){ .cn = "Nguyễn Văn An" };
	assert_int_equal(dn_check(&dn), 0);
}

static void
put(struct buf *b, const char *oid, int tag, const char *value)
{
	size_t set = der_open(b, DER_SET), pair = der_open(b, DER_SEQ);

	der_oid(b, oid);
	der_text(b, tag, value);
	der_close(b, pair);
	der_close(b, set);
}

/* A name of two attributes is refused with this sentence. */
static void
name_is_refused(const char *oid, int tag, const char *value, const char *sentence)
{
	struct buf b = BUF_INIT;
	struct dn dn = { .cn = "untouched" };
	size_t at = der_open(&b, DER_SEQ);

	put(&b, OID_CN, DER_UTF8, "张三");
	put(&b, oid, tag, value);
	der_close(&b, at);
	assert_int_equal(dn_parse(b.data, b.len, &dn), ERR_INPUT);
	assert_string_equal(err_take(), sentence);
	assert_string_equal(dn.cn, "untouched");
	buf_clear(&b);
}

static void
refuses_names_with_foreign_parts(void **state)
{
	(void)state;
	name_is_refused("2.5.4.12", DER_UTF8, "director", "name: an attribute we do not use: 2.5.4.12");
	name_is_refused(OID_CN, DER_UTF8, "李四", "name: CN stands twice");
	name_is_refused(OID_O, DER_UTF8, "", "name: O is empty");
	name_is_refused(OID_C, DER_PRINTABLE, "cn", "name: C is not a country of two capital letters");
	name_is_refused(OID_C, DER_PRINTABLE, "CHN", "C: DER: a text that is too long");
	name_is_refused(OID_O, 0x14, "teletex", "O: DER: a value that is no text");
	name_is_refused(OID_O, DER_UTF8, "a\xe2\x80\xae" "b", "name: O has characters that cannot be seen");
	name_is_refused(OID_OU, DER_UTF8, "x ", "name: OU begins or ends with a blank");
}

static void
refuses_names_of_another_shape(void **state)
{
	static const char two_in_one[] = "\x30\x1a\x31\x18\x30\x0a\x06\x03\x55\x04\x03\x0c\x03\x61\x62\x63"
	    "\x30\x0a\x06\x03\x55\x04\x0a\x0c\x03\x61\x62\x63";
	static const char behind[] = "\x30\x00\x00", in_pair[] = "\x30\x0f\x31\x0d\x30\x0b\x06\x03\x55\x04\x03\x0c\x01\x61\x0c\x01\x61";
	struct dn dn;

	(void)state;
	assert_int_equal(dn_parse(two_in_one, sizeof(two_in_one) - 1, &dn), ERR_INPUT);
	assert_string_equal(err_take(), "name: two values stand in one RDN");
	assert_int_equal(dn_parse(behind, 3, &dn), ERR_INPUT);
	assert_string_equal(err_take(), "DER: bytes follow the end of the name");
	assert_int_equal(dn_parse(in_pair, sizeof(in_pair) - 1, &dn), ERR_INPUT);
	assert_string_equal(err_take(), "CN: DER: bytes follow the end of an attribute");
	assert_int_equal(dn_parse("", 0, &dn), ERR_INPUT);
	err_take();
	assert_int_equal(dn_parse("\x30\x00", 2, &dn), 0);	/* a request may name nobody */
	assert_string_equal(dn.cn, "");
}

/* A certificate of another program may write its parts in another order and type: the values count. */
static void
compares_values_not_spellings(void **state)
{
	struct dn a = { .c = "VN", .o = "FPT", .cn = "An" }, b;
	struct buf der = BUF_INIT;
	size_t at = der_open(&der, DER_SEQ);

	(void)state;
	put(&der, OID_CN, DER_PRINTABLE, "An");
	put(&der, OID_O, DER_IA5, "FPT");
	put(&der, OID_C, DER_UTF8, "VN");
	der_close(&der, at);
	assert_int_equal(dn_parse(der.data, der.len, &b), 0);
	assert_true(dn_equal(&a, &b));
	b.serial_number[0] = '1';
	assert_false(dn_equal(&a, &b));
	b = a;
	memcpy(b.cn, "an", 3);
	assert_false(dn_equal(&a, &b));
	buf_clear(&der);
}

static void
prints_names_for_people(void **state)
{
	struct dn dn = { .c = "CN", .o = "四川某某有限公司", .serial_number = "9151", .cn = "张三" };
	struct buf out = BUF_INIT;

	(void)state;
	dn_text(&dn, &out);
	assert_string_equal(buf_str(&out), "C=CN, O=四川某某有限公司, serialNumber=9151, CN=张三");
	buf_clear(&out);
	dn_text(&(struct dn){ .cn = "" }, &out);
	assert_string_equal(buf_str(&out), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_the_bytes_of_the_library),
		cmocka_unit_test(refuses_values_no_certificate_may_carry),
		cmocka_unit_test(refuses_names_with_foreign_parts),
		cmocka_unit_test(refuses_names_of_another_shape),
		cmocka_unit_test(compares_values_not_spellings),
		cmocka_unit_test(prints_names_for_people),
	};

	if (ossl_init() != 0)
		return 1;
	return cmocka_run_group_tests_name("pki/dn", tests, NULL, NULL);
}
