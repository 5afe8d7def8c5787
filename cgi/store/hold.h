/*
 * hold: loss reports and the holds they cause, with all their times (I4).
 */
#ifndef STORE_HOLD_H
#define STORE_HOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/len.h"

struct db;

#define HOLD_AHEAD ((int64_t)5 * 60 * 1000)	/* a time so far ahead was told by a clock that has been put back since */

enum hold_state { HOLD_ASKED, HOLD_ACTIVE, HOLD_RELEASED, HOLD_REVOKED, HOLD_STATE_MAX };
extern const char *const hold_state_text[];
enum report_channel { REPORT_WEB, REPORT_PHONE, REPORT_DESK, REPORT_COURT, REPORT_CA, REPORT_CHANNEL_MAX };
extern const char *const report_channel_text[];
enum report_proof { REPORT_CODE, REPORT_KEY, REPORT_PAPERS, REPORT_STAFF, REPORT_PROOF_MAX };
extern const char *const report_proof_text[];

struct hold {
	uint64_t		id, certificate;
	bool			live;
	enum hold_state		state;
	enum report_channel	channel;
	enum report_proof	proof;
	char			reporter[LEN_ACTOR];
	char			text[LEN_TEXT];
	int64_t			accepted_at, effective_at, ocsp_at;
	uint64_t		crl_number;		/* 0: on none yet */
	int64_t			crl_at;
	int64_t			expires_at, warned_at;
	uint64_t		release_paper;
	int64_t			released_at;
	char			request[LEN_TOKEN];
	int64_t			created;
	uint64_t		version;
};

int	 db_hold_insert(struct db *db, const struct hold *h);	/* ERR_CONFLICT: a live one, or request known */
int	 db_hold_get(struct db *db, uint64_t id, struct hold *out);
int	 db_hold_find_request(struct db *db, const char *request, struct hold *out);
int	 db_hold_find_live(struct db *db, uint64_t certificate, struct hold *out);
int	 db_hold_list(struct db *db, uint64_t certificate, struct hold *out, size_t max, size_t *n);	/* newest first */
/* Live ones of that RA's certificates, by time of receipt, after (accepted_at, id). */
int	 db_hold_list_live(struct db *db, const char *ra, int64_t after, uint64_t after_id, struct hold *out, size_t max,
	    size_t *n);
int	 db_hold_count_live(struct db *db, const char *ra, uint64_t *out);
/* Live ones that expire after now and before then, and of which the holder was not told yet; soonest first. */
int	 db_hold_list_unwarned(struct db *db, int64_t now, int64_t before, struct hold *out, size_t max, size_t *n);
/* Those in effect whose time is over, without a living revocation and without a release on its way to signd. */
int	 db_hold_list_over(struct db *db, int64_t now, struct hold *out, size_t max, size_t *n);

int	 db_hold_effective(struct db *db, uint64_t id, int64_t at);		/* asked -> active; again is no error */
int	 db_hold_ocsp(struct db *db, uint64_t certificate, int64_t at);		/* live one, first time only */
/* Every live, effective hold of that CA without a number gets this one. */
int	 db_hold_crl(struct db *db, const char *issuer, int64_t this_update, uint64_t number);
int	 db_hold_warned(struct db *db, uint64_t id, uint64_t version, int64_t now);
int	 db_hold_over(struct db *db, uint64_t id, uint64_t version);	/* it becomes a revocation: a release comes too late */
/* A release is being signed, or has been. */
int	 db_hold_paper(struct db *db, uint64_t id, uint64_t version, uint64_t paper);
int	 db_hold_release(struct db *db, uint64_t id, int64_t at);			/* active -> released */
int	 db_hold_revoked(struct db *db, uint64_t certificate);	/* its certificate is revoked: live one, if any, is over */

#endif
