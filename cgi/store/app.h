/*
 * app: applications, from the first field to acceptance.
 *
 * version rises with every edit and every move of state, so that a case text made from one version is void after the
 * next.  Claim, stamp and 受理 have their own guards and leave it alone.
 */
#ifndef STORE_APP_H
#define STORE_APP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/len.h"
#include "util/buf.h"

struct db;

enum app_state {
	APP_DRAFT, APP_SUBMITTED, APP_ENTERED, APP_REVIEWED, APP_ISSUING, APP_ISSUED, APP_DOWNLOADED, APP_ACCEPTED,
	APP_OBJECTED, APP_RETURNED, APP_REJECTED, APP_WITHDRAWN, APP_EXPIRED, APP_STATE_MAX
};
extern const char *const app_state_text[];
enum app_kind { APP_NEW, APP_RENEW, APP_CHANGE, APP_REISSUE, APP_KIND_MAX };
extern const char *const app_kind_text[];
enum app_key { APP_KEY_NONE, APP_KEY_BROWSER, APP_KEY_PKCS10, APP_KEY_MAX };
extern const char *const app_key_text[];
enum app_fee { APP_FEE_NONE, APP_FEE_PAID, APP_FEE_WAIVED, APP_FEE_MAX };
extern const char *const app_fee_text[];

/* One identity number in its four forms. */
struct app_id {
	char		kind[17];		/* "": none given */
	struct buf	draft;			/* under the owner's cookie key, until submission */
	struct buf	sealed;			/* to the records key, from submission on */
	char		masked[LEN_MASKED];
	char		index[LEN_INDEX];
};

struct app {
	uint64_t	id;
	char		no[LEN_NO];		/* "": not yet */
	uint64_t	account;
	char		ra[LEN_CODE];
	char		product[LEN_CODE];
	enum app_kind	kind;
	uint64_t	related;		/* certificate it follows, 0: none */
	enum app_state	state;
	int64_t		moved_at;
	int		attempt;		/* submissions so far */
	char		language[LEN_LANGUAGE];

	char		purpose[LEN_LINE];	/* all of these may be empty in a draft */
	char		country[3];
	char		province[LEN_PLACE];
	char		locality[LEN_PLACE];
	char		org_name[LEN_NAME];
	char		org_unit[LEN_NAME];
	char		org_kind[17];
	char		uscc[LEN_USCC];
	char		common_name[LEN_NAME];
	char		email[LEN_EMAIL];
	char		email_proven[LEN_EMAIL];	/* see rules/mailbox */
	char		mobile[LEN_MOBILE];
	struct app_id	person;
	char		agent_name[LEN_NAME];
	char		agent_mobile[LEN_MOBILE];
	struct app_id	agent;
	char		legal_name[LEN_NAME];
	struct app_id	legal;

	enum app_key	key_origin;
	struct buf	csr, spki;
	unsigned char	spki_sha256[LEN_DIGEST];

	struct buf	consent_text;		/* consent paper of the last submission */
	unsigned char	consent_sha256[LEN_DIGEST];
	struct buf	stamp;			/* RFC 3161 token */
	int64_t		stamped_at;

	int64_t		submitted_at, accepted_at, due_at;
	uint64_t	claimed_by;		/* operator, 0: nobody */
	int64_t		claimed_at;
	char		reason[LEN_TEXT];
	enum app_fee	fee_state;
	char		request[LEN_TOKEN];
	int64_t		created;
	uint64_t	version;
};

/* A line of a list: no blobs. */
struct app_line {
	uint64_t	id;
	char		no[LEN_NO];
	uint64_t	account;
	char		ra[LEN_CODE];
	char		product[LEN_CODE];
	enum app_kind	kind;
	enum app_state	state;
	int64_t		moved_at;
	int		attempt;
	char		org_name[LEN_NAME];
	char		common_name[LEN_NAME];
	int64_t		stamped_at, submitted_at, accepted_at, due_at;
	uint64_t	claimed_by;
	int64_t		claimed_at, created;
	uint64_t	version;
};

/* A consent paper that waits for its stamp. */
struct app_unstamped {
	uint64_t	id;
	unsigned char	consent_sha256[LEN_DIGEST];
	struct buf	consent_text;
};

int	 db_app_insert(struct db *db, const struct app *a);	/* ERR_CONFLICT: request (or no) taken */
int	 db_app_get(struct db *db, uint64_t id, struct app *out);
int	 db_app_find_no(struct db *db, const char *no, struct app *out);
int	 db_app_find_request(struct db *db, const char *request, struct app *out);
void	 app_clear(struct app *a);

/* Stores what the applicant fills in (purpose to spki_sha256, language); state must be draft or returned; names version. */
int	 db_app_edit(struct db *db, const struct app *a);
/*
 * Submission: stores no, attempt, the sealed forms (draft forms are dropped), consent paper, submitted_at, due_at; state
 * becomes submitted at submitted_at, the earlier stamp and 受理 are emptied; state must be draft or returned; names
 * version.  ERR_CONFLICT also when no is taken.
 */
int	 db_app_submit(struct db *db, const struct app *a);
/* Moves the state and stores the reason ("": none). Names version and the state before. */
int	 db_app_move(struct db *db, uint64_t id, uint64_t version, enum app_state from, enum app_state to, int64_t now,
	    const char *reason);
/* Another key of one that is submitted or entered, which is then submitted again; names version and state. */
int	 db_app_rekey(struct db *db, const struct app *a, int64_t now);
/* 受理, once per submission: ERR_CONFLICT when it was done or the application is not submitted. */
int	 db_app_accept(struct db *db, uint64_t id, int64_t accepted_at, int64_t due_at);
/* An operator takes it, or keeps it; another's claim older than stale_before may be taken over. ERR_CONFLICT: taken. */
int	 db_app_claim(struct db *db, uint64_t id, uint64_t operator, int64_t now, int64_t stale_before);
int	 db_app_unclaim(struct db *db, uint64_t id, uint64_t operator);
/* Stores the stamp of that consent paper, once. */
int	 db_app_stamp(struct db *db, uint64_t id, const unsigned char consent_sha256[LEN_DIGEST], const struct buf *stamp,
	    int64_t stamped_at);

/* An account's, newest first, below id `below` (0: from the top). */
int	 db_app_list_account(struct db *db, uint64_t account, uint64_t below, struct app_line *out, size_t max, size_t *n);
/* An open one of that account and product (draft to issuing, returned), the newest, or ERR_NOTFOUND. */
int	 db_app_find_open(struct db *db, uint64_t account, const char *product, struct app_line *out);
/* A desk's queue by due time, after (due_at, id), 0, 0 for the first page; again: only those returned before. */
int	 db_app_list_queue(struct db *db, const char *ra, enum app_state state, bool again, int64_t after_due,
	    uint64_t after_id, struct app_line *out, size_t max, size_t *n);
/* The first of that queue by due time whom nobody works on (claims older than stale_before count for nothing), or ERR_NOTFOUND. */
int	 db_app_next(struct db *db, const char *ra, enum app_state state, int64_t stale_before, struct app_line *out);
/* How many of each state the desk has before it: submitted, entered, returned; others stay 0. */
int	 db_app_count(struct db *db, const char *ra, uint64_t counts[APP_STATE_MAX]);
/* How many of the submitted were returned before. */
int	 db_app_count_again(struct db *db, const char *ra, uint64_t *out);
/* In that state since before then, oldest first (the clocks of courier). */
int	 db_app_list_moved(struct db *db, enum app_state state, int64_t before, struct app_line *out, size_t max, size_t *n);
/* Another application than that with this key, alive or issued from, or ERR_NOTFOUND; *out is its id. */
int	 db_app_find_key(struct db *db, const unsigned char spki_sha256[LEN_DIGEST], uint64_t except, uint64_t *out);
/* Consent papers not stamped yet, oldest first. The caller clears consent_text of each. */
int	 db_app_list_unstamped(struct db *db, struct app_unstamped *out, size_t max, size_t *n);

#endif
