#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "util/buf.h"
#include "util/diff.h"
#include "util/err.h"

/* Rows as lines; deleted text stands in [ ], inserted text in { }; a whole line has - or + in front. */
static void
shows(const char *old, const char *new, const char *expected)
{
	static const char *const mark[] = { "", "-", "+", "~" };
	struct diff d;
	struct buf b = BUF_INIT;

	assert_int_equal(diff_texts(old, new, &d), 0);
	for (size_t i = 0; i < d.nrows; i++) {
		buf_adds(&b, mark[d.rows[i].kind]);
		for (size_t k = 0; k < d.rows[i].count; k++) {
			const struct diff_piece *p = &d.pieces[d.rows[i].first + k];
			bool marked = d.rows[i].kind == DIFF_CHANGED && p->kind != DIFF_SAME;

			if (marked)
				buf_addc(&b, p->kind == DIFF_DEL ? '[' : '{');
			buf_add(&b, p->text, p->len);
			if (marked)
				buf_addc(&b, p->kind == DIFF_DEL ? ']' : '}');
		}
		buf_addc(&b, '\n');
	}
	assert_string_equal(buf_str(&b), expected);
	buf_clear(&b);
	diff_clear(&d);
}

/* The pieces of a side, lines joined again, are the text of that side. */
static void
gives_back(const struct diff *d, enum diff_kind side, const char *text)
{
	enum diff_kind other = side == DIFF_DEL ? DIFF_INS : DIFF_DEL;
	struct buf b = BUF_INIT;
	bool first = true;

	for (size_t i = 0; i < d->nrows; i++) {
		if (d->rows[i].kind == other)
			continue;
		if (!first)
			buf_addc(&b, '\n');
		first = false;
		for (size_t k = 0; k < d->rows[i].count; k++) {
			const struct diff_piece *p = &d->pieces[d->rows[i].first + k];

			if (p->kind != other)
				buf_add(&b, p->text, p->len);
		}
	}
	assert_string_equal(buf_str(&b), text);
	buf_clear(&b);
}

static void
finds_nothing_in_equal_texts(void **state)
{
	(void)state;
	shows("第一条\n\n第二条", "第一条\n\n第二条", "第一条\n\n第二条\n");
	shows("", "", "\n");
}

static void
marks_the_characters_of_a_changed_clause(void **state)
{
	(void)state;
	shows("认证机构应在二十四小时内吊销。", "认证机构应在十二小时内吊销。", "~认证机构应在[二十四]{十二}小时内吊销。\n");
	shows("Thời hạn là 24 giờ.", "Thời hạn là 12 giờ.", "~Thời hạn là [24]{12} giờ.\n");
}

static void
keeps_clauses_side_by_side_around_a_new_one(void **state)
{
	(void)state;
	shows("一、范围\n订户应保管私钥。\n三、责任", "一、范围\n二、期限\n订户应妥善保管私钥。\n三、责任",
	    "一、范围\n+二、期限\n~订户应{妥善}保管私钥。\n三、责任\n");
	shows("a\nb\nc", "c", "-a\n-b\nc\n");
}

static void
does_not_mix_lines_that_have_little_in_common(void **state)
{
	(void)state;
	shows("订户应保管私钥。", "费用由双方另行约定", "-订户应保管私钥。\n+费用由双方另行约定\n");
	shows("", "新的一条", "-\n+新的一条\n");
}

static void
joins_edits_that_are_one_letter_apart(void **state)
{
	(void)state;
	shows("the quick brown fox", "the slick brown fox", "~the [qu]{sl}ick brown fox\n");
	shows("有效期为一年零三月整", "有效期为二年零五月整", "~有效期为[一]{二}年零[三]{五}月整\n");
	shows("有效期为一年三月整", "有效期为二年五月整", "~有效期为[一年三]{二年五}月整\n");
}

static void
shows_an_empty_line_that_came_or_went(void **state)
{
	(void)state;
	shows("a\nb", "a\n\nb", "a\n+\nb\n");
	shows("a\n\nb\n", "a\nb\n", "a\n-\nb\n\n");
}

static void
refuses_what_is_no_text(void **state)
{
	struct diff d;

	(void)state;
	assert_int_equal(diff_texts("a", "\xff", &d), ERR_INPUT);
	assert_string_equal(err_take(), "text to be compared is not UTF-8");
}

static void
random_text(char *to, size_t max)
{
	static const char *const letters[] = { "a", "b", "之", "条", "\n", "đ" };
	size_t n = (size_t)rand() % max;

	*to = '\0';
	for (size_t i = 0; i < n; i++)
		strcat(to, letters[(size_t)rand() % 6]);
}

static void
loses_no_character_of_either_text(void **state)
{
	char a[400], b[400];
	struct diff d;

	(void)state;
	srand(1);
	for (int i = 0; i < 3000; i++) {
		random_text(a, 1 + (size_t)i % 90);
		random_text(b, 1 + (size_t)i % 60);
		assert_int_equal(diff_texts(a, b, &d), 0);
		gives_back(&d, DIFF_DEL, a);
		gives_back(&d, DIFF_INS, b);
		diff_clear(&d);
	}
}

static void
gives_up_on_texts_that_are_altogether_different(void **state)
{
	struct buf a = BUF_INIT, b = BUF_INIT;
	struct diff d;

	(void)state;
	for (int i = 0; i < 3000; i++) {
		buf_printf(&a, "old line %d\n", i);
		buf_printf(&b, "NEW TEXT %d\n", i + 7);
	}
	assert_int_equal(diff_texts(buf_str(&a), buf_str(&b), &d), 0);
	gives_back(&d, DIFF_DEL, buf_str(&a));
	gives_back(&d, DIFF_INS, buf_str(&b));
	diff_clear(&d);
	buf_clear(&a);
	buf_clear(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_nothing_in_equal_texts),
		cmocka_unit_test(marks_the_characters_of_a_changed_clause),
		cmocka_unit_test(keeps_clauses_side_by_side_around_a_new_one),
		cmocka_unit_test(does_not_mix_lines_that_have_little_in_common),
		cmocka_unit_test(joins_edits_that_are_one_letter_apart),
		cmocka_unit_test(shows_an_empty_line_that_came_or_went),
		cmocka_unit_test(refuses_what_is_no_text),
		cmocka_unit_test(loses_no_character_of_either_text),
		cmocka_unit_test(gives_up_on_texts_that_are_altogether_different),
	};
	return cmocka_run_group_tests_name("util/diff", tests, NULL, NULL);
}
