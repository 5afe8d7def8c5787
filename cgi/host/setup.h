/*
 * setup: makes VAR what an instance needs, once: folders, secrets, database, keys, certificates, signing page.
 *
 * VAR/conf/unfinished stands from the first step to the last: an interrupted set-up is begun again from empty folders.  A
 * finished one is never touched again.  VAR/conf/first-start then stands until the first start has enrolled the demo people
 * and handed out the tickets of the first people (host/people), which needs signd.
 */
#ifndef HOST_SETUP_H
#define HOST_SETUP_H

#include <stdbool.h>

#include "host/ask.h"

/*
 * Reads the instance, or makes it when VAR is new.  The caller holds VAR/lock and has called keep_open.  lock: descriptor of
 * VAR/lock.db.  0 or a refusal with its sentence.
 */
int	 setup_make(const struct ask *a, int lock, struct site *out);

/* Refuses a folder with other things in it, before anything of ours is put there. 0 or ERR_INPUT. */
int	 setup_takes(const char *var);

/* As ask_fits, but an unfinished instance, which is made anew, binds nobody. */
int	 setup_fits(const struct ask *a, const struct site *s);

/*
 * What each start renews: from the tree folders, tokens' places, web server configuration, signing page; the web server's
 * certificate when it is due. 0 or ERR_*.
 */
int	 setup_refresh(const struct ask *a, struct site *s);

#endif
