#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "draw/ppm.h"
#include "util/buf.h"
#include "util/err.h"

struct seen { struct buf text; int answer; };

static int
take(void *ctx, int width, int height, const unsigned char *rgb)
{
	struct seen *s = ctx;

	buf_printf(&s->text, "%dx%d:", width, height);
	buf_add(&s->text, rgb, (size_t)(width * height * 3));
	buf_addc(&s->text, ';');
	return s->answer;
}

static int
feed(const char *p, size_t n, size_t step, struct seen *s)
{
	struct ppm r = { .side = 100, .take = take, .ctx = s };
	int code = 0, end;

	buf_reset(&s->text);
	for (size_t at = 0; code == 0 && at < n; at += step)
		code = ppm_feed(&r, p + at, n - at < step ? n - at : step);
	end = ppm_end(&r);
	return code != 0 ? code : end;
}

static void
takes_pictures_as_they_come(void **state)
{
	static const char two[] = "P6\n2 1\n255\nabcdefP6\n1 2\n255\n\n P6\n ";
	struct seen s = { .answer = 0 };

	(void)state;
	for (size_t step = 1; step < sizeof(two); step++) {
		assert_int_equal(feed(two, sizeof(two) - 1, step, &s), 0);
		assert_string_equal(s.text.data, "2x1:abcdef;1x2:\n P6\n ;");
	}
	assert_int_equal(feed("", 0, 1, &s), 0);
	buf_clear(&s.text);
}

static void
ends_when_the_taker_says_so(void **state)
{
	static const char two[] = "P6\n2 1\n255\nabcdefP6\n2 1\n255\nabcdef";
	struct seen s = { .answer = ERR_LIMIT };

	(void)state;
	assert_int_equal(feed(two, sizeof(two) - 1, 1000, &s), ERR_LIMIT);
	assert_string_equal(s.text.data, "2x1:abcdef;");
	buf_clear(&s.text);
}

static void
refuses_what_is_no_picture_or_too_large(void **state)
{
	static const char *const odd[] = { "P5\n2 1\n255\nabcdef", "P6\n2 1\n65535\nabcdef", "P6\n101 1\n255\n", "P6\n1 101\n255\n",
	    "P6\n0 1\n255\n", "P6\n1 0\n255\n", "P6\n-1 1\n255\n", "P6\n1\n255\n", "P6\n1 1 \n255\n", "P6\n 1 1\n255\n",
	    "P6\n# x\n1 1\n",
	    "P6\n99999999999999999999 1\n255\n", "P6\n2 1\n255\nabcde", "P6\n2 1\n", "P", "GIF89a;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;",
	    "P6\n2 1\n255\nabcdefX", "P6 2 1 255\nabcdef", "Error: x\n\n\n" };
	struct seen s = { .answer = 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		assert_int_equal(feed(odd[i], strlen(odd[i]), 1000, &s), ERR_INPUT);
		assert_string_equal(err_take(), "the pages of the file cannot be drawn");
		assert_int_equal(feed(odd[i], strlen(odd[i]), 1, &s), ERR_INPUT);
		err_take();
	}
	assert_int_equal(feed("P6\n1\0001\n255\n", 11, 1000, &s), ERR_INPUT);
	err_take();
	buf_clear(&s.text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_pictures_as_they_come),
		cmocka_unit_test(ends_when_the_taker_says_so),
		cmocka_unit_test(refuses_what_is_no_picture_or_too_large),
	};

	return cmocka_run_group_tests_name("draw/ppm", tests, NULL, NULL);
}
