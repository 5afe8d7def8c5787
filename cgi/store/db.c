#include "store/conn.h"

#include <errmsg.h>
#include <mysqld_error.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/err.h"
#include "util/io.h"
#include "util/mem.h"
#include "util/str.h"
#include "util/tm.h"

#define IDLE_ASK	500	/* milliseconds: a write on a dead connection could not be repeated, so it is asked first */
#define PUT_MAX		64		/* columns of the widest row */

/* ------------------------------------------------------------------------------------- connection */

void
conn_drop(struct db *db)
{
	struct stmt *s, *next;
	size_t i;

	for (i = 0; i < CONN_BUCKETS; i++) {
		for (s = db->stmts[i]; s != NULL; s = next) {
			next = s->next;
			stmt_free(s);
		}
		db->stmts[i] = NULL;
	}
	if (db->my != NULL)
		mysql_close(db->my);
	db->my = NULL;
	db->generation++;
	db->undone++;
}

static int
set_options(struct db *db)
{
	unsigned connect = 5, io = 15;	/* facts: the survivors of a cluster pause for up to 7 s */
	my_bool yes = 1;

	if ((db->my = mysql_init(NULL)) == NULL)
		return err_set(ERR_PEER, "database client could not be set up");
	mysql_options(db->my, MYSQL_OPT_CONNECT_TIMEOUT, &connect);
	mysql_options(db->my, MYSQL_OPT_READ_TIMEOUT, &io);
	mysql_options(db->my, MYSQL_OPT_WRITE_TIMEOUT, &io);
	mysql_options(db->my, MYSQL_REPORT_DATA_TRUNCATION, &yes);
	mysql_options(db->my, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	return 0;
}

/* What every session of ours relies on; wsrep_sync_wait is accepted by a single server too (facts 3). */
static int
set_session(struct db *db)
{
	return mysql_query(db->my, "SET NAMES utf8mb4 COLLATE utf8mb4_nopad_bin") != 0 ||
	    mysql_query(db->my, "SET SESSION sql_mode='TRADITIONAL,NO_ENGINE_SUBSTITUTION', time_zone='+00:00',"
	    " wsrep_sync_wait=1, innodb_lock_wait_timeout=5") != 0 ||
	    mysql_query(db->my, "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED") != 0;
}

static int
conn_open(struct db *db)
{
	struct buf word;
	int r;

	buf_init(&word, 0);
	if ((r = set_options(db)) == 0 && db->conf.password[0] != '\0')
		r = io_load(db->conf.password, 256, &word);
	if (r == 0 && (mysql_real_connect(db->my, NULL, db->conf.account, buf_str(&word), db->conf.name, 0, db->conf.socket,
	    CLIENT_FOUND_ROWS) == NULL || set_session(db) != 0))
		r = err_set(ERR_PEER, "database does not let %s in: %s", db->conf.account, mysql_error(db->my));
	buf_wipe(&word);
	if (r != 0) {
		conn_drop(db);
		return ERR_PEER;
	}
	db->used_at = tm_steady();
	return 0;
}

int
conn_ready(struct db *db)
{
	if (db->my != NULL && tm_steady() - db->used_at > IDLE_ASK && mysql_ping(db->my) != 0)
		conn_drop(db);
	if (db->my == NULL)
		return conn_open(db);
	db->used_at = tm_steady();
	return 0;
}

int
db_connect(const struct db_conf *conf, struct db **out)
{
	struct db *db = xcalloc(1, sizeof(*db));
	int r;

	db->conf = *conf;
	if ((r = conn_open(db)) != 0) {
		db_close(db);
		return r;
	}
	*out = db;
	return 0;
}

int
db_open(const struct site *site, enum site_user user, struct db **out)
{
	struct db_conf conf = { .name = "certhall" };
	char file[64];

	site_path(site, "run/db/s", conf.socket);
	snprintf(conf.account, sizeof(conf.account), "%s", site_user_name(user));
	snprintf(file, sizeof(file), "secret/%s.db", conf.account);
	site_path(site, file, conf.password);
	return db_connect(&conf, out);
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	gather_end(db);
	conn_drop(db);
	free(db->audit);
	free(db);
}

int
db_ping(struct db *db)
{
	if (db->open)
		return db->fault;
	if (db->my != NULL && mysql_ping(db->my) != 0)
		conn_drop(db);
	return conn_ready(db);
}

struct audit_state **
db_audit_state(struct db *db)
{
	return &db->audit;
}

uint64_t
db_undone(const struct db *db)
{
	return db->undone;
}

bool
db_in_transaction(const struct db *db)
{
	return db->open;
}

/* ---------------------------------------------------------------------------------------- failures */

enum conn_failure
conn_failure(unsigned number, const char *text)
{
	switch (number) {
	case 0:
		return CONN_FINE;
	case ER_DUP_ENTRY:
	case ER_DUP_ENTRY_WITH_KEY_NAME:
		return CONN_DUPLICATE;
	case ER_LOCK_DEADLOCK:
	case ER_LOCK_WAIT_TIMEOUT:
	case ER_CHECKREAD:
	case ER_QUERY_INTERRUPTED:
	case ER_STATEMENT_TIMEOUT:
	case ER_UNKNOWN_COM_ERROR:	/* 1047: the node is outside the primary component, nothing was done */
		return CONN_RETRY;
	case ER_ERROR_DURING_COMMIT:
		return strstr(text, "wsrep_max_ws") != NULL ? CONN_REFUSED : CONN_UNSURE;
	case CR_SERVER_GONE_ERROR:
	case CR_SERVER_LOST:
	case CR_SERVER_LOST_EXTENDED:
	case CR_CONNECTION_ERROR:
	case CR_CONN_HOST_ERROR:
	case CR_COMMANDS_OUT_OF_SYNC:
	case CR_STMT_CLOSED:
	case ER_SERVER_SHUTDOWN:
	case ER_CONNECTION_KILLED:
	case ER_NORMAL_SHUTDOWN:
	case 4031:
		return CONN_LOST;
	case ER_DISK_FULL:
	case ER_RECORD_FILE_FULL:
	case ER_ERROR_ON_WRITE:
	case ER_OUT_OF_RESOURCES:
	case ER_OUTOFMEMORY:
	case ER_CON_COUNT_ERROR:
	case ER_OPTION_PREVENTS_STATEMENT:	/* read-only server */
		return CONN_FULL;
	default:
		return CONN_REFUSED;
	}
}

/* Only these texts hold no value of a row, so only these may reach a log. */
static bool
may_be_told(unsigned number)
{
	static const unsigned plain[] = { ER_BAD_FIELD_ERROR, ER_PARSE_ERROR, ER_TABLEACCESS_DENIED_ERROR,
	    ER_COLUMNACCESS_DENIED_ERROR, ER_NO_SUCH_TABLE, ER_SP_DOES_NOT_EXIST, ER_PROCACCESS_DENIED_ERROR,
	    ER_SIGNAL_EXCEPTION, ER_BAD_NULL_ERROR, ER_NO_DEFAULT_FOR_FIELD, ER_DATA_TOO_LONG, ER_WARN_DATA_OUT_OF_RANGE,
	    ER_NO_REFERENCED_ROW_2, ER_ROW_IS_REFERENCED_2 };
	size_t i;

	for (i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (plain[i] == number)
			return true;
	return false;
}

/* Inside a transaction: nothing has been committed, so all of it may run again. */
static int
fail_inside(struct db *db, enum conn_failure what, unsigned number)
{
	if (what == CONN_LOST)
		conn_drop(db);
	db->fault = what == CONN_FULL ? ERR_PEER : ERR_AGAIN;
	return err_set(db->fault, "database undid the transaction (%u)", number);
}

int
conn_fail(struct db *db, unsigned number, const char *text, const char *sql, bool write)
{
	enum conn_failure what = conn_failure(number, text);

	if (what == CONN_DUPLICATE)
		return ERR_CONFLICT;
	if (what == CONN_REFUSED)
		return err_set(ERR_BUG, "database refused (%u): %.60s: %.200s", number, sql,
		    may_be_told(number) ? text : "the text may hold values");
	if (db->open)
		return fail_inside(db, what, number);
	if (what == CONN_LOST)
		conn_drop(db);
	if (what == CONN_RETRY)
		return err_set(ERR_AGAIN, "database is busy (%u)", number);
	if (what == CONN_FULL)
		return err_set(ERR_PEER, "database cannot store (%u)", number);
	return err_set(ERR_PEER, write ? "database went away, outcome unknown (%u)" : "database went away (%u)", number);
}

/* ------------------------------------------------------------------------------------------- calls */

/* One try. 0, or MariaDB's error number; *sent: the server may have done it. */
static unsigned
try_once(struct db *db, const struct query *q, const struct in *in, struct stmt **out, const char **why, bool *sent)
{
	unsigned number;

	*sent = false;
	if ((number = stmt_find(db, q, out, why)) != 0)
		return number;
	*sent = true;
	if ((number = stmt_run(*out, in)) != 0)
		*why = mysql_stmt_error((*out)->handle);
	return number;
}

static int
call(struct db *db, const struct query *q, bool write, const struct in *in, size_t nin, struct stmt **out)
{
	const char *why = "";
	unsigned number;
	bool sent, repeated;
	int r;

	if (db->open && db->fault != 0)
		return err_set(db->fault, "the transaction was undone");
	if ((r = gather_send(db)) != 0)		/* a read sees what was changed before it */
		return r;
	for (repeated = false;; repeated = true) {
		if (!db->open && (r = conn_ready(db)) != 0)
			return r;
		if (stmt_find(db, q, out, &why) == 0 && ((*out)->nin != nin || (*out)->busy))
			return err_set(ERR_BUG, (*out)->busy ? "query is being walked: %.80s" :
			    "query has a wrong number of inputs: %.80s", q->sql);
		if ((number = try_once(db, q, in, out, &why, &sent)) == 0)
			return 0;
		/* what was never sent, or only reads, may be repeated on a new connection */
		if (db->open || repeated || conn_failure(number, why) != CONN_LOST || (write && sent))
			return conn_fail(db, number, why, q->sql, write);
		conn_drop(db);
	}
}

int
db_one(struct db *db, const struct query *q, void *row, const struct in *in, size_t nin)
{
	struct stmt *s;
	int r;

	if ((r = call(db, q, false, in, nin, &s)) != 0)
		return r;
	if ((r = stmt_fetch(s, q, row)) == 0 && mysql_stmt_num_rows(s->handle) > 1)
		r = err_set(ERR_BUG, "query gives more than one row: %.80s", q->sql);
	stmt_done(s);
	return r;
}

int
db_each(struct db *db, const struct query *q, void *row, int (*each)(void *arg, const void *row), void *arg,
    const struct in *in, size_t nin)
{
	uint64_t generation;
	struct stmt *s;
	int r;

	if ((r = call(db, q, false, in, nin, &s)) != 0)
		return r;
	generation = db->generation;
	s->busy = true;
	while ((r = stmt_fetch(s, q, row)) == 0) {
		r = each(arg, row);
		if (db->generation != generation)	/* the callback's own calls lost the connection, and s with it */
			return r != 0 ? r : err_set(ERR_PEER, "database went away during a walk");
		if (r != 0)
			break;
	}
	stmt_done(s);
	return r == ERR_NOTFOUND ? 0 : r;
}

int
db_list(struct db *db, const struct query *q, void *rows, size_t size, size_t max, size_t *n, const struct in *in,
    size_t nin)
{
	struct stmt *s;
	int r = 0;

	*n = 0;
	memset(rows, 0, size * max);
	if ((r = call(db, q, false, in, nin, &s)) != 0)
		return r;
	while (*n < max && (r = stmt_fetch(s, q, (char *)rows + *n * size)) == 0)
		(*n)++;
	stmt_done(s);
	if (r == ERR_NOTFOUND || r == 0)
		return 0;
	while (*n < max && *n != SIZE_MAX) {		/* the row that failed may hold a buffer already */
		db_row_clear(q->cols, q->ncols, (char *)rows + *n * size);
		if ((*n)-- == 0)
			break;
	}
	*n = 0;
	return r;
}

int
db_exec(struct db *db, const struct query *q, uint64_t *changed, const struct in *in, size_t nin)
{
	struct stmt *s;
	int r;

	if (db->gather != NULL && changed == NULL)
		return gather_add(db, q, in, nin, false);
	if ((r = call(db, q, true, in, nin, &s)) == 0 && changed != NULL)
		*changed = mysql_stmt_affected_rows(s->handle);
	return r;
}

int
db_hit(struct db *db, const struct query *q, const struct in *in, size_t nin)
{
	uint64_t changed;
	int r;

	if (db->gather != NULL)
		return gather_add(db, q, in, nin, true);
	if ((r = db_exec(db, q, &changed, in, nin)) != 0)
		return r;
	if (changed > 1)
		return err_set(ERR_BUG, "change hit more than one row: %.80s", q->sql);
	return changed == 1 ? 0 : ERR_CONFLICT;
}

int
db_insert(struct db *db, const struct query *q, const struct in *in, size_t nin)
{
	return db_exec(db, q, NULL, in, nin);
}

static int
fields(const struct query *q, const void *row, struct in in[PUT_MAX])
{
	size_t i;
	int r = 0;

	if (q->ncols > PUT_MAX)
		return err_set(ERR_BUG, "row has too many columns: %.80s", q->sql);
	for (i = 0; r == 0 && i < q->ncols; i++)
		r = in_field(&q->cols[i], row, &in[i]);
	return r;
}

int
db_put(struct db *db, const struct query *q, const void *row)
{
	struct in in[PUT_MAX];
	int r;

	if ((r = fields(q, row, in)) != 0)
		return r;
	return db_insert(db, q, in, q->ncols);
}

int
db_set(struct db *db, const struct query *q, const void *row)
{
	struct in in[PUT_MAX];
	int r;

	if ((r = fields(q, row, in)) != 0)
		return r;
	return db_hit(db, q, in, q->ncols);
}

void
db_row_clear(const struct col *cols, size_t ncols, void *row)
{
	size_t i;

	for (i = 0; i < ncols; i++)
		if (cols[i].type == COL_BLOB)
			buf_clear((struct buf *)(void *)((char *)row + cols[i].off));
}
