/* An application from its first click to withdrawal, and the texts agreed to on the way, on a real server. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "rules/agreeing.h"
#include "rules/apply.h"
#include "rules/mine.h"
#include "rules/rules.h"
#include "store/account.h"
#include "store/audit.h"
#include "store/event.h"
#include "store/ra.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/tm.h"

static struct rules rules;
static struct site site = { .host = "localhost" };
static struct actor alice = { .kind = ACTOR_ACCOUNT, .ip = "192.0.2.1", .request = "test", .session = 1 };
static struct actor bob = { .kind = ACTOR_ACCOUNT, .ip = "192.0.2.2", .request = "test", .session = 2 };
static int64_t now;

static void
publish_in(const char *language, enum document_kind kind, int number, const char *text, int64_t effective_at)
{
	struct document d = { .id = rnd_id(now), .kind = kind, .created = now };
	struct revision r = { .id = rnd_id(now), .kind = kind, .number = number,
	    .state = REVISION_PUBLISHED, .title = "文件", .effective_at = effective_at, .published_at = now,
	    .edited_at = now, .created = now };

	snprintf(d.language, sizeof(d.language), "%s", language);
	snprintf(r.language, sizeof(r.language), "%s", language);
	if (db_document_insert(rules.db, &d) != 0) {
		err_take();
		assert_int_equal(db_document_find(rules.db, kind, language, &d), 0);
	}
	r.document = d.id;
	buf_adds(&r.markdown, text);
	buf_adds(&r.html, text);
	digest_sha256(text, strlen(text), r.sha256);
	digest_sm3(text, strlen(text), r.sm3);
	assert_int_equal(db_revision_insert(rules.db, &r), 0);
	for (int i = 1; i <= 2; i++) {
		struct clause c = { .revision = r.id, .position = i, .text = "责任", .created = now };

		snprintf(c.anchor, sizeof(c.anchor), "clause-%d", i);
		assert_int_equal(db_clause_insert(rules.db, &c), 0);
	}
	revision_clear(&r);
}

static void
publish(enum document_kind kind, int number, const char *text, int64_t effective_at)
{
	publish_in("zh-CN", kind, number, text, effective_at);
}

static void
register_account(struct actor *who, const char *mobile)
{
	struct account a = { .id = rnd_id(now), .language = "zh-CN", .created = now };

	snprintf(a.mobile, sizeof(a.mobile), "%s", mobile);
	assert_int_equal(db_account_insert(rules.db, &a), 0);
	who->id = a.id;
}

static int
open_rules(void **state)
{
	struct db_conf conf = { .name = "certhall", .account = "root" };
	struct ra ra = { .code = "ra1", .name = "第一注册机构", .state = "open" };
	struct product p = { .code = "test", .issuer = "ca-p256", .profile = "personal", .days = 365, .state = "open",
	    .documents = "agreement,sensitive", .sensitive_fields = "id_no" }, closed = { .code = "closed",
	    .issuer = "ca-p256", .profile = "personal", .days = 365, .state = "closed", .documents = "agreement" };

	(void)state;
	snprintf(conf.socket, sizeof(conf.socket), "%s", getenv("CERTHALL_DB_SOCKET"));
	now = tm_now();
	rules = (struct rules){ .site = &site, .user = SITE_HALL };
	if (db_connect(&conf, &rules.db) != 0 || db_audit_open(rules.db, "localhost", "certhall", 0) != 0) {
		fprintf(stderr, "%s\n", err_take());
		return -1;
	}
	ra.id = rnd_id(now);
	ra.created = p.created = closed.created = now;
	assert_int_equal(db_ra_insert(rules.db, &ra), 0);
	assert_int_equal(db_product_insert(rules.db, &p), 0);
	assert_int_equal(db_product_insert(rules.db, &closed), 0);
	register_account(&alice, "+8613800138000");
	register_account(&bob, "+8613800138001");
	publish(DOCUMENT_AGREEMENT, 1, "<h1>订户协议</h1>", now - 1000);
	publish(DOCUMENT_SENSITIVE, 1, "<h1>敏感信息</h1>", now - 1000);
	return 0;
}

static int
close_rules(void **state)
{
	(void)state;
	db_close(rules.db);
	return 0;
}

static uint64_t
begin(const struct actor *who, const char *once)
{
	uint64_t id = 0;

	assert_int_equal(apply_new(&rules, who, "test", "zh-CN", once, now, &id), 0);
	return id;
}

static void
makes_one_application_of_a_double_click(void **state)
{
	struct app_line list[4];
	uint64_t id, again = 0, other = 0;
	size_t n;

	(void)state;
	id = begin(&alice, "once-alice-1");
	assert_int_equal(apply_new(&rules, &alice, "test", "zh-CN", "once-alice-1", now, &again), 0);
	assert_int_equal(again, id);
	assert_int_equal(apply_new(&rules, &alice, "test", "zh-CN", "once-alice-2", now, &other), ERR_CONFLICT);
	err_take();
	assert_int_equal(other, id);
	assert_int_equal(mine_apps(&rules, &alice, 0, list, 4, &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(list[0].state, APP_DRAFT);
}

static void
refuses_a_product_that_is_closed_or_unknown(void **state)
{
	uint64_t id;

	(void)state;
	assert_int_equal(apply_new(&rules, &bob, "closed", "zh-CN", "once-bob-0", now, &id), ERR_NOTFOUND);
	err_take();
	assert_int_equal(apply_new(&rules, &bob, "nothing", "zh-CN", "once-bob-0", now, &id), ERR_NOTFOUND);
	err_take();
}

static void
open_own(const struct actor *who, const char *once, struct app *app, struct product *product)
{
	uint64_t id = 0;
	int r = apply_new(&rules, who, "test", "zh-CN", once, now, &id);

	assert_true(r == 0 || r == ERR_CONFLICT);
	err_take();
	assert_int_equal(apply_get(&rules, who, id, app, product), 0);
}

static void
hides_an_application_from_everybody_else(void **state)
{
	struct product product;
	struct app app, other;
	struct event events[4];
	size_t n;

	(void)state;
	open_own(&alice, "once-alice-3", &app, &product);
	assert_int_equal(apply_get(&rules, &bob, app.id, &other, &product), ERR_NOTFOUND);
	assert_int_equal(apply_withdraw(&rules, &bob, app.id, now), ERR_NOTFOUND);
	assert_int_equal(mine_events(&rules, &bob, app.id, events, 4, &n), ERR_NOTFOUND);
	app_clear(&app);
}

static int
act(const struct actor *who, const struct app *app, enum document_kind kind, uint64_t shown, enum consent_decision decision,
    const char *once)
{
	return agreeing_act(&rules, who, app, &(struct agreeing_act){ .presentation = shown, .kind = kind,
	    .decision = decision, .method = CONSENT_TICK, .label = "同意", .initial = "none", .once = once }, ++now);
}

static void
show(const struct actor *who, const struct app *app, enum document_kind kind, uint64_t *shown)
{
	struct revision rev;

	assert_int_equal(agreeing_show(&rules, who, app, kind, "en", "build-1", now, &rev, shown), 0);
	assert_string_equal(rev.language, "zh-CN");	/* not published in English: the Chinese text is shown */
	revision_clear(&rev);
}

static void
takes_no_agreement_to_a_text_that_was_not_shown(void **state)
{
	struct product product;
	struct app app;
	uint64_t shown, sensitive;

	(void)state;
	open_own(&alice, "once-alice-4", &app, &product);
	assert_int_equal(act(&alice, &app, DOCUMENT_AGREEMENT, 12345, CONSENT_ACCEPT, "act-1"), ERR_NOTFOUND);
	show(&alice, &app, DOCUMENT_AGREEMENT, &shown);
	show(&alice, &app, DOCUMENT_SENSITIVE, &sensitive);
	assert_int_equal(act(&bob, &app, DOCUMENT_AGREEMENT, shown, CONSENT_ACCEPT, "act-2"), ERR_NOTFOUND);
	/* the agreement's tick never counts for the separate consent (PIPL 29), nor the other way round */
	assert_int_equal(act(&alice, &app, DOCUMENT_SENSITIVE, shown, CONSENT_ACCEPT, "act-3"), ERR_NOTFOUND);
	assert_int_equal(act(&alice, &app, DOCUMENT_AGREEMENT, sensitive, CONSENT_ACCEPT, "act-4"), ERR_NOTFOUND);
	app_clear(&app);
}

static void
asks_for_each_text_in_turn_and_records_what_was_shown(void **state)
{
	static const char text[] = "<h1>订户协议</h1>";
	unsigned char digest[DIGEST_SIZE];
	struct presentation presentation;
	enum document_kind missing;
	struct consent acts[4];
	struct product product;
	struct app app;
	uint64_t shown;
	size_t n;

	(void)state;
	open_own(&alice, "once-alice-5", &app, &product);
	assert_int_equal(agreeing_missing(&rules, &app, &product, now, &missing), 0);
	assert_int_equal(missing, DOCUMENT_AGREEMENT);
	show(&alice, &app, DOCUMENT_AGREEMENT, &shown);
	assert_int_equal(act(&alice, &app, DOCUMENT_AGREEMENT, shown, CONSENT_ACCEPT, "act-5"), 0);
	assert_int_equal(act(&alice, &app, DOCUMENT_AGREEMENT, shown, CONSENT_ACCEPT, "act-5"), 0);	/* once */
	assert_int_equal(agreeing_missing(&rules, &app, &product, now, &missing), 0);
	assert_int_equal(missing, DOCUMENT_SENSITIVE);
	show(&alice, &app, DOCUMENT_SENSITIVE, &shown);
	assert_int_equal(act(&alice, &app, DOCUMENT_SENSITIVE, shown, CONSENT_ACCEPT, "act-6"), 0);
	assert_int_equal(agreeing_missing(&rules, &app, &product, now, &missing), ERR_NOTFOUND);

	assert_int_equal(db_consent_list(rules.db, app.id, acts, 4, &n), 0);
	assert_int_equal(n, 2);
	assert_int_equal(acts[0].kind, DOCUMENT_AGREEMENT);
	assert_string_equal(acts[0].initial, "none");
	assert_memory_equal(acts[1].previous, acts[0].sha256, LEN_DIGEST);
	assert_int_equal(db_presentation_get(rules.db, acts[0].presentation, &presentation), 0);
	digest_sha256(text, strlen(text), digest);
	assert_memory_equal(presentation.shown_sha256, digest, DIGEST_SIZE);
	assert_string_equal(presentation.build, "build-1");
	assert_string_equal(presentation.highlights, "clause-1,clause-2");
	app_clear(&app);
}

/* A row changed afterwards no longer has the digest that the sealed trail names. */
static void
binds_the_whole_record_into_the_trail(void **state)
{
	struct consent act_now;
	char object[24], record[80], hex[65];
	struct product product;
	struct audit_row rows[8];
	struct app app;
	uint64_t shown;
	size_t n;

	(void)state;
	open_own(&alice, "once-alice-trail", &app, &product);
	show(&alice, &app, DOCUMENT_AGREEMENT, &shown);
	assert_int_equal(act(&alice, &app, DOCUMENT_AGREEMENT, shown, CONSENT_ACCEPT, "act-trail"), 0);
	assert_int_equal(db_consent_find(rules.db, app.id, DOCUMENT_AGREEMENT, &act_now), 0);
	enc_hex_to(act_now.sha256, LEN_DIGEST, hex);
	snprintf(record, sizeof(record), " record=%s", hex);
	snprintf(object, sizeof(object), "%" PRIu64, app.id);
	assert_int_equal(db_audit_list(rules.db, "application", object, now - 1, rows, 8, &n), 0);
	assert_int_equal(n, 1);
	assert_non_null(strstr(buf_str(&rows[0].detail), record));
	audit_row_clear(&rows[0]);
	app_clear(&app);
}

/* Another worker, with its own connection and chain, that takes the same form at the same moment. */
static pid_t
act_elsewhere(unsigned slot, const struct app *app, uint64_t shown)
{
	struct db_conf conf = { .name = "certhall", .account = "root" };
	struct rules own = { .site = &site, .user = SITE_HALL };
	struct agreeing_act a = { .presentation = shown, .kind = DOCUMENT_AGREEMENT, .decision = CONSENT_ACCEPT, .label = "同意",
	    .initial = "none", .once = "act-double" };
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	snprintf(conf.socket, sizeof(conf.socket), "%s", getenv("CERTHALL_DB_SOCKET"));
	if (db_connect(&conf, &own.db) != 0 || db_audit_open(own.db, "localhost", "certhall", slot) != 0)
		_exit(1);
	_exit(agreeing_act(&own, &alice, app, &a, now) == 0 ? 0 : 2);
}

static void
records_one_act_of_a_double_click(void **state)
{
	static const struct query lock = QUERY_WRITE("LOCK TABLES audit READ"), unlock = QUERY_WRITE("UNLOCK TABLES");
	struct consent acts[8];
	struct product product;
	struct app app;
	pid_t workers[2];
	uint64_t shown;
	size_t n, doubles = 0;

	(void)state;
	open_own(&alice, "once-alice-double", &app, &product);
	now++;
	show(&alice, &app, DOCUMENT_AGREEMENT, &shown);
	assert_int_equal(db_exec(rules.db, &lock, NULL, IN_NONE), 0);	/* both have looked before either has stored */
	for (unsigned i = 0; i < 2; i++)
		workers[i] = act_elsewhere(10 + i, &app, shown);
	usleep(700000);
	assert_int_equal(db_exec(rules.db, &unlock, NULL, IN_NONE), 0);
	for (unsigned i = 0; i < 2; i++) {
		int status;

		assert_int_equal(waitpid(workers[i], &status, 0), workers[i]);
		assert_int_equal(status, 0);
	}
	assert_int_equal(db_consent_list(rules.db, app.id, acts, 8, &n), 0);
	for (size_t i = 0; i < n; i++)
		doubles += strcmp(acts[i].request, "act-double") == 0;
	assert_int_equal(doubles, 1);
	app_clear(&app);
}

static void
asks_again_when_a_newer_revision_comes_into_force(void **state)
{
	enum document_kind missing;
	struct product product;
	struct app app;
	uint64_t shown;

	(void)state;
	open_own(&alice, "once-alice-6", &app, &product);
	show(&alice, &app, DOCUMENT_AGREEMENT, &shown);
	publish(DOCUMENT_AGREEMENT, 2, "<h1>订户协议 第二版</h1>", now - 500);
	assert_int_equal(act(&alice, &app, DOCUMENT_AGREEMENT, shown, CONSENT_ACCEPT, "act-7"), ERR_CONFLICT);
	assert_string_equal(err_take(), "a newer revision came into force, please read it");
	assert_int_equal(agreeing_missing(&rules, &app, &product, now, &missing), 0);
	assert_int_equal(missing, DOCUMENT_AGREEMENT);
	app_clear(&app);
}

static void
records_a_refusal_and_goes_no_further(void **state)
{
	enum document_kind missing;
	struct product product;
	struct app app;
	uint64_t shown;

	(void)state;
	open_own(&bob, "once-bob-1", &app, &product);
	show(&bob, &app, DOCUMENT_AGREEMENT, &shown);
	assert_int_equal(act(&bob, &app, DOCUMENT_AGREEMENT, shown, CONSENT_ACCEPT, "act-8"), 0);
	show(&bob, &app, DOCUMENT_SENSITIVE, &shown);
	assert_int_equal(act(&bob, &app, DOCUMENT_SENSITIVE, shown, CONSENT_REFUSE, "act-9"), 0);
	assert_int_equal(agreeing_missing(&rules, &app, &product, now, &missing), ERR_DENIED);
	assert_int_equal(missing, DOCUMENT_SENSITIVE);
	app_clear(&app);
}

static void
refuses_an_edit_of_an_older_version(void **state)
{
	struct product product;
	struct app one, two;

	(void)state;
	open_own(&alice, "once-alice-7", &one, &product);
	open_own(&alice, "once-alice-7", &two, &product);
	snprintf(one.purpose, sizeof(one.purpose), "签署合同");
	assert_int_equal(apply_save(&rules, &alice, &one, "subject", now), 0);
	assert_int_equal(apply_save(&rules, &alice, &two, "subject", now), ERR_CONFLICT);
	err_take();
	assert_int_equal(apply_get(&rules, &alice, one.id, &two, &product), 0);
	assert_string_equal(two.purpose, "签署合同");
	app_clear(&one);
	app_clear(&two);
}

/* However much has happened, what happened last is seen. */
static void
shows_the_newest_of_a_long_history(void **state)
{
	struct event e = { .actor_kind = "account", .actor = "1", .event = "rekey", .created = now }, list[5];
	struct product product;
	struct app app;
	size_t n;

	(void)state;
	open_own(&bob, "once-bob-long", &app, &product);
	for (int i = 1; i <= 8; i++) {
		e.id = rnd_id(now);
		e.application = app.id;
		e.seq = 1000 + (uint64_t)i;
		assert_int_equal(db_event_insert(rules.db, &e), 0);
	}
	assert_int_equal(mine_events(&rules, &bob, app.id, list, 5, &n), 0);
	assert_int_equal(n, 5);
	assert_int_equal(list[0].seq, 1004);
	assert_int_equal(list[4].seq, 1008);
	app_clear(&app);
}

static void
withdraws_once_and_leaves_a_trail(void **state)
{
	struct audit_fault fault;
	struct product product;
	struct event events[4];
	struct app app;
	uint64_t rows;
	size_t n;

	(void)state;
	open_own(&alice, "once-alice-8", &app, &product);
	assert_int_equal(apply_withdraw(&rules, &alice, app.id, now), 0);
	assert_int_equal(apply_withdraw(&rules, &alice, app.id, now), ERR_CONFLICT);
	err_take();
	assert_int_equal(mine_events(&rules, &alice, app.id, events, 4, &n), 0);
	assert_int_equal(n, 1);
	assert_string_equal(events[0].event, "withdraw");
	assert_int_equal(events[0].to_state, APP_WITHDRAWN);
	assert_int_equal(db_audit_verify(rules.db, "localhost/certhall/0", &rows, &fault), 0);
	app_clear(&app);
}

/* Number of the text in force; 0: none. */
static int
number_of(const struct agreeing_texts *t, enum document_kind kind)
{
	return t->has[kind] ? t->line[kind].number : 0;
}

static void
reads_the_texts_in_force_at_once(void **state)
{
	struct product product = { .documents = "cps,privacy" };
	struct agreeing_texts t;
	bool ready;

	(void)state;
	publish(DOCUMENT_CPS, 11, "一", now - 100);
	publish(DOCUMENT_CPS, 12, "二", now - 50);
	publish(DOCUMENT_CPS, 13, "三", now - 50);	/* together with the one before */
	publish(DOCUMENT_CPS, 14, "四", now + 50);
	publish_in("vi", DOCUMENT_CPS, 7, "hai", now - 200);
	publish_in("vi", DOCUMENT_PRIVACY, 8, "ba", now - 200);
	assert_int_equal(agreeing_texts(&rules, "zh-CN", now, &t), 0);
	assert_int_equal(number_of(&t, DOCUMENT_CPS), 13);
	assert_string_equal(t.line[DOCUMENT_CPS].language, "zh-CN");
	assert_int_equal(agreeing_texts(&rules, "zh-CN", now + 50, &t), 0);
	assert_int_equal(number_of(&t, DOCUMENT_CPS), 14);
	assert_int_equal(agreeing_texts(&rules, "vi", now, &t), 0);
	assert_int_equal(number_of(&t, DOCUMENT_CPS), 7);
	assert_int_equal(number_of(&t, DOCUMENT_PRIVACY), 8);
	assert_int_equal(agreeing_texts(&rules, "en", now, &t), 0);
	assert_int_equal(number_of(&t, DOCUMENT_CPS), 13);
	t.published[DOCUMENT_PRIVACY] = true;
	assert_int_equal(agreeing_ready(&t, &product, &ready), 0);
	assert_true(ready);
	t.published[DOCUMENT_PRIVACY] = false;
	assert_int_equal(agreeing_ready(&t, &product, &ready), 0);
	assert_false(ready);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(makes_one_application_of_a_double_click),
		cmocka_unit_test(refuses_a_product_that_is_closed_or_unknown),
		cmocka_unit_test(hides_an_application_from_everybody_else),
		cmocka_unit_test(takes_no_agreement_to_a_text_that_was_not_shown),
		cmocka_unit_test(asks_for_each_text_in_turn_and_records_what_was_shown),
		cmocka_unit_test(binds_the_whole_record_into_the_trail),
		cmocka_unit_test(records_one_act_of_a_double_click),
		cmocka_unit_test(asks_again_when_a_newer_revision_comes_into_force),
		cmocka_unit_test(records_a_refusal_and_goes_no_further),
		cmocka_unit_test(refuses_an_edit_of_an_older_version),
		cmocka_unit_test(shows_the_newest_of_a_long_history),
		cmocka_unit_test(withdraws_once_and_leaves_a_trail),
		cmocka_unit_test(reads_the_texts_in_force_at_once),
	};

	return cmocka_run_group_tests_name("rules/apply", tests, open_rules, close_rules);
}
