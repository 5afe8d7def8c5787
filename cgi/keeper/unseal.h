/*
 * unseal: asks keeper to unwrap a sealed object's data key, and opens the object here: its content never passes keeper, the
 * records key never leaves keeper's token.
 */
#ifndef KEEPER_UNSEAL_H
#define KEEPER_UNSEAL_H

#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"

/*
 * Opens what was sealed for (owner, object); path is VAR/run/keeper/s; out is appended to.  0; ERR_PEER: keeper is away or
 * takes no questions from this program, or its token is away; ERR_INPUT: not a sealed object; ERR_CRYPTO: sealed to another key
 * or for another object, or changed.
 */
int	 unseal(const char *path, uint64_t owner, uint64_t object, const void *sealed, size_t n, struct buf *out);

#endif
