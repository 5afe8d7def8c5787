#include <stdio.h>

#include "pages/facts.h"
#include "pages/hall.h"
#include "rules/delivering.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/str.h"
#include "web/hdf.h"
#include "web/page.h"
#include "web/view.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static const struct field fields[] = {
	{ "code", FIELD_LINE, FIELD_MUST, 24, NULL },
};
/* RFC 8551 and RFC 5280's registrations */
static const char *const types[] = { "application/x-pem-file", "application/pkix-cert", "application/x-pkcs7-certificates" };

static int
get(struct page *p, struct cert_row *out)
{
	return delivering_get(page_state(p), p->actor, page_param(p, "serial"), out);
}

/* What the page needs to join certificate and key file to a PKCS#12. */
static int
fill_open(struct page *p, const struct cert_row *c, int64_t until)
{
	struct buf cert = BUF_INIT, above = BUF_INIT;
	int r;

	hdf_time(p->data, "Open.Until", until);
	hdf_setn(p->data, "Open.Minutes", (until - p->now + 59999) / 60000);
	enc_base64(c->der.data, c->der.len, &cert);
	if ((r = delivering_above(page_state(p), c, &above)) == 0) {
		hdf_set(p->data, "Open.Cert", buf_str(&cert));
		hdf_set(p->data, "Open.Above", buf_str(&above));
	}
	buf_clear(&cert);
	buf_clear(&above);
	return r;
}

static int
show(struct page *p, const struct cert_row *c, bool sent)
{
	char href[64];
	int64_t until;
	int r;

	facts_cert_row(hdf_at(p->data, "Cert"), c, false, p->now);
	hdf_hex4(p->data, "Cert.Sha256", c->sha256, sizeof(c->sha256));
	hdf_hex4(p->data, "Cert.Key", c->spki_sha256, sizeof(c->spki_sha256));
	hdf_time(p->data, "Cert.Downloaded", c->downloaded_at);
	if ((r = delivering_is_open(page_state(p), p->actor, c, p->now, &until)) == 0)
		r = fill_open(p, c, until);
	if (r != 0 && r != ERR_NOTFOUND)
		return r;
	hdf_flag(p->data, "Download.Sent", sent);
	snprintf(href, sizeof(href), "/cert/%s", hdf_get(p->data, "Cert.Serial"));
	facts_crumb(p, "Nav.My", "/my");
	facts_crumb(p, "Cert.Title", href);
	facts_crumb(p, "Download.Title", NULL);
	page_title(p, "Download.Title");
	page_nav(p, "my");
	page_keep(p, fields, N(fields));
	return page_show(p, "page/download.cs");
}

int
download_show(struct page *p)
{
	struct cert_row c;
	int r;

	if ((r = get(p, &c)) == 0)
		r = show(p, &c, false);
	cert_row_clear(&c);
	return r;
}

static int
take(struct page *p, const struct cert_row *c)
{
	bool send = str_eq(page_value(p, "act"), "send");
	int r;

	if (send)
		r = delivering_send_code(page_state(p), p->actor, c, lang_text[p->lang], p->now);
	else if (page_fields(p, fields, N(fields)) != 0)
		return show(p, c, true);
	else
		r = delivering_open(page_state(p), p->actor, c, page_value(p, "code"), p->now);
	if (r == ERR_INPUT || r == ERR_LIMIT)
		page_fault_note(p, "code");
	else if (r != 0)
		return r;
	if (r != 0 || send)
		return show(p, c, true);
	return page_redirect(p, "/cert/%s/download", page_param(p, "serial"));
}

int
download_send(struct page *p)
{
	struct cert_row c;
	int r;

	if ((r = get(p, &c)) == 0)
		r = take(p, &c);
	cert_row_clear(&c);
	return r;
}

static int
send_file(struct page *p, const struct cert_row *c, enum delivering_format format)
{
	struct buf bytes = BUF_INIT;
	char name[64], hex[2 * LEN_SERIAL + 1];
	int r;

	if ((r = delivering_file(page_state(p), p->actor, c, format, p->now, &bytes)) == 0) {
		enc_hex_to(c->serial.data, c->serial.len, hex);
		snprintf(name, sizeof(name), "%s.%s", hex, delivering_ending[format]);
		r = page_download(p, name, types[format], bytes.data, bytes.len);
	} else if (r == ERR_NOTFOUND) {
		page_flash(p, "CodeOver");
		r = page_redirect(p, "/cert/%s/download", page_param(p, "serial"));
	}
	buf_clear(&bytes);
	return r;
}

/* The audit row of the delivery is written before the bytes go. */
int
download_file(struct page *p)
{
	struct cert_row c;
	int r;

	if ((r = get(p, &c)) == 0) {
		r = ERR_NOTFOUND;
		for (int f = 0; f < DELIVERING_FORMAT_MAX; f++)
			if (str_eq(delivering_ending[f], page_param(p, "ending")))
				r = send_file(p, &c, (enum delivering_format)f);
	}
	cert_row_clear(&c);
	return r;
}
