/*
 * hsmkey: one key of the token: its public half, digest, the token's answer as a signature others understand.  Inside of hsm.
 */
#ifndef SIGND_HSMKEY_H
#define SIGND_HSMKEY_H

#include <openssl/evp.h>

#include "signd/hsmpool.h"

struct hsm_own { struct hsm_key pub; EVP_PKEY *pkey; };

int	 hsmkey_load(struct hsm *h, const char *label, struct hsm_own *out);
void	 hsmkey_free(struct hsm_own *k);	/* what is in it */
/* Fills job->digest: the digest (EC) to be signed. */
void	 hsmkey_digest(struct hsm_job *job);
/* C_SignInit and C_Sign on one session; job->rv says how it went. Touches nothing but the job: threads call it. */
void	 hsmkey_sign(CK_FUNCTION_LIST *f, CK_SESSION_HANDLE s, struct hsm_job *job);
/* r || s to DER, then verifies. 0 or ERR_CRYPTO. */
int	 hsmkey_finish(struct hsm_job *job);

#endif
