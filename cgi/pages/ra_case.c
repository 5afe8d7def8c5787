#include "pages/desk.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "pages/ra_compare.h"
#include "pages/ra_evidence.h"
#include "pages/remain.h"
#include "rules/actor.h"
#include "rules/deciding.h"
#include "rules/desk.h"
#include "rules/looking.h"
#include "util/err.h"
#include "util/str.h"
#include "web/hdf.h"
#include "web/page.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static const struct field number_fields[] = {
	{ "number_whom", FIELD_CHOICE, FIELD_MUST, 0,	 looking_whom_text },
	{ "number_why",  FIELD_LINE,	FIELD_MUST, 200, NULL },
};
static const struct field back_fields[] = {
	{ "version", FIELD_NUMBER, FIELD_MUST, UINT32_MAX, NULL },
	{ "back_reason", FIELD_TEXT,   FIELD_MUST, 300,	   NULL },
};
static const struct field decide_fields[] = {
	{ "decision", FIELD_CHOICE, 0, 0,   decision_word_text },
	{ "explain",  FIELD_TEXT,   0, 300, NULL },
};

/* --- what has happened ---------------------------------------------------------------------------------- */
struct line { const char *text, *who, *note; int64_t at; };

static const char *
who_was(struct page *p, const char *kind, const char *actor)
{
	char *name;

	if (!str_eq(kind, "operator"))
		return page_t(p, str_eq(kind, "account") ? "Ra.Who.account" : "Ra.Who.program");
	name = region_alloc(p->region, LEN_NAME);
	if (desk_name(page_state(p), actor, name) != 0)
		err_take();
	return name;
}

static void
put_history_line(struct page *p, size_t i, const struct line *l)
{
	struct hdf *item = hdf_item(p->data, "Time", i);

	hdf_set(item, "Text", l->text);
	hdf_set(item, "Who", l->who);
	hdf_set(item, "Note", l->note);
	hdf_time(item, "At", l->at);
}

/* Newest first; 受理 is no move and is put where its time belongs. */
static void
put_history(struct page *p, const struct desk_case *c)
{
	struct line receipt = { .text = page_t(p, "Ra.Event.receive"), .note = "", .at = c->app.accepted_at };
	bool open = c->app.accepted_at != 0;
	size_t n = 0;

	if (open)
		receipt.who = who_was(p, "operator", c->accepted_by);
	for (size_t i = c->events; i > 0; i--) {
		const struct event *e = &c->event[i - 1];
		struct line l = { .who = who_was(p, e->actor_kind, e->actor), .note = e->reason, .at = e->created,
		    .text = page_t(p, region_printf(p->region, "Ra.Event.%s", e->event)) };

		if (open && e->created < receipt.at) {
			put_history_line(p, n++, &receipt);
			open = false;
		}
		put_history_line(p, n++, &l);
	}
	if (open)
		put_history_line(p, n, &receipt);
}

/* --- facts, rights ------------------------------------------------------------------------------------------- */
static void
put_app(struct page *p, const struct desk_case *c)
{
	struct hdf *app = hdf_at(p->data, "App");
	const struct app *a = &c->app;

	hdf_set(app, "No", a->no);
	hdf_set(app, "State", app_state_text[a->state]);
	hdf_set(app, "Product", a->product);
	hdf_set(app, "ForUnit", c->product.kind == PRODUCT_ENTERPRISE ? "1" : "");
	hdf_set(app, "Kind", app_kind_text[a->kind]);
	hdf_set(app, "Name", a->org_name[0] != '\0' ? a->org_name : a->common_name);
	hdf_set(app, "Agent", a->agent_name);
	hdf_set(app, "Purpose", a->purpose);
	hdf_setn(app, "Days", c->product.days);
	hdf_setn(app, "Attempt", a->attempt);
	hdf_setid(app, "Version", a->version);
	hdf_time(app, "Submitted", a->submitted_at);
	hdf_time(app, "Accepted", a->accepted_at);
	hdf_time(app, "Stamped", a->stamped_at);
	hdf_set(app, "Reason", a->reason);
	if (a->state == APP_SUBMITTED || a->state == APP_ENTERED)
		remain_put(p, app, a->due_at);
	hdf_set(p->data, "Refusal", c->refusal[0] != '\0' ? page_note(p, c->refusal) : "");
	for (size_t i = 0; i < LOOKING_WHOM_MAX; i++)
		hdf_flag(p->data, region_printf(p->region, "Whom.%s", looking_whom_text[i]), c->person[i].id != 0);
}

static void
put_consents(struct page *p, const struct desk_case *c)
{
	for (size_t i = 0; i < c->consents; i++) {
		struct hdf *item = hdf_item(p->data, "Act", i);

		hdf_set(item, "Kind", document_kind_text[c->consent[i].kind]);
		hdf_set(item, "Language", c->consent[i].language);
		hdf_setn(item, "Number", c->consent[i].number);
		hdf_set(item, "Decision", consent_decision_text[c->consent[i].decision]);
		hdf_time(item, "At", c->consent[i].created);
	}
}

static void
put_entry(struct page *p, const struct desk_case *c)
{
	for (size_t i = c->decisions; i > 0; i--) {
		const struct decision_line *d = &c->decision[i - 1];

		if (d->act != DECISION_ENTER || d->decision != DECISION_APPROVE)
			continue;
		hdf_set(p->data, "Entry.Who", who_was(p, "operator", d->person_no));
		hdf_time(p->data, "Entry.At", d->created);
		return;
	}
}

/* What he may do, and why not; rules decide it again when he does it. */
static int
put_rights(struct page *p, const struct desk_case *c)
{
	const struct app *a = &c->app;
	bool anothers = c->claimer[0] != '\0' && !c->mine, turn = desk_is_his_turn(p->actor, a);
	int r;

	hdf_set(p->data, "Claimer", c->claimer);
	hdf_flag(p->data, "Mine", c->mine && c->claimer[0] != '\0');
	if (!turn || anothers)
		return 0;
	hdf_flag(p->data, "Can.Claim", c->claimer[0] == '\0');
	hdf_flag(p->data, "Can.Accept", a->state == APP_SUBMITTED && a->accepted_at == 0);
	r = deciding_may(page_state(p), p->actor, c, p->now);
	if (r == ERR_CONFLICT || r == ERR_DENIED)
		hdf_set(p->data, "Why", page_note(p, err_take()));
	hdf_flag(p->data, "Can.Decide", r != ERR_DENIED);
	hdf_flag(p->data, "Can.Back", r != ERR_DENIED && a->state == APP_ENTERED);
	if (r == 0 || r == ERR_CONFLICT || r == ERR_DENIED || r == ERR_INPUT) {
		err_take();
		return 0;
	}
	return r;
}

/* The queue it stands in, if it still stands in one. */
static void
put_place(struct page *p, const struct desk_case *c)
{
	static const struct { enum app_state state; const char *tab, *text; } places[] = {
		{ APP_SUBMITTED, "entry", "Menu.Entry" }, { APP_ENTERED, "review", "Menu.Reviewing" },
		{ APP_RETURNED, "returned", "Menu.Returned" },
	};
	size_t n = 0;

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (places[i].state == c->app.state) {
			struct hdf *crumb = hdf_item(p->data, "Crumb", n++);

			hdf_set(crumb, "Text", page_t(p, places[i].text));
			hdf_setf(crumb, "Href", "/ra/?tab=%s", places[i].tab);
			page_nav(p, places[i].tab);
		}
	hdf_set(hdf_item(p->data, "Crumb", n), "Text", c->app.no);
}

static int
show(struct page *p, const struct desk_case *c)
{
	int r;

	put_app(p, c);
	ra_evidence(p, c);
	ra_compare(p, c);
	put_consents(p, c);
	put_history(p, c);
	put_entry(p, c);
	if ((r = put_rights(p, c)) != 0)
		return r;
	page_keep(p, decide_fields, N(decide_fields));
	page_keep(p, number_fields, N(number_fields));
	page_keep(p, back_fields, N(back_fields));
	put_place(p, c);
	page_title(p, "Ra.Case.Title");
	return page_show(p, "page/ra_case.cs");
}

int
ra_case_again(struct page *p)
{
	struct desk_case c;
	int r;

	if ((r = desk_open(page_state(p), p->actor, page_param(p, "no"), p->now, &c)) == 0)
		r = show(p, &c);
	desk_case_clear(&c);
	return r;
}

int
ra_case_show(struct page *p)
{
	return ra_case_again(p);
}

/* --- small acts ------------------------------------------------------------------------------------------------ */
static int
send_back(struct page *p, const char *no)
{
	uint64_t version;
	int r;

	if (page_fields(p, back_fields, N(back_fields)) != 0)
		return ERR_INPUT;
	if ((r = str_number(page_value(p, "version"), UINT32_MAX, "version", &version)) != 0)
		return r;
	return desk_send_back(page_state(p), p->actor, no, version, page_value(p, "back_reason"), p->now);
}

static int
act(struct page *p, const char *no)
{
	const char *word = page_value(p, "act");
	struct rules *rules = page_state(p);

	if (str_eq(word, "claim"))
		return desk_claim(rules, p->actor, no, p->now);
	if (str_eq(word, "unclaim"))
		return desk_unclaim(rules, p->actor, no, p->now);
	if (str_eq(word, "accept"))
		return desk_accept(rules, p->actor, no, p->now);
	return str_eq(word, "back") ? send_back(p, no) : ERR_NOTFOUND;
}

int
ra_case_send(struct page *p)
{
	const char *no = page_param(p, "no"), *word = page_value(p, "act");
	int r = act(p, no);

	if (r == ERR_INPUT || r == ERR_CONFLICT || r == ERR_DENIED) {
		if (p->faults == 0)
			page_fault_note(p, str_eq(word, "back") ? "back_reason" : "act");
		return ra_case_again(p);
	}
	if (r != 0)
		return r;
	if (str_eq(word, "accept"))
		page_flash(p, "RaAccepted");
	return str_eq(word, "unclaim") ? page_redirect(p, "/ra/") : page_redirect(p, "/ra/%s", no);
}

/* The number in full, on this one page and nowhere else. */
static int
show_number(struct page *p)
{
	char number[LOOKING_NUMBER];
	enum looking_whom whom = LOOKING_APPLICANT;
	struct app app;
	int r;

	while (!str_eq(looking_whom_text[whom], page_value(p, "number_whom")))
		whom++;
	if ((r = desk_find(page_state(p), p->actor, page_param(p, "no"), &app)) == 0)
		r = looking_number(page_state(p), p->actor, &app, whom, page_value(p, "number_why"), p->now, number);
	app_clear(&app);
	if (r != 0)
		return r;
	hdf_set(p->data, "Plain.Number", number);
	hdf_set(p->data, "Plain.Whom", looking_whom_text[whom]);
	explicit_bzero(number, sizeof(number));
	return ra_case_again(p);
}

int
ra_number_send(struct page *p)
{
	int r;

	if (page_fields(p, number_fields, N(number_fields)) != 0)
		return ra_case_again(p);
	if ((r = show_number(p)) != ERR_INPUT && r != ERR_CRYPTO && r != ERR_PEER)
		return r;
	page_fault_note(p, "number_why");
	return ra_case_again(p);
}
