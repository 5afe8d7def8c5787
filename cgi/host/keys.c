#include "host/keys.h"

#include <stdio.h>
#include <string.h>

#include "host/base.h"
#include "host/keep.h"
#include "host/stack.h"
#include "host/tls.h"
#include "host/tree.h"
#include "pki/cert.h"
#include "pki/ossl.h"
#include "rules/trail.h"
#include "signd/ceremony.h"
#include "store/cakey.h"
#include "store/db.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/str.h"
#include "util/tm.h"

static const struct actor certhall = { .kind = ACTOR_PROGRAM, .person = "certhall" };

/* What each key is for; all but the records key are in signd's token. */
static const struct { const char *name, *use; } uses[] = {
	{ "root", "root" }, { "ca-p256", "issuing" }, { "ca-rsa", "issuing" }, { "operator", "operator" }, { "infra", "infra" },
	{ "ocsp-ca-p256", "ocsp" }, { "ocsp-ca-rsa", "ocsp" }, { "tsa", "tsa" }, { "audit", "audit" },
	{ CEREMONY_RECORDS, "records" },
};

struct made { struct ceremony_key key[CEREMONY_KEYS]; size_t count; };

static void
made_clear(struct made *m)
{
	while (m->count > 0)
		buf_clear(&m->key[--m->count].der);
}

static int
make_all(const struct site *s, struct made *m)
{
	struct ceremony_key *records;
	int r;

	m->count = 0;
	if ((r = ceremony_run(s, m->key, &m->count)) != 0)
		return r;
	if (m->count == CEREMONY_KEYS)
		return err_set(ERR_BUG, "ceremony: no room for the records key");
	records = &m->key[m->count];
	if ((r = ceremony_keeper(s, records)) != 0)
		return r;
	m->count++;
	return tree_write(s, "conf/records.pub", &records->der, 0644, SITE_USER_MAX);
}

static const char *
use_of(const char *name)
{
	for (size_t i = 0; i < sizeof(uses) / sizeof(uses[0]); i++)
		if (str_eq(uses[i].name, name))
			return uses[i].use;
	return NULL;
}

/* Facts of the key from its certificate, or, of the records key, from the public key itself. */
static int
fill_facts(const struct ceremony_key *k, struct cakey *row)
{
	struct key_facts facts;
	struct cert c;
	int r;

	if (str_eq(k->name, CEREMONY_RECORDS)) {
		if ((r = key_parse(k->der.data, k->der.len, &facts)) != 0)
			return r;
	} else {
		if ((r = cert_parse(k->der.data, k->der.len, &c)) != 0)
			return r;
		facts = c.key;
		row->not_after = c.not_after;
		buf_add(&row->cert, k->der.data, k->der.len);
		cert_clear(&c);
	}
	memcpy(row->spki_sha256, facts.digest, sizeof(row->spki_sha256));
	return str_copy(row->algorithm, sizeof(row->algorithm), key_kind_text[facts.kind]);
}

static int
put_row(struct db *db, const struct ceremony_key *k, int64_t now)
{
	const char *use = use_of(k->name), *token = str_eq(k->name, CEREMONY_RECORDS) ? "keeper" : "signd";
	struct cakey row = { .created = now };
	int r;

	if (use == NULL)
		return err_set(ERR_BUG, "ceremony: a key named %s", k->name);
	if ((r = str_copy(row.name, sizeof(row.name), k->name)) == 0 &&
	    (r = str_copy(row.label, sizeof(row.label), k->name)) == 0 &&
	    (r = str_copy(row.use_for, sizeof(row.use_for), use)) == 0 &&
	    (r = str_copy(row.token, sizeof(row.token), token)) == 0 &&
	    (r = enc_unhex(k->id, strlen(k->id), &row.key_id)) == 0 && (r = fill_facts(k, &row)) == 0 &&
	    (r = db_cakey_insert(db, &row)) == 0)
		r = trail(db, &certhall, now, "setup.key", "key", k->name, "use=%s token=%s id=%s algorithm=%s", use, token, k->id,
		    row.algorithm);
	cakey_clear(&row);
	return err_in(r, k->name);
}

static int
put_rows(struct db *db, void *arg)
{
	const struct made *m = arg;
	int64_t now = tm_now();
	int r = 0;

	for (size_t i = 0; r == 0 && i < m->count; i++)
		r = put_row(db, &m->key[i], now);
	return r;
}

static int
write_down(const struct ask *a, const struct site *s, int lock, struct made *m)
{
	struct child all[STACK_MAX];
	struct db *db = NULL;
	size_t count;
	int r;

	if ((r = stack_table(a, s, STACK_DB, all, &count)) != 0 || (r = keep_start(all, count, s, lock)) != 0)
		return r;
	if ((r = base_open(s, &db)) == 0)
		r = db_run(db, put_rows, m);
	db_close(db);
	keep_stop(all, count);
	return r;
}

int
keys_make(const struct ask *a, const struct site *s, int lock)
{
	struct made m;
	int r;

	if ((r = ossl_init()) != 0)
		return r;
	if ((r = make_all(s, &m)) == 0 && (r = write_down(a, s, lock, &m)) == 0 && (r = tls_make(s, NULL)) == 0)
		for (size_t i = 0; i < m.count; i++)
			printf("key %-13s id %s\n", m.key[i].name, m.key[i].id);
	fflush(stdout);
	made_clear(&m);
	return r;
}
