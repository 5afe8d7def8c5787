#include "host/run.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/cmd.h"
#include "host/keep.h"
#include "host/lock.h"
#include "host/people.h"
#include "host/reach.h"
#include "host/setup.h"
#include "host/stack.h"
#include "util/err.h"
#include "util/log.h"

/* How long the children of a parent that was killed may take to end. */
#define LEFTOVER_MS 20000

static void
describe_pages(const struct site *s, struct buf *out)
{
	buf_printf(out, "  hall            %s/\n"
	    "  desk            %s/ra/\n"
	    "  administration  %s/admin/\n"
	    "  signing page    %s/\n"
	    "  status          http://%s:%d/pki/ca/chain.p7b\n"
	    "  TLS root        %s/conf/ca/infra.cer (let your browser trust it, or accept its warning)\n",
	    s->origin, s->origin, s->origin, s->sign_origin, s->host, s->http_port, s->var);
}

static void
describe(const struct site *s, struct buf *out)
{
	struct buf lack = BUF_INIT;

	buf_printf(out, "\nCerthall is running; its data is in %s\n", s->var);
	if (stack_has("apache"))
		describe_pages(s, out);
	if (stack_missing(&lack) > 0)
		buf_printf(out, "  note            this build does not start: %s\n", buf_str(&lack));
	buf_clear(&lack);
	if (s->uid_base == 0)
		buf_adds(out, "  note            all programs share your user; started by root each has its own\n");
}

static int
open_var(const struct ask *a, int *lock)
{
	struct site s;
	int r;

	/* a VAR of others is refused for what it is, not for a lock that cannot be opened */
	if ((r = site_load(a->var, &s)) == 0 && (r = setup_fits(a, &s)) != 0)
		return r;
	if ((r = setup_takes(a->var)) != 0)
		return r;
	/* a refusal of a new VAR leaves nothing behind */
	if ((r = reach_folders(a)) != 0 || (access(a->var, F_OK) != 0 && (r = reach_ports(a)) != 0))
		return r;
	if (mkdir(a->var, 0711) != 0 && errno != EEXIST)
		return err_set(ERR_PEER, "could not create %s: %s", a->var, strerror(errno));
	if ((r = lock_take(a->var)) < 0)
		return r;
	/* not before ours: then nobody else of ours holds the ports, and a busy one is a stranger's */
	if ((*lock = lock_take_db(a->var, LEFTOVER_MS)) < 0)
		return *lock;
	return 0;
}

int
run_all(const struct ask *a, void (*ready)(void *arg, const struct buf *text), void *arg)
{
	struct child all[STACK_MAX];
	struct buf text = BUF_INIT;
	struct site s;
	size_t count;
	int r, lock = -1;

	umask(022);
	if ((r = keep_open()) != 0 || (r = open_var(a, &lock)) != 0 || (r = reach_ports(a)) != 0 ||
	    (r = setup_make(a, lock, &s)) != 0 || (r = setup_refresh(a, &s)) != 0 ||
	    (r = stack_table(a, &s, STACK_ALL, all, &count)) != 0 || (r = keep_start(all, count, &s, lock)) != 0)
		return r;
	describe(&s, &text);
	if (stack_has("signd") && (r = people_first(&s, &text)) != 0) {
		buf_wipe(&text);
		keep_stop(all, count);
		return r;
	}
	ready(arg, &text);
	buf_wipe(&text);
	keep_run(all, count, &s, lock);
	return 0;
}

static void
print(void *arg, const struct buf *text)
{
	(void)arg;
	printf("%s  stop            Ctrl-C\n\n", buf_str(text));
	fflush(stdout);
}

int
cmd_run(const struct ask *a, int argc, char **argv)
{
	(void)argv;
	if (argc > 0)
		return err_set(ERR_INPUT, "run takes no arguments; see README.md for its variables");
	return run_all(a, print, NULL);
}
