#include "host/ask.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pki/san.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/mem.h"
#include "util/str.h"

#define PORT		8443
#define SIGN_PORT	8444
#define HTTP_PORT	8080

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
	if (inet_pton(AF_INET, s, address) == 1)
		return err_set(ERR_INPUT, "HOST must be a name: browsers sign for names, never for the address %s", s);
	if (san_check_dns(s) != 0 || strlen(s) >= size)
		return err_reword(ERR_INPUT, "HOST must be a name in lower case (letters, digits, hyphens, single dots between them;"
		    " at most %zu bytes), not \"%s\"", size - 1, s);
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

/* A word that is misspelt must not mean its opposite. */
static int
read_choices(struct ask *a)
{
	const char *demo = getenv("CERTHALL_DEMO"), *listen = getenv("CERTHALL_LISTEN");

	a->demo = demo == NULL || demo[0] == '\0' || str_eq(demo, "yes");
	a->any = str_eq(listen, "any");
	if (!a->demo && !str_eq(demo, "no"))
		return err_set(ERR_INPUT, "DEMO must be yes or no, not \"%s\"", demo);
	if (!a->any && listen != NULL && listen[0] != '\0')
		return err_set(ERR_INPUT, "LISTEN must be any or empty, not \"%s\"", listen);
	return 0;
}

int
ask_read(struct ask *out)
{
	struct ask a = { .port = 0 };
	int r;

	if ((r = read_var(a.var, sizeof(a.var))) != 0 || (r = read_port("PORT", PORT, &a.port)) != 0 ||
	    (r = read_port("SIGN_PORT", SIGN_PORT, &a.sign_port)) != 0 ||
	    (r = read_port("HTTP_PORT", HTTP_PORT, &a.http_port)) != 0 || (r = read_host(a.host, sizeof(a.host))) != 0 ||
	    (r = read_choices(&a)) != 0 || (r = find_tree(&a)) != 0 || (r = read_uid_base(&a.uid_base)) != 0)
		return r;
	if ((r = check_plain("VAR", a.var)) != 0 || (r = check_plain("the source folder", a.src)) != 0)
		return r;
	if (a.port == a.sign_port || a.port == a.http_port || a.sign_port == a.http_port)
		return err_set(ERR_INPUT, "PORT (%d), SIGN_PORT (%d) and HTTP_PORT (%d) must be three different numbers",
		    a.port, a.sign_port, a.http_port);
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
	if (a->uid_base != s->uid_base)
		return err_set(ERR_INPUT, "%s was set up with CERTHALL_UID_BASE=%d, whose users own its files; start it with that",
		    s->var, s->uid_base);
	if (!a->demo && s->demo)
		return err_set(ERR_INPUT, "%s was set up as a demonstration (DEMO=yes) and stays one; start it with that, or choose "
		    "another VAR", s->var);
	return 0;
}

int
ask_site(const struct ask *a, struct site *out)
{
	int r = site_load(a->var, out);

	return r != ERR_NOTFOUND ? r : err_reword(ERR_NOTFOUND, "VAR (%s) holds no instance; make start VAR=%s sets one up there",
	    a->var, a->var);
}

static void
add_port(struct buf *out, const char *name, int port, int fallback)
{
	if (port != fallback)
		buf_printf(out, " %s=%d", name, port);
}

void
ask_stop_line(const struct ask *a, struct buf *out)
{
	char own[PATH_MAX];

	buf_adds(out, "make stop");
	snprintf(own, sizeof(own), "%s/var", a->src);
	if (!str_eq(own, a->var))
		buf_printf(out, " VAR=%s", a->var);
}

void
ask_start_line(const struct ask *a, struct buf *out)
{
	buf_printf(out, "make start VAR=%s", a->var);
	add_port(out, "PORT", a->port, PORT);
	add_port(out, "SIGN_PORT", a->sign_port, SIGN_PORT);
	add_port(out, "HTTP_PORT", a->http_port, HTTP_PORT);
	if (!str_eq(a->host, "localhost"))
		buf_printf(out, " HOST=%s", a->host);
	if (a->uid_base != 0)
		add_port(out, "CERTHALL_UID_BASE", a->uid_base, ASK_UID_BASE);
}
