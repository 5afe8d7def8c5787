#include <stdio.h>

#include "pages/facts.h"
#include "pages/hall.h"
#include "rules/delivering.h"
#include "rules/losing.h"
#include "rules/revoking.h"
#include "util/err.h"
#include "util/str.h"
#include "web/hdf.h"
#include "web/page.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static const char *const wrongs[] = { "content", "key", NULL };
static const struct field fields[] = {
	{ "wrong",     FIELD_CHOICE, FIELD_MUST, 0,    wrongs },
	{ "objection", FIELD_TEXT,   FIELD_MUST, 1000, NULL },
	{ "sure",	     FIELD_TICK,   FIELD_MUST, 0,    NULL },
};

static int
get(struct page *p, struct cert_row *out)
{
	return delivering_get(page_state(p), p->actor, page_param(p, "serial"), out);
}

static int
fill_stops(struct page *p, const struct cert_row *c)
{
	struct revocation v;
	struct hold h;
	int r;

	if ((r = losing_last(page_state(p), c->id, &h)) == 0 && h.state != HOLD_RELEASED)
		facts_hold(hdf_at(p->data, "Hold"), &h);
	if (r != 0 && r != ERR_NOTFOUND)
		return r;
	if ((r = revoking_of(page_state(p), c->id, &v)) == 0)
		facts_revocation(hdf_at(p->data, "Revocation"), &v);
	return r == ERR_NOTFOUND ? 0 : r;
}

static int
fill(struct page *p, const struct cert_row *c)
{
	struct hdf *h = hdf_at(p->data, "Cert");
	struct delivering_say say;
	bool ended = c->state == CERT_REVOKED || c->not_after <= p->now;
	int r;

	facts_cert_row(h, c, false, p->now);
	hdf_set(h, "Subject", c->subject);
	hdf_hex4(h, "Key", c->spki_sha256, sizeof(c->spki_sha256));
	hdf_hex4(h, "Sha256", c->sha256, sizeof(c->sha256));
	hdf_time(h, "Signed", c->signed_at);
	hdf_time(h, "Downloaded", c->downloaded_at);
	hdf_time(h, "Accepted", c->accepted_at);
	hdf_set(h, "AcceptedHow", cert_accept_text[c->accepted_how]);
	hdf_time(h, "Objected", c->objected_at);
	if ((r = delivering_may_say(page_state(p), c, p->now, &say)) != 0 || (r = fill_stops(p, c)) != 0)
		return r;
	hdf_time(h, "SilenceAt", say.silence_at);
	hdf_flag(p->data, "Can.Say", say.open);
	hdf_flag(p->data, "Can.Suspend", c->state == CERT_VALID && !ended);
	hdf_flag(p->data, "Can.Revoke", !ended);
	return 0;
}

static int
show(struct page *p, const struct cert_row *c, const char *title, const char *template)
{
	char href[64];
	int r;

	if ((r = fill(p, c)) != 0)
		return r;
	snprintf(href, sizeof(href), "/cert/%s", hdf_get(p->data, "Cert.Serial"));
	facts_crumb(p, "Nav.My", "/my");
	facts_crumb(p, "Cert.Title", str_eq(title, "Cert.Title") ? NULL : href);
	if (!str_eq(title, "Cert.Title"))
		facts_crumb(p, title, NULL);
	page_title(p, title);
	page_nav(p, "my");
	return page_show(p, template);
}

int
cert_show(struct page *p)
{
	struct cert_row c;
	int r;

	if ((r = get(p, &c)) == 0)
		r = show(p, &c, "Cert.Title", "page/cert.cs");
	cert_row_clear(&c);
	return r;
}

/* Said before, in another window: the page shows what stands. */
static int
said(struct page *p, int r, const char *flash)
{
	if (r == ERR_CONFLICT) {
		err_take();
		flash = "SaidBefore";
	} else if (r != 0) {
		return r;
	}
	page_flash(p, flash);
	return page_redirect(p, "/cert/%s", page_param(p, "serial"));
}

int
cert_accept_send(struct page *p)
{
	struct cert_row c;
	int r;

	if ((r = get(p, &c)) == 0)
		r = said(p, delivering_accept(page_state(p), p->actor, &c, p->now), "Accepted");
	cert_row_clear(&c);
	return r;
}

static int
object_page(struct page *p, const struct cert_row *c)
{
	page_keep(p, fields, N(fields));
	return show(p, c, "Object.Title", "page/object.cs");
}

int
cert_object_show(struct page *p)
{
	struct cert_row c;
	int r;

	if ((r = get(p, &c)) == 0)
		r = object_page(p, &c);
	cert_row_clear(&c);
	return r;
}

int
cert_object_send(struct page *p)
{
	struct cert_row c;
	int r;

	if ((r = get(p, &c)) == 0) {
		if (page_fields(p, fields, N(fields)) != 0)
			r = object_page(p, &c);
		else
			r = said(p, delivering_object(page_state(p), p->actor, &c, str_eq(page_value(p, "wrong"), "key"),
			    page_value(p, "objection"), page_once(p), p->now), "Objected");
	}
	cert_row_clear(&c);
	return r;
}
