/*
 * stmt: prepared statements and the conversion of their inputs and columns.  Internal to the store.
 */
#ifndef STORE_STMT_H
#define STORE_STMT_H

#include <mysql.h>

#include "store/db.h"

#define STMT_COLS 64		/* columns or inputs of one statement at most */

struct stmt {
	const struct query	*query;
	MYSQL_STMT		*st;
};

/* Code for a MariaDB or client error number; sets the note. *lost: the connection is gone. */
int	 stmt_code(unsigned number, const char *text, bool *lost);

/* Binds and executes. 0 or the code. */
int	 stmt_run(MYSQL_STMT *st, const struct in *in, size_t nin, bool *lost);
/* Next row into row. 0, ERR_NOTFOUND behind the last (no note), or the code. */
int	 stmt_next(MYSQL_STMT *st, const struct col *cols, size_t ncols, void *row, bool *lost);

/* Inputs from the columns of a row struct. ERR_BUG for more than STMT_COLS. */
int	 stmt_inputs(const struct col *cols, size_t ncols, const void *row, struct in *out);

#endif
