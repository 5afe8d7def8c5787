#include "draw/make.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include <cairo.h>

#include "draw/draw.h"
#include "draw/jail.h"
#include "draw/jpeg.h"
#include "draw/ppm.h"
#include "util/err.h"
#include "util/str.h"
#include "util/tm.h"

#define CHUNK	65536
#define GRACE	2000	/* milliseconds between the end of the pictures and of their maker */

struct make {
	int	(*take)(void *ctx, int width, int height, const struct buf *png);
	void	*ctx;
	int	 pages, ms;
};

/* --- one page --- */

static cairo_status_t
add(void *ctx, const unsigned char *p, unsigned n)
{
	buf_add(ctx, p, n);
	return CAIRO_STATUS_SUCCESS;
}

static int
encode(int width, int height, const unsigned char *rgb, struct buf *out)
{
	cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
	unsigned char *data = cairo_image_surface_get_data(s);
	cairo_status_t status = CAIRO_STATUS_NO_MEMORY;
	int x, y;

	if (data != NULL) {
		for (y = 0; y < height; y++) {
			unsigned char *row = data + (size_t)y * (size_t)cairo_image_surface_get_stride(s);

			for (x = 0; x < width; x++, rgb += 3) {
				uint32_t pixel = (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2];

				memcpy(row + 4 * x, &pixel, 4);
			}
		}
		cairo_surface_mark_dirty(s);
		status = cairo_surface_write_to_png_stream(s, add, out);
	}
	cairo_surface_destroy(s);
	return status == CAIRO_STATUS_SUCCESS ? buf_end(out, "page") : err_set(ERR_PEER, "a page could not be written as PNG");
}

static int
one_page(void *ctx, int width, int height, const unsigned char *rgb)
{
	struct make *m = ctx;
	struct buf png = BUF_INIT;
	int r;

	if (m->pages == DRAW_PAGES)
		return err_set(ERR_LIMIT, "the file has more than %d pages", DRAW_PAGES);
	m->pages++;
	if ((r = encode(width, height, rgb, &png)) == 0)
		r = m->take(m->ctx, width, height, &png);
	buf_wipe(&png);
	return r;
}

/* --- the file --- */

/* Reads to the end of the pictures. */
static int
read_all(int fd, struct ppm *p, int ms)
{
	int64_t until = tm_steady() + ms;
	unsigned char chunk[CHUNK];
	int r = 0;

	while (r == 0) {
		struct pollfd wait = { .fd = fd, .events = POLLIN };
		int64_t left = until - tm_steady();
		ssize_t n;

		if (left <= 0 || poll(&wait, 1, (int)left) == 0)
			return err_set(ERR_LIMIT, "the file takes too long to be drawn");
		if ((n = read(fd, chunk, sizeof(chunk))) == 0)
			return 0;
		if (n > 0)
			r = ppm_feed(p, chunk, (size_t)n);
		else if (errno != EINTR)
			r = err_set(ERR_PEER, "the pages could not be read: %s", strerror(errno));
	}
	return r;
}

static int
run(enum jail_tool tool, const void *file, size_t n, struct make *m)
{
	struct ppm p = { .side = DRAW_SIDE, .take = one_page, .ctx = m };
	pid_t pid;
	int fd, r, whole, end;

	if ((r = jail_start(tool, file, n, &pid, &fd)) != 0)
		return r;
	r = read_all(fd, &p, m->ms);
	whole = ppm_end(&p);
	end = jail_end(pid, fd, r == 0 ? GRACE : 0);
	if (r == 0)
		r = whole != 0 ? whole : end;
	if (r == 0 && m->pages == 0)
		r = err_set(ERR_INPUT, "the pages of the file cannot be drawn");
	return r;
}

int
make_pages(const char *type, const void *file, size_t n, int ms, int (*take)(void *ctx, int width, int height,
    const struct buf *png), void *ctx)
{
	struct make m = { .take = take, .ctx = ctx, .ms = ms };
	struct buf pdf = BUF_INIT;
	int r;

	if (str_eq(type, "application/pdf"))
		return run(JAIL_PDF, file, n, &m);
	if (str_eq(type, "image/png"))
		return run(JAIL_PNG, file, n, &m);
	if (!str_eq(type, "image/jpeg"))
		return err_set(ERR_INPUT, "files of this type are not drawn");
	if ((r = jpeg_to_pdf(file, n, &pdf)) == 0)
		r = run(JAIL_PDF, pdf.data, pdf.len, &m);
	buf_wipe(&pdf);
	return r;
}
