#include "pages/desk.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "pages/sign_link.h"
#include "rules/actor.h"
#include "rules/badge.h"
#include "rules/desk.h"
#include "rules/looking.h"
#include "rules/releasing.h"
#include "rules/signing.h"
#include "rules/voiding.h"
#include "rules/watching.h"
#include "util/err.h"
#include "util/str.h"
#include "web/hdf.h"
#include "web/page.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static const struct field signed_fields[] = {
	{ "paper",	 FIELD_LINE,  FIELD_MUST, 71,	NULL },
	{ "credential",	 FIELD_TOKEN, FIELD_MUST, 1400, NULL },
	{ "auth_data",	 FIELD_TOKEN, FIELD_MUST, 1400, NULL },
	{ "client_data", FIELD_TOKEN, FIELD_MUST, 1400, NULL },
	{ "signature",	 FIELD_TOKEN, FIELD_MUST, 200,	NULL },
};

/* Papers of the desk alone: releases, and orders to revoke. */
static int
open_paper(struct page *p, struct signing *s, struct watching *w)
{
	uint64_t id;
	int r;

	memset(s, 0, sizeof(*s));
	memset(w, 0, sizeof(*w));
	if ((r = page_id(p, "paper", &id)) != 0 || (r = signing_get(page_state(p), p->actor, id, p->now, s)) != 0)
		return r;
	if (str_eq(s->paper.kind, "release"))
		return watching_by_hold(page_state(p), p->actor, s->paper.object, w);
	return str_eq(s->paper.kind, "order") ? watching_by_revocation(page_state(p), p->actor, s->paper.object, w) :
	    ERR_NOTFOUND;
}

static int
put_signs(struct page *p, const struct signing *s)
{
	char name[LEN_NAME];
	int r;

	for (size_t i = 0; i < s->signs; i++) {
		struct hdf *item = hdf_item(p->data, "Sign", i);

		if ((r = desk_name(page_state(p), s->sign[i].person_no, name)) != 0)
			return r;
		hdf_set(item, "Who", name);
		hdf_set(item, "Text", page_t(p, "Ra.Paper.Signed"));
		hdf_time(item, "At", s->sign[i].created);
	}
	return 0;
}

static int
put_link(struct page *p, const struct signing *s)
{
	struct sign_link link = { .does = "sign", .paper = &s->paper.text, .person = p->actor->person,
	    .back = region_printf(p->region, "/ra/paper/%" PRIu64 "/signed", s->paper.claim.id) };

	return s->open && !s->his ? sign_link(p, "Paper.Sign", &link) : 0;
}

static int
put_paper(struct page *p, const struct signing *s, const struct watching *w)
{
	struct hdf *paper = hdf_at(p->data, "Paper");
	int r;

	hdf_setid(paper, "Id", s->paper.claim.id);
	hdf_set(paper, "Kind", s->paper.kind);
	hdf_set(paper, "Text", buf_str(&s->paper.text));
	hdf_set(paper, "State", paper_state_text[s->paper.state]);
	hdf_setn(paper, "Needs", s->paper.needs);
	hdf_setn(paper, "Have", (int64_t)s->signs);
	hdf_time(paper, "Until", s->paper.until_at);
	hdf_flag(paper, "Open", s->open);
	hdf_flag(paper, "His", s->his);
	hdf_flag(paper, "Release", str_eq(s->paper.kind, "release"));
	hdf_set(p->data, "Cert.Name", w->cert.common_name);
	hdf_hex(p->data, "Cert.Serial", w->cert.serial.data, w->cert.serial.len);
	if (w->revocation.id != 0) {
		hdf_set(p->data, "Rev.Ground", w->revocation.ground);
		hdf_set(p->data, "Rev.Text", w->revocation.text);
	}
	if ((r = put_signs(p, s)) != 0)
		return r;
	return put_link(p, s);
}

static int
show(struct page *p)
{
	struct watching w;
	struct signing s;
	int r;

	if ((r = open_paper(p, &s, &w)) == 0 && (r = looking_cert(page_state(p), p->actor, &w.cert, p->now)) == 0 &&
	    (r = put_paper(p, &s, &w)) == 0) {
		page_title(p, str_eq(s.paper.kind, "release") ? "Ra.Paper.Release" : "Ra.Paper.Order");
		page_nav(p, "loss");
		r = page_show(p, "page/ra_paper.cs");
	}
	signing_clear(&s);
	watching_clear(&w);
	return r;
}

int
ra_paper_show(struct page *p)
{
	return show(p);
}

static int
take(struct page *p, const struct signing *s, bool *complete)
{
	const char *digest = page_value(p, "paper");
	struct badge_answer answer;
	int r;

	if ((r = sign_answer(p, &answer)) == 0)
		r = str_eq(s->paper.kind, "release") ?
		    releasing_take(page_state(p), p->actor, s->paper.claim.id, digest, &answer, p->now, complete) :
		    voiding_take(page_state(p), p->actor, s->paper.claim.id, digest, &answer, p->now, complete);
	badge_answer_clear(&answer);
	return r;
}

int
ra_paper_signed(struct page *p)
{
	bool complete = false;
	struct watching w;
	struct signing s;
	int r;

	if (page_fields(p, signed_fields, N(signed_fields)) != 0)
		return show(p);
	if ((r = open_paper(p, &s, &w)) == 0)
		r = take(p, &s, &complete);
	signing_clear(&s);
	watching_clear(&w);
	if (r == ERR_INPUT || r == ERR_CONFLICT || r == ERR_DENIED) {
		page_fault_note(p, "paper");
		return show(p);
	}
	if (r != 0)
		return r;
	page_flash(p, complete ? "RaComplete" : "RaOneSigned");
	return page_redirect(p, "/ra/paper/%s", page_param(p, "paper"));
}

int
ra_paper_drop(struct page *p)
{
	uint64_t id;
	int r;

	if ((r = page_id(p, "paper", &id)) == 0 && (r = releasing_drop(page_state(p), p->actor, id, p->now)) == 0) {
		page_flash(p, "RaDropped");
		return page_redirect(p, "/ra/?tab=loss");
	}
	return r;
}
