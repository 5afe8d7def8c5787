/*
 * softkey: a demo operator's key, a PEM file in VAR/demo, and the assertions it makes: those of a soft key in a browser
 * (facts: signing page 1.4), user present, not verified, so that no production profile takes them (I9).
 */
#ifndef HOST_SOFTKEY_H
#define HOST_SOFTKEY_H

#include "pki/key.h"
#include "util/buf.h"
#include "util/site.h"

struct softkey { struct key_soft *key; unsigned char id[32]; /* credential: SHA-256 of its SPKI */ };

/* VAR/demo/NAME.pem, 0600; made when there is none. */
int	 softkey_open(const struct site *s, const char *name, struct softkey *out);
/* Only what is there: ERR_NOTFOUND. */
int	 softkey_load(const struct site *s, const char *name, struct softkey *out);
void	 softkey_close(struct softkey *k);
const struct key_signer *softkey_signer(const struct softkey *k);
/* Its plain PKCS #8, appended: wipe it. */
int	 softkey_pkcs8(const struct softkey *k, struct buf *out);

/* An assertion over text, as the signing page would post it: replaces the three bufs. 0 or ERR_CRYPTO. */
int	 softkey_assert(const struct site *s, const struct softkey *k, const struct buf *text, struct buf *auth,
	    struct buf *client, struct buf *sig);

#endif
