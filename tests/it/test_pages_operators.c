/* Operators: invited, their keys, granted by two others, withdrawn; the first people; every refusal with its sentence. */
#include "office_world.h"

#include "pki/paper.h"
#include "store/audit.h"
#include "store/order.h"

static struct person newcomer = { .no = "r07", .name = "周洋", .roles = "clerk,reviewer" };
static struct person founder = { .no = "s09", .name = "孙立", .roles = "security" };
static char user_uri[sizeof(location)], link_uri[200];

static int
open_all(void **state)
{
	(void)state;
	if (open_office() != 0)
		return -1;
	make_key(&newcomer);
	make_key(&founder);
	return 0;
}

static int
close_all(void **state)
{
	(void)state;
	key_soft_free(newcomer.key);
	key_soft_free(founder.key);
	close_office();
	return 0;
}

static struct operator
stored(const char *person)
{
	struct operator o = { 0 };

	assert_int_equal(db_operator_find(root, person, &o), 0);
	return o;
}

static struct paper_row
paper_about(const char *kind, const char *person)
{
	struct operator o = stored(person);
	struct paper_row p = { 0 };

	assert_int_equal(db_paper_find_object(root, kind, o.id, &p), 0);
	operator_clear(&o);
	return p;
}

/* The address behind the origin of the registration link the page shows. */
static void
read_link(void)
{
	const char *at = strstr(buf_str(&out), "https://localhost:8443/admin/register/");

	if (at == NULL)
		fail_msg("no registration link in\n%s", content());
	at += strlen("https://localhost:8443");
	snprintf(link_uri, sizeof(link_uri), "%.*s", (int)strcspn(at, "<"), at);
}

/* --- named ------------------------------------------------------------------------------------------------------------ */

static void
lets_security_administrators_alone_in(void **state)
{
	(void)state;
	log_in(&zhang);
	log_in(&wang);
	log_in(&zhao);
	get(&zhang, "/admin/users");
	is_status("403");
	get(&zhang, "/admin/users/new");
	is_status("403");
	get(&wang, "/admin/users");
	is_status("200");
	has("张敏");
	has("安全管理员");
	has("软密钥");
}

#define FIELDS(no, name, number) "op_no", no, "op_name", name, "op_kind", "resident", "op_number", number, "op_ra", "default"

static void
says_what_is_wrong_with_what_was_typed(void **state)
{
	(void)state;
	get(&wang, "/admin/users/new");
	send_form(&wang, "/admin/users/new", FIELDS("r07", "周洋", "11010519491231002X"), NULL);
	is_status("422");
	has("请至少选择一个岗位");
	has("value=\"r07\"");
	send_form(&wang, "/admin/users/new", FIELDS("r 7", "周洋", "11010519491231002X"), "op_clerk", "yes", NULL);
	is_status("422");
	has("操作员编号应为 2 至 32 个字母");
	send_form(&wang, "/admin/users/new", FIELDS("r07", "周洋", "110105194912310021"), "op_clerk", "yes", NULL);
	is_status("422");
	has("id=\"f-op_number-error\"");
	send_form(&wang, "/admin/users/new", FIELDS("b01", "周洋", "11010519491231002X"), "op_clerk", "yes", NULL);
	is_status("422");
	has("此操作员编号已被使用");
	send_form(&wang, "/admin/users/new", "op_no", "r07", "op_name", "周洋", "op_kind", "resident", "op_number",
	    "11010519491231002X", "op_ra", "nowhere", "op_clerk", "yes", NULL);
	is_status("422");
	has("没有此注册机构");
}

static void
invites_a_person_once(void **state)
{
	struct operator o;

	(void)state;
	get(&wang, "/admin/users/new");
	send_form(&wang, "/admin/users/new", FIELDS("r07", "周洋", "11010519491231002X"), "op_reviewer", "yes", "op_clerk", "yes",
	    NULL);
	is_status("303");
	snprintf(user_uri, sizeof(user_uri), "%s", location);
	get(&wang, "/admin/users/new");
	send_form(&wang, "/admin/users/new", FIELDS("r07", "周洋", "11010519491231002X"), "op_reviewer", "yes", "op_clerk", "yes",
	    NULL);
	is_status("303");	/* sent twice */
	assert_string_equal(location, user_uri);
	o = stored("r07");
	assert_string_equal(o.roles, "clerk,reviewer");
	assert_int_equal(o.state, OPERATOR_INVITED);
	assert_int_equal(strlen(o.id_index), 64);
	operator_clear(&o);
	get(&wang, "/admin/users/new");
	send_form(&wang, "/admin/users/new", FIELDS("r08", "周洋", "11010519491231002x"), "op_clerk", "yes", NULL);
	is_status("422");
	has("此人已是操作员 r07");
}

/* --- the key ---------------------------------------------------------------------------------------------------------- */

static void
takes_a_key_by_the_invitation_alone(void **state)
{
	json_t *job;

	(void)state;
	get(&newcomer, "/admin/register/123-abc");
	is_status("404");
	get(&wang, user_uri);
	has("只能使用一次");
	read_link();
	get(&newcomer, link_uri);
	is_status("200");
	has("周洋");
	has("录入员、审核员");
	job = read_job();
	assert_string_equal(of_job(job, "do"), "register");
	register_key(&newcomer, &newcomer, job, "another ticket");
	is_status("422");
	register_key(&newcomer, &newcomer, job, of_job(job, "ticket"));
	is_status("303");
	assert_string_equal(location, link_uri);
	register_key(&newcomer, &founder, job, of_job(job, "ticket"));
	is_status("422");
	has("此邀请已使用");
	json_decref(job);
}

/* What both read to each other when they meet. */
static void
shows_the_same_fingerprint_to_both(void **state)
{
	char hex[2 * DIGEST_SIZE + 1], grouped[2 * DIGEST_SIZE + 20] = "";
	size_t n = 0;

	(void)state;
	enc_hex_to(newcomer.credential, DIGEST_SIZE, hex);	/* a soft credential is the digest of its SPKI */
	for (size_t i = 0; i < 2 * DIGEST_SIZE; i++) {
		if (i > 0 && i % 4 == 0)
			grouped[n++] = ' ';
		grouped[n++] = hex[i];
	}
	get(&newcomer, link_uri);
	has(grouped);
	get(&wang, user_uri);
	has(grouped);
	has("请与本人当面核对");
}

static void
wants_the_new_key_to_sign_its_own_paper(void **state)
{
	json_t *job;

	(void)state;
	get(&newcomer, link_uri);
	job = read_job();
	assert_string_equal(of_job(job, "do"), "sign");
	assert_non_null(strstr(of_job(job, "paper"), "\nperson=r07\nname=周洋\n"));
	assert_non_null(strstr(of_job(job, "paper"), "\nra=default\nroles=clerk,reviewer\n"));
	answer_job(&newcomer, &founder, job, NULL);
	is_status("422");
	answer_job(&newcomer, &newcomer, job, "certhall-operator-1\nperson=x\n");
	is_status("422");
	has("所签的不是此文本");
	answer_job(&newcomer, &newcomer, job, NULL);
	is_status("303");
	answer_job(&newcomer, &newcomer, job, NULL);
	is_status("303");	/* sent twice */
	json_decref(job);
	get(&newcomer, link_uri);
	has("正等待两名安全管理员签署");
}

/* --- granted ---------------------------------------------------------------------------------------------------------- */

static void
is_granted_by_two_security_administrators(void **state)
{
	struct paper_row paper;
	struct paper_sign signs[4];
	json_t *job;
	size_t n;

	(void)state;
	get(&wang, user_uri);
	has("签名数：1 / 3");
	job = read_job();
	answer_job(&wang, &wang, job, NULL);
	is_status("303");
	get(&wang, user_uri);
	has("您已签署，须由另一人继续签署");
	{
		char csrf[100];

		hidden("csrf", csrf, sizeof(csrf));
		get(&zhao, user_uri);
		json_decref(job);
		job = read_job();
		json_object_set_new(job, "csrf", json_string(csrf));
	}
	answer_job(&wang, &wang, job, NULL);
	is_status("422");
	has("您已签署过此文本");
	json_decref(job);
	get(&zhao, user_uri);
	sign(&zhao, &zhao);
	is_status("303");
	paper = paper_about("operator", "r07");
	assert_int_equal(paper.state, PAPER_READY);
	assert_int_equal(paper_check(paper.text.data, paper.text.len, "operator"), 0);
	memset(signs, 0, sizeof(signs));
	assert_int_equal(db_paper_signs(root, paper.claim.id, signs, 4, &n), 0);
	assert_int_equal(n, 3);
	assert_string_equal(signs[0].person_no, "r07");
	assert_int_equal(signs[0].cert.len, 0);
	assert_true(signs[1].cert.len > 0 && signs[2].cert.len > 0);
	for (size_t i = 0; i < n; i++)
		paper_sign_clear(&signs[i]);
	paper_row_clear(&paper);
}

/* Lost key, refused paper: everything before is void. */
static void
invites_again_and_voids_what_was(void **state)
{
	static const struct query reopen = QUERY_WRITE("UPDATE paper SET state='open' WHERE state='ready'");
	struct paper_row paper;
	struct operator o;
	char uri[400], old[200];

	(void)state;
	snprintf(uri, sizeof(uri), "%s/again", user_uri);
	get(&wang, user_uri);
	send_form(&wang, uri, NULL);
	is_status("422");
	has("签发服务正在处理授权书");
	assert_int_equal(db_exec(root, &reopen, NULL, IN_NONE), 0);
	snprintf(old, sizeof(old), "%s", link_uri);
	get(&wang, user_uri);
	send_form(&wang, uri, NULL);
	is_status("303");
	paper = paper_about("operator", "r07");
	assert_int_equal(paper.state, PAPER_DROPPED);
	paper_row_clear(&paper);
	o = stored("r07");
	assert_int_equal(o.state, OPERATOR_INVITED);
	operator_clear(&o);
	get(&newcomer, old);
	is_status("404");
	get(&wang, user_uri);
	read_link();
	assert_string_not_equal(link_uri, old);
}

/* --- withdrawn --------------------------------------------------------------------------------------------------------- */

/* The last row about him of that act. */
static void
trail_says(uint64_t operator, const char *act, const char *detail)
{
	struct audit_row rows[60];
	char id[24], found[300] = "";
	size_t n;

	memset(rows, 0, sizeof(rows));
	snprintf(id, sizeof(id), "%llu", (unsigned long long)operator);
	assert_int_equal(db_audit_list(root, "operator", id, 0, rows, 60, &n), 0);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(rows[i].act, act) == 0)
			snprintf(found, sizeof(found), "%s", buf_str(&rows[i].detail));
		audit_row_clear(&rows[i]);
	}
	assert_string_equal(found, detail);
}

static void
withdraws_at_once_who_is_not_in_office(void **state)
{
	struct operator o;
	char uri[400];

	(void)state;
	snprintf(uri, sizeof(uri), "%s/withdraw", user_uri);
	get(&wang, user_uri);
	send_form(&wang, uri, "op_reason", "", NULL);
	is_status("422");
	has("请填写撤销理由");
	send_form(&wang, uri, "op_reason", "不再需要", NULL);
	is_status("303");
	o = stored("r07");
	assert_int_equal(o.state, OPERATOR_WITHDRAWN);
	trail_says(o.id, "operator.withdraw", "person=r07 reason=不再需要");
	operator_clear(&o);
	get(&newcomer, link_uri);
	has_not("去签名页登记密钥");
	get(&wang, user_uri);
	has_not("重新邀请");
}

static void
withdraws_nobody_by_his_own_hand(void **state)
{
	char uri[400], own[100];

	(void)state;
	snprintf(own, sizeof(own), "/admin/users/%llu", (unsigned long long)wang.id);
	snprintf(uri, sizeof(uri), "%s/withdraw", own);
	get(&wang, own);
	has_not("撤销操作员</button>");
	get(&wang, "/admin/users/new");
	send_form(&wang, uri, "op_reason", "自行撤销", NULL);
	is_status("422");
	has("不能签署关于本人的文本");
}

static void
withdraws_by_a_signed_order_and_ends_his_sessions(void **state)
{
	struct order o[QUEUE_CLAIM];
	struct paper_row paper;
	char uri[400], his[100];
	size_t n;

	(void)state;
	get(&zhang, "/admin/agreements");
	is_status("200");
	snprintf(his, sizeof(his), "/admin/users/%llu", (unsigned long long)zhang.id);
	snprintf(uri, sizeof(uri), "%s/withdraw", his);
	get(&wang, his);
	send_form(&wang, uri, "op_reason", "密钥遗失", NULL);
	is_status("303");
	get(&zhang, "/admin/agreements");
	is_status("200");	/* nothing is signed yet */
	get(&wang, his);
	has("撤销指令");
	has("reason=密钥遗失");
	sign(&wang, &wang);
	is_status("303");
	get(&zhang, "/admin/agreements");
	is_status("303");
	log_in(&zhang);
	is_status("422");
	has("此密钥不属于在岗的操作员");
	memset(o, 0, sizeof(o));
	assert_int_equal(db_order_claim(root, tm_now(), tm_now() + 60000, o, QUEUE_CLAIM, &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(o[0].act, ORDER_WITHDRAW);
	assert_string_equal(o[0].person_no, "b01");
	paper = paper_about("order", "b01");
	assert_int_equal(o[0].paper, paper.claim.id);
	snprintf(uri, sizeof(uri), "person=b01 paper=%llu reason=密钥遗失", (unsigned long long)paper.claim.id);
	trail_says(zhang.id, "operator.order", uri);
	trail_says(zhang.id, "operator.withdraw", "person=b01 reason=密钥遗失");
	assert_int_equal(paper.state, PAPER_DONE);
	assert_int_equal(paper_check(paper.text.data, paper.text.len, "order"), 0);
	order_clear(&o[0]);
	paper_row_clear(&paper);
}

/* --- first people ------------------------------------------------------------------------------------------------------ */

static const char ticket[] = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

static void
post_ticket(const char *given, const char *signed_for)
{
	json_t *job = json_pack("{s:s,s:s}", "back", "/admin/first", "ticket", given);

	register_key(&founder, &founder, job, signed_for);
	json_decref(job);
}

static void
keeps_the_first_door_shut_while_two_are_in_office(void **state)
{
	(void)state;
	post_ticket(ticket, ticket);
	is_status("422");
	has("已有两名安全管理员在岗");
	has_not("name=\"op_no\"");
}

static void
lets_a_first_person_in_by_ticket_and_key(void **state)
{
	static const struct query leave = QUERY_WRITE("UPDATE operator SET not_after='2020-01-01' WHERE person_no='s02'");
	static const struct query back = QUERY_WRITE("UPDATE operator SET not_after='2099-01-01' WHERE person_no='s02'");
	struct paper_row paper;
	char fields[7][800];
	static const char *const names[] = { "credential", "spki", "auth_data", "client_data", "signature", "soft", "ticket" };

	(void)state;
	assert_int_equal(db_exec(root, &leave, NULL, IN_NONE), 0);
	post_ticket("AAEC", "AAEC");
	is_status("422");
	has("票据不完整");
	post_ticket(ticket, "another");
	is_status("422");
	post_ticket(ticket, ticket);
	is_status("200");
	has("首批安全管理员");
	for (size_t i = 0; i < 7; i++)
		hidden(names[i], fields[i], sizeof(fields[i]));
	send_form(&founder, "/admin/first/person", FIELDS("s09", "孙立", "110101199003077774"), "op_security", "yes", names[0], fields[0],
	    names[1], fields[1], names[2], fields[2], names[3], fields[3], names[4], fields[4], names[5], fields[5], names[6],
	    fields[6], NULL);
	is_status("303");
	get(&founder, location);
	has("孙立");
	sign(&founder, &founder);
	is_status("303");
	get(&founder, location);
	has("正由签发服务核对");
	paper = paper_about("operator", "s09");
	assert_int_equal(paper.state, PAPER_READY);
	assert_int_equal(paper.needs, 1);
	assert_int_equal(paper.ticket.len, 32);
	paper_row_clear(&paper);
	assert_int_equal(db_exec(root, &back, NULL, IN_NONE), 0);
}

/* --- the log ------------------------------------------------------------------------------------------------------------ */

static void
shows_what_was_done(void **state)
{
	(void)state;
	get(&wang, "/admin/log");
	is_status("200");
	has("邀请操作员");
	has("登记密钥");
	has("撤销操作员");
	has("r07");
	has_not("11010519491231002X");
	get(&wang, "/admin/log?verify=yes");
	is_status("200");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lets_security_administrators_alone_in),
		cmocka_unit_test(says_what_is_wrong_with_what_was_typed),
		cmocka_unit_test(invites_a_person_once),
		cmocka_unit_test(takes_a_key_by_the_invitation_alone),
		cmocka_unit_test(shows_the_same_fingerprint_to_both),
		cmocka_unit_test(wants_the_new_key_to_sign_its_own_paper),
		cmocka_unit_test(is_granted_by_two_security_administrators),
		cmocka_unit_test(invites_again_and_voids_what_was),
		cmocka_unit_test(withdraws_at_once_who_is_not_in_office),
		cmocka_unit_test(withdraws_nobody_by_his_own_hand),
		cmocka_unit_test(withdraws_by_a_signed_order_and_ends_his_sessions),
		cmocka_unit_test(keeps_the_first_door_shut_while_two_are_in_office),
		cmocka_unit_test(lets_a_first_person_in_by_ticket_and_key),
		cmocka_unit_test(shows_what_was_done),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
