/*
 * ceremony: makes the keys of a new instance and their certificates, once, before signd or keeper runs.
 *
 * Each half runs in a child under the uid of the daemon whose token it is; only certificates and public keys come back.
 */
#ifndef SIGND_CEREMONY_H
#define SIGND_CEREMONY_H

#include "util/buf.h"
#include "util/site.h"

/*
 * Token, all keys of signd, their certificates (journalled like any other) into VAR/conf/ca/NAME.cer.  Prints label and key id
 * of each.  ERR_CONFLICT when there is a token already.
 */
int	 ceremony_run(const struct site *s);

/* Keeper's token and the records key in it (derive only): its DER SubjectPublicKeyInfo. The caller writes conf/records.pub. */
int	 ceremony_keeper(const struct site *s, struct buf *spki);

#define CEREMONY_RECORDS "records"	/* label of the records key */

#endif
