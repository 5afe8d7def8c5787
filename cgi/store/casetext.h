/*
 * casetext: the exact bytes operators sign.  Rows are only ever added.
 */
#ifndef STORE_CASETEXT_H
#define STORE_CASETEXT_H

#include <stdint.h>

#include "store/len.h"
#include "util/buf.h"

struct db;

struct casetext {
	uint64_t	id, application;
	uint64_t	app_version;
	int		attempt;
	unsigned char	sha256[LEN_DIGEST];
	struct buf	text;
	int64_t		created;
};

int	 db_casetext_insert(struct db *db, const struct casetext *c);	/* ERR_CONFLICT: these bytes are stored */
int	 db_casetext_find(struct db *db, const unsigned char sha256[LEN_DIGEST], struct casetext *out);
int	 db_casetext_last(struct db *db, uint64_t application, struct casetext *out);	/* the newest */
void	 casetext_clear(struct casetext *c);

#endif
