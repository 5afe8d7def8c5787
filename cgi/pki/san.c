#include "pki/san.h"

#include <stdbool.h>
#include <string.h>

#include "util/err.h"

#define LETTERS	"abcdefghijklmnopqrstuvwxyz"
#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS	"0123456789"
#define ATEXT	LETTERS CAPITALS DIGITS "!#$%&'*+-/=?^_`{|}~"	/* RFC 5322, 3.2.3 */

#define LOCAL_MAX 64
#define LABEL_MAX 63

/* Labels of these characters with points between, none beginning or ending with a hyphen, the last not a number. */
static bool
is_host(const char *s, const char *set)
{
	size_t n, digits;

	if (strlen(s) >= SAN_DNS)
		return false;
	for (;; s += n + 1) {
		n = strspn(s, set);
		if (n == 0 || n > LABEL_MAX || s[0] == '-' || s[n - 1] == '-')
			return false;
		digits = strspn(s, DIGITS);
		if (s[n] != '.')
			return s[n] == '\0' && digits < n;
	}
}

static bool
is_local(const char *s, size_t len)
{
	size_t n;

	for (; len > 0; s += n + 1, len -= n + 1) {
		n = strspn(s, ATEXT);
		if (n == 0 || n >= len)
			return n == len;
		if (s[n] != '.')
			return false;
	}
	return false;
}

int
san_check_email(const char *email)
{
	const char *at = strrchr(email, '@');

	if (strlen(email) >= SAN_EMAIL || at == NULL || at - email > LOCAL_MAX || !is_local(email, (size_t)(at - email)) ||
	    !is_host(at + 1, LETTERS CAPITALS DIGITS "-") || strchr(at, '.') == NULL)
		return err_set(ERR_INPUT, "the e-mail address is not one that can stand in a certificate");
	return 0;
}

int
san_check_dns(const char *name)
{
	if (!is_host(name, LETTERS DIGITS "-"))
		return err_set(ERR_INPUT, "the name of a server is not one that can stand in a certificate");
	return 0;
}

int
san_check_number(const char *number)
{
	size_t n = strspn(number, CAPITALS DIGITS "-");

	if (n == 0 || n >= SAN_NUMBER || number[n] != '\0')
		return err_set(ERR_INPUT, "the identity number is not one that can stand in a certificate");
	return 0;
}
