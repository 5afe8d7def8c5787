/*
 * measuring: how an RA keeps what it promises: what came in, how it was decided, how long that took, how often it was late, why
 * applications went back.  Days are those of the instance's zone.
 */
#ifndef RULES_MEASURING_H
#define RULES_MEASURING_H

#include <stddef.h>
#include <stdint.h>

#include "rules/actor.h"

struct rules;

#define MEASURING_DAYS		92	/* a quarter: what one page shows */
#define MEASURING_REASONS	32
#define MEASURING_CODE		8

enum measuring_what { MEASURING_RECEIVED, MEASURING_APPROVED, MEASURING_RETURNED, MEASURING_REJECTED, MEASURING_WHAT_MAX };
extern const char *const measuring_what_text[];

struct measuring_day { int64_t start; uint64_t n[MEASURING_WHAT_MAX]; };
struct measuring_reason { char code[MEASURING_CODE]; uint64_t n; };

struct measuring {
	struct measuring_day	day[MEASURING_DAYS];	/* every one of them, also those without anything */
	size_t			days;
	uint64_t		n[MEASURING_WHAT_MAX];
	uint64_t		decided, late;		/* late: after the promised end of handling */
	int64_t			median, p90;		/* from submission to decision; 0 when nothing was decided */
	struct measuring_reason	reason[MEASURING_REASONS];	/* most often first */
	size_t			reasons;
};

/* The code of one line of what was told to an applicant, or NULL when it is the operator's own words. */
typedef const char *(*measuring_code)(void *arg, const char *line);

/* The day (its first moment) that an instant lies in. */
int64_t	 measuring_day_of(const struct rules *r, int64_t at);
/* Of the operator's RA, from that day on, so many days (at most MEASURING_DAYS). */
int	 measuring_read(struct rules *r, const struct actor *a, int64_t first_day, size_t days, measuring_code code, void *arg,
	    struct measuring *out);

/* Of times in rising order: the smallest that q of 100 do not exceed (nearest rank); 0 of none. */
int64_t	 measuring_rank(const int64_t *times, size_t n, unsigned q);

#endif
