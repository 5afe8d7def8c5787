#include "pages/draft.h"
#include "pages/hall.h"

#include <inttypes.h>
#include <string.h>

#include "rules/agreeing.h"
#include "rules/apply.h"
#include "rules/keying.h"
#include "rules/mine.h"
#include "util/err.h"
#include "util/str.h"
#include "web/hdf.h"
#include "web/page.h"

#define EVENTS_MAX 100

/* Newest first, in the words of T.Event; the desk's people are not named to the applicant. */
static int
fill_events(struct page *p, const struct app *app)
{
	static struct event list[EVENTS_MAX];
	size_t n;
	int r;

	if ((r = mine_events(page_state(p), p->actor, app->id, list, EVENTS_MAX, &n)) != 0)
		return r;
	for (size_t i = 0; i < n; i++) {
		const struct event *e = &list[n - 1 - i];
		struct hdf *item = hdf_item(p->data, "Event", i);

		hdf_set(item, "Text", page_t(p, region_printf(p->region, "Event.%s", e->event)));
		hdf_set(item, "Note", str_eq(e->event, "return") || str_eq(e->event, "reject") ? e->reason : "");
		hdf_time(item, "At", e->created);
	}
	return 0;
}

/* Where the case stands on its way: 1 received, 2 entered, 3 reviewed, 4 made, 5 delivered; 0: off the way. */
static int
step_of(enum app_state state)
{
	static const int steps[APP_STATE_MAX] = { [APP_SUBMITTED] = 1, [APP_ENTERED] = 2, [APP_REVIEWED] = 3, [APP_ISSUING] = 3,
	    [APP_ISSUED] = 4, [APP_DOWNLOADED] = 4, [APP_ACCEPTED] = 5 };

	return steps[state];
}

static int
fill_cert(struct page *p, const struct app *app)
{
	struct cert_row cert;
	int r;

	memset(&cert, 0, sizeof(cert));
	if ((r = mine_cert_of(page_state(p), p->actor, app->id, &cert)) == 0) {
		hdf_hex(p->data, "Cert.Serial", cert.serial.data, cert.serial.len);
		hdf_set(p->data, "Cert.State", cert_state_text[cert.state]);
	}
	cert_row_clear(&cert);
	return r == ERR_NOTFOUND ? 0 : r;
}

static void
fill_case(struct page *p, const struct draft *d)
{
	const struct app *a = &d->app;
	char code[KEY_CODE];

	draft_fill(p, d);
	hdf_set(p->data, "App.Name", a->common_name);
	hdf_set(p->data, "App.Purpose", a->purpose);
	hdf_time(p->data, "App.Submitted", a->submitted_at);
	hdf_time(p->data, "App.Accepted", a->accepted_at);
	hdf_time(p->data, "App.Due", a->due_at);
	hdf_setn(p->data, "App.Step", step_of(a->state));
	hdf_flag(p->data, "Can.Edit", a->state == APP_DRAFT || a->state == APP_RETURNED);
	hdf_flag(p->data, "Can.Rekey", a->state == APP_SUBMITTED || a->state == APP_ENTERED);
	hdf_flag(p->data, "Can.Receipt", apply_is_as_received(a));
	hdf_flag(p->data, "Can.Withdraw", apply_may_withdraw(p->actor, a));
	if (a->spki.len > 0) {
		hdf_set(p->data, "Have.Code", key_code(a->spki_sha256, code));
		hdf_set(p->data, "Have.Origin", app_key_text[a->key_origin]);
		hdf_hex(p->data, "Have.Spki", a->spki_sha256, LEN_DIGEST);
	}
}

int
case_show(struct page *p)
{
	struct draft d;
	int r;

	if ((r = draft_get(p, &d)) != 0)
		return r;
	fill_case(p, &d);
	if ((r = fill_events(p, &d.app)) == 0 && (r = fill_cert(p, &d.app)) == 0) {
		page_title(p, "Case.Title");
		r = page_show(p, "page/case.cs");
	}
	draft_close(&d);
	return r;
}

/* /fix: what the desk wants mended, and the ways to each part. */
int
fix_show(struct page *p)
{
	struct draft d;
	int r;

	if ((r = draft_get(p, &d)) != 0)
		return r;
	if (d.app.state == APP_RETURNED) {
		fill_case(p, &d);
		page_title(p, "Fix.Title");
		r = page_show(p, "page/fix.cs");
	} else {
		r = page_redirect(p, "/apply/%" PRIu64, d.app.id);
	}
	draft_close(&d);
	return r;
}

/* /counter: who refused a text, or cannot go on here, is told of the way that is always open. */
int
counter_show(struct page *p)
{
	enum agreeing_state state;
	struct draft d;
	int r;

	if ((r = draft_get(p, &d)) != 0)
		return r;
	fill_case(p, &d);
	if ((r = agreeing_state(page_state(p), &d.app, DOCUMENT_SENSITIVE, p->now, &state)) != 0) {
		draft_close(&d);
		return r;
	}
	hdf_set(p->data, "Refused", state == AGREEING_REFUSED ? "sensitive" : "agreement");
	page_title(p, "Counter.Title");
	r = page_show(p, "page/counter.cs");
	draft_close(&d);
	return r;
}

int
withdraw_show(struct page *p)
{
	struct draft d;
	int r;

	if ((r = draft_get(p, &d)) != 0)
		return r;
	if (apply_may_withdraw(p->actor, &d.app)) {
		fill_case(p, &d);
		page_title(p, "Withdraw.Title");
		r = page_show(p, "page/withdraw.cs");
	} else {
		r = page_redirect(p, "/apply/%" PRIu64, d.app.id);
	}
	draft_close(&d);
	return r;
}

/* A second click finds it withdrawn; one that came too late is shown how it stands. */
int
withdraw_send(struct page *p)
{
	uint64_t id;
	int r;

	if ((r = page_id(p, "id", &id)) != 0)
		return r;
	r = apply_withdraw(page_state(p), p->actor, id, p->now);
	if (r != 0 && r != ERR_CONFLICT)
		return r;
	err_take();
	page_flash(p, r == 0 ? "Withdrawn" : "NotWithdrawn");
	return page_redirect(p, "/apply/%" PRIu64, id);
}
