#include "host/setup.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/base.h"
#include "host/front.h"
#include "host/keys.h"
#include "host/reach.h"
#include "host/sign_page.h"
#include "host/stack.h"
#include "host/tls.h"
#include "host/tree.h"
#include "pki/ossl.h"
#include "util/buf.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/io.h"
#include "util/log.h"
#include "util/rnd.h"
#include "util/str.h"
#include "util/tm.h"

#define HSM_MODULE	"/usr/lib/softhsm/libsofthsm2.so"
#define PROFILES_MAX	((size_t)1 << 20)

static bool
stands(const struct site *s, const char *name)
{
	char path[SITE_PATH];

	return access(site_path(s, name, path), F_OK) == 0;
}

static int
mark(const struct site *s, const char *name)
{
	struct buf text = BUF_INIT;
	int r;

	buf_adds(&text, "see cgi/host/setup.h\n");
	r = tree_write(s, name, &text, 0600, SITE_USER_MAX);
	buf_clear(&text);
	return r;
}

static int
unmark(const struct site *s, const char *name)
{
	char path[SITE_PATH];

	if (unlink(site_path(s, name, path)) != 0)
		return err_set(ERR_PEER, "could not remove %s: %s", path, strerror(errno));
	return io_sync_dir(site_path(s, "conf", path));
}

static int
describe(const struct ask *a, struct site *s)
{
	unsigned char id[8];
	char hex[17];

	*s = (struct site){ .port = a->port, .sign_port = a->sign_port, .http_port = a->http_port, .uid_base = a->uid_base,
	    .demo = a->demo, .zone_minutes = 480 };
	rnd_bytes(id, sizeof(id));
	enc_hex_to(id, sizeof(id), hex);
	snprintf(s->instance, sizeof(s->instance), "ca-%s", hex);
	if (str_copy(s->var, sizeof(s->var), a->var) != 0 || str_copy(s->src, sizeof(s->src), a->src) != 0 ||
	    str_copy(s->host, sizeof(s->host), a->host) != 0 ||
	    str_copy(s->hsm_module, sizeof(s->hsm_module), HSM_MODULE) != 0)
		return ERR_LIMIT;
	return 0;
}

/* Each daemon's token lies in its own folder, so neither can even see the other's. */
static int
write_softhsm(const struct site *s, const char *daemon)
{
	char name[60];
	struct buf text = BUF_INIT;
	int r;

	buf_printf(&text, "directories.tokendir = %s/%s/token\nobjectstore.backend = file\nlog.level = ERROR\n"
	    "slots.removable = false\n", s->var, daemon);
	snprintf(name, sizeof(name), "conf/softhsm-%s.conf", daemon);
	r = tree_write(s, name, &text, 0644, SITE_USER_MAX);
	buf_clear(&text);
	return r;
}

static int
write_tokens(const struct site *s)
{
	int r = write_softhsm(s, "signd");

	return r != 0 ? r : write_softhsm(s, "keeper");
}

static int
write_profiles(const struct ask *a, const struct site *s)
{
	char path[400];
	struct buf text = BUF_INIT;
	int r;

	snprintf(path, sizeof(path), "%s/cgi/prog/profiles.conf", a->src);
	if ((r = io_load(path, PROFILES_MAX, &text)) == 0)
		r = tree_write(s, "conf/profiles.conf", &text, 0644, SITE_USER_MAX);
	buf_clear(&text);
	return r;
}

static int
make_folders(const struct ask *a, struct site *s, int lock)
{
	int r;

	(void)lock;
	if ((r = tree_clear(s)) != 0 || (r = tree_make(s)) != 0 || (r = tree_secrets(s)) != 0 || (r = write_tokens(s)) != 0)
		return r;
	return write_profiles(a, s);
}

static int
make_base(const struct ask *a, struct site *s, int lock)
{
	return base_make(a, s, lock);
}

static int
make_keys(const struct ask *a, struct site *s, int lock)
{
	return keys_make(a, s, lock);
}

static const struct step {
	const char	*what;
	int		(*make)(const struct ask *a, struct site *s, int lock);
} steps[] = {
	{ "folders and secrets",	make_folders },
	{ "database",			make_base },
	{ "keys and certificates",	make_keys },
};

static int
make_all(const struct ask *a, int lock, struct site *s)
{
	char path[SITE_PATH];
	size_t i;
	int r;

	if ((r = describe(a, s)) != 0 || (r = io_mkdirs(site_path(s, "conf", path), 0755)) != 0 ||
	    (r = io_mkdirs(site_path(s, "log", path), 0700)) != 0 || (r = mark(s, "conf/unfinished")) != 0 ||
	    (r = site_save(s)) != 0)
		return r;
	log_info("setting up %s", s->var);
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		log_info("set-up %zu of %zu: %s", i + 1, sizeof(steps) / sizeof(steps[0]), steps[i].what);
		if ((r = steps[i].make(a, s, lock)) != 0)
			return err_in(r, steps[i].what);
	}
	if ((r = mark(s, "conf/first-start")) != 0 || (r = unmark(s, "conf/unfinished")) != 0)
		return r;
	return site_load(a->var, s);
}

int
setup_fits(const struct ask *a, const struct site *s)
{
	return stands(s, "conf/unfinished") ? 0 : ask_fits(a, s);
}

int
setup_takes(const char *var)
{
	struct site s;
	bool bad = site_load(var, &s) == ERR_NOTFOUND && !tree_is_new(var);

	err_take();
	return bad ? err_set(ERR_INPUT, "VAR (%s) holds other things than an instance of Certhall; choose an empty folder", var) :
	    0;
}

int
setup_make(const struct ask *a, int lock, struct site *out)
{
	struct site s;
	int r;

	r = site_load(a->var, &s);
	if (r == 0 && !stands(&s, "conf/unfinished")) {
		if ((r = ask_fits(a, &s)) == 0)
			*out = s;
		return r;
	}
	if ((r != 0 && r != ERR_NOTFOUND) || (r = setup_takes(a->var)) != 0)
		return r;
	return make_all(a, lock, out);
}

int
setup_refresh(const struct ask *a, struct site *s)
{
	int r;

	if (!str_eq(s->src, a->src)) {	/* the tree was moved */
		if ((r = str_copy(s->src, sizeof(s->src), a->src)) != 0 || (r = site_save(s)) != 0)
			return r;
	}
	/* VAR may be a copy at another place, whose tokens are its own and never those it was copied from */
	if ((r = ossl_init()) != 0 || (r = tree_make(s)) != 0 || (r = write_tokens(s)) != 0 ||
	    (tls_is_due(s, tm_now(), NULL) && (r = tls_make(s, NULL)) != 0) || (r = front_write(a, s)) != 0)
		return r;
	return stack_has("apache") ? sign_page_write(a, s) : 0;
}
