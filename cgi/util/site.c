#include "util/site.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "util/buf.h"
#include "util/conf.h"
#include "util/err.h"
#include "util/io.h"
#include "util/str.h"

static const char *const user_text[] = {
	[SITE_DB] = "db", [SITE_APACHE] = "apache", [SITE_HALL] = "hall", [SITE_DESK] = "desk", [SITE_OFFICE] = "office",
	[SITE_STATUS] = "status", [SITE_ISSUER] = "issuer", [SITE_SIGND] = "signd", [SITE_KEEPER] = "keeper",
	[SITE_COURIER] = "courier", [SITE_DRAW] = "draw",
};
_Static_assert(sizeof(user_text) / sizeof(user_text[0]) == SITE_USER_MAX, "a name for each user");

static const struct conf_key keys[] = {
	CONF_TEXT_KEY(struct site, src, "src", NULL),
	CONF_TEXT_KEY(struct site, host, "host", NULL),
	CONF_INT_KEY(struct site, port, "port", NULL),
	CONF_INT_KEY(struct site, sign_port, "sign_port", NULL),
	CONF_INT_KEY(struct site, http_port, "http_port", NULL),
	CONF_INT_KEY(struct site, uid_base, "uid_base", NULL),
	CONF_BOOL_KEY(struct site, demo, "demo", NULL),
	CONF_TEXT_KEY(struct site, instance, "instance", NULL),
	CONF_TEXT_KEY(struct site, hsm_module, "hsm_module", NULL),
	CONF_INT_KEY(struct site, zone_minutes, "zone_minutes", "480"),
};

int
site_load(const char *var, struct site *out)
{
	struct site s = { .port = 0 };
	char path[SITE_PATH];
	int r;

	if ((r = str_copy(s.var, sizeof(s.var), var)) != 0)
		return r;
	if ((r = conf_load(site_path(&s, "conf/certhall.conf", path), keys, sizeof(keys) / sizeof(keys[0]), &s)) != 0)
		return r;
	snprintf(s.origin, sizeof(s.origin), "https://%s:%d", s.host, s.port);
	snprintf(s.sign_origin, sizeof(s.sign_origin), "https://%s:%d", s.host, s.sign_port);
	*out = s;
	return 0;
}

int
site_save(const struct site *s)
{
	struct buf text = BUF_INIT;
	char path[SITE_PATH];
	int r;

	buf_printf(&text, "# Written by certhall setup. Ports and host stand in certificates: they cannot be changed here.\n"
	    "src = %s\nhost = %s\nport = %d\nsign_port = %d\nhttp_port = %d\nuid_base = %d\ndemo = %s\ninstance = %s\n"
	    "hsm_module = %s\nzone_minutes = %d\n", s->src, s->host, s->port, s->sign_port, s->http_port, s->uid_base,
	    s->demo ? "yes" : "no", s->instance, s->hsm_module, s->zone_minutes);
	r = io_replace(site_path(s, "conf/certhall.conf", path), text.data, text.len, 0644, (uid_t)-1);
	buf_clear(&text);
	return r;
}

char *
site_path(const struct site *s, const char *name, char *to)
{
	snprintf(to, SITE_PATH, "%s/%s", s->var, name);
	return to;
}

uid_t
site_uid(const struct site *s, enum site_user user)
{
	return s->uid_base > 0 ? (uid_t)s->uid_base + user : getuid();
}

const char *
site_user_name(enum site_user user)
{
	return user_text[user];
}
