/*
 * ra: registration authorities.
 */
#ifndef STORE_RA_H
#define STORE_RA_H

#include <stddef.h>
#include <stdint.h>

#include "store/len.h"

struct db;

struct ra {
	uint64_t	id;
	char		code[LEN_CODE];
	char		name[LEN_LINE];
	char		state[9];		/* open, closed */
	int64_t		created;
	uint64_t	version;
};

int	 db_ra_insert(struct db *db, const struct ra *r);
int	 db_ra_find(struct db *db, const char *code, struct ra *out);
int	 db_ra_list(struct db *db, struct ra *out, size_t max, size_t *n);

#endif
