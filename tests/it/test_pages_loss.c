/* Loss reports and revocations in the hall: each story and each refusal with the sentence the person reads. */
#include "hall_world.h"

#include <unistd.h>

#define ALICE "+8613800138000"
#define BOB "+8613800138001"
#define UNIT "91510100MA6CXXXX1Q"
#define LARGE "91110000MA00000077"

static uint64_t alice, bob, cert_id, twin_id, late_id, unit_id;
static char cert[41], twin[41], late[41], unit[41], index_text[INDEX_SIZE];
static char first_body[sizeof(body)], first_page[300];

static int
open_all(void **state)
{
	struct rules r = { .site = &site };
	int64_t now = tm_now();

	(void)state;
	if (open_world() != 0)
		return -1;
	memcpy(r.index_key, "0123456789abcdef0123456789abcdef", sizeof(r.index_key));
	assert_int_equal(index_of(&r, "resident", "11010519491231002X", index_text), 0);
	alice = new_account(ALICE);
	bob = new_account(BOB);
	cert_id = new_certificate(alice, &(struct making){ .name = "张三", .state = APP_ACCEPTED, .id_index = index_text }, cert);
	twin_id = new_certificate(alice, &(struct making){ .name = "张三", .state = APP_ACCEPTED, .id_index = index_text }, twin);
	late_id = new_certificate(alice, &(struct making){ .name = "张三", .state = APP_ACCEPTED, .from = now - 9 * TM_DAY,
	    .until = now - TM_DAY }, late);
	unit_id = new_certificate(bob, &(struct making){ .name = "某某科技有限公司", .state = APP_ACCEPTED, .uscc = UNIT }, unit);
	return 0;
}

static void
fields_for(const char *serial, const char *mobile, const char *more, char to[400])
{
	snprintf(to, 400, "serial=%s&mobile=%s&%s", serial, mobile, more);
}

/* Opens the page, asks for a code and sends it. */
static void
prove(const char *uri, const char *serial, const char *mobile)
{
	char fields[400], code[7], more[40];

	forget_limits();
	get(uri);
	fields_for(serial, mobile + 3, "act=send", fields);
	send_form(uri, fields);
	has("Status: 200");
	read_code(mobile, code);
	snprintf(more, sizeof(more), "act=take&code=%s", code);
	fields_for(serial, mobile + 3, more, fields);
	send_form(uri, fields);
}

static void
is_reached_without_login_by_all_its_names(void **state)
{
	(void)state;
	get("/suspend");
	has("Status: 200");
	has("挂失证书（报失）");
	has("全天受理，无需登录，也不需要密钥");
	get("/baoshi");
	leads_to("/suspend");
	get("/revoke");
	has("吊销证书（注销、作废、废止）");
	has("吊销不可恢复");
	has("请先解密或完成开标");
	for (size_t i = 0; i < 3; i++) {
		get((const char *const[]){ "/zhuxiao", "/zuofei", "/feizhi" }[i]);
		leads_to("/revoke");
	}
	get("/");
	has("报失");
	has("（注销、作废、废止）");
	get("/revoke/counter");
	has("死亡证明、丧失行为能力的证明；单位为注销或解散证明");
}

static void
says_what_is_missing_or_mistyped_and_keeps_it(void **state)
{
	(void)state;
	get("/suspend");
	send_form("/suspend", "act=send");
	has("Status: 422");
	has("请填写证书序列号，或者填写持有人的证件号码");
	has("请填写登记的手机号");
	send_form("/suspend", "act=send&serial=12+34&mobile=13800138000");
	has("Status: 422");
	has("证书序列号应为 40 位，由数字 0-9 和字母 a-f 组成");
	has("value=\"12 34\"");
	send_form("/suspend", "act=send&doc_no=11010519491231002X&mobile=13800138000");
	has("请选择证件类型");
	send_form("/suspend", "act=send&doc_kind=resident&doc_no=110105194912310021&mobile=13800138000");
	has("Status: 422");
	has("id=\"f-doc_no-error\"");
	assert_int_equal(messages(), 0);
}

/* Unknown certificate, foreign mobile, known one: the same answers to the end; only the last one sends anything. */
static void
tells_nobody_whether_there_is_such_a_certificate(void **state)
{
	static const char *const serials[] = { "4000000000000000000000000000000000000000", cert, cert };
	static const char *const mobiles[] = { "13800138009", "13800138001", "13800138000" };
	char fields[400], code[7] = "";

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		uint64_t before = messages();

		forget_limits();
		get("/suspend");
		fields_for(serials[i], mobiles[i], "act=send", fields);
		send_form("/suspend", fields);
		has("Status: 200");
		has("如果您填写的信息与登记一致，验证码已发送到登记的手机");
		assert_int_equal(messages() - before, i == 2);
		if (i == 2)
			read_code(ALICE, code);
		for (int guess = 1; guess <= 6; guess++) {
			fields_for(serials[i], mobiles[i], strcmp(code, "000000") == 0 ? "act=take&code=000001" :
			    "act=take&code=000000", fields);
			send_form("/suspend", fields);
			has("Status: 422");
			has(guess <= 5 ? "验证码不正确或已失效" : "验证码输错次数过多，请重新获取");
		}
	}
	assert_int_equal(count("SELECT COUNT(*) FROM hold"), 0);
}

static void
holds_at_once_when_the_code_is_right(void **state)
{
	struct hold h;

	(void)state;
	prove("/suspend", cert, ALICE);
	leads_to("/suspend/");
	snprintf(first_body, sizeof(first_body), "%s", body);
	snprintf(first_page, sizeof(first_page), "%s", location);
	assert_int_equal(db_hold_find_live(root, cert_id, &h), 0);
	assert_int_equal(h.state, HOLD_ASKED);
	assert_int_equal(h.channel, REPORT_WEB);
	assert_int_equal(h.proof, REPORT_CODE);
	assert_true(h.accepted_at > 0 && h.expires_at - h.accepted_at == 30 * TM_DAY);
	assert_int_equal(count("SELECT COUNT(*) FROM sign_order o JOIN hold h ON h.id=o.hold JOIN certificate c ON c.id=o.certificate"
	    " WHERE o.act='hold' AND o.state='queued' AND o.reason=6 AND o.serial=c.serial AND o.issuer=c.issuer"
	    " AND o.created=h.accepted_at"), 1);
	assert_int_equal(count("SELECT COUNT(*) FROM audit WHERE act='hold.ask' AND object_kind='certificate'"), 1);
	get(first_page);
	has("受理时间");
	has("处理中");
	has("已受理，正在生效");
	has_not("挂失这张证书");
	has("张**");
	has_not("张三");
}

static void
makes_one_hold_of_a_form_sent_twice_and_of_another_report(void **state)
{
	(void)state;
	ask("POST", "/suspend", first_body);
	leads_to(first_page);
	prove("/suspend", cert, ALICE);
	leads_to("/suspend/");
	assert_int_equal(count("SELECT COUNT(*) FROM hold"), 1);
	assert_int_equal(count("SELECT COUNT(*) FROM sign_order"), 1);
}

static void
takes_a_code_once(void **state)
{
	char code[7], more[40], fields[400];

	(void)state;
	read_code(ALICE, code);
	snprintf(more, sizeof(more), "act=take&code=%s", code);
	fields_for(cert, ALICE + 3, more, fields);
	get("/suspend");
	send_form("/suspend", fields);
	has("Status: 422");
	has("验证码不正确或已失效");
}

static void
shows_when_it_is_in_effect(void **state)
{
	struct hold h;
	int64_t at = tm_now() / 1000 * 1000;
	char uri[100];

	(void)state;
	assert_int_equal(db_hold_find_live(root, cert_id, &h), 0);
	snprintf(uri, sizeof(uri), "/suspend/receipt/%s", h.request);
	get(uri);
	has("挂失受理回执");
	has("刷新本页");
	assert_int_equal(db_hold_effective(root, h.id, at), 0);
	assert_int_equal(db_cert_state(root, cert_id, CERT_HELD, 6, at), 0);
	assert_int_equal(db_hold_ocsp(root, cert_id, at + 1000), 0);
	assert_int_equal(db_hold_crl(root, "ca-p256", at + 2000, 77), 0);
	get(uri);
	has_not("刷新本页");
	has("生效时间");
	has("编号 77");
	has("挂失期满");
	has("生效之前，使用该证书作出的行为仍视为您的行为");
	get(first_page);
	has("挂失</strong>");
	has("挂失保留 <strong class=\"num\">30</strong> 天");
	get("/suspend/receipt/nobodyknowsthistokennobodyknows00");
	has("Status: 404");
}

static void
lets_the_person_choose_among_several(void **state)
{
	char fields[400], code[7], page[300];

	(void)state;
	forget_limits();
	get("/suspend");
	send_form("/suspend", "act=send&doc_kind=resident&doc_no=11010519491231002x&mobile=13800138000");
	read_code(ALICE, code);
	snprintf(fields, sizeof(fields), "act=take&doc_kind=resident&doc_no=11010519491231002x&mobile=13800138000&code=%s", code);
	send_form("/suspend", fields);
	leads_to("/suspend/");
	snprintf(page, sizeof(page), "%s", location);
	assert_int_equal(count("SELECT COUNT(*) FROM hold"), 1);
	get(page);
	has("挂失这张证书");
	snprintf(fields, sizeof(fields), "cert=%" PRIu64, unit_id);	/* another's: not among them */
	send_form(page, fields);
	leads_to("/suspend");
	get(page);
	snprintf(fields, sizeof(fields), "cert=%" PRIu64, twin_id);
	send_form(page, fields);
	leads_to(page);
	ask("POST", page, body);
	leads_to(page);
	assert_int_equal(count("SELECT COUNT(*) FROM hold"), 2);
	run("UPDATE onetime SET expires_at='2020-01-01' WHERE purpose='pass.suspend'");
	get(page);
	leads_to("/suspend");
	get("/suspend");
	has("验证已过期，请重新验证");
}

static void
does_not_hold_what_has_ended(void **state)
{
	(void)state;
	prove("/suspend", late, ALICE);
	leads_to("/suspend/");
	get(location);
	has("已过期");
	has_not("挂失这张证书");
	assert_int_equal(count("SELECT COUNT(*) FROM hold"), 2);
}

static char revoking[300];

static void
asks_for_a_reason_and_once_more_before_it_revokes(void **state)
{
	char fields[400];

	(void)state;
	prove("/revoke", cert, ALICE);
	leads_to("/revoke/");
	snprintf(revoking, sizeof(revoking), "%s", location);
	get(revoking);
	has("吊销原因");
	has_not(" checked");
	snprintf(fields, sizeof(fields), "act=check&cert=%" PRIu64, cert_id);
	send_form(revoking, fields);
	has("Status: 422");
	has("请选择吊销原因");
	snprintf(fields, sizeof(fields), "act=check&cert=%" PRIu64 "&why=other", cert_id);
	send_form(revoking, fields);
	has("选择“其他”的，请写明原因");
	for (size_t i = 0; i < 2; i++) {
		snprintf(fields, sizeof(fields), "act=check&cert=%" PRIu64 "&why=leaked&since=%s", cert_id,
		    i == 0 ? "2999-01-01" : "0206-11-01");
		send_form(revoking, fields);
		has("Status: 422");
		has("日期不能早于证书签发之日，也不能晚于今天");
	}
	snprintf(fields, sizeof(fields), "act=check&cert=%" PRIu64 "&why=leaked&note="
	    "%%E7%%94%%B5%%E8%%84%%91%%E8%%A2%%AB%%E7%%9B%%97", cert_id);
	send_form(revoking, fields);
	has("Status: 200");
	has("请再次确认吊销");
	has("吊销不可恢复");
	has("电脑被盗");
	assert_int_equal(count("SELECT COUNT(*) FROM revocation"), 0);
}

static void
revokes_for_good_and_gives_a_receipt(void **state)
{
	struct revocation v;
	struct hold h;
	char fields[400], receipt[300];
	int64_t at = tm_now() / 1000 * 1000 + 5000;

	(void)state;
	snprintf(fields, sizeof(fields), "act=revoke&cert=%" PRIu64 "&why=leaked&note=lost", cert_id);
	send_form(revoking, fields);
	leads_to("/revoke/receipt/");
	snprintf(receipt, sizeof(receipt), "%s", location);
	ask("POST", revoking, body);
	leads_to(receipt);
	assert_int_equal(count("SELECT COUNT(*) FROM revocation"), 1);
	assert_int_equal(count("SELECT COUNT(*) FROM sign_order WHERE act='revoke' AND reason=1 AND revocation IS NOT NULL"), 1);
	assert_int_equal(db_revocation_find(root, cert_id, &v), 0);
	assert_int_equal(v.state, REVOCATION_DECIDED);
	assert_string_equal(v.ground, "holder");
	assert_true(v.accepted_at > 0 && v.accepted_at == v.decided_at);
	get(receipt);
	has("吊销受理回执");
	has("核准时间");
	has("密钥泄露、丢失或可能泄露");
	has("处理中");
	assert_int_equal(db_revocation_effective(root, v.id, at), 0);
	assert_int_equal(db_hold_revoked(root, cert_id), 0);
	assert_int_equal(db_cert_state(root, cert_id, CERT_REVOKED, 1, at), 0);
	assert_int_equal(db_revocation_ocsp(root, cert_id, at), 0);
	assert_int_equal(db_revocation_crl(root, "ca-p256", at + 1000, 78), 0);
	assert_int_equal(db_hold_find_live(root, cert_id, &h), ERR_NOTFOUND);
	get(receipt);
	has("编号 78");
	has_not("处理中");
}

static void
says_so_when_it_is_revoked_already(void **state)
{
	(void)state;
	prove("/revoke", cert, ALICE);
	leads_to("/revoke/");
	get(location);
	has("已吊销或正在吊销，无需再次申请");
	has_not("吊销原因");
	prove("/suspend", cert, ALICE);
	leads_to("/suspend/");
	get(location);
	has_not("挂失这张证书");
	prove("/revoke", late, ALICE);
	leads_to("/revoke/");
	get(location);
	has("已过期，自动失效，无需吊销");
}

static void
holds_a_units_certificate_and_leaves_the_rest_to_the_desk(void **state)
{
	struct revocation v;
	struct hold h;
	char fields[400], page[300];

	(void)state;
	prove("/revoke", unit, BOB);
	leads_to("/revoke/");
	snprintf(page, sizeof(page), "%s", location);
	get(page);
	has("由受理点核实经办人授权后吊销");
	snprintf(fields, sizeof(fields), "act=revoke&cert=%" PRIu64 "&why=unused", unit_id);
	send_form(page, fields);
	leads_to("/revoke/receipt/");
	assert_int_equal(db_hold_find_live(root, unit_id, &h), 0);
	assert_int_equal(db_revocation_find(root, unit_id, &v), 0);
	assert_int_equal(v.state, REVOCATION_ASKED);
	assert_int_equal(v.reason, 5);
	assert_int_equal(v.decided_at, 0);
	assert_int_equal(count("SELECT COUNT(*) FROM sign_order WHERE act='revoke'"), 1);
	get(location);
	has("待受理点核实");
	has_not("在线状态（OCSP）更新");
	get(page);
	has("吊销申请已受理，待受理点核实");
}

/* Who is logged in does not type his mobile; a certificate of somebody else is as unknown to him as to anybody. */
static void
knows_the_mobile_of_who_is_logged_in(void **state)
{
	char fields[400];
	uint64_t before;

	(void)state;
	log_in(BOB);
	forget_limits();
	snprintf(fields, sizeof(fields), "/suspend?serial=%s", unit);
	get(fields);
	has("+86138****8001");
	has(unit);
	has_not("name=\"mobile\"");
	before = messages();
	snprintf(fields, sizeof(fields), "act=send&serial=%s", twin);
	send_form("/suspend", fields);
	has("如果您填写的信息与登记一致");
	assert_int_equal(messages(), before);
	snprintf(fields, sizeof(fields), "act=send&serial=%s", unit);
	send_form("/suspend", fields);
	assert_int_equal(messages(), before + 1);
}

static uint64_t
sent_for_unit(const char *number, const char *mobile)
{
	uint64_t before = messages();
	char fields[400];

	new_browser();
	forget_limits();
	get("/suspend");
	snprintf(fields, sizeof(fields), "act=send&doc_kind=uscc&doc_no=%s&mobile=%s", number, mobile + 3);
	send_form("/suspend", fields);
	has("Status: 200");
	return messages() - before;
}

/* A unit of Vietnam has a tax number; a large one has many certificates, in many hands. */
static void
finds_a_units_certificate_by_its_number(void **state)
{
	char hex[41];

	(void)state;
	new_certificate(bob, &(struct making){ .name = "Cong ty", .state = APP_ACCEPTED, .uscc = "0100047516" }, hex);
	assert_int_equal(sent_for_unit("0100047516", BOB), 1);
	assert_int_equal(sent_for_unit("0100047516", ALICE), 0);
	new_certificate(bob, &(struct making){ .name = "大公司", .state = APP_ACCEPTED, .uscc = LARGE }, hex);
	usleep(2000);	/* ids of one millisecond are in no order */
	for (int i = 0; i < 21; i++)
		new_certificate(alice, &(struct making){ .name = "大公司", .state = APP_ACCEPTED, .uscc = LARGE }, hex);
	assert_int_equal(sent_for_unit(LARGE, BOB), 1);
}

/* A revocation the desk began and has not decided: the holder's own word does not wait for it. */
static void
does_not_let_the_holder_wait_for_the_desk(void **state)
{
	int64_t now = tm_now();
	struct revocation v = { .id = rnd_id(now), .certificate = twin_id, .live = true, .state = REVOCATION_ASKED,
	    .channel = REPORT_CA, .proof = REPORT_STAFF, .reporter = "op-1", .ground = "G06", .reason = 5, .request = "desk-1",
	    .text = "closed", .accepted_at = now, .created = now }, other = v;
	char fields[400], page[300], hex[41];
	struct hold h;

	(void)state;
	assert_int_equal(db_revocation_insert(root, &v), 0);
	new_browser();
	prove("/revoke", twin, ALICE);
	snprintf(page, sizeof(page), "%s", location);
	get(page);
	has("吊销原因");
	snprintf(fields, sizeof(fields), "act=revoke&cert=%" PRIu64 "&why=leaked&note=stolen", twin_id);
	send_form(page, fields);
	leads_to("/revoke/receipt/");
	assert_int_equal(db_revocation_find(root, twin_id, &v), 0);
	assert_int_equal(v.state, REVOCATION_DECIDED);
	assert_string_equal(v.ground, "G06");
	assert_string_equal(v.decided_by, "hall");
	assert_string_equal(v.text, "closed\nstolen");
	assert_int_equal(v.reason, 1);
	assert_int_equal(count("SELECT COUNT(*) FROM sign_order o JOIN revocation v ON v.id=o.revocation WHERE o.act='revoke'"
	    " AND v.ground='G06' AND o.reason=1 AND o.certificate=v.certificate"), 1);
	assert_int_equal(count("SELECT COUNT(*) FROM audit WHERE act='revoke.prove' AND detail LIKE '%by=holder reason=1 was=5'"), 1);
	ask("POST", page, body);
	leads_to("/revoke/receipt/desk-1");
	assert_int_equal(count("SELECT COUNT(*) FROM sign_order o JOIN revocation v ON v.id=o.revocation WHERE v.ground='G06'"), 1);
	/* of a unit: the agent's code holds at once, the desk still decides */
	other.id = rnd_id(now);
	other.certificate = new_certificate(bob, &(struct making){ .name = "某某科技有限公司", .state = APP_ACCEPTED, .uscc = UNIT }, hex);
	snprintf(other.request, sizeof(other.request), "desk-2");
	assert_int_equal(db_revocation_insert(root, &other), 0);
	prove("/revoke", hex, BOB);
	snprintf(page, sizeof(page), "%s", location);
	get(page);
	snprintf(fields, sizeof(fields), "act=revoke&cert=%" PRIu64 "&why=leaked", other.certificate);
	send_form(page, fields);
	leads_to("/revoke/receipt/");
	assert_int_equal(db_hold_find_live(root, other.certificate, &h), 0);
	assert_int_equal(db_revocation_find(root, other.certificate, &v), 0);
	assert_int_equal(v.state, REVOCATION_ASKED);
}

/* A thief may know the mobile; asking for whatever certificate he can think of, he voids no code of its holder. */
static void
lets_nobody_stand_in_the_way_of_a_report(void **state)
{
	char fields[400], code[7], more[40];

	(void)state;
	forget_limits();
	for (int i = 0; i < 6; i++) {
		new_browser();
		get("/suspend");
		fields_for(i == 0 ? late : "4000000000000000000000000000000000000000", ALICE + 3, "act=send", fields);
		send_form("/suspend", fields);
		has("Status: 200");
	}
	read_code(ALICE, code);
	snprintf(more, sizeof(more), "act=take&code=%s", code);
	fields_for(late, ALICE + 3, more, fields);
	send_form("/suspend", fields);
	leads_to("/suspend/");
}

static void
limits_how_often_a_code_is_asked_for(void **state)
{
	char fields[400];

	(void)state;
	new_browser();
	forget_limits();
	fields_for(twin, ALICE + 3, "act=send", fields);
	for (int i = 0; i < 6; i++) {
		get("/revoke");
		send_form("/revoke", fields);
	}
	has("Status: 422");
	has("获取验证码过于频繁");
	has("id=\"f-code\"");	/* for the code that came before */
}

static void
refused(struct db *hall, const char *sql)
{
	const struct query q = { sql, NULL, 0 };

	if (db_exec(hall, &q, NULL, IN_NONE) != ERR_BUG)
		fail_msg("the hall may: %s", sql);
	err_take();
}

static void
may_report_but_not_settle(void **state)
{
	struct db *hall;

	(void)state;
	assert_int_equal(db_open(&site, SITE_HALL, &hall), 0);
	refused(hall, "UPDATE hold SET state='released',live=NULL");
	refused(hall, "DELETE FROM hold");
	refused(hall, "UPDATE revocation SET state='refused',live=NULL");
	refused(hall, "UPDATE revocation SET state='refused'");
	refused(hall, "UPDATE revocation SET state='done' WHERE state='asked'");
	refused(hall, "UPDATE revocation SET decided_by='x' WHERE state='decided'");
	refused(hall, "DELETE FROM revocation");
	refused(hall, "UPDATE sign_order SET state='done'");
	refused(hall, "DELETE FROM sign_order");
	refused(hall, "UPDATE certificate SET state='valid'");
	refused(hall, "UPDATE certificate SET account=1");
	refused(hall, "DELETE FROM certificate");
	refused(hall, "UPDATE ca_key SET cert=NULL");
	refused(hall, "DELETE FROM objection");
	refused(hall, "UPDATE revision SET html=''");
	db_close(hall);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_reached_without_login_by_all_its_names),
		cmocka_unit_test(says_what_is_missing_or_mistyped_and_keeps_it),
		cmocka_unit_test(tells_nobody_whether_there_is_such_a_certificate),
		cmocka_unit_test(holds_at_once_when_the_code_is_right),
		cmocka_unit_test(makes_one_hold_of_a_form_sent_twice_and_of_another_report),
		cmocka_unit_test(takes_a_code_once),
		cmocka_unit_test(shows_when_it_is_in_effect),
		cmocka_unit_test(lets_the_person_choose_among_several),
		cmocka_unit_test(does_not_hold_what_has_ended),
		cmocka_unit_test(asks_for_a_reason_and_once_more_before_it_revokes),
		cmocka_unit_test(revokes_for_good_and_gives_a_receipt),
		cmocka_unit_test(says_so_when_it_is_revoked_already),
		cmocka_unit_test(holds_a_units_certificate_and_leaves_the_rest_to_the_desk),
		cmocka_unit_test(knows_the_mobile_of_who_is_logged_in),
		cmocka_unit_test(finds_a_units_certificate_by_its_number),
		cmocka_unit_test(does_not_let_the_holder_wait_for_the_desk),
		cmocka_unit_test(lets_nobody_stand_in_the_way_of_a_report),
		cmocka_unit_test(limits_how_often_a_code_is_asked_for),
		cmocka_unit_test(may_report_but_not_settle),
	};

	return cmocka_run_group_tests_name("pages/loss", tests, open_all, close_world);
}
