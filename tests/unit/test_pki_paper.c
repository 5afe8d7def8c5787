/* The samples of tests/sample/paper hold every line their kind may have. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "pki/paper.h"
#include "util/err.h"
#include "util/io.h"

static const char *const kinds[] = { "case", "decision", "consent", "publish", "operator", "order", "release", "resume",
    "reconcile", "epoch", "identity", "login" };
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* Lines that a kind may do without. */
static const char *const optional[] = { "related-serial=", "cert.1.subject.C=", "cert.1.subject.ST=", "cert.1.subject.L=",
    "cert.1.subject.O=", "cert.1.subject.OU=", "cert.1.subject.serialNumber=", "cert.1.san.email=", "cert.1.id-number=",
    "person.agent=", "person.legal=", "for-unit=", "subject.C=", "subject.ST=", "subject.L=", "subject.O=", "subject.OU=",
    "subject.serialNumber=" };
static const struct { const char *kind, *line; } free_of[] = { { "decision", "reason=" }, { "order", "instance=" },
    { "order", "issuer=" }, { "order", "serial=" }, { "order", "person=" }, { "order", "reason=" }, { "release", "instance=" },
    { "epoch", "reason=" } };

static void
load(const char *kind, struct buf *b)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/tests/sample/paper/%s", SRCDIR, kind);
	buf_reset(b);
	assert_int_equal(io_load(path, PAPER_MAX, b), 0);
}

static bool
may_miss(const char *kind, const char *line)
{
	size_t i;

	for (i = 0; i < sizeof(optional) / sizeof(optional[0]); i++)
		if (strncmp(line, optional[i], strlen(optional[i])) == 0)
			return true;
	for (i = 0; i < sizeof(free_of) / sizeof(free_of[0]); i++)
		if (strcmp(kind, free_of[i].kind) == 0 && strncmp(line, free_of[i].line, strlen(free_of[i].line)) == 0)
			return true;
	return false;
}

static int
answer(const struct buf *b, const char *kind)
{
	int r = paper_check(b->data, b->len, kind);

	assert_int_equal(err_take()[0] != '\0', r != 0);
	return r;
}

/* The text with the line at `at` left out, written twice, or exchanged with the next. */
static void
without(const struct buf *text, const char *at, int times, struct buf *out)
{
	const char *next = strchr(at, '\n') + 1;

	buf_reset(out);
	buf_add(out, text->data, (size_t)(at - text->data));
	while (times-- > 0)
		buf_add(out, at, (size_t)(next - at));
	buf_adds(out, next);
}

static void
exchanged(const struct buf *text, const char *at, struct buf *out)
{
	const char *next = strchr(at, '\n') + 1, *after = strchr(next, '\n') + 1;

	buf_reset(out);
	buf_add(out, text->data, (size_t)(at - text->data));
	buf_add(out, next, (size_t)(after - next));
	buf_add(out, at, (size_t)(next - at));
	buf_adds(out, after);
}

static void
takes_every_kind_and_no_other_name(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < KINDS; i++) {
		load(kinds[i], &b);
		assert_int_equal(paper_check(b.data, b.len, kinds[i]), 0);
		for (size_t k = 0; k < KINDS; k++)
			assert_int_equal(answer(&b, kinds[k]), i == k ? 0 : ERR_INPUT);
	}
	assert_int_equal(paper_check(b.data, b.len, "will"), ERR_INPUT);
	assert_string_equal(err_take(), "paper: there is no kind will");
	buf_clear(&b);
}

static void
takes_each_line_once_and_in_its_place(void **state)
{
	struct buf b = BUF_INIT, odd = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < KINDS; i++) {
		load(kinds[i], &b);
		for (const char *at = b.data, *next; *at != '\0'; at = next) {
			next = strchr(at, '\n') + 1;
			without(&b, at, 0, &odd);
			assert_int_equal(answer(&odd, kinds[i]), may_miss(kinds[i], at) ? 0 : ERR_INPUT);
			without(&b, at, 2, &odd);
			assert_int_equal(answer(&odd, kinds[i]), ERR_INPUT);
			if (*next != '\0') {
				exchanged(&b, at, &odd);
				assert_int_equal(answer(&odd, kinds[i]), ERR_INPUT);
			}
		}
	}
	buf_clear(&b);
	buf_clear(&odd);
}

static void
takes_no_part_of_a_paper_and_no_more(void **state)
{
	static const char *const more[] = { "x=1\n", "\n", "x", "=\n", "certhall-login-1\n", " \n" };
	struct buf b = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < KINDS; i++) {
		load(kinds[i], &b);
		for (size_t n = 0; n < b.len; n++) {
			struct buf part = { .data = b.data, .len = n };
			/* what is left out at the end of a case may miss */
			bool whole = strcmp(kinds[i], "case") == 0 && (memcmp(b.data + n, "person.agent=", 13) == 0 ||
			    memcmp(b.data + n, "person.legal=", 13) == 0);

			assert_int_equal(answer(&part, kinds[i]), whole ? 0 : ERR_INPUT);
		}
		for (size_t k = 0; k < sizeof(more) / sizeof(more[0]); k++) {
			load(kinds[i], &b);
			buf_adds(&b, more[k]);
			assert_int_equal(answer(&b, kinds[i]), ERR_INPUT);
		}
	}
	buf_clear(&b);
}

/* The sample with one text exchanged for another. */
static void
change(const char *kind, const char *from, const char *to, struct buf *out)
{
	struct buf b = BUF_INIT;
	const char *at;

	load(kind, &b);
	at = strstr(b.data, from);
	assert_non_null(at);
	buf_reset(out);
	buf_add(out, b.data, (size_t)(at - b.data));
	buf_adds(out, to);
	buf_adds(out, at + strlen(from));
	buf_clear(&b);
}

static const struct { const char *kind, *from, *to, *note; } odd[] = {
	{ "decision", "decision-1", "decision-2", "paper, line 1: not certhall-decision-1" },
	{ "decision", "decision-1", "decision-01", "paper, line 1: not certhall-decision-1" },
	{ "decision", "certhall", "\xef\xbb\xbf" "certhall", "paper, line 1: an invisible character, U+FEFF" },
	{ "decision", "P00017", "P00\xe2\x80\x8b" "017", "paper, line 6: an invisible character, U+200B" },
	{ "decision", "第一行", "第一\xe2\x80\xae行", "paper, line 7: an invisible character, U+202E" },
	{ "decision", "act=review\n", "act=review\r\n", "paper, line 4: an invisible character, U+000D" },
	{ "decision", "第一行", "\tx", "paper, line 7: an invisible character, U+0009" },
	{ "decision", "第一行", "\xc0\x80", "paper, line 7: not UTF-8" },
	{ "decision", "第一行", "\xe7\xac", "paper, line 7: not UTF-8" },
	{ "decision", "第一行", "e\xcc\x81", "paper: not in Unicode normalization form C" },
	{ "decision", "第一行", "\xe2\x84\xa6", "paper: not in Unicode normalization form C" },	/* OHM SIGN */
	{ "operator", "Nguyễn Văn Ánh", "Nguye\xcc\x82\xcc\x83n", "paper: not in Unicode normalization form C" },
	{ "decision", "\\n", "\\r", "paper, line 7: the value of reason is badly written" },
	{ "decision", "\\\\ end", "\\", "paper, line 7: the value of reason is badly written" },
	{ "case", "back\\\\slash", "two\\nlines", "paper, line 30: the value of cert.2.subject.CN is badly written" },
	{ "decision", "act=review", "act=", "paper, line 4: the value of act is badly written" },
	{ "decision", "act=review", "act=re view", "paper, line 4: the value of act is badly written" },
	{ "decision", "act=review", "act", "paper, line 4: act is missing" },
	{ "decision", "act=review", "Act=review", "paper, line 4: act is missing" },
	{ "decision", "act=review", " act=review", "paper, line 4: act is missing" },
	{ "decision", "act=review", "color=red\nact=review", "paper, line 4: act is missing" },
	{ "decision", "person=P00017\n", "", "paper: a decision names a person, or to renew the old serial" },
	{ "decision", "act=review", "act=renew", "paper: a decision names a person, or to renew the old serial" },
	{ "decision", "person=P00017", "old-serial=4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f",
	    "paper: a decision names a person, or to renew the old serial" },
	{ "case", "version=3", "version=03", "paper, line 4: the value of version is badly written" },
	{ "case", "version=3", "version=+3", "paper, line 4: the value of version is badly written" },
	{ "case", "version=3", "version=9223372036854775808", "paper, line 4: the value of version is badly written" },
	{ "case", "cert.count=2", "cert.count=3", "paper, line 15: cert.count is between 1 and 2" },
	{ "case", "cert.count=2", "cert.count=0", "paper, line 15: cert.count is between 1 and 2" },
	{ "case", "cert.count=2", "cert.count=1", "paper, line 30: consent is missing" },
	{ "case", "dns.count=2", "dns.count=3", "paper, line 27: cert.1.san.dns.3 is missing" },
	{ "case", "dns.count=2", "dns.count=17", "paper, line 24: cert.1.san.dns.count is between 1 and 16" },
	{ "case", "cert.2.subject", "cert.02.subject", "paper, line 30: cert.2.subject.CN is missing" },
	{ "case", "material.count=1", "material.count=65", "paper, line 34: material.count is between 0 and 64" },
	{ "case", "material.count=1", "material.count=99999999999999999999",
	    "paper, line 34: the value of material.count is badly written" },
	{ "case", "related-serial=4f", "related-serial=4F", "paper, line 14: the value of related-serial is badly written" },
	{ "case", "related-serial=4f", "related-serial=", "paper, line 14: the value of related-serial is badly written" },
	{ "case", "digest=sha256:aa", "digest=sha256:AA", "paper, line 11: the value of profile-digest is badly written" },
	{ "case", "digest=sha256:", "digest=sha512:", "paper, line 11: the value of profile-digest is badly written" },
	{ "case", "applicant=11", "applicant=1", "paper, line 38: the value of person.applicant is badly written" },
	{ "case", "10:00:00Z", "10:00:00.000Z", "paper, line 12: the value of submitted-at is badly written" },
	{ "case", "2026-11-24T", "2026-11-31T", "paper, line 12: the value of submitted-at is badly written" },
	{ "case", "10:00:00Z", "10:00:00+08:00", "paper, line 12: the value of submitted-at is badly written" },
	{ "operator", "soft=no", "soft=No", "paper, line 9: the value of soft is badly written" },
	{ "operator", "credential=AAAA", "credential=AAAA=", "paper, line 8: the value of credential is badly written" },
	{ "operator", "credential=AAAA", "credential=AAB", "paper, line 8: the value of credential is badly written" },
	{ "login", "until=2026-11-24T10:05:00Z\n", "until=2026-11-24T10:05:00Z\nuntil=2026-11-25T10:05:00Z\n",
	    "paper, line 6: an unknown key, or one out of its order" },
	{ "login", "until=2026-11-24T10:05:00Z\n", "until=2026-11-24T10:05:00Z",
	    "paper: does not end with a line end" },
};

static void
says_what_is_wrong(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		change(odd[i].kind, odd[i].from, odd[i].to, &b);
		assert_int_equal(paper_check(b.data, b.len, odd[i].kind), ERR_INPUT);
		assert_string_equal(err_take(), odd[i].note);
	}
	load("login", &b);
	b.data[20] = '\0';
	assert_int_equal(paper_check(b.data, b.len, "login"), ERR_INPUT);
	assert_string_equal(err_take(), "paper, line 2: an invisible character, U+0000");
	assert_int_equal(paper_check("", 0, "login"), ERR_INPUT);
	err_take();
	buf_clear(&b);
}

static void
takes_what_is_rare_but_right(void **state)
{
	static const struct { const char *kind, *from, *to; } right[] = {
		{ "case", "material.count=1\nmaterial.1.kind=licence\nmaterial.1.digest="
		    "sha256:eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee\n", "material.count=0\n" },
		{ "case", "version=3", "version=0" },
		{ "case", "version=3", "version=9223372036854775807" },
		{ "case", "四川省", "ＡＢＣ Ω 각 𠮷" },		/* full width and astral characters are NFC */
		{ "decision", "第一行", "a=b = c\\n" },
		{ "decision", "act=review\ndecision=return\nperson=P00017", "act=renew\ndecision=approve\nold-serial="
		    "4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f" },
	};
	struct buf b = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++) {
		change(right[i].kind, right[i].from, right[i].to, &b);
		assert_int_equal(paper_check(b.data, b.len, right[i].kind), 0);
	}
	buf_clear(&b);
}

static void
knows_its_limits(void **state)
{
	struct buf b = BUF_INIT, value = BUF_INIT;
	char to[PAPER_VALUE];

	(void)state;
	for (size_t i = 0; i < PAPER_VALUE - 1; i++)
		buf_addc(&value, i % 2 == 0 ? '\n' : 'x');
	for (int over = 0; over < 2; over++) {
		paper_begin(&b, "resume");
		paper_put(&b, "instance", "ca-1");
		paper_put(&b, "reason", value.data);
		paper_put_time(&b, "made-at", 1795514400000);
		paper_put_time(&b, "until", 1795514400000);
		assert_int_equal(paper_end(&b, "resume"), over ? ERR_INPUT : 0);
		err_take();
		assert_int_equal(paper_value(b.data, b.len, "reason", to, sizeof(to)), over ? ERR_LIMIT : 0);
		assert_string_equal(to, over ? "" : value.data);
		err_take();
		buf_addc(&value, 'x');
	}
	buf_reset(&b);
	while (b.len <= PAPER_MAX)
		buf_adds(&b, "x=1\n");
	assert_int_equal(paper_check(b.data, b.len, "login"), ERR_LIMIT);
	err_take();
	buf_clear(&b);
	buf_init(&b, 20);
	paper_begin(&b, "login");
	paper_put(&b, "console", "ra");
	assert_int_equal(paper_end(&b, "login"), ERR_LIMIT);
	err_take();
	buf_clear(&b);
	buf_clear(&value);
}

static void
writes_what_it_reads(void **state)
{
	static const unsigned char digest[32] = { 0xaa, [31] = 0x01 }, serial[20] = { 0x4f, [19] = 0x02 };
	struct buf b = BUF_INIT, want = BUF_INIT;
	char to[100];

	(void)state;
	paper_begin(&b, "reconcile");
	paper_put(&b, "instance", "ca-1");
	paper_put(&b, "issuer", "ca-p256");
	paper_put_hex(&b, "serial", serial, sizeof(serial));
	paper_put_digest(&b, "tbs", digest);
	paper_put(&b, "missing", NULL);
	paper_put(&b, "empty", "");
	paper_put(&b, "reason", "a\\b\nc=d");
	paper_put_time(&b, "made-at", 1795514400999);
	paper_put_time(&b, "until", 1795514400000);
	assert_string_equal(b.data, "certhall-reconcile-1\ninstance=ca-1\nissuer=ca-p256\n"
	    "serial=4f00000000000000000000000000000000000002\n"
	    "tbs=sha256:aa00000000000000000000000000000000000000000000000000000000000001\n"
	    "reason=a\\\\b\\nc=d\nmade-at=2026-11-24T10:00:00Z\nuntil=2026-11-24T10:00:00Z\n");
	assert_int_equal(paper_end(&b, "reconcile"), 0);
	assert_int_equal(paper_value(b.data, b.len, "reason", to, sizeof(to)), 0);
	assert_string_equal(to, "a\\b\nc=d");
	assert_int_equal(paper_value(b.data, b.len, "reason", to, 8), 0);
	assert_int_equal(paper_value(b.data, b.len, "reason", to, 7), ERR_LIMIT);
	assert_string_equal(err_take(), "paper: the value of reason is longer than 6 octets");
	assert_string_equal(to, "");
	assert_int_equal(paper_value(b.data, b.len, "c", to, sizeof(to)), ERR_NOTFOUND);
	assert_int_equal(paper_value(b.data, b.len, "reaso", to, sizeof(to)), ERR_NOTFOUND);
	assert_string_equal(err_take(), "");
	paper_begin(&b, "operator");
	paper_put_number(&b, "days", 18446744073709551615ull);
	paper_put_base64(&b, "spki", "\xff\xfe\xfd", 3);
	assert_string_equal(b.data, "certhall-operator-1\ndays=18446744073709551615\nspki=__79\n");
	buf_clear(&b);
	buf_clear(&want);
}

/* People paste text in other forms than a paper has; it is the same text. */
static void
writes_people_s_text_in_the_form_of_papers(void **state)
{
	struct buf b = BUF_INIT;
	char to[100];

	(void)state;
	paper_begin(&b, "release");
	paper_put(&b, "instance", "ca-1");
	paper_put(&b, "issuer", "ca-p256");
	paper_put(&b, "serial", "4f00000000000000000000000000000000000002");
	paper_put(&b, "reason", "Nguye\xCC\x82\xCC\x83n Va\xCC\x86n A:\tCCCD\n\t2.");
	paper_put_time(&b, "made-at", 1795514400000);
	paper_put_time(&b, "until", 1795514400000);
	assert_int_equal(paper_end(&b, "release"), 0);
	assert_int_equal(paper_value(b.data, b.len, "reason", to, sizeof(to)), 0);
	assert_string_equal(to, "Nguy\xE1\xBB\x85n V\xC4\x83n A: CCCD\n 2.");
	paper_begin(&b, "release");
	paper_put(&b, "reason", "\xFF");
	assert_int_equal(paper_end(&b, "release"), ERR_INPUT);
	err_take();
	buf_clear(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_every_kind_and_no_other_name),
		cmocka_unit_test(takes_each_line_once_and_in_its_place),
		cmocka_unit_test(takes_no_part_of_a_paper_and_no_more),
		cmocka_unit_test(says_what_is_wrong),
		cmocka_unit_test(takes_what_is_rare_but_right),
		cmocka_unit_test(knows_its_limits),
		cmocka_unit_test(writes_what_it_reads),
		cmocka_unit_test(writes_people_s_text_in_the_form_of_papers),
	};

	return cmocka_run_group_tests_name("pki/paper", tests, NULL, NULL);
}
