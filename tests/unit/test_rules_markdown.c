#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "rules/markdown.h"
#include "util/err.h"
#include "util/io.h"
#include "util/str.h"

static struct markdown m;

static int
render(const char *text)
{
	markdown_clear(&m);
	return markdown_render(text, strlen(text), &m);
}

static void
refuses(const char *text, int code, const char *why)
{
	assert_int_equal(render(text), code);
	assert_non_null(strstr(err_take(), why));
	assert_int_equal(m.html.len, 0);
}

static void
takes_the_title_and_moves_headings_below_the_pages_own(void **state)
{
	(void)state;
	assert_int_equal(render("# 订户 *协议*\n\n## 一、成立\n\n###### 六\n\n正文\n"), 0);
	assert_string_equal(m.title, "订户 协议");
	assert_string_equal(buf_str(&m.html), "<h2>订户 <em>协议</em></h2>\n<h3>一、成立</h3>\n<h6>六</h6>\n<p>正文</p>\n");
	markdown_clear(&m);
}

static void
takes_each_quotation_as_a_key_clause(void **state)
{
	(void)state;
	assert_int_equal(render("# 协议\n\n> 序言里的\n\n## 三、密钥\n\n文\n\n> 私钥由订户**专有**并\n> 控制。\n>\n> 第二段\n"), 0);
	assert_int_equal(m.clauses, 2);
	assert_string_equal(m.clause[0].heading, "协议");
	assert_string_equal(m.clause[0].text, "序言里的");
	assert_int_equal(m.clause[1].position, 2);
	assert_string_equal(m.clause[1].anchor, "clause-2");
	assert_string_equal(m.clause[1].heading, "三、密钥");
	assert_string_equal(m.clause[1].text, "私钥由订户专有并 控制。 第二段");
	assert_non_null(strstr(buf_str(&m.html), "<blockquote id=\"clause-2\">\n<p>私钥由订户<strong>专有</strong>"));
	markdown_clear(&m);
}

static void
lets_no_markup_of_the_author_through(void **state)
{
	(void)state;
	refuses("# t\n\n<script>x()</script>\n", ERR_INPUT, "\"<script>x()</script>\" would not be shown");
	refuses("# t\n\na <i onclick=\"x()\">\n", ERR_INPUT, "would not be shown");
	assert_int_equal(render("# t\n\na [l](javascript:x())\n"), 0);
	assert_null(strstr(buf_str(&m.html), "script"));
	assert_non_null(strstr(buf_str(&m.html), "<a href=\"\">l</a>"));
	markdown_clear(&m);
}

static void
refuses_what_a_reader_would_not_see_as_meant(void **state)
{
	(void)state;
	refuses("没有标题\n", ERR_INPUT, "no title");
	refuses("# t\n\n**注意：**不可撤回\n", ERR_INPUT, "**");	/* closed after punctuation, before a Han character */
	refuses("# t\n\n\xff\xfe\n", ERR_INPUT, "UTF-8");
	assert_int_equal(render("# t\n\n**注意**：不可撤回\n"), 0);
	markdown_clear(&m);
}

/* As agreements come out of word processors: blanks to fill in, paragraphs indented, the other party in angle brackets. */
static void
takes_agreements_as_they_are_pasted_or_says_why_not(void **state)
{
	(void)state;
	assert_int_equal(render("# t\n\n甲方（盖章）：__________\n\n日期：____年____月____日，手机 138****1234\n\n　　（二）全角缩进\n"), 0);
	assert_non_null(strstr(buf_str(&m.html), "<p>甲方（盖章）：__________</p>"));
	assert_null(strstr(buf_str(&m.html), "<code>"));
	markdown_clear(&m);
	refuses("# t\n\n__注意：__不可撤回\n", ERR_INPUT, "the mark __ before");
	refuses("# t\n\n***注意：***不可撤回\n", ERR_INPUT, "before \"注意：***不可撤回\"");
	refuses("# t\n\n       (一)用户知晓电子签名\n", ERR_INPUT, "\"(一)用户知晓电子签名\" would be shown as program text");
	refuses("# t\n\n>     赔偿限额\n", ERR_INPUT, "program text");	/* its words would be missing from the key clauses */
	refuses("# t\n\n由 <Party A> 承担\n", ERR_INPUT, "\"<Party A>\" would not be shown");
	refuses("# t\n\n![印章](https://example.com/a.png)\n", ERR_INPUT, "pictures");
	refuses("# t\n\n1. a\n\n   > 赔偿限额\n", ERR_INPUT, "a key clause begins its line");
	assert_int_equal(render("# t\n\n由 <甲方名称> 承担\n"), 0);	/* no HTML */
	assert_non_null(strstr(buf_str(&m.html), "由 &lt;甲方名称&gt; 承担"));
	markdown_clear(&m);
}

/* A note is shown in a page: no half characters. */
static void
names_the_place_in_whole_characters(void **state)
{
	char text[700] = "# t\n\n**a：**";
	const char *note;

	(void)state;
	for (int i = 0; i < 60; i++)
		strcat(text, i % 2 == 0 ? "责" : "\xF0\xAC\xAD\xA9");
	assert_int_equal(render(text), ERR_INPUT);
	note = err_take();
	assert_true(str_is_utf8(note, strlen(note)));
}

static void
refuses_more_clauses_than_a_box_can_hold(void **state)
{
	struct buf text = BUF_INIT;
	int i;

	(void)state;
	buf_adds(&text, "# t\n");
	for (i = 0; i < MARKDOWN_CLAUSES; i++)
		buf_printf(&text, "\n> %d\n\nand\n", i);
	assert_int_equal(render(buf_str(&text)), 0);
	assert_int_equal(m.clauses, MARKDOWN_CLAUSES);
	buf_adds(&text, "\n> one more\n");
	refuses(buf_str(&text), ERR_LIMIT, "key clauses");
	buf_clear(&text);
}

static void
renders_every_model_text(void **state)
{
	static const char *const kinds[] = { "notice", "risk", "agreement", "cps", "privacy", "sensitive" };
	static const char *const languages[] = { "zh-CN", "en", "vi" };
	size_t i, k;

	(void)state;
	for (i = 0; i < 6; i++)
		for (k = 0; k < 3; k++) {
			char path[300];
			struct buf text = BUF_INIT;

			snprintf(path, sizeof(path), "%s/db/seed/texts/%s.%s.md", SRCDIR, kinds[i], languages[k]);
			assert_int_equal(io_load(path, 1 << 20, &text), 0);
			assert_int_equal(render(buf_str(&text)), 0);
			assert_true(m.title[0] != '\0');
			if (i == 2)	/* the agreement must have its box of key clauses */
				assert_true(m.clauses >= 4);
			buf_clear(&text);
		}
	markdown_clear(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_the_title_and_moves_headings_below_the_pages_own),
		cmocka_unit_test(takes_each_quotation_as_a_key_clause),
		cmocka_unit_test(lets_no_markup_of_the_author_through),
		cmocka_unit_test(refuses_what_a_reader_would_not_see_as_meant),
		cmocka_unit_test(takes_agreements_as_they_are_pasted_or_says_why_not),
		cmocka_unit_test(names_the_place_in_whole_characters),
		cmocka_unit_test(refuses_more_clauses_than_a_box_can_hold),
		cmocka_unit_test(renders_every_model_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
