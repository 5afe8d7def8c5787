#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rules/filetype.h"
#include "util/err.h"
#include "util/io.h"

static void
load(const char *name, struct buf *b)
{
	char path[300];

	snprintf(path, sizeof(path), "%s/tests/sample/filetype/%s", SRCDIR, name);
	buf_init(b, 0);
	assert_int_equal(io_load(path, 1 << 20, b), 0);
}

/* The bytes lie at the very end of their memory, so that a sanitizer sees a look behind them. */
static int
find(const void *p, size_t n, enum filetype *out)
{
	void *copy = malloc(n > 0 ? n : 1);
	int r;

	assert_non_null(copy);
	memcpy(copy, p, n);
	r = filetype_find(copy, n, out);
	free(copy);
	return r;
}

static void
refused(const void *p, size_t n, int code, const char *why)
{
	enum filetype type;

	assert_int_equal(find(p, n, &type), code);
	assert_string_equal(err_take(), why);
}

static void
knows_the_three_by_their_content(void **state)
{
	static const struct { const char *name; enum filetype type; const char *text; } good[] = {
		{ "small.jpg", FILETYPE_JPEG, "image/jpeg" }, { "small.png", FILETYPE_PNG, "image/png" },
		{ "small.pdf", FILETYPE_PDF, "application/pdf" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		enum filetype type = FILETYPE_MAX;
		struct buf b;

		load(good[i].name, &b);
		assert_int_equal(find(b.data, b.len, &type), 0);
		assert_int_equal(type, good[i].type);
		assert_string_equal(filetype_text[type], good[i].text);
		buf_addc(&b, '\n');	/* what stands behind the end mark is nobody's */
		assert_int_equal(find(b.data, b.len, &type), 0);
		buf_clear(&b);
	}
}

static void
refuses_other_content_whatever_its_name(void **state)
{
	static const char other[] = "the content of the file is neither JPG nor PNG nor PDF";
	struct buf b;

	(void)state;
	refused("", 0, ERR_INPUT, "the file is empty");
	refused("\xFF\xD8", 2, ERR_INPUT, other);
	refused("GIF89a", 6, ERR_INPUT, other);
	refused(" %PDF-1.4\nstartxref\n0\n%%EOF", 28, ERR_INPUT, other);
	refused("\0\0\0\x18" "ftypheic", 12, ERR_INPUT, other);
	load("svg", &b);
	refused(b.data, b.len, ERR_INPUT, other);
	buf_clear(&b);
	load("exe", &b);
	refused(b.data, b.len, ERR_INPUT, other);
	buf_clear(&b);
}

/* A file cut anywhere before its end mark is never taken. */
static void
refuses_what_was_cut_off(void **state)
{
	static const struct { const char *name, *why; size_t mark; } cut[] = {
		{ "small.jpg", "the JPG file is damaged or not complete", 3 },
		{ "small.png", "the PNG file is damaged or not complete", 8 },
		{ "small.pdf", "the PDF file is damaged or not complete", 5 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cut) / sizeof(cut[0]); i++) {
		struct buf b;

		load(cut[i].name, &b);
		while (b.data[b.len - 1] == '\n')	/* the line end behind %%EOF is no loss */
			b.len--;
		for (size_t n = cut[i].mark; n < b.len; n++)
			refused(b.data, n, ERR_INPUT, cut[i].why);
		buf_clear(&b);
	}
}

static void
refuses_a_broken_chunk_and_a_picture_without_data(void **state)
{
	static const char why[] = "the PNG file is damaged or not complete";
	struct buf b;

	(void)state;
	load("small.png", &b);
	b.data[24] ^= 1;		/* bit depth: the check sum of IHDR no longer fits */
	refused(b.data, b.len, ERR_INPUT, why);
	buf_clear(&b);
	load("small.png", &b);
	memmove(b.data + 33, b.data + b.len - 12, 12);		/* IEND right behind IHDR */
	refused(b.data, 45, ERR_INPUT, why);
	buf_clear(&b);
}

static void
refuses_a_picture_bomb(void **state)
{
	struct buf b;
	size_t at;

	(void)state;
	load("small.jpg", &b);
	for (at = 2; (unsigned char)b.data[at + 1] != 0xC0; at++)
		assert_true(at + 9 < b.len);
	memcpy(b.data + at + 5, "\x4E\x20\x4E\x20", 4);		/* 20000 by 20000 */
	refused(b.data, b.len, ERR_LIMIT, "the picture has too many pixels");
	memcpy(b.data + at + 5, "\x4E\x21\x00\x01", 4);		/* one side too long */
	refused(b.data, b.len, ERR_LIMIT, "the picture has too many pixels");
	memcpy(b.data + at + 5, "\x00\x00\x00\x01", 4);
	refused(b.data, b.len, ERR_INPUT, "the JPG file is damaged or not complete");
	buf_clear(&b);
}

static void
refuses_a_pdf_that_cannot_be_opened(void **state)
{
	static const char bad[] = "%PDF-1.4\nstartxref\n900000\n%%EOF", version[] = "%PDF-9.4\nstartxref\n0\n%%EOF";
	struct buf b;

	(void)state;
	load("locked.pdf", &b);
	refused(b.data, b.len, ERR_INPUT, "the PDF file asks for a password");
	buf_clear(&b);
	refused(bad, strlen(bad), ERR_INPUT, "the PDF file is damaged or not complete");
	refused(version, strlen(version), ERR_INPUT, "the PDF file is damaged or not complete");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_the_three_by_their_content),
		cmocka_unit_test(refuses_other_content_whatever_its_name),
		cmocka_unit_test(refuses_what_was_cut_off),
		cmocka_unit_test(refuses_a_broken_chunk_and_a_picture_without_data),
		cmocka_unit_test(refuses_a_picture_bomb),
		cmocka_unit_test(refuses_a_pdf_that_cannot_be_opened),
	};

	return cmocka_run_group_tests_name("rules/filetype", tests, NULL, NULL);
}
