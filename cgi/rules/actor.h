/*
 * actor: who is asking.  Web fills it once per request from the session; daemons and the operator's command name
 * themselves.  Every rule that changes or shows something takes one, and the audit row names it (I5).
 */
#ifndef RULES_ACTOR_H
#define RULES_ACTOR_H

#include <stdbool.h>
#include <stdint.h>

enum actor_kind { ACTOR_VISITOR, ACTOR_ACCOUNT, ACTOR_OPERATOR, ACTOR_PROGRAM };

enum actor_role {
	ROLE_CLERK	= 1 << 0,	/* 录入 */
	ROLE_REVIEWER	= 1 << 1,	/* 审核 */
	ROLE_BUSINESS	= 1 << 2,	/* publishes texts */
	ROLE_SECURITY	= 1 << 3,	/* grants operators */
	ROLE_AUDITOR	= 1 << 4
};

struct actor {
	enum actor_kind	kind;
	uint64_t	id;		/* account or operator; 0: neither */
	char		name[257];	/* what the page greets with */
	char		person[33];	/* ACTOR_OPERATOR: person number; ACTOR_PROGRAM: its name */
	char		ra[33];
	unsigned	roles;		/* enum actor_role */
	uint64_t	session;	/* 0: none */
	int		strength;	/* enum session_strength of the login */
	unsigned char	csrf[32];	/* seed of the session's form tokens */
	bool		soft;		/* logged in with a soft key (I9) */
	char		ip[46];
	int		port;
	char		agent[1201];	/* user agent, cut */
	char		request[33];	/* number of this request */
};

#endif
