/*
 * crl: published revocation lists.  Rows are only ever added.
 */
#ifndef STORE_CRL_H
#define STORE_CRL_H

#include <stddef.h>
#include <stdint.h>

#include "store/len.h"
#include "util/buf.h"

struct db;

struct crl_row {
	uint64_t	id;
	char		issuer[LEN_CODE];
	uint64_t	number;
	int64_t		this_update, next_update;
	int		entries;
	struct buf	der;
	unsigned char	sha256[LEN_DIGEST];
	char		instance[LEN_CODE];
	uint64_t	seq;
	unsigned char	head[LEN_DIGEST];
	int64_t		created;
};

struct crl_line {
	uint64_t	id;
	char		issuer[LEN_CODE];
	uint64_t	number;
	int64_t		this_update, next_update;
	int		entries;
	unsigned char	sha256[LEN_DIGEST];
	int64_t		created;
};

int	 db_crl_insert(struct db *db, const struct crl_row *c);		/* ERR_CONFLICT: that number is stored */
int	 db_crl_last(struct db *db, const char *issuer, struct crl_row *out);
int	 db_crl_last_line(struct db *db, const char *issuer, struct crl_line *out);	/* without the list itself */
void	 crl_row_clear(struct crl_row *c);

#endif
