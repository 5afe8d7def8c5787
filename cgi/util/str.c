#include "util/str.h"

#include <string.h>

#include "util/err.h"

int
str_copy(char *to, size_t size, const char *s)
{
	size_t len = strlen(s);

	if (len >= size) {
		if (size > 0)
			to[0] = '\0';
		return err_set(ERR_LIMIT, "text of %zu bytes, at most %zu fit", len, size - 1);
	}
	memcpy(to, s, len + 1);
	return 0;
}

static size_t
blank_at(const char *s)
{
	if (*s == ' ' || (*s >= '\t' && *s <= '\r'))
		return 1;
	return memcmp(s, "\xe3\x80\x80", strnlen(s, 3) == 3 ? 3 : 1) == 0 && strnlen(s, 3) == 3 ? 3 : 0;
}

char *
str_trim(char *s)
{
	char *from = s;
	size_t n, len;

	while ((n = blank_at(from)) > 0)
		from += n;
	len = strlen(from);
	for (;;) {
		if (len >= 1 && blank_at(from + len - 1) == 1)
			len -= 1;
		else if (len >= 3 && blank_at(from + len - 3) == 3)
			len -= 3;
		else
			break;
	}
	memmove(s, from, len);
	s[len] = '\0';
	return s;
}

bool
str_eq(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

bool
str_starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool
str_ends(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	return n >= m && strcmp(s + n - m, suffix) == 0;
}

bool
str_same_secret(const void *a, const void *b, size_t n)
{
	const volatile unsigned char *x = a, *y = b;
	unsigned char diff = 0;
	size_t i;

	for (i = 0; i < n; i++)
		diff |= x[i] ^ y[i];
	return diff == 0;
}

uint32_t
str_utf8_next(const char **s, const char *end)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *p = (const unsigned char *)*s;
	size_t left = (size_t)(end - *s), n, i;
	uint32_t c;

	if (left == 0)
		return UINT32_MAX;
	if (p[0] < 0x80)
		n = 1, c = p[0];
	else if (p[0] >= 0xc2 && p[0] <= 0xdf)
		n = 2, c = p[0] & 0x1f;
	else if (p[0] >= 0xe0 && p[0] <= 0xef)
		n = 3, c = p[0] & 0x0f;
	else if (p[0] >= 0xf0 && p[0] <= 0xf4)
		n = 4, c = p[0] & 0x07;
	else
		return UINT32_MAX;
	if (n > left)
		return UINT32_MAX;
	for (i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return UINT32_MAX;
		c = c << 6 | (p[i] & 0x3f);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return UINT32_MAX;
	*s += n;
	return c;
}

bool
str_is_utf8(const char *s, size_t len)
{
	const char *end = s + len;

	while (s < end)
		if (str_utf8_next(&s, end) == UINT32_MAX)
			return false;
	return true;
}

size_t
str_chars(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

bool
str_is_invisible(uint32_t c)
{
	static const struct { uint32_t from, to; } range[] = {	/* ascending */
		{ 0x0000, 0x001f }, { 0x007f, 0x009f }, { 0x00ad, 0x00ad }, { 0x034f, 0x034f }, { 0x061c, 0x061c },
		{ 0x115f, 0x1160 }, { 0x17b4, 0x17b5 }, { 0x180b, 0x180f }, { 0x200b, 0x200f }, { 0x2028, 0x202e },
		{ 0x2060, 0x206f }, { 0x3164, 0x3164 }, { 0xfdd0, 0xfdef }, { 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff },
		{ 0xffa0, 0xffa0 }, { 0xfff0, 0xfffb }, { 0xe0000, 0xe0fff },
	};
	size_t i;

	for (i = 0; i < sizeof(range) / sizeof(range[0]) && c >= range[i].from; i++)
		if (c <= range[i].to)
			return true;
	return (c & 0xfffe) == 0xfffe;
}

int
str_number(const char *s, uint64_t max, const char *what, uint64_t *out)
{
	uint64_t v = 0;
	const char *p;

	for (p = s; *p >= '0' && *p <= '9'; p++) {
		unsigned d = (unsigned)(*p - '0');

		if (v > (UINT64_MAX - d) / 10 || v * 10 + d > max)
			return err_set(ERR_INPUT, "%s is larger than %llu", what, (unsigned long long)max);
		v = v * 10 + d;
	}
	if (p == s || *p != '\0')
		return err_set(ERR_INPUT, "%s must be a whole number", what);
	*out = v;
	return 0;
}
