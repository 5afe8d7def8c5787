#include <inttypes.h>
#include <string.h>

#include "pages/claim.h"
#include "pages/facts.h"
#include "pages/hall.h"
#include "rules/holder.h"
#include "rules/losing.h"
#include "rules/standing.h"
#include "util/err.h"
#include "util/str.h"
#include "web/hdf.h"
#include "web/page.h"

int
suspend_show(struct page *p)
{
	return claim_show(p, "suspend");
}

int
baoshi_show(struct page *p)
{
	return page_redirect(p, "/suspend");
}

static bool
can_hold(const struct cert_line *c, int64_t now)
{
	const char *standing = standing_of(c->state, c->not_before, c->not_after, now);

	return str_eq(standing, "valid") || str_eq(standing, "early");
}

static int
hold(struct page *p, uint64_t certificate)
{
	struct losing l = { .channel = REPORT_WEB, .proof = REPORT_CODE, .text = "", .once = page_once(p) };
	struct hold out;

	return losing_report(page_state(p), p->actor, certificate, &l, p->now, &out);
}

/* One of them, or all (id 0) that can be held. ERR_NOTFOUND: that one is not among them, or the token is over. */
static int
hold_behind(struct page *p, const char *token, uint64_t id, bool only_one)
{
	struct cert_line lines[HOLDER_CERTS];
	bool found = false;
	size_t n;
	int r;

	r = holder_certs(page_state(p), "suspend", token, p->now, lines, &n);
	for (size_t i = 0; i < n; i++) {
		if (r == 0 && (id == 0 || lines[i].id == id) && (!only_one || n == 1) && can_hold(&lines[i], p->now))
			r = hold(p, lines[i].id);
		found = found || lines[i].id == id;
		cert_line_clear(&lines[i]);
	}
	return r == 0 && id != 0 && !found ? ERR_NOTFOUND : r;
}

/* The code held it, if there is but one; of several the person chooses. */
int
suspend_send(struct page *p)
{
	char token[LEN_TOKEN];
	bool proven;
	int r;

	if ((r = claim_send(p, "suspend", token, &proven)) != 0 || !proven)
		return r;
	if ((r = hold_behind(p, token, 0, true)) != 0)
		return r;
	return page_redirect(p, "/suspend/%s", token);
}

static int
show_line(struct page *p, size_t i, const struct cert_line *c, bool *pending)
{
	struct hdf *item = hdf_item(p->data, "Cert", i);
	struct hold last = { .live = false };
	int r;

	facts_cert(item, c, true, p->now);
	if ((r = losing_last(page_state(p), c->id, &last)) == 0) {
		facts_hold(hdf_at(item, "Hold"), &last);
		*pending = *pending || last.state == HOLD_ASKED;
	}
	hdf_flag(item, "Can", can_hold(c, p->now) && !last.live);
	return r == ERR_NOTFOUND ? 0 : r;
}

static int
end_of_token(struct page *p, const char *to)
{
	page_flash(p, "TokenOver");
	return page_redirect(p, "%s", to);
}

int
held_show(struct page *p)
{
	struct cert_line lines[HOLDER_CERTS];
	bool pending = false;
	int64_t days = 0;
	size_t n;
	int r;

	if ((r = holder_certs(page_state(p), "suspend", page_param(p, "token"), p->now, lines, &n)) == ERR_NOTFOUND)
		return end_of_token(p, "/suspend");
	for (size_t i = 0; i < n; i++) {
		if (r == 0)
			r = show_line(p, i, &lines[i], &pending);
		cert_line_clear(&lines[i]);
	}
	if (r != 0 || (r = losing_days(page_state(p), &days)) != 0)
		return r;
	hdf_setn(p->data, "Held.Days", days);
	hdf_flag(p->data, "Held.Pending", pending);
	hdf_set(p->data, "Held.Token", page_param(p, "token"));
	page_title(p, "Suspend.Yours");
	page_nav(p, "suspend");
	return page_show(p, "page/held.cs");
}

int
held_send(struct page *p)
{
	const char *token = page_param(p, "token");
	uint64_t id = 0;
	int r;

	if (!str_eq(page_value(p, "cert"), "all") && (r = str_number(page_value(p, "cert"), UINT64_MAX, "certificate", &id)) != 0)
		return r;
	if ((r = hold_behind(p, token, id, false)) == ERR_NOTFOUND)
		return end_of_token(p, "/suspend");
	return r != 0 ? r : page_redirect(p, "/suspend/%s", token);
}

int
hold_receipt_show(struct page *p)
{
	struct cert_row cert;
	struct hold h;
	int r;

	if ((r = losing_receipt(page_state(p), page_param(p, "request"), &h, &cert)) == 0) {
		facts_cert_row(hdf_at(p->data, "Cert"), &cert, true, p->now);
		facts_hold(hdf_at(p->data, "Stop"), &h);
		hdf_set(p->data, "Stop.Kind", "hold");
		hdf_flag(p->data, "Stop.Pending", h.effective_at == 0 && h.live);
		page_title(p, "Suspend.Receipt");
		page_nav(p, "suspend");
		r = page_show(p, "page/stopped.cs");
	}
	cert_row_clear(&cert);
	return r;
}
