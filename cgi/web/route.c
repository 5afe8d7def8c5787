#include "web/route.h"

#include <string.h>

#include "util/err.h"

/* The next segment of *at, without its slashes; its length; *at is moved behind it. */
static const char *
segment(const char **at, size_t *n)
{
	const char *from = *at + (**at == '/');

	*n = strcspn(from, "/");
	*at = from + *n;
	return from;
}

static int
take_param(struct region *r, const char *name, size_t name_len, const char *text, size_t n, struct match *out)
{
	char *value;
	int code;

	if (n == 0 || out->count >= ROUTE_PARAMS)
		return ERR_NOTFOUND;
	if ((code = req_decode(r, text, n, &value)) != 0)
		return code;
	out->param[out->count].name = region_dup(r, name, name_len);
	out->param[out->count++].value = value;
	return 0;
}

/* 0 when path fits, ERR_NOTFOUND when not, ERR_INPUT when a parameter is not text. */
static int
fits(struct region *r, const char *pattern, const char *path, struct match *out)
{
	const char *want, *have;
	size_t want_len, have_len;
	int code;

	out->count = 0;
	while (*pattern != '\0') {
		want = segment(&pattern, &want_len);
		if (*want == '*') {
			path += *path == '/';
			return take_param(r, want + 1, want_len - 1, path, strlen(path), out);
		}
		if (*path != '/')
			return ERR_NOTFOUND;
		have = segment(&path, &have_len);
		if (*want == ':') {
			if ((code = take_param(r, want + 1, want_len - 1, have, have_len, out)) != 0)
				return code;
		} else if (want_len != have_len || memcmp(want, have, want_len) != 0) {
			return ERR_NOTFOUND;
		}
	}
	return *path == '\0' ? 0 : ERR_NOTFOUND;
}

int
route_find(struct region *r, const struct route *rows, size_t count, enum method method, const char *path,
    struct match *out, unsigned *allowed)
{
	unsigned wanted = method == METHOD_HEAD ? METHOD_GET : method;
	size_t i;
	int code;

	*allowed = 0;
	*out = (struct match){ .route = NULL };
	for (i = 0; i < count; i++) {
		if ((code = fits(r, rows[i].pattern, path, out)) == ERR_NOTFOUND)
			continue;
		if (code != 0)
			return code;
		if (rows[i].method == wanted) {
			out->route = &rows[i];
			return 0;
		}
		*allowed |= rows[i].method;
	}
	if (*allowed != 0)
		return err_set(ERR_CONFLICT, "this address is not asked in this way");
	return err_set(ERR_NOTFOUND, "there is no page at this address");
}

const char *
route_param(const struct match *m, const char *name)
{
	size_t i;

	for (i = 0; i < m->count; i++)
		if (strcmp(m->param[i].name, name) == 0)
			return m->param[i].value;
	return "";
}
