#include "draw/png.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cairo.h>

#include "draw/draw.h"
#include "util/io.h"

#define IHDR 24		/* signature, length, type, width, height */

static cairo_status_t
more(void *ctx, unsigned char *to, unsigned n)
{
	return io_read(*(int *)ctx, to, n) == 0 ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_READ_ERROR;
}

/* cairo takes the memory for all pixels at once: how many there are is asked first. */
static int
is_small(int fd)
{
	unsigned char head[IHDR];
	uint64_t width = 0, height = 0;
	int i;

	if (pread(fd, head, sizeof(head), 0) != IHDR)
		return 0;
	for (i = 0; i < 4; i++) {
		width = width << 8 | head[16 + i];
		height = height << 8 | head[20 + i];
	}
	return width > 0 && height > 0 && width <= PNG_PIXELS && height <= PNG_PIXELS && width * height <= PNG_PIXELS;
}

static cairo_surface_t *
shrink(cairo_surface_t *whole, int width, int height)
{
	int larger = width > height ? width : height;
	double scale = larger > DRAW_SIDE ? (double)DRAW_SIDE / larger : 1;
	int w = (int)(width * scale), h = (int)(height * scale);
	cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, w > 0 ? w : 1, h > 0 ? h : 1);
	cairo_t *c = cairo_create(s);

	cairo_set_source_rgb(c, 1, 1, 1);
	cairo_paint(c);
	cairo_scale(c, scale, scale);
	cairo_set_source_surface(c, whole, 0, 0);
	cairo_pattern_set_filter(cairo_get_source(c), CAIRO_FILTER_GOOD);
	cairo_paint(c);
	cairo_destroy(c);
	cairo_surface_flush(s);
	return s;
}

static int
write_ppm(cairo_surface_t *s, int to)
{
	int width = cairo_image_surface_get_width(s), height = cairo_image_surface_get_height(s), x, y;
	const unsigned char *data = cairo_image_surface_get_data(s);
	unsigned char line[3 * DRAW_SIDE];
	char head[40];
	int n = snprintf(head, sizeof(head), "P6\n%d %d\n255\n", width, height);

	if (data == NULL || io_write(to, head, (size_t)n) != 0)
		return -1;
	for (y = 0; y < height; y++) {
		const unsigned char *row = data + (size_t)y * (size_t)cairo_image_surface_get_stride(s);

		for (x = 0; x < width; x++) {
			uint32_t pixel;

			memcpy(&pixel, row + 4 * x, 4);
			line[3 * x] = (unsigned char)(pixel >> 16);
			line[3 * x + 1] = (unsigned char)(pixel >> 8);
			line[3 * x + 2] = (unsigned char)pixel;
		}
		if (io_write(to, line, 3 * (size_t)width) != 0)
			return -1;
	}
	return 0;
}

int
png_to_ppm(int from, int to)
{
	cairo_surface_t *whole, *small = NULL;
	int r = -1;

	if (!is_small(from))
		return -1;
	whole = cairo_image_surface_create_from_png_stream(more, &from);
	if (cairo_surface_status(whole) == CAIRO_STATUS_SUCCESS) {
		small = shrink(whole, cairo_image_surface_get_width(whole), cairo_image_surface_get_height(whole));
		if (cairo_surface_status(small) == CAIRO_STATUS_SUCCESS)
			r = write_ppm(small, to);
		cairo_surface_destroy(small);
	}
	cairo_surface_destroy(whole);
	return r;
}
