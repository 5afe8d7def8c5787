/* An application is filled in without JavaScript: subject, consent, numbers, key, materials; each refusal with its sentence. */
#include "apply_world.h"

#include "rules/mailbox.h"

#define ALICE "+8613800138000"

static struct buf pem, file;

/* --- subject --------------------------------------------------------------------------------------------------------- */

static void
says_what_is_missing_or_wrong_and_keeps_the_rest(void **state)
{
	(void)state;
	log_in(ALICE);
	begin("personal");
	get(of_app("/subject"));
	has("value=\"+8613800138000\"");	/* proposed: the number he logged in with */
	FILL("/subject", "common_name", "", "mobile", "12345", "email", "zhang@", "purpose", "签署合同");
	has("Status: 422");
	has("请填写姓名");
	has("手机号应为中国内地或越南的手机号");
	has("电子邮箱格式不正确");
	has("value=\"签署合同\"");
	has("value=\"12345\"");
	FILL("/subject", "common_name", "张\xE2\x80\xAE三", "mobile", "13800138000", "purpose", "——");
	has("姓名含有看不见的字符，请重新输入");
	has("没有文字，请填写完整内容");
	FILL("/subject", "common_name", "\xEE\x80\x81", "mobile", "13800138000", "purpose", "签署");
	has("含有无法写入证书的字符");
	FILL("/subject", "common_name", "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五",
	    "mobile", "13800138000", "purpose", "签署");
	has("姓名不能超过 64 个字，您填写了 65 个字");
}

static void
keeps_names_exactly_as_typed(void **state)
{
	struct app a;

	(void)state;
	FILL("/subject", "common_name", "Nguye\xCC\x82\xCC\x83n （示例）·An", "mobile", "138 0013 8000", "email", "an@Example.VN",
	    "purpose", "办理税务申报");
	leads_to(of_app("/email"));
	app_row(&a);
	assert_string_equal(a.common_name, "Nguy\xE1\xBB\x85n （示例）·An");
	assert_string_equal(a.mobile, "+8613800138000");
	assert_string_equal(a.email, "an@example.vn");
	assert_string_equal(a.country, "CN");
	app_clear(&a);
}

static bool
counts(const char *address)
{
	struct app a;
	bool proven;

	app_row(&a);
	assert_string_equal(a.email, address);
	proven = mailbox_proven(&a);
	app_clear(&a);
	return proven;
}

/* Nobody's address stands in a certificate of somebody else. */
static void
asks_for_a_code_before_an_address_counts(void **state)
{
	char code[7], other[12];

	(void)state;
	get(of_app("/check"));
	has("/email?back=check\">验证电子邮箱</a>");
	assert_false(counts("an@example.vn"));
	get(of_app("/email"));
	has("an@example.vn");
	FILL("/email", "act", "take", "mail_code", "");
	has("请填写邮件中的验证码");
	FILL("/email", "act", "send");
	leads_to(of_app("/email"));
	read_code("an@example.vn", code);
	snprintf(other, sizeof(other), "%06u", ((unsigned)atoi(code) + 1) % 1000000);
	FILL("/email", "act", "take", "mail_code", other);
	has("Status: 422");
	assert_false(counts("an@example.vn"));
	FILL("/email", "act", "take", "mail_code", code);
	leads_to(of_app("/identity"));
	assert_true(counts("an@example.vn"));
	get(of_app("/email"));
	has("已验证");
	/* another address is another matter, and the code of the first is none for it */
	FILL("/subject", "common_name", "张三", "mobile", "13800138000", "email", "bn@example.vn", "purpose", "办理税务申报");
	leads_to(of_app("/email"));
	FILL("/email", "act", "take", "mail_code", code);
	has("Status: 422");
	assert_false(counts("bn@example.vn"));
	FILL("/subject", "common_name", "张三", "mobile", "13800138000", "email", "", "purpose", "办理税务申报");
	leads_to(of_app("/identity"));
}

static void
shows_what_was_typed_when_another_window_was_faster(void **state)
{
	char first[64], second[64], text[400] = "", again[64];

	(void)state;
	get(of_app("/subject"));
	hidden("version", first);
	FILL("/subject", "common_name", "张三", "mobile", "13800138000", "purpose", "第一个窗口");
	leads_to(of_app("/identity"));
	get(of_app("/subject"));
	hidden("version", second);
	add_field(text, sizeof(text), "version", first);
	add_field(text, sizeof(text), "common_name", "张三");
	add_field(text, sizeof(text), "mobile", "13800138000");
	add_field(text, sizeof(text), "purpose", "第二个窗口");
	send_form(of_app("/subject"), text);
	has("Status: 409");
	has("这份申请已在其他窗口改动过");
	has("value=\"第二个窗口\"");
	assert_string_equal(hidden("version", again), second);
	FILL("/subject", "common_name", "张三", "mobile", "13800138000", "purpose", "第二个窗口");
	leads_to(of_app("/identity"));
	ask("POST", of_app("/subject"), body);	/* a double click: nothing new, no complaint */
	leads_to(of_app("/identity"));
}

static void
keeps_what_was_typed_when_the_session_is_over(void **state)
{
	char fields[300] = "", kept[600];

	(void)state;
	get(of_app("/subject"));
	add_field(fields, sizeof(fields), "purpose", "会话过期也要保留");
	memcpy(kept, cookies, sizeof(kept));
	new_browser();
	send_form(of_app("/subject"), fields);
	has("Status: 419");
	has("value=\"会话过期也要保留\"");
	has("在新窗口登录</a>");
	new_browser();
	send_form("/suspend", "act=send");	/* a page for everybody needs no login */
	has("Status: 419");
	has_not("在新窗口登录");
	memcpy(cookies, kept, sizeof(cookies));
}

/* --- the separate consent and identity numbers ------------------------------------------------------------------------ */

static void
asks_for_the_separate_consent_before_the_number(void **state)
{
	(void)state;
	get(of_app("/identity"));
	leads_to(of_app("/sensitive"));
	get(of_app("/materials"));	/* a picture of the document shows the number */
	has("Status: 303");
	get(of_app("/sensitive"));
	has("<dialog");
	has("处理证件号码的目的。");
	has_not(" checked");
	choose("accept", "/identity");
}

static void
tells_what_is_wrong_with_a_number(void **state)
{
	static const struct { const char *kind, *number, *say; } wrong[] = {
		{ "resident", "", "请填写证件号码" },
		{ "resident", "11010519491231002", "证件号码应为 18 位，您填写了 17 位" },
		{ "resident", "110105194912310021", "末位校验码与前面的数字不符" },
		{ "resident", "11010519491331002X", "出生日期不存在" },
		{ "resident", "810000199408230021", "这是港澳台居民居住证号码" },
		{ "hmt-residence", "11010519491231002X", "应以 810000、820000 或 830000 开头" },
		{ "passport", "X12345678", "号码格式与所选证件种类不符" },
		{ "vn", "00108700012", "证件号码应为 12 位数字，您填写了 11" },
		{ "nothing", "1", "证件种类" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		FILL("/identity", "id_kind", wrong[i].kind, "id_no", wrong[i].number);
		has("Status: 422");
		has(wrong[i].say);
		if (*wrong[i].number != '\0')
			has(wrong[i].number);
	}
}

static void
keeps_the_number_of_a_draft_under_the_owners_cookie(void **state)
{
	char kept[600];
	struct app a;

	(void)state;
	FILL("/identity", "id_kind", "resident", "id_no", "11010519491231002x");
	leads_to(of_app("/key"));
	app_row(&a);
	assert_true(a.person.draft.len > 18);
	assert_null(memmem(a.person.draft.data, a.person.draft.len, "19491231", 8));
	assert_int_equal(a.person.sealed.len, 0);
	assert_string_equal(a.person.masked, "");
	assert_string_equal(a.person.index, "");
	app_clear(&a);
	get(of_app("/identity"));
	has("1101**********002X");
	has_not("19491231");
	memcpy(kept, cookies, sizeof(kept));
	log_in(ALICE);			/* another browser: without the cookie the number is lost, and that is said */
	get(of_app("/identity"));
	has("已无法解密");
	FILL("/identity", "id_kind", "resident", "id_no", "");
	has("Status: 422");
	FILL("/identity", "id_kind", "resident", "id_no", "11010519491231002X");
	leads_to(of_app("/key"));
	FILL("/identity", "id_kind", "resident", "id_no", "");	/* left empty: it stays */
	leads_to(of_app("/key"));
	memcpy(cookies, kept, sizeof(kept));
	get(of_app("/identity"));
	has("已无法解密");
	log_in(ALICE);
	FILL("/identity", "id_kind", "resident", "id_no", "11010519491231002X");
}

/* --- key ------------------------------------------------------------------------------------------------------------- */

static void
refuses_weak_and_unproven_keys_with_the_reason(void **state)
{
	static const struct { const char *sample, *say; } wrong[] = {
		{ "words", "粘贴的内容不是证书请求" },
		{ "rsa-1024-bits", "您的密钥为 1024 位" },
		{ "wrong-curve", "应使用 P-256 或 P-384 曲线" },
		{ "signed-by-another-key", "证书请求的签名不成立" },
		{ "changed-after-signing", "证书请求的签名不成立" },
		{ "sha1-rsa", "不安全的 MD5 或 SHA-1" },
		{ "rsa-roca", "ROCA" },
		{ "debian-weak-key", "私钥已经公开" },
		{ "private-key", "您粘贴的是私钥" },
		{ "certificate", "您粘贴的是证书，不是证书请求" },
		{ "subject-bidi", "证书请求中的主体名称无法使用" },
	};
	char path[100];

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		snprintf(path, sizeof(path), "csr/%s", wrong[i].sample);
		load_sample(path, &pem);
		FILL("/key", "origin", "pkcs10", "csr", buf_str(&pem));
		has("Status: 422");
		has(wrong[i].say);
		has("href=\"#f-csr\"");
	}
	FILL("/key", "origin", "pkcs10", "csr", "");
	has("请粘贴证书请求");
}

static void
takes_a_request_and_shows_its_key_code(void **state)
{
	uint64_t version;
	struct app a;

	(void)state;
	get(of_app("/key"));
	has("data-key-panel");
	has("value=\"张三\"");		/* the name the browser writes into its request */
	load_sample("csr/ok-p256", &pem);
	FILL("/key", "origin", "pkcs10", "csr", buf_str(&pem));
	leads_to(of_app("/materials"));
	app_row(&a);
	assert_int_equal(a.key_origin, APP_KEY_PKCS10);
	assert_true(a.csr.len > 100 && a.spki.len > 80);
	version = a.version;
	app_clear(&a);
	get(of_app("/key"));
	has("已提供密钥");
	FILL("/key", "origin", "pkcs10", "csr", buf_str(&pem));	/* the same again changes nothing */
	leads_to(of_app("/materials"));
	app_row(&a);
	assert_int_equal(a.version, version);
	app_clear(&a);
}

/* --- materials ------------------------------------------------------------------------------------------------------- */

static void
refuses_files_by_their_content(void **state)
{
	static char large[(5 << 20) + 2];

	(void)state;
	upload_bytes("id_front", "", "", 0, NULL);
	has("Status: 422");
	has("请先选择文件");
	upload_bytes("id_front", "空.png", "", 0, NULL);
	has("文件是空的（0 字节）");
	load_sample("filetype/exe", &file);
	upload_bytes("id_front", "身份证.jpg", file.data, file.len, NULL);
	has("Status: 422");
	has("文件内容不是 JPG、PNG 或 PDF");
	load_sample("filetype/svg", &file);
	upload_bytes("id_front", "a.svg", file.data, file.len, NULL);
	has("文件内容不是 JPG、PNG 或 PDF");
	load_sample("filetype/small.pdf", &file);
	upload_bytes("id_front", "cut.pdf", file.data, file.len - 30, NULL);
	has("PDF 文件已损坏或不完整");
	load_sample("filetype/locked.pdf", &file);
	upload_bytes("id_front", "locked.pdf", file.data, file.len, NULL);
	has("PDF 设有密码");
	memset(large, 'a', sizeof(large));
	upload_bytes("id_front", "large.jpg", large, sizeof(large), NULL);
	has("Status: 413");
	has("超过 5 MB");
	upload("licence", "small.png");		/* not of this product */
	has("Status: 404");
	assert_int_equal(count("SELECT COUNT(*) FROM material"), 0);
}

/* A PDF under the name of a picture is a PDF. */
static void
seals_a_file_at_once_and_once(void **state)
{
	struct buf sealed = BUF_INIT;
	struct material m[4];
	size_t n;

	(void)state;
	load_sample("filetype/small.pdf", &file);
	upload_bytes("id_front", "正面 <1>.jpg", file.data, file.len, "0123456789abcdef0123456789abcdef");
	leads_to(of_app("/materials"));
	upload_bytes("id_front", "正面 <1>.jpg", file.data, file.len, "0123456789abcdef0123456789abcdef");
	leads_to(of_app("/materials"));
	assert_int_equal(db_material_list(root, app_id(), m, 4, &n), 0);
	assert_int_equal(n, 1);
	assert_string_equal(m[0].type, "application/pdf");
	assert_int_equal(m[0].size, (int)file.len);
	assert_int_equal(db_material_content(root, m[0].id, &sealed), 0);
	assert_true(sealed.len > file.len);
	assert_null(memmem(sealed.data, sealed.len, "%PDF", 4));
	buf_clear(&sealed);
	get(of_app("/materials"));
	has("正面 &lt;1&gt;.jpg");
	has("PDF · 1 KB");
	has("文件已加密保存");
}

static void
replaces_and_removes(void **state)
{
	char fields[40] = "kind=id_front&act=remove";
	struct material m[4];
	size_t n;

	(void)state;
	upload("id_front", "small.jpg");
	leads_to(of_app("/materials"));
	assert_int_equal(db_material_list(root, app_id(), m, 4, &n), 0);
	assert_int_equal(n, 1);
	assert_string_equal(m[0].type, "image/jpeg");
	assert_int_equal(count("SELECT COUNT(*) FROM material"), 2);	/* the old one is kept, as not current */
	get(of_app("/materials"));
	send_form(of_app("/materials"), fields);
	leads_to(of_app("/materials"));
	assert_int_equal(db_material_list(root, app_id(), m, 4, &n), 0);
	assert_int_equal(n, 0);
}

/* A passport has no back: the picture of the card's is seen, and can be taken away, wherever else it would go along unseen. */
static void
shows_what_is_no_longer_asked_for(void **state)
{
	struct material m[4];
	size_t n;

	(void)state;
	FILL("/identity", "id_kind", "resident", "id_no", "11010519491231002X");
	upload("id_back", "small.png");
	FILL("/identity", "id_kind", "passport", "id_no", "E12345678");
	leads_to(of_app("/key"));
	get(of_app("/check"));
	has("small.png");
	get(of_app("/materials"));
	has("您现在选择的证件不需要这份材料");
	has_not("name=\"id_back\" type=\"file\"");
	send_form(of_app("/materials"), "kind=id_back&act=remove");
	leads_to(of_app("/materials"));
	assert_int_equal(db_material_list(root, app_id(), m, 4, &n), 0);
	assert_int_equal(n, 0);
	get(of_app("/materials"));
	has_not("您现在选择的证件不需要这份材料");
}

static void
takes_no_more_files_than_a_person_sends(void **state)
{
	static const struct query empty = QUERY_WRITE("REPLACE INTO limit_bucket (kind,name,full_at) VALUES ('upload',?,?)");
	struct material m[4];
	char account[24];
	struct app a;
	size_t n;

	(void)state;
	app_row(&a);
	snprintf(account, sizeof(account), "%" PRIu64, a.account);
	app_clear(&a);
	assert_int_equal(db_exec(root, &empty, NULL, IN(in_str(account), in_time_us((tm_now() + 61 * TM_MINUTE) * 1000))), 0);
	upload("id_front", "small.jpg");
	has("Status: 422");
	has("您上传的文件过多，请几分钟后再试");
	assert_int_equal(db_material_list(root, app_id(), m, 4, &n), 0);
	assert_int_equal(n, 0);
	forget_limits();
	upload("id_front", "small.jpg");
	leads_to(of_app("/materials"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_is_missing_or_wrong_and_keeps_the_rest),
		cmocka_unit_test(keeps_names_exactly_as_typed),
		cmocka_unit_test(asks_for_a_code_before_an_address_counts),
		cmocka_unit_test(shows_what_was_typed_when_another_window_was_faster),
		cmocka_unit_test(keeps_what_was_typed_when_the_session_is_over),
		cmocka_unit_test(asks_for_the_separate_consent_before_the_number),
		cmocka_unit_test(tells_what_is_wrong_with_a_number),
		cmocka_unit_test(keeps_the_number_of_a_draft_under_the_owners_cookie),
		cmocka_unit_test(refuses_weak_and_unproven_keys_with_the_reason),
		cmocka_unit_test(takes_a_request_and_shows_its_key_code),
		cmocka_unit_test(refuses_files_by_their_content),
		cmocka_unit_test(seals_a_file_at_once_and_once),
		cmocka_unit_test(replaces_and_removes),
		cmocka_unit_test(shows_what_is_no_longer_asked_for),
		cmocka_unit_test(takes_no_more_files_than_a_person_sends),
	};
	int failed = cmocka_run_group_tests_name("pages/apply", tests, open_apply, close_world);

	buf_clear(&pem);
	buf_clear(&file);
	return failed;
}
