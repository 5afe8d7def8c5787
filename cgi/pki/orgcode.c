#include "pki/orgcode.h"

#include <stdbool.h>
#include <string.h>

#include "util/err.h"
#include "util/str.h"

/* Upper case; blanks and hyphens dropped. False: it does not fit, or is not ASCII. */
static bool
normalise(const char *typed, char *to, size_t size)
{
	size_t n = 0;

	for (; *typed != '\0'; typed++) {
		if (strchr(" -\t\r\n", *typed) != NULL)
			continue;
		if ((unsigned char)*typed > 0x7e || n + 1 == size)
			return false;
		to[n++] = (char)(*typed >= 'a' && *typed <= 'z' ? *typed - 'a' + 'A' : *typed);
	}
	to[n] = '\0';
	return n + 1 == size;
}

int
orgcode_parse(const char *typed, char to[ORGCODE_SIZE])
{
	static const int weight[8] = { 3, 7, 9, 10, 5, 8, 4, 2 };
	char s[ORGCODE_SIZE];
	int i, sum = 0;

	to[0] = '\0';
	if (!normalise(typed, s, sizeof(s)))
		return err_set(ERR_INPUT, "the code must have 8 characters and a check character");
	for (i = 0; i < 8; i++) {
		if (!(s[i] >= '0' && s[i] <= '9') && !(s[i] >= 'A' && s[i] <= 'Z'))
			return err_set(ERR_INPUT, "character %d is not used in these codes", i + 1);
		sum += weight[i] * (s[i] <= '9' ? s[i] - '0' : s[i] - 'A' + 10);
	}
	/* 11 - sum mod 11, where 10 is X and 11 is 0 */
	if (s[8] != "0X987654321"[sum % 11])
		return err_set(ERR_INPUT, "the check character does not match the others, please compare with the document");
	return str_copy(to, ORGCODE_SIZE, s);
}

int
orgcode_licence_parse(const char *typed, char to[ORGCODE_LICENCE])
{
	char s[ORGCODE_LICENCE];
	int i, p = 10;

	to[0] = '\0';
	if (!normalise(typed, s, sizeof(s)) || strspn(s, "0123456789") != 15)
		return err_set(ERR_INPUT, "the number of the licence must have 15 digits");
	for (i = 0; i < 14; i++) {
		p = (p + s[i] - '0') % 10;
		p = 2 * (p == 0 ? 10 : p) % 11;
	}
	if (s[14] - '0' != (11 - p) % 10)
		return err_set(ERR_INPUT, "the last digit does not match the others, please compare with the licence");
	return str_copy(to, ORGCODE_LICENCE, s);
}
