#include "pki/idnum.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "util/err.h"
#include "util/str.h"
#include "util/tm.h"

#define TYPED_MAX 64	/* bytes of what somebody typed, after the blanks are gone */

/* --- the typed form --- */

/* Upper case, without blanks and hyphens. */
static int
normalise(const char *typed, char to[TYPED_MAX])
{
	size_t n = 0;

	for (; *typed != '\0'; typed++) {
		char c = *typed;

		if (strchr(" -\t\r\n", c) != NULL)
			continue;
		if ((unsigned char)c > 0x7e)	/* input methods leave full-width digits behind */
			return err_set(ERR_INPUT, "only half-width digits and letters are used in these numbers");
		if (n + 1 == TYPED_MAX)
			return err_set(ERR_INPUT, "the number is too long");
		to[n++] = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
	}
	to[n] = '\0';
	return n > 0 ? 0 : err_set(ERR_INPUT, "the number is missing");
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int
digits(const char *s, size_t n)
{
	int v = 0;

	while (n-- > 0)
		v = v * 10 + *s++ - '0';
	return v;
}

/* --- 18 characters: GB 11643-1999, check character by ISO 7064 MOD 11-2 --- */

static int
check_form(const char *s)
{
	size_t n = strlen(s), i;

	if (n != 18)
		return err_set(ERR_INPUT, "the number must have 18 characters, this one has %zu", n);
	for (i = 0; i < 17; i++)
		if (!is_digit(s[i]))
			return err_set(ERR_INPUT, "character %zu must be a digit", i + 1);
	return 0;
}

static int
check_birth(const char *s, int64_t now)
{
	struct tm_parts today;
	int year = digits(s + 6, 4), month = digits(s + 10, 2), day = digits(s + 12, 2);

	tm_split(now, &today);
	if (!tm_is_date(year, month, day))
		return err_set(ERR_INPUT, "there is no such date of birth");
	if (year * 10000 + month * 100 + day > today.year * 10000 + today.month * 100 + today.day)
		return err_set(ERR_INPUT, "the date of birth lies in the future");
	return 0;
}

static int
check_last(const char *s)
{
	static const int weight[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	int i, sum = 0;

	for (i = 0; i < 17; i++)
		sum += (s[i] - '0') * weight[i];
	return s[17] == "10X98765432"[sum % 11] ? 0 :
	    err_set(ERR_INPUT, "the last character does not match the others, please compare with the document");
}

/* The date first: "no such date" says more than "does not match". */
static int
check_18(const char *s, int64_t now)
{
	int r;

	if ((r = check_form(s)) != 0 || (r = check_birth(s, now)) != 0)
		return r;
	return check_last(s);
}

static bool
is_hmt(const char *s)
{
	return str_starts(s, "810000") || str_starts(s, "820000") || str_starts(s, "830000");
}

/* One number under two kinds would be two people to the index: the cards that share the form are told apart. */
static int
resident(const char *s, int64_t now)
{
	int r = check_18(s, now);

	if (r == 0 && (is_hmt(s) || s[0] == '9'))
		return err_set(ERR_INPUT, "this is the number of a residence permit, not of an identity card");
	return r;
}

static int
hmt_residence(const char *s, int64_t now)
{
	int r = check_18(s, now);

	if (r == 0 && !is_hmt(s))
		return err_set(ERR_INPUT, "these numbers begin with 810000, 820000 or 830000");
	return r;
}

/* --- numbers that have a form and nothing to check it by (domain: identity data formats) --- */

/* # digit, @ digit or letter without I and O, * letter; anything else is itself. */
static const struct { const char *kind, *shape; } shapes[] = {
	{ "permanent", "***############" },	/* the card before 2023 */
	{ "passport", "E@#######" }, { "passport", "G########" },
	{ "passport", "D#######" }, { "passport", "D########" }, { "passport", "DE#######" }, { "passport", "DE########" },
	{ "passport", "S#######" }, { "passport", "S########" }, { "passport", "SE#######" }, { "passport", "SE########" },
	{ "passport", "P#######" }, { "passport", "P########" }, { "passport", "PE#######" }, { "passport", "PE########" },
	{ "hk-permit", "H########" }, { "hk-permit", "H##########" },
	{ "hk-permit", "M########" }, { "hk-permit", "M##########" },
	{ "tw-permit", "########" }, { "tw-permit", "##########" },
};

static bool
has_shape(const char *s, const char *shape)
{
	for (; *shape != '\0'; s++, shape++) {
		bool letter = *s >= 'A' && *s <= 'Z';

		if (!(*shape == '#' ? is_digit(*s) : *shape == '*' ? letter :
		    *shape == '@' ? is_digit(*s) || (letter && *s != 'I' && *s != 'O') : *s == *shape))
			return false;
	}
	return *s == '\0';
}

static int
shaped(const char *kind, const char *s)
{
	size_t i;

	for (i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		if (str_eq(shapes[i].kind, kind) && has_shape(s, shapes[i].shape))
			return 0;
	return err_set(ERR_INPUT, "numbers of this document do not look like this, please compare with the document");
}

static int
permanent(const char *s, int64_t now)
{
	if (strlen(s) != 18)
		return shaped("permanent", s);
	return s[0] == '9' ? check_18(s, now) : err_set(ERR_INPUT, "these numbers begin with 9");
}

static int
passport(const char *s, int64_t now)
{
	(void)now;
	return shaped("passport", s);
}

static int
foreign_passport(const char *s, int64_t now)
{
	size_t n = strlen(s), i;

	(void)now;
	for (i = 0; i < n; i++)
		if (!is_digit(s[i]) && !(s[i] >= 'A' && s[i] <= 'Z'))
			return err_set(ERR_INPUT, "only digits and letters are used in these numbers");
	return n >= 5 && n <= 20 ? 0 : err_set(ERR_INPUT, "the number must have 5 to 20 characters, this one has %zu", n);
}

static int
hk_permit(const char *s, int64_t now)
{
	(void)now;
	return shaped("hk-permit", s);
}

static int
tw_permit(const char *s, int64_t now)
{
	(void)now;
	return shaped("tw-permit", s);
}

/* Place of birth 3, century and sex 1, year 2, random 6. */
static int
vn(const char *s, int64_t now)
{
	struct tm_parts today;
	size_t n = strlen(s), i;

	if (n != 12)
		return err_set(ERR_INPUT, "the number must have 12 digits, this one has %zu", n);
	for (i = 0; i < n; i++)
		if (!is_digit(s[i]))
			return err_set(ERR_INPUT, "character %zu must be a digit", i + 1);
	if (str_starts(s, "000"))
		return err_set(ERR_INPUT, "there is no place of birth 000");
	tm_split(now, &today);
	return 1900 + 100 * ((s[3] - '0') / 2) + digits(s + 4, 2) <= today.year ? 0 :
	    err_set(ERR_INPUT, "the year of birth lies in the future");
}

/* --- kinds --- */

const char *const idnum_kinds[] = { "resident", "hmt-residence", "permanent", "passport", "foreign-passport", "hk-permit",
    "tw-permit", "vn", NULL };

static int (*const checks[])(const char *s, int64_t now) = { resident, hmt_residence, permanent, passport, foreign_passport,
    hk_permit, tw_permit, vn };

_Static_assert(sizeof(idnum_kinds) / sizeof(idnum_kinds[0]) == sizeof(checks) / sizeof(checks[0]) + 1, "a check for each kind");

int
idnum_parse(const char *kind, const char *typed, int64_t now, char *to, size_t size)
{
	char s[TYPED_MAX];
	size_t i;
	int r;

	to[0] = '\0';
	for (i = 0; idnum_kinds[i] != NULL && !str_eq(idnum_kinds[i], kind); i++)
		;
	if (idnum_kinds[i] == NULL)
		return err_set(ERR_INPUT, "there is no such kind of document");
	if ((r = normalise(typed, s)) != 0 || (r = checks[i](s, now)) != 0)
		return r;
	return str_copy(to, size, s);
}

char *
idnum_mask(const char *number, char *to, size_t size)
{
	size_t n = strlen(number), first = n >= 12 ? 4 : 0, last = n >= 12 ? 4 : n > 3 ? 3 : 0, i;

	for (i = 0; i < n && i + 1 < size; i++)
		to[i] = i < first || i >= n - last ? number[i] : '*';
	to[i] = '\0';
	return to;
}
