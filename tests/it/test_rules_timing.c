/* What time alone does, with the courier's own account on a real server. */
#include "courier_world.h"

#include "rules/timing.h"
#include "store/account.h"
#include "store/app.h"
#include "store/cert.h"
#include "store/hold.h"
#include "store/onetime.h"
#include "store/order.h"
#include "store/revocation.h"
#include "store/setting.h"
#include "util/rnd.h"

static uint64_t
account(const char *mobile, const char *email, const char *language)
{
	struct account a = { .id = rnd_id(now), .created = now };

	snprintf(a.mobile, sizeof(a.mobile), "%s", mobile);
	snprintf(a.email, sizeof(a.email), "%s", email);
	snprintf(a.language, sizeof(a.language), "%s", language);
	assert_int_equal(db_account_insert(root.db, &a), 0);
	return a.id;
}

static struct app
application(uint64_t owner, enum app_state state, int64_t moved_at)
{
	static int count;
	struct app a = { .id = rnd_id(now), .account = owner, .state = state, .moved_at = moved_at, .attempt = 1,
	    .created = moved_at };

	snprintf(a.no, sizeof(a.no), "20261127-%06d", ++count);
	snprintf(a.request, sizeof(a.request), "r%d", count);
	snprintf(a.product, sizeof(a.product), "personal");
	snprintf(a.ra, sizeof(a.ra), "ra1");
	snprintf(a.language, sizeof(a.language), "zh-CN");
	assert_int_equal(db_app_insert(root.db, &a), 0);
	assert_int_equal(db_app_get(root.db, a.id, &a), 0);
	return a;
}

static uint64_t
certificate(const struct app *a, int64_t signed_at, enum cert_state state)
{
	struct cert_row c = { .id = rnd_id(now), .issuer = "ca-p256", .application = a->id, .account = a->account, .ra = "ra1",
	    .product = "personal", .subject = "CN=王芳", .common_name = "王芳", .not_before = signed_at, .not_after = signed_at +
	    TM_DAY, .state = state, .state_at = signed_at, .request = rnd_id(now), .instance = "test", .seq = 1,
	    .signed_at = signed_at, .created = signed_at };

	buf_printf(&c.serial, "S%016llx", (unsigned long long)c.id);
	buf_adds(&c.der, "der");
	memset(c.sha256, 1, sizeof(c.sha256));
	memset(c.head, 1, sizeof(c.head));
	memset(c.spki_sha256, 1, sizeof(c.spki_sha256));
	assert_int_equal(db_cert_insert(root.db, &c), 0);
	cert_row_clear(&c);
	return c.id;
}

static size_t
clocks_at(int64_t at)
{
	size_t done;
	int r = timing_round(&rules, at, &done);

	if (r != 0)
		fprintf(stderr, "%s\n", err_take());
	assert_int_equal(r, 0);
	return done;
}

static enum app_state
state_of(uint64_t id)
{
	struct app a = { 0 };
	enum app_state s;

	assert_int_equal(db_app_get(root.db, id, &a), 0);
	s = a.state;
	app_clear(&a);
	return s;
}

static void
takes_silence_as_acceptance_after_the_configured_days(void **state)
{
	uint64_t who = account("+8613900000001", "", "zh-CN");
	struct app a = application(who, APP_DOWNLOADED, now), b = application(who, APP_ISSUED, now);
	uint64_t cert = certificate(&a, now, CERT_VALID);
	struct cert_row row = { 0 };

	(void)state;
	certificate(&b, now, CERT_REVOKED);
	assert_int_equal(clocks_at(now + 15 * TM_DAY), 0);
	assert_int_equal(clocks_at(now + 15 * TM_DAY + 1), 1);
	assert_int_equal(state_of(a.id), APP_ACCEPTED);
	assert_int_equal(state_of(b.id), APP_ISSUED);
	assert_int_equal(db_cert_get(root.db, cert, &row), 0);
	assert_int_equal(row.accepted_how, CERT_BY_SILENCE);
	assert_int_equal(row.accepted_at, now + 15 * TM_DAY + 1);
	cert_row_clear(&row);
	assert_int_equal(round_at(now + 16 * TM_DAY), 1);
	assert_string_equal(last("+8613900000001").state, "sent");
	assert_int_equal(clocks_at(now + 15 * TM_DAY + 2), 0);
}

static void
expires_drafts_and_returned_applications(void **state)
{
	uint64_t who = account("+8613900000002", "", "en");
	struct setting s = { .name = "returned.days", .value = "10", .updated_by = "test", .created = now };
	struct app draft = application(who, APP_DRAFT, now), back = application(who, APP_RETURNED, now),
	    open = application(who, APP_SUBMITTED, now);

	(void)state;
	assert_int_equal(db_setting_put(root.db, &s), 0);
	assert_int_equal(clocks_at(now + 10 * TM_DAY), 0);
	assert_int_equal(clocks_at(now + 11 * TM_DAY), 1);
	assert_int_equal(state_of(back.id), APP_EXPIRED);
	assert_int_equal(clocks_at(now + 31 * TM_DAY), 1);
	assert_int_equal(state_of(draft.id), APP_EXPIRED);
	assert_int_equal(state_of(open.id), APP_SUBMITTED);
	assert_int_equal(round_at(now + 31 * TM_DAY), 1);	/* of the returned one alone */
}

static void
refuses_a_setting_out_of_bounds(void **state)
{
	struct setting s;
	size_t done;

	(void)state;
	assert_int_equal(db_setting_get(root.db, "returned.days", &s), 0);
	snprintf(s.value, sizeof(s.value), "0");
	assert_int_equal(db_setting_put(root.db, &s), 0);
	assert_int_equal(timing_round(&rules, now, &done), ERR_INPUT);
	assert_string_equal(err_take(), "setting returned.days is less than 1");
	assert_int_equal(db_setting_get(root.db, "returned.days", &s), 0);
	snprintf(s.value, sizeof(s.value), "10");
	assert_int_equal(db_setting_put(root.db, &s), 0);
}

static void
warns_once_and_then_revokes_what_nobody_released(void **state)
{
	struct app a = application(account("+8613900000003", "", "zh-CN"), APP_ACCEPTED, now);
	struct hold h = { .id = rnd_id(now), .certificate = certificate(&a, now, CERT_HELD), .live = true, .state = HOLD_ACTIVE,
	    .channel = REPORT_WEB, .reporter = "1", .accepted_at = now, .effective_at = now, .expires_at = now + 14 * TM_DAY,
	    .request = "hold", .created = now };
	struct revocation v;
	struct order o[QUEUE_CLAIM];
	size_t n;

	(void)state;
	memset(o, 0, sizeof(o));
	assert_int_equal(db_hold_insert(root.db, &h), 0);
	assert_int_equal(clocks_at(now + 6 * TM_DAY), 0);
	assert_int_equal(clocks_at(now + 8 * TM_DAY), 1);
	assert_int_equal(clocks_at(now + 9 * TM_DAY), 0);
	assert_int_equal(round_at(now + 8 * TM_DAY), 1);
	assert_int_equal(db_revocation_find(root.db, h.certificate, &v), ERR_NOTFOUND);
	assert_int_equal(clocks_at(h.expires_at), 1);
	assert_int_equal(clocks_at(h.expires_at + 1), 0);
	assert_int_equal(db_revocation_find(root.db, h.certificate, &v), 0);
	assert_int_equal(v.state, REVOCATION_DECIDED);
	assert_string_equal(v.ground, "hold");
	assert_int_equal(db_order_claim(root.db, h.expires_at, h.expires_at + TM_MINUTE, o, QUEUE_CLAIM, &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(o[0].act, ORDER_REVOKE);
	assert_int_equal(o[0].revocation, v.id);
	assert_int_equal(o[0].reason, 1);
	order_clear(&o[0]);
	assert_int_equal(timing_watch(&rules, h.expires_at + 5 * TM_MINUTE, &n), 0);
	assert_int_equal(n, 0);
	assert_int_equal(timing_watch(&rules, h.expires_at + 11 * TM_MINUTE, &n), 0);
	assert_int_equal(n, 1);
}

static struct hold
held(uint64_t owner, int64_t expires_at)
{
	static int count;
	struct app a = application(owner, APP_ACCEPTED, now);
	struct hold h = { .id = rnd_id(now), .certificate = certificate(&a, now, CERT_HELD), .live = true, .state = HOLD_ACTIVE,
	    .channel = REPORT_WEB, .reporter = "1", .accepted_at = now, .effective_at = now, .expires_at = expires_at,
	    .created = now };

	snprintf(h.request, sizeof(h.request), "held-%d", ++count);
	assert_int_equal(db_hold_insert(root.db, &h), 0);
	return h;
}

/* However many wait before it: those that were told, and those that cannot be ended now, are in nobody's way. */
static void
keeps_no_hold_waiting_behind_others(void **state)
{
	uint64_t who = account("+8613900000005", "", "zh-CN");
	int64_t then = now + 200 * TM_DAY;
	struct revocation v;
	struct hold h;

	(void)state;
	for (int i = 0; i < 60; i++)
		held(who, then + i);
	assert_int_equal(clocks_at(then - TM_DAY), 50);
	assert_int_equal(clocks_at(then - TM_DAY), 10);
	assert_int_equal(clocks_at(then - TM_DAY), 0);
	for (int i = 0; i < 50; i++) {
		v = (struct revocation){ .id = rnd_id(now), .live = true, .state = REVOCATION_ASKED, .reporter = "op",
		    .ground = "G06", .accepted_at = now, .created = now };
		h = held(who, then + 100);
		v.certificate = h.certificate;
		snprintf(v.request, sizeof(v.request), "asked-%d", i);
		assert_int_equal(db_revocation_insert(root.db, &v), 0);
	}
	h = held(who, then + 200);
	while (clocks_at(then + 200) > 0)
		continue;
	assert_int_equal(db_revocation_find(root.db, h.certificate, &v), 0);
	assert_string_equal(v.ground, "hold");
}

/* Who proved his identity in time keeps his certificate, however late signd comes to it. */
static void
waits_for_a_release_that_was_signed_in_time(void **state)
{
	uint64_t who = account("+8613900000006", "", "zh-CN");
	int64_t then = now + 300 * TM_DAY;
	struct hold h = held(who, then);
	struct order o = { .claim.id = rnd_id(now), .act = ORDER_RELEASE, .certificate = h.certificate, .hold = h.id,
	    .next_at = then + TM_DAY, .created = now }, claimed[QUEUE_CLAIM];
	struct revocation v;
	size_t n;

	(void)state;
	clocks_at(then - 1);
	assert_int_equal(db_order_insert(root.db, &o), 0);
	clocks_at(then + 1);
	assert_int_equal(db_revocation_find(root.db, h.certificate, &v), ERR_NOTFOUND);
	do {
		memset(claimed, 0, sizeof(claimed));
		assert_int_equal(db_order_claim(root.db, then + TM_DAY, then + 2 * TM_DAY, claimed, QUEUE_CLAIM, &n), 0);
		for (size_t i = 0; i < n; i++) {
			assert_int_equal(db_order_failed(root.db, &claimed[i].claim, "refused"), 0);
			order_clear(&claimed[i]);
		}
	} while (n > 0);
	clocks_at(then + TM_DAY);
	assert_int_equal(db_revocation_find(root.db, h.certificate, &v), 0);
}

/* S0-16: somebody must hear of it long before the 24 hours are over. */
static void
watches_what_waits_for_its_decision(void **state)
{
	struct app a = application(7, APP_ACCEPTED, now);
	struct revocation v = { .id = rnd_id(now), .certificate = certificate(&a, now, CERT_VALID), .live = true,
	    .state = REVOCATION_ASKED, .reporter = "7", .ground = "holder", .accepted_at = now - 100 * TM_DAY, .request = "watched",
	    .created = now };
	size_t before, n;

	(void)state;
	assert_int_equal(timing_watch(&rules, v.accepted_at, &before), 0);
	assert_int_equal(db_revocation_insert(root.db, &v), 0);
	assert_int_equal(timing_watch(&rules, v.accepted_at + 7 * TM_HOUR, &n), 0);
	assert_int_equal(n, before);
	assert_int_equal(timing_watch(&rules, v.accepted_at + 9 * TM_HOUR, &n), 0);
	assert_int_equal(n, before + 1);
	assert_int_equal(timing_watch(&rules, v.accepted_at + 21 * TM_HOUR, &n), 0);
	assert_int_equal(n, before + 1);
}

static void
forgets_old_codes(void **state)
{
	struct onetime o = { .id = rnd_id(now), .purpose = "login", .target = "+8613900000004", .expires_at = now + 1000,
	    .created = now };

	(void)state;
	memset(o.code, 5, sizeof(o.code));
	assert_int_equal(db_onetime_insert(root.db, &o), 0);
	clocks_at(now + TM_DAY);
	assert_int_equal(db_onetime_get(root.db, o.id, &o), 0);
	clocks_at(now + TM_DAY + 1001);
	assert_int_equal(db_onetime_get(root.db, o.id, &o), ERR_NOTFOUND);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_silence_as_acceptance_after_the_configured_days),
		cmocka_unit_test(expires_drafts_and_returned_applications),
		cmocka_unit_test(refuses_a_setting_out_of_bounds),
		cmocka_unit_test(warns_once_and_then_revokes_what_nobody_released),
		cmocka_unit_test(keeps_no_hold_waiting_behind_others),
		cmocka_unit_test(waits_for_a_release_that_was_signed_in_time),
		cmocka_unit_test(watches_what_waits_for_its_decision),
		cmocka_unit_test(forgets_old_codes),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
