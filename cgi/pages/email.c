#include "pages/draft.h"
#include "pages/hall.h"
#include "rules/mailbox.h"
#include "util/err.h"
#include "util/str.h"
#include "web/hdf.h"
#include "web/page.h"
#include "web/view.h"

static const struct field fields[] = {
	{ "mail_code", FIELD_LINE, FIELD_MUST, 24, NULL },
};

static int
show(struct page *p, struct draft *d)
{
	draft_fill(p, d);
	hdf_set(p->data, "App.Back", page_value(p, "back"));
	hdf_set(p->data, "Mail.To", d->app.email);
	hdf_flag(p->data, "Mail.Proven", mailbox_proven(&d->app));
	page_title(p, "MailPage.Title");
	return page_show(p, "page/email.cs");
}

static int
refused(struct page *p, struct draft *d, int r)
{
	if (r == ERR_CONFLICT)
		draft_stale(p, d);
	else if (r == ERR_INPUT || r == ERR_LIMIT)
		page_fault_note(p, "mail_code");
	else
		return r;
	return show(p, d);
}

/* Who gave none has nothing to prove. */
static int
show_or_next(struct page *p, struct draft *d)
{
	return d->app.email[0] != '\0' ? show(p, d) : draft_next(p, d, PART_EMAIL);
}

int
email_show(struct page *p)
{
	return draft_with(p, PART_EMAIL, show_or_next);
}

/* To the address, or what came there. */
static int
act(struct page *p, struct draft *d)
{
	int r;

	if (mailbox_proven(&d->app))
		return draft_next(p, d, PART_EMAIL);
	if (str_eq(page_value(p, "act"), "send")) {
		if ((r = mailbox_send(page_state(p), p->actor, &d->app, lang_text[p->lang], p->now)) != 0)
			return refused(p, d, r);
		page_flash(p, "MailCodeSent");
		return draft_next(p, d, PART_SUBJECT);	/* which leads here, as long as it is not proven */
	}
	if (page_fields(p, fields, 1) != 0)
		return show(p, d);
	if ((r = mailbox_take(page_state(p), p->actor, &d->app, page_value(p, "mail_code"), p->now)) != 0)
		return refused(p, d, r);
	page_flash(p, "MailProven");
	return draft_next(p, d, PART_EMAIL);
}

int
email_send(struct page *p)
{
	return draft_with(p, PART_EMAIL, act);
}
