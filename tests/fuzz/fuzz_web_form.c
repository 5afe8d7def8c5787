/* The first line of the input is the Content-Type, the rest the body: urlencoded and multipart. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "util/err.h"
#include "web/form.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct form_limits small = { .fields = 20, .name = 16, .value = 200, .file = 300 };
	const uint8_t *eol = memchr(data, '\n', size);
	struct region *r = region_new();
	struct form form = { .count = 0 };
	size_t i, n = eol != NULL ? size - (size_t)(eol + 1 - data) : 0;
	char *type, *body = malloc(n + 1);	/* one byte more: req_body ends every body with a NUL */

	if (body == NULL || eol == NULL) {
		free(body);
		region_free(r);
		return 0;
	}
	type = region_dup(r, data, (size_t)(eol - data));
	memcpy(body, eol + 1, n);
	body[n] = '\0';
	if (form_read(r, type, body, n, &small, &form) == 0)
		for (i = 0; i < form.count; i++) {
			const struct form_field *f = &form.fields[i];

			if (f->len > 300 || f->value[f->len] != '\0' || f->name[0] == '\0' || form_find(&form, f->name) == NULL)
				abort();
			if (f->file == NULL && strlen(f->value) != f->len)
				abort();
		}
	else if (err_take()[0] == '\0')
		abort();
	free(body);
	region_free(r);
	return 0;
}
