/*
 * sending: messages that wait are worded and sent, each once; what fails is tried again later, ever more seldom.
 *
 * A claim has a lease, so that the messages of a courier that died are sent by the next; the id of a message is the same
 * at every try, for receivers that can tell.
 */
#ifndef RULES_SENDING_H
#define RULES_SENDING_H

#include <stddef.h>
#include <stdint.h>

#include "rules/gateway.h"
#include "rules/rules.h"
#include "rules/wording.h"

#define SENDING_TRIES 12	/* about a day */

/*
 * One round: at most 10 messages, *done of them settled.  A one-time code whose time is over is not sent; a message that
 * can never be sent is recorded as failed, with the reason.  ERR_PEER when the database is away.
 */
int	 sending_round(struct rules *r, struct gateway *g, const struct words *w, int64_t now, size_t *done);

#endif
