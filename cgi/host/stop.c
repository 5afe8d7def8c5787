#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "host/cmd.h"
#include "host/lock.h"
#include "util/err.h"

/* Each child has its grace, the database the longest; more than all of them together is not to be expected. */
#define STOP_MS 60000

int
cmd_stop(const struct ask *a, int argc, char **argv)
{
	pid_t pid;
	int r;

	(void)argv;
	if (argc > 0)
		return err_set(ERR_INPUT, "stop takes no arguments; VAR names the instance");
	if ((r = lock_holder(a->var, &pid)) == ERR_NOTFOUND) {
		err_take();
		printf("%s is not running\n", a->var);
		return 0;
	}
	if (r != 0)
		return r;
	/* the number comes from the file its holder has locked, so it is the parent's, not a stranger's */
	if (kill(pid, SIGTERM) != 0)
		return err_set(ERR_PEER, "could not signal the parent (process %d): %s", (int)pid, strerror(errno));
	if ((r = lock_wait(a->var, STOP_MS)) == 0)
		printf("%s is stopped\n", a->var);
	return r;
}
