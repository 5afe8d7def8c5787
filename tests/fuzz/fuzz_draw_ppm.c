/* First octet: in pieces of how many; the rest: what came out of the jail. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "draw/ppm.h"
#include "util/err.h"

static int
take(void *ctx, int width, int height, const unsigned char *rgb)
{
	static volatile unsigned char last;

	if (width < 1 || width > 50 || height < 1 || height > 50)
		abort();
	last = rgb[width * height * 3 - 1];
	(void)last;
	(*(int *)ctx)++;
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int pages = 0;
	struct ppm p = { .side = 50, .take = take, .ctx = &pages };
	size_t step = size > 0 ? (size_t)data[0] + 1 : 1, at;
	int r = 0;

	for (at = 1; r == 0 && at < size; at += step)
		r = ppm_feed(&p, data + at, size - at < step ? size - at : step);
	if (ppm_end(&p) != 0 && r == 0)
		r = ERR_INPUT;
	if ((r != 0) != (err_take()[0] != '\0'))
		abort();
	return 0;
}
