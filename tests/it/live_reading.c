/*
 * live_reading FOLDER: asks every GET of hall, desk and office once, as a visitor and as each person who may, and keeps what came
 * in FOLDER, one file an answer, its address and status in the first line.  Addresses are those of the route tables, filled from
 * the environment: APP NO SERIAL MOBILE of the owner, REVISION OPERATOR MATERIAL PAPER.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/browse.h"
#include "host/hand.h"
#include "host/outbox.h"
#include "pages/desk.h"
#include "pages/hall.h"
#include "pages/office.h"
#include "util/err.h"
#include "util/io.h"
#include "util/site.h"
#include "util/str.h"
#include "util/tm.h"
#include "web/app.h"

static struct site site;
static const char *folder;
static unsigned asked, kept;

static void
must(int r, const char *what)
{
	if (r == 0)
		return;
	fprintf(stderr, "%s: %s\n", what, err_take());
	exit(1);
}

static const char *
value_of(const char *name, const char *pattern)
{
	static const struct { const char *name, *variable, *value; } known[] = {
		{ "no", "NO", NULL }, { "serial", "SERIAL", NULL }, { "material", "MATERIAL", NULL }, { "paper", "PAPER", NULL },
		{ "product", NULL, "personal" }, { "ending", NULL, "pem" }, { "kind", NULL, "notice" }, { "number", NULL, "1" },
		{ "range", NULL, "1..2" }, { "n", NULL, "1" }, { "language", NULL, "en" }, { "request", NULL, "unknown" },
		{ "token", NULL, "unknown" },
	};
	size_t i;

	if (str_eq(name, "id"))
		return getenv(str_starts(pattern, "/admin/users") ? "OPERATOR" : str_starts(pattern, "/admin") ? "REVISION" : "APP");
	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (str_eq(known[i].name, name))
			return known[i].variable != NULL ? getenv(known[i].variable) : known[i].value;
	return "unknown";
}

static void
fill(const char *pattern, struct buf *out)
{
	const char *at = pattern;
	char name[32];
	size_t n;

	buf_reset(out);
	while (*at != '\0') {
		if (*at != ':') {
			buf_addc(out, *at++);
			continue;
		}
		n = strcspn(++at, "/");
		snprintf(name, sizeof(name), "%.*s", (int)n, at);
		buf_adds(out, value_of(name, pattern));
		at += n;
	}
}

static void
keep(struct browse *b, const char *who, const char *path)
{
	struct buf text = BUF_INIT;
	char file[400];

	if (browse_get(b, path) != 0)
		err_take();
	asked++;
	kept += browse_status(b) == 200;
	snprintf(file, sizeof(file), "%s/%u", folder, asked);
	buf_printf(&text, "%s %s %ld\n", who, path, browse_status(b));
	buf_add(&text, browse_body(b)->data, browse_body(b)->len);
	must(io_replace(file, text.data, text.len, 0600, (uid_t)-1), file);
	buf_clear(&text);
}

static void
ask_all(struct browse *b, const struct web_app *app, const char *who)
{
	static const char *const more[] = { "", "?lang=en&view=large&m=1&n=1&tab=all&q=x&serial=1&no=1&next=/my&page=1" };
	struct buf path = BUF_INIT;
	size_t i, k;

	for (i = 0; i < app->nroutes; i++)
		for (k = 0; app->routes[i].method == METHOD_GET && k < 2; k++) {
			fill(app->routes[i].pattern, &path);
			buf_adds(&path, more[k]);
			keep(b, who, buf_str(&path));
		}
	buf_clear(&path);
}

static void
as_visitor(void)
{
	struct browse *b;

	must(browse_open(&site, &b), "browser");
	ask_all(b, &hall_app, "visitor");
	browse_close(b);
}

static void
as_owner(void)
{
	const char *mobile = getenv("MOBILE");
	char code[OUTBOX_CODE];
	int64_t begun = tm_now();
	struct browse *b;

	must(browse_open(&site, &b), "browser");
	must(browse_get(b, "/login"), "login");
	must(browse_form(b, "/login"), "login");
	browse_set(b, "mobile", mobile);
	browse_set(b, "act", "send");
	must(browse_send(b, NULL), "code");
	must(outbox_code(&site, mobile, begun, code), "code");
	must(browse_form(b, "/login"), "login");
	browse_set(b, "mobile", mobile);
	browse_set(b, "code", code);
	browse_set(b, "act", "login");
	must(browse_send(b, NULL), "login");
	ask_all(b, &hall_app, "owner");
	browse_close(b);
}

static void
as_operator(const struct web_app *app, const char *console, const char *file, const char *person)
{
	struct softkey key;
	struct browse *b;

	must(softkey_load(&site, file, &key), file);
	must(browse_open(&site, &b), file);
	must(hand_login(b, &site, console, person, &key), person);
	ask_all(b, app, person);
	browse_close(b);
	softkey_close(&key);
}

int
main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	folder = argv[1];
	must(site_load(getenv("VAR"), &site), "site");
	as_visitor();
	as_owner();
	as_operator(&desk_app, "/ra", "clerk", "demo-clerk");
	as_operator(&desk_app, "/ra", "reviewer", "demo-reviewer");
	as_operator(&office_app, "/admin", "business-1", "demo-business-1");
	as_operator(&office_app, "/admin", "security-1", "demo-security-1");
	printf("%u asked, %u pages\n", asked, kept);
	return 0;
}
