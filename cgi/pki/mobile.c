#include "pki/mobile.h"

#include <stdio.h>
#include <string.h>

#include "util/err.h"
#include "util/str.h"

#define DIGITS 16

/* Digits without blanks, dashes and brackets; *plus: it began with + or 00. */
static int
read_digits(const char *s, char out[DIGITS], int *plus)
{
	size_t n = 0;

	*plus = *s == '+';
	s += *plus;
	for (; *s != '\0'; s++) {
		if (strchr(" -().", *s) != NULL)
			continue;
		if (*s < '0' || *s > '9' || n + 1 >= DIGITS)
			return ERR_INPUT;
		out[n++] = *s;
	}
	out[n] = '\0';
	if (!*plus && str_starts(out, "00")) {
		memmove(out, out + 2, n - 1);
		*plus = 1;
	}
	return 0;
}

static int
is_china(const char *d)
{
	return strlen(d) == 11 && d[0] == '1' && d[1] >= '3';
}

/* Without the leading 0: nine digits, prefixes since the change of 2018 (domain.md 3.5). */
static int
is_vietnam(const char *d)
{
	static const char *const second[10] = { ['3' - '0'] = "23456789", ['5' - '0'] = "25689", ['7' - '0'] = "06789",
	    ['8' - '0'] = "123456789", ['9' - '0'] = "0123456789" };

	return strlen(d) == 9 && second[d[0] - '0'] != NULL && strchr(second[d[0] - '0'], d[1]) != NULL;
}

int
mobile_parse(const char *typed, char out[MOBILE_SIZE])
{
	char d[DIGITS];
	int plus;

	if (read_digits(typed, d, &plus) == 0) {
		if (is_china(plus && str_starts(d, "86") ? d + 2 : plus ? "" : d)) {
			snprintf(out, MOBILE_SIZE, "+86%s", plus ? d + 2 : d);
			return 0;
		}
		if (is_vietnam(plus && str_starts(d, "84") ? d + 2 : !plus && d[0] == '0' ? d + 1 : "")) {
			snprintf(out, MOBILE_SIZE, "+84%s", plus ? d + 2 : d + 1);
			return 0;
		}
	}
	return err_set(ERR_INPUT, "the mobile number is not one of China or Vietnam");
}
