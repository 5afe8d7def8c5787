/* An application is checked and submitted: receipt, progress, another key, returns, withdrawal, refusal, units. */
#include "apply_world.h"

#include "pki/paper.h"
#include "rules/move.h"

#define ALICE "+8613800138000"
#define BOB "+8613800138001"
#define CAROL "+8613800138002"
#define DAVE "+8613800138003"

static struct buf pem;

/* --- check, submission, receipt ---------------------------------------------------------------------------------------- */

static void
names_what_is_missing_with_the_way_to_it(void **state)
{
	static const char *const parts[] = { "/subject?back=check\">填写信息</a>", "/identity?back=check\">填写证件号码</a>",
	    "/key?back=check\">生成密钥</a>", "/materials?back=check\">上传材料</a>" };

	(void)state;
	log_in(ALICE);
	begin("personal");
	get(of_app("/check"));
	has("还不能提交");
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		has(of_app(parts[i]));
	has_not(of_app("/agreement?back"));
	FILL("/check", "declare", "yes");
	has("Status: 422");
	has("还有内容没有完成");
	fill_personal("张三", &pem);
	get(of_app("/check"));
	has_not("还不能提交");
	has("1101**********002X");
	has("办理税务申报");
	has("small.jpg");
	FILL("/check", "other", "yes");
	has("Status: 422");
	has("请勾选声明后提交");
}

static void
comes_back_to_the_check_page_from_a_change(void **state)
{
	(void)state;
	get(of_app("/subject?back=check"));
	has("name=\"back\" value=\"check\"");
	FILL("/subject?back=check", "common_name", "张三", "mobile", "13800138000", "purpose", "办理税务申报", "back", "check");
	leads_to(of_app("/check"));
}

static void
line_is(const struct buf *paper, const char *key, const char *value)
{
	char got[200];

	assert_int_equal(paper_value(paper->data, paper->len, key, got, sizeof(got)), 0);
	assert_string_equal(got, value);
}

static void
submits_once_however_often_it_is_pressed(void **state)
{
	char iso[TM_ISO_SIZE], held[16000];
	struct app a;

	(void)state;
	submit();
	snprintf(held, sizeof(held), "%s", body);
	ask("POST", of_app("/check"), held);
	leads_to(of_app("/done"));
	app_row(&a);
	assert_int_equal(a.state, APP_SUBMITTED);
	assert_int_equal(a.attempt, 1);
	assert_int_equal(strlen(a.no), 15);
	assert_int_equal(a.no[8], '-');
	assert_int_equal(a.submitted_at % 1000, 0);
	assert_int_equal(a.person.draft.len, 0);
	assert_true(a.person.sealed.len > 150);
	assert_string_equal(a.person.masked, "1101**********002X");
	assert_int_equal(strlen(a.person.index), 64);
	assert_int_equal(paper_check(a.consent_text.data, a.consent_text.len, "consent"), 0);
	line_is(&a.consent_text, "application", a.no);
	line_is(&a.consent_text, "capacity", "self");
	line_is(&a.consent_text, "act.count", "2");
	line_is(&a.consent_text, "act.1.document", "agreement");
	line_is(&a.consent_text, "act.1.decision", "accept");
	line_is(&a.consent_text, "act.2.document", "sensitive");
	line_is(&a.consent_text, "act.2.method", "choice");
	line_is(&a.consent_text, "submitted-at", tm_iso(a.submitted_at, iso));
	assert_int_equal(count_of("SELECT COUNT(*) FROM application_event WHERE event='submit' AND application=?", app_path + 7), 1);
	assert_int_equal(count_of("SELECT COUNT(*) FROM person WHERE capacity='self' AND id_index=?", a.person.index), 1);
	assert_int_equal(count_of("SELECT COUNT(*) FROM notice WHERE event='submitted' AND application=?", app_path + 7), 1);
	assert_int_equal(count_of("SELECT COUNT(*) FROM audit WHERE act='app.submit' AND object=?", app_path + 7), 1);
	assert_int_equal(count_of("SELECT COUNT(*) FROM audit WHERE act='app.declare' AND detail LIKE"
	    " 'attempt=1 words=我声明：以上信息和材料真实、完整，%' AND object=?", app_path + 7), 1);
	app_clear(&a);
}

static void
leads_back_clicks_to_the_end_instead_of_a_fault(void **state)
{
	static const char *const pages[] = { "/subject", "/identity", "/materials", "/check" };

	(void)state;
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		get(of_app(pages[i]));
		leads_to(of_app("/done"));
	}
	get(of_app("/agreement"));
	leads_to(app_path);
	get(of_app("/done"));
	has("申请已提交");
}

static char number[LEN_NO];

static void
prints_a_receipt_with_the_consents(void **state)
{
	char uri[60];
	struct app a;

	(void)state;
	app_row(&a);
	snprintf(number, sizeof(number), "%s", a.no);
	app_clear(&a);
	snprintf(uri, sizeof(uri), "/receipt/%s", number);
	get(uri);
	has("Status: 200");
	has("收件回执");
	has(number);
	has("订户协议");
	has("敏感个人信息单独同意");
	has("<svg viewBox");
	has("h7v1h-7z");
	has("/progress?no=");
	log_in(BOB);
	get(uri);
	has("Status: 404");
	get("/receipt/20200101-000000");
	has("Status: 404");
}

/* Bob has the number: he sees the state, and nothing else. */
static void
shows_everybody_state_and_number_alone(void **state)
{
	char uri[60];

	(void)state;
	forget_limits();
	snprintf(uri, sizeof(uri), "/progress?no=%s", number);
	get(uri);
	has("Status: 200");
	has("已提交");
	has_not("张三");
	has_not(app_path);
	get("/progress?no=20200101-000000");
	has("没有查到这个编号，请核对");
	get("/progress?no=");
	has("请填写受理编号");
	log_in(ALICE);
	get(uri);
	has(app_path);
	for (int i = 0; i < 40; i++)
		get("/progress?no=20200101-000000");
	has("查询过于频繁");
	forget_limits();
}

static void
knows_no_application_of_others(void **state)
{
	static const char *const pages[] = { "", "/agreement", "/sensitive", "/subject", "/identity", "/key", "/materials", "/check",
	    "/done", "/fix", "/counter", "/withdraw" };

	(void)state;
	log_in(BOB);
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		get(of_app(pages[i]));
		has("Status: 404");
	}
	get("/apply/12345/subject");
	has("Status: 404");
}

/* --- another key, a used key ------------------------------------------------------------------------------------------ */

static void
refuses_a_key_that_stands_elsewhere(void **state)
{
	static const struct query same_key = QUERY_WRITE("UPDATE application b JOIN application a ON a.id=? SET b.csr=a.csr,"
	    "b.spki=a.spki,b.spki_sha256=a.spki_sha256,b.key_origin='pkcs10' WHERE b.id=?");
	char alices[60];

	(void)state;
	snprintf(alices, sizeof(alices), "%s", app_path);
	log_in(BOB);
	begin("personal");
	FILL("/subject", "common_name", "李四", "mobile", "13800138001", "purpose", "签署合同");
	FILL("/key", "origin", "browser", "csr", buf_str(&pem));
	has("Status: 422");
	has("这个密钥已用于另一份申请");
	has("href=\"#f-key\"");
	/* both were drafts when the key came; the other one was submitted first */
	assert_int_equal(db_exec(root, &same_key, NULL, IN(in_u64(strtoull(alices + 7, NULL, 10)), in_u64(app_id()))), 0);
	get(of_app("/check"));
	has("/key?back=check\">生成密钥");
	snprintf(app_path, sizeof(app_path), "%s", alices);
}

static void
replaces_the_key_of_a_submitted_application(void **state)
{
	struct app before, after;

	(void)state;
	log_in(ALICE);
	app_row(&before);
	get(app_path);
	has("更换密钥");
	get(of_app("/key"));
	has("此前的审核意见作废");
	new_request(KEY_RSA2048, &pem);
	FILL("/key", "origin", "pkcs10", "csr", buf_str(&pem));
	leads_to(app_path);
	app_row(&after);
	assert_int_equal(after.state, APP_SUBMITTED);
	assert_true(after.version > before.version);
	assert_memory_not_equal(after.spki_sha256, before.spki_sha256, LEN_DIGEST);
	assert_memory_equal(after.consent_sha256, before.consent_sha256, LEN_DIGEST);
	app_clear(&before);
	app_clear(&after);
	get(app_path);
	has("更换密钥");
	has("办理记录");
}

/* --- returned, withdrawn ---------------------------------------------------------------------------------------------- */

static void
shows_why_it_was_returned_and_takes_it_again(void **state)
{
	struct actor clerk = { .kind = ACTOR_OPERATOR, .roles = ROLE_CLERK, .person = "p1" };
	struct rules *desk;
	struct app before, after;
	char receipt[60];

	(void)state;
	app_row(&before);
	write_key("secret/desk.index");
	assert_int_equal(rules_open(&site, SITE_DESK, 0, &desk), 0);
	assert_int_equal(db_begin(desk->db), 0);
	assert_int_equal(move_app(desk->db, &clerk, &before, MOVE_RETURN, "证件正面反光，请重新拍摄", tm_now()), 0);
	assert_int_equal(db_end(desk->db, 0), 0);
	rules_close(desk);
	get("/my");
	has("补正");
	get(of_app("/fix"));
	has("证件正面反光，请重新拍摄");
	get(of_app("/materials"));
	has("证件正面反光，请重新拍摄");
	upload("id_front", "small.pdf");
	leads_to(of_app("/materials"));
	FILL("/subject", "common_name", "张叁", "mobile", "13800138000", "purpose", "办理税务申报");
	leads_to(of_app("/identity"));
	snprintf(receipt, sizeof(receipt), "/receipt/%s", before.no);
	get(app_path);
	has_not(receipt);
	get(receipt);		/* nobody received what it says now */
	leads_to(app_path);
	submit();
	get(receipt);
	has("张叁");
	app_row(&after);
	assert_int_equal(count_of("SELECT COUNT(*) FROM person WHERE name='张叁' AND capacity='self' AND id_index=?",
	    before.person.index), 1);
	assert_int_equal(after.state, APP_SUBMITTED);
	assert_int_equal(after.attempt, 2);
	assert_string_equal(after.no, before.no);
	assert_string_equal(after.person.index, before.person.index);	/* the number was not typed anew */
	assert_memory_equal(after.person.sealed.data, before.person.sealed.data, before.person.sealed.len);
	app_clear(&before);
	app_clear(&after);
}

static void
withdraws_once_confirmed(void **state)
{
	(void)state;
	get(of_app("/withdraw"));
	has("撤回后这份申请不再办理");
	send_form(of_app("/withdraw"), "");
	leads_to(app_path);
	get(app_path);
	has("申请已撤回");
	ask("POST", of_app("/withdraw"), body);
	leads_to(app_path);
	get(of_app("/withdraw"));
	leads_to(app_path);
	get(of_app("/subject"));	/* Back to a part of it: what is shown must not be that it was submitted */
	leads_to(of_app("/done"));
	get(of_app("/done"));
	leads_to(app_path);
}

/* --- refusal ---------------------------------------------------------------------------------------------------------- */

static void
leads_a_refusal_to_the_counter_with_nothing_sensitive_kept(void **state)
{
	char fields[160], shown[64];
	struct app a;

	(void)state;
	log_in(CAROL);
	begin("personal");
	choose("refuse", "/counter");
	get(of_app("/counter"));
	has("到受理点办理");
	get(of_app("/subject"));
	leads_to(of_app("/counter"));	/* not asked again unprompted */
	get(of_app("/identity"));
	leads_to(of_app("/counter"));
	app_row(&a);
	assert_int_equal(a.person.draft.len, 0);
	app_clear(&a);
	get(of_app("/sensitive"));
	choose("accept", "/identity");
	publish(DOCUMENT_AGREEMENT, "订户协议", "<p>第二版。</p>", tm_now() - 2 * TM_SECOND);
	get(of_app("/subject"));
	leads_to(of_app("/agreement"));
	get(of_app("/agreement"));
	has("第二版。");
	snprintf(fields, sizeof(fields), "presentation=%s&kind=agreement&refuse=yes", hidden("presentation", shown));
	send_form(of_app("/agreement"), fields);
	leads_to(of_app("/counter"));
	get(of_app("/agreement"));	/* who comes by himself may read and decide again */
	has("第二版。");
}

/* --- enterprise ------------------------------------------------------------------------------------------------------- */

static const char *const unit_data[] = { "org_name", "示例（北京）科技有限公司", "uscc", "91350100M000100Y43", "province", "北京市",
	"locality", "海淀区", "org_unit", "", "legal_name", "王五", "agent_name", "赵六", "agent_mobile", "13800138003",
	"purpose", "投标签章", NULL };

static void
fills_in_a_unit(void **state)
{
	struct app a;

	(void)state;
	log_in(DAVE);
	begin("enterprise");
	FILL("/subject", "org_name", "示例公司", "uscc", "91350100M000100Y4Z", "province", "", "locality", "海淀区", "legal_name",
	    "王五", "agent_name", "赵六", "agent_mobile", "13800138003", "purpose", "投标");
	has("Status: 422");
	has("统一社会信用代码第 18 位“Z”不是可用字符");
	has("请填写省、自治区、直辖市");
	FILL("/subject", "uscc", "91350100M000100Y4");
	has("统一社会信用代码应为 18 位，您填写了 17 位");
	FILL("/subject", "uscc", "81350100M000100Y43");
	has("请核对营业执照");
	FILL("/subject", "uscc", "0100109107");
	has("税号第 10 位校验码不符");
	fill("/subject", unit_data);
	leads_to(of_app("/identity"));
	app_row(&a);
	assert_string_equal(a.common_name, "示例（北京）科技有限公司");
	assert_string_equal(a.org_kind, "company");
	assert_string_equal(a.country, "CN");
	assert_string_equal(a.mobile, "+8613800138003");
	app_clear(&a);
	choose("accept", "/identity");
	FILL("/identity", "legal_id_kind", "resident", "legal_id_no", "11010519491231002X", "agent_id_kind", "passport", "agent_id_no",
	    "E0000000");
	has("号码格式与所选证件种类不符");
	has_not("已填写：");			/* with a fault nothing is stored, and nothing else is said */
	FILL("/identity", "legal_id_kind", "resident", "legal_id_no", "11010519491231002X", "agent_id_kind", "resident", "agent_id_no",
	    "440524188001010014");
	leads_to(of_app("/key"));
}

static void
submits_a_unit_through_its_agent(void **state)
{
	static const char *const kinds[] = { "licence", "legal_id", "agent_id", "authorisation" };
	struct app a;

	(void)state;
	new_request(KEY_RSA2048, &pem);
	FILL("/key", "origin", "pkcs10", "csr", buf_str(&pem));
	leads_to(of_app("/materials"));
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		upload(kinds[i], "small.pdf");
		leads_to(of_app("/materials"));
	}
	submit();
	app_row(&a);
	line_is(&a.consent_text, "capacity", "agent");
	line_is(&a.consent_text, "for-unit", "91350100M000100Y43");
	assert_string_equal(a.agent.masked, "4405**********0014");
	assert_string_equal(a.legal.masked, "1101**********002X");
	assert_string_not_equal(a.agent.index, a.legal.index);
	assert_int_equal(a.person.sealed.len, 0);
	assert_int_equal(count_of("SELECT COUNT(*) FROM person p JOIN organisation o ON o.id=p.organisation WHERE o.uscc=?",
	    a.uscc), 2);
	app_clear(&a);
	get(app_path);
	has("示例（北京）科技有限公司");
	get("/my");
	has("企业数字证书");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_what_is_missing_with_the_way_to_it),
		cmocka_unit_test(comes_back_to_the_check_page_from_a_change),
		cmocka_unit_test(submits_once_however_often_it_is_pressed),
		cmocka_unit_test(leads_back_clicks_to_the_end_instead_of_a_fault),
		cmocka_unit_test(prints_a_receipt_with_the_consents),
		cmocka_unit_test(shows_everybody_state_and_number_alone),
		cmocka_unit_test(knows_no_application_of_others),
		cmocka_unit_test(refuses_a_key_that_stands_elsewhere),
		cmocka_unit_test(replaces_the_key_of_a_submitted_application),
		cmocka_unit_test(shows_why_it_was_returned_and_takes_it_again),
		cmocka_unit_test(withdraws_once_confirmed),
		cmocka_unit_test(leads_a_refusal_to_the_counter_with_nothing_sensitive_kept),
		cmocka_unit_test(fills_in_a_unit),
		cmocka_unit_test(submits_a_unit_through_its_agent),
	};
	int failed = cmocka_run_group_tests_name("pages/submit", tests, open_apply, close_world);

	buf_clear(&pem);
	return failed;
}
