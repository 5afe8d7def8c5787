#include "pages/hall.h"
#include "rules/login.h"
#include "util/err.h"
#include "util/str.h"
#include "web/hdf.h"
#include "web/page.h"
#include "web/view.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static const struct field mobile_fields[] = {
	{ "mobile", FIELD_LINE, FIELD_MUST, 20, NULL },
};
static const struct field code_fields[] = {
	{ "mobile", FIELD_LINE, FIELD_MUST, 20, NULL },
	{ "code",   FIELD_LINE, FIELD_MUST, 24,	NULL },
};

int
login_show(struct page *p)
{
	page_title(p, "Login.Title");
	hdf_set(p->data, "Login.Next", page_next(p, ""));
	page_keep(p, code_fields, N(code_fields));
	return page_show(p, "page/login.cs");
}

/* The second step shows the code field; the number stays as typed. */
static int
ask_code(struct page *p)
{
	hdf_flag(p->data, "Login.Sent", true);
	return login_show(p);
}

static int
send_code(struct page *p)
{
	int r;

	if (page_fields(p, mobile_fields, N(mobile_fields)) != 0)
		return login_show(p);
	r = login_send_code(page_state(p), p->actor, page_value(p, "mobile"), lang_text[p->lang], p->now);
	if (r == ERR_INPUT || r == ERR_LIMIT)
		page_fault_note(p, "mobile");
	else if (r != 0)
		return r;
	return r == ERR_INPUT ? login_show(p) : ask_code(p);	/* who may ask for no more has one that is valid */
}

int
login_send(struct page *p)
{
	char cookie[LOGIN_COOKIE];
	int r;

	if (str_eq(page_value(p, "act"), "send"))
		return send_code(p);
	if (page_fields(p, code_fields, N(code_fields)) != 0)
		return ask_code(p);
	r = login_with_code(page_state(p), p->actor, page_value(p, "mobile"), page_value(p, "code"), lang_text[p->lang],
	    p->now, cookie);
	if (r == ERR_INPUT || r == ERR_LIMIT) {
		page_fault_note(p, "code");
		return ask_code(p);
	}
	if (r != 0)
		return r;
	page_session(p, cookie);
	return page_redirect(p, "%s", page_next(p, "/my"));
}

int
logout_send(struct page *p)
{
	int r;

	if ((r = login_end(page_state(p), p->actor, p->now)) != 0)
		return r;
	page_session(p, NULL);
	return page_redirect(p, "/");
}
