/*
 * csrf: proof that a POST comes from a form of ours: its Origin, and a token bound to the session.
 *
 * token = base64url(HMAC-SHA256(web key, program 0x00 seed)); the seed is the session's, or the visitor's cookie
 * __Host-visit before there is a session.  The key is VAR/secret/NAME.web.
 */
#ifndef WEB_CSRF_H
#define WEB_CSRF_H

#include <stdbool.h>
#include <stddef.h>

#include "web/req.h"

#define CSRF_KEY	32
#define CSRF_TOKEN	44	/* 43 characters of base64url and NUL */

/* to has CSRF_TOKEN bytes. Returns to. */
char	*csrf_token(const unsigned char key[CSRF_KEY], const char *program, const void *seed, size_t n, char *to);
/* Compares in constant time. */
bool	 csrf_holds(const unsigned char key[CSRF_KEY], const char *program, const void *seed, size_t n,
	    const char *token);
/*
 * 0 when the request comes from a page of origin ("https://HOST:PORT"): Origin equal to it; or no Origin and
 * Sec-Fetch-Site: same-origin; or neither and a Referer below it.  Else ERR_DENIED.
 */
int	 csrf_origin(const struct req *q, const char *origin);

#endif
