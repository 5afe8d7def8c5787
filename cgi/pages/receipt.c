#include <inttypes.h>
#include <string.h>

#include "pages/draft.h"
#include "pages/hall.h"
#include "rules/apply.h"
#include "rules/keying.h"
#include "rules/mine.h"
#include "rules/qr.h"
#include "util/err.h"
#include "web/hdf.h"
#include "web/page.h"

#define CONSENTS_MAX 64

/* Is the application on its way? Of one that ended, or came back, its own page tells. */
static bool
is_under_way(const struct app *a)
{
	return a->attempt > 0 && (a->state == APP_SUBMITTED || a->state == APP_ENTERED || a->state == APP_REVIEWED ||
	    a->state == APP_ISSUING);
}

int
done_show(struct page *p)
{
	struct draft d;
	int r;

	if ((r = draft_get(p, &d)) != 0)
		return r;
	if (!is_under_way(&d.app)) {
		r = page_redirect(p, "/apply/%" PRIu64, d.app.id);
	} else {
		draft_fill(p, &d);
		hdf_time(p->data, "App.Submitted", d.app.submitted_at);
		hdf_time(p->data, "App.Due", d.app.due_at);
		hdf_set(p->data, "App.Origin", app_key_text[d.app.key_origin]);
		page_title(p, "Done.Title");
		r = page_show(p, "page/done.cs");
	}
	draft_close(&d);
	return r;
}

/* Each act with the revision and the digest of what was shown. */
static int
fill_consents(struct page *p, const struct app *app)
{
	static struct consent_shown list[CONSENTS_MAX];
	size_t n;
	int r;

	if ((r = mine_consents(page_state(p), p->actor, app->id, list, CONSENTS_MAX, &n)) != 0)
		return r;
	for (size_t i = 0; i < n; i++) {
		struct hdf *item = hdf_item(p->data, "Consent", i);

		hdf_set(item, "Kind", document_kind_text[list[i].consent.kind]);
		hdf_set(item, "Language", list[i].consent.language);
		hdf_setn(item, "Number", list[i].consent.number);
		hdf_set(item, "Decision", consent_decision_text[list[i].consent.decision]);
		hdf_hex4(item, "Digest", list[i].shown_sha256, LEN_DIGEST);
		hdf_time(item, "At", list[i].consent.created);
	}
	return 0;
}

/* Who scans it comes to the public progress of this number, on the site whose certificate the browser checks. */
static int
fill_code(struct page *p, const struct app *app)
{
	struct buf path;
	int side, r;

	buf_init(&path, 0);
	hdf_setf(p->data, "Receipt.Url", "%s/progress?no=%s", page_site(p)->origin, app->no);
	if ((r = qr_path(hdf_get(p->data, "Receipt.Url"), &path, &side)) == 0) {
		hdf_set(p->data, "Receipt.Path", buf_str(&path));
		hdf_setn(p->data, "Receipt.Side", side);
	}
	buf_clear(&path);
	return r;
}

static int
fill_receipt(struct page *p, const struct draft *d)
{
	const struct app *a = &d->app;
	char code[KEY_CODE];

	draft_fill(p, d);
	hdf_set(p->data, "Crumb.2.Text", page_t(p, "Receipt.Title"));
	hdf_setf(p->data, "Crumb.1.Href", "/apply/%" PRIu64, a->id);
	hdf_set(p->data, "App.Name", a->common_name);
	hdf_set(p->data, "App.Unit", d->product.kind == PRODUCT_ENTERPRISE ? a->uscc : "");
	hdf_set(p->data, "App.Agent", a->agent_name);
	hdf_set(p->data, "App.Purpose", a->purpose);
	hdf_setn(p->data, "App.Attempt", a->attempt);
	hdf_time(p->data, "App.Submitted", a->submitted_at);
	hdf_time(p->data, "App.Due", a->due_at);
	hdf_set(p->data, "Have.Code", key_code(a->spki_sha256, code));
	return fill_code(p, a);
}

int
receipt_show(struct page *p)
{
	struct draft d;
	int r;

	if ((r = apply_find(page_state(p), p->actor, page_param(p, "no"), &d.app, &d.product)) != 0)
		return r;
	if (!apply_is_as_received(&d.app)) {
		r = page_redirect(p, "/apply/%" PRIu64, d.app.id);
	} else if ((r = fill_receipt(p, &d)) == 0 && (r = fill_consents(p, &d.app)) == 0) {
		page_title(p, "Receipt.Title");
		r = page_show(p, "page/receipt.cs");
	}
	draft_close(&d);
	return r;
}
