#include "host/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/keep.h"
#include "host/rows.h"
#include "host/stack.h"
#include "host/tree.h"
#include "host/under.h"
#include "store/audit.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/io.h"
#include "util/mem.h"
#include "util/rnd.h"
#include "util/str.h"

#define SQL_MAX ((size_t)16 << 20)
#define ROOT_WORD "secret/root.db"	/* an ordinary user's: MariaDB's root has a password */

static int
install(const struct site *s)
{
	char datadir[SITE_PATH + 16], tmpdir[SITE_PATH + 16], path[SITE_PATH], log[SITE_PATH];
	const char *argv[] = { "mariadb-install-db", "--no-defaults", "--force", datadir, tmpdir, "--skip-test-db",
	    "--skip-name-resolve", "--auth-root-socket-user=root", s->uid_base > 0 ? "--auth-root-authentication-method=socket" :
	    "--auth-root-authentication-method=normal", NULL };

	snprintf(datadir, sizeof(datadir), "--datadir=%s", site_path(s, "db", path));
	snprintf(tmpdir, sizeof(tmpdir), "--tmpdir=%s", site_path(s, "run/db/tmp", path));
	/*
	 * --force: this server looks no name up, so a machine that knows none will do.  Under the database's uid: as root it prints an
	 * error, leaves root's files behind and exits 0.
	 */
	return under_run(site_uid(s, SITE_DB), argv, NULL, site_path(s, "log/setup.log", log));
}

/* As an ordinary user: the server itself sets root's password before it takes the first connection. */
static int
lock_root(const struct site *s, struct child *db)
{
	char word[RND_TOKEN_SIZE], path[SITE_PATH];
	struct buf text = BUF_INIT, flag = BUF_INIT;
	size_t i;
	int r;

	if (s->uid_base > 0)
		return 0;
	rnd_token(word);
	buf_adds(&text, word);
	if ((r = tree_write(s, ROOT_WORD, &text, 0400, SITE_USER_MAX)) == 0) {
		buf_reset(&text);
		buf_printf(&text, "[client]\nuser=root\npassword=%s\n", word);
		r = tree_write(s, "secret/root.cnf", &text, 0400, SITE_USER_MAX);
	}
	if (r == 0) {
		buf_reset(&text);
		buf_printf(&text, "DELETE FROM mysql.global_priv WHERE User='root' AND Host<>'localhost';\n"
		    "FLUSH PRIVILEGES;\nALTER USER 'root'@'localhost' IDENTIFIED BY '%s';\n", word);
		r = tree_write(s, "secret/init.sql", &text, 0400, SITE_USER_MAX);
	}
	for (i = 0; r == 0 && db->argv[i] != NULL; i++)
		continue;
	if (r == 0) {
		buf_printf(&flag, "--init-file=%s", site_path(s, "secret/init.sql", path));
		db->argv[i] = buf_take(&flag);
	}
	explicit_bzero(word, sizeof(word));
	buf_wipe(&text);
	return r;
}

static int
run_client(const struct site *s, const struct buf *sql, const char *database)
{
	char socket[SITE_PATH + 16], conf[SITE_PATH + 24], path[SITE_PATH], log[SITE_PATH];
	const char *argv[] = { "mariadb", conf, socket, "--user=root", "--default-character-set=utf8mb4", "--batch",
	    database, NULL };

	snprintf(socket, sizeof(socket), "--socket=%s", site_path(s, "run/db/s", path));
	if (s->uid_base > 0)
		snprintf(conf, sizeof(conf), "--no-defaults");
	else
		snprintf(conf, sizeof(conf), "--defaults-file=%s", site_path(s, "secret/root.cnf", path));
	return under_run(geteuid(), argv, sql, site_path(s, "log/setup.log", log));
}

int
base_sql(const struct site *s, const struct buf *sql)
{
	return run_client(s, sql, "certhall");
}

int
base_open(const struct site *s, struct db **out)
{
	struct db_conf conf = { .account = "root", .name = "certhall" };
	int r;

	site_path(s, "run/db/s", conf.socket);
	if (s->uid_base == 0)
		site_path(s, ROOT_WORD, conf.password);
	*out = NULL;
	if ((r = db_connect(&conf, out)) == 0 && (r = db_audit_open(*out, s->host, "certhall", 0)) != 0) {
		db_close(*out);
		*out = NULL;
	}
	return r;
}

static int
make_accounts(const struct site *s)
{
	static const enum site_user accounts[] = { SITE_HALL, SITE_DESK, SITE_OFFICE, SITE_STATUS, SITE_ISSUER, SITE_COURIER };
	struct buf sql = BUF_INIT;
	size_t i;
	int r = 0;

	buf_adds(&sql, "CREATE DATABASE certhall CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;\n");
	for (i = 0; r == 0 && i < sizeof(accounts) / sizeof(accounts[0]); i++) {
		const char *name = site_user_name(accounts[i]);
		char file[40], path[SITE_PATH];
		struct buf word = BUF_INIT;

		snprintf(file, sizeof(file), "secret/%s.db", name);
		if ((r = io_load(site_path(s, file, path), 64, &word)) == 0)
			buf_printf(&sql, "CREATE USER '%s'@'localhost' IDENTIFIED BY '%s';\n", name, buf_str(&word));
		buf_wipe(&word);
	}
	if (r == 0)
		r = run_client(s, &sql, "mysql");
	buf_wipe(&sql);
	return err_in(r, "database accounts");
}

static int
load_sql(const struct ask *a, const struct site *s, const char *name)
{
	char path[400];
	struct buf sql = BUF_INIT;
	int r;

	snprintf(path, sizeof(path), "%s/db/%s", a->src, name);
	if ((r = io_load(path, SQL_MAX, &sql)) == 0)
		r = base_sql(s, &sql);
	buf_clear(&sql);
	return err_in(r, name);
}

int
base_make(const struct ask *a, const struct site *s, int lock)
{
	struct child db[STACK_MAX];
	char path[SITE_PATH];
	size_t count;
	int r;

	if ((r = install(s)) != 0 || (r = stack_table(a, s, STACK_DB, db, &count)) != 0 || (r = lock_root(s, db)) != 0 ||
	    (r = keep_start(db, count, s, lock)) != 0)
		return r;
	if ((r = make_accounts(s)) == 0 && (r = load_sql(a, s, "schema.sql")) == 0 &&
	    (r = load_sql(a, s, "grants.sql")) == 0)
		r = rows_make(s);
	keep_stop(db, count);
	unlink(site_path(s, "secret/init.sql", path));
	return r;
}
