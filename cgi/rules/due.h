/*
 * due: the promised end of handling, in working days of the instance's zone (Monday to Friday).
 */
#ifndef RULES_DUE_H
#define RULES_DUE_H

#include <stdint.h>

#define DUE_HANDLING 3		/* working days from 受理 to a decision, as the hall's pages promise */

/* The same time of day, that many working days later. */
int64_t	 due_after(int64_t from, int days, int zone_minutes);

#endif
