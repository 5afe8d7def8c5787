/*
 * tell: writes the message that people must get, in the transaction of the act; courier sends it afterwards.
 */
#ifndef RULES_TELL_H
#define RULES_TELL_H

#include <stdbool.h>
#include <stdint.h>

struct account;
struct db;

struct tell {
	const char	*event;		/* text Mail.EVENT, at most 32 bytes */
	uint64_t	 account, application;	/* 0: none */
	const char	*language;
	const char	*mobile, *email;	/* NULL or "": not by this way */
	const char	*params;	/* "name=value\n" lines for the text; NULL: none */
	bool		 secret;	/* params hold a one-time code */
	int64_t		 expires_at;	/* pointless afterwards; 0: never */
};

/* Queues the notice and one delivery for each address. */
int	 tell(struct db *db, const struct tell *t, int64_t now);
/* To an account, by all ways it has. */
int	 tell_account(struct db *db, uint64_t account, uint64_t application, const char *event, const char *params,
	    int64_t now);
/* The same to one whose row the caller has read. */
int	 tell_owner(struct db *db, const struct account *owner, uint64_t application, const char *event, const char *params,
	    int64_t now);
/* A line "name=value" for params: value is escaped as in signed papers (\\ and \n). */
struct buf;
void	 tell_param(struct buf *params, const char *name, const char *value);

#endif
