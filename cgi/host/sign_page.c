#include "host/sign_page.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/tree.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/io.h"
#include "util/str.h"

#define FILE_MAX ((size_t)4 << 20)

static void
fill(const struct site *s, const struct buf *from, struct buf *to)
{
	const struct { const char *mark, *value; } marks[] = {
		{ "@DESK_ORIGIN@", s->origin }, { "@SIGN_ORIGIN@", s->sign_origin }, { "@RP_ID@", s->host },
	};
	const char *at = buf_str(from), *end = at + from->len;

	while (at < end) {
		size_t i, n = sizeof(marks) / sizeof(marks[0]);

		for (i = 0; i < n; i++)
			if (*at == '@' && str_starts(at, marks[i].mark))
				break;
		if (i == n) {
			buf_addc(to, *at++);
			continue;
		}
		buf_adds(to, marks[i].value);
		at += strlen(marks[i].mark);
	}
}

static int
copy(const struct site *s, const char *folder, const char *name)
{
	char from[600], to[300];
	struct buf raw = BUF_INIT, text = BUF_INIT;
	int r;

	snprintf(from, sizeof(from), "%s/%s", folder, name);
	snprintf(to, sizeof(to), "sign/%s", name);
	if ((r = io_load(from, FILE_MAX, &raw)) == 0) {
		fill(s, &raw, &text);
		r = tree_write(s, to, &text, 0644, SITE_USER_MAX);
	}
	buf_clear(&raw);
	buf_clear(&text);
	return r;
}

/* What an older build left is not served by a newer one. */
static int
empty(const struct site *s)
{
	char path[SITE_PATH], one[SITE_PATH + 300];
	struct dirent *e;
	DIR *d = opendir(site_path(s, "sign", path));

	if (d == NULL)
		return err_set(ERR_PEER, "could not read %s: %s", path, strerror(errno));
	while ((e = readdir(d)) != NULL)
		if (e->d_name[0] != '.') {
			snprintf(one, sizeof(one), "%s/%s", path, e->d_name);
			unlink(one);
		}
	closedir(d);
	return 0;
}

int
sign_page_write(const struct ask *a, const struct site *s)
{
	char folder[300];
	struct dirent *e;
	DIR *d;
	int r;

	snprintf(folder, sizeof(folder), "%.*s/static/sign", (int)(strrchr(a->bin, '/') - a->bin), a->bin);
	if ((d = opendir(folder)) == NULL)
		return err_set(ERR_INPUT, "the signing page is not built (%s); run make", folder);
	r = empty(s);
	while (r == 0 && (e = readdir(d)) != NULL)
		if (e->d_name[0] != '.')
			r = copy(s, folder, e->d_name);
	closedir(d);
	return r;
}
