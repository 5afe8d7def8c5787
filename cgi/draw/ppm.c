#include "draw/ppm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/err.h"
#include "util/mem.h"
#include "util/str.h"

#define LINES 3		/* P6, width and height, 255 */

static int
odd(void)
{
	return err_set(ERR_INPUT, "the pages of the file cannot be drawn");
}

static int
read_side(const char *s, int side, int *out)
{
	uint64_t v;

	if (str_number(s, (uint64_t)side, "side", &v) != 0 || v == 0) {
		err_take();
		return odd();
	}
	*out = (int)v;
	return 0;
}

static int
read_head(struct ppm *p)
{
	char *width = p->head + 3, *height, *end;

	p->head[p->head_n - 1] = '\0';
	if (!str_starts(p->head, "P6\n") || (height = strchr(width, ' ')) == NULL || (end = strchr(height, '\n')) == NULL ||
	    !str_eq(end + 1, "255"))
		return odd();
	*height++ = '\0';
	*end = '\0';
	if (read_side(width, p->side, &p->width) != 0 || read_side(height, p->side, &p->height) != 0)
		return ERR_INPUT;
	p->rgb = xmalloc((size_t)p->width * (size_t)p->height * 3);
	p->got = 0;
	return 0;
}

static int
take_head(struct ppm *p, const unsigned char **at, const unsigned char *end)
{
	while (*at < end && p->lines < LINES) {
		if (p->head_n == PPM_HEAD || **at == '\0')
			return odd();
		p->lines += **at == '\n';
		p->head[p->head_n++] = (char)*(*at)++;
	}
	return p->lines == LINES ? read_head(p) : 0;
}

static int
take_pixels(struct ppm *p, const unsigned char **at, const unsigned char *end)
{
	size_t whole = (size_t)p->width * (size_t)p->height * 3, n = (size_t)(end - *at);
	int r;

	if (n > whole - p->got)
		n = whole - p->got;
	memcpy(p->rgb + p->got, *at, n);
	*at += n;
	p->got += n;
	if (p->got < whole)
		return 0;
	r = p->take(p->ctx, p->width, p->height, p->rgb);
	free(p->rgb);
	p->rgb = NULL;
	p->head_n = p->lines = 0;
	return r;
}

int
ppm_feed(struct ppm *p, const void *bytes, size_t n)
{
	const unsigned char *at = bytes, *end = at + n;
	int r = 0;

	while (r == 0 && at < end)
		r = p->rgb == NULL ? take_head(p, &at, end) : take_pixels(p, &at, end);
	return r;
}

int
ppm_end(struct ppm *p)
{
	int r = p->rgb == NULL && p->head_n == 0 ? 0 : odd();

	free(p->rgb);
	p->rgb = NULL;
	return r;
}
