/* Files drawn behind the walls by the real pdftoppm; tests/sample/draw and tests/sample/jpeg have them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/openat2.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cairo.h>

#include "draw/draw.h"
#include "draw/jail.h"
#include "draw/jpeg.h"
#include "draw/make.h"
#include "util/err.h"
#include "util/io.h"
#include "util/tm.h"

struct album { struct buf png[DRAW_PAGES]; int width[DRAW_PAGES], height[DRAW_PAGES], n, answer; };

static int
take(void *ctx, int width, int height, const struct buf *png)
{
	struct album *a = ctx;

	assert_in_range(a->n, 0, DRAW_PAGES - 1);
	a->width[a->n] = width;
	a->height[a->n] = height;
	buf_add(&a->png[a->n++], png->data, png->len);
	return a->answer;
}

static void
load(const char *name, struct buf *b)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/tests/sample/%s/%s", SRCDIR, strstr(name, ".jpg") != NULL ? "jpeg" : "draw", name);
	buf_reset(b);
	assert_int_equal(io_load(path, 6000000, b), 0);
}

static int
draw(const char *name, const char *type, int ms, struct album *a)
{
	struct buf file = BUF_INIT;
	int r;

	*a = (struct album){ .n = 0 };
	load(name, &file);
	r = make_pages(type, file.data, file.len, ms, take, a);
	buf_clear(&file);
	return r;
}

static void
clear(struct album *a)
{
	for (int i = 0; i < DRAW_PAGES; i++)
		buf_clear(&a->png[i]);
}

/* --- what a page shows --- */

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

/* The colour at a place, in parts of ten of width and height: one letter, R G B W or ?. */
static char
colour(const struct album *a, int page, int x, int y)
{
	struct reading r = { &a->png[page], 0 };
	cairo_surface_t *s = cairo_image_surface_create_from_png_stream(more, &r);
	uint32_t pixel;
	char c = '?';

	assert_int_equal(cairo_surface_status(s), CAIRO_STATUS_SUCCESS);
	assert_int_equal(cairo_image_surface_get_width(s), a->width[page]);
	assert_int_equal(cairo_image_surface_get_height(s), a->height[page]);
	memcpy(&pixel, cairo_image_surface_get_data(s) + y * a->height[page] / 10 * cairo_image_surface_get_stride(s) +
	    x * a->width[page] / 10 * 4, 4);
	cairo_surface_destroy(s);
	for (int i = 0; i < 4; i++) {
		static const uint32_t known[] = { 0xff0000, 0x00ff00, 0x0000ff, 0xffffff };
		int far = 0;

		for (int k = 0; k < 24; k += 8)
			far |= abs((int)(pixel >> k & 255) - (int)(known[i] >> k & 255)) > 24;
		if (!far)
			c = "RGBW"[i];
	}
	return c;
}

static void
draws_every_type(void **state)
{
	/* how many pages, their size, the colour left, right, above, below */
	static const struct { const char *name, *type; int pages, width, height; const char *colours; } rows[] = {
		{ "two-pages.pdf", "application/pdf", 2, 1240, 1754, "RWRR" },
		{ "photo.png", "image/png", 1, 64, 48, "RBGR" },
		{ "clear.png", "image/png", 1, 64, 48, "RWRR" },
		{ "photo.jpg", "image/jpeg", 1, 1240, 1754, "RWRR" },
		{ "held-sideways.jpg", "image/jpeg", 1, 1754, 1240, "RRRW" },
		{ "upside-down.jpg", "image/jpeg", 1, 1240, 1754, "WRWW" },
		{ "huge-page.pdf", "application/pdf", 1, 1754, 877, "????" },
		{ "cmyk.jpg", "image/jpeg", 1, 1244, 1754, NULL },
	};
	struct album a;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(draw(rows[i].name, rows[i].type, MAKE_MS, &a), 0);
		assert_int_equal(a.n, rows[i].pages);
		assert_int_equal(a.height[0], rows[i].height);
		assert_in_range(a.width[0], rows[i].width - 1, rows[i].width + 1);
		if (rows[i].colours != NULL && rows[i].colours[0] != '?') {
			assert_int_equal(colour(&a, 0, 2, 4), rows[i].colours[0]);
			assert_int_equal(colour(&a, 0, 8, 4), rows[i].colours[1]);
			assert_int_equal(colour(&a, 0, 2, 1), rows[i].colours[2]);
			assert_int_equal(colour(&a, 0, 2, 9), rows[i].colours[3]);
		}
		clear(&a);
	}
}

static void
refuses_what_cannot_be_drawn(void **state)
{
	static const struct { const char *name, *type; int code; const char *note; } rows[] = {
		{ "photo.png", "application/pdf", ERR_INPUT, "the pages of the file cannot be drawn" },
		{ "two-pages.pdf", "image/png", ERR_INPUT, "the pages of the file cannot be drawn" },
		{ "two-pages.pdf", "image/jpeg", ERR_INPUT, "the pages of the file cannot be drawn" },
		{ "photo.png", "image/svg+xml", ERR_INPUT, "files of this type are not drawn" },
		{ "photo.png", "", ERR_INPUT, "files of this type are not drawn" },
		{ "bomb.png", "image/png", ERR_INPUT, "the pages of the file cannot be drawn" },
		{ "too-many-pages.pdf", "application/pdf", ERR_LIMIT, "the file has more than 20 pages" },
	};
	struct album a;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(draw(rows[i].name, rows[i].type, MAKE_MS, &a), rows[i].code);
		assert_string_equal(err_take(), rows[i].note);
		clear(&a);
	}
	assert_int_equal(make_pages("application/pdf", "", 0, MAKE_MS, take, &a), ERR_INPUT);
	err_take();
}

static void
ends_what_never_ends(void **state)
{
	static const char *const names[] = { "endless.pdf", "image-bomb.pdf" };
	struct album a;
	int64_t from;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		from = tm_steady();
		assert_int_equal(draw(names[i], "application/pdf", 700, &a), ERR_LIMIT);
		assert_string_equal(err_take(), "the file takes too long to be drawn");
		assert_true(tm_steady() - from < 3000);
		clear(&a);
	}
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);	/* and nothing is left of it */
}

static void
stops_when_nobody_takes_the_pages(void **state)
{
	struct buf file = BUF_INIT;
	struct album a = { .answer = ERR_PEER };

	(void)state;
	load("two-pages.pdf", &file);
	assert_int_equal(make_pages("application/pdf", file.data, file.len, MAKE_MS, take, &a), ERR_PEER);
	assert_int_equal(a.n, 1);
	clear(&a);
	buf_clear(&file);
}

static void
refuses_every_cut_photograph(void **state)
{
	struct buf file = BUF_INIT, pdf = BUF_INIT;
	size_t n;

	(void)state;
	load("held-sideways.jpg", &file);
	assert_int_equal(jpeg_to_pdf(file.data, file.len, &pdf), 0);
	for (n = 0; n < file.len; n++) {
		char *part = malloc(n + 1);	/* exactly as long, for the sanitizer */

		memcpy(part, file.data, n);
		buf_reset(&pdf);
		if (jpeg_to_pdf(part, n, &pdf) != 0) {
			assert_string_equal(err_take(), "the pages of the file cannot be drawn");
			assert_int_equal(pdf.len, 0);
		} else {
			assert_true(n > 400);	/* behind the head of the scan: the decoder's matter */
		}
		free(part);
	}
	for (n = 0; n + 9 < file.len; n++)	/* the frame's size: 65535 x 65535 */
		if ((unsigned char)file.data[n] == 0xff && (unsigned char)file.data[n + 1] == 0xc0)
			memset(file.data + n + 5, 0xff, 4);
	assert_int_equal(jpeg_to_pdf(file.data, file.len, &pdf), ERR_LIMIT);
	assert_string_equal(err_take(), "the picture has too many pixels");
	buf_clear(&file);
	buf_clear(&pdf);
}

/* In a child behind the walls: the number of the first thing that was allowed, or 0. */
static int
try_all(pid_t parent)
{
	const struct open_how create = { .flags = O_WRONLY | O_CREAT, .mode = 0600 };
	int fd;

	if (jail_close() != 0)
		return 99;
	if (socket(AF_UNIX, SOCK_STREAM, 0) >= 0 || errno != EPERM)
		return 1;
	if (socket(AF_INET, SOCK_STREAM, 0) >= 0 || errno != EPERM)
		return 2;
	if (fork() >= 0 || errno != EPERM)
		return 3;
	if (kill(parent, 0) == 0 || errno != EPERM)
		return 4;
	if (syscall(SYS_tgkill, parent, parent, 0) == 0 || errno != EPERM)
		return 5;
	if (open("/tmp/certhall-jail", O_WRONLY | O_CREAT, 0600) >= 0 || errno != EPERM)
		return 6;
	if (syscall(SYS_openat2, AT_FDCWD, "/tmp/certhall-jail", &create, sizeof(create)) >= 0 || errno != EPERM)
		return 10;
	if (unlink("/tmp/certhall-jail") == 0 || errno != EPERM)
		return 7;
	if (syscall(SYS_ptrace, 16, parent, 0, 0) == 0 || errno != EPERM)
		return 8;
	if ((fd = open("/etc/passwd", O_RDONLY)) < 0 || close(fd) != 0)	/* what all may read stays */
		return 9;
	return 0;
}

static void
holds_what_is_inside(void **state)
{
	pid_t parent = getpid(), pid;
	int status;

	(void)state;
	if ((pid = fork()) == 0)
		_exit(try_all(parent));
	waitpid(pid, &status, 0);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(draws_every_type),
		cmocka_unit_test(refuses_what_cannot_be_drawn),
		cmocka_unit_test(ends_what_never_ends),
		cmocka_unit_test(stops_when_nobody_takes_the_pages),
		cmocka_unit_test(refuses_every_cut_photograph),
		cmocka_unit_test(holds_what_is_inside),
	};

	return cmocka_run_group_tests_name("draw/make", tests, NULL, NULL);
}
