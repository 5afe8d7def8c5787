/*
 * revocation: revocations, with the proof of their 24 hours (I4).
 */
#ifndef STORE_REVOCATION_H
#define STORE_REVOCATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/hold.h"
#include "store/len.h"

struct db;

enum revocation_state { REVOCATION_ASKED, REVOCATION_DECIDED, REVOCATION_DONE, REVOCATION_REFUSED, REVOCATION_STATE_MAX };
extern const char *const revocation_state_text[];

struct revocation {
	uint64_t		id, certificate;
	bool			live;			/* unless refused */
	enum revocation_state	state;
	enum report_channel	channel;
	enum report_proof	proof;
	char			reporter[LEN_ACTOR];
	char			ground[17];
	int			reason;
	char			text[LEN_TEXT];
	int64_t			invalid_since;		/* 0: not given */
	int64_t			accepted_at, decided_at;
	char			decided_by[LEN_ACTOR];
	int64_t			effective_at, ocsp_at;
	uint64_t		crl_number;		/* 0: on none yet */
	int64_t			crl_at;
	char			request[LEN_TOKEN];
	int64_t			created;
	uint64_t		version;
};

int	 db_revocation_insert(struct db *db, const struct revocation *r);	/* ERR_CONFLICT: one is there */
int	 db_revocation_get(struct db *db, uint64_t id, struct revocation *out);
int	 db_revocation_find_request(struct db *db, const char *request, struct revocation *out);
int	 db_revocation_find(struct db *db, uint64_t certificate, struct revocation *out);	/* the live one */
/* Live ones in that state, by time of receipt, after (accepted_at, id). */
int	 db_revocation_list(struct db *db, enum revocation_state state, int64_t after, uint64_t after_id,
	    struct revocation *out, size_t max, size_t *n);
/* The same, of that RA's certificates alone. */
int	 db_revocation_list_ra(struct db *db, const char *ra, enum revocation_state state, int64_t after, uint64_t after_id,
	    struct revocation *out, size_t max, size_t *n);
int	 db_revocation_count_ra(struct db *db, const char *ra, enum revocation_state state, uint64_t *out);

/* asked -> decided or refused; names version. */
int	 db_revocation_decide(struct db *db, uint64_t id, uint64_t version, bool accept, const char *by, int64_t now);
/* asked -> decided by its holder's proof: stores reason, text, invalid_since and decided_at; names version. */
int	 db_revocation_prove(struct db *db, const struct revocation *r);
int	 db_revocation_effective(struct db *db, uint64_t id, int64_t at);	/* decided -> done; again is no error */
int	 db_revocation_ocsp(struct db *db, uint64_t certificate, int64_t at);	/* first time only */
/* Every effective revocation of that CA without a number gets this one. */
int	 db_revocation_crl(struct db *db, const char *issuer, int64_t this_update, uint64_t number);
/* Has that CA a change (hold, release, revocation) that its last list, of that moment, does not show? Since when (0: none). */
int	 db_revocation_crl_due(struct db *db, const char *issuer, int64_t last, int64_t now, int64_t *since);

#endif
