#include <stdio.h>
#include <string.h>

#include "pages/claim.h"
#include "pages/facts.h"
#include "pages/hall.h"
#include "rules/holder.h"
#include "rules/losing.h"
#include "rules/revoking.h"
#include "rules/standing.h"
#include "util/err.h"
#include "util/str.h"
#include "util/tm.h"
#include "web/hdf.h"
#include "web/page.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static const struct field fields[] = {
	{ "cert",  FIELD_NUMBER, FIELD_MUST, 0,    NULL },
	{ "why",   FIELD_CHOICE, FIELD_MUST, 0,    revoking_words },
	{ "since", FIELD_DATE,   0,	     0,    NULL },
	{ "note",  FIELD_TEXT,   0,	     1000, NULL },
};

int
revoke_show(struct page *p)
{
	return claim_show(p, "revoke");
}

/* 注销, 作废, 废止: words people look for when they mean 吊销 */
int
feizhi_show(struct page *p)
{
	return page_redirect(p, "/revoke");
}

int
revoke_counter_show(struct page *p)
{
	page_title(p, "Revoke.Counter.Title");
	page_nav(p, "revoke");
	facts_crumb(p, "Nav.Revoke", "/revoke");
	facts_crumb(p, "Revoke.Counter.Title", NULL);
	return page_show(p, "page/revoke_counter.cs");
}

int
revoke_send(struct page *p)
{
	char token[LEN_TOKEN];
	bool proven;
	int r;

	if ((r = claim_send(p, "revoke", token, &proven)) != 0 || !proven)
		return r;
	return page_redirect(p, "/revoke/%s", token);
}

static bool
can_revoke(const struct cert_line *c, int64_t now)
{
	const char *standing = standing_of(c->state, c->not_before, c->not_after, now);

	return !str_eq(standing, "revoked") && !str_eq(standing, "expired");
}

/* *can counts those that can be revoked; the one there is needs no choice. */
static int
show_line(struct page *p, size_t i, const struct cert_line *c, size_t *can)
{
	struct hdf *item = hdf_item(p->data, "Cert", i);
	struct revocation v;
	int r;

	facts_cert(item, c, true, p->now);
	r = revoking_of(page_state(p), c->id, &v);
	if (r == 0 && !revoking_gives_way(&v, c->uscc[0] != '\0')) {
		facts_revocation(hdf_at(item, "Revocation"), &v);
	} else if ((r == 0 || r == ERR_NOTFOUND) && can_revoke(c, p->now)) {
		hdf_flag(item, "Can", true);
		if (++*can == 1)
			hdf_setid(p->data, "Revoke.Cert", c->id);
	}
	return r == ERR_NOTFOUND ? 0 : r;
}

static int
end_of_token(struct page *p)
{
	page_flash(p, "TokenOver");
	return page_redirect(p, "/revoke");
}

static int
show_form(struct page *p, const char *template, bool only_chosen)
{
	struct cert_line lines[HOLDER_CERTS];
	size_t n, shown = 0, can = 0;
	int r;

	r = holder_certs(page_state(p), "revoke", page_param(p, "token"), p->now, lines, &n);
	for (size_t i = 0; i < n; i++) {
		char id[24];

		snprintf(id, sizeof(id), "%llu", (unsigned long long)lines[i].id);
		if (r == 0 && (!only_chosen || str_eq(id, page_value(p, "cert"))))
			r = show_line(p, shown++, &lines[i], &can);
		cert_line_clear(&lines[i]);
	}
	if (r == ERR_NOTFOUND)
		return end_of_token(p);
	if (r != 0)
		return r;
	hdf_setn(p->data, "Revoke.Choices", (int64_t)can);
	hdf_set(p->data, "Revoke.Token", page_param(p, "token"));
	page_title(p, only_chosen ? "Revoke.Sure" : "Revoke.Title");
	page_nav(p, "revoke");
	page_keep(p, fields, N(fields));
	return page_show(p, template);
}

int
revoking_show(struct page *p)
{
	return show_form(p, "page/revoke.cs", false);
}

/* The start of that day where the people are; 0: none given. One before our time lies before every certificate. */
static int64_t
read_day(const struct page *p, const char *text)
{
	char at[TM_ISO_SIZE];
	int64_t day;

	if (*text == '\0')
		return 0;
	snprintf(at, sizeof(at), "%.10sT00:00:00Z", text);
	if (tm_parse(at, &day) == 0)
		return day - page_site(p)->zone_minutes * TM_MINUTE;
	err_take();
	return 1;
}

static int
check(struct page *p, struct cert_line *cert)
{
	int64_t since;
	uint64_t id;
	int r;

	r = page_fields(p, fields, N(fields));
	if (str_eq(page_value(p, "why"), "other") && *page_value(p, "note") == '\0') {
		page_fault(p, "note", "Revoke.NoteMust");
		r = ERR_INPUT;
	}
	if (r != 0 || (r = str_number(page_value(p, "cert"), UINT64_MAX, "certificate", &id)) != 0)
		return r;
	if ((r = holder_cert(page_state(p), "revoke", page_param(p, "token"), id, p->now, cert)) != 0)
		return r;
	since = read_day(p, page_value(p, "since"));
	if ((r = revoking_since(cert->not_before, p->now, &since)) != 0)
		page_fault_note(p, "since");
	return r;
}

static int
revoke(struct page *p, uint64_t certificate)
{
	struct revoking v = { .ground = "holder", .reason = revoking_reason(page_value(p, "why")), .text = page_value(p, "note"),
	    .invalid_since = read_day(p, page_value(p, "since")), .once = page_once(p) };
	struct revocation out;
	int r;

	r = revoking_ask(page_state(p), p->actor, certificate, &v, p->now, &out);
	return r != 0 ? r : page_redirect(p, "/revoke/receipt/%s", out.request);
}

/* The first press leads to the page that asks again, the second one revokes. */
int
revoking_send(struct page *p)
{
	struct cert_line cert;
	int r;

	memset(&cert, 0, sizeof(cert));
	if ((r = check(p, &cert)) == ERR_INPUT)
		return show_form(p, "page/revoke.cs", false);
	if (r == ERR_NOTFOUND)
		return end_of_token(p);
	if (r == 0)
		r = str_eq(page_value(p, "act"), "revoke") ? revoke(p, cert.id) : show_form(p, "page/revoke_sure.cs", true);
	cert_line_clear(&cert);
	return r;
}

int
revocation_receipt_show(struct page *p)
{
	struct cert_row cert;
	struct revocation v;
	int r;

	if ((r = revoking_receipt(page_state(p), page_param(p, "request"), &v, &cert)) == 0) {
		facts_cert_row(hdf_at(p->data, "Cert"), &cert, true, p->now);
		facts_revocation(hdf_at(p->data, "Stop"), &v);
		hdf_set(p->data, "Stop.Kind", "revocation");
		hdf_flag(p->data, "Stop.Pending", v.effective_at == 0 && v.state == REVOCATION_DECIDED);
		page_title(p, "Revoke.Receipt");
		page_nav(p, "revoke");
		r = page_show(p, "page/stopped.cs");
	}
	cert_row_clear(&cert);
	return r;
}
