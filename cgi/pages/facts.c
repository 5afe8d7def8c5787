#include "pages/facts.h"

#include <stdio.h>

#include "rules/standing.h"
#include "store/cert.h"
#include "store/hold.h"
#include "store/revocation.h"
#include "web/hdf.h"
#include "web/page.h"

static void
set_name(struct hdf *h, const char *name, bool unit, bool masked)
{
	char hidden[LEN_NAME];

	hdf_set(h, "Name", masked ? standing_mask(name, unit, hidden) : name);
	hdf_flag(h, "Unit", unit);
}

void
facts_cert(struct hdf *h, const struct cert_line *c, bool masked, int64_t now)
{
	hdf_setid(h, "Id", c->id);
	hdf_hex(h, "Serial", c->serial.data, c->serial.len);
	hdf_hex4(h, "Hex4", c->serial.data, c->serial.len);
	hdf_set(h, "Product", c->product);
	hdf_set(h, "Issuer", c->issuer);
	hdf_time(h, "From", c->not_before);
	hdf_time(h, "Until", c->not_after);
	hdf_set(h, "State", standing_of(c->state, c->not_before, c->not_after, now));
	hdf_time(h, "StateAt", c->state_at);
	set_name(h, c->common_name, c->uscc[0] != '\0', masked);
}

void
facts_cert_row(struct hdf *h, const struct cert_row *c, bool masked, int64_t now)
{
	struct cert_line line = { .id = c->id, .serial = c->serial, .not_before = c->not_before, .not_after = c->not_after,
	    .state = c->state, .state_at = c->state_at };

	snprintf(line.product, sizeof(line.product), "%s", c->product);
	snprintf(line.issuer, sizeof(line.issuer), "%s", c->issuer);
	snprintf(line.common_name, sizeof(line.common_name), "%s", c->common_name);
	snprintf(line.uscc, sizeof(line.uscc), "%s", c->uscc);
	facts_cert(h, &line, masked, now);
}

void
facts_hold(struct hdf *h, const struct hold *x)
{
	hdf_setid(h, "No", x->id);
	hdf_set(h, "State", hold_state_text[x->state]);
	hdf_time(h, "Accepted", x->accepted_at);
	hdf_time(h, "Effective", x->effective_at);
	hdf_time(h, "Ocsp", x->ocsp_at);
	if (x->crl_number != 0)
		hdf_setid(h, "Crl", x->crl_number);
	hdf_time(h, "CrlAt", x->crl_at);
	hdf_time(h, "Expires", x->expires_at);
	hdf_time(h, "Released", x->released_at);
	hdf_setf(h, "Receipt", "/suspend/receipt/%s", x->request);
}

void
facts_revocation(struct hdf *h, const struct revocation *x)
{
	hdf_setid(h, "No", x->id);
	hdf_set(h, "State", revocation_state_text[x->state]);
	hdf_time(h, "Accepted", x->accepted_at);
	hdf_time(h, "Decided", x->decided_at);
	hdf_time(h, "Effective", x->effective_at);
	hdf_time(h, "Ocsp", x->ocsp_at);
	if (x->crl_number != 0)
		hdf_setid(h, "Crl", x->crl_number);
	hdf_time(h, "CrlAt", x->crl_at);
	hdf_setn(h, "Reason", x->reason);
	hdf_set(h, "Ground", x->ground);
	hdf_set(h, "Text", x->text);
	hdf_setf(h, "Receipt", "/revoke/receipt/%s", x->request);
}

void
facts_crumb(struct page *p, const char *key, const char *href)
{
	char name[32];
	size_t i = 0;
	struct hdf *item;

	do {
		snprintf(name, sizeof(name), "Crumb.%zu.Text", i);
	} while (*hdf_get(p->data, name) != '\0' && ++i < 9);
	item = hdf_item(p->data, "Crumb", i);
	hdf_set(item, "Text", page_t(p, key));
	if (href != NULL)
		hdf_set(item, "Href", href);
}
