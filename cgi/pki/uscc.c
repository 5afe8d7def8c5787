#include "pki/uscc.h"

#include <string.h>

#include "util/err.h"
#include "util/str.h"

#define LEN (USCC_SIZE - 1)

/* Value of a character = its index. I, O, S, V, Z are left out of the alphabet (GB 32100-2015, table A.1). */
static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/* 3^(i-1) mod 31 (GB 32100-2015, table A.2). */
static const int weight[LEN - 1] = {
	1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28
};

/* 登记管理部门 and the 机构类别 each knows. */
static const struct { char department; const char *categories; } known[] = {
	{ '1', "1239" }, { '2', "19" }, { '3', "123459" }, { '4', "19" }, { '5', "1239" }, { '6', "129" },
	{ '7', "129" }, { '8', "19" }, { '9', "1239" }, { 'A', "19" }, { 'N', "1239" }, { 'Y', "1" },
};

static int
value_of(char c)
{
	const char *at = strchr(alphabet, c);

	return at != NULL && c != '\0' ? (int)(at - alphabet) : -1;
}

static int
trimmed_copy(const char *typed, char text[USCC_SIZE])
{
	static const char blanks[] = " \t\r\n";
	size_t i, len;

	typed += strspn(typed, blanks);
	len = strlen(typed);
	while (len > 0 && strchr(blanks, typed[len - 1]) != NULL)
		len--;
	for (i = 0; i < len; i++)	/* input methods like to leave full-width digits behind */
		if ((unsigned char)typed[i] > 0x7e)
			return err_set(ERR_INPUT, "only half-width digits and capital letters are used in these codes");
	if (len != LEN)
		return err_set(ERR_INPUT, "the code must have 18 characters, this one has %zu", len);
	for (i = 0; i < len; i++)
		text[i] = (char)(typed[i] >= 'a' && typed[i] <= 'z' ? typed[i] - 'a' + 'A' : typed[i]);
	text[len] = '\0';
	return 0;
}

static int
check_characters(const char text[USCC_SIZE])
{
	int i, v, sum = 0;

	for (i = 0; i < LEN; i++) {
		if ((v = value_of(text[i])) < 0)
			return err_set(ERR_INPUT, "character %d, \"%c\", is not used in these codes", i + 1, text[i]);
		if (i >= 2 && i < 8 && v > 9)
			return err_set(ERR_INPUT, "character %d must be a digit", i + 1);
		if (i < LEN - 1)
			sum += v * weight[i];
	}
	if (value_of(text[LEN - 1]) != (31 - sum % 31) % 31)
		return err_set(ERR_INPUT, "the last character does not match the others, please compare with the licence");
	return 0;
}

static int
check_kind(const char text[USCC_SIZE])
{
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].department == text[0] && strchr(known[i].categories, text[1]) != NULL)
			return 0;
	return err_set(ERR_INPUT, "a code cannot begin with \"%.2s\"", text);
}

int
uscc_parse(const char *typed, char to[USCC_SIZE])
{
	char text[USCC_SIZE];
	int r;

	to[0] = '\0';
	if ((r = trimmed_copy(typed, text)) != 0 || (r = check_characters(text)) != 0 || (r = check_kind(text)) != 0)
		return r;
	return str_copy(to, USCC_SIZE, text);
}
