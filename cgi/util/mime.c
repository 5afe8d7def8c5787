#include "util/mime.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "util/enc.h"
#include "util/str.h"
#include "util/tm.h"

#define WORD_OCTETS	45	/* =?UTF-8?B?…?= of 60 base64 characters is 72 octets (RFC 2047, 2: at most 75) */
#define LINE_PLAIN	76	/* RFC 2045, 6.7 (5); RFC 5322, 2.1.1 asks for 78 */

static bool
is_plain(const char *text, size_t room)
{
	for (size_t i = 0; text[i] != '\0'; i++)
		if (text[i] < ' ' || text[i] > '~' || i >= room)
			return false;
	return strstr(text, "=?") == NULL;
}

/* How many octets of whole characters, up to max. */
static size_t
whole(const char *text, size_t max)
{
	size_t n = strnlen(text, max + 1);

	if (n <= max)
		return n;
	for (n = max; n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80; n--)
		continue;
	return n > 0 ? n : max;
}

void
mime_header(struct buf *out, const char *name, const char *text)
{
	char word[WORD_OCTETS];
	size_t n;

	buf_printf(out, "%s:", name);
	if (is_plain(text, LINE_PLAIN - strlen(name) - 2)) {
		buf_printf(out, " %s\r\n", text);
		return;
	}
	for (bool first = true; *text != '\0'; text += n, first = false) {
		n = whole(text, WORD_OCTETS);
		for (size_t i = 0; i < n; i++)
			word[i] = (unsigned char)text[i] < ' ' || text[i] == 0x7f ? ' ' : text[i];
		buf_adds(out, first ? " =?UTF-8?B?" : "\r\n =?UTF-8?B?");
		enc_base64(word, n, out);
		buf_adds(out, "?=");
	}
	buf_adds(out, "\r\n");
}

void
mime_date(struct buf *out, int64_t at)
{
	static const char *const days[] = { "Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct tm_parts p;

	tm_split(at, &p);
	buf_printf(out, "Date: %s, %d %s %04d %02d:%02d:%02d +0000\r\n", days[at / TM_DAY % 7], p.day, months[p.month - 1], p.year,
	    p.hour, p.minute, p.second);
}

/* Blanks at the end of a line would be lost on the way, "=" begins an escape. */
static bool
must_quote(const char *at)
{
	unsigned char c = (unsigned char)*at;

	if (c == ' ' || c == '\t')
		return at[1] == '\n' || at[1] == '\0';
	return c < '!' || c > '~' || c == '=';
}

/* Octets of the character that begins here: a soft break must not split it, or half a character stands on a line. */
static size_t
char_octets(const char *at)
{
	size_t n = 1;

	while (((unsigned char)at[n] & 0xc0) == 0x80 && n < 4)
		n++;
	return n;
}

void
mime_text(struct buf *out, const char *text)
{
	size_t column = 0, n, need;

	for (; *text != '\0'; text += n) {
		n = char_octets(text);
		if (*text == '\n') {
			buf_adds(out, "\r\n");
			column = 0;
			continue;
		}
		need = must_quote(text) ? 3 * n : 1;
		if (column + need > LINE_PLAIN - 1) {
			buf_adds(out, "=\r\n");
			column = 0;
		}
		for (size_t i = 0; i < n; i++)
			if (need > 1)
				buf_printf(out, "=%02X", (unsigned char)text[i]);
			else
				buf_addc(out, text[i]);
		column += need;
	}
	if (column > 0)
		buf_adds(out, "\r\n");
}
