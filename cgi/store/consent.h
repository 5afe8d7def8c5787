/*
 * consent: what was shown to whom, and what each did about it (domain.md 6.1).  Rows are only ever added.
 */
#ifndef STORE_CONSENT_H
#define STORE_CONSENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/document.h"
#include "store/len.h"
#include "store/session.h"

struct db;

enum consent_decision { CONSENT_ACCEPT, CONSENT_REFUSE, CONSENT_ACKNOWLEDGE, CONSENT_DECISION_MAX };
extern const char *const consent_decision_text[];
enum consent_method { CONSENT_TICK, CONSENT_CHOICE, CONSENT_CLICK, CONSENT_METHOD_MAX };
extern const char *const consent_method_text[];
enum consent_capacity { CONSENT_SELF, CONSENT_AGENT, CONSENT_CAPACITY_MAX };
extern const char *const consent_capacity_text[];

struct presentation {
	uint64_t	id, revision, account;
	uint64_t	application;		/* 0: none */
	uint64_t	session;
	unsigned char	shown_sha256[LEN_DIGEST], shown_sm3[LEN_DIGEST];
	char		build[LEN_BUILD];
	char		highlights[LEN_HIGHLIGHTS];
	char		ip[LEN_IP];
	char		agent[LEN_AGENT];
	char		request[LEN_TOKEN];
	int64_t		created;		/* displayed at */
};

struct consent {
	uint64_t		id, presentation, account, application;
	enum consent_capacity	capacity;
	char			for_unit[LEN_USCC];
	uint64_t		revision;
	enum document_kind	kind;
	char			language[LEN_LANGUAGE];
	int			number;
	enum consent_decision	decision;
	enum consent_method	method;
	char			label[LEN_LINE];
	char			initial[13];
	bool			opened, scrolled;
	int64_t			dwell_ms;
	uint64_t		session;
	enum session_strength	assurance;
	char			ip[LEN_IP];
	int			port;
	char			agent[LEN_AGENT];
	char			request[LEN_TOKEN];
	unsigned char		sha256[LEN_DIGEST], previous[LEN_DIGEST];	/* previous: zeros for the first */
	int64_t			created;
};

int	 db_presentation_insert(struct db *db, const struct presentation *p);
int	 db_presentation_get(struct db *db, uint64_t id, struct presentation *out);
/* The newest showing of that revision to that account for that application, or ERR_NOTFOUND. */
int	 db_presentation_find(struct db *db, uint64_t account, uint64_t revision, uint64_t application,
	    struct presentation *out);

/* ERR_CONFLICT: the account's chain has moved on, take consent_last again. */
int	 db_consent_insert(struct db *db, const struct consent *c);
/* The newest max, in the order made. */
int	 db_consent_list(struct db *db, uint64_t application, struct consent *out, size_t max, size_t *n);
/* The newest act about that kind of document for that application, or ERR_NOTFOUND. */
int	 db_consent_find(struct db *db, uint64_t application, enum document_kind kind, struct consent *out);
/* Digest of the account's newest record; zeros for none. */
int	 db_consent_last(struct db *db, uint64_t account, unsigned char out[LEN_DIGEST]);

#endif
