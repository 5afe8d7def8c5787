#include "host/browse.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/err.h"
#include "util/io.h"
#include "util/enc.h"
#include "util/mem.h"
#include "util/rnd.h"
#include "util/str.h"

#define PAGE_MAX	((size_t)32 << 20)
#define CA_MAX		16384
#define FIELDS		48
#define ACTION		300

struct browse_field {
	char		*name, *value;
	const char	*file, *type;		/* of a file; value is not used then */
	const void	*bytes;
	size_t		 n;
};

struct browse {
	CURL			*curl;
	struct site		 site;
	struct buf		 body, ca;
	char			 path[ACTION], action[ACTION];
	struct browse_field	 field[FIELDS];
	size_t			 fields;
	struct curl_slist	*resolve;
	long			 status;
};

static size_t
take(char *p, size_t size, size_t n, void *ctx)
{
	struct buf *body = ctx;

	buf_add(body, p, size * n);
	return body->overflow ? 0 : size * n;
}

static int
load_ca(struct browse *b)
{
	char path[SITE_PATH];
	struct buf der = BUF_INIT;
	int r;

	if ((r = io_load(site_path(&b->site, "conf/ca/infra.cer", path), CA_MAX, &der)) == 0)
		enc_pem("CERTIFICATE", der.data, der.len, &b->ca);
	buf_clear(&der);
	return r;
}

int
browse_open(const struct site *s, struct browse **out)
{
	struct browse *b = xcalloc(1, sizeof(*b));
	struct curl_blob ca;
	const int ports[] = { s->port, s->sign_port, s->http_port };
	char here[120];
	size_t i;
	int r;

	b->site = *s;
	buf_init(&b->body, PAGE_MAX);
	if ((r = load_ca(b)) != 0 || (b->curl = curl_easy_init()) == NULL) {
		browse_close(b);
		return r != 0 ? r : err_set(ERR_PEER, "libcurl could not be started");
	}
	ca = (struct curl_blob){ .data = b->ca.data, .len = b->ca.len };
	for (i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {	/* its name may be known to nobody yet */
		snprintf(here, sizeof(here), "%s:%d:127.0.0.1", s->host, ports[i]);
		b->resolve = curl_slist_append(b->resolve, here);
	}
	/* each visitor from an address of this machine's own: many lives one after another are no crowd at one address */
	snprintf(here, sizeof(here), "host!127.%u.%u.%u", (unsigned)rnd_below(256), (unsigned)rnd_below(256),
	    1 + (unsigned)rnd_below(254));
	curl_easy_setopt(b->curl, CURLOPT_INTERFACE, here);
	curl_easy_setopt(b->curl, CURLOPT_CAINFO_BLOB, &ca);
	curl_easy_setopt(b->curl, CURLOPT_RESOLVE, b->resolve);
	curl_easy_setopt(b->curl, CURLOPT_COOKIEFILE, "");
	curl_easy_setopt(b->curl, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(b->curl, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(b->curl, CURLOPT_MAXREDIRS, 5L);
	curl_easy_setopt(b->curl, CURLOPT_PROTOCOLS_STR, "https,http");
	curl_easy_setopt(b->curl, CURLOPT_TIMEOUT, 30L);
	curl_easy_setopt(b->curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(b->curl, CURLOPT_WRITEDATA, &b->body);
	*out = b;
	return 0;
}

static void
forget_form(struct browse *b)
{
	while (b->fields > 0) {
		b->fields--;
		free(b->field[b->fields].name);
		free(b->field[b->fields].value);
	}
}

void
browse_close(struct browse *b)
{
	if (b == NULL)
		return;
	forget_form(b);
	curl_easy_cleanup(b->curl);
	curl_slist_free_all(b->resolve);
	buf_clear(&b->body);
	buf_clear(&b->ca);
	free(b);
}

/* "https://host:1/a/b?c" -> "/a/b" */
static void
note_path(struct browse *b)
{
	char *url = NULL;
	const char *at;

	b->path[0] = '\0';
	curl_easy_getinfo(b->curl, CURLINFO_RESPONSE_CODE, &b->status);
	curl_easy_getinfo(b->curl, CURLINFO_EFFECTIVE_URL, &url);
	if (url != NULL && (at = strstr(url, "://")) != NULL && (at = strchr(at + 3, '/')) != NULL)
		snprintf(b->path, sizeof(b->path), "%.*s", (int)strcspn(at, "?#"), at);
}

/* The first sentence beside a field, if the page shows one. */
static const char *
fault(const struct browse *b, char *to, size_t size)
{
	const char *at = strstr(buf_str(&b->body), "class=\"govuk-error-message\"");

	if (at == NULL || (at = strstr(at, "</span>")) == NULL)
		return "";
	at += strlen("</span>");
	snprintf(to, size, ": %.*s", (int)strcspn(at, "<"), at);
	return to;
}

static int
ask(struct browse *b, const char *to)
{
	char why[300];
	struct buf url = BUF_INIT;
	CURLcode code;

	if (to[0] == '/')
		buf_adds(&url, b->site.origin);
	buf_adds(&url, to);
	buf_reset(&b->body);
	curl_easy_setopt(b->curl, CURLOPT_URL, buf_str(&url));
	code = curl_easy_perform(b->curl);
	buf_clear(&url);
	if (code != CURLE_OK)
		return err_set(ERR_PEER, "%s: %s", to, curl_easy_strerror(code));
	note_path(b);
	return b->status < 400 ? 0 : err_set(ERR_PEER, "%s answered %ld%s", to, b->status, fault(b, why, sizeof(why)));
}

int
browse_get(struct browse *b, const char *to)
{
	curl_easy_setopt(b->curl, CURLOPT_HTTPGET, 1L);
	return ask(b, to);
}

/* --- forms: only what our own templates write, attributes in double quotes --------------------------------- */

static void
unescape(const char *s, size_t n, struct buf *out)
{
	static const struct { const char *name; char c; } entity[] = {
		{ "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' }, { "&#39;", '\'' },
	};
	const char *end = s + n;

	while (s < end) {
		size_t i, len = 0;

		for (i = 0; i < sizeof(entity) / sizeof(entity[0]) && len == 0; i++)
			if ((size_t)(end - s) >= strlen(entity[i].name) && memcmp(s, entity[i].name, strlen(entity[i].name)) == 0) {
				len = strlen(entity[i].name);
				buf_addc(out, entity[i].c);
			}
		if (len == 0)
			buf_addc(out, *s);
		s += len > 0 ? len : 1;
	}
}

/* The value of an attribute within one tag; false when it has none. */
static bool
attribute(const char *tag, const char *end, const char *name, struct buf *out)
{
	char want[40];
	const char *at, *stop;

	snprintf(want, sizeof(want), " %s=\"", name);
	buf_reset(out);
	if ((at = memmem(tag, (size_t)(end - tag), want, strlen(want))) == NULL)
		return false;
	at += strlen(want);
	if ((stop = memchr(at, '"', (size_t)(end - at))) == NULL)
		return false;
	unescape(at, (size_t)(stop - at), out);
	return true;
}

/* The inside of the form that is posted to that action. */
static bool
find_form(const struct browse *b, const char *action, const char **from, const char **to)
{
	const char *at = buf_str(&b->body), *end;
	struct buf value = BUF_INIT;
	bool found = false;

	while (!found && (at = strstr(at, "<form")) != NULL && (end = strchr(at, '>')) != NULL) {
		found = attribute(at, end, "action", &value) && str_eq(buf_str(&value), action) &&
		    attribute(at, end, "method", &value) && str_eq(buf_str(&value), "post");
		*from = at = end;
	}
	buf_clear(&value);
	return found && (*to = strstr(*from, "</form>")) != NULL;
}

int
browse_form(struct browse *b, const char *action)
{
	struct buf type = BUF_INIT, name = BUF_INIT, value = BUF_INIT;
	const char *at, *end, *stop;

	if (!find_form(b, action, &at, &end))
		return err_set(ERR_NOTFOUND, "%s shows no form for %s", b->path, action);
	browse_blank(b, action);
	while ((at = memmem(at, (size_t)(end - at), "<input", 6)) != NULL &&
	    (stop = memchr(at, '>', (size_t)(end - at))) != NULL) {
		if (attribute(at, stop, "type", &type) && str_eq(buf_str(&type), "hidden") && attribute(at, stop, "name", &name)) {
			attribute(at, stop, "value", &value);
			browse_set(b, buf_str(&name), buf_str(&value));
		}
		at = stop;
	}
	buf_clear(&type);
	buf_clear(&name);
	buf_clear(&value);
	return 0;
}

void
browse_blank(struct browse *b, const char *action)
{
	forget_form(b);
	snprintf(b->action, sizeof(b->action), "%s", action);
}

static struct browse_field *
slot(struct browse *b, const char *name)
{
	size_t i;

	for (i = 0; i < b->fields; i++)
		if (str_eq(b->field[i].name, name))
			return &b->field[i];
	if (b->fields == FIELDS)
		return &b->field[FIELDS - 1];
	b->field[b->fields] = (struct browse_field){ .name = xstrdup(name) };
	return &b->field[b->fields++];
}

void
browse_set(struct browse *b, const char *name, const char *value)
{
	struct browse_field *f = slot(b, name);

	free(f->value);
	f->value = xstrdup(value);
}

void
browse_file(struct browse *b, const char *name, const char *file, const char *type, const void *p, size_t n)
{
	struct browse_field *f = slot(b, name);

	f->file = file;
	f->type = type;
	f->bytes = p;
	f->n = n;
}

static void
fill_mime(const struct browse *b, curl_mime *m)
{
	size_t i;

	for (i = 0; i < b->fields; i++) {
		const struct browse_field *f = &b->field[i];
		curl_mimepart *part = curl_mime_addpart(m);

		curl_mime_name(part, f->name);
		if (f->file != NULL) {
			curl_mime_data(part, f->bytes, f->n);
			curl_mime_filename(part, f->file);
			curl_mime_type(part, f->type);
		} else
			curl_mime_data(part, f->value, CURL_ZERO_TERMINATED);
	}
}

static void
fill_query(const struct browse *b, struct buf *out)
{
	size_t i;

	for (i = 0; i < b->fields; i++) {
		char *v = curl_easy_escape(b->curl, b->field[i].value, 0);

		buf_printf(out, "%s%s=%s", i > 0 ? "&" : "", b->field[i].name, v);
		curl_free(v);
	}
}

int
browse_send(struct browse *b, const char *origin)
{
	struct buf form = BUF_INIT;
	char head[140];
	struct curl_slist *heads;
	curl_mime *mime = NULL;
	size_t i;
	int r;

	for (i = 0; i < b->fields && b->field[i].file == NULL; i++)
		continue;
	snprintf(head, sizeof(head), "Origin: %s", origin != NULL ? origin : b->site.origin);
	heads = curl_slist_append(NULL, head);
	curl_easy_setopt(b->curl, CURLOPT_HTTPHEADER, heads);
	if (i < b->fields) {
		mime = curl_mime_init(b->curl);
		fill_mime(b, mime);
		curl_easy_setopt(b->curl, CURLOPT_MIMEPOST, mime);
	} else {
		fill_query(b, &form);
		curl_easy_setopt(b->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)form.len);
		curl_easy_setopt(b->curl, CURLOPT_POSTFIELDS, buf_str(&form));
	}
	r = ask(b, b->action);
	curl_easy_setopt(b->curl, CURLOPT_HTTPHEADER, NULL);
	curl_easy_setopt(b->curl, CURLOPT_HTTPGET, 1L);
	curl_slist_free_all(heads);
	curl_mime_free(mime);
	buf_clear(&form);
	return r;
}

long
browse_status(const struct browse *b)
{
	return b->status;
}

const char *
browse_path(const struct browse *b)
{
	return b->path;
}

const struct buf *
browse_body(const struct browse *b)
{
	return &b->body;
}

bool
browse_has(const struct browse *b, const char *text)
{
	return strstr(buf_str(&b->body), text) != NULL;
}

int
browse_between(const struct browse *b, const char *before, const char *after, char *to, size_t size)
{
	const char *at = strstr(buf_str(&b->body), before), *end;
	struct buf value = BUF_INIT;
	int r;

	if (at == NULL || (end = strstr(at + strlen(before), after)) == NULL)
		return err_set(ERR_NOTFOUND, "%s does not show \"%s\"", b->path, before);
	at += strlen(before);
	unescape(at, (size_t)(end - at), &value);
	r = str_copy(to, size, buf_str(&value));
	buf_clear(&value);
	return r;
}
