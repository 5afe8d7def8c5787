/*
 * session: browsers that talked to us.  A cookie is found by its SHA-256; the cookie itself is not here.
 */
#ifndef STORE_SESSION_H
#define STORE_SESSION_H

#include <stdint.h>

#include "store/len.h"

struct db;

enum session_console { SESSION_HALL, SESSION_DESK, SESSION_OFFICE, SESSION_CONSOLE_MAX };
extern const char *const session_console_text[];
enum session_strength { SESSION_NONE, SESSION_CODE, SESSION_SOFT, SESSION_KEY, SESSION_STRENGTH_MAX };
extern const char *const session_strength_text[];

struct session {
	uint64_t		id;
	unsigned char		token[LEN_DIGEST];	/* SHA-256 of the cookie value */
	enum session_console	console;
	uint64_t		account;		/* 0: nobody logged in */
	uint64_t		operator;		/* 0: nobody logged in */
	enum session_strength	strength;
	unsigned char		csrf[LEN_DIGEST];
	char			ip[LEN_IP];
	char			agent[LEN_AGENT];
	int64_t			seen_at, expires_at, ended_at, created;
	uint64_t		version;
};

int	 db_session_insert(struct db *db, const struct session *s);
/* The living session of that console: not ended, expires_at after now. Idle limits are the caller's. */
int	 db_session_find(struct db *db, enum session_console console, const unsigned char token[LEN_DIGEST], int64_t now,
	    struct session *out);
int	 db_session_touch(struct db *db, uint64_t id, int64_t now);		/* seen_at; no version */
int	 db_session_end(struct db *db, uint64_t id, int64_t now);		/* ending twice is no error */
/* Ends every session of an operator (withdrawn) or account. */
int	 db_session_end_operator(struct db *db, uint64_t operator, int64_t now);
int	 db_session_end_account(struct db *db, uint64_t account, int64_t now);

#endif
