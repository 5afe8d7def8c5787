/*
 * measure: what came in at an RA and how it was decided, over the moves of its applications (application_event).
 */
#ifndef STORE_MEASURE_H
#define STORE_MEASURE_H

#include <stdint.h>

#include "store/decision.h"
#include "store/len.h"

struct db;

struct measure_in { int64_t at; };

struct measure_out {
	enum decision_word	word;
	int64_t			at;
	int64_t			submitted_at;		/* of the submission it decided */
	int64_t			last_submitted_at;	/* of the application's last one, */
	int64_t			due_at;			/* whose promised end this is */
	char			reason[LEN_TEXT];	/* as told to the applicant */
};

/* Every submission in [from, to). A result of each other than 0 ends the walk and is returned; it must not keep the row. */
int	 db_measure_in(struct db *db, const char *ra, int64_t from, int64_t to, int (*each)(void *arg, const void *row),
	    void *arg);
/* Every decision in it that ended the handling: the review that approved, a return, a rejection. */
int	 db_measure_out(struct db *db, const char *ra, int64_t from, int64_t to, int (*each)(void *arg, const void *row),
	    void *arg);

#endif
