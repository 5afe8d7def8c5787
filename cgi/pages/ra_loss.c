#include "pages/ra_loss.h"

#include <inttypes.h>

#include "pages/remain.h"
#include "rules/actor.h"
#include "rules/voiding.h"
#include "rules/watching.h"
#include "util/buf.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/str.h"
#include "util/tm.h"
#include "web/hdf.h"
#include "web/page.h"

#define A_PAGE	50
#define PROMISE (24 * TM_HOUR)		/* from 受理 to effect (I4) */

void
ra_loss_hold(struct hdf *item, const struct hold *h)
{
	hdf_set(item, "State", hold_state_text[h->state]);
	hdf_set(item, "Channel", report_channel_text[h->channel]);
	hdf_set(item, "Proof", report_proof_text[h->proof]);
	hdf_set(item, "Text", h->text);
	hdf_time(item, "Accepted", h->accepted_at);
	hdf_time(item, "Effective", h->effective_at);
	hdf_time(item, "Ocsp", h->ocsp_at);
	hdf_time(item, "Crl", h->crl_at);
	hdf_time(item, "Expires", h->expires_at);
	if (h->crl_number != 0)
		hdf_setid(item, "CrlNumber", h->crl_number);
}

void
ra_loss_revocation(struct hdf *item, const struct revocation *v)
{
	hdf_set(item, "State", revocation_state_text[v->state]);
	hdf_set(item, "Channel", report_channel_text[v->channel]);
	hdf_set(item, "Proof", report_proof_text[v->proof]);
	hdf_set(item, "Ground", v->ground);
	hdf_setn(item, "Reason", v->reason);
	hdf_set(item, "Text", v->text);
	hdf_setid(item, "Version", v->version);
	hdf_flag(item, "Ours", voiding_is_ours(v));
	hdf_time(item, "Since", v->invalid_since);
	hdf_time(item, "Accepted", v->accepted_at);
	hdf_time(item, "Decided", v->decided_at);
	hdf_time(item, "Effective", v->effective_at);
	hdf_time(item, "Ocsp", v->ocsp_at);
	hdf_time(item, "Crl", v->crl_at);
	if (v->crl_number != 0)
		hdf_setid(item, "CrlNumber", v->crl_number);
}

static void
put_cert(struct hdf *item, const struct cert_line *c)
{
	struct buf href = BUF_INIT;

	buf_adds(&href, "/ra/cert/");
	enc_hex(c->serial.data, c->serial.len, &href);
	hdf_set(item, "Href", buf_str(&href));
	hdf_hex(item, "Serial", c->serial.data, c->serial.len);
	hdf_short(item, "Name", c->common_name, 24);
	buf_clear(&href);
}

static int
put_asked(struct page *p)
{
	struct watching_line list[A_PAGE];
	size_t n;
	int r;

	r = watching_asked(page_state(p), p->actor, 0, 0, list, A_PAGE, &n);
	for (size_t i = 0; i < n; i++) {
		struct hdf *item = hdf_item(p->data, "Asked", i);

		put_cert(item, &list[i].cert);
		ra_loss_revocation(item, &list[i].revocation);
		remain_put(p, item, list[i].revocation.accepted_at + PROMISE);
		watching_line_clear(&list[i]);
	}
	return r;
}

/* Holds are paged; what was asked for is short and stands above them on the first page. */
static int
put_holds(struct page *p, int64_t at, uint64_t id)
{
	struct watching_line list[A_PAGE + 1];
	size_t n;
	int r;

	r = watching_holds(page_state(p), p->actor, at, id, list, A_PAGE + 1, &n);
	for (size_t i = 0; i < n; i++) {
		if (r == 0 && i < A_PAGE) {
			struct hdf *item = hdf_item(p->data, "Hold", i);

			put_cert(item, &list[i].cert);
			ra_loss_hold(item, &list[i].hold);
			hdf_flag(item, "Signing", list[i].hold.release_paper != 0);
		}
		watching_line_clear(&list[i]);
	}
	if (n > A_PAGE)
		hdf_setf(p->data, "Pager.Next", "/ra/?tab=loss&at=%" PRId64 "&id=%" PRIu64, list[A_PAGE - 1].hold.accepted_at,
		    list[A_PAGE - 1].hold.id);
	if (id != 0)
		hdf_set(p->data, "Pager.First", "/ra/?tab=loss");
	return r;
}

int
ra_loss_show(struct page *p)
{
	uint64_t at = 0, id = 0;
	int r;

	if (*page_value(p, "id") != '\0' && ((r = str_number(page_value(p, "id"), UINT64_MAX, "page", &id)) != 0 ||
	    (r = str_number(page_value(p, "at"), INT64_MAX, "page", &at)) != 0))
		return r;
	if ((id == 0 && (r = put_asked(p)) != 0) || (r = put_holds(p, (int64_t)at, id)) != 0)
		return r;
	hdf_set(p->data, "Tab", "loss");
	page_title(p, "Menu.Loss");
	page_nav(p, "loss");
	return page_show(p, "page/ra_loss.cs");
}
