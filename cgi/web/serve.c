/*
 * serve: one request from environment to answer: route, session, rights, origin, form, token, handler, error page.
 */
#include "web/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rules/actor.h"
#include "util/err.h"
#include "util/io.h"
#include "util/log.h"
#include "util/str.h"
#include "util/tm.h"
#include "web/who.h"
#include "web/worker.h"

#define FORM_TEXT_MAX	((size_t)400000)	/* a form without files: the longest is an agreement's text */
#define NEXT_MAX	1000	/* of the way back after a login: a header line, and a field of its form */
#define YEAR_SECONDS	31536000L

/* --- worker ------------------------------------------------------------------------------------ */

static void
name_zone(struct web_worker *w)
{
	int minutes = w->site.zone_minutes, rest = abs(minutes) % 60;

	if (rest == 0)
		snprintf(w->zone, sizeof(w->zone), "UTC%+d", minutes / 60);
	else
		snprintf(w->zone, sizeof(w->zone), "UTC%c%d:%02d", minutes < 0 ? '-' : '+', abs(minutes) / 60, rest);
	snprintf(w->zone_text, sizeof(w->zone_text), " %s", w->zone);
}

/* A program whose routes are all plain (status) shows no form and has no key. */
static bool
needs_key(const struct web_app *app)
{
	size_t i;

	for (i = 0; i < app->nroutes; i++)
		if (!(app->routes[i].flags & ROUTE_PLAIN))
			return true;
	return false;
}

static int
read_key(struct web_worker *w)
{
	struct buf key = BUF_INIT;
	char name[40], path[SITE_PATH];
	int r;

	w->plain = !needs_key(w->app);
	if (w->plain)
		return 0;
	snprintf(name, sizeof(name), "secret/%s.web", w->app->name);
	if ((r = io_load(site_path(&w->site, name, path), CSRF_KEY, &key)) == 0 && key.len != CSRF_KEY)
		r = err_set(ERR_PEER, "the key %s has not %d bytes", path, CSRF_KEY);
	if (r == 0)
		memcpy(w->key, key.data, CSRF_KEY);
	buf_wipe(&key);
	return r != 0 ? err_in(r, "form key") : 0;
}

/* build/static/manifest stands beside build/bin, where we were started from. */
static void
find_manifest(char *to, size_t size)
{
	char self[300];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash;

	self[n > 0 ? n : 0] = '\0';
	if ((slash = strrchr(self, '/')) != NULL)
		*slash = '\0';
	snprintf(to, size, "%s/../static/manifest", self);
}

int
web_worker_open(const struct web_app *app, const struct site *site, unsigned slot, struct web_worker **out)
{
	struct web_worker *w = calloc(1, sizeof(*w));
	char templates[SITE_PATH + 20], manifest[400];
	int r;

	if (w == NULL)
		abort();
	w->app = app;
	w->site = *site;
	w->slot = slot;
	w->region = region_new();
	name_zone(w);
	find_manifest(manifest, sizeof(manifest));
	snprintf(templates, sizeof(templates), "%s/templates", site->src);
	if ((r = read_key(w)) != 0 || (r = view_open(templates, manifest, &w->view)) != 0) {
		web_worker_close(w);
		return r;
	}
	*out = w;
	return 0;
}

void
web_worker_close(struct web_worker *w)
{
	if (w == NULL)
		return;
	if (w->opened && w->app->close != NULL)
		w->app->close(w->state);
	view_close(w->view);
	region_free(w->region);
	explicit_bzero(w->key, sizeof(w->key));
	free(w);
}

static int
open_state(struct web_worker *w)
{
	int r;

	if (w->opened || w->app->open == NULL)
		return 0;
	/* whatever it is that we lack, it is no page the visitor asked for and no fault of his */
	if ((r = w->app->open(&w->site, w->slot, &w->state)) != 0)
		return err_in(ERR_PEER, "start");
	w->opened = true;
	return 0;
}

/* --- before the handler ------------------------------------------------------------------------ */

/* ?lang= wins and is remembered; then the cookie; then what the browser prefers. */
static void
choose_language(struct page *p)
{
	const char *at = req_query(p->req), *kept;
	char word[9];
	size_t n;

	for (; *at != '\0'; at += n + (at[n] == '&')) {
		n = strcspn(at, "&");
		if (strncmp(at, "lang=", 5) != 0 || n - 5 >= sizeof(word))
			continue;
		snprintf(word, sizeof(word), "%.*s", (int)n - 5, at + 5);
		if ((p->lang = lang_of(word)) != LANG_MAX) {
			if (!p->worker->plain)
				resp_cookie(&p->resp, "lang", lang_text[p->lang], YEAR_SECONDS);
			return;
		}
	}
	kept = req_cookie(p->req, "__Host-lang");
	if ((p->lang = lang_of(kept)) == LANG_MAX)
		p->lang = lang_accept(req_header(p->req, "Accept-Language"));
}

static bool
is_loopback(const char *ip)
{
	return str_starts(ip, "127.") || str_eq(ip, "::1") || str_starts(ip, "::ffff:127.");
}

/* Who is calling, and may he?  *login: nobody is logged in, and that could help. */
static int
admit(struct page *p, struct actor *actor, bool *login)
{
	struct web_worker *w = p->worker;
	const struct route *route = p->match.route;
	char name[40];
	int r;

	if (route->flags & ROUTE_LOCAL && !is_loopback(req_ip(p->req)))
		return err_set(ERR_NOTFOUND, "there is no page at this address");
	if ((r = open_state(w)) != 0)
		return r;
	if (!(route->flags & ROUTE_PLAIN) && w->app->resolve != NULL) {
		snprintf(name, sizeof(name), "__Host-%s", w->app->name);
		if ((r = w->app->resolve(w->state, req_cookie(p->req, name), p->req, p->now, actor)) != 0)
			return err_in(r, "session");
	}
	r = route_admit(route, actor);
	*login = r == ERR_AGAIN;
	return *login ? 0 : r;
}

/* text as the value of one field of a query */
static void
add_value(struct buf *to, const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~/";

	for (; *text != '\0'; text++)
		if (strchr(plain, *text) != NULL)
			buf_addc(to, *text);
		else
			buf_printf(to, "%%%02X", (unsigned char)*text);
}

static int
send_to_login(struct page *p)
{
	const char *login = p->worker->app->login, *query = req_query(p->req);
	struct buf next = BUF_INIT;
	int r;

	if (login == NULL)
		return err_set(ERR_DENIED, "nobody is logged in");
	add_value(&next, req_path(p->req));
	if (query[0] != '\0' && next.len + 3 * strlen(query) < NEXT_MAX) {
		add_value(&next, "?");
		add_value(&next, query);
	}
	r = page_redirect(p, "%s?next=%s", login, buf_str(&next));
	buf_clear(&next);
	return r;
}

static int
read_form(struct page *p)
{
	const struct route *route = p->match.route;
	struct form_limits limits = form_usual;
	char *body = NULL;
	size_t n = 0;
	int r;

	if (!(route->flags & ROUTE_FILES))
		limits.file = 0;
	if (route->method != METHOD_POST)
		return form_urlencoded(p->region, req_query(p->req), strlen(req_query(p->req)), &limits, &p->form);
	if ((r = req_body(p->req, route->flags & ROUTE_FILES ? FORM_REQUEST_MAX : FORM_TEXT_MAX, &body, &n)) != 0)
		return r;
	return form_read(p->region, req_header(p->req, "Content-Type"), body, n, &limits, &p->form);
}

/* Is the form one of ours, made for this session? */
static bool
token_holds(struct page *p)
{
	const struct web_worker *w = p->worker;
	size_t n;
	const void *seed = page_seed(p, &n);

	return !p->visit_new && csrf_holds(w->key, w->app->name, seed, n, form_get(&p->form, "csrf"));
}

/* A broken or too large request is not a field's fault: 400, 413, 403. */
static int
refuse_form(struct page *p, int code)
{
	page_error(p, code == ERR_LIMIT ? 413 : code == ERR_DENIED ? 403 : 400, err_take());
	return 0;
}

/* Origin, body, token.  Who is no longer logged in gets back what he typed. */
static int
check_post(struct page *p, bool login, bool *answered)
{
	const struct site *site = &p->worker->site;
	int r = ERR_DENIED;

	if (p->match.route->flags & ROUTE_SIGNED)
		r = csrf_origin(p->req, site->sign_origin);
	if (r != 0) {
		err_take();
		r = csrf_origin(p->req, site->origin);
	}
	if (r == 0)
		r = read_form(p);
	*answered = true;
	if (r != 0)
		return refuse_form(p, r);
	if (login || ((p->match.route->flags & ROUTE_SHOWS) == 0 && !token_holds(p)))
		page_again(p);
	else
		*answered = false;
	return 0;
}

/* --- the request ------------------------------------------------------------------------------- */

static int
find_route(struct page *p, bool *answered)
{
	const struct web_app *app = p->worker->app;
	unsigned allowed;
	int r;

	r = route_find(p->region, app->routes, app->nroutes, req_method(p->req), req_path(p->req), &p->match, &allowed);
	if (r == ERR_CONFLICT) {
		page_error(p, 405, err_take());
		resp_header(&p->resp, "Allow", allowed == METHOD_POST ? "POST" : allowed == METHOD_GET ? "GET, HEAD" :
		    "GET, HEAD, POST");
		*answered = true;
		return 0;
	}
	return r;
}

/* A GET's query, or a POST's form with all that must hold before it is believed. */
static int
take_form(struct page *p, bool login, bool *answered)
{
	const struct route *route = p->match.route;
	int r;

	if (route->method == METHOD_POST && route->flags & (ROUTE_RAW | ROUTE_PLAIN))
		return login ? err_set(ERR_DENIED, "nobody is logged in") : 0;
	if (route->method == METHOD_POST)
		return check_post(p, login, answered);
	if (login) {
		*answered = true;
		return send_to_login(p);
	}
	if ((r = read_form(p)) == 0)
		return 0;
	*answered = true;
	return refuse_form(p, r);
}

static int
handle(struct page *p, struct actor *actor)
{
	bool answered = false, login = false;
	int r;

	if ((r = find_route(p, &answered)) != 0 || answered)
		return r;
	if ((r = admit(p, actor, &login)) != 0)
		return r;
	if ((r = take_form(p, login, &answered)) != 0 || answered)
		return r;
	if (!(p->match.route->flags & ROUTE_PLAIN))
		page_common(p);
	return p->match.route->handler(p);
}

/* A page that is open to all may be kept by its address alone, as a receipt or an invitation is: that is not written down. */
static const char *
log_name(const struct page *p)
{
	const struct route *route = p->match.route;

	return route != NULL && route->who & WHO_ALL ? route->pattern : req_path(p->req);
}

/* What a person did is no event for the log; what we could not do is. */
static void
answer_error(struct page *p, int code)
{
	char note[512];

	snprintf(note, sizeof(note), "%s", err_take());
	if (code == ERR_INPUT || code == ERR_NOTFOUND) {
		page_error(p, page_status(code), code == ERR_INPUT ? note : "");
		return;
	}
	if (code == ERR_LIMIT && p->match.route != NULL && p->match.route->flags & ROUTE_RAW) {
		page_error(p, 413, note);	/* of a raw body the handler reads too much; nothing else can be too often */
		return;
	}
	err_set(code, "%s", note);
	log_err(code, log_name(p));
	page_error(p, page_status(code), code == ERR_CONFLICT || code == ERR_LIMIT || code == ERR_CRYPTO ? note : "");
}

static int
finish(struct web_worker *w)
{
	int r = w->app->after != NULL && w->opened ? w->app->after(w->state) : 0;

	if (r != 0)
		log_err(r, "after the request");
	err_take();
	log_request(NULL);
	region_reset(w->region);
	return r;
}

int
web_serve(struct web_worker *w, char **env, req_source source, void *ctx, struct buf *out)
{
	struct page p = { .region = w->region, .worker = w, .now = tm_now() };
	struct actor actor = { .kind = ACTOR_VISITOR };
	int r;

	err_take();
	resp_init(&p.resp);
	p.actor = &actor;
	r = req_new(p.region, env, source, ctx, &p.req);
	log_request(req_id(p.req));
	who_calls(p.req, &actor);
	choose_language(&p);
	p.data = hdf_new(p.region, w->site.zone_minutes, p.lang == LANG_ZH ? "" : w->zone_text);
	if (r != 0)
		page_error(&p, r == ERR_LIMIT ? 414 : 400, err_take());
	else if ((r = handle(&p, &actor)) != 0)
		answer_error(&p, r);
	resp_print(&p.resp, req_method(p.req) == METHOD_HEAD, out);
	hdf_free(p.data);
	resp_clear(&p.resp);
	return finish(w);
}
