/*
 * resp: the answer: status, headers, cookies, body.  Built in memory and sent in one write, so that a failure on
 * the way can still become a clean error page.
 *
 * Every answer carries the security headers of design 6; a page says nothing to get them.
 */
#ifndef WEB_RESP_H
#define WEB_RESP_H

#include <stdbool.h>
#include <stddef.h>

#include "util/buf.h"

struct resp {
	int		 status;	/* 200 until set */
	struct buf	 headers;	/* further lines, each ended by \r\n */
	struct buf	 body;
	char		 type[80];	/* Content-Type; "text/html; charset=utf-8" until set */
	const char	*cache;		/* Cache-Control; "no-store" until set */
	const char	*csp;		/* NULL: the strict one */
};

void	 resp_init(struct resp *a);
void	 resp_clear(struct resp *a);	/* frees; ready for resp_init */
void	 resp_reset(struct resp *a);	/* back to an empty 200; cookies already set stay */

void	 resp_status(struct resp *a, int status);
void	 resp_type(struct resp *a, const char *type);
/* Adds a header line.  A value with control characters is a bug: the line is left out and logged. */
void	 resp_header(struct resp *a, const char *name, const char *value);
/*
 * Sets the cookie __Host-NAME: Secure, HttpOnly, SameSite=Strict, Path=/.  max_age in seconds; 0: until the browser
 * closes; below 0: the cookie is removed.
 */
void	 resp_cookie(struct resp *a, const char *name, const char *value, long max_age);
/*
 * 303 See Other.  to must be a path of ours (resp_is_local); anything else becomes "/" and is logged: no open
 * redirect.
 */
void	 resp_redirect(struct resp *a, const char *to);
bool	 resp_is_local(const char *to);
void	 resp_body(struct resp *a, const void *p, size_t n);
/* Body to be saved under this name (UTF-8; RFC 6266), with its type. */
void	 resp_attachment(struct resp *a, const char *file_name, const char *type, const void *p, size_t n);

/* The whole message as FastCGI wants it ("Status: ..."), body left out for HEAD. */
void	 resp_print(const struct resp *a, bool head, struct buf *out);

#endif
