#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cairo.h>

#include "rules/watermark.h"
#include "util/err.h"
#include "util/io.h"

static cairo_status_t
add(void *ctx, const unsigned char *p, unsigned n)
{
	buf_add(ctx, p, n);
	return CAIRO_STATUS_SUCCESS;
}

struct reading { const struct buf *png; size_t at; };

static cairo_status_t
more(void *ctx, unsigned char *to, unsigned n)
{
	struct reading *r = ctx;

	assert_true(r->png->len - r->at >= n);
	memcpy(to, r->png->data + r->at, n);
	r->at += n;
	return CAIRO_STATUS_SUCCESS;
}

static void
blank(int width, int height, double grey, struct buf *png)
{
	cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
	cairo_t *c = cairo_create(s);

	cairo_set_source_rgb(c, grey, grey, grey);
	cairo_paint(c);
	buf_reset(png);
	assert_int_equal(cairo_surface_write_to_png_stream(s, add, png), CAIRO_STATUS_SUCCESS);
	cairo_destroy(c);
	cairo_surface_destroy(s);
}

/* How many of the picture's sixteen parts have a pixel unlike the ground. */
static int
marked_parts(const struct buf *png, unsigned ground)
{
	struct reading r = { png, 0 };
	cairo_surface_t *s = cairo_image_surface_create_from_png_stream(more, &r);
	int w = cairo_image_surface_get_width(s), h = cairo_image_surface_get_height(s), x, y, n = 0;
	char part[16] = { 0 };

	for (y = 0; y < h; y++)
		for (x = 0; x < w; x++) {
			uint32_t p;

			memcpy(&p, cairo_image_surface_get_data(s) + y * cairo_image_surface_get_stride(s) + 4 * x, 4);
			part[y * 4 / h * 4 + x * 4 / w] |= abs((int)(p & 255) - (int)ground) > 30;
		}
	cairo_surface_destroy(s);
	for (x = 0; x < 16; x++)
		n += part[x];
	return n;
}

/* A part of the screen, photographed, still says whose it was: on white paper and on a dark photograph. */
static void
stands_in_every_part_of_a_page(void **state)
{
	static const struct { int width, height; double grey; } pages[] = { { 1240, 1754, 1 }, { 1754, 877, 1 }, { 1240, 1754, 0 } };
	struct buf png = BUF_INIT, marked = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		blank(pages[i].width, pages[i].height, pages[i].grey, &png);
		assert_int_equal(marked_parts(&png, pages[i].grey > 0 ? 255 : 0), 0);
		buf_reset(&marked);
		assert_int_equal(watermark(&png, 0, "审核甲 op-3  2026-11-27 10:00", &marked), 0);
		assert_int_equal(marked_parts(&marked, pages[i].grey > 0 ? 255 : 0), 16);
	}
	buf_clear(&png);
	buf_clear(&marked);
}

/* Width, height and the darkness of the middle of each quarter: above left, above right, below right, below left. */
struct seen { int width, height; bool dark[4]; };

static struct seen
see(const struct buf *png)
{
	static const int quarter[4][2] = { { 1, 1 }, { 3, 1 }, { 3, 3 }, { 1, 3 } };
	struct reading r = { png, 0 };
	cairo_surface_t *s = cairo_image_surface_create_from_png_stream(more, &r);
	struct seen seen = { cairo_image_surface_get_width(s), cairo_image_surface_get_height(s), { false } };

	for (int i = 0; i < 4; i++)
		seen.dark[i] = cairo_image_surface_get_data(s)[seen.height * quarter[i][1] / 4 * cairo_image_surface_get_stride(s) +
		    4 * (seen.width * quarter[i][0] / 4)] < 128;
	cairo_surface_destroy(s);
	return seen;
}

/* A page with one dark corner: each quarter turn moves it on, clockwise, and the marks stand on every part as before. */
static void
turns_a_page_and_marks_it_upright(void **state)
{
	struct buf png = BUF_INIT, marked = BUF_INIT;
	cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 1240, 620);
	cairo_t *c = cairo_create(s);

	(void)state;
	cairo_set_source_rgb(c, 1, 1, 1);
	cairo_paint(c);
	cairo_set_source_rgb(c, 0, 0, 0);
	cairo_rectangle(c, 0, 0, 620, 310);
	cairo_fill(c);
	assert_int_equal(cairo_surface_write_to_png_stream(s, add, &png), CAIRO_STATUS_SUCCESS);
	for (int turn = 0; turn < 4; turn++) {
		struct seen seen;

		buf_reset(&marked);
		assert_int_equal(watermark(&png, 90 * turn, "审核甲 op-3  2026-11-27 10:00", &marked), 0);
		seen = see(&marked);
		assert_int_equal(seen.width, turn % 2 == 0 ? 1240 : 620);
		assert_int_equal(seen.height, turn % 2 == 0 ? 620 : 1240);
		for (int i = 0; i < 4; i++)
			assert_int_equal(seen.dark[i], i == turn);
	}
	cairo_destroy(c);
	cairo_surface_destroy(s);
	buf_clear(&png);
	buf_clear(&marked);
}

static void
marks_nothing_that_is_no_picture(void **state)
{
	struct buf png = BUF_INIT, marked = BUF_INIT;

	(void)state;
	blank(40, 40, 1, &png);
	png.len -= 20;
	assert_int_equal(watermark(&png, 0, "x", &marked), ERR_CRYPTO);
	assert_string_equal(err_take(), "the page is not a picture of ours");
	png.len = 0;
	assert_int_equal(watermark(&png, 0, "x", &marked), ERR_CRYPTO);
	err_take();
	assert_int_equal(marked.len, 0);
	buf_clear(&png);
	buf_clear(&marked);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stands_in_every_part_of_a_page),
		cmocka_unit_test(turns_a_page_and_marks_it_upright),
		cmocka_unit_test(marks_nothing_that_is_no_picture),
	};

	return cmocka_run_group_tests_name("rules/watermark", tests, NULL, NULL);
}
