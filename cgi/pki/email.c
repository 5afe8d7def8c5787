#include "pki/email.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "util/err.h"
#include "util/str.h"

#define LOCAL_MAX	64	/* RFC 5321, 4.5.3.1.1 */
#define LABEL_MAX	63

/* RFC 5322, 3.2.3: atext and dots between. */
static bool
is_local(const char *s, size_t n)
{
	static const char marks[] = "!#$%&'*+-/=?^_`{|}~";

	if (n == 0 || n > LOCAL_MAX || s[0] == '.' || s[n - 1] == '.')
		return false;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c == '.' ? s[i + 1] == '.' : c >= 0x80 || c == '\0' || (!isalnum(c) && strchr(marks, c) == NULL))
			return false;
	}
	return true;
}

static bool
is_domain(const char *s)
{
	int labels = 0;

	for (;; s++) {
		size_t n = 0;

		while ((s[n] >= 'a' && s[n] <= 'z') || (s[n] >= '0' && s[n] <= '9') || s[n] == '-')
			n++;
		if (n == 0 || n > LABEL_MAX || s[0] == '-' || s[n - 1] == '-')
			return false;
		labels++;
		s += n;
		if (*s != '.')
			return *s == '\0' && labels >= 2 && (s[-1] < '0' || s[-1] > '9');
	}
}

int
email_parse(const char *typed, char *to, size_t size)
{
	const char *at = strrchr(typed, '@');
	int r;

	if (size > 0)
		*to = '\0';
	if (at == NULL || strlen(typed) >= EMAIL_SIZE || !is_local(typed, (size_t)(at - typed)))
		return err_set(ERR_INPUT, "the e-mail address is not well formed");
	if ((r = str_copy(to, size, typed)) != 0)
		return r;
	for (char *c = to + (at - typed); *c != '\0'; c++)
		*c = *c >= 'A' && *c <= 'Z' ? (char)(*c + 'a' - 'A') : *c;
	if (is_domain(to + (at - typed) + 1))
		return 0;
	*to = '\0';
	return err_set(ERR_INPUT, "the e-mail address is not well formed");
}
