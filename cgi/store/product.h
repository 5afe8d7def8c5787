/*
 * product: kinds of certificate that can be applied for.  Names and descriptions are in the language files.
 */
#ifndef STORE_PRODUCT_H
#define STORE_PRODUCT_H

#include <stddef.h>
#include <stdint.h>

#include "store/len.h"

struct db;

enum product_kind { PRODUCT_PERSONAL, PRODUCT_ENTERPRISE, PRODUCT_KIND_MAX };
extern const char *const product_kind_text[];

struct product {
	char			code[LEN_CODE];
	enum product_kind	kind;
	char			issuer[LEN_CODE];
	char			profile[LEN_CODE];
	int			days;
	char			sensitive_fields[201];	/* names with commas */
	char			documents[201];		/* kinds with commas, in order */
	char			state[9];		/* open, closed */
	int			position;
	int64_t			created;
	uint64_t		version;
};

int	 db_product_insert(struct db *db, const struct product *p);
int	 db_product_get(struct db *db, const char *code, struct product *out);
int	 db_product_list(struct db *db, struct product *out, size_t max, size_t *n);	/* by position */
int	 db_product_update(struct db *db, const struct product *p);			/* all but code; names version */

#endif
