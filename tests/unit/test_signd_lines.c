#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <stdio.h>

#include "signd/lines.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/io.h"

#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static struct buf paper;
static struct lines l;

static int
begin(void **state)
{
	(void)state;
	return io_load(SRCDIR "/tests/sample/paper/case", 1 << 16, &paper);
}

static int
end(void **state)
{
	(void)state;
	buf_clear(&paper);
	return 0;
}

static const char *
text(const char *key)
{
	static char to[200];

	assert_int_equal(lines_text(&l, key, to, sizeof(to)), 0);
	return to;
}

static void
opens_a_paper_of_its_kind_alone(void **state)
{
	(void)state;
	assert_int_equal(lines_open(paper.data, paper.len, "case", &l), 0);
	assert_int_equal(lines_open(paper.data, paper.len, "decision", &l), ERR_INPUT);
	assert_string_not_equal(err_take(), "");
	assert_false(lines_has(&l, "instance"));
	assert_int_equal(lines_open(paper.data, paper.len - 1, "case", &l), ERR_INPUT);
	assert_string_not_equal(err_take(), "");
	assert_int_equal(lines_open("", 0, "case", &l), ERR_INPUT);
	assert_string_not_equal(err_take(), "");
}

static void
gives_what_stands_there(void **state)
{
	unsigned char want[32], got[32];

	(void)state;
	assert_int_equal(lines_open(paper.data, paper.len, "case", &l), 0);
	assert_true(lines_has(&l, "instance"));
	assert_string_equal(text("instance"), "ca-0123456789abcdef");
	assert_string_equal(text("cert.1.subject.ST"), "四川省");
	assert_string_equal(text("cert.2.subject.CN"), "back\\slash");
	assert_true(lines_is(&l, "issuer", "ca-p256"));
	assert_false(lines_is(&l, "issuer", "ca-p25"));
	assert_false(lines_is(&l, "issuer", "ca-p2567"));
	assert_false(lines_is(&l, "issuer", ""));
	assert_int_equal(lines_number(&l, "version"), 3);
	assert_int_equal(lines_number(&l, "cert.count"), 2);
	assert_int_equal(lines_time(&l, "submitted-at"), 1795514400000);
	assert_true(lines_digest(&l, "profile-digest", got));
	memset(want, 0xaa, sizeof(want));
	assert_memory_equal(got, want, sizeof(want));
	assert_true(lines_serial(&l, "related-serial", got));
	memset(want, 0x4f, 20);
	assert_memory_equal(got, want, 20);
}

/* A key is a whole word: neither the beginning of another one nor a piece of a value. */
static void
a_key_is_the_whole_key(void **state)
{
	(void)state;
	l.p = "certhall-x-1\nab=c=d\nabc=e\nnote=\\nab=9\nz=ab=7\n";
	l.n = strlen(l.p);
	assert_string_equal(text("ab"), "c=d");
	assert_string_equal(text("abc"), "e");
	assert_false(lines_has(&l, "a"));
	assert_false(lines_has(&l, "b"));
	assert_false(lines_has(&l, "c"));
	assert_false(lines_has(&l, "certhall-x-1"));
	assert_string_equal(text("note"), "\nab=9");
	l.n -= 1;	/* a line that does not end is none */
	assert_false(lines_has(&l, "z"));
}

static void
nothing_stands_for_a_line_that_is_not_there(void **state)
{
	unsigned char got[32], zero[32] = { 0 };

	(void)state;
	assert_int_equal(lines_open(paper.data, paper.len, "case", &l), 0);
	assert_false(lines_has(&l, "reason"));
	assert_string_equal(text("reason"), "");
	assert_false(lines_is(&l, "reason", ""));
	assert_int_equal(lines_number(&l, "reason"), 0);
	assert_int_equal(lines_time(&l, "reason"), 0);
	memset(got, 7, sizeof(got));
	assert_false(lines_digest(&l, "reason", got));
	assert_memory_equal(got, zero, 32);
	memset(got, 7, sizeof(got));
	assert_false(lines_serial(&l, "reason", got));
	assert_memory_equal(got, zero, 20);
	assert_string_equal(err_take(), "");
}

/* They answer nothing rather than a part; the note of another fault is not covered by theirs. */
static void
nothing_stands_for_a_value_of_another_form(void **state)
{
	static const char *const not_digest[] = { "sha256:" "AA", "sha256:A" A64, "sm3:" A64, A64, "sha256:" A64 "aa" };
	static const char *const not_serial[] = { "4f", A64, "4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4", "zz" };
	static const char *const not_number[] = { "-1", " 1", "1 ", "1a", "18446744073709551616", "0x10" };
	unsigned char got[32], zero[32] = { 0 };
	char line[200];

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		l.n = (size_t)snprintf(line, sizeof(line), "k=%s\n", not_digest[i]);
		l.p = line;
		assert_false(lines_digest(&l, "k", got));
		assert_memory_equal(got, zero, 32);
	}
	for (size_t i = 0; i < 4; i++) {
		l.n = (size_t)snprintf(line, sizeof(line), "k=%s\n", not_serial[i]);
		assert_false(lines_serial(&l, "k", got));
		assert_memory_equal(got, zero, 20);
	}
	for (size_t i = 0; i < 6; i++) {
		l.n = (size_t)snprintf(line, sizeof(line), "k=%s\n", not_number[i]);
		assert_int_equal(lines_number(&l, "k"), 0);
		assert_int_equal(lines_time(&l, "k"), 0);
	}
	assert_string_equal(err_take(), "");
	l.n = (size_t)snprintf(line, sizeof(line), "k=18446744073709551615\n");
	assert_true(lines_number(&l, "k") == UINT64_MAX);
}

static void
a_text_that_does_not_fit_is_not_cut(void **state)
{
	char to[5] = "old";

	(void)state;
	l.p = "k=ab\\\\c\nlong=abcde\n";
	l.n = strlen(l.p);
	assert_int_equal(lines_text(&l, "k", to, sizeof(to)), 0);
	assert_string_equal(to, "ab\\c");
	assert_int_equal(lines_text(&l, "long", to, sizeof(to)), ERR_LIMIT);
	assert_string_equal(err_take(), "paper: long is too long");
	assert_string_equal(to, "");
	assert_int_equal(lines_text(&l, "none", to, 1), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opens_a_paper_of_its_kind_alone),
		cmocka_unit_test(gives_what_stands_there),
		cmocka_unit_test(a_key_is_the_whole_key),
		cmocka_unit_test(nothing_stands_for_a_line_that_is_not_there),
		cmocka_unit_test(nothing_stands_for_a_value_of_another_form),
		cmocka_unit_test(a_text_that_does_not_fit_is_not_cut),
	};

	return cmocka_run_group_tests_name("signd/lines", tests, begin, end);
}
