/*
 * conn: what the files of store/db share: the connection, its statements, what a failure means.  Internal to the store.
 */
#ifndef STORE_CONN_H
#define STORE_CONN_H

#include <mysql.h>

#include "store/db.h"

#define CONN_BUCKETS 64
#define STMT_WORD 64		/* room for the word of an enum */

/* Where a number, time or word waits between MariaDB's form and ours. */
struct slot {
	int64_t		 number;
	MYSQL_TIME	 time;
	char		 word[STMT_WORD];
	unsigned long	 len;
	my_bool		 null, cut;
};

struct stmt {
	struct stmt	*next;
	const char	*sql;		/* the literal itself is the key */
	MYSQL_STMT	*handle;
	size_t		 nin, nout;
	bool		 busy;		/* its rows are being walked */
	bool		 many;		/* its last inputs were many sets */
	MYSQL_BIND	*in, *out;
	struct slot	*in_slots, *out_slots;
};

struct db {
	struct db_conf		 conf;
	MYSQL			*my;		/* NULL: not connected */
	struct stmt		*stmts[CONN_BUCKETS];
	uint64_t		 generation;	/* counts connections: what belonged to an older one is gone */
	int64_t			 used_at;	/* tm_steady of the last call */
	bool			 open;		/* a transaction is */
	const char		*file;		/* where it began */
	int			 line;
	int			 fault;		/* code every further call of this transaction returns; 0: none */
	bool			 unknown;	/* the answer to the last COMMIT was lost */
	uint64_t		 undone;
	struct gather		*gather;	/* NULL: changes go over one by one */
	struct audit_state	*audit;
};

enum conn_failure {
	CONN_FINE, CONN_DUPLICATE, CONN_RETRY, CONN_LOST, CONN_UNSURE,	/* unsure: 1180, 1047 at COMMIT */
	CONN_FULL, CONN_REFUSED
};

/* Connects if there is no connection; a long idle one is asked first. 0 or ERR_PEER. */
int	 conn_ready(struct db *db);
/* Forgets connection and statements; a transaction that was open has been undone by the server. */
void	 conn_drop(struct db *db);
/* What MariaDB's error number means (facts: the retry rule). */
enum conn_failure conn_failure(unsigned number, const char *text);
/* The code for a failure of this statement, with its note; inside a transaction it may become the transaction's. */
int	 conn_fail(struct db *db, unsigned number, const char *text, const char *sql, bool write);

/* The prepared statement of q. 0, or MariaDB's error number (its text in *why). */
unsigned stmt_find(struct db *db, const struct query *q, struct stmt **out, const char **why);
/* Runs it and, for a read, takes all rows over. 0, or MariaDB's error number. */
unsigned stmt_run(struct stmt *s, const struct in *in);
/* One input in MariaDB's form; numbers and times wait in the slot. */
void	 stmt_bind(MYSQL_BIND *b, struct slot *slot, const struct in *in);
/* The next row into the struct. 0, ERR_NOTFOUND (no note) after the last, ERR_BUG or ERR_LIMIT when it does not fit. */
int	 stmt_fetch(struct stmt *s, const struct query *q, void *row);
void	 stmt_done(struct stmt *s);		/* gives the rows back */
void	 stmt_free(struct stmt *s);

/* Changes that wait (store/gather): one more; all of them go over; they are forgotten and no more are gathered. */
int	 gather_add(struct db *db, const struct query *q, const struct in *in, size_t nin, bool hit);
int	 gather_send(struct db *db);
void	 gather_end(struct db *db);

/* The input that stores a field of a row. ERR_BUG: an enum without a word. */
int	 in_field(const struct col *col, const void *row, struct in *out);

#endif
