/*
 * login: how people get a session, keep it and end it.  There are no passwords (design 4).
 *
 * In the hall the one-time code to the mobile is registration and login in one: a code that was typed rightly proves the
 * mobile, and an account is made if it has none.
 */
#ifndef RULES_LOGIN_H
#define RULES_LOGIN_H

#include <stdint.h>

#include "rules/actor.h"

struct rules;

#define LOGIN_COOKIE 33				/* RND_TOKEN_SIZE: the cookie's value and NUL */

enum login_console { LOGIN_HALL, LOGIN_DESK, LOGIN_OFFICE };	/* as enum session_console */

/*
 * Fills in who the cookie's owner is.  Without a living session (unknown, ended, 12 hours old, idle for 30 minutes; operator
 * withdrawn or his certificate over) the actor stays what it was, a visitor, and 0 is returned.
 */
int	 login_resolve(struct rules *r, enum login_console console, const char *cookie, int64_t now, struct actor *a);

/* To a mobile as typed (pki/mobile). Answers alike whether or not there is an account. */
int	 login_send_code(struct rules *r, const struct actor *a, const char *typed, const char *language, int64_t now);
/* The session's cookie value goes to cookie. ERR_INPUT, ERR_LIMIT as code_take. */
int	 login_with_code(struct rules *r, const struct actor *a, const char *number, const char *typed,
	    const char *language, int64_t now, char cookie[LOGIN_COOKIE]);

/* A session for an operator whose credential has been proven; strength is an enum session_strength. */
int	 login_operator(struct rules *r, const struct actor *a, enum login_console console, uint64_t operator, int strength,
	    int64_t now, char cookie[LOGIN_COOKIE]);

int	 login_end(struct rules *r, const struct actor *a, int64_t now);

#endif
