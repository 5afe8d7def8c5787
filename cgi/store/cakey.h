/*
 * cakey: our own keys, which live in tokens: names, labels, certificates.
 */
#ifndef STORE_CAKEY_H
#define STORE_CAKEY_H

#include <stddef.h>
#include <stdint.h>

#include "store/len.h"
#include "util/buf.h"

struct db;

struct cakey {
	char		name[LEN_CODE];
	char		use_for[17];		/* root, issuing, operator, infra, ocsp, tsa, audit, records */
	char		token[LEN_CODE];	/* signd, keeper */
	char		label[65];
	struct buf	key_id;			/* CKA_ID */
	char		algorithm[17];
	unsigned char	spki_sha256[LEN_DIGEST];
	struct buf	cert;			/* DER; empty: has none */
	int64_t		not_after, created;
	uint64_t	version;
};

int	 db_cakey_insert(struct db *db, const struct cakey *k);
int	 db_cakey_get(struct db *db, const char *name, struct cakey *out);
/* By name; use_for "": all. The caller clears each. */
int	 db_cakey_list(struct db *db, const char *use_for, struct cakey *out, size_t max, size_t *n);
int	 db_cakey_cert(struct db *db, const struct cakey *k);	/* stores cert, not_after; names version */
void	 cakey_clear(struct cakey *k);

#endif
