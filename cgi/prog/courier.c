/*
 * courier: sends the messages that wait, and runs the clocks.  One process, one connection.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "rules/gateway.h"
#include "rules/rules.h"
#include "rules/sending.h"
#include "rules/timing.h"
#include "util/err.h"
#include "util/log.h"
#include "util/privs.h"
#include "util/site.h"
#include "util/tm.h"
#include "web/view.h"

#define PAUSE_IDLE_MS	200
#define PAUSE_AWAY_MS	1000
#define CLOCKS_EVERY	(20 * TM_SECOND)
#define WATCH_EVERY	(10 * TM_MINUTE)

static volatile sig_atomic_t ended;

static void
on_end(int signal)
{
	(void)signal;
	ended = 1;
}

static void
rest(int ms)
{
	struct timespec t = { .tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000 };

	if (!ended)
		nanosleep(&t, NULL);
}

static const char *
text_of(void *arg, const char *language, const char *key)
{
	enum lang lang = lang_of(language);
	const char *text = view_text(arg, lang == LANG_MAX ? LANG_ZH : lang, key);

	return text == key ? NULL : text;	/* view_text gives the key back when there is no text */
}

/* True once per interval; at the first call too. */
static bool
is_due(int64_t *last, int64_t interval)
{
	int64_t now = tm_steady();

	if (*last != 0 && now - *last < interval)
		return false;
	*last = now;
	return true;
}

static void
work(struct rules *r, struct gateway *g, const struct words *w)
{
	int64_t clocks = 0, watch = 0;

	while (!ended) {
		size_t sent = 0, done = 0, late;
		int rc;

		if ((rc = sending_round(r, g, w, tm_now(), &sent)) == 0 && is_due(&clocks, CLOCKS_EVERY))
			rc = timing_round(r, tm_now(), &done);
		if (rc == 0 && is_due(&watch, WATCH_EVERY))
			rc = timing_watch(r, tm_now(), &late);
		if (rc != 0)
			log_err(rc, "round of messages and clocks");
		if (rc != 0)
			rest(PAUSE_AWAY_MS);
		else if (sent == 0)
			rest(PAUSE_IDLE_MS);
	}
}

static int
open_all(const struct site *site, struct rules **r, struct gateway **g, struct view **v)
{
	char templates[sizeof(site->src) + 16];
	int rc;

	snprintf(templates, sizeof(templates), "%s/templates", site->src);
	if ((rc = rules_open(site, SITE_COURIER, 0, r)) != 0 || (rc = gateway_open(site, g)) != 0)
		return rc;
	return view_open(templates, "", v);
}

int
main(int argc, char **argv)
{
	struct rules *r = NULL;
	struct gateway *g = NULL;
	struct view *v = NULL;
	struct site site;
	struct sigaction end = { .sa_handler = on_end };
	int rc;

	log_open("courier");
	privs_harden(-1);
	if (argc != 3 || strcmp(argv[1], "-v") != 0) {
		fputs("usage: courier -v VAR\n", stderr);
		return 2;
	}
	sigaction(SIGTERM, &end, NULL);
	sigaction(SIGINT, &end, NULL);
	if ((rc = site_load(argv[2], &site)) != 0 || (rc = open_all(&site, &r, &g, &v)) != 0)
		log_err(rc, "start");
	else
		work(r, g, &(struct words){ .text = text_of, .arg = v, .site = &site });
	view_close(v);
	gateway_close(g);
	rules_close(r);
	return rc == 0 ? 0 : 1;
}
