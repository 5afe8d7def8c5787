/*
 * event: the moves of an application.  Rows are only ever added.
 */
#ifndef STORE_EVENT_H
#define STORE_EVENT_H

#include <stddef.h>
#include <stdint.h>

#include "store/app.h"
#include "store/len.h"

struct db;

struct event {
	uint64_t	id, application;
	uint64_t	seq;			/* version of the application that this move made */
	enum app_state	from_state;
	char		event[17];
	enum app_state	to_state;
	char		actor_kind[9];		/* account, operator, program */
	char		actor[LEN_ACTOR];
	char		reason[LEN_TEXT];
	int64_t		created;
};

int	 db_event_insert(struct db *db, const struct event *e);	/* ERR_CONFLICT: that move is recorded */
/* The newest max, in order. */
int	 db_event_list(struct db *db, uint64_t application, struct event *out, size_t max, size_t *n);

#endif
