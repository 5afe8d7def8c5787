/*
 * setting: what the office may change without a new release.
 */
#ifndef STORE_SETTING_H
#define STORE_SETTING_H

#include <stddef.h>
#include <stdint.h>

#include "store/len.h"

struct db;

struct setting {
	char		name[65];
	char		value[LEN_TEXT];
	char		updated_by[LEN_ACTOR];
	int64_t		created;
	uint64_t	version;		/* 0 in db_setting_put: not there yet */
};

int	 db_setting_get(struct db *db, const char *name, struct setting *out);	/* or ERR_NOTFOUND: the default holds */
int	 db_setting_put(struct db *db, const struct setting *s);		/* names version; ERR_CONFLICT */
int	 db_setting_list(struct db *db, struct setting *out, size_t max, size_t *n);

#endif
