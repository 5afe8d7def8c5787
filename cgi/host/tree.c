#include "host/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/enc.h"
#include "util/err.h"
#include "util/io.h"
#include "util/mem.h"
#include "util/rnd.h"
#include "util/str.h"

#define OURS SITE_USER_MAX	/* root, or the ordinary user */

/*
 * A socket's folder belongs to its server; its group is its one client's, and setgid hands that group to the socket, so
 * nobody else can even enter (CONTRACT of each daemon: it makes its socket 0660).
 */
static const struct folder {
	const char	*name;
	enum site_user	 owner, group;
	mode_t		 mode;
} folders[] = {
	{ "conf",		OURS,		OURS,		0755 },
	{ "conf/ca",		OURS,		OURS,		0755 },
	{ "db",			SITE_DB,	SITE_DB,	0700 },
	{ "run",		OURS,		OURS,		0711 },
	{ "run/db",		SITE_DB,	SITE_DB,	0711 },
	{ "run/db/tmp",		SITE_DB,	SITE_DB,	0700 },
	{ "run/apache",		SITE_APACHE,	SITE_APACHE,	0700 },
	{ "run/hall",		SITE_HALL,	SITE_APACHE,	02750 },
	{ "run/desk",		SITE_DESK,	SITE_APACHE,	02750 },
	{ "run/office",		SITE_OFFICE,	SITE_APACHE,	02750 },
	{ "run/status",		SITE_STATUS,	SITE_APACHE,	02750 },
	{ "run/signd",		SITE_SIGND,	SITE_ISSUER,	02750 },
	{ "run/keeper",		SITE_KEEPER,	SITE_DESK,	02750 },
	{ "run/issuer",		SITE_ISSUER,	SITE_ISSUER,	0700 },
	{ "run/courier",	SITE_COURIER,	SITE_COURIER,	0700 },
	{ "run/draw",		SITE_DRAW,	SITE_DESK,	02750 },
	{ "secret",		OURS,		OURS,		0711 },
	{ "signd",		SITE_SIGND,	SITE_SIGND,	0700 },
	{ "signd/journal",	SITE_SIGND,	SITE_SIGND,	0700 },
	{ "signd/token",	SITE_SIGND,	SITE_SIGND,	0700 },
	{ "keeper",		SITE_KEEPER,	SITE_KEEPER,	0700 },
	{ "keeper/token",	SITE_KEEPER,	SITE_KEEPER,	0700 },
	{ "apache",		SITE_APACHE,	SITE_APACHE,	0700 },
	{ "tls",		OURS,		OURS,		0711 },
	{ "sign",		OURS,		OURS,		0755 },
	{ "log",		OURS,		OURS,		0700 },
	{ "outbox",		SITE_COURIER,	SITE_COURIER,	0700 },
	{ "demo",		OURS,		OURS,		0700 },
};

/* What set-up fills and an interrupted set-up makes anew. */
static const char *const filled[] = { "db", "signd", "keeper", "secret", "conf/ca", "tls", "sign", "demo" };

static uid_t
id_of(const struct site *s, enum site_user u)
{
	return u == OURS ? geteuid() : site_uid(s, u);
}

static int
make_folder(const struct site *s, const struct folder *f)
{
	char path[SITE_PATH];
	int fd, bad;

	site_path(s, f->name, path);
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return err_set(ERR_PEER, "could not create %s: %s", path, strerror(errno));
	if ((fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)) < 0)
		return err_set(ERR_PEER, "could not use the folder %s: %s", path, strerror(errno));
	bad = s->uid_base > 0 && fchown(fd, id_of(s, f->owner), id_of(s, f->group)) != 0;
	if (bad || fchmod(fd, f->mode) != 0) {	/* the mode last: a change of owner clears setgid */
		int r = err_set(ERR_PEER, "could not give %s its owner: %s", path, strerror(errno));

		close(fd);
		return r;
	}
	close(fd);
	return 0;
}

int
tree_make(const struct site *s)
{
	size_t i;
	int r;

	if (chmod(s->var, 0711) != 0)
		return err_set(ERR_PEER, "could not change the mode of %s: %s", s->var, strerror(errno));
	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if ((r = make_folder(s, &folders[i])) != 0)
			return r;
	return 0;
}

int
tree_write(const struct site *s, const char *name, const struct buf *text, unsigned mode, enum site_user user)
{
	char path[SITE_PATH];

	return io_replace(site_path(s, name, path), buf_str(text), text->len, (mode_t)mode,
	    s->uid_base > 0 && user != OURS ? site_uid(s, user) : (uid_t)-1);
}

static int
write_secret(const struct site *s, enum site_user user, const char *kind, const void *p, size_t n)
{
	char name[40], path[SITE_PATH];
	struct buf text = BUF_INIT;
	int r;

	snprintf(name, sizeof(name), "secret/%s.%s", site_user_name(user), kind);
	if (access(site_path(s, name, path), F_OK) == 0)
		return 0;
	buf_add(&text, p, n);
	r = tree_write(s, name, &text, 0400, user);
	buf_wipe(&text);
	return r;
}

static int
write_token(const struct site *s, enum site_user user, const char *kind)
{
	char token[RND_TOKEN_SIZE];
	int r;

	rnd_token(token);
	r = write_secret(s, user, kind, token, strlen(token));
	explicit_bzero(token, sizeof(token));
	return r;
}

/* The key of the blind person index is one key: who has it already hands it on. */
static int
read_index(const struct site *s, unsigned char key[32])
{
	char path[SITE_PATH];
	struct buf old = BUF_INIT;
	int r = io_load(site_path(s, "secret/hall.index", path), 32, &old);

	if (r == 0 && old.len == 32)
		memcpy(key, old.data, 32);
	else if (r == ERR_NOTFOUND) {
		err_take();
		rnd_bytes(key, 32);
		r = 0;
	} else if (r == 0)
		r = err_set(ERR_PEER, "%s has %zu bytes instead of 32", path, old.len);
	buf_wipe(&old);
	return r;
}

int
tree_secrets(const struct site *s)
{
	static const enum site_user accounts[] = { SITE_HALL, SITE_DESK, SITE_OFFICE, SITE_STATUS, SITE_ISSUER, SITE_COURIER };
	static const enum site_user indexers[] = { SITE_HALL, SITE_DESK, SITE_OFFICE, SITE_ISSUER, SITE_COURIER };
	static const enum site_user webs[] = { SITE_HALL, SITE_DESK, SITE_OFFICE };
	unsigned char key[32];
	size_t i;
	int r = 0;

	for (i = 0; r == 0 && i < sizeof(accounts) / sizeof(accounts[0]); i++)
		r = write_token(s, accounts[i], "db");
	if (r == 0)
		r = read_index(s, key);
	for (i = 0; r == 0 && i < sizeof(indexers) / sizeof(indexers[0]); i++)
		r = write_secret(s, indexers[i], "index", key, sizeof(key));
	for (i = 0; r == 0 && i < sizeof(webs) / sizeof(webs[0]); i++) {
		rnd_bytes(key, sizeof(key));
		r = write_secret(s, webs[i], "web", key, sizeof(key));
	}
	explicit_bzero(key, sizeof(key));
	if (r != 0 || (r = write_token(s, SITE_SIGND, "pin")) != 0)
		return r;
	return write_token(s, SITE_KEEPER, "pin");
}

bool
tree_is_new(const char *var)
{
	static const char *const harmless[] = { ".", "..", "lock", "lock.db", "log", "conf" };
	struct dirent *e;
	DIR *d = opendir(var);
	bool fresh = true;

	if (d == NULL)
		return errno == ENOENT;
	while (fresh && (e = readdir(d)) != NULL) {
		size_t i, known = 0;

		for (i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
			known += str_eq(e->d_name, harmless[i]);
		fresh = known > 0;
	}
	closedir(d);
	return fresh;
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

int
tree_clear(const struct site *s)
{
	char path[SITE_PATH];
	size_t i;

	for (i = 0; i < sizeof(filled) / sizeof(filled[0]); i++)
		if (nftw(site_path(s, filled[i], path), remove_one, 16, FTW_DEPTH | FTW_PHYS) != 0 && errno != ENOENT)
			return err_set(ERR_PEER, "could not remove %s: %s", path, strerror(errno));
	return 0;
}
