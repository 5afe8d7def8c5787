/*
 * hand: a demo operator's hand at the signing page: reads the link a console shows, signs its paper with the soft key, posts the
 * assertion back from the signing origin (static/README.md).  It can do nothing a browser with that key could not.
 */
#ifndef HOST_HAND_H
#define HOST_HAND_H

#include "host/browse.h"
#include "host/softkey.h"
#include "util/site.h"

/* Follows the first signing link of the page now shown. ERR_NOTFOUND: it shows none; else as browse_send. */
int	 hand_sign(struct browse *b, const struct site *s, const struct softkey *k);

/* Logs in at a console ("/ra", "/admin") as the demo operator FILE of VAR/demo, whose number is person. */
int	 hand_login(struct browse *b, const struct site *s, const char *console, const char *person, const struct softkey *k);

#endif
