/*
 * ceremony: makes the keys of a new instance and their certificates, once, before signd or keeper runs; later, with signd
 * down, the web server's certificate.
 *
 * Each part runs in a child under the uid of the daemon whose token it is; only certificates and public keys come back.
 */
#ifndef SIGND_CEREMONY_H
#define SIGND_CEREMONY_H

#include "util/buf.h"
#include "util/site.h"

#define CEREMONY_RECORDS "records"	/* label of the records key */
#define CEREMONY_KEYS	16

/* A key that was made. Name and label are the same. */
struct ceremony_key {
	char		name[33], id[65];	/* id: CKA_ID in hex */
	struct buf	der;			/* its certificate; of the records key: its SubjectPublicKeyInfo */
};

/*
 * Token, all keys of signd, their certificates (journalled like any other) into VAR/conf/ca/NAME.cer.  keys: CEREMONY_KEYS,
 * *n of them; the caller clears each der.  ERR_CONFLICT when there is a token already.
 */
int	 ceremony_run(const struct site *s, struct ceremony_key *keys, size_t *n);

/* Keeper's token and the records key in it (derive only). The caller writes conf/records.pub. */
int	 ceremony_keeper(const struct site *s, struct ceremony_key *key);

/*
 * A certificate of the infra CA for the web server's key (DER SubjectPublicKeyInfo).  ERR_CONFLICT while signd runs, which has
 * the token: then signer_tls.
 */
int	 ceremony_tls(const struct site *s, const void *spki, size_t n, struct buf *der);

#endif
