/*
 * cert: issued subscriber certificates, and objections to their content.
 */
#ifndef STORE_CERT_H
#define STORE_CERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/len.h"
#include "util/buf.h"

struct db;

enum cert_state { CERT_VALID, CERT_HELD, CERT_REVOKED, CERT_STATE_MAX };
extern const char *const cert_state_text[];
enum cert_accept { CERT_OPEN, CERT_BY_HOLDER, CERT_BY_SILENCE, CERT_ACCEPT_MAX };
extern const char *const cert_accept_text[];

struct cert_row {
	uint64_t		id;
	char			issuer[LEN_CODE];
	struct buf		serial;
	uint64_t		application, account;
	char			ra[LEN_CODE];
	char			product[LEN_CODE];
	char			subject[LEN_TEXT];
	char			common_name[LEN_NAME];
	char			id_index[LEN_INDEX];
	char			uscc[LEN_USCC];
	unsigned char		spki_sha256[LEN_DIGEST];
	struct buf		der;
	unsigned char		sha256[LEN_DIGEST];
	int64_t			not_before, not_after;
	enum cert_state		state;
	int64_t			state_at;
	int			reason;
	uint64_t		request;	/* intent */
	char			instance[LEN_CODE];
	uint64_t		seq;
	unsigned char		head[LEN_DIGEST];
	int64_t			signed_at, downloaded_at, accepted_at;
	enum cert_accept	accepted_how;
	int64_t			objected_at, created;
	uint64_t		version;
};

struct cert_line {
	uint64_t		id;
	char			issuer[LEN_CODE];
	struct buf		serial;
	uint64_t		application, account;
	char			ra[LEN_CODE];
	char			product[LEN_CODE];
	char			common_name[LEN_NAME];
	char			uscc[LEN_USCC];
	int64_t			not_before, not_after;
	enum cert_state		state;
	int64_t			state_at;
	int			reason;
	int64_t			signed_at, downloaded_at, accepted_at, objected_at;
	uint64_t		version;
};

struct objection {
	uint64_t	id, certificate, account;
	char		text[LEN_TEXT];
	char		request[LEN_TOKEN];
	int64_t		created;
};

int	 db_cert_insert(struct db *db, const struct cert_row *c);	/* ERR_CONFLICT: serial or request is stored */
int	 db_cert_get(struct db *db, uint64_t id, struct cert_row *out);
int	 db_cert_find(struct db *db, const char *issuer, const void *serial, size_t len, struct cert_row *out);
int	 db_cert_find_request(struct db *db, uint64_t request, struct cert_row *out);
int	 db_cert_find_application(struct db *db, uint64_t application, struct cert_row *out);	/* the newest */
void	 cert_row_clear(struct cert_row *c);

/* Lists of lines; the caller clears each. By whatever CA; there is hardly ever more than one. */
int	 db_cert_list_serial(struct db *db, const void *serial, size_t len, struct cert_line *out, size_t max, size_t *n);
/* An account's, newest first, below id `below` (0: from the top). */
int	 db_cert_list_account(struct db *db, uint64_t account, uint64_t below, struct cert_line *out, size_t max, size_t *n);
/* An account's that are not revoked and not past, of the holder with that blind index or that credit code. */
int	 db_cert_list_index(struct db *db, uint64_t account, const char *id_index, int64_t now, struct cert_line *out, size_t max,
	    size_t *n);
int	 db_cert_list_uscc(struct db *db, uint64_t account, const char *uscc, int64_t now, struct cert_line *out, size_t max,
	    size_t *n);
/* The desk's search: exact name or credit code ("": not given), of one RA, newest first, below id `below`. */
int	 db_cert_search(struct db *db, const char *ra, const char *name, const char *uscc, uint64_t below,
	    struct cert_line *out, size_t max, size_t *n);
void	 cert_line_clear(struct cert_line *c);

/* Whether any certificate ever had this key (I3 of keys: neither in use nor revoked). */
int	 db_cert_key_used(struct db *db, const unsigned char spki_sha256[LEN_DIGEST], bool *out);

/* As signd's ledger says; a revoked one never changes again (ERR_CONFLICT), a state older than ours neither. */
int	 db_cert_state(struct db *db, uint64_t id, enum cert_state state, int reason, int64_t at);
int	 db_cert_downloaded(struct db *db, uint64_t id, int64_t now);		/* the first time counts */
/* ERR_CONFLICT when accepted or objected to already. */
int	 db_cert_accept(struct db *db, uint64_t id, enum cert_accept how, int64_t now);
int	 db_cert_object(struct db *db, uint64_t id, int64_t now);
/* Signed before then, neither accepted nor objected to nor revoked, oldest first. */
int	 db_cert_list_silent(struct db *db, int64_t before, struct cert_line *out, size_t max, size_t *n);

int	 db_objection_insert(struct db *db, const struct objection *o);

#endif
