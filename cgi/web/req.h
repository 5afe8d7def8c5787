/*
 * req: one HTTP request as the web server handed it over: method, path, query, cookies, headers, peer, body.
 *
 * Knows nothing of sessions and rights.  The path stays as sent (percent-encoded) until a route matches it; the
 * body is not read before a route said how much of it is wanted.
 */
#ifndef WEB_REQ_H
#define WEB_REQ_H

#include <stdbool.h>
#include <stddef.h>

#include "util/region.h"

enum method { METHOD_GET = 1, METHOD_HEAD = 2, METHOD_POST = 4, METHOD_OTHER = 8 };

struct req;

/* Gives up to n bytes of the body; 0 at its end, negative when the web server is gone. */
typedef long (*req_source)(void *ctx, char *to, size_t n);

/*
 * Reads the FastCGI environment (NAME=value, NULL behind the last).  ERR_INPUT for a path that is not clean (no
 * leading /, control characters, broken %XX, invalid UTF-8, "." or ".." as a segment), ERR_LIMIT for one above 8000
 * bytes. out is made in any case, so that a refusal can still be answered in the person's language.
 */
int	 req_new(struct region *r, char **env, req_source source, void *ctx, struct req **out);

const char *req_id(const struct req *q);		/* our number of this request; stands in log lines and error pages */
enum method req_method(const struct req *q);
const char *req_method_name(const struct req *q);
const char *req_path(const struct req *q);		/* as sent, without the query */
const char *req_query(const struct req *q);		/* as sent, "" if none */
const char *req_env(const struct req *q, const char *name);	/* a variable of the web server, "" if none */
/* A header by its name ("Accept-Language", any case), "" if none. */
const char *req_header(const struct req *q, const char *name);
/* A cookie, "" if none, if sent twice, or if its value holds other characters than A-Z a-z 0-9 - _ . ~ */
const char *req_cookie(const struct req *q, const char *name);
const char *req_ip(const struct req *q);
int	 req_port(const struct req *q);			/* of the peer */
bool	 req_https(const struct req *q);

/*
 * Reads the body, once, at most max bytes.  ERR_LIMIT when it is announced or turns out larger, ERR_INPUT when it
 * is not announced (no Content-Length) or ends before it should.  *out is NUL-terminated memory of the region.
 */
int	 req_body(struct req *q, size_t max, char **out, size_t *n);

/* Percent-decoding of n bytes. ERR_INPUT: broken %XX, NUL, invalid UTF-8 or a control character. */
int	 req_decode(struct region *r, const char *s, size_t n, char **out);

#endif
