/*
 * run: transactions (store/db.h): begun, ended, run again, and looked up when the answer to COMMIT was lost.
 */
#include "store/conn.h"

#include <mysqld_error.h>
#include <stdlib.h>
#include <unistd.h>

#include "util/err.h"
#include "util/log.h"
#include "util/rnd.h"

#define RUN_TRIES	10
#define WAIT_LEAST	5000	/* microseconds; doubles from try to try */
#define WAIT_MOST	50000
#define FIND_TRIES	20	/* connections tried before an unknown outcome stays unknown, 0.25 s apart */
#define FIND_WAIT	250000

int
db_begin_at(struct db *db, const char *file, int line)
{
	unsigned number = 0;
	int tries, r;

	if (db->open)
		return err_set(ERR_BUG, "transaction at %s:%d begun inside that of %s:%d", file, line, db->file, db->line);
	db->unknown = false;
	for (tries = 0; tries < 2; tries++) {	/* a connection that died while idle is made anew: nothing was done yet */
		if ((r = conn_ready(db)) != 0)
			return r;
		if (mysql_query(db->my, "START TRANSACTION") == 0) {
			db->open = true;
			db->fault = 0;
			db->file = file;
			db->line = line;
			return 0;
		}
		number = mysql_errno(db->my);
		if (conn_failure(number, "") != CONN_LOST)
			return conn_fail(db, number, mysql_error(db->my), "START TRANSACTION", false);
		conn_drop(db);
	}
	return err_set(ERR_PEER, "database went away (%u)", number);
}

static int
commit(struct db *db)
{
	enum conn_failure what;
	unsigned number;

	if (mysql_query(db->my, "COMMIT") == 0)
		return 0;
	number = mysql_errno(db->my);
	what = conn_failure(number, mysql_error(db->my));
	db->undone++;
	/* 1213 says it was rolled back; anything else that is not a plain refusal leaves us in the dark (facts 0.6) */
	if (number == ER_LOCK_DEADLOCK || number == ER_LOCK_WAIT_TIMEOUT) {
		mysql_query(db->my, "ROLLBACK");
		return err_set(ERR_AGAIN, "database undid the transaction at its end (%u)", number);
	}
	if (what == CONN_REFUSED || what == CONN_DUPLICATE) {
		mysql_query(db->my, "ROLLBACK");
		return err_set(ERR_BUG, "database refused to commit (%u)", number);
	}
	db->unknown = true;
	conn_drop(db);
	return err_set(ERR_PEER, "the answer to COMMIT was lost, outcome unknown (%u)", number);
}

int
db_end(struct db *db, int r)
{
	if (!db->open)
		return err_set(ERR_BUG, "no transaction to end");
	if (r == 0)
		r = gather_send(db);
	gather_end(db);
	if (db->fault != 0)
		r = db->fault;
	db->open = false;
	db->fault = 0;
	if (r == 0)
		return commit(db);
	db->undone++;
	if (db->my != NULL && mysql_query(db->my, "ROLLBACK") != 0)
		conn_drop(db);		/* the server undoes what its client left */
	return r;
}

static int
run_once(struct db *db, int (*body)(struct db *, void *), void *arg)
{
	int r;

	if ((r = db_begin(db)) != 0)
		return r;
	return db_end(db, body(db, arg));
}

int
db_run(struct db *db, int (*body)(struct db *, void *), void *arg)
{
	uint64_t wait = WAIT_LEAST;
	int tries, r;

	for (tries = 1; (r = run_once(db, body, arg)) == ERR_AGAIN && tries < RUN_TRIES; tries++) {
		err_take();
		usleep((useconds_t)(wait / 2 + rnd_below(wait)));
		if ((wait *= 2) > WAIT_MOST)
			wait = WAIT_MOST;
	}
	return r;
}

/* Waits for the server, then looks. 0, ERR_NOTFOUND, or ERR_PEER: still unknown. */
static int
look_up(struct db *db, int (*was_done)(struct db *, void *), void *arg)
{
	int tries, r = ERR_PEER;

	for (tries = 0; tries < FIND_TRIES; tries++) {
		err_take();
		if ((r = conn_ready(db)) == 0)
			r = was_done(db, arg);
		if (r != ERR_PEER && r != ERR_AGAIN)
			return r;
		usleep(FIND_WAIT);
	}
	return r;
}

int
db_run_known(struct db *db, int (*body)(struct db *, void *), int (*was_done)(struct db *, void *), void *arg)
{
	int found, r = db_run(db, body, arg);
	bool doubted = false;

	for (int tries = 0; tries < RUN_TRIES; tries++) {
		/* the lost COMMIT may have settled only after we looked: then body meets its own row */
		if (!(r == ERR_PEER && db->unknown) && !(doubted && r == ERR_CONFLICT))
			return r;
		if ((found = look_up(db, was_done, arg)) != ERR_NOTFOUND)
			return found;
		if (r == ERR_CONFLICT)
			return r;
		doubted = true;
		r = db_run(db, body, arg);
	}
	return r;
}

void
db_idle_check(const struct db *db)
{
	if (db == NULL || !db->open)
		return;
	log_error("transaction begun at %s:%d was never ended", db->file, db->line);
	abort();
}
