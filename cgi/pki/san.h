/*
 * san: forms of what stands beside a subject in a certificate: mailboxes, names of servers, identity numbers.
 *
 * Said here is what may be written (RFC 5280, 4.2.1.6), not whether it belongs to anybody.
 */
#ifndef PKI_SAN_H
#define PKI_SAN_H

#define SAN_EMAIL	255	/* 254 octets (RFC 5321, 4.5.3.1) and NUL */
#define SAN_DNS		254	/* 253 octets (RFC 1035, 2.3.4) and NUL */
#define SAN_NUMBER	65

/* As email_parse gives it (pki/email). 0 or ERR_INPUT. */
int	 san_check_email(const char *email);

/* Labels of small letters, digits and hyphens; no wildcard, no address, no point at the end. 0 or ERR_INPUT. */
int	 san_check_dns(const char *name);

/* Capital letters, digits and hyphens, at most 64: what the extensions of GM/T 0015 take. 0 or ERR_INPUT. */
int	 san_check_number(const char *number);

#endif
