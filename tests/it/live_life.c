/*
 * live_life [submitted|reviewed|accepted]: one life with every act the trail must tell of, against the running instance of VAR,
 * up to that step or to its end; prints what the acts were about, one name=value a line, for the stack tests.
 * reviewed: the process ISSUER is held before the last signature, so that nothing is issued yet.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/browse.h"
#include "host/hand.h"
#include "host/life.h"
#include "util/err.h"
#include "util/site.h"
#include "util/str.h"
#include "util/tm.h"

static struct site site;

static void
must(int r, const char *what)
{
	if (r == 0)
		return;
	fprintf(stderr, "%s: %s\n", what, err_take());
	exit(1);
}

struct operator {
	struct browse	*b;
	struct softkey	 key;
};

static struct operator
come(const char *console, const char *file, const char *person)
{
	struct operator o = { .b = NULL };

	must(softkey_load(&site, file, &o.key), file);
	must(browse_open(&site, &o.b), file);
	must(hand_login(o.b, &site, console, person, &o.key), person);
	return o;
}

static void
go(struct operator *o)
{
	browse_close(o->b);
	softkey_close(&o->key);
}

static void
look_at_number(const struct life *l)
{
	struct operator o = come("/ra", "clerk", "demo-clerk");
	char page[80], action[80];

	snprintf(page, sizeof(page), "/ra/%s", l->no);
	snprintf(action, sizeof(action), "/ra/%s/number", l->no);
	must(browse_get(o.b, page), page);
	must(browse_form(o.b, action), action);
	browse_set(o.b, "number_whom", "applicant");
	browse_set(o.b, "number_why", "compared by telephone");
	must(browse_send(o.b, NULL), "look at the number");
	if (!browse_has(o.b, l->number))
		must(err_set(ERR_PEER, "the number is not shown"), page);
	must(browse_get(o.b, "/ra/"), "/ra/");
	must(browse_form(o.b, "/ra/logout"), "log out");
	must(browse_send(o.b, NULL), "log out");
	go(&o);
}

static void
offer_release(const struct life *l, char paper[80])
{
	struct operator o = come("/ra", "clerk", "demo-clerk");
	char page[80], action[100];

	snprintf(page, sizeof(page), "/ra/cert/%s", l->serial);
	snprintf(action, sizeof(action), "%s/release", page);
	must(browse_get(o.b, page), page);
	must(browse_form(o.b, action), action);
	browse_set(o.b, "release_seen", "yes");
	browse_set(o.b, "release_text", "came to the counter with the card");
	must(browse_send(o.b, NULL), "release");
	snprintf(paper, 80, "%s", browse_path(o.b));
	must(hand_sign(o.b, &site, &o.key), "clerk signs");
	go(&o);
}

static void
wait_released(const struct life *l, struct browse *b)
{
	char page[80];
	int i;

	snprintf(page, sizeof(page), "/ra/cert/%s", l->serial);
	for (i = 0; i < 100; i++) {
		must(browse_get(b, page), page);
		if (browse_has(b, "/hold\""))	/* it can be held again */
			return;
		usleep(100000);
	}
	must(err_set(ERR_PEER, "the hold was not released"), page);
}

static void
release(const struct life *l)
{
	struct operator o;
	char paper[80];

	offer_release(l, paper);
	o = come("/ra", "reviewer", "demo-reviewer");
	must(browse_get(o.b, paper), paper);
	must(hand_sign(o.b, &site, &o.key), "reviewer signs");
	wait_released(l, o.b);
	go(&o);
}

/* The notice in English gets a new revision: drafted, proposed and signed by one, signed by another. */
static void
publish(void)
{
	struct operator o = come("/admin", "business-1", "demo-business-1");
	char id[32], page[160], action[120], number[16], day[17];

	must(browse_get(o.b, "/admin/agreements"), "texts");
	must(browse_form(o.b, "/admin/agreements/open/notice/en"), "open");
	must(browse_send(o.b, NULL), "open");
	snprintf(page, sizeof(page), "%s", browse_path(o.b));
	must(browse_form(o.b, page), page);
	browse_set(o.b, "class", "editorial");
	browse_set(o.b, "markdown", "# Notice\n\nRead this before you apply.\n");
	browse_set(o.b, "act", "publish");
	must(browse_send(o.b, NULL), "edit");
	snprintf(action, sizeof(action), "%s", browse_path(o.b));
	snprintf(id, sizeof(id), "%.*s", (int)strcspn(action + strlen("/admin/agreements/"), "/"),
	    action + strlen("/admin/agreements/"));
	tm_local(tm_now(), site.zone_minutes, day);
	snprintf(page, sizeof(page), "%s?effective=%.10s", action, day);
	must(browse_get(o.b, page), page);
	must(browse_form(o.b, action), action);
	snprintf(number, sizeof(number), "%d", 2);
	browse_set(o.b, "number", number);
	must(browse_send(o.b, NULL), "propose");
	must(hand_sign(o.b, &site, &o.key), "first signature");
	go(&o);
	o = come("/admin", "business-2", "demo-business-2");
	snprintf(page, sizeof(page), "/admin/agreements/%s", id);
	must(browse_get(o.b, page), page);
	must(hand_sign(o.b, &site, &o.key), "second signature");
	snprintf(page, sizeof(page), "/agreements/notice/2?lang=en");
	for (int i = 0; i < 50 && browse_get(o.b, page) != 0; i++) {
		err_take();
		usleep(100000);
	}
	must(browse_get(o.b, page), "the published text");
	go(&o);
	printf("revision=%s\n", id);
}

int
main(int argc, char **argv)
{
	const char *until = argc > 1 ? argv[1] : "";
	struct life l;

	must(site_load(getenv("VAR"), &site), "site");
	must(life_begin(&site, KEY_P256, &l), "begin");
	must(life_apply(&l), "apply");
	printf("no=%s\napp=%s\nnumber=%s\nmobile=%s\n", l.no, l.app, l.number, l.mobile);
	if (str_eq(until, "submitted"))
		return 0;
	look_at_number(&l);
	must(life_decide(&l, "clerk", "demo-clerk"), "enter");
	if (str_eq(until, "reviewed"))
		kill((pid_t)strtol(getenv("ISSUER"), NULL, 10), SIGSTOP);
	must(life_decide(&l, "reviewer", "demo-reviewer"), "review");
	if (str_eq(until, "reviewed"))
		return 0;
	must(life_wait_issued(&l), "issue");
	printf("serial=%s\n", l.serial);
	must(life_download(&l), "download");
	must(life_accept(&l), "accept");
	if (str_eq(until, "accepted"))
		return 0;
	must(life_suspend(&l), "suspend");
	must(life_wait_listed(&l), "held");
	release(&l);
	must(life_revoke(&l), "revoke");
	must(life_wait_listed(&l), "revoked");
	publish();
	life_end(&l);
	return 0;
}
