/*
 * token: makes a daemon's own token, once.
 */
#ifndef SIGND_TOKEN_H
#define SIGND_TOKEN_H

#include "signd/hsm.h"

/*
 * Initialises a free slot as c->token with the PIN of c->pin.  The security officer's PIN is random and thrown away: nobody
 * can reset the user's PIN afterwards.  ERR_CONFLICT when a token of that name exists, ERR_PEER.
 */
int	 token_init(const struct hsm_config *c);

#endif
