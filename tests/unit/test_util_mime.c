/* Text of any language in a mail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "util/enc.h"
#include "util/mime.h"
#include "util/str.h"
#include "util/tm.h"

static struct buf out;

static int
empty(void **state)
{
	(void)state;
	buf_clear(&out);
	return 0;
}

static void
leaves_plain_ascii_alone(void **state)
{
	(void)state;
	mime_header(&out, "Subject", "Your code");
	assert_string_equal(buf_str(&out), "Subject: Your code\r\n");
}

static void
lets_no_value_add_a_header(void **state)
{
	(void)state;
	mime_header(&out, "Subject", "a\r\nBcc: x@example.org");
	assert_null(strstr(buf_str(&out), "\nBcc"));
	assert_string_equal(buf_str(&out), "Subject: =?UTF-8?B?YSAgQmNjOiB4QGV4YW1wbGUub3Jn?=\r\n");
}

/* Every encoded word decodes by itself to whole characters; together they are the text. */
static void
splits_words_between_characters(void **state)
{
	static const char text[] = "您的数字证书已经签发,请在网厅领取并核对证书内容 Chứng thư số của quý khách đã được cấp";
	struct buf all = BUF_INIT, one = BUF_INIT;
	const char *at, *end;

	(void)state;
	mime_header(&out, "Subject", text);
	for (at = buf_str(&out); (at = strstr(at, "=?UTF-8?B?")) != NULL; at = end) {
		end = strstr(at, "?=");
		assert_non_null(end);
		assert_true(end + 2 - at <= 75);
		buf_reset(&one);
		assert_int_equal(enc_unbase64(at + 10, (size_t)(end - at) - 10, &one), 0);
		assert_true(str_is_utf8(buf_str(&one), one.len));
		buf_add(&all, one.data, one.len);
	}
	assert_string_equal(buf_str(&all), text);
	buf_clear(&all);
	buf_clear(&one);
}

static void
writes_dates_of_rfc_5322(void **state)
{
	int64_t at;

	(void)state;
	assert_int_equal(tm_parse("2026-11-27T03:04:05Z", &at), 0);
	mime_date(&out, at);
	assert_string_equal(buf_str(&out), "Date: Fri, 27 Nov 2026 03:04:05 +0000\r\n");
}

static void
quotes_what_a_relay_could_change(void **state)
{
	(void)state;
	mime_text(&out, "code=123456 \nTiếng");
	assert_string_equal(buf_str(&out), "code=3D123456=20\r\nTi=E1=BA=BFng\r\n");
}

static void
breaks_long_lines_between_characters(void **state)
{
	const char *line, *end;
	char text[301] = "";

	(void)state;
	for (int i = 0; i < 100; i++)
		memcpy(text + 3 * i, "证", 3);
	mime_text(&out, text);
	for (line = buf_str(&out); *line != '\0'; line = end + 2) {
		end = strstr(line, "\r\n");
		assert_non_null(end);
		assert_true(end - line <= 76);
		assert_int_equal((end - line - (end[-1] == '=' ? 1 : 0)) % 9, 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(leaves_plain_ascii_alone, empty),
		cmocka_unit_test_teardown(lets_no_value_add_a_header, empty),
		cmocka_unit_test_teardown(splits_words_between_characters, empty),
		cmocka_unit_test_teardown(writes_dates_of_rfc_5322, empty),
		cmocka_unit_test_teardown(quotes_what_a_relay_could_change, empty),
		cmocka_unit_test_teardown(breaks_long_lines_between_characters, empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
