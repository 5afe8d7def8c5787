#include "web/req.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "util/buf.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/str.h"

#define URI_MAX		8000
#define COOKIE_MAX	200	/* bytes of one value; ours have 32 */

struct req {
	struct region	*region;
	char		**env;
	req_source	 source;
	void		*ctx;
	char		 id[17];
	enum method	 method;
	const char	*path, *query;
	bool		 body_read;
};

const char *
req_env(const struct req *q, const char *name)
{
	size_t n = strlen(name);
	char **at;

	for (at = q->env; *at != NULL; at++)
		if (strncmp(*at, name, n) == 0 && (*at)[n] == '=')
			return *at + n + 1;
	return "";
}

static enum method
method_of(const char *name)
{
	static const struct { const char *name; enum method method; } known[] = {
		{ "GET", METHOD_GET }, { "HEAD", METHOD_HEAD }, { "POST", METHOD_POST },
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(known[i].name, name) == 0)
			return known[i].method;
	return METHOD_OTHER;
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int
req_decode(struct region *r, const char *s, size_t n, char **out)
{
	char *to = region_alloc(r, n + 1);
	const char *at, *end;
	size_t i, len = 0;

	for (i = 0; i < n; i++) {
		int high, low;

		if (s[i] != '%') {
			to[len++] = s[i];
			continue;
		}
		if (n - i < 3 || (high = hex_value(s[i + 1])) < 0 || (low = hex_value(s[i + 2])) < 0)
			return err_set(ERR_INPUT, "the address is broken: %% is not followed by two hexadecimal digits");
		to[len++] = (char)(high << 4 | low);
		i += 2;
	}
	if (!str_is_utf8(to, len))
		return err_set(ERR_INPUT, "the address is not UTF-8 text");
	for (at = to, end = to + len; at < end; )
		if (str_is_invisible(str_utf8_next(&at, end)))
			return err_set(ERR_INPUT, "the address has invisible characters");
	*out = to;
	return 0;
}

/* No segment may be "." or "..", however it is written: files and rows are not reached by climbing. */
static int
check_path(struct region *r, const char *path)
{
	const char *at, *next;
	char *text;
	int code;

	if (path[0] != '/')
		return err_set(ERR_INPUT, "the address does not begin with /");
	for (at = path + 1; ; at = next + 1) {
		next = at + strcspn(at, "/");
		if ((code = req_decode(r, at, (size_t)(next - at), &text)) != 0)
			return code;
		if (strcmp(text, ".") == 0 || strcmp(text, "..") == 0)
			return err_set(ERR_INPUT, "the address climbs through folders");
		if (*next == '\0')
			return 0;
	}
}

/* REQUEST_URI is as the client wrote it; a client may write the absolute form (RFC 9112, 3.2.2). */
static const char *
local_part(const char *uri)
{
	const char *at = uri;

	if (!str_starts(uri, "http://") && !str_starts(uri, "https://"))
		return uri;
	at = strchr(strstr(uri, "//") + 2, '/');
	return at != NULL ? at : "/";
}

static int
split_uri(struct req *q)
{
	const char *uri = local_part(req_env(q, "REQUEST_URI")), *mark;
	size_t n = strcspn(uri, "?#");

	if (strlen(uri) > URI_MAX)
		return err_set(ERR_LIMIT, "the address is longer than %d characters", URI_MAX);
	q->path = region_dup(q->region, uri, n);
	if ((mark = strchr(uri, '?')) != NULL)
		q->query = region_dup(q->region, mark + 1, strcspn(mark + 1, "#"));
	return check_path(q->region, q->path);
}

int
req_new(struct region *r, char **env, req_source source, void *ctx, struct req **out)
{
	static char *none[] = { NULL };
	struct req *q = region_alloc(r, sizeof(*q));
	unsigned char number[8];

	*q = (struct req){ .region = r, .env = env != NULL ? env : none, .source = source, .ctx = ctx, .path = "/",
	    .query = "" };
	rnd_bytes(number, sizeof(number));
	enc_hex_to(number, sizeof(number), q->id);
	q->method = method_of(req_env(q, "REQUEST_METHOD"));
	*out = q;
	return split_uri(q);
}

const char *
req_id(const struct req *q)
{
	return q->id;
}

enum method
req_method(const struct req *q)
{
	return q->method;
}

const char *
req_method_name(const struct req *q)
{
	return req_env(q, "REQUEST_METHOD");
}

const char *
req_path(const struct req *q)
{
	return q->path;
}

const char *
req_query(const struct req *q)
{
	return q->query;
}

const char *
req_header(const struct req *q, const char *name)
{
	char variable[80] = "HTTP_";
	size_t i;

	if (strcasecmp(name, "Content-Type") == 0)
		return req_env(q, "CONTENT_TYPE");
	for (i = 0; name[i] != '\0' && i < sizeof(variable) - 6; i++)
		variable[i + 5] = name[i] == '-' ? '_' : (char)toupper((unsigned char)name[i]);
	return req_env(q, variable);
}

/* A value of our own alphabet (RFC 3986 unreserved characters), whole. */
static const char *
cookie_value(const struct req *q, const char *at)
{
	size_t n = strcspn(at, ";"), i;

	while (n > 0 && (at[n - 1] == ' ' || at[n - 1] == '\t'))
		n--;
	if (n == 0 || n > COOKIE_MAX)
		return "";
	for (i = 0; i < n; i++)
		if (!isalnum((unsigned char)at[i]) && strchr("-_.~", at[i]) == NULL)
			return "";
	return region_dup(q->region, at, n);
}

const char *
req_cookie(const struct req *q, const char *name)
{
	const char *at = req_env(q, "HTTP_COOKIE"), *found = NULL;
	size_t n = strlen(name);

	while (at != NULL && *at != '\0') {
		at += strspn(at, " \t;");
		if (strncmp(at, name, n) == 0 && at[n] == '=') {
			if (found != NULL)	/* two of a name: one was planted, and none says which */
				return "";
			found = at + n + 1;
		}
		at = strchr(at, ';');
	}
	return found != NULL ? cookie_value(q, found) : "";
}

const char *
req_ip(const struct req *q)
{
	return req_env(q, "REMOTE_ADDR");
}

int
req_port(const struct req *q)
{
	uint64_t port = 0;

	if (str_number(req_env(q, "REMOTE_PORT"), 65535, "port", &port) != 0)
		err_take();
	return (int)port;
}

bool
req_https(const struct req *q)
{
	return strcmp(req_env(q, "HTTPS"), "on") == 0;
}

static int
announced(const struct req *q, size_t max, size_t *n)
{
	const char *text = req_env(q, "CONTENT_LENGTH");
	uint64_t length;

	if (text[0] == '\0')
		return err_set(ERR_INPUT, "the length of the request is not announced");
	if (str_number(text, (uint64_t)1 << 50, "length of the request", &length) != 0)
		return ERR_INPUT;
	if (length > max)
		return err_set(ERR_LIMIT, "the request has %llu bytes, at most %zu are taken", (unsigned long long)length, max);
	*n = (size_t)length;
	return 0;
}

int
req_body(struct req *q, size_t max, char **out, size_t *n)
{
	size_t want = 0, got = 0;
	char more;
	long part;
	int r;

	if (q->body_read)
		return err_set(ERR_BUG, "the body of a request is read twice");
	q->body_read = true;
	if ((r = announced(q, max, &want)) != 0)
		return r;
	*out = region_alloc(q->region, want + 1);
	while (got < want) {
		if ((part = q->source(q->ctx, *out + got, want - got)) <= 0)
			return err_set(ERR_INPUT, "the request ended after %zu of %zu bytes", got, want);
		got += (size_t)part;
	}
	if (q->source(q->ctx, &more, 1) > 0)
		return err_set(ERR_INPUT, "the request has more bytes than it announced");
	*n = want;
	return 0;
}
