#include "rules/gateway.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "util/buf.h"
#include "util/conf.h"
#include "util/err.h"
#include "util/io.h"
#include "util/mem.h"
#include "util/mime.h"

#define CONNECT_SECONDS	10L
#define SEND_SECONDS	20L

struct settings {
	char	mail_url[200], mail_from[255], mail_user[100], mail_password[200];
	bool	mail_starttls;
	char	sms_url[300], sms_token[300];
	char	ca[SITE_PATH];
};

struct gateway {
	const struct site	*site;
	struct settings		 conf;
};

static const struct conf_key keys[] = {
	CONF_TEXT_KEY(struct settings, mail_url, "mail.url", ""),
	CONF_TEXT_KEY(struct settings, mail_from, "mail.from", ""),
	CONF_TEXT_KEY(struct settings, mail_user, "mail.user", ""),
	CONF_TEXT_KEY(struct settings, mail_password, "mail.password", ""),
	CONF_BOOL_KEY(struct settings, mail_starttls, "mail.starttls", "yes"),
	CONF_TEXT_KEY(struct settings, sms_url, "sms.url", ""),
	CONF_TEXT_KEY(struct settings, sms_token, "sms.token", ""),
	CONF_TEXT_KEY(struct settings, ca, "ca", ""),
};

int
gateway_open(const struct site *site, struct gateway **out)
{
	struct gateway *g = xcalloc(1, sizeof(*g));
	char path[SITE_PATH];
	int r;

	*out = NULL;
	g->site = site;
	r = conf_load(site_path(site, "conf/courier.conf", path), keys, sizeof(keys) / sizeof(keys[0]), &g->conf);
	if (r == ERR_NOTFOUND) {
		err_take();
		r = conf_parse("courier.conf", "", keys, sizeof(keys) / sizeof(keys[0]), &g->conf);
	}
	if (r == 0 && g->conf.mail_from[0] == '\0')
		snprintf(g->conf.mail_from, sizeof(g->conf.mail_from), "no-reply@%s", site->host);
	if (r == 0 && curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		r = err_set(ERR_BUG, "libcurl does not start");
	if (r != 0) {
		freezero(g, sizeof(*g));
		return r;
	}
	*out = g;
	return 0;
}

void
gateway_close(struct gateway *g)
{
	if (g == NULL)
		return;
	curl_global_cleanup();
	freezero(g, sizeof(*g));
}

void
gateway_mail(const struct gateway *g, const struct message *m, struct buf *out)
{
	mime_header(out, "From", g->conf.mail_from);
	mime_header(out, "To", m->address);
	mime_header(out, "Subject", m->subject);
	mime_date(out, m->at);
	buf_printf(out, "Message-ID: <%" PRIu64 "@%s>\r\n", m->id, g->site->host);
	buf_adds(out, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
	mime_text(out, m->text);
}

/* --- files -------------------------------------------------------------------------------------------------------- */

static int
to_outbox(const struct gateway *g, const struct message *m, const struct buf *content)
{
	char name[64], path[SITE_PATH];

	snprintf(name, sizeof(name), "outbox/%" PRIu64 "%s", m->id, m->channel == DELIVERY_MAIL ? ".eml" : ".sms");
	return io_replace(site_path(g->site, name, path), content->data, content->len, 0600, (uid_t)-1);
}

/* --- libcurl ------------------------------------------------------------------------------------------------------ */

struct sending {
	CURL			*curl;
	struct curl_slist	*list;		/* recipients or headers */
	const struct buf	*content;
	size_t			 at;
	char			 error[CURL_ERROR_SIZE];
};

static size_t
give(char *to, size_t size, size_t count, void *arg)
{
	struct sending *s = arg;
	size_t n = s->content->len - s->at;

	if (n > size * count)
		n = size * count;
	memcpy(to, s->content->data + s->at, n);
	s->at += n;
	return n;
}

static size_t
swallow(char *p, size_t size, size_t count, void *arg)
{
	(void)p;
	(void)arg;
	return size * count;
}

static void
begin(const struct gateway *g, struct sending *s, const char *url, const char *protocols)
{
	if ((s->curl = curl_easy_init()) == NULL)
		abort();	/* memory alone can be missing */
	curl_easy_setopt(s->curl, CURLOPT_URL, url);
	curl_easy_setopt(s->curl, CURLOPT_PROTOCOLS_STR, protocols);
	curl_easy_setopt(s->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(s->curl, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(s->curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
	curl_easy_setopt(s->curl, CURLOPT_TIMEOUT, SEND_SECONDS);
	curl_easy_setopt(s->curl, CURLOPT_ERRORBUFFER, s->error);
	curl_easy_setopt(s->curl, CURLOPT_WRITEFUNCTION, swallow);
	if (g->conf.ca[0] != '\0')
		curl_easy_setopt(s->curl, CURLOPT_CAINFO, g->conf.ca);
}

/* What the other side said decides: a permanent refusal is final, everything else may pass later. */
static int
finish(struct sending *s, const char *what, bool http)
{
	CURLcode c = curl_easy_perform(s->curl);
	long status = 0;

	curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_slist_free_all(s->list);
	curl_easy_cleanup(s->curl);
	if (c == CURLE_OK && (!http || (status >= 200 && status < 300)))
		return 0;
	/* RFC 5321, 4.2.1: 5yz is permanent; but 530 and 535 are about us, not about the message (RFC 4954, 6) */
	if (http ? status >= 400 && status < 500 && status != 401 && status != 403 && status != 408 && status != 429 :
	    status >= 550 && status < 560)
		return err_set(ERR_DENIED, "%s refuses the message with %ld", what, status);
	if (c == CURLE_OK || status >= 400)
		return err_set(ERR_PEER, "%s answered %ld", what, status);
	return err_set(ERR_PEER, "%s: %s", what, s->error[0] != '\0' ? s->error : curl_easy_strerror(c));
}

static int
to_relay(const struct gateway *g, const struct message *m, const struct buf *content)
{
	struct sending s = { .content = content };

	begin(g, &s, g->conf.mail_url, "smtp,smtps");
	if (strncmp(g->conf.mail_url, "smtp:", 5) == 0 && g->conf.mail_starttls)
		curl_easy_setopt(s.curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
	if (g->conf.mail_user[0] != '\0') {
		curl_easy_setopt(s.curl, CURLOPT_USERNAME, g->conf.mail_user);
		curl_easy_setopt(s.curl, CURLOPT_PASSWORD, g->conf.mail_password);
	}
	curl_easy_setopt(s.curl, CURLOPT_MAIL_FROM, g->conf.mail_from);
	s.list = curl_slist_append(NULL, m->address);
	curl_easy_setopt(s.curl, CURLOPT_MAIL_RCPT, s.list);
	curl_easy_setopt(s.curl, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(s.curl, CURLOPT_READDATA, &s);
	curl_easy_setopt(s.curl, CURLOPT_UPLOAD, 1L);
	return finish(&s, "mail relay", false);
}

static void
add_field(CURL *curl, struct buf *form, const char *name, const char *value)
{
	char *escaped = curl_easy_escape(curl, value, 0);

	if (escaped == NULL)
		abort();
	buf_printf(form, "%s%s=%s", form->len > 0 ? "&" : "", name, escaped);
	curl_free(escaped);
}

static int
to_sms_service(const struct gateway *g, const struct message *m)
{
	struct sending s = { .content = NULL };
	char id[24], bearer[330];
	struct buf form;
	int r;

	buf_init(&form, 0);
	begin(g, &s, g->conf.sms_url, "https,http");
	snprintf(id, sizeof(id), "%" PRIu64, m->id);
	add_field(s.curl, &form, "id", id);
	add_field(s.curl, &form, "to", m->address);
	add_field(s.curl, &form, "text", m->text);
	if (g->conf.sms_token[0] != '\0') {
		snprintf(bearer, sizeof(bearer), "Authorization: Bearer %s", g->conf.sms_token);
		s.list = curl_slist_append(NULL, bearer);
		curl_easy_setopt(s.curl, CURLOPT_HTTPHEADER, s.list);
		explicit_bzero(bearer, sizeof(bearer));
	}
	curl_easy_setopt(s.curl, CURLOPT_POSTFIELDSIZE, (long)form.len);
	curl_easy_setopt(s.curl, CURLOPT_POSTFIELDS, buf_str(&form));
	r = finish(&s, "SMS service", true);
	buf_wipe(&form);
	return r;
}

int
gateway_send(struct gateway *g, const struct message *m)
{
	struct buf content;
	int r;

	if (m->channel == DELIVERY_SMS && g->conf.sms_url[0] != '\0')
		return to_sms_service(g, m);
	buf_init(&content, 0);
	if (m->channel == DELIVERY_MAIL)
		gateway_mail(g, m, &content);
	else
		buf_printf(&content, "To: %s\n\n%s\n", m->address, m->text);
	if ((r = buf_end(&content, "message")) == 0)
		r = m->channel == DELIVERY_MAIL && g->conf.mail_url[0] != '\0' ? to_relay(g, m, &content) :
		    to_outbox(g, m, &content);
	buf_wipe(&content);
	return r;
}
