#include <inttypes.h>

#include "pages/draft.h"
#include "pages/hall.h"
#include "rules/agreeing.h"
#include "rules/apply.h"
#include "util/err.h"
#include "util/str.h"
#include "web/hdf.h"
#include "web/page.h"
#include "web/view.h"

static const struct field tick_fields[] = {
	{ "presentation", FIELD_TOKEN, FIELD_MUST, 20, NULL },
	{ "kind",	  FIELD_TOKEN, FIELD_MUST, 16, NULL },
	{ "agree",	  FIELD_TICK,  FIELD_MUST, 0,  NULL },
};
static const char *const choices[] = { "accept", "refuse", NULL };
static const struct field choice_fields[] = {
	{ "presentation", FIELD_TOKEN,  FIELD_MUST, 20, NULL },
	{ "sensitive",	  FIELD_CHOICE, FIELD_MUST, 0,	choices },
};
#define CLAUSES 64
#define N(a) (sizeof(a) / sizeof((a)[0]))

/* The texts of what was submitted are agreed to: its page is shown instead (the browser went back). */
static int
open_app(struct page *p, struct draft *d, bool *elsewhere)
{
	int r;

	*elsewhere = false;
	if ((r = draft_get(p, d)) != 0)
		return r;
	if (d->app.state == APP_DRAFT || d->app.state == APP_RETURNED) {
		draft_fill(p, d);
		return 0;
	}
	*elsewhere = true;
	r = page_redirect(p, "/apply/%" PRIu64, d->app.id);
	draft_close(d);
	return r;
}

static int
show_clauses(struct page *p, uint64_t revision)
{
	static struct clause list[CLAUSES];
	size_t n;
	int r;

	if ((r = agreeing_clauses(page_state(p), revision, list, CLAUSES, &n)) != 0)
		return r;
	for (size_t i = 0; i < n; i++) {
		struct hdf *item = hdf_item(p->data, "Doc.Clause", i);

		hdf_set(item, "Heading", list[i].heading);
		hdf_set(item, "Text", list[i].text);
		hdf_set(item, "Anchor", list[i].anchor);
	}
	return 0;
}

/* Shows the text, and records that it did (I2): the bytes in the page are the bytes whose digest stands in the record. */
static int
show_document(struct page *p, const struct app *app, enum document_kind kind)
{
	struct revision rev;
	uint64_t presentation;
	int r;

	if ((r = agreeing_show(page_state(p), p->actor, app, kind, lang_text[p->lang], page_build(p), p->now, &rev,
	    &presentation)) != 0)
		return r == ERR_NOTFOUND ? err_set(ERR_PEER, "the texts of the hall are not published yet") : r;
	hdf_set(p->data, "Doc.Kind", document_kind_text[kind]);
	hdf_set(p->data, "Doc.Title", rev.title);
	hdf_set(p->data, "Doc.Language", rev.language);
	hdf_setn(p->data, "Doc.Number", rev.number);
	hdf_time(p->data, "Doc.Effective", rev.effective_at);
	hdf_hex(p->data, "Doc.Sha256", rev.sha256, sizeof(rev.sha256));
	hdf_hex(p->data, "Doc.Sm3", rev.sm3, sizeof(rev.sm3));
	hdf_setf(p->data, "Doc.Short", "%02x%02x %02x%02x … %02x%02x", rev.sm3[0], rev.sm3[1], rev.sm3[2], rev.sm3[3],
	    rev.sm3[LEN_DIGEST - 2], rev.sm3[LEN_DIGEST - 1]);
	hdf_set(p->data, "Doc.Html", buf_str(&rev.html));
	hdf_setid(p->data, "Doc.Presentation", presentation);
	r = show_clauses(p, rev.id);
	revision_clear(&rev);
	return r;
}

/* Where the application goes on after its texts; the separate consent comes later, before the first field it is about. */
static int
go_on(struct page *p, const struct app *app, int missing, enum document_kind kind)
{
	if (missing == 0)
		return page_redirect(p, "/apply/%" PRIu64 "/%s", app->id, kind == DOCUMENT_SENSITIVE ? "subject" : "agreement");
	if (missing == ERR_DENIED)
		return page_redirect(p, "/apply/%" PRIu64 "/counter", app->id);
	return missing == ERR_NOTFOUND ? page_redirect(p, "/apply/%" PRIu64 "/subject", app->id) : missing;
}

static int
show_next(struct page *p, const struct app *app, const struct product *product)
{
	enum document_kind kind;
	int r;

	r = agreeing_missing(page_state(p), app, product, p->now, &kind);
	if (r == ERR_DENIED && kind != DOCUMENT_SENSITIVE)	/* refused before; who comes here again may decide again */
		r = 0;
	if (r != 0 || kind == DOCUMENT_SENSITIVE)
		return go_on(p, app, r, kind);
	if ((r = show_document(p, app, kind)) != 0)
		return r;
	page_title(p, "Agreement.Title");
	return page_show(p, "page/agreement.cs");
}

int
agreement_show(struct page *p)
{
	struct draft d;
	bool elsewhere;
	int r;

	if ((r = open_app(p, &d, &elsewhere)) != 0 || elsewhere)
		return r;
	r = show_next(p, &d.app, &d.product);
	draft_close(&d);
	return r;
}

static int
act(struct page *p, const struct draft *d, enum document_kind kind, enum consent_decision decision,
    enum consent_method method, const char *label)
{
	struct agreeing_act a = { .kind = kind, .capacity = d->product.kind == PRODUCT_ENTERPRISE ? CONSENT_AGENT : CONSENT_SELF,
	    .decision = decision, .method = method, .label = label, .initial = method == CONSENT_TICK ? "unticked" : "none",
	    .scrolled = page_ticked(p, "scrolled"), .opened = page_ticked(p, "opened"), .once = page_once(p) };
	int r;

	if ((r = str_number(page_value(p, "presentation"), UINT64_MAX, "showing", &a.presentation)) != 0)
		return r;
	return agreeing_act(page_state(p), p->actor, &d->app, &a, p->now);
}

static int
read_kind(struct page *p, enum document_kind *out)
{
	for (int k = 0; k < DOCUMENT_KIND_MAX; k++)
		if (str_eq(document_kind_text[k], page_value(p, "kind")) && k != DOCUMENT_SENSITIVE) {
			*out = (enum document_kind)k;
			return 0;
		}
	return ERR_NOTFOUND;
}

/* As easy as agreeing, and recorded (domain.md 6.3, 6.4). */
static int
refuse(struct page *p, const struct draft *d, enum document_kind kind)
{
	int r;

	if ((r = act(p, d, kind, CONSENT_REFUSE, CONSENT_CLICK, page_t(p, "Agreement.Refuse"))) == 0)
		return page_redirect(p, "/apply/%" PRIu64 "/counter", d->app.id);
	if (r != ERR_CONFLICT)
		return r;
	err_take();
	page_flash(p, "NewRevision");
	return page_redirect(p, "/apply/%" PRIu64 "/agreement", d->app.id);
}

static int
take_tick(struct page *p, const struct draft *d)
{
	const struct app *app = &d->app;
	enum document_kind kind;
	int r;

	if ((r = read_kind(p, &kind)) != 0)
		return r;
	if (page_ticked(p, "refuse"))
		return refuse(p, d, kind);
	if (page_fields(p, tick_fields, N(tick_fields)) != 0) {
		if ((r = show_document(p, app, kind)) != 0)
			return r;
		page_title(p, "Agreement.Title");
		return page_show(p, "page/agreement.cs");
	}
	r = act(p, d, kind, kind == DOCUMENT_AGREEMENT ? CONSENT_ACCEPT : CONSENT_ACKNOWLEDGE, CONSENT_TICK,
	    page_t(p, kind == DOCUMENT_AGREEMENT ? "Agreement.Agree" : "Agreement.Read"));
	if (r == ERR_CONFLICT) {
		err_take();
		page_flash(p, "NewRevision");
		return page_redirect(p, "/apply/%" PRIu64 "/agreement", app->id);
	}
	if (r != 0)
		return r;
	r = agreeing_missing(page_state(p), app, &d->product, p->now, &kind);
	return go_on(p, app, r, kind);
}

int
agreement_send(struct page *p)
{
	struct draft d;
	bool elsewhere;
	int r;

	if ((r = open_app(p, &d, &elsewhere)) != 0 || elsewhere)
		return r;
	r = take_tick(p, &d);
	draft_close(&d);
	return r;
}

static int
sensitive_page(struct page *p, const struct app *app)
{
	int r;

	if ((r = show_document(p, app, DOCUMENT_SENSITIVE)) != 0)
		return r;
	page_title(p, "Sensitive.Title");
	return page_show(p, "page/sensitive.cs");
}

int
sensitive_show(struct page *p)
{
	enum agreeing_state state;
	struct draft d;
	bool elsewhere;
	int r;

	if ((r = open_app(p, &d, &elsewhere)) != 0 || elsewhere)
		return r;
	if ((r = agreeing_state(page_state(p), &d.app, DOCUMENT_SENSITIVE, p->now, &state)) == 0)
		r = state == AGREEING_DONE ? page_redirect(p, "/apply/%" PRIu64 "/identity", d.app.id) : sensitive_page(p, &d.app);
	draft_close(&d);
	return r;
}

static int
take_choice(struct page *p, const struct draft *d)
{
	const struct app *app = &d->app;
	bool accept;
	int r;

	if (page_fields(p, choice_fields, N(choice_fields)) != 0)
		return sensitive_page(p, app);
	accept = str_eq(page_value(p, "sensitive"), "accept");
	r = act(p, d, DOCUMENT_SENSITIVE, accept ? CONSENT_ACCEPT : CONSENT_REFUSE, CONSENT_CHOICE,
	    page_t(p, accept ? "Sensitive.Yes" : "Sensitive.No"));
	if (r == ERR_CONFLICT) {
		err_take();
		page_flash(p, "NewRevision");
		return page_redirect(p, "/apply/%" PRIu64 "/sensitive", app->id);
	}
	return r != 0 ? r : page_redirect(p, "/apply/%" PRIu64 "/%s", app->id, accept ? "identity" : "counter");
}

int
sensitive_send(struct page *p)
{
	struct draft d;
	bool elsewhere;
	int r;

	if ((r = open_app(p, &d, &elsewhere)) != 0 || elsewhere)
		return r;
	r = take_choice(p, &d);
	draft_close(&d);
	return r;
}
