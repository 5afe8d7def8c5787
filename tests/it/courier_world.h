/*
 * What the tests of the courier have in common: a database with an administrator who arranges (root) and the courier's own
 * account, which acts (rules); an outbox; the texts of the tree.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "rules/sending.h"
#include "store/audit.h"
#include "store/product.h"
#include "util/err.h"
#include "util/tm.h"
#include "web/view.h"

static struct rules root, rules;	/* who arranges; who acts */
static struct site site = { .host = "localhost", .origin = "https://localhost:8443", .zone_minutes = 480 };
static struct gateway *gateway;
static struct view *view;
static struct words words;
static int64_t now;

struct sent {
	uint64_t	id;
	char		state[9], error[513];
	int		tries;
	struct buf	params;
};
static struct sent last_sent;

static const char *
text_of(void *arg, const char *language, const char *key)
{
	const char *text = view_text(arg, lang_of(language), key);

	return text == key ? NULL : text;
}

static void
no_keys(void)
{
	static const struct query off = QUERY_WRITE("SET SESSION foreign_key_checks=0");

	assert_int_equal(db_exec(root.db, &off, NULL, IN_NONE), 0);
}

static int
open_all(void **state)
{
	struct db_conf conf = { .name = "certhall", .account = "root" };
	struct product p = { .code = "personal", .issuer = "ca-p256", .profile = "personal", .days = 365, .state = "open",
	    .documents = "agreement", .created = tm_now() };
	char path[SITE_PATH];

	(void)state;
	now = tm_now() / 1000 * 1000;
	snprintf(conf.socket, sizeof(conf.socket), "%s", getenv("CERTHALL_DB_SOCKET"));
	snprintf(site.var, sizeof(site.var), "%s", getenv("CERTHALL_DB_VAR"));
	snprintf(site.src, sizeof(site.src), "%s", SRCDIR);
	root = (struct rules){ .site = &site, .user = SITE_HALL };
	rules = (struct rules){ .site = &site, .user = SITE_COURIER };
	assert_int_equal(mkdir(site_path(&site, "outbox", path), 0700), 0);
	assert_int_equal(mkdir(site_path(&site, "conf", path), 0700), 0);
	if (db_connect(&conf, &root.db) != 0 || db_audit_open(root.db, "localhost", "certhall", 0) != 0 ||
	    db_open(&site, SITE_COURIER, &rules.db) != 0 || db_audit_open(rules.db, "localhost", "courier", 0) != 0 ||
	    gateway_open(&site, &gateway) != 0 || view_open(SRCDIR "/templates", "", &view) != 0) {
		fprintf(stderr, "%s\n", err_take());
		return -1;
	}
	no_keys();
	words = (struct words){ .text = text_of, .arg = view, .site = &site };
	return db_product_insert(root.db, &p);
}

static int
close_all(void **state)
{
	(void)state;
	buf_clear(&last_sent.params);
	view_close(view);
	gateway_close(gateway);
	db_close(rules.db);
	db_close(root.db);
	return 0;
}

/* --- what lies in the database and the outbox ----------------------------------------------------------------------- */

static const struct col sent_cols[] = {
	COL(struct sent, id, COL_U64, 0),
	COL(struct sent, state, COL_TEXT, 0),
	COL(struct sent, error, COL_TEXT, COL_OPTIONAL),
	COL(struct sent, tries, COL_INT, 0),
	COL(struct sent, params, COL_BLOB, 0),
};

/* The last delivery to that address; its params live until the next call. */
static struct sent
last(const char *address)
{
	static const struct query q = QUERY("SELECT d.id,d.state,d.error,d.tries,n.params FROM delivery d JOIN notice n"
	    " ON n.id=d.notice WHERE d.address=? ORDER BY d.created DESC,d.id DESC LIMIT 1", sent_cols);

	buf_clear(&last_sent.params);
	assert_int_equal(db_one(root.db, &q, &last_sent, IN(in_str(address))), 0);
	return last_sent;
}

static size_t
round_at(int64_t at)
{
	size_t done;
	int r = sending_round(&rules, gateway, &words, at, &done);

	if (r != 0)
		fprintf(stderr, "%s\n", err_take());
	assert_int_equal(r, 0);
	return done;
}
