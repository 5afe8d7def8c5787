/* Texts of the office: drafts, checks, two signatures; every refusal with its sentence. */
#include "office_world.h"

static const char first[] = "# 订户协议\n\n引言。\n\n## 一、身份\n\n甲。\n\n## 二、密钥\n\n> 妥善保管。\n\n## 三、挂失与吊销\n\n丙。\n\n## 四、义务\n\n丁。\n\n"
    "## 五、责任\n\n戊。\n\n## 六、个人信息\n\n己。\n\n## 七、修改\n\n庚。\n\n## 八、争议\n\n辛。\n";
static struct person nobody = { .no = "" };
static char changed[2000], draft_uri[sizeof(location)], text_uri[sizeof(location)];

/* Revision 1 in force of the agreement in Chinese; the others have documents without revisions. */
static void
publish_first(void)
{
	static const char *const languages[] = { "zh-CN", "en", "vi" };
	int64_t now = tm_now();

	for (int k = 0; k < DOCUMENT_KIND_MAX; k++)
		for (int i = 0; i < 3; i++) {
			struct document d = { .id = rnd_id(now), .kind = (enum document_kind)k, .created = now };
			struct revision r = { .id = rnd_id(now), .document = d.id, .kind = d.kind, .number = 1, .title = "订户协议",
			    .state = REVISION_PUBLISHED, .effective_at = now - TM_DAY, .published_at = now - TM_DAY,
			    .edited_at = now, .created = now };

			snprintf(d.language, sizeof(d.language), "%s", languages[i]);
			snprintf(r.language, sizeof(r.language), "%s", languages[i]);
			assert_int_equal(db_document_insert(root, &d), 0);
			if (k != DOCUMENT_AGREEMENT || i != 0)
				continue;
			buf_adds(&r.markdown, first);
			buf_adds(&r.html, "<h2>订户协议</h2>");
			digest_sha256(r.html.data, r.html.len, r.sha256);
			digest_sm3(r.html.data, r.html.len, r.sm3);
			assert_int_equal(db_revision_insert(root, &r), 0);
			revision_clear(&r);
		}
}

static int
open_all(void **state)
{
	(void)state;
	if (open_office() != 0)
		return -1;
	publish_first();
	snprintf(changed, sizeof(changed), "%s\n## 九、其他\n\n新的一条。\n", first);
	return 0;
}

static int
close_all(void **state)
{
	(void)state;
	close_office();
	return 0;
}

static struct revision
stored(void)
{
	struct revision v = { 0 };

	assert_int_equal(db_revision_find(root, DOCUMENT_AGREEMENT, "zh-CN", 2, &v), 0);
	return v;
}

/* --- login ---------------------------------------------------------------------------------------------------------- */

static void
leads_a_visitor_to_the_login(void **state)
{
	(void)state;
	get(&nobody, "/admin/agreements");
	is_status("303");
	assert_non_null(strstr(location, "/admin/login"));
	get(&nobody, "/admin/login");
	is_status("200");
	has("操作员编号");
	send_form(&nobody, "/admin/login", "person", "", NULL);
	is_status("422");
	has("请填写操作员编号");
}

static void
takes_no_other_key_and_no_other_role(void **state)
{
	(void)state;
	get(&zhang, "/admin/login");
	send_form(&zhang, "/admin/login", "person", "b01", NULL);
	sign(&zhang, &chen);
	is_status("422");
	has("您在此控制台没有岗位");
	log_in(&chen);
	is_status("422");
	has("您在此控制台没有岗位");
	get(&chen, "/admin/agreements");
	is_status("303");
}

static void
logs_in_by_key_and_says_that_it_is_a_soft_one(void **state)
{
	(void)state;
	log_in(&zhang);
	is_status("303");
	assert_string_equal(location, "/admin/");
	get(&zhang, "/admin/");
	assert_string_equal(location, "/admin/agreements");
	get(&zhang, "/admin/agreements");
	is_status("200");
	has("张敏");
	has("订户协议");
	log_in(&wang);
	get(&zhang, "/admin/login");	/* who is in needs none */
	is_status("303");
	assert_string_equal(location, "/admin/");
}

static void
takes_a_login_once_and_from_its_browser_only(void **state)
{
	json_t *job;
	struct person stranger = { .no = "" };

	(void)state;
	get(&li, "/admin/login");
	send_form(&li, "/admin/login", "person", "b02", NULL);
	job = read_job();
	answer_job(&li, &li, job, NULL);
	is_status("303");
	get(&li, "/admin/agreements");
	send_form(&li, "/admin/logout", NULL);
	get(&li, "/admin/login");
	{
		char csrf[100];

		hidden("csrf", csrf, sizeof(csrf));
		json_object_set_new(job, "csrf", json_string(csrf));
	}
	answer_job(&li, &li, job, NULL);
	is_status("422");
	has("登录请求已失效");
	json_decref(job);
	get(&li, "/admin/login");
	send_form(&li, "/admin/login", "person", "b02", NULL);
	job = read_job();
	get(&stranger, "/admin/login");
	send_form(&stranger, "/admin/login", "person", "b02", NULL);
	{
		json_t *own = read_job();

		json_object_set(own, "ticket", json_object_get(job, "ticket"));
		answer_job(&stranger, &li, own, of_job(job, "paper"));
		json_decref(own);
	}
	is_status("422");
	has("登录请求已失效");
	json_decref(job);
	log_in(&li);
}

/* --- drafts --------------------------------------------------------------------------------------------------------- */

static void
lets_business_administrators_alone_write(void **state)
{
	(void)state;
	get(&wang, "/admin/agreements");
	is_status("200");
	has_not("起草新版");
	get(&zhang, "/admin/agreements");
	send_form(&wang, "/admin/agreements/open/agreement/zh-CN", NULL);
	has_not("Status: 303");
	get(&zhang, "/admin/agreements");
	send_form(&zhang, "/admin/agreements/open/nothing/zh-CN", NULL);
	is_status("404");
}

static void
opens_one_draft_with_the_text_in_force(void **state)
{
	(void)state;
	get(&zhang, "/admin/agreements");
	send_form(&zhang, "/admin/agreements/open/agreement/zh-CN", NULL);
	is_status("303");
	snprintf(draft_uri, sizeof(draft_uri), "%s", location);
	get(&li, "/admin/agreements");
	has(draft_uri);
	get(&li, draft_uri);
	is_status("200");
	has("妥善保管。");
	has("英文文本尚无此版本");
	has_not("须改正");
}

static void
previews_without_storing(void **state)
{
	struct revision v;

	(void)state;
	get(&zhang, draft_uri);
	send_form(&zhang, draft_uri, "class", "rights", "markdown", "# 新标题\n\n<脚本>x\n\n**要点**\n", "act", "preview", NULL);
	is_status("200");
	has("<h2>新标题</h2>");
	has("<strong>要点</strong>");
	has("&lt;脚本&gt;x");
	has("缺少必备章节：争议");
	has("协议没有重点条款");
	send_form(&zhang, draft_uri, "class", "rights", "markdown", "# 新\n\n    (一)用户知晓\n", "act", "preview", NULL);
	has("“(一)用户知晓”会显示为程序代码，请删去其前面的空格");
	send_form(&zhang, draft_uri, "class", "rights", "markdown", "# 新\n\n<script>x</script>\n", "act", "preview", NULL);
	has("“&lt;script&gt;x&lt;/script&gt;”不会显示，请去掉尖括号");
	v = stored();
	assert_string_equal(buf_str(&v.markdown), first);
	revision_clear(&v);
}

static void
keeps_a_draft_with_its_faults_and_names_them(void **state)
{
	(void)state;
	get(&zhang, draft_uri);
	send_form(&zhang, draft_uri, "class", "rights", "markdown", "# 标题\n\n他说**“甲”**乙。2026年2月30日起，XX 元。\n", "act", "save",
	    NULL);
	is_status("303");
	get(&zhang, draft_uri);
	has("会原样显示，请移到标点之前");
	has("日期未定或不存在：2026年2月30日");
	has("日期未定或不存在：XX");
	get(&zhang, draft_uri);
	send_form(&zhang, draft_uri, "class", "rights", "markdown", "", "act", "save", NULL);
	is_status("422");
	has("正文不能为空");
	send_form(&zhang, draft_uri, "class", "", "markdown", "# x\n", "act", "save", NULL);
	is_status("422");
	has("请选择修订类型");
}

static void
does_not_publish_a_text_with_faults(void **state)
{
	char uri[400];

	(void)state;
	snprintf(uri, sizeof(uri), "%.*s/publish", (int)(strlen(draft_uri) - 5), draft_uri);
	get(&zhang, draft_uri);
	send_form(&zhang, uri, "effective", "2030-01-01", "number", "2", NULL);
	is_status("200");
	has("检查发现须改正的问题");
	get(&zhang, draft_uri);
	is_status("200");	/* still a draft */
}

/* Two people edit at once: the second one's text is not lost and overwrites nothing unseen. */
static void
keeps_what_was_typed_when_another_was_faster(void **state)
{
	struct revision v;
	char old[40];

	(void)state;
	get(&li, draft_uri);
	hidden("version", old, sizeof(old));
	get(&zhang, draft_uri);
	send_form(&zhang, draft_uri, "class", "rights", "markdown", changed, "act", "save", NULL);
	is_status("303");
	get(&li, draft_uri);
	{
		char csrf[100];
		struct buf body = BUF_INIT;

		hidden("csrf", csrf, sizeof(csrf));
		buf_printf(&body, "csrf=%s&version=%s&class=rights&act=save&markdown=", csrf, old);
		escape(&body, "# 我的标题\n\n我写的。\n");
		ask_from(&li, ORIGIN, "POST", draft_uri, buf_str(&body));
		buf_clear(&body);
	}
	is_status("422");
	has("其他人在您编辑期间保存了草稿");
	has("我写的。</textarea>");
	has("<del>");
	v = stored();
	assert_string_equal(buf_str(&v.markdown), changed);
	revision_clear(&v);
}

/* The longest text is 40000 characters, also Chinese ones; one that is longer is not lost. */
static void
takes_the_longest_chinese_text(void **state)
{
	struct buf text = BUF_INIT;

	(void)state;
	buf_adds(&text, "# 长\n\n");
	for (size_t n = 39000; n <= 41000; n += 2000) {
		while (text.len < 3 * n)
			buf_adds(&text, "长");
		get(&zhang, draft_uri);
		send_form(&zhang, draft_uri, "class", "rights", "markdown", buf_str(&text), "act", "save", NULL);
		is_status(n < 40000 ? "303" : "422");
	}
	has("长长长</textarea>");
	buf_clear(&text);
	get(&zhang, draft_uri);
	send_form(&zhang, draft_uri, "class", "rights", "markdown", changed, "act", "save", NULL);
}

static void
shows_the_difference_to_the_text_in_force(void **state)
{
	char uri[400];

	(void)state;
	snprintf(uri, sizeof(uri), "%.*s/diff", (int)(strlen(draft_uri) - 5), draft_uri);
	get(&wang, uri);
	is_status("200");
	has("与第 1 版比较");
	has("<ins>新的一条。</ins>");
	has_not("<ins>妥善保管");
}

/* --- publication ---------------------------------------------------------------------------------------------------- */

static void
asks_for_the_day_and_then_says_everything(void **state)
{
	char uri[400];

	(void)state;
	snprintf(text_uri, sizeof(text_uri), "%.*s", (int)(strlen(draft_uri) - 5), draft_uri);
	snprintf(uri, sizeof(uri), "%s/publish?effective=2020-01-01", text_uri);
	get(&zhang, uri);
	is_status("422");
	has("生效日期不能早于今天");
	snprintf(uri, sizeof(uri), "%s/publish?effective=2030-02-30", text_uri);
	get(&zhang, uri);
	has("请按 2026-12-01 的格式填写一个真实的日期");
	snprintf(uri, sizeof(uri), "%s/publish?effective=2030-01-01", text_uri);
	get(&zhang, uri);
	is_status("200");
	has("2030-01-01 00:00");
	has("本次修订涉及订户的权利义务");
	has("请输入版本号以确认");
}

static void
wants_the_revision_number_typed(void **state)
{
	char uri[400];

	(void)state;
	snprintf(uri, sizeof(uri), "%s/publish", text_uri);
	send_form(&zhang, uri, "effective", "2030-01-01", "number", "3", NULL);
	is_status("422");
	has("版本号不一致，请输入 2 以确认");
	send_form(&zhang, uri, "effective", "2030-01-01", "number", "", NULL);
	is_status("422");
	has("请输入版本号");
	send_form(&zhang, uri, "effective", "2030-01-01", "number", "2", NULL);
	is_status("303");
	assert_string_equal(location, text_uri);
}

static void
refuses_a_signature_that_is_not_a_business_administrators_own(void **state)
{
	json_t *job;

	(void)state;
	get(&wang, text_uri);
	has_not("去签名页签署");
	get(&zhang, text_uri);
	is_status("200");
	has("等待签署");
	job = read_job();
	answer_job(&zhang, &li, job, NULL);	/* another's key */
	is_status("422");
	has("所用密钥不属于当前登录的操作员");
	answer_job(&zhang, &zhang, job, "certhall-publish-1\nother=text\n");
	is_status("422");
	has("所签的不是此文本");
	answer_job(&wang, &wang, job, NULL);	/* no such role; his token does not fit the form either */
	has_not("Status: 303");
	json_decref(job);
}

static void
takes_two_signatures_of_two_people(void **state)
{
	struct paper_row paper = { 0 };
	struct revision v;

	(void)state;
	get(&zhang, text_uri);
	sign(&zhang, &zhang);
	is_status("303");
	get(&zhang, text_uri);
	has("您已签署，须由另一人继续签署");
	has_not("去签名页签署");
	get(&li, text_uri);
	{
		json_t *job = read_job();

		/* the same person again, through the other one's page */
		get(&zhang, text_uri);
		{
			char csrf[100];

			hidden("csrf", csrf, sizeof(csrf));
			json_object_set_new(job, "csrf", json_string(csrf));
		}
		answer_job(&zhang, &zhang, job, NULL);
		is_status("422");
		has("您已签署过此文本，须由另一人签署");
		json_decref(job);
	}
	get(&li, text_uri);
	sign(&li, &li);
	is_status("303");
	v = stored();
	assert_int_equal(v.state, REVISION_SIGNING);
	assert_int_equal(db_paper_get(root, v.paper, &paper), 0);
	assert_int_equal(paper.state, PAPER_READY);
	paper_row_clear(&paper);
	revision_clear(&v);
	get(&li, text_uri);
	has("签名已齐");
	has_not("撤回签署，改回草稿");
}

/* What issuer does when signd has journalled the paper. */
static void
shows_the_published_text_and_keeps_the_old_one(void **state)
{
	struct revision v = stored();
	struct paper_row list[QUEUE_CLAIM];
	struct buf none = BUF_INIT;
	char uri[400];
	size_t n;

	(void)state;
	memset(list, 0, sizeof(list));
	assert_int_equal(db_paper_claim(root, tm_now(), tm_now() + 60000, list, QUEUE_CLAIM, &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(db_paper_done(root, &list[0].claim, &none, tm_now()), 0);
	assert_int_equal(db_revision_publish(root, v.id, v.paper, tm_now()), 0);
	paper_row_clear(&list[0]);
	revision_clear(&v);
	get(&wang, "/admin/agreements");
	has("2030-01-01 00:00");
	get(&wang, text_uri);
	has("签发服务已核对签名并记录");
	has("新的一条。");
	assert_int_equal(db_revision_find(root, DOCUMENT_AGREEMENT, "zh-CN", 1, &v), 0);
	snprintf(uri, sizeof(uri), "/admin/agreements/%llu", (unsigned long long)v.id);
	revision_clear(&v);
	get(&wang, uri);
	is_status("200");
	has("<h2>订户协议</h2>");
	snprintf(uri, sizeof(uri), "%s/diff", text_uri);
	get(&wang, uri);
	has("与第 1 版比较");	/* not with itself */
	has("<ins>新的一条。</ins>");
}

/* A text that is before the one published last would never be in force. */
static void
keeps_the_order_of_revisions(void **state)
{
	char uri[400];

	(void)state;
	get(&zhang, "/admin/agreements");
	send_form(&zhang, "/admin/agreements/open/agreement/zh-CN", NULL);
	is_status("303");
	snprintf(draft_uri, sizeof(draft_uri), "%s", location);
	snprintf(text_uri, sizeof(text_uri), "%.*s", (int)(strlen(draft_uri) - 5), draft_uri);
	snprintf(uri, sizeof(uri), "%s/publish?effective=2029-12-31", text_uri);
	get(&zhang, uri);
	is_status("422");
	has("生效日期不能早于此前公布的版本");
}

static void
refuses_a_form_over_a_text_that_was_edited_meanwhile(void **state)
{
	char uri[400], csrf[100], once[100], version[40], body[600];

	(void)state;
	snprintf(uri, sizeof(uri), "%s/publish?effective=2031-01-01", text_uri);
	get(&zhang, uri);
	hidden("csrf", csrf, sizeof(csrf));
	hidden("once", once, sizeof(once));
	hidden("version", version, sizeof(version));
	get(&li, draft_uri);
	send_form(&li, draft_uri, "class", "editorial", "markdown", first, "act", "save", NULL);
	is_status("303");
	snprintf(body, sizeof(body), "csrf=%s&once=%s&version=%s&effective=2031-01-01&number=3", csrf, once, version);
	snprintf(uri, sizeof(uri), "%s/publish", text_uri);
	ask_from(&zhang, ORIGIN, "POST", uri, body);
	is_status("422");
	has("草稿在此期间已被修改");
}

static void
takes_a_text_back_and_refuses_a_signature_that_comes_too_late(void **state)
{
	static const struct query late = QUERY_WRITE("UPDATE paper SET until_at=? WHERE state='open'");
	char uri[400];
	json_t *job;

	(void)state;
	snprintf(uri, sizeof(uri), "%s/publish?effective=2031-01-01", text_uri);
	get(&zhang, uri);
	snprintf(uri, sizeof(uri), "%s/publish", text_uri);
	send_form(&zhang, uri, "effective", "2031-01-01", "number", "3", NULL);
	is_status("303");
	get(&zhang, text_uri);
	job = read_job();
	assert_int_equal(db_exec(root, &late, NULL, IN(in_time(tm_now() - 1000))), 0);
	answer_job(&zhang, &zhang, job, NULL);
	is_status("422");
	has("签署期限已过");
	get(&zhang, text_uri);
	has("签署期限已过，须重新生成");
	snprintf(uri, sizeof(uri), "%s/reopen", text_uri);
	send_form(&zhang, uri, NULL);
	is_status("303");
	answer_job(&zhang, &zhang, job, NULL);
	has_not("Status: 303");
	get(&zhang, draft_uri);
	is_status("200");
	json_decref(job);
}

/* --- what the office cannot reach ----------------------------------------------------------------------------------- */

static void
reads_no_application_and_no_person(void **state)
{
	static const char *const refused[] = { "SELECT id FROM application", "SELECT id FROM person", "SELECT id FROM material",
	    "SELECT id FROM account", "SELECT id FROM certificate", "SELECT id FROM decision", "SELECT id FROM issue_job",
	    "UPDATE revision SET published_at=created WHERE id=1", "UPDATE paper SET text='x' WHERE id=1",
	    "DELETE FROM revision WHERE id=1", "DELETE FROM operator WHERE id=1", "DELETE FROM audit WHERE seq=1",
	    "UPDATE operator_credential SET spki='x' WHERE id=1" };
	struct db *db;

	(void)state;
	assert_int_equal(db_open(&site, SITE_OFFICE, &db), 0);
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct query q = { refused[i], NULL, 0 };

		if (db_exec(db, &q, NULL, IN_NONE) != ERR_BUG)
			fail_msg("%s was not refused", refused[i]);
		err_take();
	}
	db_close(db);
}

static void
says_that_it_lives(void **state)
{
	(void)state;
	get(&nobody, "/admin/health");
	is_status("404");
	address = "REMOTE_ADDR=127.0.0.1";
	get(&nobody, "/admin/health");
	is_status("200");
	has("database ok");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leads_a_visitor_to_the_login),
		cmocka_unit_test(takes_no_other_key_and_no_other_role),
		cmocka_unit_test(logs_in_by_key_and_says_that_it_is_a_soft_one),
		cmocka_unit_test(takes_a_login_once_and_from_its_browser_only),
		cmocka_unit_test(lets_business_administrators_alone_write),
		cmocka_unit_test(opens_one_draft_with_the_text_in_force),
		cmocka_unit_test(previews_without_storing),
		cmocka_unit_test(keeps_a_draft_with_its_faults_and_names_them),
		cmocka_unit_test(does_not_publish_a_text_with_faults),
		cmocka_unit_test(keeps_what_was_typed_when_another_was_faster),
		cmocka_unit_test(takes_the_longest_chinese_text),
		cmocka_unit_test(shows_the_difference_to_the_text_in_force),
		cmocka_unit_test(asks_for_the_day_and_then_says_everything),
		cmocka_unit_test(wants_the_revision_number_typed),
		cmocka_unit_test(refuses_a_signature_that_is_not_a_business_administrators_own),
		cmocka_unit_test(takes_two_signatures_of_two_people),
		cmocka_unit_test(shows_the_published_text_and_keeps_the_old_one),
		cmocka_unit_test(keeps_the_order_of_revisions),
		cmocka_unit_test(refuses_a_form_over_a_text_that_was_edited_meanwhile),
		cmocka_unit_test(takes_a_text_back_and_refuses_a_signature_that_comes_too_late),
		cmocka_unit_test(reads_no_application_and_no_person),
		cmocka_unit_test(says_that_it_lives),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
