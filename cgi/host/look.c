#include "host/look.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/buf.h"
#include "util/err.h"
#include "util/io.h"
#include "util/str.h"

#define LIST_MAX ((size_t)1 << 16)

static const char *
last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* The arguments of a process are its own to write: a name alone proves nothing, but its parent is ours. */
static bool
runs(long pid, const char *program)
{
	struct buf args = BUF_INIT;
	char path[64];
	bool yes;

	snprintf(path, sizeof(path), "/proc/%ld/cmdline", pid);
	yes = io_load(path, LIST_MAX, &args) == 0 && str_eq(last_part(buf_str(&args)), last_part(program));
	err_take();
	buf_clear(&args);
	return yes;
}

int
look_find(pid_t parent, const struct child *c, pid_t *out)
{
	struct buf list = BUF_INIT;
	char path[64], *at, *end;
	int r;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)parent, (int)parent);
	if ((r = io_load(path, LIST_MAX, &list)) == 0) {
		r = ERR_NOTFOUND;
		for (at = (char *)(uintptr_t)buf_str(&list); r != 0; at = end) {
			long pid = strtol(at, &end, 10);

			if (end == at)
				break;
			if (runs(pid, c->argv[0])) {
				*out = (pid_t)pid;
				r = 0;
			}
		}
	}
	err_take();
	buf_clear(&list);
	return r == 0 ? 0 : ERR_NOTFOUND;
}
