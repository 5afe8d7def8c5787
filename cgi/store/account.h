/*
 * account: people who use the hall, found by their registered mobile.  Passwords do not exist.
 */
#ifndef STORE_ACCOUNT_H
#define STORE_ACCOUNT_H

#include <stdint.h>

#include "store/len.h"

struct db;

struct account {
	uint64_t	id;
	char		mobile[LEN_MOBILE];
	char		email[LEN_EMAIL];	/* "": none */
	char		language[LEN_LANGUAGE];
	int		failures;
	int64_t		locked_until;		/* 0: not locked */
	int64_t		created;
	uint64_t	version;
};

/* ERR_CONFLICT: the mobile or address is registered. */
int	 db_account_insert(struct db *db, const struct account *a);
int	 db_account_get(struct db *db, uint64_t id, struct account *out);
int	 db_account_find(struct db *db, const char *mobile, struct account *out);	/* or ERR_NOTFOUND */
int	 db_account_find_email(struct db *db, const char *email, struct account *out);
/* Stores email, language, failures, locked_until; names version (ERR_CONFLICT). */
int	 db_account_update(struct db *db, const struct account *a);

#endif
