#include "web/page.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/err.h"
#include "util/log.h"
#include "util/rnd.h"
#include "util/str.h"
#include "util/tm.h"
#include "web/who.h"
#include "web/worker.h"

#define YEAR_SECONDS	31536000L

void *
page_state(const struct page *p)
{
	return p->worker->state;
}

const char *
page_build(const struct page *p)
{
	return view_build(p->worker->view);
}

const struct site *
page_site(const struct page *p)
{
	return &p->worker->site;
}

/* --- what was asked ---------------------------------------------------------------------------- */

const char *
page_param(const struct page *p, const char *name)
{
	return route_param(&p->match, name);
}

int
page_id(struct page *p, const char *name, uint64_t *out)
{
	if (str_number(page_param(p, name), UINT64_MAX, "number", out) == 0)
		return 0;
	return err_reword(ERR_NOTFOUND, "there is no page at this address");
}

const char *
page_once(struct page *p)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
	const char *sent = form_get(&p->form, "once");

	if (strlen(sent) == RND_TOKEN_SIZE - 1 && strspn(sent, allowed) == RND_TOKEN_SIZE - 1)
		return sent;
	return rnd_token(region_alloc(p->region, RND_TOKEN_SIZE));
}

const char *
page_next(const struct page *p, const char *fallback)
{
	const char *next = form_get(&p->form, "next");

	return resp_is_local(next) ? next : fallback;
}

int
page_body(struct page *p, size_t max, const char **out, size_t *n)
{
	char *body = NULL;
	int r = req_body(p->req, max, &body, n);

	*out = body;
	return r;
}

/* --- the common part of the tree --------------------------------------------------------------- */

const void *
page_seed(struct page *p, size_t *n)
{
	const void *seed = who_seed(p->actor, n);

	if (seed != NULL)
		return seed;
	if (p->visit == NULL) {
		p->visit = req_cookie(p->req, "__Host-visit");
		if (strlen(p->visit) != RND_TOKEN_SIZE - 1) {
			p->visit = rnd_token(region_alloc(p->region, RND_TOKEN_SIZE));
			p->visit_new = true;
		}
	}
	*n = strlen(p->visit);
	return p->visit;
}

static bool
chooses(const char *query, size_t n)
{
	return (n >= 5 && (strncmp(query, "lang=", 5) == 0 || strncmp(query, "view=", 5) == 0));
}

/* Has the program a page of just that pattern? */
static bool
has_page(const struct web_app *app, const char *pattern)
{
	for (size_t i = 0; i < app->nroutes; i++)
		if (app->routes[i].method == METHOD_GET && str_eq(app->routes[i].pattern, pattern))
			return true;
	return false;
}

/* A form's answer that has a page of the same address: Back and reload may ask for that instead. */
static bool
is_answer(const struct page *p)
{
	const struct route *here = p->match.route;

	return here != NULL && here->method == METHOD_POST && has_page(p->worker->app, here->pattern);
}

/* "/a/b" is below "/a/", that below "/a". */
static void
go_up(char *path)
{
	char *slash = strrchr(path, '/');

	if (slash == path || slash[1] != '\0')
		slash[1] = '\0';
	else
		slash[0] = '\0';
}

/* The page's own address; of one that only a form asks for, the nearest above it that has a page. */
static const char *
askable(struct page *p)
{
	const struct route *here = p->match.route;
	char *path = region_dup(p->region, req_path(p->req), strlen(req_path(p->req))), *pattern;

	if (here == NULL || here->method != METHOD_POST)
		return path;
	pattern = region_dup(p->region, here->pattern, strlen(here->pattern));
	while (path[1] != '\0' && !has_page(p->worker->app, pattern)) {
		go_up(path);
		go_up(pattern);
	}
	return path;
}

/* The address to which "lang=en" can be appended: the query without lang and view. */
static const char *
self_of(struct page *p)
{
	struct buf self = BUF_INIT;
	const char *path = askable(p), *at = str_eq(path, req_path(p->req)) ? req_query(p->req) : "", *copy;
	size_t n;

	buf_printf(&self, "%s?", path);
	for (; *at != '\0'; at += n + (at[n] == '&')) {
		n = strcspn(at, "&");
		if (n > 0 && !chooses(at, n)) {
			buf_add(&self, at, n);
			buf_addc(&self, '&');
		}
	}
	copy = region_str(p->region, buf_str(&self));
	buf_clear(&self);
	return copy;
}

static void
fill_view(struct page *p)
{
	const char *asked = form_get(&p->form, "view"), *kept = req_cookie(p->req, "__Host-view");

	if (req_method(p->req) != METHOD_POST && (strcmp(asked, "large") == 0 || strcmp(asked, "normal") == 0)) {
		resp_cookie(&p->resp, "view", asked, YEAR_SECONDS);
		kept = asked;
	}
	hdf_flag(p->data, "Page.Large", strcmp(kept, "large") == 0);
}

static void
fill_limits(struct page *p)
{
	hdf_setn(p->data, "Page.Max.Request", (int64_t)FORM_REQUEST_MAX);
	hdf_setn(p->data, "Page.Max.File", (int64_t)FORM_FILE_MAX);
	hdf_setn(p->data, "Page.Max.Mb", (int64_t)(FORM_FILE_MAX >> 20));
}

void
page_common(struct page *p)
{
	const struct web_worker *w = p->worker;
	char token[CSRF_TOKEN], once[RND_TOKEN_SIZE];
	const void *seed;
	size_t n;

	if (hdf_get(p->data, "Page.Lang")[0] != '\0')
		return;
	hdf_set(p->data, "Page.Lang", lang_text[p->lang]);
	hdf_set(p->data, "Page.Path", req_path(p->req));
	hdf_set(p->data, "Page.Self", self_of(p));
	hdf_flag(p->data, "Page.Answered", is_answer(p));
	hdf_set(p->data, "Page.Program", w->app->name);
	hdf_flag(p->data, "Page.Demo", w->site.demo);
	hdf_set(p->data, "Page.Sign", w->site.sign_origin);
	hdf_time(p->data, "Page.Now", p->now);
	hdf_set(p->data, "Page.Zone", w->zone);
	hdf_set(p->data, "Page.Request", req_id(p->req));
	fill_view(p);
	fill_limits(p);
	seed = page_seed(p, &n);
	hdf_set(p->data, "Page.Csrf", csrf_token(w->key, w->app->name, seed, n, token));
	hdf_set(p->data, "Page.Once", rnd_token(once));
	who_fill(p->actor, p->data);
	if (w->app->common != NULL && w->opened)
		w->app->common(p);
}

/* --- what is answered -------------------------------------------------------------------------- */

void
page_title(struct page *p, const char *key)
{
	hdf_set(p->data, "Page.Title", page_t(p, key));
}

void
page_nav(struct page *p, const char *name)
{
	hdf_set(p->data, "Page.Nav", name);
}

void
page_flash(struct page *p, const char *key)
{
	resp_cookie(&p->resp, "flash", key, 60);
}

static void
show_flash(struct page *p)
{
	const char *key = req_cookie(p->req, "__Host-flash");

	if (key[0] == '\0')
		return;
	resp_cookie(&p->resp, "flash", "", -1);
	/* only a text of ours is shown: the key is the browser's word */
	key = region_printf(p->region, "Flash.%s", key);
	if (page_t(p, key) != key)
		hdf_set(p->data, "Page.Flash", page_t(p, key));
}

void
page_public(struct page *p, const char *cache_control)
{
	p->open = true;
	p->resp.cache = region_str(p->region, cache_control);
}

int
page_show(struct page *p, const char *template)
{
	int r;

	if (p->faults > 0 && p->resp.status == 200)
		resp_status(&p->resp, page_status(ERR_INPUT));
	hdf_setn(p->data, "Page.Status", p->resp.status);
	if (!p->open) {
		show_flash(p);
		if (p->visit_new)
			resp_cookie(&p->resp, "visit", p->visit, 0);
	}
	buf_reset(&p->resp.body);
	if ((r = view_render(p->worker->view, template, p->lang, p->data, &p->resp.body)) != 0)
		return r;
	/* the same address answers in several languages */
	resp_header(&p->resp, "Content-Language", lang_text[p->lang]);
	resp_header(&p->resp, "Vary", "Cookie, Accept-Language");
	return 0;
}

int
page_redirect(struct page *p, const char *fmt, ...)
{
	char *to;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&to, fmt, ap);
	va_end(ap);
	if (n < 0)
		abort();
	resp_redirect(&p->resp, to);
	free(to);
	return 0;
}

int
page_download(struct page *p, const char *file_name, const char *type, const void *bytes, size_t n)
{
	resp_attachment(&p->resp, file_name, type, bytes, n);
	return 0;
}

int
page_bytes(struct page *p, const char *type, const void *bytes, size_t n)
{
	resp_type(&p->resp, type);
	resp_body(&p->resp, bytes, n);
	return 0;
}

void
page_session(struct page *p, const char *token)
{
	resp_cookie(&p->resp, p->worker->app->name, token != NULL ? token : "", token != NULL ? 0 : -1);
	/*
	 * the visitor's seed must not outlive a login or a logout: what was planted before it is worth nothing
	 * after it
	 */
	resp_cookie(&p->resp, "visit", "", -1);
	p->visit_new = false;
}

/* --- errors ------------------------------------------------------------------------------------ */

int
page_status(int code)
{
	switch (code) {
	case ERR_INPUT:
	case ERR_CRYPTO:
		return 422;
	case ERR_DENIED:
		return 403;
	case ERR_NOTFOUND:
		return 404;
	case ERR_CONFLICT:
		return 409;
	case ERR_LIMIT:
		return 429;
	case ERR_AGAIN:
	case ERR_PEER:
		return 503;
	default:
		return 500;
	}
}

/* When even the error page cannot be made: no template, no text file, three languages at once. */
static void
plain_error(struct page *p, int status)
{
	buf_reset(&p->resp.body);
	buf_printf(&p->resp.body, "<!doctype html>\n<html lang=\"zh-CN\">\n<meta charset=\"utf-8\">\n<title>%d</title>\n"
	    "<p>服务暂时不可用，请稍后再试。事件编号：%s</p>\n"
	    "<p lang=\"en\">The service is not available at the moment. Please try again later. Incident number: %s</p>\n"
	    "<p lang=\"vi\">Dịch vụ tạm thời không khả dụng. Vui lòng thử lại sau. Mã sự cố: %s</p>\n</html>\n",
	    status, req_id(p->req), req_id(p->req), req_id(p->req));
}

/* A form that was not taken: reload sends it again, so nothing may stand in for it. */
static void
keep_form(struct page *p)
{
	hdf_set(p->data, "Page.Answered", "");
	hdf_flag(p->data, "Error.Reload", req_method(p->req) == METHOD_POST);
}

void
page_error(struct page *p, int status, const char *note)
{
	const char *title;

	resp_reset(&p->resp);
	resp_status(&p->resp, status);
	if (p->worker->plain || (p->match.route != NULL && p->match.route->flags & ROUTE_PLAIN)) {
		resp_type(&p->resp, "text/plain; charset=utf-8");
		buf_printf(&p->resp.body, "%d %s\n", status, note[0] != '\0' ? note : req_id(p->req));
		return;
	}
	p->faults = 0;
	p->open = false;
	page_common(p);
	title = region_printf(p->region, "Error.%d.Title", status);
	if (page_t(p, title) == title)
		title = status < 500 ? "Error.400.Title" : "Error.500.Title";
	page_title(p, title);
	if (status == 429 || status >= 500)
		keep_form(p);
	hdf_set(p->data, "Error.Title", page_t(p, title));
	title = region_printf(p->region, "%.*s.Text", (int)strlen("Error.400"), title);
	hdf_set(p->data, "Error.Text", page_t(p, title));
	hdf_setn(p->data, "Error.Status", status);
	note = view_say(p->worker->view, p->region, p->lang, note);	/* what has no sentence is for us, not for a reader */
	if (note != NULL)
		hdf_set(p->data, "Error.Note", note);
	if (page_show(p, "page/error.cs") != 0) {
		log_err(ERR_BUG, "error page");
		plain_error(p, status);
	}
}

void
page_again(struct page *p)
{
	const struct web_app *app = p->worker->app;
	size_t i, n = 0;

	resp_reset(&p->resp);
	resp_status(&p->resp, 419);
	page_common(p);
	keep_form(p);
	page_title(p, "Again.Title");
	hdf_set(p->data, "Again.Action", req_path(p->req));
	if (who_is_visitor(p->actor) && app->login != NULL && p->match.route != NULL && p->match.route->who != WHO_ALL)
		hdf_set(p->data, "Again.Login", app->login);
	for (i = 0; i < p->form.count; i++) {
		const struct form_field *f = &p->form.fields[i];
		struct hdf *row;

		hdf_flag(p->data, "Again.Files", f->file != NULL);
		if (f->file != NULL || strcmp(f->name, "csrf") == 0)
			continue;
		row = hdf_item(p->data, "Again.Field", n++);
		hdf_set(row, "Name", f->name);
		hdf_set(row, "Value", f->value);
	}
	if (page_show(p, "page/again.cs") != 0) {
		log_err(ERR_BUG, "again page");
		plain_error(p, 419);
	}
}
