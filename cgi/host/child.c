#include "host/child.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/err.h"
#include "util/log.h"
#include "util/privs.h"
#include "util/str.h"
#include "util/tm.h"

#define LOG_MAX	((off_t)20 << 20)	/* a larger log is set aside once, at a start */
#define GREET_MS 200

/* Nothing of the operator's environment reaches a child but these. */
static const char *const passed[] = {
	"LD_PRELOAD=", "FAKETIME", "ASAN_OPTIONS=", "UBSAN_OPTIONS=", "LSAN_OPTIONS=",
};

void
child_set_aside(const char *path)
{
	char old[SITE_PATH + 2];
	struct stat st;

	snprintf(old, sizeof(old), "%s.1", path);
	if (lstat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > LOG_MAX)
		rename(path, old);
}

static int
open_log(const struct child *c, const struct site *s)
{
	char path[SITE_PATH];
	size_t i;
	int fd;

	for (i = 0; i < sizeof(c->logs) / sizeof(c->logs[0]); i++)
		if (c->logs[i] != NULL)
			child_set_aside(site_path(s, c->logs[i], path));
	snprintf(path, sizeof(path), "%s/log/%s.log", s->var, c->name);
	child_set_aside(path);
	if ((fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) < 0)
		err_set(ERR_PEER, "could not open %s: %s", path, strerror(errno));
	return fd;
}

static char **
make_env(const struct child *c)
{
	static char *env[64];
	size_t n = 0, i, j;

	env[n++] = (char *)(uintptr_t)"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
	env[n++] = (char *)(uintptr_t)"LC_ALL=C.UTF-8";
	if (c->env != NULL)
		env[n++] = c->env;
	for (i = 0; c->ours && environ[i] != NULL && n < 63; i++)
		for (j = 0; j < sizeof(passed) / sizeof(passed[0]); j++)
			if (str_starts(environ[i], passed[j]))
				env[n++] = environ[i];
	env[n] = NULL;
	return env;
}

static void
restore_signals(void)
{
	struct sigaction dfl = { .sa_handler = SIG_DFL };
	sigset_t none;
	int i;

	for (i = 1; i < 32; i++)
		sigaction(i, &dfl, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void
become(const struct child *c, pid_t parent, int log, int lock)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	restore_signals();
	setpgid(0, 0);
	if (null < 0 || dup2(null, 0) < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0)
		_exit(126);
	log_open(c->name);
	if (privs_become(c->uid) != 0) {
		log_err(ERR_PEER, "start");
		_exit(126);
	}
	/* after the change of uid, which clears it; and a parent that died meanwhile will send nothing */
	prctl(PR_SET_PDEATHSIG, c->death != 0 ? c->death : SIGTERM);
	if (getppid() != parent)
		_exit(126);
	if (c->keeps_lock)
		fcntl(lock, F_SETFD, 0);
	umask(027);
	if (chdir("/") == 0)
		execvpe(c->argv[0], c->argv, make_env(c));
	log_error("could not run %s: %s", c->argv[0], strerror(errno));
	_exit(127);
}

int
child_start(struct child *c, const struct site *s, int lock)
{
	pid_t parent = getpid(), pid;
	int log;

	if (c->stale[0] != '\0')
		unlink(c->stale);
	if ((log = open_log(c, s)) < 0)
		return ERR_PEER;
	if ((pid = fork()) == 0)
		become(c, parent, log, lock);
	close(log);
	if (pid < 0)
		return err_set(ERR_PEER, "could not start %s: %s", c->name, strerror(errno));
	setpgid(pid, pid);	/* both sides do it: whoever comes first */
	c->pid = pid;
	c->since = tm_steady();
	c->starts++;
	return 0;
}

static int
reach_socket(const char *path)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0 || str_copy(to.sun_path, sizeof(to.sun_path), path) != 0 ||
	    connect(fd, (const struct sockaddr *)&to, sizeof(to)) != 0) {
		err_take();
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}

static int
reach_port(int port)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && connect(fd, (const struct sockaddr *)&to, sizeof(to)) != 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/* A server that only listens is not ready: MariaDB's protocol version 10 is the fifth byte it sends. */
static bool
greets(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	unsigned char head[5];

	return poll(&p, 1, GREET_MS) == 1 && recv(fd, head, sizeof(head), 0) == (ssize_t)sizeof(head) && head[4] == 10;
}

bool
child_answers(const struct child *c)
{
	bool yes;
	int fd;

	if (c->probe == PROBE_ALIVE)
		return tm_steady() - c->since >= 50;
	fd = c->probe == PROBE_PORT ? reach_port(c->port) : reach_socket(c->socket);
	if (fd < 0)
		return false;
	yes = c->probe != PROBE_DB || greets(fd);
	close(fd);
	return yes;
}

int
child_bury(pid_t pid)
{
	int status = 0;

	kill(-pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	while (waitpid(-pid, NULL, 0) > 0 || errno == EINTR)
		continue;
	return status;
}

const char *
child_fate(int status)
{
	static char text[64];

	if (WIFSIGNALED(status))
		snprintf(text, sizeof(text), "was killed by signal %d", WTERMSIG(status));
	else
		snprintf(text, sizeof(text), "ended with exit status %d", WEXITSTATUS(status));
	return text;
}
