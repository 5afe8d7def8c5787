/*
 * tree: the folders of VAR and the secrets in it: who owns each, who may enter.  cgi/README.md has the map.
 */
#ifndef HOST_TREE_H
#define HOST_TREE_H

#include <stdbool.h>

#include "util/buf.h"
#include "util/site.h"

/* Makes what is missing and sets owner and mode of all; links are refused, not followed. 0 or ERR_PEER. */
int	 tree_make(const struct site *s);

/* Makes the secrets that are not there yet: passwords of the database accounts, index and form keys, PINs. 0 or ERR_PEER. */
int	 tree_secrets(const struct site *s);

/* Whether VAR is absent, empty, or holds only what a start that went no further leaves. */
bool	 tree_is_new(const char *var);

/* Removes the folders that set-up fills (database, tokens, secrets, certificates), for an interrupted set-up. 0 or ERR_PEER. */
int	 tree_clear(const struct site *s);

/* Writes VAR/name, owned by user (SITE_USER_MAX: by us). 0 or ERR_PEER. */
int	 tree_write(const struct site *s, const char *name, const struct buf *text, unsigned mode, enum site_user user);

#endif
