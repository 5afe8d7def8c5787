/*
 * onetime: one-time codes, login challenges and invitations: made, guessed at, taken once.
 */
#ifndef STORE_ONETIME_H
#define STORE_ONETIME_H

#include <stdint.h>

#include "store/len.h"

struct db;

struct onetime {
	uint64_t	id;
	char		purpose[17];		/* register, login, suspend, revoke, download, challenge, invite */
	char		target[LEN_ADDRESS];	/* whom it was made for */
	unsigned char	code[LEN_DIGEST];	/* HMAC of the code or nonce */
	uint64_t	account, object;	/* 0: none */
	int		tries;
	int64_t		expires_at, used_at, created;
	uint64_t	version;
};

int	 db_onetime_insert(struct db *db, const struct onetime *o);
int	 db_onetime_get(struct db *db, uint64_t id, struct onetime *out);
/* The newest unused one of that purpose and target that has not expired. */
int	 db_onetime_find(struct db *db, const char *purpose, const char *target, int64_t now, struct onetime *out);
/* The unused, unexpired one with that code (challenges and invitations, whose codes cannot be guessed). */
int	 db_onetime_find_code(struct db *db, const char *purpose, const unsigned char code[LEN_DIGEST], int64_t now,
	    struct onetime *out);
/* Counts a wrong guess, at once visible to others. ERR_LIMIT, without a note, once max tries were made. */
int	 db_onetime_guess(struct db *db, uint64_t id, int max);
/* Takes it: ERR_CONFLICT when somebody was faster or time is over. */
int	 db_onetime_take(struct db *db, uint64_t id, int64_t now);
/* Makes every unused one of that purpose and target worthless (a new code replaces the old). */
int	 db_onetime_void(struct db *db, const char *purpose, const char *target, int64_t now);
/* Deletes up to 1000 whose time was over before then; *gone of them. */
int	 db_onetime_purge(struct db *db, int64_t before, uint64_t *gone);

#endif
