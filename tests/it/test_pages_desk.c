/* The RA console over a real database with its own account: logins, the queue, looks at what is personal, grants, the trail. */
#include "desk_world.h"

#include "rules/move.h"
#include "store/audit.h"
#include "store/event.h"

/* --- login ------------------------------------------------------------------------------------------------------ */
static void
sends_a_visitor_to_the_login(void **state)
{
	(void)state;
	me = &people[CLERK];
	get("/ra/");
	has("Status: 303");
	assert_string_equal(location, "/ra/login?next=/ra/");
}

static void
begin_login(enum who who, const char *number)
{
	char fields[60];

	me = &people[who];
	me->visit[0] = me->session[0] = '\0';
	get("/ra/login");
	snprintf(fields, sizeof(fields), "person=%s", number);
	post("/ra/login", fields);
	has("Status: 200");
}

/* Answers the challenge on the page, and is refused with that sentence. */
static void
refused(EVP_PKEY *key, const char *text, const char *origin, const char *sentence)
{
	json_t *job = read_job();

	sign_job(job, key, text, origin);
	json_decref(job);
	has("Status: 422");
	has(sentence);
}

static void
lets_in_only_operators_in_office_with_their_own_key(void **state)
{
	EVP_PKEY *stranger = EVP_EC_gen("P-256");

	(void)state;
	begin_login(CLERK, "op-1");
	refused(stranger, "", SIGNING, "此密钥不属于在岗的操作员");
	begin_login(CLERK, "nobody");
	refused(me->key, "certhall-login-1\n", SIGNING, "签名没有通过验证");
	begin_login(CLERK, "op-1");
	refused(me->key, "", OURS, "签名没有通过验证");
	EVP_PKEY_free(stranger);
}

static void
takes_a_login_once_and_from_its_own_browser(void **state)
{
	char visit[80], session[80];
	json_t *job;

	(void)state;
	begin_login(CLERK, "op-1");
	snprintf(visit, sizeof(visit), "%s", me->visit);
	job = read_job();
	sign_job(job, me->key, "", SIGNING);
	has("Status: 303");
	assert_string_equal(location, "/ra/");
	snprintf(session, sizeof(session), "%s", me->session);
	snprintf(me->visit, sizeof(me->visit), "%s", visit);	/* what somebody kept of it opens nothing */
	me->session[0] = '\0';
	sign_job(job, me->key, "", SIGNING);
	has("Status: 422");
	has("登录请求已失效");
	snprintf(me->session, sizeof(me->session), "%s", session);
	get("/ra/");
	has("Status: 200");
	has("录入甲");
	me = &people[CLERK_B];		/* another browser, same challenge */
	get("/ra/login");
	json_object_set_new(job, "csrf", json_string(""));
	{
		char csrf[64];

		json_object_set_new(job, "csrf", json_string(hidden("csrf", csrf)));
	}
	sign_job(job, people[CLERK].key, "", SIGNING);
	has("Status: 422");
	has("登录请求已失效");
	json_decref(job);
}

static void
has_no_place_for_who_works_elsewhere(void **state)
{
	(void)state;
	log_in(BUSINESS);
	has("Status: 422");
	has("您在此控制台没有岗位");
	get("/ra/");
	has("Status: 303");
}

/* The panel on the console's own page posts there; its answer never went to the signing origin. */
static void
answer_panel(void)
{
	char csrf[64], ticket[64];
	json_t *job = read_job();	/* the same paper, for the soft key beside it */
	struct buf body = BUF_INIT;

	buf_printf(&body, "csrf=%s&ticket=%s", hidden("csrf", csrf), hidden("ticket", ticket));
	put_assertion(me->key, job_text(job, "paper"), OURS, &body);
	ask_from(OURS, "POST", "/ra/login/key", buf_str(&body));
	buf_clear(&body);
	json_decref(job);
}

static void
takes_an_authenticator_at_our_own_address_and_watches_its_counter(void **state)
{
	(void)state;
	begin_login(HARD, "op-8");
	sign();				/* a login signed at the signing page is no authenticator's */
	has("Status: 422");
	has("签名没有通过验证");
	begin_login(HARD, "op-8");
	answer_panel();
	has("Status: 303");
	get("/ra/");
	has("认证器");
	has_not("您正在使用演示用软密钥");
	begin_login(HARD, "op-8");
	answer_panel();			/* the same count again: a copy of the key */
	has("Status: 422");
	has("密钥的计数异常");
	me->count++;
	begin_login(HARD, "op-8");
	answer_panel();
	has("Status: 303");
}

/* In a demonstration instance too, whoever has an authenticator signs with it. */
static void
sends_who_has_an_authenticator_to_sign_with_it(void **state)
{
	char number[LEN_NO];
	uint64_t id = submit(&(struct wish){ .applicant = "a-hard" }, number);
	json_t *job;

	(void)state;
	as(HARD);
	accept_case(number);
	decide(number, "decision=approve&" TICKS);
	get(location);
	job = read_job();
	assert_string_equal(job_text(job, "soft"), "");
	assert_int_equal(json_array_size(json_object_get(job, "allow")), 1);
	me->count++;
	sign_job(job, me->key, "", SIGNING);
	has("Status: 303");
	assert_int_equal(state_of(id), APP_ENTERED);
	json_decref(job);
}

/* --- queue ------------------------------------------------------------------------------------------------------- */
static char no[LEN_NO];
static uint64_t app;

static void
shows_what_waits_and_hands_out_the_next(void **state)
{
	char href[100];

	(void)state;
	app = submit(&(struct wish){ .applicant = "applicant", .materials = 2 }, no);
	as(CLERK);
	path_of(no, "\"", href);
	get("/ra/?tab=entry");
	has(href);
	has("张三");
	has("未受理");
	has("2 天");
	as(REVIEWER);
	get("/ra/?tab=review");
	has("暂无待办");
	as(CLERK);
	get("/ra/?tab=entry");
	post("/ra/next", "tab=entry");
	has("Status: 303");
	path_of(no, "", href);
	assert_string_equal(location, href);
	get(href);
	has("您正在办理此申请");
	has("已查看 <span class=\"num\">0 / 2</span>");
	has("5101**********1234");
	has("网上办事");
	has("<th scope=\"row\">主体编号</th>");
}

static void
lets_nobody_keep_what_does_not_wait_for_him(void **state)
{
	char other[LEN_NO], uri[100];
	struct app a;

	(void)state;
	memset(&a, 0, sizeof(a));
	submit(&(struct wish){ .applicant = "somebody" }, other);
	as(REVIEWER);
	get("/ra/?tab=entry");
	path_of(other, "/act", uri);
	post(uri, "act=claim");
	has("Status: 422");
	has("这份申请现在不由您的岗位办理");
	assert_int_equal(db_app_find_no(root, other, &a), 0);
	assert_int_equal(a.claimed_by, 0);
	app_clear(&a);
}

static void
keeps_others_away_from_what_somebody_works_on(void **state)
{
	char uri[100];

	(void)state;
	as(CLERK_B);
	path_of(no, "", uri);
	get(uri);
	has("正在办理此申请的是 <b>录入甲</b>");
	has_not("生成决定文件");
	get("/ra/?tab=entry");
	post("/ra/next", "tab=entry");
	assert_string_equal(location, "/ra/?tab=entry");
	get("/ra/?tab=entry");
	path_of(no, "/act", uri);
	post(uri, "act=claim");
	has("Status: 422");
	has("录入甲正在办理这份申请");
	get("/ra/?tab=entry");
	path_of(no, "", uri);
	post(uri, "version=3&decision=approve&" TICKS);
	has("Status: 422");
	has("录入甲正在办理这份申请");
}

/* --- looks, grants ------------------------------------------------------------------------------------------------------ */
static void
shows_a_number_only_for_a_reason_and_records_it(void **state)
{
	struct audit_row rows[100];
	char uri[100], id[24];
	size_t n, looks = 0;

	(void)state;
	as(REVIEWER);
	path_of(no, "", uri);
	get(uri);
	path_of(no, "/number", uri);
	post(uri, "number_whom=applicant&number_why=");
	has("Status: 422");
	has("请填写查看原因");
	post(uri, "number_whom=applicant&number_why=%E6%A0%B8%E5%AF%B9");
	has("Status: 422");
	has("密钥保管程序暂时不可用");	/* no keeper runs here: nothing is shown, the look is recorded all the same */
	memset(rows, 0, sizeof(rows));
	snprintf(id, sizeof(id), "%llu", (unsigned long long)app);
	assert_int_equal(db_audit_list(root, "application", id, 0, rows, 100, &n), 0);
	for (size_t i = 0; i < n; i++) {
		looks += strcmp(rows[i].act, "look.number") == 0 && strstr(buf_str(&rows[i].detail), "reason=核对") != NULL &&
		    strcmp(rows[i].actor, "op-3") == 0;
		audit_row_clear(&rows[i]);
	}
	assert_int_equal(looks, 1);
}

/* How many such rows op-3 has written about that object; detail must be in each. */
static size_t
looks_at(const char *kind, const char *object, const char *act, const char *detail)
{
	struct audit_row rows[100];
	size_t n, looks = 0;

	memset(rows, 0, sizeof(rows));
	assert_int_equal(db_audit_list(root, kind, object, 0, rows, 100, &n), 0);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(rows[i].act, act) == 0 && strcmp(rows[i].actor, "op-3") == 0) {
			assert_string_equal(buf_str(&rows[i].detail), detail);
			looks++;
		}
		audit_row_clear(&rows[i]);
	}
	return looks;
}

static void
shows_no_list_or_application_without_writing_it_down(void **state)
{
	static const struct query deny = QUERY_WRITE("REVOKE INSERT ON audit FROM 'desk'@'localhost'");
	static const struct query allow = QUERY_WRITE("GRANT INSERT ON audit TO 'desk'@'localhost'");
	char uri[100], id[24], detail[40];
	size_t lists, pages;

	(void)state;
	as(REVIEWER);
	path_of(no, "", uri);
	snprintf(id, sizeof(id), "%llu", (unsigned long long)app);
	snprintf(detail, sizeof(detail), "no=%s", no);
	lists = looks_at("list", "review", "look.list", "ra=default");
	pages = looks_at("application", id, "look.application", detail);
	get("/ra/?tab=review");
	has("Status: 200");
	get(uri);
	has("Status: 200");
	assert_int_equal(looks_at("list", "review", "look.list", "ra=default"), lists + 1);
	assert_int_equal(looks_at("application", id, "look.application", detail), pages + 1);
	assert_int_equal(db_exec(root, &deny, NULL, IN_NONE), 0);
	get("/ra/?tab=review");
	has("Status: 500");
	get(uri);
	has("Status: 500");
	has_not("110105");
	assert_int_equal(db_exec(root, &allow, NULL, IN_NONE), 0);
	get(uri);
	has("Status: 200");
}

/* Whatever happened to a case, and whatever the profile has against it, is said in words. */
static void
has_words_for_all_that_happens(void **state)
{
	static const struct query longer = QUERY_WRITE("UPDATE product SET days=9999");
	static const struct query back = QUERY_WRITE("UPDATE product SET days=365");
	struct event e = { .application = app, .from_state = APP_SUBMITTED, .to_state = APP_SUBMITTED, .actor_kind = "program",
	    .actor = "issuer", .created = tm_now() };
	char uri[100];

	(void)state;
	for (int i = 0; move_event_text[i] != NULL; i++) {
		e.id = rnd_id(tm_now());
		e.seq = 1000 + (uint64_t)i;
		snprintf(e.event, sizeof(e.event), "%s", move_event_text[i]);
		assert_int_equal(db_event_insert(root, &e), 0);
	}
	assert_int_equal(db_exec(root, &longer, NULL, IN_NONE), 0);
	as(REVIEWER);
	path_of(no, "", uri);
	get(uri);
	has("更换密钥");
	has_not("Ra.Event.");
	has("的证书有效期须为");
	assert_int_equal(db_exec(root, &back, NULL, IN_NONE), 0);
}

static void
cannot_edit_an_application_nor_touch_evidence(void **state)
{
	static const struct query edit = QUERY_WRITE("UPDATE application SET common_name='x'");
	static const struct query key = QUERY_WRITE("UPDATE application SET spki=NULL");
	static const struct query material = QUERY_WRITE("UPDATE material SET sealed='x'");
	static const struct query decision = QUERY_WRITE("UPDATE decision SET person_no='x'");
	static const struct query text = QUERY_WRITE("UPDATE case_text SET text='x'");
	static const struct query trail = QUERY_WRITE("DELETE FROM audit");
	static const struct query cert = QUERY_WRITE("UPDATE certificate SET state='valid'");
	static const struct query operator = QUERY_WRITE("UPDATE operator SET roles='reviewer'");
	static const struct query *const all[] = { &edit, &key, &material, &decision, &text, &trail, &cert, &operator };
	struct db *desk;

	(void)state;
	assert_int_equal(db_open(&site, SITE_DESK, &desk), 0);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (db_exec(desk, all[i], NULL, IN_NONE) != ERR_BUG)
			fail_msg("desk may: %s", all[i]->sql);
		assert_non_null(strstr(err_take(), "denied"));
	}
	db_close(desk);
}

static void
shows_the_trail_and_that_it_holds(void **state)
{
	(void)state;
	as(REVIEWER);
	get("/ra/log?verify=yes");
	has("Status: 200");
	has("日志链完整");
	has("查看证件号码");
	has("op-3");
}

static void
shuts_out_whose_certificate_is_over_or_withdrawn(void **state)
{
	static const struct query expire = QUERY_WRITE("UPDATE operator SET not_after=? WHERE person_no='op-2'");
	static const struct query withdraw = QUERY_WRITE("UPDATE operator SET state='withdrawn' WHERE person_no='op-4'");

	(void)state;
	as(CLERK_B);
	assert_int_equal(db_exec(root, &expire, NULL, IN(in_time(tm_now() - 1000))), 0);
	get("/ra/");
	has("Status: 303");
	begin_login(CLERK_B, "op-2");
	refused(me->key, "", SIGNING, "您的操作员证书已过期");
	as(REVIEWER_B);
	assert_int_equal(db_exec(root, &withdraw, NULL, IN_NONE), 0);
	get("/ra/");
	has("Status: 303");
	begin_login(REVIEWER_B, "op-4");
	refused(me->key, "", SIGNING, "此密钥不属于在岗的操作员");
}

static void
ends_with_the_logout(void **state)
{
	(void)state;
	as(REVIEWER);
	get("/ra/");
	post("/ra/logout", "");
	has("Status: 303");
	get("/ra/");
	has("Status: 303");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sends_a_visitor_to_the_login),
		cmocka_unit_test(lets_in_only_operators_in_office_with_their_own_key),
		cmocka_unit_test(takes_a_login_once_and_from_its_own_browser),
		cmocka_unit_test(has_no_place_for_who_works_elsewhere),
		cmocka_unit_test(takes_an_authenticator_at_our_own_address_and_watches_its_counter),
		cmocka_unit_test(shows_what_waits_and_hands_out_the_next),
		cmocka_unit_test(keeps_others_away_from_what_somebody_works_on),
		cmocka_unit_test(sends_who_has_an_authenticator_to_sign_with_it),
		cmocka_unit_test(shows_a_number_only_for_a_reason_and_records_it),
		cmocka_unit_test(shows_no_list_or_application_without_writing_it_down),
		cmocka_unit_test(has_words_for_all_that_happens),
		cmocka_unit_test(lets_nobody_keep_what_does_not_wait_for_him),
		cmocka_unit_test(cannot_edit_an_application_nor_touch_evidence),
		cmocka_unit_test(shows_the_trail_and_that_it_holds),
		cmocka_unit_test(shuts_out_whose_certificate_is_over_or_withdrawn),
		cmocka_unit_test(ends_with_the_logout),
	};

	return cmocka_run_group_tests_name("pages/desk", tests, open_desk, close_desk);
}
