/* What everybody may read: the state of a certificate by its serial, and all published texts. */
#include "hall_world.h"

#include "store/document.h"

static char valid[41], early[41], held[41], revoked[41], expired[41], unit[41], uri[200];

static void
publish(enum document_kind kind, const char *language, int number, int64_t effective, const char *title, const char *markdown)
{
	int64_t now = tm_now();
	struct document d = { .id = rnd_id(now), .kind = kind, .created = now };
	struct revision r = { .id = rnd_id(now), .kind = kind, .number = number, .state = REVISION_PUBLISHED,
	    .effective_at = effective, .published_at = now, .edited_at = now, .created = now };
	struct clause c = { .revision = r.id, .position = 1, .anchor = "clause-1", .heading = "责任", .text = "私钥由订户保管。",
	    .created = now };

	snprintf(d.language, sizeof(d.language), "%s", language);
	snprintf(r.language, sizeof(r.language), "%s", language);
	snprintf(r.title, sizeof(r.title), "%s", title);
	if (db_document_insert(root, &d) != 0)
		assert_int_equal(db_document_find(root, kind, language, &d), 0);
	r.document = d.id;
	buf_adds(&r.markdown, markdown);
	buf_printf(&r.html, "<p id=\"clause-1\">%s</p>", title);
	digest_sha256(r.html.data, r.html.len, r.sha256);
	digest_sm3(r.html.data, r.html.len, r.sm3);
	assert_int_equal(db_revision_insert(root, &r), 0);
	assert_int_equal(db_clause_insert(root, &c), 0);
	revision_clear(&r);
}

static void
publish_all(int64_t now)
{
	publish(DOCUMENT_AGREEMENT, "zh-CN", 1, now - 9 * TM_DAY, "订户协议第一版", "# 协议\n\n认证机构应在二十四小时内吊销。\n\n不变的一条。");
	publish(DOCUMENT_AGREEMENT, "zh-CN", 2, now - TM_DAY, "订户协议第二版",
	    "# 协议\n\n认证机构应在十二小时内吊销。\n\n<script>新的一条</script>\n\n不变的一条。");
	publish(DOCUMENT_AGREEMENT, "zh-CN", 3, now + TM_DAY, "订户协议第三版", "# 协议\n\n不变的一条。");
	publish(DOCUMENT_AGREEMENT, "en", 1, now - 9 * TM_DAY, "Agreement, first", "# Agreement");
	publish(DOCUMENT_PRIVACY, "zh-CN", 1, now - TM_DAY, "隐私政策", "# 隐私");
	run("UPDATE revision SET state='draft' WHERE kind='privacy'");
}

static int
open_all(void **state)
{
	int64_t now = tm_now();
	uint64_t alice;

	(void)state;
	if (open_world() != 0)
		return -1;
	alice = new_account("+8613800138000");
	new_certificate(alice, &(struct making){ .name = "张三丰", .state = APP_ACCEPTED }, valid);
	new_certificate(alice, &(struct making){ .name = "张三丰", .state = APP_ACCEPTED, .from = now + TM_DAY }, early);
	new_certificate(alice, &(struct making){ .name = "四川某某科技有限公司", .uscc = "91510100MA6CXXXX1Q",
	    .state = APP_ACCEPTED }, unit);
	new_certificate(alice, &(struct making){ .name = "张三丰", .state = APP_ACCEPTED, .from = now - 9 * TM_DAY,
	    .until = now - TM_DAY }, expired);
	assert_int_equal(db_cert_state(root, new_certificate(alice, &(struct making){ .name = "张三丰", .state = APP_ACCEPTED },
	    held), CERT_HELD, 6, now), 0);
	assert_int_equal(db_cert_state(root, new_certificate(alice, &(struct making){ .name = "张三丰", .state = APP_ACCEPTED },
	    revoked), CERT_REVOKED, 1, now), 0);
	publish_all(now);
	return 0;
}

static void
query(const char *serial)
{
	snprintf(uri, sizeof(uri), "/query?serial=%s", serial);
	get(uri);
}

static void
states_how_a_certificate_stands(void **state)
{
	static const struct { const char *serial, *mark, *meaning; } expected[] = {
		{ valid, "有效</strong>", "未挂失、未吊销" }, { early, "未生效</strong>", "尚未到生效日期" },
		{ held, "挂失</strong>", "暂停使用，请勿信赖" }, { revoked, "已吊销</strong>", "已吊销，请勿信赖" },
		{ expired, "已过期</strong>", "自动失效" },
	};

	(void)state;
	forget_limits();
	get("/query");
	has("Status: 200");
	query("");
	has("Status: 422");
	has("请填写证书序列号");
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		query(expected[i].serial);
		has("Status: 200");
		has(expected[i].mark);
		has(expected[i].meaning);
		has("张**");
		has_not("三丰");
	}
	query(unit);
	has("四川**公司");
	has_not("某某");
}

static void
says_not_found_and_never_revoked_of_an_unknown_one(void **state)
{
	(void)state;
	query("4000000000000000000000000000000000000000");
	has("Status: 200");
	has("未查到");
	has("未查到不等于已吊销");
	query("12zz");
	has("Status: 422");
	has("证书序列号应为 40 位");
	has("value=\"12zz\"");
	get("/query");
	has("Status: 200");
	has_not("未查到");
}

static void
limits_how_often_one_address_asks(void **state)
{
	(void)state;
	forget_limits();
	for (int i = 0; i < 30; i++) {
		query(valid);
		has("Status: 200");
	}
	query(valid);
	has("Status: 429");
	has("查询过于频繁，请 1 分钟后再试");
	has_not("张**");
	ask_from("198.51.100.7", "GET", uri, "");
	has("Status: 200");
}

static void
lists_every_published_revision(void **state)
{
	(void)state;
	get("/agreements");
	has("Status: 200");
	has("id=\"agreement\"");
	has("订户协议第一版");
	has("订户协议第二版");
	has("订户协议第三版");
	has("现行有效");
	has("尚未生效");
	has("已被取代");
	has("/agreements/agreement/diff/1..2");
	has_not("隐私政策</a></span></td>");
	has_not("/agreements/privacy/1");
}

static void
shows_a_revision_with_its_digests_for_ever(void **state)
{
	char hex[65];
	unsigned char sum[32];
	const char html[] = "<p id=\"clause-1\">订户协议第一版</p>";

	(void)state;
	get("/agreements/agreement/1");
	has("Status: 200");
	has(html);
	digest_sha256(html, strlen(html), sum);
	enc_hex_to(sum, sizeof(sum), hex);
	has(hex);
	digest_sm3(html, strlen(html), sum);
	enc_hex_to(sum, sizeof(sum), hex);
	has(hex);
	has("class=\"key\"");
	has("href=\"#clause-1\"");
	has("不再适用于新的申请");
	has("/agreements/agreement/2");
	get("/agreements/agreement/3");
	has("该版本已发布，尚未生效");
	get("/agreements/privacy/1");	/* a draft */
	has("Status: 404");
	get("/agreements/agreement/9");
	has("Status: 404");
	get("/agreements/nothing/1");
	has("Status: 404");
	get("/agreements/agreement/x");
	has("Status: 404");
}

static void
falls_back_to_the_binding_text(void **state)
{
	(void)state;
	get("/agreements/agreement/1?lang=en");
	has("Agreement, first");
	get("/agreements/agreement/2?lang=en");
	has("订户协议第二版");
	has("no text in your language");
	get("/agreements/agreement/diff/1..2?lang=en");
	has("Status: 404");	/* different languages are not compared */
	get("/agreements/agreement/1?lang=zh-CN");
	has("订户协议第一版");
}

/* A translation that is being written, or is for a later day, hides nothing that holds. */
static void
shows_what_holds_while_a_translation_is_made(void **state)
{
	int64_t now = tm_now();

	(void)state;
	publish(DOCUMENT_AGREEMENT, "en", 2, now - TM_DAY, "Agreement, second", "# Agreement");
	run("UPDATE revision SET state='draft' WHERE kind='agreement' AND language='en' AND number=2");
	get("/agreements/agreement/2?lang=en");
	has("Status: 200");
	has("订户协议第二版");
	publish(DOCUMENT_CPS, "zh-CN", 1, now - TM_DAY, "业务规则", "# 规则");
	publish(DOCUMENT_CPS, "en", 1, now + TM_DAY, "Practice statement", "# Rules");
	get("/terms/cps?lang=en");
	leads_to("/agreements/cps/1");
	get("/terms/notice?lang=en");
	has("Status: 404");
	get("/terms/cps?lang=zh-CN");
	leads_to("/agreements/cps/1");
}

static void
marks_what_changed(void **state)
{
	(void)state;
	get("/agreements/agreement/diff/1..2");
	has("Status: 200");
	has("应在<del><span class=\"vh\">[删]</span>二十四</del><ins><span class=\"vh\">[增]</span>十二</ins>小时内吊销。");
	has("<ins><span class=\"vh\">[增]</span>&lt;script&gt;新的一条&lt;/script&gt;</ins>");
	has("<p class=\"same\">不变的一条。</p>");
	get("/agreements/agreement/diff/1..2?as=columns");
	has("<td>认证机构应在<del><span class=\"vh\">[删]</span>二十四</del>小时内吊销。</td>");
	has("<td>认证机构应在<ins><span class=\"vh\">[增]</span>十二</ins>小时内吊销。</td>");
	get("/agreements/agreement/diff/1-2");
	has("Status: 404");
	get("/agreements/agreement/diff/1..9");
	has("Status: 404");
	get("/agreements/agreement/diff/..");
	has("Status: 4");
}

static void
leaves_the_last_code_to_whoever_asked_too_often(void **state)
{
	(void)state;
	new_browser();
	forget_limits();
	get("/login");
	for (int i = 0; i < 6; i++)
		send_form("/login", "act=send&mobile=13800138077");
	has("获取验证码过于频繁");
	has("id=\"f-code\"");
	has_not("验证码已发送");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(states_how_a_certificate_stands),
		cmocka_unit_test(says_not_found_and_never_revoked_of_an_unknown_one),
		cmocka_unit_test(limits_how_often_one_address_asks),
		cmocka_unit_test(lists_every_published_revision),
		cmocka_unit_test(shows_a_revision_with_its_digests_for_ever),
		cmocka_unit_test(falls_back_to_the_binding_text),
		cmocka_unit_test(shows_what_holds_while_a_translation_is_made),
		cmocka_unit_test(marks_what_changed),
		cmocka_unit_test(leaves_the_last_code_to_whoever_asked_too_often),
	};

	return cmocka_run_group_tests_name("pages/read", tests, open_all, close_world);
}
