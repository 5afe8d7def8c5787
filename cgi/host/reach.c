#include "host/reach.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/err.h"
#include "util/privs.h"
#include "util/str.h"

/* 0 or the errno of the refusal. */
static int
try_bind(const struct sockaddr *to, socklen_t size)
{
	int fd = socket(to->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1, why = 0;

	if (fd < 0)
		return errno;
	/* as Apache does: connections of an earlier run that are still closing do not count */
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, to, size) != 0 || listen(fd, 1) != 0)
		why = errno;
	close(fd);
	return why;
}

static int
try_port(int port, bool any)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };

	to.sin_addr.s_addr = htonl(any ? INADDR_ANY : INADDR_LOOPBACK);
	return try_bind((const struct sockaddr *)&to, sizeof(to));
}

int
reach_has_ipv6(void)
{
	struct sockaddr_in6 to = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };

	return try_bind((const struct sockaddr *)&to, sizeof(to)) == 0;
}

int
reach_ports(const struct ask *a)
{
	const struct { const char *name; int port; } all[] = {
		{ "PORT", a->port }, { "SIGN_PORT", a->sign_port }, { "HTTP_PORT", a->http_port },
	};
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		int why = try_port(all[i].port, a->any || strcmp(a->host, "localhost") != 0);

		if (why == EADDRINUSE)
			return err_set(ERR_INPUT, "port %d is in use by another program; end that, or set up another VAR with "
			    "another %s", all[i].port, all[i].name);
		if (why != 0)
			return err_set(ERR_INPUT, "%s %d cannot be listened on: %s", all[i].name, all[i].port, strerror(why));
	}
	return 0;
}

/* In the child, under the uid: the first folder of path that cannot be entered goes to the pipe. */
static int
first_closed(const char *path, int mode, int out)
{
	char part[400];
	size_t i, n = strlen(path);

	for (i = 1; i <= n; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		snprintf(part, sizeof(part), "%.*s", (int)i, path);
		if (access(part, F_OK) != 0 && errno == ENOENT)
			return 0;	/* VAR itself may not be there yet */
		if (access(part, i == n ? mode : X_OK) != 0) {
			if (write(out, part, strlen(part)) < 0)
				return 2;
			return 1;
		}
	}
	return 0;
}

static int
look_as(const struct ask *a, int out)
{
	char path[400];

	if (privs_become((uid_t)a->uid_base + SITE_HALL) != 0)
		return 2;
	if (first_closed(a->var, X_OK, out) != 0)
		return 1;
	snprintf(path, sizeof(path), "%s/hall", a->bin);
	if (first_closed(path, X_OK, out) != 0)
		return 1;
	snprintf(path, sizeof(path), "%s/apache/site.conf", a->src);
	if (first_closed(path, R_OK, out) != 0)
		return 1;
	snprintf(path, sizeof(path), "%s/templates", a->src);
	return first_closed(path, R_OK | X_OK, out);
}

int
reach_folders(const struct ask *a)
{
	char where[400];
	ssize_t n;
	int pair[2], status = -1;
	pid_t pid;

	if (a->uid_base == 0)
		return 0;
	if (pipe(pair) != 0 || (pid = fork()) < 0)
		return err_set(ERR_PEER, "could not start a process: %s", strerror(errno));
	if (pid == 0)
		_exit(look_as(a, pair[1]));
	close(pair[1]);
	n = read(pair[0], where, sizeof(where) - 1);
	close(pair[0]);
	waitpid(pid, &status, 0);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	if (n <= 0)
		return err_set(ERR_PEER, "could not become uid %d: root without the right to change users",
		    a->uid_base + SITE_HALL);
	where[n] = '\0';
	if (str_starts(where, a->src) && where[strlen(a->src)] == '/')	/* ours: made under a narrow umask */
		return err_set(ERR_INPUT, "the programs run under their own users (uid %d and on), who cannot read %s; run "
		    "\"cd %s && chmod -R o+rX apache build db static templates\"", a->uid_base + 1, where, a->src);
	return err_set(ERR_INPUT, "the programs run under their own users (uid %d and on), who cannot enter %s; run "
	    "\"chmod o+x %s\", or use a folder such as /srv/certhall", a->uid_base + 1, where, where);
}
