#include "pages/draft.h"

#include <inttypes.h>
#include <string.h>

#include "rules/agreeing.h"
#include "rules/apply.h"
#include "rules/mailbox.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/str.h"
#include "util/tm.h"
#include "web/hdf.h"
#include "web/page.h"

#define COOKIE		"draft"
#define COOKIE_LIFE	(90 * 24 * 60 * 60L)	/* as long as a draft lives at most */
#define KEY_TEXT	43			/* base64url of IDENTITY_KEY octets */

int
draft_get(struct page *p, struct draft *out)
{
	uint64_t id;
	int r;

	if ((r = page_id(p, "id", &id)) != 0)
		return r;
	return apply_get(page_state(p), p->actor, id, &out->app, &out->product);
}

void
draft_close(struct draft *d)
{
	app_clear(&d->app);
}

/* Where the person must go first, "" when nowhere. */
static int
way_before(struct page *p, enum submitting_part part, const struct draft *d, const char **way)
{
	enum document_kind kind;
	int r;

	*way = "";
	if (d->app.state != APP_DRAFT && d->app.state != APP_RETURNED)
		return 0;
	r = agreeing_missing(page_state(p), &d->app, &d->product, p->now, &kind);
	if (r == ERR_NOTFOUND)
		return 0;
	if (r == ERR_DENIED)
		*way = "/counter";
	else if (r == 0 && kind != DOCUMENT_SENSITIVE)
		*way = "/agreement";
	else if (r == 0 && submitting_sensitive(&d->product, part))
		*way = "/sensitive";
	return r == ERR_DENIED ? 0 : r;
}

int
draft_open(struct page *p, enum submitting_part part, struct draft *out, bool *elsewhere)
{
	const char *way;
	uint64_t id;
	int r;

	*elsewhere = false;
	if ((r = draft_get(p, out)) != 0)
		return r;
	id = out->app.id;
	if (out->app.state != APP_DRAFT && out->app.state != APP_RETURNED)
		way = "/done";
	else if ((r = way_before(p, part, out, &way)) != 0)
		goto close;
	if (*way == '\0')
		return 0;
	*elsewhere = true;
	r = page_redirect(p, "/apply/%" PRIu64 "%s", id, way);
close:
	draft_close(out);
	return r;
}

int
draft_with(struct page *p, enum submitting_part part, int (*act)(struct page *p, struct draft *d))
{
	struct draft d;
	bool elsewhere;
	int r;

	if ((r = draft_open(p, part, &d, &elsewhere)) != 0 || elsewhere)
		return r;
	r = act(p, &d);
	draft_close(&d);
	return r;
}

void
draft_fill(struct page *p, const struct draft *d)
{
	const struct app *a = &d->app;

	hdf_setid(p->data, "App.Id", a->id);
	hdf_setid(p->data, "App.Version", a->version);
	hdf_set(p->data, "App.No", a->no);
	hdf_set(p->data, "App.State", app_state_text[a->state]);
	hdf_set(p->data, "App.Product", a->product);
	hdf_set(p->data, "App.Kind", product_kind_text[d->product.kind]);
	if (a->state == APP_RETURNED)
		hdf_set(p->data, "App.Reason", a->reason);
	hdf_set(p->data, "Crumb.0.Text", page_t(p, "Nav.My"));
	hdf_set(p->data, "Crumb.0.Href", "/my");
	hdf_set(p->data, "Crumb.1.Text", page_t(p, region_printf(p->region, "Product.%s.Name", a->product)));
	page_nav(p, "my");
}

bool
draft_fresh(const struct page *p, const struct draft *d)
{
	uint64_t version;

	if (str_number(page_value(p, "version"), UINT64_MAX, "version", &version) == 0)
		return version == d->app.version;
	err_take();
	return false;
}

void
draft_again(struct page *p, struct draft *d)
{
	struct draft now;

	err_take();
	if (draft_get(p, &now) == 0) {
		draft_close(d);
		*d = now;
	}
	err_take();
}

void
draft_stale(struct page *p, struct draft *d)
{
	draft_again(p, d);
	resp_status(&p->resp, page_status(ERR_CONFLICT));
	hdf_flag(p->data, "App.Stale", true);
}

const unsigned char *
draft_key(const struct page *p, unsigned char to[IDENTITY_KEY])
{
	const char *text = req_cookie(p->req, "__Host-" COOKIE);
	struct buf key;
	bool whole;

	buf_init(&key, 0);
	whole = strlen(text) == KEY_TEXT && enc_unbase64url(text, KEY_TEXT, &key) == 0 && key.len == IDENTITY_KEY;
	if (whole)
		memcpy(to, key.data, IDENTITY_KEY);
	err_take();
	buf_wipe(&key);
	return whole ? to : NULL;
}

const unsigned char *
draft_key_made(struct page *p, unsigned char to[IDENTITY_KEY])
{
	struct buf text;

	if (draft_key(p, to) != NULL)
		return to;
	rnd_bytes(to, IDENTITY_KEY);
	buf_init(&text, 0);
	enc_base64url(to, IDENTITY_KEY, &text);
	resp_cookie(&p->resp, COOKIE, buf_str(&text), COOKIE_LIFE);
	buf_wipe(&text);
	return to;
}

/* As pki/idnum spells them; common ones first. */
const char *const draft_id_kinds[] = { "resident", "hmt-residence", "permanent", "passport", "foreign-passport", "hk-permit",
	"tw-permit", "vn", NULL };

/* Names of texts have no dash. */
const char *
draft_id_kind(struct page *p, const char *kind)
{
	char *key = region_printf(p->region, "Idnum.%s", kind);

	for (char *c = key; *c != '\0'; c++)
		if (*c == '-')
			*c = '_';
	return page_t(p, key);
}

int
draft_next(struct page *p, const struct draft *d, enum submitting_part done)
{
	static const char *const after[PART_MAX] = { [PART_TEXTS] = "subject", [PART_SUBJECT] = "identity",
	    [PART_EMAIL] = "identity", [PART_IDENTITY] = "key", [PART_KEY] = "materials", [PART_MATERIALS] = "check" };
	bool back = str_eq(page_value(p, "back"), "check");

	if (done == PART_SUBJECT && !mailbox_proven(&d->app))
		return page_redirect(p, "/apply/%" PRIu64 "/email%s", d->app.id, back ? "?back=check" : "");
	return page_redirect(p, "/apply/%" PRIu64 "/%s", d->app.id, back ? "check" : after[done]);
}
