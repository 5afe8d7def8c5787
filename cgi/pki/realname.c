#include "pki/realname.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "util/err.h"
#include "util/str.h"

/* Blanks at the ends and more than one inside say nothing, but make two names of one. U+3000 stays where it is inside. */
static void
squeeze(char *s)
{
	char *to = s;

	str_trim(s);
	for (const char *at = s; *at != '\0'; at++)
		if (*at != ' ' || at[1] != ' ')
			*to++ = *at;
	*to = '\0';
}

/*
 * Ideographs that GLib's tables do not know yet, made for names in registers: Unicode 15.1 (GB 18030-2022, first amendment) and 17.
 */
static bool
is_new_ideograph(uint32_t c)
{
	return (c >= 0x2EBF0 && c <= 0x2EE5D) || (c >= 0x323B0 && c <= 0x33479);
}

static int
check_characters(const char *s)
{
	const char *end = s + strlen(s);
	bool letter = false;

	while (s < end) {
		uint32_t c = str_utf8_next(&s, end);

		if (c == UINT32_MAX || str_is_invisible(c) || g_unichar_type(c) == G_UNICODE_PRIVATE_USE ||
		    (!g_unichar_isdefined(c) && !is_new_ideograph(c)))
			return err_set(ERR_INPUT, "characters that cannot be written into a certificate");
		letter = letter || g_unichar_isalnum(c) || is_new_ideograph(c);
	}
	return letter ? 0 : err_set(ERR_INPUT, "there is no letter in it");
}

int
realname_parse(const char *typed, char *to, size_t size)
{
	gchar *nfc = g_utf8_normalize(typed, -1, G_NORMALIZE_NFC);
	int r;

	*to = '\0';
	if (nfc == NULL)
		return err_set(ERR_INPUT, "characters that cannot be written into a certificate");
	squeeze(nfc);
	if ((r = check_characters(nfc)) == 0 && str_chars(nfc) > (size - 1) / 4)
		r = err_set(ERR_INPUT, "the text has more than %zu characters", (size - 1) / 4);
	if (r == 0)
		r = str_copy(to, size, nfc);
	g_free(nfc);
	return r;
}
