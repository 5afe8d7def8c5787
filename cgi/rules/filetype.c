#include "rules/filetype.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "util/err.h"

const char *const filetype_text[] = { "image/jpeg", "image/png", "application/pdf", NULL };

struct bytes {
	const unsigned char	*p;
	size_t			 n;
};

static int
damaged(const char *what)
{
	return err_set(ERR_INPUT, "the %s file is damaged or not complete", what);
}

static uint32_t
number(const unsigned char *p, int octets)
{
	uint32_t v = 0;

	for (int i = 0; i < octets; i++)
		v = v << 8 | p[i];
	return v;
}

static int
check_size(uint32_t width, uint32_t height, const char *what)
{
	if (width == 0 || height == 0)
		return damaged(what);
	if (width > FILETYPE_SIDE || height > FILETYPE_SIDE || (uint64_t)width * height > FILETYPE_PIXELS)
		return err_set(ERR_LIMIT, "the picture has too many pixels");
	return 0;
}

/* --- JPEG (ITU-T T.81, annex B) -------------------------------------------------------------------- */

enum { JPEG_SOF0 = 0xC0, JPEG_DHT = 0xC4, JPEG_RST0 = 0xD0, JPEG_RST7 = 0xD7, JPEG_SOI, JPEG_EOI, JPEG_SOS,
    JPEG_JPG = 0xC8, JPEG_DAC = 0xCC, JPEG_SOF15 = 0xCF };

/* Behind the entropy-coded data of a scan: the next marker that is neither a stuffed zero nor a restart. */
static size_t
skip_scan(struct bytes b, size_t at)
{
	for (; at + 1 < b.n; at++) {
		unsigned char next = b.p[at + 1];

		if (b.p[at] == 0xFF && next != 0 && next != 0xFF && (next < JPEG_RST0 || next > JPEG_RST7))
			return at;
	}
	return b.n;
}

static bool
is_frame(unsigned char marker)
{
	return marker >= JPEG_SOF0 && marker <= JPEG_SOF15 && marker != JPEG_DHT && marker != JPEG_JPG && marker != JPEG_DAC;
}

/* Cameras put further pictures behind the end mark; they are never shown. */
static int
check_jpeg(struct bytes b)
{
	bool frame = false, scan = false;
	size_t at = 2, len;
	int r;

	for (;;) {
		unsigned char marker;

		if (at >= b.n || b.p[at] != 0xFF)
			return damaged("JPG");
		while (at < b.n && b.p[at] == 0xFF)
			at++;
		if (at >= b.n)
			return damaged("JPG");
		marker = b.p[at++];
		if (marker == JPEG_EOI)
			return frame && scan ? 0 : damaged("JPG");
		if (marker < JPEG_SOF0 || (marker >= JPEG_RST0 && marker <= JPEG_SOI) || b.n - at < 2 ||
		    (len = number(b.p + at, 2)) < 2 || len > b.n - at)
			return damaged("JPG");
		if (is_frame(marker)) {
			if (len < 8)
				return damaged("JPG");
			if ((r = check_size(number(b.p + at + 5, 2), number(b.p + at + 3, 2), "JPG")) != 0)
				return r;
			frame = true;
		}
		at += len;
		if (marker == JPEG_SOS) {
			scan = true;
			at = skip_scan(b, at);
		}
	}
}

/* --- PNG (ISO/IEC 15948) --------------------------------------------------------------------------- */

#define PNG_MARK	"\x89PNG\r\n\x1a\n"
#define PNG_HEAD	8
#define PNG_CHUNK	12	/* length, type, CRC */

static uint32_t
crc32(const unsigned char *p, size_t n)
{
	static uint32_t table[256];
	uint32_t c = 0xFFFFFFFF;

	if (table[1] == 0)
		for (uint32_t i = 0; i < 256; i++) {
			uint32_t v = i;

			for (int k = 0; k < 8; k++)
				v = v & 1 ? 0xEDB88320 ^ v >> 1 : v >> 1;
			table[i] = v;
		}
	while (n-- > 0)
		c = table[(c ^ *p++) & 0xFF] ^ c >> 8;
	return ~c;
}

static int
check_png(struct bytes b)
{
	bool data = false;
	int r;

	for (size_t at = PNG_HEAD; b.n - at >= PNG_CHUNK;) {
		const unsigned char *c = b.p + at, *type = c + 4;
		uint32_t len = number(c, 4);

		if (len > b.n - at - PNG_CHUNK || crc32(type, 4 + (size_t)len) != number(c + 8 + len, 4) ||
		    (at == PNG_HEAD) != (memcmp(type, "IHDR", 4) == 0))
			return damaged("PNG");
		if (at == PNG_HEAD && (len != 13 || (r = check_size(number(c + 8, 4), number(c + 12, 4), "PNG")) != 0))
			return len != 13 ? damaged("PNG") : r;
		if (memcmp(type, "IEND", 4) == 0)
			return data ? 0 : damaged("PNG");
		data = data || memcmp(type, "IDAT", 4) == 0;
		at += PNG_CHUNK + (size_t)len;
	}
	return damaged("PNG");
}

/* --- PDF (ISO 32000-1, 7.5) ------------------------------------------------------------------------ */

#define PDF_TAIL 2048	/* writers add blanks and comments behind %%EOF */

/* The last place of a word, or n. */
static size_t
last_word(struct bytes b, size_t from, const char *word)
{
	size_t len = strlen(word);

	for (size_t at = b.n; at-- > from;)
		if (b.n - at >= len && memcmp(b.p + at, word, len) == 0)
			return at;
	return b.n;
}

/* /Encrypt followed by a reference or a dictionary: the key of a trailer, as no page's content would have it. */
static bool
is_encrypted(struct bytes b)
{
	static const char word[] = "/Encrypt";
	const unsigned char *at = b.p, *end = b.p + b.n;

	while ((at = memmem(at, (size_t)(end - at), word, sizeof(word) - 1)) != NULL) {
		at += sizeof(word) - 1;
		while (at < end && strchr(" \t\r\n", *at) != NULL && *at != '\0')
			at++;
		if (at < end && (*at == '<' || (*at >= '0' && *at <= '9')))
			return true;
	}
	return false;
}

static int
check_pdf(struct bytes b)
{
	size_t tail = b.n > PDF_TAIL ? b.n - PDF_TAIL : 0, end = last_word(b, tail, "%%EOF"), start;
	uint64_t at = 0;

	if (b.n < 8 || (b.p[5] != '1' && b.p[5] != '2') || b.p[6] != '.' || end == b.n)
		return damaged("PDF");
	start = last_word((struct bytes){ b.p, end }, tail, "startxref");
	if (start == end)
		return damaged("PDF");
	for (start += strlen("startxref"); start < end && strchr(" \t\r\n", b.p[start]) != NULL && b.p[start] != '\0';)
		start++;
	for (; start < end && b.p[start] >= '0' && b.p[start] <= '9' && at <= b.n; start++)
		at = at * 10 + (uint64_t)(b.p[start] - '0');
	if (at >= b.n)
		return damaged("PDF");
	return is_encrypted(b) ? err_set(ERR_INPUT, "the PDF file asks for a password") : 0;
}

int
filetype_find(const void *p, size_t n, enum filetype *out)
{
	struct bytes b = { p, n };

	if (n == 0)
		return err_set(ERR_INPUT, "the file is empty");
	if (n >= 3 && memcmp(p, "\xFF\xD8\xFF", 3) == 0) {
		*out = FILETYPE_JPEG;
		return check_jpeg(b);
	}
	if (n >= PNG_HEAD && memcmp(p, PNG_MARK, PNG_HEAD) == 0) {
		*out = FILETYPE_PNG;
		return check_png(b);
	}
	if (n >= 5 && memcmp(p, "%PDF-", 5) == 0) {
		*out = FILETYPE_PDF;
		return check_pdf(b);
	}
	return err_set(ERR_INPUT, "the content of the file is neither JPG nor PNG nor PDF");
}
