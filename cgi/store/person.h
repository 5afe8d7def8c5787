/*
 * person: natural persons and units that submitted applications name.  Identity numbers are sealed, masked and blindly
 * indexed; there is no plain one.
 */
#ifndef STORE_PERSON_H
#define STORE_PERSON_H

#include <stdint.h>

#include "store/len.h"
#include "util/buf.h"

struct db;

enum person_capacity { PERSON_SELF, PERSON_AGENT, PERSON_LEGAL, PERSON_CAPACITY_MAX };
extern const char *const person_capacity_text[];

struct person {
	uint64_t		id, account;
	uint64_t		organisation;		/* 0: none */
	enum person_capacity	capacity;
	char			name[LEN_NAME];
	char			id_kind[17];
	struct buf		id_sealed;
	char			id_masked[LEN_MASKED];
	char			id_index[LEN_INDEX];
	char			mobile[LEN_MOBILE];	/* "": not given */
	int64_t			created;
	uint64_t		version;
};

struct organisation {
	uint64_t	id, account;
	char		uscc[LEN_USCC];
	char		name[LEN_NAME];
	int64_t		created;
	uint64_t	version;
};

/* Stores a person, or renews name, seal, mask and mobile of the one this account has with that capacity and index. */
int	 db_person_put(struct db *db, const struct person *p);
int	 db_person_get(struct db *db, uint64_t id, struct person *out);
int	 db_person_find(struct db *db, uint64_t account, enum person_capacity capacity, const char *id_index,
	    struct person *out);
/* Persons an account has named, newest first. The caller clears each with person_clear. */
int	 db_person_list(struct db *db, uint64_t account, struct person *out, size_t max, size_t *n);
void	 person_clear(struct person *p);

int	 db_organisation_put(struct db *db, const struct organisation *o);	/* as db_person_put, by account and uscc */
int	 db_organisation_find(struct db *db, uint64_t account, const char *uscc, struct organisation *out);

#endif
