#include <stdio.h>

#include "host/cmd.h"
#include "host/lock.h"
#include "host/look.h"
#include "host/stack.h"
#include "util/err.h"

/* Prints one line per program. The count of those that are away. */
static size_t
print_programs(const struct child *all, size_t count, pid_t parent)
{
	size_t i, away = 0;

	for (i = 0; i < count; i++) {
		pid_t pid;

		if (look_find(parent, &all[i], &pid) == 0)
			printf("  %-12s process %d\n", all[i].name, (int)pid);
		else {
			printf("  %-12s is not running; the parent starts it again\n", all[i].name);
			away++;
		}
	}
	return away;
}

int
cmd_status(const struct ask *a, int argc, char **argv)
{
	struct child all[STACK_MAX];
	struct site s;
	size_t count, away;
	pid_t parent;
	int r;

	(void)argv;
	if (argc > 0)
		return err_set(ERR_INPUT, "status takes no arguments; VAR names the instance");
	if ((r = lock_holder(a->var, &parent)) != 0 || (r = site_load(a->var, &s)) != 0 ||
	    (r = stack_table(a, &s, STACK_ALL, all, &count)) != 0)
		return r;
	printf("%s is running: parent process %d, instance %s\n", a->var, (int)parent, s.instance);
	away = print_programs(all, count, parent);
	return away == 0 ? 0 : err_set(ERR_PEER, "%zu of %zu programs are not running", away, count);
}
