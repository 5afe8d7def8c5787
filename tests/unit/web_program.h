/*
 * A small web program with a folder of its own, asked without sockets: shared by the tests of web/serve and web/field.
 */
#ifndef TESTS_WEB_PROGRAM_H
#define TESTS_WEB_PROGRAM_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "rules/actor.h"
#include "util/err.h"
#include "util/io.h"
#include "web/app.h"
#include "web/csrf.h"

#define ORIGIN "HTTP_ORIGIN=https://localhost:8443"
#define URLENCODED "CONTENT_TYPE=application/x-www-form-urlencoded"

static char top[] = "/tmp/serve.XXXXXX";
static struct site site = { .host = "localhost", .port = 8443, .zone_minutes = 480, .origin = "https://localhost:8443",
    .sign_origin = "https://localhost:8444" };
static struct web_worker *worker;
static struct buf out;
static const char *sent;
static int ran;			/* handlers that changed something */
static enum err away;	/* why the state cannot be opened, or 0 */

/* --- a small program ---------------------------------------------------------------------------------------- */

static const char *const reasons[] = { "lost", "leak", NULL };
static const struct field fields[] = {
	{ "wname", FIELD_LINE, FIELD_MUST, 5, NULL }, { "wtext", FIELD_TEXT, 0, 10, NULL },
	{ "wcount", FIELD_NUMBER, 0, 9, NULL }, { "wday", FIELD_DATE, 0, 0, NULL },
	{ "wreason", FIELD_CHOICE, 0, 0, reasons }, { "wagree", FIELD_TICK, FIELD_MUST, 0, NULL },
	{ "wstep", FIELD_TOKEN, 0, 0, NULL },
};
#define FIELDS fields, sizeof(fields) / sizeof(fields[0])

static int
form_show(struct page *p)
{
	page_fill(p, "wname", "draft");
	page_fill(p, "wagree", "yes");
	page_keep(p, FIELDS);
	return page_show(p, "page/form.cs");
}

static int
form_send(struct page *p)
{
	if (page_fields(p, FIELDS) != 0)
		return form_show(p);
	if (strcmp(page_value(p, "wname"), "taken") == 0) {
		err_set(ERR_INPUT, "the file is larger than 7 bytes");
		page_fault_note(p, "wname");
		return form_show(p);
	}
	if (strcmp(page_value(p, "wname"), "raced") == 0) {
		page_fault_note(p, "wname");
		return form_show(p);
	}
	ran++;
	page_flash(p, "Saved");
	return page_redirect(p, "/form?done=%s", page_once(p));
}

static int
fails(struct page *p)
{
	uint64_t code;
	int r = page_id(p, "code", &code);

	return r != 0 ? r : err_set(-(int)code, "the form was sent from another site");
}

static int
bytes(struct page *p)
{
	const char *body;
	size_t n;
	int r;

	if ((r = page_body(p, 100, &body, &n)) != 0)
		return r;
	return page_bytes(p, "application/ocsp-response", body, n);
}

static int
health(struct page *p)
{
	return page_bytes(p, "text/plain", "ok\n", 3);
}

static int
log_in(struct page *p)
{
	page_session(p, "new-session");
	return page_redirect(p, "%s", page_next(p, "/form"));
}

static const struct route routes[] = {
	{ METHOD_GET, "/form", WHO_ALL, form_show, 0 },
	{ METHOD_POST, "/form", WHO_ALL, form_send, 0 },
	{ METHOD_POST, "/upload", WHO_ALL, form_send, ROUTE_FILES },
	{ METHOD_GET, "/mine", WHO_ACCOUNT, form_show, 0 },
	{ METHOD_POST, "/mine", WHO_ACCOUNT, form_send, 0 },
	{ METHOD_GET, "/mine/:code", WHO_ACCOUNT, fails, 0 },
	{ METHOD_GET, "/desk", WHO_REVIEWER, form_show, 0 },
	{ METHOD_POST, "/signed", WHO_ALL, form_send, ROUTE_SIGNED },
	{ METHOD_POST, "/login", WHO_VISITOR, log_in, 0 },
	{ METHOD_GET, "/fails/:code", WHO_ALL, fails, 0 },
	{ METHOD_POST, "/raw", WHO_ALL, bytes, ROUTE_RAW | ROUTE_PLAIN },
	{ METHOD_GET, "/health", WHO_ALL, health, ROUTE_PLAIN | ROUTE_LOCAL },
};

static int
open_state(const struct site *s, unsigned slot, void **state)
{
	(void)s;
	(void)slot;
	*state = &ran;
	return away != 0 ? err_set(away, "the database is away") : 0;
}

static int
resolve(void *state, const char *cookie, const struct req *req, int64_t now, struct actor *actor)
{
	(void)req;
	(void)now;
	if (state != &ran || actor->kind != ACTOR_VISITOR || actor->ip[0] == '\0')
		return err_set(ERR_BUG, "the actor comes unprepared");
	if (cookie[0] == '\0')
		return 0;
	actor->session = 7;
	memset(actor->csrf, 's', sizeof(actor->csrf));
	snprintf(actor->name, sizeof(actor->name), "张三");
	if (strcmp(cookie, "account") == 0)
		actor->kind = ACTOR_ACCOUNT;
	if (strcmp(cookie, "reviewer") == 0) {
		actor->kind = ACTOR_OPERATOR;
		actor->roles = ROLE_REVIEWER;
	}
	return 0;
}

static const struct web_app app = { .name = "hall", .routes = routes, .nroutes = sizeof(routes) / sizeof(routes[0]),
    .login = "/login", .open = open_state, .resolve = resolve };

/* --- its folder ---------------------------------------------------------------------------------------------- */

static void
write_file(const char *name, const char *text)
{
	char path[200];

	snprintf(path, sizeof(path), "%s/%s", top, name);
	assert_int_equal(io_replace(path, text, strlen(text), 0644, (uid_t)-1), 0);
}

static int
make_folder(void **state)
{
	char path[200];

	(void)state;
	assert_non_null(mkdtemp(top));
	snprintf(path, sizeof(path), "%s/templates/page", top);
	assert_int_equal(io_mkdirs(path, 0755), 0);
	snprintf(path, sizeof(path), "%s/secret", top);
	assert_int_equal(io_mkdirs(path, 0755), 0);
	snprintf(path, sizeof(path), "%s/templates/text", top);
	assert_int_equal(symlink(SRCDIR "/templates/text", path), 0);
	write_file("secret/hall.web", "0123456789abcdef0123456789abcdef");
	write_file("templates/page/form.cs", "<?cs var:User.Kind ?>|<?cs var:User.Name ?>|<?cs var:Page.Lang ?>|<?cs var:Page.Self ?>|"
	    "<?cs var:Form.wname.Value ?>|<?cs var:Form.wtext.Value ?>|<?cs var:Form.wreason.Value ?>/<?cs var:Form.wagree.Value ?>\n"
	    "<?cs each:e = Form.Error ?><?cs var:e.Name ?>: <?cs var:e.Text ?>\n<?cs /each ?>csrf=<?cs var:Page.Csrf ?>\n");
	write_file("templates/page/error.cs", "<?cs var:Error.Status ?> <?cs var:Error.Title ?>: <?cs var:Error.Note ?>\n");
	write_file("templates/page/again.cs", "again <?cs var:Again.Login ?> <?cs each:f = Again.Field ?><?cs var:f.Name ?>="
	    "<?cs var:f.Value ?> <?cs /each ?>\ncsrf=<?cs var:Page.Csrf ?>\n");
	snprintf(site.var, sizeof(site.var), "%s", top);
	snprintf(site.src, sizeof(site.src), "%s", top);
	return 0;
}

static int
drop_folder(void **state)
{
	char command[300];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", top);
	return system(command);
}

static int
make(void **state)
{
	(void)state;
	ran = 0;
	away = 0;
	buf_init(&out, 0);
	return web_worker_open(&app, &site, 1, &worker);
}

static int
drop(void **state)
{
	(void)state;
	web_worker_close(worker);
	buf_clear(&out);
	err_take();
	return 0;
}

/* --- asking --------------------------------------------------------------------------------------------------- */

static long
give(void *ctx, char *to, size_t n)
{
	size_t len = strlen(sent);

	(void)ctx;
	n = n < len ? n : len;
	memcpy(to, sent, n);
	sent += n;
	return (long)n;
}

/* method, uri, body, then up to six further variables and NULL. */
static void
ask(const char *method, const char *uri, const char *body, ...)
{
	char lines[3][400], *env[12] = { lines[0], lines[1], lines[2], "REMOTE_ADDR=10.0.0.1", NULL };
	size_t n = 4;
	va_list ap;

	snprintf(lines[0], sizeof(lines[0]), "REQUEST_METHOD=%s", method);
	snprintf(lines[1], sizeof(lines[1]), "REQUEST_URI=%s", uri);
	snprintf(lines[2], sizeof(lines[2]), "CONTENT_LENGTH=%zu", strlen(body));
	va_start(ap, body);
	while (n < 11 && (env[n] = va_arg(ap, char *)) != NULL)
		n++;
	va_end(ap);
	sent = body;
	buf_reset(&out);
	assert_int_equal(web_serve(worker, env, give, NULL, &out), 0);
}

static void
has(const char *text)
{
	if (strstr(buf_str(&out), text) == NULL)
		fail_msg("\"%s\" is not in\n%s", text, buf_str(&out));
}

static void
has_not(const char *text)
{
	if (strstr(buf_str(&out), text) != NULL)
		fail_msg("\"%s\" is in\n%s", text, buf_str(&out));
}

/* The token of the page just shown, and the visitor's cookie, as lines for the next request. */
static char token[100], cookie[100];

static void
note_token(void)
{
	const char *at = strstr(buf_str(&out), "csrf=");

	assert_non_null(at);
	snprintf(token, sizeof(token), "%.48s", at);
	if ((at = strstr(buf_str(&out), "__Host-visit=")) != NULL)
		snprintf(cookie, sizeof(cookie), "HTTP_COOKIE=%.45s", at);
}

#endif
