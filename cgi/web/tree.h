/*
 * tree: what web/hdf and web/view share: ClearSilver's own tree and errors.  Included by these two alone.
 */
#ifndef WEB_TREE_H
#define WEB_TREE_H

#include <ClearSilver/cs/cs.h>
#include <ClearSilver/util/neo_hdf.h>

#include "web/hdf.h"

HDF	*hdf_node(const struct hdf *h);

/* Turns ClearSilver's error chain into a note "tried: reason", without its file names. Returns 0 or ERR_BUG. */
int	 tree_err(NEOERR *err, const char *tried);

#endif
