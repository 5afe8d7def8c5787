/*
 * who: the few things the web floor asks of an actor (rules/actor).  Private to web/page, web/route and web/serve.
 */
#ifndef WEB_WHO_H
#define WEB_WHO_H

#include <stdbool.h>
#include <stddef.h>

struct actor;
struct hdf;
struct req;

/* The WHO_ bits of web/route that an actor has. */
unsigned who_bits(const struct actor *actor);
bool	 who_is_visitor(const struct actor *actor);	/* nobody is logged in */
/* The session's seed of form tokens; NULL without a session. */
const void *who_seed(const struct actor *actor, size_t *n);
/* Address, port, user agent and request number: what a request says of its sender. */
void	 who_calls(const struct req *q, struct actor *actor);
/* User.* of the tree. */
void	 who_fill(const struct actor *actor, struct hdf *data);

#endif
