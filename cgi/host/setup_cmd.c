#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "host/cmd.h"
#include "host/keep.h"
#include "host/lock.h"
#include "host/people.h"
#include "host/reach.h"
#include "host/setup.h"
#include "host/stack.h"
#include "host/tree.h"
#include "util/err.h"

/* Database and signd come up for it once. */
static int
meet_people(const struct ask *a, const struct site *s, int lock)
{
	struct child all[STACK_MAX];
	struct buf text = BUF_INIT;
	size_t count;
	int r;

	if ((r = stack_table(a, s, STACK_SIGNING, all, &count)) != 0 || (r = keep_start(all, count, s, lock)) != 0)
		return r;
	r = people_first(s, &text);
	keep_stop(all, count);
	if (r == 0)
		fputs(buf_str(&text), stdout);
	buf_wipe(&text);
	return r;
}

int
cmd_setup(const struct ask *a, int argc, char **argv)
{
	struct buf start = BUF_INIT;
	struct ask with = *a;
	struct site s;
	int r, lock;

	with.demo = argc == 1 && strcmp(argv[0], "--demo") == 0;
	if (argc > 1 || (argc == 1 && !with.demo))
		return err_set(ERR_INPUT, "setup takes --demo or nothing");
	umask(022);
	if ((r = keep_open()) != 0 || (r = setup_takes(a->var)) != 0 || (r = reach_folders(a)) != 0)
		return r;
	if (tree_is_new(a->var) && (r = reach_ports(a)) != 0)	/* leaves nothing behind */
		return r;
	if (mkdir(a->var, 0711) != 0 && errno != EEXIST)
		return err_set(ERR_PEER, "could not create %s: %s", a->var, strerror(errno));
	if ((r = lock_take(a->var)) < 0 || (lock = r = lock_take_db(a->var, 20000)) < 0)
		return r;
	if ((r = setup_make(&with, lock, &s)) == 0 && (r = meet_people(&with, &s, lock)) == 0) {
		ask_start_line(a, &start);
		printf("%s is set up; start it with: %s\n", s.var, buf_str(&start));
	}
	buf_clear(&start);
	return r;
}
