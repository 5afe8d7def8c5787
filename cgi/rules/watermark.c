#include "rules/watermark.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include <cairo.h>
#include <pango/pangocairo.h>

#include "util/err.h"

#define FONT	"Noto Sans CJK SC 20px"
#define TILT	(-M_PI / 7)
#define GAP	120		/* pixels between the texts, and twice that between the lines */

struct reading { const struct buf *png; size_t at; };

static cairo_status_t
more(void *ctx, unsigned char *to, unsigned n)
{
	struct reading *r = ctx;

	if (r->png->len - r->at < n)
		return CAIRO_STATUS_READ_ERROR;
	memcpy(to, r->png->data + r->at, n);
	r->at += n;
	return CAIRO_STATUS_SUCCESS;
}

static cairo_status_t
add(void *ctx, const unsigned char *p, unsigned n)
{
	buf_add(ctx, p, n);
	return CAIRO_STATUS_SUCCESS;
}

/* Dark letters with a light edge: to be read on any ground. */
static void
write_at(cairo_t *c, PangoLayout *text, double x, double y)
{
	cairo_move_to(c, x, y);
	pango_cairo_layout_path(c, text);
	cairo_set_source_rgba(c, 1, 1, 1, 0.35);
	cairo_set_line_width(c, 2);
	cairo_stroke_preserve(c);
	cairo_set_source_rgba(c, 0.35, 0.05, 0.05, 0.35);
	cairo_fill(c);
}

static void
cover(cairo_t *c, PangoLayout *text, int width, int height)
{
	double far = hypot(width, height), x, y;
	int w, h, line = 0;

	pango_layout_get_pixel_size(text, &w, &h);
	cairo_translate(c, width / 2.0, height / 2.0);
	cairo_rotate(c, TILT);
	for (y = -far / 2; y < far / 2; y += h + 2 * GAP, line++)
		for (x = -far / 2 - (line % 2) * (w + GAP) / 2.0; x < far / 2; x += w + GAP)
			write_at(c, text, x, y);
}

static void
draw_text(cairo_surface_t *s, const char *text)
{
	PangoFontDescription *font = pango_font_description_from_string(FONT);
	cairo_t *c = cairo_create(s);
	PangoLayout *layout = pango_cairo_create_layout(c);

	pango_layout_set_font_description(layout, font);
	pango_layout_set_text(layout, text, -1);
	cover(c, layout, cairo_image_surface_get_width(s), cairo_image_surface_get_height(s));
	g_object_unref(layout);
	cairo_destroy(c);
	pango_font_description_free(font);
}

/* The picture that lies on its side, on its feet: in place of the one it was. */
static cairo_surface_t *
turned(cairo_surface_t *from, int turn)
{
	int w = cairo_image_surface_get_width(from), h = cairo_image_surface_get_height(from);
	bool lies = turn % 180 != 0;
	cairo_surface_t *to = cairo_image_surface_create(cairo_image_surface_get_format(from), lies ? h : w, lies ? w : h);
	cairo_t *c = cairo_create(to);

	cairo_translate(c, (lies ? h : w) / 2.0, (lies ? w : h) / 2.0);
	cairo_rotate(c, turn * M_PI / 180);
	cairo_set_source_surface(c, from, -w / 2.0, -h / 2.0);
	cairo_pattern_set_filter(cairo_get_source(c), CAIRO_FILTER_NEAREST);
	cairo_paint(c);
	cairo_destroy(c);
	cairo_surface_destroy(from);
	return to;
}

int
watermark(const struct buf *png, int turn, const char *text, struct buf *out)
{
	struct reading r = { png, 0 };
	cairo_surface_t *s = cairo_image_surface_create_from_png_stream(more, &r);
	cairo_status_t status = cairo_surface_status(s);

	if (status == CAIRO_STATUS_SUCCESS && turn != 0) {
		s = turned(s, turn);
		status = cairo_surface_status(s);
	}
	if (status == CAIRO_STATUS_SUCCESS) {
		draw_text(s, text);
		status = cairo_surface_write_to_png_stream(s, add, out);
	}
	cairo_surface_destroy(s);
	return status == CAIRO_STATUS_SUCCESS ? buf_end(out, "page") : err_set(ERR_CRYPTO, "the page is not a picture of ours");
}
