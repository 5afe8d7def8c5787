/*
 * db: the one door to MariaDB: connection, prepared statements kept by query, a handful of calls, transactions.
 *
 * A query is data: a literal text with ? only, and the columns that fill a row struct.  MariaDB's codes stop here:
 *	duplicate key				ERR_CONFLICT (the transaction may go on)
 *	deadlock, lock timeout, node away	ERR_AGAIN
 *	server away				ERR_PEER
 *	refused by grants, bad value, bad SQL	ERR_BUG
 * After ERR_AGAIN or ERR_PEER inside a transaction every further call returns the same code until db_end: what the
 * server has rolled back must not be continued as single statements.
 *
 * Outside a transaction a lost connection is made anew and a read is repeated; a write whose answer was lost gives
 * ERR_PEER, "outcome unknown", and is never repeated blindly (facts: it may have been stored).
 * One struct db per process; not for threads.
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"
#include "util/col.h"
#include "util/site.h"

struct db;

struct query {
	const char		*sql;
	const struct col	*cols;		/* of the row: results of a read, inputs of db_put and db_set */
	size_t			 ncols;
};

#define QUERY(sql, cols) { sql, cols, sizeof(cols) / sizeof((cols)[0]) }
#define QUERY_WRITE(sql) { sql, NULL, 0 }

/* A tagged input. NULL pointers bind NULL; so do the empty values of in_opt, in_ref, in_time, in_bytes and in_buf. */
struct in {
	enum { IN_NULL, IN_I64, IN_U64, IN_TEXT, IN_BLOB, IN_TIME, IN_TIME_US } type;
	int64_t		 number;
	const void	*bytes;
	size_t		 len;
};

struct in in_null(void);
struct in in_i64(int64_t v);
struct in in_u64(uint64_t v);
struct in in_ref(uint64_t id);				/* 0: NULL */
struct in in_bool(bool v);
struct in in_str(const char *s);			/* UTF-8 */
struct in in_opt(const char *s);			/* "": NULL */
struct in in_blob(const void *p, size_t n);
struct in in_bytes(const void *p, size_t n);		/* all zeros: NULL, as COL_BYTES reads it */
struct in in_buf(const struct buf *b);			/* empty: NULL */
struct in in_time(int64_t at);				/* milliseconds; 0: NULL */
struct in in_time_us(int64_t at);			/* microseconds, for DATETIME(6) */

/* The inputs of a call, in the order of the ?s: db_one(db, &q, &row, IN(in_u64(id))). */
#define IN(...) (const struct in[]){ __VA_ARGS__ }, sizeof((const struct in[]){ __VA_ARGS__ }) / sizeof(struct in)
#define IN_NONE NULL, 0

struct db_conf {
	char	socket[SITE_PATH];
	char	account[33];
	char	password[SITE_PATH];	/* file that holds it; "": socket authentication */
	char	name[33];		/* database */
};

/* Connects a program with its own account: VAR/run/db/s, password in VAR/secret/NAME.db. 0 or ERR_PEER. */
int	 db_open(const struct site *site, enum site_user user, struct db **out);
int	 db_connect(const struct db_conf *conf, struct db **out);
void	 db_close(struct db *db);		/* NULL is accepted */

/* Asks the server whether it is there. 0 or ERR_PEER; reconnects if need be. */
int	 db_ping(struct db *db);

/* Exactly one row into the struct at row (whose bufs are valid or zeroed). 0, or ERR_NOTFOUND without a note. */
int	 db_one(struct db *db, const struct query *q, void *row, const struct in *in, size_t nin);
/*
 * Each row in turn, through the struct at row, which the callback must not keep.  A result of the callback other than
 * 0 ends the walk and is returned.  The callback may use db.
 */
int	 db_each(struct db *db, const struct query *q, void *row, int (*each)(void *arg, const void *row), void *arg,
	    const struct in *in, size_t nin);
/* Up to max rows of size bytes into an array (zeroed first), *n of them. Finding none is 0. */
int	 db_list(struct db *db, const struct query *q, void *rows, size_t size, size_t max, size_t *n, const struct in *in,
	    size_t nin);
/* A change; *changed rows (NULL: the caller does not mind). */
int	 db_exec(struct db *db, const struct query *q, uint64_t *changed, const struct in *in, size_t nin);
/* A change that must hit exactly one row, for updates that name version, owner or state: else ERR_CONFLICT. */
int	 db_hit(struct db *db, const struct query *q, const struct in *in, size_t nin);
/* One new row. ERR_CONFLICT on a duplicate key. */
int	 db_insert(struct db *db, const struct query *q, const struct in *in, size_t nin);
/* As db_insert and db_hit, with the query's columns of the struct at row as inputs. */
int	 db_put(struct db *db, const struct query *q, const void *row);
int	 db_set(struct db *db, const struct query *q, const void *row);

/* Frees the bufs of a row. */
void	 db_row_clear(const struct col *cols, size_t ncols, void *row);

/*
 * A transaction: db_begin, the body, r = db_end(db, r): commits if r is 0, else rolls back.  Only rules call them, and
 * through db_run.  There is no nesting: a second begin is a bug.
 */
#define db_begin(db) db_begin_at(db, __FILE__, __LINE__)
int	 db_begin_at(struct db *db, const char *file, int line);
int	 db_end(struct db *db, int r);

/*
 * Runs body(db, arg) in a transaction, again from the top on ERR_AGAIN (at most 10 times, waiting 5-50 ms).  body has no
 * effect outside the database and sets its results anew each time.
 * When the answer to COMMIT is lost, db_run gives ERR_PEER; db_run_known asks was_done(db, arg) on a new connection,
 * which looks for a row body made under an id from outside: 0 found, it was committed; ERR_NOTFOUND, body runs again.
 */
int	 db_run(struct db *db, int (*body)(struct db *, void *), void *arg);
int	 db_run_known(struct db *db, int (*body)(struct db *, void *), int (*was_done)(struct db *, void *), void *arg);

/*
 * From here to its end a transaction gathers its changes: those of one query go over in one message, queries in the order of
 * their first use, before the next read or at the end.  db_put, db_set, db_hit, db_insert, and db_exec whose caller does not mind
 * the count, then return 0 at once; what they would have returned comes from that read or the end.  An input has the same type
 * (or is NULL) each time.
 */
int	 db_gather(struct db *db);

/* Ends the process if a transaction is open: called when a request or job is over. */
void	 db_idle_check(const struct db *db);

/* For store/audit: its state, which lives and ends with the connection; and how often transactions were undone. */
struct audit_state;
struct audit_state **db_audit_state(struct db *db);
uint64_t db_undone(const struct db *db);
bool	 db_in_transaction(const struct db *db);

#endif
