#include "web/resp.h"

#include <stdio.h>
#include <string.h>

#include "util/log.h"
#include "util/str.h"

/* ux 2.2: nothing inline, no frame, no foreign origin; trusted types keep scripts from writing HTML. */
static const char strict_csp[] = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

static const struct { int status; const char *reason; } reasons[] = {
	{ 200, "OK" }, { 204, "No Content" }, { 303, "See Other" }, { 304, "Not Modified" }, { 400, "Bad Request" },
	{ 403, "Forbidden" }, { 404, "Not Found" }, { 405, "Method Not Allowed" }, { 409, "Conflict" },
	{ 411, "Length Required" }, { 413, "Content Too Large" }, { 414, "URI Too Long" },
	{ 415, "Unsupported Media Type" }, { 419, "Session Expired" }, { 422, "Unprocessable Content" },
	{ 429, "Too Many Requests" }, { 500, "Internal Server Error" }, { 503, "Service Unavailable" },
};

static const char html[] = "text/html; charset=utf-8";

void
resp_init(struct resp *a)
{
	*a = (struct resp){ .status = 200, .cache = "no-store" };
	buf_init(&a->headers, 32768);
	buf_init(&a->body, 0);
	snprintf(a->type, sizeof(a->type), "%s", html);
}

void
resp_clear(struct resp *a)
{
	buf_clear(&a->headers);
	buf_clear(&a->body);
}

/*
 * A cookie that was set must reach the browser although the page behind it failed: it may name a session made
 * meanwhile.
 */
static void
keep_cookies(struct buf *headers)
{
	struct buf kept = BUF_INIT;
	const char *at = buf_str(headers), *next;

	for (; *at != '\0'; at = next) {
		next = strstr(at, "\r\n");
		next = next != NULL ? next + 2 : at + strlen(at);
		if (str_starts(at, "Set-Cookie:"))
			buf_add(&kept, at, (size_t)(next - at));
	}
	buf_reset(headers);
	buf_add(headers, buf_str(&kept), kept.len);
	buf_clear(&kept);
}

void
resp_reset(struct resp *a)
{
	keep_cookies(&a->headers);
	buf_reset(&a->body);
	a->status = 200;
	a->cache = "no-store";
	a->csp = NULL;
	snprintf(a->type, sizeof(a->type), "%s", html);
}

void
resp_status(struct resp *a, int status)
{
	a->status = status;
}

static bool
is_clean(const char *value)
{
	for (; *value != '\0'; value++)
		if ((unsigned char)*value < 0x20 || *value == 0x7f)
			return false;
	return true;
}

void
resp_type(struct resp *a, const char *type)
{
	if (!is_clean(type) || str_copy(a->type, sizeof(a->type), type) != 0) {
		log_error("answer: a content type was not usable and left out");
		snprintf(a->type, sizeof(a->type), "application/octet-stream");
	}
}

void
resp_header(struct resp *a, const char *name, const char *value)
{
	if (!is_clean(name) || !is_clean(value)) {
		log_error("answer: a header has control characters and is left out");
		return;
	}
	buf_printf(&a->headers, "%s: %s\r\n", name, value);
}

void
resp_cookie(struct resp *a, const char *name, const char *value, long max_age)
{
	if (strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~") != strlen(value)) {
		log_error("answer: a cookie has characters that cookies of ours do not have, and is left out");
		return;
	}
	buf_printf(&a->headers, "Set-Cookie: __Host-%s=%s; Path=/; Secure; HttpOnly; SameSite=Strict", name,
	    max_age < 0 ? "" : value);
	if (max_age != 0)
		buf_printf(&a->headers, "; Max-Age=%ld", max_age < 0 ? 0 : max_age);
	buf_adds(&a->headers, "\r\n");
}

bool
resp_is_local(const char *to)
{
	/* "//host" and "/\host" are another site to a browser */
	return to[0] == '/' && to[1] != '/' && to[1] != '\\' && is_clean(to) && strchr(to, '\\') == NULL;
}

void
resp_redirect(struct resp *a, const char *to)
{
	if (!resp_is_local(to)) {
		log_warn("answer: a redirect to another site was refused");
		to = "/";
	}
	a->status = 303;
	buf_reset(&a->body);
	resp_header(a, "Location", to);
}

void
resp_body(struct resp *a, const void *p, size_t n)
{
	buf_reset(&a->body);
	buf_add(&a->body, p, n);
}

/* RFC 8187 ext-value: attr-char stays, every other byte is %XX. */
static void
add_ext_value(struct buf *to, const char *name)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$&+-.^_`|~";
	const char *at;

	for (at = name; *at != '\0'; at++)
		if (strchr(plain, *at) != NULL)
			buf_addc(to, *at);
		else
			buf_printf(to, "%%%02X", (unsigned char)*at);
}

void
resp_attachment(struct resp *a, const char *file_name, const char *type, const void *p, size_t n)
{
	struct buf line = BUF_INIT;
	const char *at;

	buf_adds(&line, "attachment; filename=\"");
	for (at = file_name; *at != '\0'; at++)	/* for clients that know only ASCII (RFC 6266, appendix D) */
		if ((unsigned char)*at >= 0x20 && (unsigned char)*at < 0x7f && strchr("\"\\%/", *at) == NULL)
			buf_addc(&line, *at);
		else if (((unsigned char)*at & 0xc0) != 0x80)
			buf_addc(&line, '_');
	buf_adds(&line, "\"; filename*=UTF-8''");
	add_ext_value(&line, file_name);
	resp_header(a, "Content-Disposition", buf_str(&line));
	resp_type(a, type);
	resp_body(a, p, n);
	buf_clear(&line);
}

static const char *
reason_of(int status)
{
	size_t i;

	for (i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return "";
}

void
resp_print(const struct resp *a, bool head, struct buf *out)
{
	buf_printf(out, "Status: %d %s\r\n", a->status, reason_of(a->status));
	if (a->body.len > 0 || a->status == 200)
		buf_printf(out, "Content-Type: %s\r\n", a->type);
	buf_printf(out, "Content-Length: %zu\r\nCache-Control: %s\r\n", a->body.len, a->cache);
	buf_printf(out, "Content-Security-Policy: %s\r\n", a->csp != NULL ? a->csp : strict_csp);
	buf_adds(out, "Strict-Transport-Security: max-age=31536000\r\n"
	    "X-Content-Type-Options: nosniff\r\n"
	    "X-Frame-Options: DENY\r\n"
	    /* no-referrer would make every POST of ours "Origin: null" (facts: signing page 1.2) */
	    "Referrer-Policy: same-origin\r\n"
	    "Cross-Origin-Opener-Policy: same-origin\r\n"
	    "Cross-Origin-Resource-Policy: same-origin\r\n");
	buf_add(out, buf_str(&a->headers), a->headers.len);
	buf_adds(out, "\r\n");
	if (!head)
		buf_add(out, buf_str(&a->body), a->body.len);
}
