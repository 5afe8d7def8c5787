#include <inttypes.h>
#include <string.h>

#include "pages/draft.h"
#include "pages/hall.h"
#include "rules/apply.h"
#include "rules/keying.h"
#include "util/err.h"
#include "util/str.h"
#include "web/hdf.h"
#include "web/page.h"

#define CSR_CHARACTERS 20000

static const char *const origins[] = { "browser", "pkcs10", NULL };
static const struct field fields[] = {
	{ "origin", FIELD_CHOICE, FIELD_MUST, 0, origins },
	{ "csr",    FIELD_TEXT,	  FIELD_MUST, CSR_CHARACTERS, NULL },
};
#define N(a) (sizeof(a) / sizeof((a)[0]))

/* What the request made in the browser names; the certificate's own name comes from the case text. */
static void
fill_subject(struct page *p, const struct app *a)
{
	const struct { const char *type, *value; } parts[] = {
		{ "C", a->country }, { "ST", a->province }, { "L", a->locality }, { "O", a->org_name }, { "OU", a->org_unit },
		{ "CN", a->common_name },
	};
	size_t n = 0;

	for (size_t i = 0; i < N(parts); i++)
		if (*parts[i].value != '\0') {
			struct hdf *item = hdf_item(p->data, "Key.Subject", n++);

			hdf_set(item, "Type", parts[i].type);
			hdf_set(item, "Value", parts[i].value);
		}
	hdf_set(p->data, "Key.Email", a->email);
	hdf_setf(p->data, "Key.File", "certhall-key-%" PRIu64, a->id % 1000000);
}

static void
fill_key(struct page *p, const struct app *a)
{
	char code[KEY_CODE];

	if (a->spki.len == 0)
		return;
	hdf_set(p->data, "Have.Origin", app_key_text[a->key_origin]);
	hdf_set(p->data, "Have.Code", key_code(a->spki_sha256, code));
	hdf_hex4(p->data, "Have.Digest", a->spki_sha256, LEN_DIGEST);
	hdf_hex(p->data, "Have.Spki", a->spki_sha256, LEN_DIGEST);
}

static int
show(struct page *p, const struct draft *d)
{
	unsigned kinds;
	int r;

	if ((r = keying_kinds(page_state(p), &d->product, &kinds)) != 0)
		return r;
	for (int k = 0; k < KEY_KIND_MAX; k++)
		hdf_flag(p->data, region_printf(p->region, "Key.Alg.%s", key_kind_text[k]), kinds & 1u << k);
	draft_fill(p, d);
	fill_subject(p, &d->app);
	fill_key(p, &d->app);
	hdf_flag(p->data, "App.Replaces", d->app.state == APP_SUBMITTED || d->app.state == APP_ENTERED);
	hdf_set(p->data, "App.Back", page_value(p, "back"));
	page_title(p, "KeyPage.Title");
	return page_show(p, "page/key.cs");
}

/* Also of an application that waits for its decisions: a lost key can be replaced until the certificate is made. */
static int
open_key(struct page *p, struct draft *d, bool *elsewhere)
{
	int r;

	*elsewhere = false;
	if ((r = draft_get(p, d)) != 0)
		return r;
	if (d->app.state == APP_SUBMITTED || d->app.state == APP_ENTERED)
		return 0;
	draft_close(d);
	return draft_open(p, PART_KEY, d, elsewhere);
}

int
key_show(struct page *p)
{
	struct draft d;
	bool elsewhere;
	int r;

	if ((r = open_key(p, &d, &elsewhere)) != 0 || elsewhere)
		return r;
	r = show(p, &d);
	draft_close(&d);
	return r;
}

/* A key that came from the page's own script has no field of its own that a fault could stand beside. */
static int
refuse(struct page *p, const struct draft *d, bool browser)
{
	page_fault_note(p, browser ? "key" : "csr");
	return show(p, d);
}

static int
store(struct page *p, struct draft *d, enum app_key origin, const char *csr)
{
	bool fresh = draft_fresh(p, d), submitted = d->app.state != APP_DRAFT && d->app.state != APP_RETURNED;
	unsigned char before[LEN_DIGEST];
	bool had = d->app.spki.len > 0;
	int r;

	memcpy(before, d->app.spki_sha256, LEN_DIGEST);
	if ((r = keying_take(page_state(p), &d->app, &d->product, origin, csr, strlen(csr))) != 0)
		return r == ERR_INPUT || r == ERR_LIMIT || r == ERR_CONFLICT ? refuse(p, d, origin == APP_KEY_BROWSER) : r;
	if (had && memcmp(before, d->app.spki_sha256, LEN_DIGEST) == 0)
		return submitted ? page_redirect(p, "/apply/%" PRIu64, d->app.id) : draft_next(p, d, PART_KEY);
	if (!fresh)
		r = ERR_CONFLICT;
	else if (submitted)
		r = keying_replace(page_state(p), p->actor, &d->app, p->now);
	else
		r = apply_save(page_state(p), p->actor, &d->app, "key", p->now);
	if (r == ERR_CONFLICT) {
		draft_stale(p, d);
		return show(p, d);
	}
	if (r != 0 || !submitted)
		return r != 0 ? r : draft_next(p, d, PART_KEY);
	page_flash(p, "KeyReplaced");
	return page_redirect(p, "/apply/%" PRIu64, d->app.id);
}

int
key_send(struct page *p)
{
	struct draft d;
	bool elsewhere;
	int r;

	if ((r = open_key(p, &d, &elsewhere)) != 0 || elsewhere)
		return r;
	if (page_fields(p, fields, N(fields)) != 0)
		r = show(p, &d);
	else
		r = store(p, &d, str_eq(page_value(p, "origin"), "browser") ? APP_KEY_BROWSER : APP_KEY_PKCS10, page_value(p, "csr"));
	draft_close(&d);
	return r;
}
