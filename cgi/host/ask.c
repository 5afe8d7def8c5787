#include "host/ask.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/buf.h"
#include "util/err.h"
#include "util/mem.h"
#include "util/str.h"

static int
read_var(char *out, size_t size)
{
	const char *given = getenv("VAR");
	char folder[PATH_MAX], whole[PATH_MAX];
	char *copy, *last;
	int n, r = 0;

	if (given == NULL || given[0] == '\0')
		given = "var";
	if (realpath(given, whole) == NULL) {	/* not there yet: its folder must be */
		copy = xstrdup(given);
		last = xstrdup(given);
		n = -1;
		if (realpath(dirname(copy), folder) == NULL)
			r = err_set(ERR_INPUT, "the folder of VAR (%s) cannot be used: %s", given, strerror(errno));
		else if ((n = snprintf(whole, sizeof(whole), "%s/%s", folder, basename(last))) >= (int)sizeof(whole))
			r = err_set(ERR_INPUT, "VAR is longer than any path may be");
		free(copy);
		free(last);
	}
	if (r == 0 && str_copy(out, size, whole) != 0) {
		err_take();
		/* "/run/office/s" is added to it, and a socket's name has at most 107 bytes */
		r = err_set(ERR_INPUT, "VAR (%s) has %zu bytes, at most %zu work; choose a shorter one: make run VAR=/srv/certhall",
		    whole, strlen(whole), size - 1);
	}
	return r;
}

static int
read_port(const char *name, int fallback, int *out)
{
	const char *s = getenv(name);
	uint64_t n;

	*out = fallback;
	if (s == NULL || s[0] == '\0')
		return 0;
	if (str_number(s, 65535, name, &n) != 0 || n == 0)
		return err_reword(ERR_INPUT, "%s must be a number from 1 to 65535, not \"%s\"", name, s);
	*out = (int)n;
	return 0;
}

/* The rpId of WebAuthn is a name, never an address (design 4). */
static int
read_host(char *out, size_t size)
{
	const char *s = getenv("CERTHALL_HOST");
	unsigned char address[16];

	if (s == NULL || s[0] == '\0')
		s = "localhost";
	if (strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789.-") != strlen(s) || s[0] == '.' || s[0] == '-' ||
	    strlen(s) >= size)
		return err_set(ERR_INPUT, "HOST must be a name in lower case (letters, digits, dots, hyphens), not \"%s\"", s);
	if (inet_pton(AF_INET, s, address) == 1)
		return err_set(ERR_INPUT, "HOST must be a name: browsers sign for names, never for the address %s", s);
	return str_copy(out, size, s);
}

/* These names stand in configurations of Apache and MariaDB: nothing there may need quoting. */
static int
check_plain(const char *what, const char *path)
{
	const char *p;

	for (p = path; *p != '\0'; p++)
		if ((unsigned char)*p <= ' ' || *p == 0x7f || strchr("\"'`$\\{}<>|&;*?#%~", *p) != NULL)
			return err_set(ERR_INPUT, "%s (%s) holds the character '%c': use letters, digits and /._-+@=,", what, path, *p);
	return 0;
}

/* Our folders hang on the program's place, so a moved tree still finds itself. */
static int
find_tree(struct ask *a)
{
	char at[PATH_MAX], mark[PATH_MAX + 20], *slash;
	ssize_t n = readlink("/proc/self/exe", at, sizeof(at) - 1);
	int r;

	if (n <= 0)
		return err_set(ERR_PEER, "could not read /proc/self/exe: %s", strerror(errno));
	at[n] = '\0';
	if ((r = str_copy(a->bin, sizeof(a->bin), dirname(at))) != 0)
		return err_in(r, "the program's folder");
	while ((slash = strrchr(at, '/')) != NULL && slash != at) {
		*slash = '\0';
		snprintf(mark, sizeof(mark), "%s/apache/site.conf", at);
		if (access(mark, F_OK) == 0)
			return err_in(str_copy(a->src, sizeof(a->src), at), "the source folder");
	}
	return err_set(ERR_INPUT, "%s has no folder above it with apache/site.conf: keep it in its tree", a->bin);
}

static int
read_uid_base(int *out)
{
	const char *s = getenv("CERTHALL_UID_BASE");
	uint64_t n;

	*out = 0;
	if (geteuid() != 0)
		return 0;
	*out = ASK_UID_BASE;
	if (s == NULL || s[0] == '\0')
		return 0;
	if (str_number(s, 2000000000, "CERTHALL_UID_BASE", &n) != 0 || n < 1000)
		return err_reword(ERR_INPUT, "CERTHALL_UID_BASE must be a number of at least 1000, not \"%s\"", s);
	*out = (int)n;
	return 0;
}

int
ask_read(struct ask *out)
{
	struct ask a = { .port = 0 };
	int r;

	if ((r = read_var(a.var, sizeof(a.var))) != 0 || (r = read_port("PORT", 8443, &a.port)) != 0 ||
	    (r = read_port("SIGN_PORT", 8444, &a.sign_port)) != 0 ||
	    (r = read_port("HTTP_PORT", 8080, &a.http_port)) != 0 || (r = read_host(a.host, sizeof(a.host))) != 0 ||
	    (r = find_tree(&a)) != 0 || (r = read_uid_base(&a.uid_base)) != 0)
		return r;
	if ((r = check_plain("VAR", a.var)) != 0 || (r = check_plain("the source folder", a.src)) != 0)
		return r;
	if (a.port == a.sign_port || a.port == a.http_port || a.sign_port == a.http_port)
		return err_set(ERR_INPUT, "PORT (%d), SIGN_PORT (%d) and HTTP_PORT (%d) must be three different numbers",
		    a.port, a.sign_port, a.http_port);
	a.demo = !str_eq(getenv("CERTHALL_DEMO"), "no");
	a.any = str_eq(getenv("CERTHALL_LISTEN"), "any");
	*out = a;
	return 0;
}

int
ask_fits(const struct ask *a, const struct site *s)
{
	if (a->port != s->port || a->sign_port != s->sign_port || a->http_port != s->http_port)
		return err_set(ERR_INPUT, "%s was set up with PORT=%d SIGN_PORT=%d HTTP_PORT=%d, which stand in its "
		    "certificates; start it with these, or choose another VAR for other ports", s->var, s->port,
		    s->sign_port, s->http_port);
	if (!str_eq(a->host, s->host))
		return err_set(ERR_INPUT, "%s was set up with HOST=%s, which stands in its certificates; start it with "
		    "that, or choose another VAR", s->var, s->host);
	if (a->uid_base != 0 && s->uid_base == 0)
		return err_set(ERR_INPUT, "%s was set up by an ordinary user: start it as that user, not as root", s->var);
	if (a->uid_base == 0 && s->uid_base != 0)
		return err_set(ERR_INPUT, "%s was set up by root: start it as root", s->var);
	return 0;
}
