/*
 * browse: a person's browser as far as a form needs one: cookies, one page at a time, its hidden fields.
 *
 * It trusts the infra CA of the instance alone and follows our redirects.  Nothing is known beforehand about a form but its
 * action: tokens come from the page, as they would for a person without JavaScript.
 */
#ifndef HOST_BROWSE_H
#define HOST_BROWSE_H

#include <stdbool.h>
#include <stddef.h>

#include "util/buf.h"
#include "util/site.h"

struct browse;

/* A new visitor of the instance. 0, or ERR_PEER. */
int	 browse_open(const struct site *s, struct browse **out);
void	 browse_close(struct browse *b);	/* NULL is accepted */

/* Goes to a path of the hall, or to a whole address. 0 for any answer below 400, else ERR_PEER with its status; the page stays. */
int	 browse_get(struct browse *b, const char *to);

/*
 * Begins to fill in the form of the page with that action: what it holds hidden is taken over.  ERR_NOTFOUND: no such form.
 * browse_blank begins one that no page shows (what the signing page posts back).
 */
int	 browse_form(struct browse *b, const char *action);
void	 browse_blank(struct browse *b, const char *action);
void	 browse_set(struct browse *b, const char *name, const char *value);
/* Makes the request a multipart one; the bytes must live until it is sent. */
void	 browse_file(struct browse *b, const char *name, const char *file, const char *type, const void *p, size_t n);
/* Sends it from that origin (NULL: the page's own). As browse_get. */
int	 browse_send(struct browse *b, const char *origin);

/* Of the page now shown. */
long	 browse_status(const struct browse *b);
const char *browse_path(const struct browse *b);		/* after redirects, without origin and query */
const struct buf *browse_body(const struct browse *b);
bool	 browse_has(const struct browse *b, const char *text);
/* What stands between two texts, the first time; ERR_NOTFOUND naming the first one. */
int	 browse_between(const struct browse *b, const char *before, const char *after, char *to, size_t size);

#endif
