/*
 * What the measuring programs share: the running instance of VAR, its database as administrator, and what a process has used.
 */
#ifndef TESTS_INSTANCE_H
#define TESTS_INSTANCE_H
#pragma GCC diagnostic ignored "-Wunused-function"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "host/look.h"
#include "rules/rules.h"
#include "store/db.h"
#include "util/err.h"
#include "util/io.h"
#include "util/site.h"
#include "util/tm.h"

static struct site site;
static struct db *root;
static struct rules rules;	/* with the administrator's account: for rules that only read */

static void
must(int r, const char *what)
{
	if (r == 0)
		return;
	fprintf(stderr, "%s: %s (%d)\n", what, err_take(), r);
	exit(1);
}

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
open_instance(void)
{
	struct db_conf conf = { .name = "certhall", .account = "root" };
	const char *var = getenv("VAR");

	must(var != NULL ? site_load(var, &site) : err_set(ERR_INPUT, "VAR is not set"), "instance");
	site_path(&site, "run/db/s", conf.socket);
	must(db_connect(&conf, &root), "database");
	rules = (struct rules){ .db = root, .site = &site, .user = SITE_HALL };
}

/* The instance's process of that name. */
static pid_t
process(const char *name)
{
	struct child c = { .name = name };
	struct buf lock = BUF_INIT;
	char path[SITE_PATH];
	pid_t pid;

	must(io_load(site_path(&site, "lock", path), 64, &lock), "lock");
	c.argv[0] = (char *)(uintptr_t)name;
	must(look_find((pid_t)atol(buf_str(&lock)), &c, &pid), name);
	buf_clear(&lock);
	return pid;
}

/* Clock ticks of CPU in a line of /proc/PID/stat: its threads, and the children it has waited for (proc(5): fields 14 to 17). */
static unsigned long
ticks(pid_t pid)
{
	struct buf text = BUF_INIT;
	unsigned long part[4] = { 0 };
	char path[64];
	const char *at;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	if (io_load(path, 4096, &text) == 0 && (at = strrchr(buf_str(&text), ')')) != NULL)
		sscanf(at + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %lu %lu", &part[0], &part[1], &part[2], &part[3]);
	err_take();
	buf_clear(&text);
	return part[0] + part[1] + part[2] + part[3];
}

/* Seconds of CPU a process and its children have used, those that live and those that are gone. */
static double
used(pid_t pid)
{
	struct buf list = BUF_INIT;
	unsigned long n = ticks(pid);
	char path[64], *at, *end;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)pid, (int)pid);
	must(io_load(path, 4096, &list), path);
	for (at = (char *)(uintptr_t)buf_str(&list);; at = end) {
		long child = strtol(at, &end, 10);

		if (end == at)
			break;
		n += ticks((pid_t)child);
	}
	buf_clear(&list);
	return (double)n / (double)sysconf(_SC_CLK_TCK);
}

#endif
