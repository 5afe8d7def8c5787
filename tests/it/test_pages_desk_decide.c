/*
 * Entering and reviewing at the RA console over a real database: both decisions, signed as the signing page signs, and everything
 * that forbids them, each with the sentence the operator reads.
 */
#include <ctype.h>

#include "desk_world.h"

#include "pki/paper.h"
#include "store/casetext.h"
#include "store/decision.h"

static char no[LEN_NO];
static uint64_t app;

static void
begin(void)
{
	app = submit(&(struct wish){ .applicant = "applicant", .materials = 2 }, no);
}

/* --- entry --------------------------------------------------------------------------------------------------------- */
static void
refuse(const char *fields, const char *sentence)
{
	decide(no, fields);
	has("Status: 422");
	has(sentence);
	assert_int_equal(state_of(app), APP_SUBMITTED);
}

static void
enters_nothing_before_all_is_there(void **state)
{
	char uri[100];

	(void)state;
	begin();
	as(CLERK);
	refuse("decision=approve&" TICKS, "请先受理，再录入");
	accept_case(no);
	path_of(no, "", uri);
	get(uri);
	has("<b>受理</b> <span>录入甲</span>");
	refuse("decision=approve&" TICKS, "还有 2 份材料没有查看");
	view_all(app);
	refuse("decision=approve&k1=yes", "核验要点没有全部勾选");
	refuse("decision=return", "请勾选理由或填写说明");
	refuse("decision=", "请选择决定");
	decide(no, "decision=approve&" TICKS "explain=%E8%AF%B4%E6%98%8E");
	has("Status: 303");
}

static void
accepts_once(void **state)
{
	char uri[100];

	(void)state;
	as(CLERK);
	get("/ra/");
	path_of(no, "/act", uri);
	post(uri, "act=accept");
	has("Status: 422");
	has("这份申请已经受理");
}

static void
leaves_the_decision_to_the_role(void **state)
{
	(void)state;
	as(CLERK);
	path_of(no, "/act", location);
	get("/ra/");
	post(location, "act=unclaim");
	as(REVIEWER);
	get("/ra/");
	path_of(no, "", location);
	post(location, "version=3&decision=approve&" TICKS);
	has("Status: 422");
	has("您的岗位不能作出这一决定");
}

static void
waits_for_the_stamp(void **state)
{
	char other[LEN_NO];
	uint64_t id = submit(&(struct wish){ .applicant = "a2", .unstamped = true }, other);

	(void)state;
	as(CLERK);
	accept_case(other);
	decide(other, "decision=approve&" TICKS);
	has("Status: 422");
	has("同意记录的时间戳还没有到");
	assert_int_equal(state_of(id), APP_SUBMITTED);
}

/* The form is not offered: sent all the same. */
static void
force(const char *number, const char *fields)
{
	char uri[100];

	get("/ra/");
	path_of(number, "", uri);
	post(uri, fields);
	has("Status: 422");
	has("您是这份申请的当事人，不能办理自己的申请");
	has_not("生成决定文件");
}

static void
lets_nobody_decide_on_his_own_application(void **state)
{
	char other[LEN_NO];
	struct person p = { .id = rnd_id(tm_now()), .capacity = PERSON_SELF, .name = "李四", .id_kind = "resident",
	    .id_masked = "x", .created = tm_now() };
	struct app a;
	uint64_t id = submit(&(struct wish){ .applicant = "h1" }, other);

	(void)state;
	as(CLERK);
	force(other, "version=3&decision=approve&" TICKS);
	/* his account, though the application names somebody else */
	id = submit(&(struct wish){ .applicant = "a3" }, other);
	memset(&a, 0, sizeof(a));
	assert_int_equal(db_app_get(root, id, &a), 0);
	p.account = a.account;
	index_of_seed("h1", p.id_index);
	buf_adds(&p.id_sealed, "sealed");
	assert_int_equal(db_person_put(root, &p), 0);
	force(other, "version=3&decision=reject&explain=x");
	assert_int_equal(state_of(id), APP_SUBMITTED);
	person_clear(&p);
	app_clear(&a);
}

static void
expect_case_line(const struct buf *text, const char *line)
{
	if (strstr(buf_str(text), line) == NULL)
		fail_msg("\"%s\" is not in\n%s", line, buf_str(text));
}

static void
check_case_text(void)
{
	struct casetext c;
	char line[200], digest[DIGEST_TEXT], index[65];
	struct app a;

	memset(&c, 0, sizeof(c));
	memset(&a, 0, sizeof(a));
	assert_int_equal(db_casetext_last(root, app, &c), 0);
	assert_int_equal(db_app_get(root, app, &a), 0);
	assert_int_equal(paper_check(c.text.data, c.text.len, "case"), 0);
	assert_int_equal(c.app_version, 3);
	snprintf(line, sizeof(line), "\ninstance=ca-test\napplication=%s\nversion=3\nattempt=1\nkind=new\nproduct=personal\n"
	    "ra=default\nissuer=ca-p256\nprofile=personal\n", no);
	expect_case_line(&c.text, line);
	expect_case_line(&c.text, "\ncert.count=1\ncert.1.subject.C=CN\ncert.1.subject.ST=四川省\ncert.1.subject.CN=张三\n");
	/* namesakes: the first 16 digits of the holder's index */
	index_of_seed("applicant", index);
	snprintf(line, sizeof(line), "\ncert.1.subject.serialNumber=P%.16s\n", index);
	for (size_t i = strlen(line) - 17; line[i] != '\0'; i++)
		line[i] = (char)toupper((unsigned char)line[i]);
	expect_case_line(&c.text, line);
	snprintf(line, sizeof(line), "\ncert.1.spki=%s\ncert.1.days=365\n", digest_text(a.spki_sha256, digest));
	expect_case_line(&c.text, line);
	snprintf(line, sizeof(line), "\nconsent=%s\nmaterial.count=2\nmaterial.1.kind=id-back\n",
	    digest_text(a.consent_sha256, digest));
	expect_case_line(&c.text, line);
	index_of_seed("applicant", index);
	snprintf(line, sizeof(line), "\nfee=none\nperson.applicant=%s\n", index);
	expect_case_line(&c.text, line);
	casetext_clear(&c);
	app_clear(&a);
}

static void
is_void_when_the_application_is_edited_meanwhile(void **state)
{
	struct app a;
	json_t *job;

	(void)state;
	as(CLERK);
	decide(no, "decision=approve&" TICKS);
	has("Status: 303");
	get(location);
	job = read_job();
	memset(&a, 0, sizeof(a));
	assert_int_equal(db_app_get(root, app, &a), 0);
	/* returned and submitted anew: another version */
	assert_int_equal(db_app_move(root, app, a.version, APP_SUBMITTED, APP_RETURNED, tm_now(), "x"), 0);
	assert_int_equal(db_app_move(root, app, a.version + 1, APP_RETURNED, APP_SUBMITTED, tm_now(), ""), 0);
	sign_job(job, me->key, "", SIGNING);
	has("Status: 422");
	has("申请内容或材料已更新，请重新查看后再作决定");
	assert_int_equal(state_of(app), APP_SUBMITTED);
	app_clear(&a);
	json_decref(job);
	/* and the form of an older page */
	get("/ra/");
	path_of(no, "", location);
	post(location, "version=3&decision=approve&" TICKS);
	has("Status: 422");
	has("申请内容或材料已更新");
}

static void
takes_no_signature_of_another_person_or_text(void **state)
{
	char another[LEN_NO];
	json_t *job;

	(void)state;
	app = submit(&(struct wish){ .applicant = "applicant", .materials = 2 }, no);
	submit(&(struct wish){ .applicant = "a9" }, another);
	as(CLERK);
	accept_case(no);
	view_all(app);
	decide(no, "decision=approve&" TICKS);
	get(location);
	has("certhall-decision-1");
	job = read_job();
	sign_job(job, people[CLERK_B].key, "", SIGNING);
	has("Status: 422");
	has("签名所用的密钥不是您本人的");
	sign_job(job, me->key, "certhall-decision-1\ndecision=reject\n", SIGNING);
	has("Status: 422");
	has("签名没有通过验证");
	sign_job(job, me->key, "", OURS);
	has("Status: 422");
	has("签名没有通过验证");
	{	/* to another application's address */
		char back[100];

		path_of(another, "/signed", back);
		json_object_set_new(job, "back", json_string(back));
		sign_job(job, me->key, "", SIGNING);
		has("Status: 404");
	}
	assert_int_equal(state_of(app), APP_SUBMITTED);
	json_decref(job);
}

static void
enters_with_a_signature_over_the_whole_case(void **state)
{
	struct decision_line d;
	struct casetext c;
	json_t *job;

	(void)state;
	as(CLERK);
	decide(no, "decision=approve&" TICKS);
	get(location);
	job = read_job();
	assert_string_equal(job_text(job, "do"), "sign");
	assert_string_equal(job_text(job, "soft"), "yes");
	sign_job(job, me->key, "", SIGNING);
	has("Status: 303");
	assert_int_equal(state_of(app), APP_ENTERED);
	check_case_text();
	memset(&c, 0, sizeof(c));
	assert_int_equal(db_casetext_last(root, app, &c), 0);
	assert_string_equal(job_text(job, "case"), buf_str(&c.text));
	assert_int_equal(db_decision_find(root, c.sha256, DECISION_ENTER, &d), 0);
	assert_string_equal(d.person_no, "op-1");
	assert_int_equal(d.decision, DECISION_APPROVE);
	casetext_clear(&c);
	/* posted twice: no second decision, no error */
	sign_job(job, me->key, "", SIGNING);
	has("Status: 303");
	assert_int_equal(state_of(app), APP_ENTERED);
	json_decref(job);
}

/* --- review --------------------------------------------------------------------------------------------------------- */
static void
is_reviewed_by_another_person(void **state)
{
	static const enum who same[] = { BOTH, TWIN };	/* TWIN: another number, the same human being */
	char other[LEN_NO], uri[100];
	uint64_t id = submit(&(struct wish){ .applicant = "a4" }, other);

	(void)state;
	as(BOTH);
	accept_case(other);
	decide_and_sign(other, "decision=approve&" TICKS);
	assert_int_equal(state_of(id), APP_ENTERED);
	path_of(other, "", uri);
	for (size_t i = 0; i < 2; i++) {
		as(same[i]);
		get("/ra/");
		post(uri, "version=4&decision=approve&" TICKS);
		has("Status: 422");
		has("这份申请由您录入，录入和审核不能是同一人");
	}
	assert_int_equal(state_of(id), APP_ENTERED);
}

static void
approves_and_queues_the_certificate(void **state)
{
	struct decision list[4];
	struct job_line job;
	struct casetext c;
	char uri[100];
	size_t n;

	(void)state;
	as(REVIEWER);
	path_of(no, "", uri);
	get(uri);
	has("录入甲");
	has("录入通过");
	decide(no, "decision=approve&" TICKS);
	has("Status: 422");
	has("还有 2 份材料没有查看");
	view_all(app);
	decide_and_sign(no, "decision=approve&" TICKS);
	assert_int_equal(state_of(app), APP_REVIEWED);
	memset(&c, 0, sizeof(c));
	memset(list, 0, sizeof(list));
	assert_int_equal(db_job_find(root, app, 1, &job), 0);
	assert_int_equal(job.state, JOB_QUEUED);
	assert_int_equal(db_casetext_last(root, app, &c), 0);
	assert_int_equal(db_decision_list(root, c.sha256, list, 4, &n), 0);
	assert_int_equal(n, 2);
	assert_string_equal(list[0].person_no, "op-1");
	assert_string_equal(list[1].person_no, "op-3");
	assert_int_equal(list[1].act, DECISION_REVIEW);
	assert_int_equal(list[1].auth_data.len, 37);
	assert_non_null(strstr(buf_str(&list[1].client_data), SIGNING));
	assert_true(list[1].cert.len > 100);
	for (size_t i = 0; i < n; i++)
		decision_clear(&list[i]);
	casetext_clear(&c);
	get(uri);
	has("审核通过");
	has_not("生成决定文件");
}

static void
enter_one(char number[LEN_NO], uint64_t *id, const char *applicant)
{
	*id = submit(&(struct wish){ .applicant = applicant }, number);
	as(CLERK);
	accept_case(number);
	decide_and_sign(number, "decision=approve&" TICKS);
}

static void
set_until(uint64_t id, int64_t until)
{
	static const struct query q = QUERY_WRITE("UPDATE decision SET until_at=? WHERE application=?");

	assert_int_equal(db_exec(root, &q, NULL, IN(in_time(until), in_u64(id))), 0);
}

static void
sends_a_lapsed_entry_back_to_be_entered_again(void **state)
{
	char other[LEN_NO], uri[100], version[64], body[200];
	uint64_t id;

	(void)state;
	enter_one(other, &id, "a5");
	set_until(id, tm_now() - 1000);
	as(REVIEWER);
	decide(other, "decision=approve&" TICKS);
	has("Status: 422");
	has("录入签名已超过 72 小时");
	path_of(other, "", uri);
	get(uri);
	path_of(other, "/act", uri);
	snprintf(body, sizeof(body), "act=back&version=%s&back_reason=", hidden("version", version));
	post(uri, body);
	has("Status: 422");
	has("请填写退回原因");
	snprintf(body, sizeof(body), "act=back&version=%s&back_reason=x", version);
	post(uri, body);
	has("Status: 303");
	assert_int_equal(state_of(id), APP_SUBMITTED);
	as(CLERK);
	decide_and_sign(other, "decision=approve&" TICKS);
	as(REVIEWER);
	decide_and_sign(other, "decision=approve&" TICKS);
	assert_int_equal(state_of(id), APP_REVIEWED);
}

static void
names_all_defects_at_once_in_the_applicants_language(void **state)
{
	char other[LEN_NO], uri[40];
	struct app a;
	uint64_t id = submit(&(struct wish){ .applicant = "a6" }, other);

	(void)state;
	as(CLERK);
	snprintf(uri, sizeof(uri), "/ra/%s", other);
	get(uri);
	has("value=\"R03\"");
	has_not("value=\"R04\"");	/* a person has no business licence */
	decide_and_sign(other, "decision=return&defect[]=R01&defect[]=R03&explain=%E8%AF%B7%E9%87%8D%E4%BC%A0");
	memset(&a, 0, sizeof(a));
	assert_int_equal(db_app_get(root, id, &a), 0);
	assert_int_equal(a.state, APP_RETURNED);
	assert_string_equal(a.reason, "1. 身份证件不清晰、不完整或已过期\n2. 证件号码与材料不一致\n请重传");
	app_clear(&a);
	get("/ra/?tab=returned");
	has(other);
}

static void
rejects_on_review(void **state)
{
	char other[LEN_NO];
	uint64_t id;

	(void)state;
	enter_one(other, &id, "a7");
	as(REVIEWER);
	decide_and_sign(other, "decision=reject&defect[]=R10");
	assert_int_equal(state_of(id), APP_REJECTED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(enters_nothing_before_all_is_there),
		cmocka_unit_test(accepts_once),
		cmocka_unit_test(leaves_the_decision_to_the_role),
		cmocka_unit_test(waits_for_the_stamp),
		cmocka_unit_test(lets_nobody_decide_on_his_own_application),
		cmocka_unit_test(is_void_when_the_application_is_edited_meanwhile),
		cmocka_unit_test(takes_no_signature_of_another_person_or_text),
		cmocka_unit_test(enters_with_a_signature_over_the_whole_case),
		cmocka_unit_test(is_reviewed_by_another_person),
		cmocka_unit_test(approves_and_queues_the_certificate),
		cmocka_unit_test(sends_a_lapsed_entry_back_to_be_entered_again),
		cmocka_unit_test(names_all_defects_at_once_in_the_applicants_language),
		cmocka_unit_test(rejects_on_review),
	};

	return cmocka_run_group_tests_name("pages/desk: decisions", tests, open_desk, close_desk);
}
