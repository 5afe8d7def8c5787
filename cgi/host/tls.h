/*
 * tls: key and certificate of the web server: VAR/tls/server.key, server.pem, signed by the infra CA, renewed in time.
 *
 * The key is software's, read by the web server's uid alone; nothing but TLS of this host trusts it.
 */
#ifndef HOST_TLS_H
#define HOST_TLS_H

#include <stdbool.h>
#include <stdint.h>

#include "util/site.h"

struct signer;

#define TLS_RENEW_DAYS	30	/* before its end */

/* Is there none that fits its key and lasts? until (NULL: not wanted): its end, 0 when there is none. */
bool	 tls_is_due(const struct site *s, int64_t now, int64_t *until);

/* A new key and certificate. signer: signd runs; NULL: it does not. 0 or ERR_*; then the old ones are as they were. */
int	 tls_make(const struct site *s, struct signer *signer);

#endif
