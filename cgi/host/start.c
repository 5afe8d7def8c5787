#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/child.h"
#include "host/cmd.h"
#include "host/run.h"
#include "host/setup.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/io.h"
#include "util/log.h"

/*
 * The same parent as "run", in a session of its own, writing to VAR/log/certhall.log.  What it wants said comes back by a
 * pipe: '+' and the text once all is ready, '-' and a sentence when it is not.
 */

static void
say(int fd, char sign, const char *text)
{
	if (write(fd, &sign, 1) == 1)
		io_write(fd, text, strlen(text));
	err_take();
	close(fd);
}

static void
ready(void *arg, const struct buf *text)
{
	say(*(int *)arg, '+', buf_str(text));
}

static void
background(const struct ask *a, int fd, int log)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), r;

	setsid();
	if (null < 0 || dup2(null, 0) < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0 || chdir("/") != 0)
		_exit(1);
	if ((r = run_all(a, ready, &fd)) != 0) {
		const char *why = err_take();

		log_error("%s", why);
		say(fd, '-', why);
	}
	_exit(r == 0 ? 0 : 1);
}

static int
open_log(const struct ask *a)
{
	char path[SITE_PATH];
	int fd;

	snprintf(path, sizeof(path), "%s/log", a->var);
	if ((mkdir(a->var, 0711) != 0 && errno != EEXIST) || (mkdir(path, 0700) != 0 && errno != EEXIST))
		return err_set(ERR_PEER, "could not create %s: %s", path, strerror(errno));
	snprintf(path, sizeof(path), "%s/log/certhall.log", a->var);
	child_set_aside(path);
	if ((fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) < 0)
		return err_set(ERR_PEER, "could not open %s: %s", path, strerror(errno));
	return fd;
}

static int
hear(const struct ask *a, int fd)
{
	struct buf text = BUF_INIT, stop = BUF_INIT;
	char *at;
	ssize_t n;
	int r;

	while ((at = buf_space(&text, 4096)) != NULL && (n = read(fd, at, 4096)) > 0)
		buf_grew(&text, (size_t)n);
	if (text.len > 0 && text.data[0] == '+') {
		ask_stop_line(a, &stop);
		printf("%s  stop            %s\n\n", text.data + 1, buf_str(&stop));
		r = 0;
	} else
		r = err_set(ERR_PEER, "%s", text.len > 0 ? text.data + 1 : "the parent ended; see VAR/log/certhall.log");
	buf_clear(&stop);
	buf_wipe(&text);
	return r;
}

int
cmd_start(const struct ask *a, int argc, char **argv)
{
	int pair[2], log, r;
	pid_t pid;

	(void)argv;
	if (argc > 0)
		return err_set(ERR_INPUT, "start takes no arguments; see README.md for its variables");
	if ((r = setup_takes(a->var)) != 0 || (r = log = open_log(a)) < 0)
		return r;
	if (pipe2(pair, O_CLOEXEC) != 0 || (pid = fork()) < 0)
		return err_set(ERR_PEER, "could not start a process: %s", strerror(errno));
	if (pid == 0)
		background(a, pair[1], log);
	close(pair[1]);
	close(log);
	r = hear(a, pair[0]);
	close(pair[0]);
	return r;
}
