#include "pki/san.h"

#include <stdbool.h>
#include <string.h>

#include "pki/email.h"
#include "util/err.h"
#include "util/str.h"

#define LETTERS	"abcdefghijklmnopqrstuvwxyz"
#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS	"0123456789"
#define LABEL_MAX 63

/* Labels with points between, none beginning or ending with a hyphen, the last not a number. */
static bool
is_host(const char *s)
{
	size_t n, digits;

	if (strlen(s) >= SAN_DNS)
		return false;
	for (;; s += n + 1) {
		n = strspn(s, LETTERS DIGITS "-");
		if (n == 0 || n > LABEL_MAX || s[0] == '-' || s[n - 1] == '-')
			return false;
		digits = strspn(s, DIGITS);
		if (s[n] != '.')
			return s[n] == '\0' && digits < n;
	}
}

int
san_check_email(const char *email)
{
	char form[SAN_EMAIL];
	int r;

	if ((r = email_parse(email, form, sizeof(form))) != 0)
		return r;
	return str_eq(form, email) ? 0 : err_set(ERR_INPUT, "the domain of the e-mail address is not in small letters");
}

int
san_check_dns(const char *name)
{
	if (!is_host(name))
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
