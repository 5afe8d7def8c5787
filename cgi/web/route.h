/*
 * route: the site map of a program is a table of rows; a row says who may, and nothing is allowed that no row
 * allows.
 *
 *	static const struct route hall_routes[] = {
 *		{ METHOD_GET,  "/",			WHO_ALL,	home_show,	0 },
 *		{ METHOD_GET,  "/apply/:id/subject",	WHO_ACCOUNT,	subject_show,	0 },
 *		{ METHOD_POST, "/apply/:id/subject",	WHO_ACCOUNT,	subject_save,	0 },
 *		{ METHOD_POST, "/apply/:id/materials",	WHO_ACCOUNT,	material_save,	ROUTE_FILES },
 *		{ METHOD_POST, "/ra/:no/signed",	WHO_REVIEWER,	signed_take,	ROUTE_SIGNED },
 *	};
 *
 * A page is one file of two or three handlers.  Before a handler runs, the session is resolved, the role admitted,
 * and of a POST the Origin and the token checked and the form parsed.  A handler calls one rule, fills the tree,
 * and names a template or a redirect:
 *
 *	static const struct field fields[] = {
 *		{ "name",   FIELD_LINE,   FIELD_MUST, 64, NULL },
 *		{ "id_no",  FIELD_LINE,   FIELD_MUST, 18, NULL },
 *		{ "reason", FIELD_CHOICE, FIELD_MUST, 0,  loss_reason_text },	// words, NULL behind the last
 *		{ "remark", FIELD_TEXT,   0, 500, NULL },
 *	};
 *
 *	int
 *	loss_show(struct page *p)
 *	{
 *		page_title(p, "Loss.Title");			// T.Loss.Title in the person's language
 *		page_keep(p, fields, N(fields));		// Form.NAME.Value from a draft or from what was typed
 *		return page_show(p, "page/loss.cs");
 *	}
 *
 *	int
 *	loss_send(struct page *p)
 *	{
 *		struct loss_report report = { .once = page_once(p) };	// idempotency token of the form
 *		int r;
 *
 *		if (page_fields(p, fields, N(fields)) != 0)	// faults stand beside the fields, all at once
 *			return loss_show(p);			// 422, what was typed is kept
 *		str_copy(report.name, sizeof(report.name), page_value(p, "name"));
 *		if ((r = losing_report(page_state(p), p->actor, &report)) == ERR_INPUT) {
 *			page_fault_note(p, "id_no");		// the rule's sentence, in the person's language
 *			return loss_show(p);
 *		}
 *		if (r != 0)
 *			return r;				// becomes an error page: see page_status
 *		return page_redirect(p, "/receipt/%s", report.no);
 *	}
 *
 * GET changes no business state; POST ends in a redirect or shows the form again with faults.
 */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include <stddef.h>

#include "util/region.h"
#include "web/req.h"

struct actor;
struct page;

/* Who may.  A row lists all that may; WHO_OPERATOR is any of the roles below it. */
enum {
	WHO_ALL		= 1 << 0,	/* everybody, with or without a session */
	WHO_VISITOR	= 1 << 1,	/* only who is not logged in (login, register) */
	WHO_ACCOUNT	= 1 << 2,
	WHO_CLERK	= 1 << 3,
	WHO_REVIEWER	= 1 << 4,
	WHO_BUSINESS	= 1 << 5,
	WHO_SECURITY	= 1 << 6,
	WHO_AUDITOR	= 1 << 7,
	WHO_RA		= WHO_CLERK | WHO_REVIEWER,
	WHO_ADMIN	= WHO_BUSINESS | WHO_SECURITY,
	WHO_OPERATOR	= WHO_RA | WHO_ADMIN | WHO_AUDITOR
};

enum {
	ROUTE_FILES	= 1 << 0,	/* the form may hold files: body up to FORM_REQUEST_MAX */
	ROUTE_SIGNED	= 1 << 1,	/* takes an assertion: the signing origin may post it, besides our own */
	ROUTE_RAW	= 1 << 2,	/* the body is no form: no token, no Origin; page_body gives it (OCSP) */
	ROUTE_LOCAL	= 1 << 3,	/* answered to loopback addresses only (health) */
	ROUTE_PLAIN	= 1 << 4,	/* nobody is looked up: no session, no cookie (OCSP, CRL, health) */
	ROUTE_SHOWS	= 1 << 5	/* a POST that changes nothing and shows a form: its Origin is checked, no token is asked */
};

typedef int (*route_handler)(struct page *p);

struct route {
	enum method	 method;	/* METHOD_GET answers HEAD too */
	const char	*pattern;	/* segments "name", ":param"; "*param" at the end takes the rest with its slashes */
	unsigned	 who;
	route_handler	 handler;
	unsigned	 flags;
};

#define ROUTE_PARAMS 4

struct match {
	const struct route	*route;
	struct { const char *name, *value; } param[ROUTE_PARAMS];	/* values decoded, never empty */
	size_t			 count;
};

/*
 * Finds the row for a method and a path as sent.  0; ERR_NOTFOUND when no pattern fits; ERR_CONFLICT when one does,
 * but not with this method (405): *allowed is then the methods there are.  The first row that fits wins.
 */
int	 route_find(struct region *r, const struct route *rows, size_t count, enum method method, const char *path,
	    struct match *out, unsigned *allowed);
/* 0; ERR_DENIED; or ERR_AGAIN when logging in could help. */
int	 route_admit(const struct route *row, const struct actor *actor);
/* "" when there is no such parameter. */
const char *route_param(const struct match *m, const char *name);

#endif
