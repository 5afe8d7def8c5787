#include "host/stack.h"

#include <stdarg.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "util/buf.h"
#include "util/err.h"
#include "util/mem.h"

/* Our own programs: "NAME -v VAR", socket VAR/run/NAME/s where they have one. */
struct own {
	const char	 *name;
	enum site_user	  user;
	enum child_probe  probe;
	const char	 *token;	/* its SoftHSM configuration below VAR, or NULL */
};

static const struct own owns[] = {
	{ "signd",	SITE_SIGND,	PROBE_SOCKET,	"conf/softhsm-signd.conf" },
	{ "keeper",	SITE_KEEPER,	PROBE_SOCKET,	"conf/softhsm-keeper.conf" },
	{ "draw",	SITE_DRAW,	PROBE_SOCKET,	NULL },
	{ "issuer",	SITE_ISSUER,	PROBE_ALIVE,	NULL },
	{ "courier",	SITE_COURIER,	PROBE_ALIVE,	NULL },
	{ "hall",	SITE_HALL,	PROBE_SOCKET,	NULL },
	{ "desk",	SITE_DESK,	PROBE_SOCKET,	NULL },
	{ "office",	SITE_OFFICE,	PROBE_SOCKET,	NULL },
	{ "status",	SITE_STATUS,	PROBE_SOCKET,	NULL },
};

/* The durable settings of facts: database 7, and nothing read from the machine's own configuration. */
static const char *const db_flags[] = {
	"--skip-networking", "--skip-name-resolve", "--skip-log-bin", "--skip-symbolic-links", "--local-infile=0",
	"--character-set-server=utf8mb4", "--collation-server=utf8mb4_unicode_520_ci", "--default-time-zone=+00:00",
	"--sql-mode=TRADITIONAL,NO_ENGINE_SUBSTITUTION", "--innodb-flush-log-at-trx-commit=1",
	"--innodb-buffer-pool-size=128M", "--innodb-log-file-size=48M", "--max-allowed-packet=128M", "--max-connections=200",
};

static void add_arg(struct child *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void
add_arg(struct child *c, const char *fmt, ...)
{
	char text[2 * SITE_PATH];
	size_t i;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	for (i = 0; c->argv[i] != NULL; i++)
		continue;
	if (i < CHILD_ARGS - 1)
		c->argv[i] = xstrdup(text);
}

static void
fill_db(const struct site *s, struct child *c)
{
	size_t i;

	*c = (struct child){ .name = "mariadbd", .uid = site_uid(s, SITE_DB), .probe = PROBE_DB, .grace_ms = 20000,
	    .keeps_lock = true };
	c->death = SIGKILL;	/* a TERM in its first second is lost; a killed one recovers by itself (I8) */
	/* no --user: it is that user already, who has no passwd entry (facts: design 2) */
	add_arg(c, "mariadbd");
	add_arg(c, "--no-defaults");
	add_arg(c, "--datadir=%s/db", s->var);
	add_arg(c, "--socket=%s/run/db/s", s->var);
	add_arg(c, "--pid-file=%s/run/db/pid", s->var);
	add_arg(c, "--tmpdir=%s/run/db/tmp", s->var);
	for (i = 0; i < sizeof(db_flags) / sizeof(db_flags[0]); i++)
		add_arg(c, "%s", db_flags[i]);
	site_path(s, "run/db/s", c->socket);
}

static void
fill_apache(const struct site *s, struct child *c)
{
	*c = (struct child){ .name = "apache", .uid = site_uid(s, SITE_APACHE), .probe = PROBE_PORT, .port = s->port,
	    .grace_ms = 4000, .keeps_lock = true, .logs = { "apache/error.log", "apache/access.log" } };
	add_arg(c, "apache2");
	add_arg(c, "-d");
	add_arg(c, "%s/run/apache", s->var);
	add_arg(c, "-f");
	add_arg(c, "%s/conf/apache.conf", s->var);
	add_arg(c, "-DFOREGROUND");
	/* naming any live process of this user it would make Apache end at once, with status 0 */
	site_path(s, "run/apache/pid", c->stale);
}

static int
fill_own(const struct ask *a, const struct site *s, const struct own *o, struct child *c)
{
	char path[SITE_PATH];

	*c = (struct child){ .name = o->name, .uid = site_uid(s, o->user), .probe = o->probe, .grace_ms = 4000,
	    .ours = true };
	add_arg(c, "%s/%s", a->bin, o->name);
	add_arg(c, "-v");
	add_arg(c, "%s", s->var);
	if (access(c->argv[0], X_OK) != 0)
		return err_set(ERR_INPUT, "the program %s is not built; run make", c->argv[0]);
	snprintf(path, sizeof(path), "run/%s/s", o->name);
	if (o->probe == PROBE_SOCKET) {
		site_path(s, path, c->socket);
		site_path(s, path, c->stale);	/* an old socket must not look ready */
	}
	if (o->token != NULL) {
		struct buf env = BUF_INIT;

		buf_printf(&env, "SOFTHSM2_CONF=%s", site_path(s, o->token, path));
		c->env = buf_take(&env);
	}
	return 0;
}

bool
stack_has(const char *name)
{
	char word[40];

	snprintf(word, sizeof(word), " %s ", name);
	return strstr(PARTS, word) != NULL;
}

size_t
stack_missing(struct buf *out)
{
	size_t i, n = 0;

	for (i = 0; i < sizeof(owns) / sizeof(owns[0]); i++)
		if (!stack_has(owns[i].name))
			buf_printf(out, "%s%s", n++ > 0 ? " " : "", owns[i].name);
	if (!stack_has("apache"))
		buf_printf(out, "%sapache", n++ > 0 ? " " : "");
	return n;
}

int
stack_table(const struct ask *a, const struct site *s, enum stack_part part, struct child *to, size_t *count)
{
	size_t n = 0, i;
	int r;

	fill_db(s, &to[n++]);
	for (i = 0; part != STACK_DB && i < sizeof(owns) / sizeof(owns[0]); i++) {
		if (!stack_has(owns[i].name) || (part == STACK_SIGNING && owns[i].user != SITE_SIGND))
			continue;
		if ((r = fill_own(a, s, &owns[i], &to[n])) != 0)
			return r;
		n++;
	}
	if (part == STACK_ALL && stack_has("apache"))
		fill_apache(s, &to[n++]);
	*count = n;
	return 0;
}
