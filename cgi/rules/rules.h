/*
 * rules: what every rule has at hand: the program's database account, its site, and the keys its uid may read.
 * One per worker, opened once.
 */
#ifndef RULES_RULES_H
#define RULES_RULES_H

#include <stdint.h>

#include "store/db.h"
#include "util/site.h"

#define RULES_KEY 32

struct rules {
	struct db		*db;
	const struct site	*site;
	enum site_user		 user;
	unsigned char		 index_key[RULES_KEY];	/* of the blind person index; zeros for a program without one */
};

/*
 * Connects with the program's own account, names its audit chain (host/program/slot) and reads VAR/secret/PROGRAM.index.
 * 0, or ERR_PEER while the database is away.  site must live as long.
 */
int	 rules_open(const struct site *site, enum site_user user, unsigned slot, struct rules **out);
void	 rules_close(struct rules *r);		/* NULL is accepted; keys are wiped */

#endif
