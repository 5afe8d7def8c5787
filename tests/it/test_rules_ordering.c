/*
 * Orders and an hour that is full, over a real database with the issuer's own account; signd is played here (signd/signer.h), for
 * a thousand holds of the real one take long.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rules/ordering.h"
#include "rules/rules.h"
#include "signd/signer.h"
#include "store/account.h"
#include "store/audit.h"
#include "store/cert.h"
#include "store/hold.h"
#include "store/order.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/tm.h"

#define QUARTER_PAST	INT64_C(1795774500000)	/* 2026-11-27 10:15 UTC */
#define HOUR_AFTER	INT64_C(1795777200000)	/* 11:00 */

static struct db *root;
static struct rules rules;
static struct site site = { .host = "localhost", .zone_minutes = 480 };
static enum err answer;
static int asked;

int
signer_order(struct signer *s, const struct signer_order *o, int64_t *at)
{
	(void)s;
	asked++;
	*at = HOUR_AFTER + 5;
	if (answer == ERR_LIMIT)
		return err_set(ERR_LIMIT, "more than 1000 such orders in this hour need two signatures");
	return answer == 0 ? 0 : err_set(answer, "%s", o->act);
}

static int
open_world(void **state)
{
	static const struct query off = QUERY_WRITE("SET SESSION foreign_key_checks=0");
	struct db_conf conf = { .name = "certhall", .account = "root" };

	(void)state;
	snprintf(conf.socket, sizeof(conf.socket), "%s", getenv("CERTHALL_DB_SOCKET"));
	snprintf(site.var, sizeof(site.var), "%s", getenv("CERTHALL_DB_VAR"));
	rules = (struct rules){ .site = &site, .user = SITE_ISSUER };
	if (db_connect(&conf, &root) != 0 || db_exec(root, &off, NULL, IN_NONE) != 0 ||
	    db_open(&site, SITE_ISSUER, &rules.db) != 0 || db_audit_open(rules.db, "localhost", "issuer", 0) != 0) {
		fprintf(stderr, "%s\n", err_take());
		return -1;
	}
	return 0;
}

static int
close_world(void **state)
{
	(void)state;
	db_close(rules.db);
	db_close(root);
	return 0;
}

/* A certificate, its loss report and the order of it, as hall leaves them. */
static uint64_t
report(int64_t at)
{
	struct account a = { .id = rnd_id(at), .language = "zh-CN", .created = at };
	struct cert_row c = { .id = rnd_id(at), .issuer = "ca-p256", .application = 1, .account = a.id, .ra = "default",
	    .product = "personal", .subject = "CN=王芳", .common_name = "王芳", .not_before = at, .not_after = at + TM_DAY,
	    .state_at = at, .request = rnd_id(at), .instance = "test", .seq = 1, .signed_at = at, .created = at };
	struct hold h = { .id = rnd_id(at), .certificate = c.id, .live = true, .reporter = "1", .accepted_at = at,
	    .expires_at = at + 15 * TM_DAY, .created = at };
	struct order o = { .claim.id = rnd_id(at), .act = ORDER_HOLD, .certificate = c.id, .issuer = "ca-p256", .reason = 6,
	    .hold = h.id, .next_at = at, .created = at };

	snprintf(a.mobile, sizeof(a.mobile), "+86139%08u", (unsigned)(a.id % 100000000));
	buf_printf(&c.serial, "S%016llx", (unsigned long long)c.id);
	buf_adds(&c.der, "der");
	rnd_token(h.request);
	buf_add(&o.serial, c.serial.data, c.serial.len);
	assert_int_equal(db_account_insert(root, &a), 0);
	assert_int_equal(db_cert_insert(root, &c), 0);
	assert_int_equal(db_hold_insert(root, &h), 0);
	assert_int_equal(db_order_insert(root, &o), 0);
	cert_row_clear(&c);
	order_clear(&o);
	return c.id;
}

static size_t
round_at(int64_t at, enum err says)
{
	size_t done;
	int r;

	answer = says;
	asked = 0;
	if ((r = ordering_round(&rules, NULL, 20, at, &done)) != 0)
		fail_msg("%d: %s", r, err_take());
	return done;
}

static void
waiting(uint64_t orders, uint64_t for_the_hour)
{
	uint64_t n;
	int64_t oldest;

	assert_int_equal(db_order_backlog(root, &n, &oldest), 0);
	assert_int_equal(n, orders);
	assert_int_equal(db_order_backlog_limited(root, &n, &oldest), 0);
	assert_int_equal(n, for_the_hour);
	if (n > 0)
		assert_int_equal(oldest, QUARTER_PAST);
}

static void
waits_for_the_next_hour_and_says_so(void **state)
{
	uint64_t cert = report(QUARTER_PAST), other = report(QUARTER_PAST);
	struct cert_row c = { 0 };
	struct order_wait w;

	(void)state;
	assert_int_equal(db_order_find_limited(root, cert, &w), ERR_NOTFOUND);
	assert_int_equal(round_at(QUARTER_PAST, ERR_LIMIT), 0);
	assert_int_equal(asked, 2);
	waiting(0, 2);
	assert_int_equal(db_order_find_limited(root, cert, &w), 0);
	assert_int_equal(w.act, ORDER_HOLD);
	assert_int_equal(w.next_at, HOUR_AFTER);
	round_at(HOUR_AFTER - 1, 0);
	assert_int_equal(asked, 0);		/* nobody asks signd again and again */
	assert_int_equal(round_at(HOUR_AFTER, 0), 2);
	waiting(0, 0);
	assert_int_equal(db_order_find_limited(root, cert, &w), ERR_NOTFOUND);
	assert_int_equal(db_cert_get(root, other, &c), 0);
	assert_int_equal(c.state, CERT_HELD);
	assert_int_equal(c.state_at, HOUR_AFTER + 5);
	cert_row_clear(&c);
}

/* That signd is away is another matter: soon again, and nobody waits for an hour. */
static void
asks_soon_again_when_signd_is_away(void **state)
{
	uint64_t cert = report(QUARTER_PAST);
	struct order_wait w;

	(void)state;
	assert_int_equal(round_at(QUARTER_PAST, ERR_PEER), 0);
	waiting(1, 0);
	assert_int_equal(db_order_find_limited(root, cert, &w), ERR_NOTFOUND);
	assert_int_equal(round_at(QUARTER_PAST + 1000, 0), 1);
	waiting(0, 0);
}

/* Who asked was told "accepted": that it is not done stands in the trail, at the desk and in the operator's check. */
static void
what_signd_refuses_is_seen(void **state)
{
	uint64_t cert = report(QUARTER_PAST), n;
	struct audit_row rows[50];
	struct order_refused x;
	size_t found, told = 0;
	int64_t newest;
	char want[200];

	(void)state;
	memset(rows, 0, sizeof(rows));
	assert_int_equal(db_order_find_refused(root, cert, &x), ERR_NOTFOUND);
	assert_int_equal(round_at(QUARTER_PAST, ERR_DENIED), 0);
	waiting(0, 0);
	round_at(QUARTER_PAST + TM_HOUR, 0);
	assert_int_equal(asked, 0);
	assert_int_equal(db_order_find_refused(root, cert, &x), 0);
	assert_int_equal(x.act, ORDER_HOLD);
	assert_string_equal(x.error, "hold");
	assert_int_equal(x.created, QUARTER_PAST);
	assert_int_equal(db_order_refusals(root, QUARTER_PAST, &n, &newest), 0);
	assert_int_equal(n, 1);
	assert_int_equal(newest, QUARTER_PAST);
	assert_int_equal(db_order_refusals(root, QUARTER_PAST + 1, &n, &newest), 0);
	assert_int_equal(n, 0);
	snprintf(want, sizeof(want), "act=hold issuer=ca-p256 certificate=%llu why=hold", (unsigned long long)cert);
	assert_int_equal(db_audit_recent(root, "issuer", 0, "", 0, rows, 50, &found), 0);
	for (size_t i = 0; i < found; i++) {
		told += strcmp(rows[i].act, "order.refused") == 0 && strcmp(buf_str(&rows[i].detail), want) == 0;
		audit_row_clear(&rows[i]);
	}
	assert_int_equal(told, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waits_for_the_next_hour_and_says_so),
		cmocka_unit_test(asks_soon_again_when_signd_is_away),
		cmocka_unit_test(what_signd_refuses_is_seen),
	};

	return cmocka_run_group_tests_name("rules/ordering", tests, open_world, close_world);
}
