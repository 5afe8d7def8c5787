#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "draw/jpeg.h"
#include "util/err.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char *p = malloc(size + (size == 0));
	struct buf out = BUF_INIT;

	if (p == NULL)
		return 0;
	memcpy(p, data, size);
	if (jpeg_to_pdf(p, size, &out) == 0) {
		if (out.len < size || memcmp(out.data, "%PDF-1.4\n", 9) != 0)
			abort();
	} else if (err_take()[0] == '\0' || out.len != 0) {
		abort();
	}
	buf_clear(&out);
	free(p);
	return 0;
}
