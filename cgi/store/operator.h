/*
 * operator: the named natural persons who may decide, and the keys they log in and sign with.
 */
#ifndef STORE_OPERATOR_H
#define STORE_OPERATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/len.h"
#include "util/buf.h"

struct db;

enum operator_state { OPERATOR_INVITED, OPERATOR_REGISTERED, OPERATOR_ACTIVE, OPERATOR_WITHDRAWN, OPERATOR_STATE_MAX };
extern const char *const operator_state_text[];

struct operator {
	uint64_t		id;
	char			person_no[LEN_PERSON];
	char			name[LEN_NAME];
	char			id_index[LEN_INDEX];
	char			ra[LEN_CODE];
	char			roles[LEN_ROLES];	/* clerk,reviewer,business,security,auditor: sorted */
	enum operator_state	state;
	bool			soft;
	struct buf		cert;			/* empty until granted */
	struct buf		cert_serial;
	int64_t			not_after, created;
	uint64_t		version;
};

struct operator_credential {
	uint64_t	id, operator;
	struct buf	credential, spki;
	bool		soft;
	uint64_t	sign_count;
	int64_t		used_at, created;
	uint64_t	version;
};

/* A line of a list: no blobs. */
struct operator_line {
	uint64_t		id;
	char			person_no[LEN_PERSON];
	char			name[LEN_NAME];
	char			ra[LEN_CODE];
	char			roles[LEN_ROLES];
	enum operator_state	state;
	bool			soft;
	int64_t			not_after, created;
};

int	 db_operator_insert(struct db *db, const struct operator *o);		/* ERR_CONFLICT: person number taken */
int	 db_operator_get(struct db *db, uint64_t id, struct operator *out);
int	 db_operator_find(struct db *db, const char *person_no, struct operator *out);
/* One that is not withdrawn with that blind index: one person has one number. */
int	 db_operator_find_index(struct db *db, const char *id_index, struct operator *out);
/* How many with that role are in office. */
int	 db_operator_count(struct db *db, const char *role, int64_t now, uint64_t *count);
/* By name, after (name, id); both empty for the first page. */
int	 db_operator_list(struct db *db, const char *after_name, uint64_t after_id, struct operator_line *out, size_t max,
	    size_t *n);
/* Stores name, id_index, ra, roles, state, soft and the certificate's columns; names version. */
int	 db_operator_update(struct db *db, const struct operator *o);
void	 operator_clear(struct operator *o);

int	 db_credential_insert(struct db *db, const struct operator_credential *c);	/* ERR_CONFLICT: known already */
int	 db_credential_find(struct db *db, const void *credential, size_t len, struct operator_credential *out);
int	 db_credential_of(struct db *db, uint64_t operator, struct operator_credential *out);	/* the newest */
/* ERR_CONFLICT when the counter moved meanwhile. */
int	 db_credential_used(struct db *db, const struct operator_credential *c, uint64_t sign_count, int64_t now);
void	 credential_clear(struct operator_credential *c);

#endif
