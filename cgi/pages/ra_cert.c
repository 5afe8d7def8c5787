#include "pages/desk.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "pages/ra_loss.h"
#include "rules/actor.h"
#include "rules/desk.h"
#include "rules/looking.h"
#include "rules/losing.h"
#include "rules/releasing.h"
#include "rules/voiding.h"
#include "rules/watching.h"
#include "util/buf.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/str.h"
#include "util/tm.h"
#include "web/hdf.h"
#include "web/page.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))
#define A_PAGE 50

static const char *const hold_ways[] = { "phone", "desk", "court", NULL };
static const char *const verdicts[] = { "accept", "refuse", NULL };
static const struct field hold_fields[] = {
	{ "hold_way",  FIELD_CHOICE, FIELD_MUST, 0,   hold_ways },
	{ "hold_text", FIELD_TEXT,   FIELD_MUST, 500, NULL },
};
static const struct field release_fields[] = {
	{ "release_seen", FIELD_TICK, FIELD_MUST, 0,   NULL },
	{ "release_text", FIELD_TEXT, FIELD_MUST, 500, NULL },
};
static const struct field revoke_fields[] = {
	{ "ground",	 FIELD_CHOICE, FIELD_MUST, 0,	voiding_grounds },
	{ "ground_text", FIELD_TEXT,   FIELD_MUST, 500, NULL },
	{ "invalid_day", FIELD_DATE,   0,	   0,	NULL },
};
static const struct field verdict_fields[] = {
	{ "version", FIELD_NUMBER, FIELD_MUST, UINT32_MAX, NULL },
	{ "verdict", FIELD_CHOICE, FIELD_MUST, 0,	   verdicts },
};

/* --- search ------------------------------------------------------------------------------------------------- */
static bool
is_number(const char *q)	/* of an application: YYYYMMDD-NNNNNN */
{
	return strlen(q) > 9 && strlen(q) < LEN_NO && q[8] == '-' && strspn(q, "0123456789-") == strlen(q);
}

static void
put_line(struct page *p, size_t i, const struct cert_line *c)
{
	struct hdf *item = hdf_item(p->data, "Cert", i);
	struct buf href = BUF_INIT;

	buf_adds(&href, "/ra/cert/");
	enc_hex(c->serial.data, c->serial.len, &href);
	hdf_set(item, "Href", buf_str(&href));
	hdf_hex(item, "Serial", c->serial.data, c->serial.len);
	hdf_short(item, "Name", c->common_name, 24);
	hdf_set(item, "Product", c->product);
	hdf_set(item, "State", c->state == CERT_VALID && c->not_after <= p->now ? "expired" : cert_state_text[c->state]);
	hdf_time(item, "Until", c->not_after);
	buf_clear(&href);
}

static int
put_found(struct page *p, const char *q)
{
	struct cert_line list[A_PAGE + 1];
	uint64_t below = 0;
	size_t n;
	int r;

	if (*page_value(p, "below") != '\0' && (r = str_number(page_value(p, "below"), UINT64_MAX, "page", &below)) != 0)
		return r;
	r = watching_search(page_state(p), p->actor, q, below, p->now, list, A_PAGE + 1, &n);
	for (size_t i = 0; i < n; i++) {
		if (r == 0 && i < A_PAGE)
			put_line(p, i, &list[i]);
		cert_line_clear(&list[i]);
	}
	if (n > A_PAGE)
		hdf_setf(p->data, "Pager.Next", "/ra/cert?below=%" PRIu64 "&q=", list[A_PAGE - 1].id);
	return r;
}

int
ra_search_show(struct page *p)
{
	const char *q = page_value(p, "q");
	int r;

	if (is_number(q))
		return page_redirect(p, "/ra/%s", q);
	if (*q != '\0' && (r = put_found(p, q)) != 0)
		return r;
	hdf_set(p->data, "Q", q);
	page_title(p, "Menu.Find");
	page_nav(p, "cert");
	return page_show(p, "page/ra_search.cs");
}

/* --- one certificate ------------------------------------------------------------------------------------------ */
static void
put_cert(struct page *p, const struct cert_row *c)
{
	struct hdf *cert = hdf_at(p->data, "Cert");

	hdf_hex(cert, "Serial", c->serial.data, c->serial.len);
	hdf_set(cert, "Issuer", c->issuer);
	hdf_set(cert, "Name", c->common_name);
	hdf_set(cert, "Subject", c->subject);
	hdf_set(cert, "Product", c->product);
	hdf_set(cert, "State", c->state == CERT_VALID && c->not_after <= p->now ? "expired" : cert_state_text[c->state]);
	hdf_hex4(cert, "Key", c->spki_sha256, 10);
	hdf_time(cert, "From", c->not_before);
	hdf_time(cert, "Until", c->not_after);
	hdf_time(cert, "Downloaded", c->downloaded_at);
	hdf_time(cert, "Accepted", c->accepted_at);
	hdf_time(cert, "Objected", c->objected_at);
}

static int
put_open(struct page *p, const char *node, int found, struct signing *s)
{
	if (found == 0) {
		hdf_setf(p->data, node, "/ra/paper/%" PRIu64, s->paper.claim.id);
		found = ERR_NOTFOUND;
	}
	signing_clear(s);
	return found == ERR_NOTFOUND ? 0 : found;
}

static int
put_state(struct page *p, const struct watching *w)
{
	struct rules *rules = page_state(p);
	struct signing s;
	int r;

	if (w->limited.next_at != 0) {
		hdf_set(p->data, "Limited.Act", order_act_text[w->limited.act]);
		hdf_time(p->data, "Limited.At", w->limited.next_at);
	}
	if (w->refused.created != 0) {
		hdf_set(p->data, "Refused.Act", order_act_text[w->refused.act]);
		hdf_set(p->data, "Refused.Why", w->refused.error);
		hdf_time(p->data, "Refused.At", w->refused.created);
	}
	if (w->hold.id != 0) {
		ra_loss_hold(hdf_at(p->data, "Hold"), &w->hold);
		r = releasing_open(rules, p->actor, w->hold.id, p->now, &s);
		if ((r = put_open(p, "Hold.Paper", r, &s)) != 0)
			return r;
	}
	if (w->revocation.id == 0)
		return 0;
	ra_loss_revocation(hdf_at(p->data, "Rev"), &w->revocation);
	r = voiding_open(rules, p->actor, w->revocation.id, p->now, &s);
	return put_open(p, "Rev.Paper", r, &s);
}

static void
put_rights(struct page *p, const struct watching *w)
{
	bool ra = (p->actor->roles & (ROLE_CLERK | ROLE_REVIEWER)) != 0, reviewer = (p->actor->roles & ROLE_REVIEWER) != 0;
	bool alive = w->cert.state != CERT_REVOKED && w->cert.not_after > p->now;

	hdf_flag(p->data, "Can.Hold", ra && alive && w->hold.id == 0 && w->revocation.id == 0);
	hdf_flag(p->data, "Can.Release", ra && alive && w->hold.id != 0 && w->hold.state == HOLD_ACTIVE &&
	    w->revocation.id == 0 && hdf_get(p->data, "Hold.Paper")[0] == '\0');
	hdf_flag(p->data, "Can.Revoke", ra && alive && w->revocation.id == 0);
	hdf_flag(p->data, "Can.Decide", reviewer && w->revocation.id != 0 && w->revocation.state == REVOCATION_ASKED);
}

/* The application a certificate came from is where persons and evidence are seen. */
static int
put_application(struct page *p, const struct watching *w)
{
	char no[LEN_NO];
	int r;

	if ((r = desk_number(page_state(p), w->cert.application, no)) == 0 && no[0] != '\0') {
		hdf_set(p->data, "Cert.No", no);
		hdf_setf(p->data, "Cert.App", "/ra/%s", no);
	}
	return r;
}

static int
show(struct page *p)
{
	struct watching w;
	int r;

	if ((r = watching_serial(page_state(p), p->actor, page_param(p, "serial"), &w)) == 0 &&
	    (r = looking_cert(page_state(p), p->actor, &w.cert, p->now)) == 0) {
		put_cert(p, &w.cert);
		if ((r = put_state(p, &w)) == 0 && (r = put_application(p, &w)) == 0) {
			put_rights(p, &w);
			page_keep(p, hold_fields, N(hold_fields));
			page_keep(p, release_fields, N(release_fields));
			page_keep(p, revoke_fields, N(revoke_fields));
			page_title(p, "Ra.Cert.Title");
			page_nav(p, w.hold.id != 0 || w.revocation.id != 0 ? "loss" : "cert");
			r = page_show(p, "page/ra_cert.cs");
		}
	}
	watching_clear(&w);
	return r;
}

int
ra_cert_show(struct page *p)
{
	return show(p);
}

/* Shows the page again with the sentence beside that field. */
static int
refused(struct page *p, int r, const char *field)
{
	if (r != ERR_INPUT && r != ERR_CONFLICT && r != ERR_DENIED)
		return r;
	if (p->faults == 0)
		page_fault_note(p, field);
	return show(p);
}

static int
find(struct page *p, uint64_t *id, uint64_t *revocation)
{
	struct watching w;
	int r;

	r = watching_serial(page_state(p), p->actor, page_param(p, "serial"), &w);
	*id = w.cert.id;
	*revocation = w.revocation.id;
	watching_clear(&w);
	return r;
}

/* A caller, or somebody at the counter: the hold is in effect within seconds, without a signature. */
int
ra_hold_send(struct page *p)
{
	struct losing l = { .channel = REPORT_PHONE, .proof = REPORT_STAFF, .once = page_once(p) };
	uint64_t id, none;
	struct hold h;
	int r;

	if (page_fields(p, hold_fields, N(hold_fields)) != 0)
		return show(p);
	for (int i = 0; i < REPORT_CHANNEL_MAX; i++)
		if (str_eq(report_channel_text[i], page_value(p, "hold_way")))
			l.channel = (enum report_channel)i;
	l.text = page_value(p, "hold_text");
	if ((r = find(p, &id, &none)) == 0)
		r = losing_report(page_state(p), p->actor, id, &l, p->now, &h);
	if (r != 0)
		return refused(p, r, "hold_text");
	page_flash(p, "RaHeld");
	return page_redirect(p, "/ra/cert/%s", page_param(p, "serial"));
}

int
ra_release_send(struct page *p)
{
	struct releasing x = { .once = page_once(p) };
	uint64_t paper, none;
	int r;

	if (page_fields(p, release_fields, N(release_fields)) != 0)
		return show(p);
	x.evidence = page_value(p, "release_text");
	if ((r = find(p, &x.certificate, &none)) == 0)
		r = releasing_offer(page_state(p), p->actor, &x, p->now, &paper);
	return r != 0 ? refused(p, r, "release_text") : page_redirect(p, "/ra/paper/%" PRIu64, paper);
}

/* A day as typed is the day in the zone of the instance; 0: none given. One before our time lies before every certificate. */
static int64_t
day_of(struct page *p, const char *typed)
{
	int64_t at;

	if (*typed == '\0')
		return 0;
	if (tm_day(typed, page_site(p)->zone_minutes, &at) == 0)
		return at;
	err_take();
	return 1;
}

int
ra_revoke_send(struct page *p)
{
	struct voiding x = { .once = page_once(p) };
	uint64_t paper, none;
	int r;

	if (page_fields(p, revoke_fields, N(revoke_fields)) != 0)
		return show(p);
	x.ground = page_value(p, "ground");
	x.evidence = page_value(p, "ground_text");
	x.invalid_since = day_of(p, page_value(p, "invalid_day"));
	if ((r = find(p, &x.certificate, &none)) == 0)
		r = voiding_offer(page_state(p), p->actor, &x, p->now, &paper);
	return r != 0 ? refused(p, r, "ground_text") : page_redirect(p, "/ra/paper/%" PRIu64, paper);
}

int
ra_verdict_send(struct page *p)
{
	uint64_t id, revocation, version;
	bool accept = str_eq(page_value(p, "verdict"), "accept");
	int r;

	if (page_fields(p, verdict_fields, N(verdict_fields)) != 0)
		return show(p);
	if ((r = find(p, &id, &revocation)) == 0 &&
	    (r = str_number(page_value(p, "version"), UINT32_MAX, "version", &version)) == 0)
		r = voiding_decide(page_state(p), p->actor, revocation, version, accept, p->now);
	if (r != 0)
		return refused(p, r, "verdict");
	page_flash(p, accept ? "RaRevoking" : "RaRefused");
	return page_redirect(p, "/ra/cert/%s", page_param(p, "serial"));
}
