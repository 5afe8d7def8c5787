#include "rules/qr.h"

#include <errno.h>
#include <qrencode.h>

#include "util/err.h"

#define QUIET 4		/* ISO/IEC 18004, 5.3.8 */

/* Runs of dark modules of a row, each as one rectangle. */
static void
draw_row(const unsigned char *row, int width, int y, struct buf *path)
{
	for (int x = 0; x < width; x++) {
		int from = x;

		while (x < width && row[x] & 1)
			x++;
		if (x > from)
			buf_printf(path, "M%d %dh%dv1h-%dz", from + QUIET, y + QUIET, x - from, x - from);
	}
}

int
qr_path(const char *text, struct buf *path, int *side)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);

	if (code == NULL)
		return err_set(errno == ERANGE ? ERR_LIMIT : ERR_BUG, "text for the QR code is too long");
	for (int y = 0; y < code->width; y++)
		draw_row(code->data + y * code->width, code->width, y, path);
	*side = code->width + 2 * QUIET;
	QRcode_free(code);
	return buf_end(path, "QR code");
}
