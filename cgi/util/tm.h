/*
 * tm: the one rule for time.
 *
 * A moment is an int64_t of milliseconds since 1970-01-01T00:00:00Z, everywhere in C, and DATETIME(3) in UTC in SQL.
 * Text is ISO 8601 with a Z.  Zones exist only where a person reads: as a setting, an offset in minutes, never TZ.
 * 0 means "none" (no moment of ours lies in 1970).
 */
#ifndef UTIL_TM_H
#define UTIL_TM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TM_SECOND	((int64_t)1000)
#define TM_MINUTE	(60 * TM_SECOND)
#define TM_HOUR		(60 * TM_MINUTE)
#define TM_DAY		(24 * TM_HOUR)
#define TM_ISO_SIZE	25	/* 2026-11-24T10:00:00.000Z and NUL */

struct tm_parts { int year, month, day, hour, minute, second, ms; };

int64_t	 tm_now(void);		/* the wall clock; tests move it with libfaketime */
int64_t	 tm_steady(void);	/* a clock that never jumps, for durations only */

void	 tm_split(int64_t at, struct tm_parts *out);		/* UTC */
/* Returns 0, or ERR_INPUT for a date that does not exist (31 April, hour 24, year outside 1970-9999). */
int	 tm_join(const struct tm_parts *parts, int64_t *out);

/* 2026-11-24T10:00:00Z (seconds) and 2026-11-24T10:00:00.000Z; to has TM_ISO_SIZE bytes. Returns to. */
char	*tm_iso(int64_t at, char *to);
char	*tm_iso_ms(int64_t at, char *to);
/* Reads exactly what the two above write. Returns 0 or ERR_INPUT. */
int	 tm_parse(const char *s, int64_t *out);

/* When a day written 2026-11-24 begins in a zone of minutes east of UTC. Returns 0 or ERR_INPUT. */
int	 tm_day(const char *s, int zone_minutes, int64_t *out);
/* 2026-11-24 10:00 in a zone of minutes east of UTC, for people; to has 17 bytes. */
char	*tm_local(int64_t at, int zone_minutes, char *to);

bool	 tm_is_date(int year, int month, int day);		/* proleptic Gregorian, real dates only */

#endif
