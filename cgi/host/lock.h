/*
 * lock: one parent per VAR, and who it is.
 *
 * VAR/lock is held as long as the parent lives and holds its process number; VAR/lock.db is inherited by the database and
 * the web server, so it is held until they are gone too, whatever became of the parent.
 */
#ifndef HOST_LOCK_H
#define HOST_LOCK_H

#include <stdbool.h>
#include <sys/types.h>

/* Takes VAR/lock and writes our number. Returns the descriptor, or ERR_CONFLICT when another parent runs. */
int	 lock_take(const char *var);

/* Waits at most ms for VAR/lock.db. Returns the descriptor, or ERR_CONFLICT. */
int	 lock_take_db(const char *var, int ms);

/* The parent that holds VAR/lock. 0, or ERR_NOTFOUND when none does. */
int	 lock_holder(const char *var, pid_t *out);

/* Waits at most ms until nobody holds VAR/lock. 0, or ERR_AGAIN. */
int	 lock_wait(const char *var, int ms);

#endif
