#include "pki/mst.h"

#include <stdio.h>
#include <string.h>

#include "util/err.h"

#define DIGITS 13

/* Digits alone; blanks, dots and hyphens between them are dropped. */
static int
read_digits(const char *typed, char to[DIGITS + 1])
{
	size_t n = 0;

	for (; *typed != '\0'; typed++) {
		if (strchr(" -.\t\r\n", *typed) != NULL)
			continue;
		if (*typed < '0' || *typed > '9')
			return err_set(ERR_INPUT, "only digits are used in tax numbers");
		if (n == DIGITS)
			return err_set(ERR_INPUT, "a tax number has 10 digits, that of a branch 13");
		to[n++] = *typed;
	}
	to[n] = '\0';
	return n == 10 || n == DIGITS ? 0 : err_set(ERR_INPUT, "a tax number has 10 digits, that of a branch 13");
}

int
mst_parse(const char *typed, char to[MST_SIZE])
{
	static const int weight[9] = { 31, 29, 23, 19, 17, 13, 7, 5, 3 };
	char s[DIGITS + 1];
	int i, r, sum = 0;

	to[0] = '\0';
	if ((r = read_digits(typed, s)) != 0)
		return r;
	for (i = 0; i < 9; i++)
		sum += weight[i] * (s[i] - '0');
	if (s[9] - '0' != 10 - sum % 11)	/* 10 stands for no digit: such a number is never given out */
		return err_set(ERR_INPUT, "the tenth digit does not match the others, please compare with the document");
	if (s[10] == '\0') {
		snprintf(to, MST_SIZE, "%s", s);
		return 0;
	}
	if (strcmp(s + 10, "000") == 0)
		return err_set(ERR_INPUT, "there is no branch 000");
	snprintf(to, MST_SIZE, "%.10s-%.3s", s, s + 10);
	return 0;
}
