#include "rules/due.h"

#include "util/tm.h"

/* 1970-01-01 was a Thursday: 0 is Monday. */
static int
weekday(int64_t at, int zone_minutes)
{
	return (int)(((at + zone_minutes * TM_MINUTE) / TM_DAY + 3) % 7);
}

int64_t
due_after(int64_t from, int days, int zone_minutes)
{
	int64_t at = from;

	while (days > 0) {
		at += TM_DAY;
		if (weekday(at, zone_minutes) < 5)
			days--;
	}
	return at;
}
