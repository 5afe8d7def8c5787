#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "host/check_work.h"
#include "host/cmd.h"
#include "host/knock.h"
#include "host/lock.h"
#include "host/look.h"
#include "host/say.h"
#include "host/stack.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/str.h"
#include "util/tm.h"

#define DISK_LEAST ((uint64_t)512 << 20)	/* below it the database may stop in the middle of a day */
#define CLOCK_BACK (2 * TM_MINUTE)

int
say(bool good, const char *name, const char *fmt, ...)
{
	va_list ap;

	printf("%s %-10s ", good ? "ok  " : "BAD ", name);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	return good ? 0 : 1;
}

static const struct { const char *name, *uri; } webs[] = {
	{ "hall", "/health" }, { "desk", "/ra/health" }, { "office", "/admin/health" }, { "status", "/pki/health" },
};

static int
knock(const struct child *c)
{
	size_t i;

	if (c->probe != PROBE_SOCKET)
		return child_answers(c) ? 0 : err_set(ERR_PEER, "does not answer");
	for (i = 0; i < sizeof(webs) / sizeof(webs[0]); i++)
		if (str_eq(webs[i].name, c->name))
			return knock_web(c->socket, webs[i].uri);
	return knock_daemon(c->socket);
}

static int
check_programs(const struct site *s, const struct child *all, size_t count, pid_t parent)
{
	size_t i;
	pid_t pid;
	int bad = 0;

	for (i = 0; i < count; i++) {
		const struct child *c = &all[i];

		if (look_find(parent, c, &pid) != 0)
			bad += say(false, c->name, "is not running; see %s/log/%s.log", s->var, c->name);
		else if (knock(c) != 0)
			bad += say(false, c->name, "process %d %s; see %s/log/%s.log", (int)pid, err_take(), s->var, c->name);
		else
			bad += say(true, c->name, "process %d%s", (int)pid, c->probe == PROBE_ALIVE ? "" : " answers");
	}
	return bad;
}

static int
check_build(void)
{
	struct buf lack = BUF_INIT;
	int bad = 0;

	if (stack_missing(&lack) > 0)
		bad = say(false, "build", "this build does not start: %s", buf_str(&lack));
	buf_clear(&lack);
	return bad;
}

static int
check_disk(const struct site *s)
{
	struct statvfs fs;
	uint64_t left;

	if (statvfs(s->var, &fs) != 0)
		return say(false, "disk", "%s cannot be asked", s->var);
	left = (uint64_t)fs.f_bavail * fs.f_frsize;
	return say(left >= DISK_LEAST, "disk", "%llu MB free at %s%s", (unsigned long long)(left >> 20), s->var,
	    left >= DISK_LEAST ? "" : ": make room");
}

/* Times stand in papers, certificates and lists: a clock before our own last write is wrong for certain. */
static int
check_clock(const struct site *s)
{
	char path[SITE_PATH], now[TM_ISO_SIZE];
	struct stat st;
	bool good;

	if (stat(site_path(s, "conf/apache.conf", path), &st) != 0)
		return say(false, "clock", "%s cannot be asked for its time", path);
	good = tm_now() >= (int64_t)st.st_mtime * TM_SECOND - CLOCK_BACK;
	return say(good, "clock", "%s%s", tm_iso(tm_now(), now), good ? "" : " is before the last start: set the clock");
}

static int
check_users(const struct site *s)
{
	if (s->uid_base == 0)
		return say(true, "users", "all programs share one user; started by root each has its own");
	return say(true, "users", "each program has its own, from uid %d on", s->uid_base + 1);
}

int
cmd_check(const struct ask *a, int argc, char **argv)
{
	struct child all[STACK_MAX];
	struct site s;
	size_t count;
	pid_t parent;
	int r, bad;

	(void)argv;
	if (argc > 0)
		return err_set(ERR_INPUT, "check takes no arguments; VAR names the instance");
	if ((r = lock_holder(a->var, &parent)) != 0 || (r = site_load(a->var, &s)) != 0 ||
	    (r = stack_table(a, &s, STACK_ALL, all, &count)) != 0)
		return r;
	bad = check_programs(&s, all, count, parent);
	bad += check_work(&s);
	bad += check_build();
	bad += check_disk(&s);
	bad += check_clock(&s);
	bad += check_users(&s);
	return bad == 0 ? 0 : err_set(ERR_PEER, "%d of the lines above are BAD", bad);
}
