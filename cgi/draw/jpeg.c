#include "draw/jpeg.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "util/err.h"

enum { SOF0 = 0xC0, DHT = 0xC4, JPG = 0xC8, DAC = 0xCC, SOF15 = 0xCF, SOI = 0xD8, SOS = 0xDA, APP1 = 0xE1, APP14 = 0xEE };

struct photo { unsigned width, height, components, turn; bool adobe; };

static unsigned
number(const unsigned char *p, int octets, bool little)
{
	unsigned v = 0;
	int i;

	for (i = 0; i < octets; i++)
		v = v << 8 | p[little ? octets - 1 - i : i];
	return v;
}

/* Degrees the picture must be turned clockwise: tag 0x0112 of the first directory (Exif 2.3, 4.6.4). Mirrored ones are left. */
static unsigned
read_exif(const unsigned char *p, size_t n)
{
	static const unsigned turns[9] = { [3] = 180, [6] = 90, [8] = 270 };
	bool little;
	size_t at, count;

	if (n < 14 || memcmp(p, "Exif\0\0", 6) != 0)
		return 0;
	p += 6;
	n -= 6;
	little = p[0] == 'I';
	if ((at = number(p + 4, 4, little)) > n - 2)
		return 0;
	count = number(p + at, 2, little);
	for (at += 2; count-- > 0 && n >= 12 && at <= n - 12; at += 12)
		if (number(p + at, 2, little) == 0x0112) {
			unsigned v = number(p + at + 8, 2, little);

			return v < 9 ? turns[v] : 0;
		}
	return 0;
}

static void
read_segment(int marker, const unsigned char *p, size_t n, struct photo *out)
{
	if (marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC && n >= 6) {
		out->height = number(p + 1, 2, false);
		out->width = number(p + 3, 2, false);
		out->components = p[5];
	} else if (marker == APP1 && out->turn == 0) {
		out->turn = read_exif(p, n);
	} else if (marker == APP14 && n >= 5 && memcmp(p, "Adobe", 5) == 0) {
		out->adobe = true;
	}
}

/* Walks the segments up to the first scan. */
static int
read_photo(const unsigned char *p, size_t n, struct photo *out)
{
	size_t at = 2, len;
	int marker;

	if (n < 4 || p[0] != 0xFF || p[1] != SOI)
		return ERR_INPUT;
	while (at < n && p[at] == 0xFF) {
		while (at < n && p[at] == 0xFF)
			at++;
		if (n - at < 3)
			return ERR_INPUT;
		marker = p[at++];
		if ((len = number(p + at, 2, false)) < 2 || len > n - at)
			return ERR_INPUT;
		if (marker == SOS)
			return out->width > 0 && out->height > 0 ? 0 : ERR_INPUT;
		read_segment(marker, p + at + 2, len - 2, out);
		at += len;
	}
	return ERR_INPUT;
}

#define OBJECTS 5

/* Writes the number of the next object and notes where it stands. */
static void
object(struct buf *b, size_t from, size_t at[OBJECTS], int i)
{
	at[i - 1] = b->len - from;
	buf_printf(b, "%d 0 obj\n", i);
}

static void
write_page(const struct photo *f, size_t from, size_t at[OBJECTS], struct buf *b)
{
	char drawing[64];
	int n = snprintf(drawing, sizeof(drawing), "%u 0 0 %u 0 0 cm /I Do", f->width, f->height);

	object(b, from, at, 1);
	buf_adds(b, "<< /Type /Catalog /Pages 2 0 R >>\nendobj\n");
	object(b, from, at, 2);
	buf_adds(b, "<< /Type /Pages /Kids [ 3 0 R ] /Count 1 >>\nendobj\n");
	object(b, from, at, 3);
	buf_printf(b, "<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 %u %u ] /Rotate %u /Contents 4 0 R\n"
	    "/Resources << /XObject << /I 5 0 R >> >> >>\nendobj\n", f->width, f->height, f->turn);
	object(b, from, at, 4);
	buf_printf(b, "<< /Length %d >>\nstream\n%s\nendstream\nendobj\n", n, drawing);
}

int
jpeg_to_pdf(const void *p, size_t n, struct buf *out)
{
	static const char *const spaces[] = { [1] = "DeviceGray", [3] = "DeviceRGB", [4] = "DeviceCMYK" };
	struct photo f = { .width = 0 };
	size_t at[OBJECTS], from = out->len, table;
	int i;

	if (read_photo(p, n, &f) != 0 || f.components > 4 || spaces[f.components] == NULL)
		return err_set(ERR_INPUT, "the pages of the file cannot be drawn");
	if ((uint64_t)f.width * f.height > JPEG_PIXELS)
		return err_set(ERR_LIMIT, "the picture has too many pixels");
	buf_adds(out, "%PDF-1.4\n");
	write_page(&f, from, at, out);
	object(out, from, at, 5);
	/* Adobe's programs write the four colours inverted, and say so by their segment */
	buf_printf(out, "<< /Type /XObject /Subtype /Image /Width %u /Height %u /BitsPerComponent 8 /ColorSpace /%s%s\n"
	    "/Filter /DCTDecode /Length %zu >>\nstream\n", f.width, f.height, spaces[f.components],
	    f.components == 4 && f.adobe ? " /Decode [ 1 0 1 0 1 0 1 0 ]" : "", n);
	buf_add(out, p, n);
	buf_adds(out, "\nendstream\nendobj\n");
	table = out->len - from;
	buf_printf(out, "xref\n0 %d\n0000000000 65535 f \n", OBJECTS + 1);
	for (i = 0; i < OBJECTS; i++)
		buf_printf(out, "%010zu 00000 n \n", at[i]);
	buf_printf(out, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%zu\n%%%%EOF\n", OBJECTS + 1, table);
	return buf_end(out, "photograph");
}
