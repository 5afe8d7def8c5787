#include "signd/lines.h"

#include <string.h>

#include "pki/paper.h"
#include "util/buf.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/str.h"
#include "util/tm.h"

#define VALUE_MAX 200	/* of numbers, times and digests */

/* The raw value behind "key=", or NULL. */
static const char *
find(const struct lines *l, const char *key, size_t *n)
{
	const char *at = l->p, *end = l->p + l->n;
	size_t k = strlen(key);

	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));

		if (stop == NULL)
			return NULL;
		if ((size_t)(stop - at) > k && memcmp(at, key, k) == 0 && at[k] == '=') {
			*n = (size_t)(stop - at) - k - 1;
			return at + k + 1;
		}
		at = stop + 1;
	}
	return NULL;
}

int
lines_open(const void *p, size_t n, const char *kind, struct lines *out)
{
	int r;

	*out = (struct lines){ .n = 0 };
	if ((r = paper_check(p, n, kind)) == 0)
		*out = (struct lines){ p, n };
	return r;
}

bool
lines_has(const struct lines *l, const char *key)
{
	size_t n;

	return find(l, key, &n) != NULL;
}

int
lines_text(const struct lines *l, const char *key, char *to, size_t size)
{
	size_t n = 0, i, len = 0;
	const char *v = find(l, key, &n);

	to[0] = '\0';
	for (i = 0; v != NULL && i < n; i++) {
		char c = v[i];

		if (c == '\\' && i + 1 < n)
			c = v[++i] == 'n' ? '\n' : v[i];
		if (len + 1 >= size) {
			to[0] = '\0';
			return err_set(ERR_LIMIT, "paper: %s is too long", key);
		}
		to[len++] = c;
	}
	to[len] = '\0';
	return 0;
}

bool
lines_is(const struct lines *l, const char *key, const char *value)
{
	size_t n;
	const char *v = find(l, key, &n);

	return v != NULL && n == strlen(value) && memcmp(v, value, n) == 0;
}

static const char *
short_value(const struct lines *l, const char *key, char to[VALUE_MAX])
{
	size_t n;
	const char *v = find(l, key, &n);

	if (v == NULL || n >= VALUE_MAX)
		return NULL;
	memcpy(to, v, n);
	to[n] = '\0';
	return to;
}

uint64_t
lines_number(const struct lines *l, const char *key)
{
	char text[VALUE_MAX];
	uint64_t v = 0;

	if (short_value(l, key, text) == NULL || str_number(text, UINT64_MAX, key, &v) != 0)
		err_take();
	return v;
}

int64_t
lines_time(const struct lines *l, const char *key)
{
	char text[VALUE_MAX];
	int64_t at = 0;

	if (short_value(l, key, text) == NULL || tm_parse(text, &at) != 0)
		err_take();
	return at;
}

bool
lines_digest(const struct lines *l, const char *key, unsigned char out[32])
{
	char text[VALUE_MAX];

	memset(out, 0, 32);
	if (short_value(l, key, text) != NULL && digest_parse(text, out) == 0)
		return true;
	err_take();
	return false;
}

bool
lines_serial(const struct lines *l, const char *key, unsigned char out[20])
{
	char text[VALUE_MAX];
	struct buf b = BUF_INIT;
	bool ok;

	memset(out, 0, 20);
	ok = short_value(l, key, text) != NULL && enc_unhex(text, strlen(text), &b) == 0 && b.len == 20;
	if (ok)
		memcpy(out, b.data, 20);
	else
		err_take();
	buf_clear(&b);
	return ok;
}
