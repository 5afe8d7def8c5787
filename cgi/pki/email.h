/*
 * email: addresses that go into a certificate (rfc822Name, RFC 5280, 4.2.1.6) and that messages are sent to: ASCII only.
 */
#ifndef PKI_EMAIL_H
#define PKI_EMAIL_H

#include <stddef.h>

#define EMAIL_SIZE 255

/*
 * Takes local@domain as RFC 5321 writes it without quotes and comments; the domain has two labels or more and becomes lower
 * case.  0, ERR_INPUT with the reason, or ERR_LIMIT when to is too small; to is "" unless 0.
 */
int	 email_parse(const char *typed, char *to, size_t size);

#endif
