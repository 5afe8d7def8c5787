#include "host/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "util/err.h"
#include "util/io.h"
#include "util/site.h"
#include "util/tm.h"

#define STEP_MS 20

static void
rest(void)
{
	struct timespec step = { .tv_nsec = STEP_MS * 1000000L };

	nanosleep(&step, NULL);
}

static char *
name_of(const char *var, const char *name, char *to)
{
	snprintf(to, SITE_PATH, "%s/%s", var, name);
	return to;
}

int
lock_take(const char *var)
{
	char path[SITE_PATH], text[24];
	int fd = io_lock(name_of(var, "lock", path)), n;

	if (fd == ERR_CONFLICT) {
		return err_reword(ERR_CONFLICT, "%s is running already; make stop VAR=%s ends it", var, var);
	}
	if (fd < 0)
		return fd;
	n = snprintf(text, sizeof(text), "%d\n", (int)getpid());
	if (ftruncate(fd, 0) != 0 || pwrite(fd, text, (size_t)n, 0) != n) {
		int r = err_set(ERR_PEER, "could not write %s: %s", path, strerror(errno));

		close(fd);
		return r;
	}
	return fd;
}

int
lock_take_db(const char *var, int ms)
{
	int64_t until = tm_steady() + ms;
	char path[SITE_PATH];
	int fd;

	name_of(var, "lock.db", path);
	while ((fd = io_lock(path)) == ERR_CONFLICT && tm_steady() < until) {
		err_take();
		rest();
	}
	if (fd != ERR_CONFLICT)
		return fd;
	return err_reword(ERR_CONFLICT, "the database or web server of an earlier start of %s is still running", var);
}

/* 1 when somebody holds it, 0 when nobody does. */
static int
is_held(int fd)
{
	if (flock(fd, LOCK_SH | LOCK_NB) == 0) {
		flock(fd, LOCK_UN);
		return 0;
	}
	return 1;
}

static int
open_lock(const char *var)
{
	char path[SITE_PATH];

	return open(name_of(var, "lock", path), O_RDONLY | O_CLOEXEC);
}

int
lock_holder(const char *var, pid_t *out)
{
	char text[24] = "";
	int fd = open_lock(var), r;

	if (fd < 0 && errno == EACCES)
		return err_set(ERR_DENIED, "%s belongs to another user; run this as that user", var);
	/* the number of a parent that has not written it yet: read again */
	while (fd >= 0 && is_held(fd) && (pread(fd, text, sizeof(text) - 1, 0) <= 0 || strchr(text, '\n') == NULL))
		rest();
	r = fd >= 0 && is_held(fd) ? 0 : err_set(ERR_NOTFOUND, "%s is not running; make start VAR=%s starts it", var, var);
	if (r == 0)
		*out = (pid_t)strtol(text, NULL, 10);
	if (fd >= 0)
		close(fd);
	return r;
}

int
lock_wait(const char *var, int ms)
{
	int64_t until = tm_steady() + ms;
	int fd = open_lock(var), held = fd >= 0;

	while (held && (held = is_held(fd)) && tm_steady() < until)
		rest();
	if (fd >= 0)
		close(fd);
	return held ? err_set(ERR_AGAIN, "%s has not stopped yet", var) : 0;
}
