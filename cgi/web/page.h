/*
 * page: what a handler has in its hands during one request, and the glue between request, rights, tree and
 * template.
 *
 * The tree holds, before a handler runs:
 *	Page.Lang  Page.Path  Page.Self	language; path; path?query& without lang and view, to append "lang=en"
 *	Page.Title  Page.Nav		page_title, page_nav
 *	Page.Csrf  Page.Once		hidden fields "csrf" and "once" of every form that changes something
 *	Page.Answered			1: a form's answer whose address also has a page of its own (GET)
 *	Page.Program  Page.Demo		hall, desk, office; 1 in a demo instance
 *	Page.Now  Page.Zone		tm value as hdf_time writes it; "UTC+8"
 *	Page.Request  Page.Status	number for incident reports; HTTP status
 *	Page.Large  Page.Flash		大字版 is on; T.Flash.KEY after a redirect (page_flash)
 *	Page.Sign			signing origin ("https://HOST:8444"), desk and office only
 *	Page.Max.Request  Page.Max.File	bytes (FORM_REQUEST_MAX, FORM_FILE_MAX); Page.Max.Mb = 5
 *	User.Kind			visitor, account, operator
 *	User.Name  User.Person  User.Ra
 *	User.Is.ROLE			ROLE: clerk, reviewer, business, security, auditor
 *	User.Soft			1: logged in with a soft key (I9)
 *	Form.NAME.Value  Form.NAME.Error	and Form.Error.N.Name, .Text: the error summary, in order of the fields
 *	Asset.NAME  T.…			files and texts (web/view)
 */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/region.h"
#include "util/site.h"
#include "web/form.h"
#include "web/hdf.h"
#include "web/req.h"
#include "web/resp.h"
#include "web/route.h"
#include "web/view.h"

struct actor;
struct web_worker;

struct page {
	struct region		*region;	/* everything allocated for this request */
	struct req		*req;
	struct resp		 resp;
	struct form		 form;		/* of a POST its body, of a GET its query */
	const struct actor	*actor;		/* never NULL; a visitor is one too */
	struct hdf		*data;
	struct match		 match;
	enum lang		 lang;
	int64_t			 now;		/* read once */
	bool			 open;		/* page_public: the answer may be kept and shown to others */
	size_t			 faults;
	struct web_worker	*worker;
	const char		*visit;		/* of web/serve: the visitor's cookie */
	bool			 visit_new;
};

/* What the program's open gave (its rules handle: database, outbox …). */
void	*page_state(const struct page *p);
const struct site *page_site(const struct page *p);
/* The version of the page, for a record of what was shown (web/build). */
const char *page_build(const struct page *p);

/* --- what was asked ---------------------------------------------------------------------------- */
/*
 * A parameter of the path, "" if none.  page_id: as a number; ERR_NOTFOUND when it is none (a foreign id looks
 * the same).
 */
const char *page_param(const struct page *p, const char *name);
int	 page_id(struct page *p, const char *name, uint64_t *out);
/* A field as typed; after page_fields, trimmed.  "" when absent. */
const char *page_value(const struct page *p, const char *name);
bool	 page_ticked(const struct page *p, const char *name);	/* a tick box or button of that name was sent */
/* The idempotency token the form carried; a new one when it carried none. */
const char *page_once(struct page *p);
/* Where a login leads back to: the field "next" if it is a path of ours, else fallback. */
const char *page_next(const struct page *p, const char *fallback);
/* The body of a ROUTE_RAW request, at most max bytes. */
int	 page_body(struct page *p, size_t max, const char **out, size_t *n);

/* --- fields: typed values, faults beside them (I10) -------------------------------------------- */
enum field_kind {
	FIELD_LINE,	/* one line; max characters; trimmed, no invisible characters */
	FIELD_TEXT,	/* several lines; the same, \n allowed */
	FIELD_NUMBER,	/* decimal, at most max */
	FIELD_DATE,	/* 2026-11-24, a day that exists */
	FIELD_CHOICE,	/* one of words */
	FIELD_TICK,	/* a tick box: "yes" or absent */
	FIELD_TOKEN	/* hidden: [A-Za-z0-9_-] only; T.Fault.Hidden */
};
#define FIELD_MUST 1u

struct field {
	const char		*name;		/* also in the tree: Form.NAME; [a-z0-9_] */
	enum field_kind		 kind;
	unsigned		 flags;
	size_t			 max;		/* characters; FIELD_NUMBER: greatest value; 0: 200 characters, any number */
	const char *const	*words;		/* FIELD_CHOICE; NULL behind the last */
};

/*
 * Reads all fields; each fault is noted beside its field (texts T.Fault.Must, .Long, .Characters, .Number, .Most,
 * .Date, .Choice, .Tick; a text T.Field.NAME.Must, … of the field itself is preferred; {1} is T.Field.NAME.Label,
 * {2} and {3} the figures).  0, or ERR_INPUT when there is a fault: show the form again.
 */
int	 page_fields(struct page *p, const struct field *fields, size_t n);
/*
 * Puts what was typed (or Form.NAME.Value already set from a row: page_fill) back into the tree without
 * checking.
 */
void	 page_keep(struct page *p, const struct field *fields, size_t n);
/* A field's value from a row, for forms shown the first time; what was typed wins. */
void	 page_fill(struct page *p, const char *name, const char *value);
void	 page_filln(struct page *p, const char *name, int64_t value);

/*
 * Faults a rule found: a text by key (T.key), a finished sentence, or the error note, translated.  Status
 * becomes 422.
 */
void	 page_fault(struct page *p, const char *name, const char *key);
void	 page_fault_text(struct page *p, const char *name, const char *sentence);
void	 page_fault_note(struct page *p, const char *name);

/* --- what is answered -------------------------------------------------------------------------- */
/* T.key in the person's language; page_tf fills {1} … of it, up to a NULL. */
const char *page_t(struct page *p, const char *key);
const char *page_t_in(struct page *p, enum lang lang, const char *key);	/* in another person's language */
const char *page_note(struct page *p, const char *note);	/* the sentence for an error note */
const char *page_tf(struct page *p, const char *key, ...) __attribute__((sentinel));
void	 page_title(struct page *p, const char *key);
void	 page_nav(struct page *p, const char *name);
/* T.Flash.KEY is shown once, on the next page. */
void	 page_flash(struct page *p, const char *key);
void	 page_public(struct page *p, const char *cache_control);	/* "public, max-age=60": holds nothing personal */

/* Renders and sets the body; status stays 200, or 422 when there are faults. Returns 0 or ERR_BUG. */
int	 page_show(struct page *p, const char *template);
/* Always 303, to a path of ours. Returns 0. */
int	 page_redirect(struct page *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* A file to be saved; bytes; JSON or other. Returns 0. */
int	 page_download(struct page *p, const char *file_name, const char *type, const void *bytes, size_t n);
int	 page_bytes(struct page *p, const char *type, const void *bytes, size_t n);

/* A session's cookie; NULL ends it.  Its name is the program's (__Host-hall, __Host-desk, __Host-office). */
void	 page_session(struct page *p, const char *token);

/*
 * The HTTP status of a code: INPUT 422, DENIED 403, NOTFOUND 404, CONFLICT 409, LIMIT 429 (413 while reading),
 * AGAIN and PEER 503, CRYPTO 422, BUG 500.  A handler that returns a code gets page/error.cs with
 * T.Error.STATUS.Title and .Text, the translated note for 409, 422 and 429, and the request number.
 */
int	 page_status(int code);

#endif
