/*
 * Certificates at the RA console over a real database: search, holds for callers, releases and revocations that two people sign,
 * those the desk decides.
 */
#include "desk_world.h"

#include "store/cakey.h"
#include "store/hold.h"
#include "store/order.h"
#include "store/paper.h"
#include "store/revocation.h"

/* A certificate as issuer leaves it, and its address at the desk. */
static uint64_t
issue(const char *applicant, char uri[100])
{
	char number[LEN_NO];
	uint64_t app = submit(&(struct wish){ .applicant = applicant }, number);
	int64_t now = tm_now();
	struct job j = { .id = rnd_id(now), .application = app, .attempt = 1, .next_at = now, .created = now };
	struct intent i = { .id = rnd_id(now), .job = j.id, .position = 1, .issuer = "ca-p256", .not_before = now,
	    .state = INTENT_SIGNED, .created = now };
	struct cert_row c = { .id = rnd_id(now), .issuer = "ca-p256", .application = app, .ra = "default", .product = "personal",
	    .subject = "C=CN, CN=张三", .common_name = "张三", .not_before = now - TM_DAY, .not_after = now + 300 * TM_DAY,
	    .state_at = now, .request = i.id, .instance = "ca-test", .signed_at = now, .created = now };
	struct app a;

	memset(&a, 0, sizeof(a));
	assert_int_equal(db_app_get(root, app, &a), 0);
	rnd_bytes(j.case_sha256, sizeof(j.case_sha256));
	rnd_serial(i.serial);
	c.account = a.account;
	index_of_seed(applicant, c.id_index);
	rnd_bytes(c.spki_sha256, sizeof(c.spki_sha256));
	rnd_bytes(c.sha256, sizeof(c.sha256));
	rnd_bytes(c.head, sizeof(c.head));
	buf_add(&c.serial, i.serial, sizeof(i.serial));
	buf_adds(&c.der, "der");
	assert_int_equal(db_job_insert(root, &j), 0);
	assert_int_equal(db_intent_insert(root, &i), 0);
	assert_int_equal(db_cert_insert(root, &c), 0);
	snprintf(uri, 100, "/ra/cert/");
	enc_hex_to(i.serial, sizeof(i.serial), uri + strlen(uri));
	app_clear(&a);
	cert_row_clear(&c);
	return c.id;
}

static char cert_uri[100];
static uint64_t cert;

static void
finds_certificates_by_serial_name_and_number_of_the_application(void **state)
{
	char uri[200];

	(void)state;
	cert = issue("holder", cert_uri);
	as(CLERK);
	snprintf(uri, sizeof(uri), "/ra/cert?q=%s", strrchr(cert_uri, '/') + 1);
	get(uri);
	has(cert_uri);
	get("/ra/cert?q=%E5%BC%A0%E4%B8%89");
	has(cert_uri);
	get("/ra/cert?q=%E6%9D%8E%E5%9B%9B");
	has("没有找到");
	get("/ra/cert?q=20261127-000001");
	has("Status: 303");
	assert_string_equal(location, "/ra/20261127-000001");
	get(cert_uri);
	has("C=CN, CN=张三");
	has("立即挂失");
	get("/ra/cert/00112233445566778899");
	has("Status: 404");
}

/* Sends a form of the page just shown to another address. */
static void
post_below(const char *uri, const char *rest, const char *fields)
{
	char action[120];

	snprintf(action, sizeof(action), "%s%s", uri, rest);
	post(action, fields);
}

static void
step(const char *uri, const char *rest, const char *fields)
{
	get(uri);
	has("Status: 200");
	post_below(uri, rest, fields);
}

static struct hold
live_hold(uint64_t id)
{
	struct hold h;

	assert_int_equal(db_hold_find_live(root, id, &h), 0);
	return h;
}

static void
holds_for_a_caller_at_once(void **state)
{
	struct hold h;

	(void)state;
	as(CLERK);
	step(cert_uri, "/hold", "hold_text=");
	has("Status: 422");
	has("请选择报失方式");
	has("请填写报失情况");
	step(cert_uri, "/hold", "hold_way=phone&hold_text=139xxxx");
	has("Status: 303");
	h = live_hold(cert);
	assert_int_equal(h.state, HOLD_ASKED);
	assert_int_equal(h.channel, REPORT_PHONE);
	assert_int_equal(h.proof, REPORT_STAFF);
	assert_string_equal(h.reporter, "op-1");
	get("/ra/?tab=loss");
	has(cert_uri);
	has("等待生效");
	assert_int_equal(db_hold_effective(root, h.id, tm_now()), 0);
}

static void
next_order(struct order *to)
{
	size_t n;

	memset(to, 0, sizeof(*to));
	assert_int_equal(db_order_claim(root, tm_now() + 1000, tm_now() + 60000, to, 1, &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(db_order_done(root, &to->claim, tm_now()), 0);
	order_clear(to);
}

static void
no_order(void)
{
	struct order o;
	size_t n;

	memset(&o, 0, sizeof(o));
	assert_int_equal(db_order_claim(root, tm_now() + 1000, tm_now() + 60000, &o, 1, &n), 0);
	assert_int_equal(n, 0);
}

/* Opens the paper in that person's browser and signs it. */
static void
sign_as(enum who who, const char *paper)
{
	as(who);
	get(paper);
	has("Status: 200");
	sign();
}

static void
releases_with_two_people_one_a_reviewer(void **state)
{
	struct order o;
	char paper[300];

	(void)state;
	next_order(&o);
	assert_int_equal(o.act, ORDER_HOLD);
	as(CLERK);
	step(cert_uri, "/release", "release_text=x");
	has("Status: 422");
	has("请勾选已核验持有人的身份证件原件");
	step(cert_uri, "/release", "release_seen=yes&release_text=%E5%B7%B2%E6%A0%B8%E9%AA%8C");
	has("Status: 303");
	snprintf(paper, sizeof(paper), "%s", location);
	get(cert_uri);
	has(paper);
	has_not("生成解除文件");
	sign_as(CLERK, paper);
	has("Status: 303");
	get(paper);
	has("等待另一名操作员签名");
	has("1 / 2");
	has("reason=已核验");
	no_order();
	sign_as(CLERK_B, paper);
	has("Status: 422");
	has("两名签名人中至少一人是审核员");
	no_order();
	sign_as(REVIEWER, paper);
	has("Status: 303");
	next_order(&o);
	assert_int_equal(o.act, ORDER_RELEASE);
	assert_int_equal(o.hold, live_hold(cert).id);
	assert_true(o.paper != 0);
	get(paper);
	has("签名完成");
}

static void
counts_two_numbers_of_one_person_once(void **state)
{
	char paper[300], uri[100];
	uint64_t id = issue("holder2", uri);
	struct order o;

	(void)state;
	as(BOTH);
	step(uri, "/hold", "hold_way=desk&hold_text=x");
	assert_int_equal(db_hold_effective(root, live_hold(id).id, tm_now()), 0);
	next_order(&o);
	step(uri, "/release", "release_seen=yes&release_text=x");
	snprintf(paper, sizeof(paper), "%s", location);
	sign_as(BOTH, paper);
	has("Status: 303");
	sign_as(TWIN, paper);
	has("Status: 422");
	has("须由另一人签署");
	no_order();
}

static void
lets_nobody_release_his_own_certificate(void **state)
{
	char uri[100];
	uint64_t id = issue("h1", uri);
	struct order o;

	(void)state;
	as(CLERK_B);
	step(uri, "/hold", "hold_way=desk&hold_text=x");
	assert_int_equal(db_hold_effective(root, live_hold(id).id, tm_now()), 0);
	next_order(&o);
	as(CLERK);
	step(uri, "/release", "release_seen=yes&release_text=x");
	has("Status: 422");
	has("您是这份申请的当事人");
	step(uri, "/revoke", "ground=G05&ground_text=x");
	has("Status: 422");
	has("您是这份申请的当事人");
}

static struct revocation
of(uint64_t id)
{
	struct revocation v;

	assert_int_equal(db_revocation_find(root, id, &v), 0);
	return v;
}

static void
revokes_on_a_ground_with_two_signatures(void **state)
{
	char paper[300], uri[100];
	uint64_t id = issue("holder3", uri);
	struct order o;

	(void)state;
	as(CLERK);
	step(uri, "/revoke", "ground=G99&ground_text=");
	has("Status: 422");
	has("请选择吊销事由");
	has("请填写证据");
	step(uri, "/revoke", "ground=G06&ground_text=%E6%B3%A8%E9%94%80%E8%AF%81%E6%98%8E&invalid_day=2999-01-01");
	has("Status: 422");
	has("日期不能早于证书签发之日");
	step(uri, "/revoke", "ground=G06&ground_text=%E6%B3%A8%E9%94%80%E8%AF%81%E6%98%8E&invalid_day=0206-11-01");
	has("Status: 422");	/* signd would refuse an order with such a day, after everybody has signed */
	has("日期不能早于证书签发之日");
	step(uri, "/revoke", "ground=G06&ground_text=%E6%B3%A8%E9%94%80%E8%AF%81%E6%98%8E");
	has("Status: 303");
	snprintf(paper, sizeof(paper), "%s", location);
	assert_int_equal(of(id).state, REVOCATION_ASKED);
	assert_int_equal(of(id).reason, 5);
	assert_int_equal(of(id).channel, REPORT_CA);
	get("/ra/?tab=loss");
	has(uri);
	sign_as(CLERK, paper);
	has("Status: 303");
	assert_int_equal(of(id).state, REVOCATION_ASKED);
	sign_as(REVIEWER, paper);
	has("Status: 303");
	assert_int_equal(of(id).state, REVOCATION_DECIDED);
	assert_string_equal(of(id).decided_by, "op-3");
	next_order(&o);
	assert_int_equal(o.act, ORDER_REVOKE);
	assert_int_equal(o.reason, 5);
	assert_int_equal(o.revocation, of(id).id);
	assert_int_equal(o.paper, 0);	/* a clerk's and a reviewer's: signd would not take it as two reviewers' */
	get(paper);
	has("act=revoke");
	has("reason=cessation-of-operation");
	has("注销证明");
}

static void
sends_the_paper_along_when_both_are_reviewers(void **state)
{
	char paper[300], uri[100];
	struct order o;

	(void)state;
	issue("holder4", uri);
	as(REVIEWER);
	step(uri, "/revoke", "ground=G12&ground_text=x");
	snprintf(paper, sizeof(paper), "%s", location);
	sign_as(REVIEWER, paper);
	sign_as(REVIEWER_B, paper);
	has("Status: 303");
	next_order(&o);
	assert_true(o.paper != 0);
}

static void
ask_for(uint64_t id)
{
	int64_t now = tm_now();
	struct revocation v = { .id = rnd_id(now), .certificate = id, .live = true, .state = REVOCATION_ASKED,
	    .channel = REPORT_WEB, .proof = REPORT_CODE, .reporter = "1", .ground = "holder", .reason = 3, .accepted_at = now,
	    .created = now };

	rnd_token(v.request);
	assert_int_equal(db_revocation_insert(root, &v), 0);
}

static void
lets_a_reviewer_decide_what_was_asked_for(void **state)
{
	char uri[100], version[64], fields[100];
	uint64_t id = issue("holder5", uri);
	struct revocation v;
	struct order o;

	(void)state;
	ask_for(id);
	as(CLERK);
	get(uri);
	has("持有人申请");
	has_not("同意吊销");
	as(REVIEWER);
	get(uri);
	snprintf(fields, sizeof(fields), "version=%s&verdict=accept", hidden("version", version));
	step(uri, "/verdict", fields);
	has("Status: 303");
	assert_int_equal(of(id).state, REVOCATION_DECIDED);
	next_order(&o);
	assert_int_equal(o.reason, 3);
	step(uri, "/verdict", fields);
	has("Status: 422");
	has("吊销申请已有决定");
	id = issue("holder6", uri);
	ask_for(id);
	get(uri);
	snprintf(fields, sizeof(fields), "version=%s&verdict=refuse", hidden("version", version));
	step(uri, "/verdict", fields);
	has("Status: 303");
	assert_int_equal(db_revocation_find(root, id, &v), ERR_NOTFOUND);
	no_order();
}

/* What its holder wants ended is not given back into use before that is decided. */
static void
releases_nothing_while_a_revocation_waits(void **state)
{
	char uri[100], paper[300];
	uint64_t id = issue("holder8", uri);
	struct order o;

	(void)state;
	as(CLERK);
	step(uri, "/hold", "hold_way=desk&hold_text=x");
	assert_int_equal(db_hold_effective(root, live_hold(id).id, tm_now()), 0);
	next_order(&o);
	step(uri, "/release", "release_seen=yes&release_text=x");
	has("Status: 303");
	snprintf(paper, sizeof(paper), "%s", location);
	sign_as(CLERK, paper);
	ask_for(id);
	sign_as(REVIEWER, paper);
	has("Status: 422");
	has("这张证书已有吊销申请或已吊销");
	no_order();
	id = issue("holder9", uri);
	as(CLERK);
	step(uri, "/hold", "hold_way=desk&hold_text=x");
	assert_int_equal(db_hold_effective(root, live_hold(id).id, tm_now()), 0);
	next_order(&o);
	ask_for(id);
	get(uri);
	has_not("生成解除文件");
	step(uri, "/release", "release_seen=yes&release_text=x");
	has("Status: 422");
	no_order();
}

static void
refuses_to_decide_alone_what_we_began(void **state)
{
	char uri[100], fields[100], version[64];
	uint64_t id = issue("holder7", uri);

	(void)state;
	as(REVIEWER);
	step(uri, "/revoke", "ground=G03&ground_text=x");
	get(uri);
	has_not("同意吊销");
	snprintf(fields, sizeof(fields), "version=%s&verdict=accept", hidden("version", version));
	step(uri, "/verdict", fields);
	has("Status: 422");
	has("本机构提出的吊销须两人签名");
	assert_int_equal(of(id).state, REVOCATION_ASKED);
	no_order();
}

static void
in_second_ra(uint64_t id)
{
	static const struct query move = QUERY_WRITE("UPDATE certificate SET ra='second' WHERE id=?");

	assert_int_equal(db_exec(root, &move, NULL, IN(in_u64(id))), 0);
}

/* What stands beside the menu's entry of losses. */
static long
losses_in_the_menu(void)
{
	const char *at, *end, *mark;

	get("/ra/");
	at = strstr(buf_str(&out), "/ra/?tab=loss\"");
	assert_non_null(at);
	end = strstr(at, "</li>");
	mark = strstr(at, "class=\"ct\"");
	return mark != NULL && mark < end ? strtol(strstr(mark, "</span>") + 7, NULL, 10) : 0;
}

/* Two RAs, a loss report and a revocation asked for in each: nobody sees, counts, opens or decides the other's. */
static void
shows_each_ra_its_own_losses(void **state)
{
	static const struct query clerk = QUERY_WRITE("UPDATE operator SET ra='second' WHERE person_no='op-2'");
	struct losing_world { uint64_t held, asked; char held_uri[100], asked_uri[100]; } ours, theirs;
	struct { enum who who; struct losing_world *his, *not_his; } sides[] = { { CLERK, &ours, &theirs },
	    { CLERK_B, &theirs, &ours } };
	struct hold h = { .live = true, .state = HOLD_ACTIVE, .reporter = "1", .accepted_at = tm_now(),
	    .expires_at = tm_now() + 15 * TM_DAY, .created = tm_now() };
	long before;

	(void)state;
	as(CLERK);
	before = losses_in_the_menu();
	for (int i = 0; i < 2; i++) {
		struct losing_world *w = i == 0 ? &ours : &theirs;

		w->held = issue(i == 0 ? "ra-1-held" : "ra-2-held", w->held_uri);
		w->asked = issue(i == 0 ? "ra-1-asked" : "ra-2-asked", w->asked_uri);
		h.id = rnd_id(tm_now());
		h.certificate = w->held;
		rnd_token(h.request);
		assert_int_equal(db_hold_insert(root, &h), 0);
		ask_for(w->asked);
	}
	in_second_ra(theirs.held);
	in_second_ra(theirs.asked);
	assert_int_equal(db_exec(root, &clerk, NULL, IN_NONE), 0);
	for (size_t i = 0; i < 2; i++) {
		as(sides[i].who);
		assert_int_equal(losses_in_the_menu(), i == 0 ? before + 2 : 2);
		get("/ra/?tab=loss");
		has(sides[i].his->held_uri);
		has(sides[i].his->asked_uri);
		has_not(sides[i].not_his->held_uri);
		has_not(sides[i].not_his->asked_uri);
		get(sides[i].his->held_uri);
		has("Status: 200");
		get(sides[i].not_his->held_uri);
		has("Status: 404");
		get(sides[i].not_his->asked_uri);
		has("Status: 404");
		get(sides[i].his->asked_uri);
		post_below(sides[i].not_his->held_uri, "/release", "release_seen=yes&release_text=x");
		has("Status: 404");
	}
	as(REVIEWER);
	get(ours.asked_uri);
	post_below(theirs.asked_uri, "/verdict", "version=0&verdict=accept");
	has("Status: 404");
	assert_int_equal(of(theirs.asked).state, REVOCATION_ASKED);
}

/* What signd refused says so there, until something else is ordered. */
static void
says_that_an_order_was_refused(void **state)
{
	static const struct query refuse = QUERY_WRITE("UPDATE sign_order SET state='failed',error='the serial is not of this CA'"
	    " WHERE certificate=?");
	char uri[100];
	uint64_t id = issue("holder11", uri);

	(void)state;
	as(CLERK);
	step(uri, "/hold", "hold_way=phone&hold_text=x");
	get(uri);
	has_not("签名模块拒绝");
	assert_int_equal(db_exec(root, &refuse, NULL, IN(in_u64(id))), 0);
	get(uri);
	has("签名模块拒绝了挂失指令");
	has("the serial is not of this CA");
}

/* An order that waits for the hour to end says so where the operator looks. */
static void
says_that_an_order_waits_for_the_hour(void **state)
{
	static const struct query wait = QUERY_WRITE("UPDATE sign_order SET limited=1,next_at='2026-11-27 11:00:00',state='queued'"
	    " WHERE certificate=?");
	char uri[100], other[100];
	uint64_t id = issue("holder8", uri);

	(void)state;
	issue("holder9", other);
	as(CLERK);
	step(uri, "/hold", "hold_way=phone&hold_text=x");
	step(other, "/hold", "hold_way=phone&hold_text=x");
	get(uri);
	has_not("超出本小时的上限");
	assert_int_equal(db_exec(root, &wait, NULL, IN(in_u64(id))), 0);
	get(uri);
	has("挂失指令超出本小时的上限，尚未执行");
	has("2026-11-27 19:00");
	get(other);
	has_not("超出本小时的上限");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_certificates_by_serial_name_and_number_of_the_application),
		cmocka_unit_test(holds_for_a_caller_at_once),
		cmocka_unit_test(releases_with_two_people_one_a_reviewer),
		cmocka_unit_test(counts_two_numbers_of_one_person_once),
		cmocka_unit_test(lets_nobody_release_his_own_certificate),
		cmocka_unit_test(revokes_on_a_ground_with_two_signatures),
		cmocka_unit_test(sends_the_paper_along_when_both_are_reviewers),
		cmocka_unit_test(lets_a_reviewer_decide_what_was_asked_for),
		cmocka_unit_test(releases_nothing_while_a_revocation_waits),
		cmocka_unit_test(refuses_to_decide_alone_what_we_began),
		cmocka_unit_test(shows_each_ra_its_own_losses),
		cmocka_unit_test(says_that_an_order_waits_for_the_hour),
		cmocka_unit_test(says_that_an_order_was_refused),
	};

	return cmocka_run_group_tests_name("pages/desk: certificates", tests, open_desk, close_desk);
}
