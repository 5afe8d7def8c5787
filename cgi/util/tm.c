#include "util/tm.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "util/err.h"

static int64_t
clock_ms(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t
tm_now(void)
{
	return clock_ms(CLOCK_REALTIME);
}

int64_t
tm_steady(void)
{
	return clock_ms(CLOCK_MONOTONIC);
}

/* Days since 1970-01-01 of a civil date, and back: H. Hinnant's era arithmetic, exact for every Gregorian date. */
static int64_t
days_of(int year, int month, int day)
{
	int64_t y = year - (month <= 2), era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400, doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static void
date_of(int64_t days, struct tm_parts *out)
{
	int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;

	out->day = (int)(doy - (153 * mp + 2) / 5 + 1);
	out->month = (int)(mp < 10 ? mp + 3 : mp - 9);
	out->year = (int)(yoe + era * 400 + (out->month <= 2));
}

void
tm_split(int64_t at, struct tm_parts *out)
{
	int64_t days = at / TM_DAY, rest = at % TM_DAY;

	if (rest < 0) {
		rest += TM_DAY;
		days--;
	}
	date_of(days, out);
	out->hour = (int)(rest / TM_HOUR);
	out->minute = (int)(rest / TM_MINUTE % 60);
	out->second = (int)(rest / TM_SECOND % 60);
	out->ms = (int)(rest % 1000);
}

bool
tm_is_date(int year, int month, int day)
{
	static const int last[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (month < 1 || month > 12 || day < 1)
		return false;
	return day <= last[month - 1] + (month == 2 && leap);
}

int
tm_join(const struct tm_parts *p, int64_t *out)
{
	if (p->year < 1970 || p->year > 9999 || !tm_is_date(p->year, p->month, p->day) || p->hour < 0 || p->hour > 23 ||
	    p->minute < 0 || p->minute > 59 || p->second < 0 || p->second > 59 || p->ms < 0 || p->ms > 999)
		return err_set(ERR_INPUT, "there is no such date or time");
	*out = days_of(p->year, p->month, p->day) * TM_DAY + p->hour * TM_HOUR + p->minute * TM_MINUTE +
	    p->second * TM_SECOND + p->ms;
	return 0;
}

char *
tm_iso(int64_t at, char *to)
{
	struct tm_parts p;

	tm_split(at, &p);
	snprintf(to, TM_ISO_SIZE, "%04u-%02u-%02uT%02u:%02u:%02uZ", (unsigned)p.year % 10000,
	    (unsigned)p.month % 100, (unsigned)p.day % 100, (unsigned)p.hour % 100,
	    (unsigned)p.minute % 100, (unsigned)p.second % 100);
	return to;
}

char *
tm_iso_ms(int64_t at, char *to)
{
	struct tm_parts p;

	tm_split(at, &p);
	snprintf(to, TM_ISO_SIZE, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ", (unsigned)p.year % 10000,
	    (unsigned)p.month % 100, (unsigned)p.day % 100, (unsigned)p.hour % 100,
	    (unsigned)p.minute % 100, (unsigned)p.second % 100, (unsigned)p.ms % 1000);
	return to;
}

/* Whether s begins in that shape, d for a digit; what follows is the caller's. */
static bool
is_shaped(const char *s, const char *shape)
{
	size_t i;

	for (i = 0; shape[i] != '\0'; i++)
		if (shape[i] == 'd' ? s[i] < '0' || s[i] > '9' : s[i] != shape[i])
			return false;
	return true;
}

int
tm_day(const char *s, int zone_minutes, int64_t *out)
{
	struct tm_parts p = { .ms = 0 };
	int r;

	if (!is_shaped(s, "dddd-dd-dd") || s[10] != '\0' || sscanf(s, "%4d-%2d-%2d", &p.year, &p.month, &p.day) != 3)
		return err_set(ERR_INPUT, "day is not written as 2026-11-24");
	if ((r = tm_join(&p, out)) == 0)
		*out -= zone_minutes * TM_MINUTE;
	return r;
}

int
tm_parse(const char *s, int64_t *out)
{
	static const char shape[] = "dddd-dd-ddTdd:dd:dd";
	struct tm_parts p = { .ms = 0 };
	size_t i;

	if (!is_shaped(s, shape))
		return err_set(ERR_INPUT, "time is not written as 2026-11-24T10:00:00Z");
	if (sscanf(s, "%4d-%2d-%2dT%2d:%2d:%2d", &p.year, &p.month, &p.day, &p.hour, &p.minute, &p.second) != 6)
		return err_set(ERR_INPUT, "time is not written as 2026-11-24T10:00:00Z");
	s += strlen(shape);
	if (s[0] == '.') {
		for (i = 1; i <= 3; i++) {
			if (s[i] < '0' || s[i] > '9')
				return err_set(ERR_INPUT, "time has no three digits of milliseconds");
			p.ms = p.ms * 10 + s[i] - '0';
		}
		s += 4;
	}
	if (strcmp(s, "Z") != 0)
		return err_set(ERR_INPUT, "time does not end with Z");
	return tm_join(&p, out);
}

char *
tm_local(int64_t at, int zone_minutes, char *to)
{
	struct tm_parts p;

	tm_split(at + zone_minutes * TM_MINUTE, &p);
	snprintf(to, 17, "%04u-%02u-%02u %02u:%02u", (unsigned)p.year % 10000,
	    (unsigned)p.month % 100, (unsigned)p.day % 100, (unsigned)p.hour % 100, (unsigned)p.minute % 100);
	return to;
}
