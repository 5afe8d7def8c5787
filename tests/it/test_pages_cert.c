/* A certificate comes to its owner, who confirms its content or objects: each story and each refusal. */
#include "hall_world.h"

#include <unistd.h>

#include "pki/chain.h"
#include "rules/delivering.h"
#include "rules/move.h"

#define ALICE "+8613800138000"
#define BOB "+8613800138001"

static uint64_t alice, bob, cert_id, other_id, bad_id, unit_id;
static char cert[41], other[41], bad[41], unit[41], uri[200];

static int
open_all(void **state)
{
	(void)state;
	if (open_world() != 0)
		return -1;
	new_cakey("root", "root", "/C=CN/CN=Test Root");
	new_cakey("ca-p256", "issuing", "/C=CN/CN=Test CA");
	alice = new_account(ALICE);
	bob = new_account(BOB);
	cert_id = new_certificate(alice, &(struct making){ .name = "张三", .state = APP_ISSUED }, cert);
	bad_id = new_certificate(alice, &(struct making){ .name = "张珊", .state = APP_ISSUED }, bad);
	other_id = new_certificate(bob, &(struct making){ .name = "李四", .state = APP_ISSUED }, other);
	unit_id = new_certificate(bob, &(struct making){ .name = "某某公司", .uscc = "91510100MA6CXXXX1Q", .state = APP_ISSUED }, unit);
	return 0;
}

static const char *
at(const char *serial, const char *rest)
{
	snprintf(uri, sizeof(uri), "/cert/%s%s", serial, rest);
	return uri;
}

/* Opens the first link of the page that begins so. */
static void
follow(const char *begin)
{
	const char *link = strstr(buf_str(&out), begin);
	char to[100];

	if (link == NULL)
		fail_msg("no %s in\n%s", begin, buf_str(&out));
	snprintf(to, sizeof(to), "%.*s", (int)strcspn(link, "\""), link);
	get(to);
}

static struct cert_row
row_of(uint64_t id)
{
	struct cert_row c;

	memset(&c, 0, sizeof(c));
	assert_int_equal(db_cert_get(root, id, &c), 0);
	return c;
}

static enum app_state
state_of(const struct cert_row *c)
{
	struct app a;
	enum app_state state;

	memset(&a, 0, sizeof(a));
	assert_int_equal(db_app_get(root, c->application, &a), 0);
	state = a.state;
	app_clear(&a);
	return state;
}

/* Somebody else's certificate, an unknown one and no serial at all look the same. */
static void
shows_a_certificate_to_its_owner_alone(void **state)
{
	(void)state;
	get(at(cert, ""));
	leads_to("/login");
	log_in(ALICE);
	get("/my");
	has(at(cert, ""));
	get(at(cert, ""));
	has("Status: 200");
	has("张三");
	has("C=CN, CN=张三");
	has("公钥指纹");
	has("有效</strong>");
	get(at(other, ""));
	has("Status: 404");
	get(at("4000000000000000000000000000000000000000", ""));
	has("Status: 404");
	get(at("x", ""));
	has("Status: 404");
	get(at(other, "/download"));
	has("Status: 404");
	get(at(other, "/file/pem"));
	has("Status: 404");
	get(at(other, "/object"));
	has("Status: 404");
}

static void
gives_nothing_before_the_code(void **state)
{
	(void)state;
	get(at(cert, "/file/pem"));
	leads_to(at(cert, "/download"));
	get(at(cert, "/download"));
	has("下载已到时，请重新获取验证码");
	has("+86138****8000");
	has_not("data-p12");
}

static void
opens_with_the_right_code_only(void **state)
{
	char code[7], fields[60], path[200];
	struct cert_row c;

	(void)state;
	forget_limits();
	snprintf(path, sizeof(path), "%s", at(cert, "/download"));
	get(path);
	send_form(path, "act=send");
	has("Status: 200");
	read_code(ALICE, code);
	send_form(path, "act=open&code=");
	has("Status: 422");
	has("请填写验证码");
	send_form(path, strcmp(code, "000000") == 0 ? "act=open&code=000001" : "act=open&code=000000");
	has("Status: 422");
	has("验证码不正确或已失效");
	get(at(bad, "/download"));
	snprintf(fields, sizeof(fields), "act=open&code=%s", code);
	send_form(at(bad, "/download"), fields);	/* a code for another certificate */
	has("Status: 422");
	has("该验证码是为另一张证书发送的，请重新发送");
	c = row_of(cert_id);
	assert_int_equal(c.downloaded_at, 0);
	assert_int_equal(state_of(&c), APP_ISSUED);
	cert_row_clear(&c);
}

static void
records_the_first_delivery(void **state)
{
	char code[7], fields[60], path[200];
	struct cert_row c;

	(void)state;
	forget_limits();
	snprintf(path, sizeof(path), "%s", at(cert, "/download"));
	get(path);
	send_form(path, "act=send");
	read_code(ALICE, code);
	snprintf(fields, sizeof(fields), "act=open&code=%s", code);
	send_form(path, fields);
	leads_to(path);
	ask("POST", path, body);	/* sent twice */
	leads_to(path);
	get(path);
	has("下载已打开，截止到");
	has("data-p12");
	has("合成 PKCS#12");
	c = row_of(cert_id);
	assert_true(c.downloaded_at > 0);
	assert_int_equal(state_of(&c), APP_DOWNLOADED);
	cert_row_clear(&c);
	assert_int_equal(count("SELECT COUNT(*) FROM audit a JOIN certificate c ON a.object=c.id WHERE a.act='cert.deliver'"
	    " AND a.detail=CONCAT('format=page sha256=',LOWER(HEX(c.sha256)))"), 1);
}

static const char *
answer_body(size_t *n)
{
	const char *p = strstr(buf_str(&out), "\r\n\r\n");

	assert_non_null(p);
	*n = out.len - (size_t)(p + 4 - out.data);
	return p + 4;
}

static int
count_one(void *ctx, const void *der, size_t n)
{
	(void)der;
	assert_true(n > 100);
	++*(int *)ctx;
	return 0;
}

static void
gives_all_formats_and_records_their_digests(void **state)
{
	struct cert_row c = row_of(cert_id);
	struct buf der = BUF_INIT;
	const char *p;
	char hex[65], detail[100];
	unsigned char sum[32];
	int certs = 0;
	size_t n;

	(void)state;
	get(at(cert, "/file/cer"));
	has("Status: 200");
	has("application/pkix-cert");
	has("attachment");
	p = answer_body(&n);
	assert_int_equal(n, c.der.len);
	assert_memory_equal(p, c.der.data, n);
	get(at(cert, "/file/pem"));
	p = answer_body(&n);
	assert_int_equal(enc_unpem("CERTIFICATE", p, n, &der), 0);
	assert_int_equal(der.len, c.der.len);
	assert_memory_equal(der.data, c.der.data, der.len);
	get(at(cert, "/file/p7b"));
	p = answer_body(&n);
	assert_int_equal(chain_p7b_read(p, n, count_one, &certs), 0);
	assert_int_equal(certs, 3);
	digest_sha256(p, n, sum);
	enc_hex_to(sum, sizeof(sum), hex);
	snprintf(detail, sizeof(detail), "format=p7b sha256=%s", hex);
	assert_int_equal(count_of("SELECT COUNT(*) FROM audit WHERE act='cert.deliver' AND detail=?", detail), 1);
	assert_int_equal(count("SELECT COUNT(*) FROM audit WHERE act='cert.deliver'"), 4);
	get(at(cert, "/file/exe"));
	has("Status: 404");
	buf_clear(&der);
	cert_row_clear(&c);
}

/* The code opened it to one session for 15 minutes. */
static void
is_closed_to_other_sessions_and_after_its_time(void **state)
{
	char before[600];

	(void)state;
	memcpy(before, cookies, sizeof(before));
	log_in(ALICE);
	get(at(cert, "/file/pem"));
	leads_to(at(cert, "/download"));
	memcpy(cookies, before, sizeof(cookies));
	get(at(cert, "/file/pem"));
	has("Status: 200");
	assert_int_equal(count("SELECT COUNT(*) FROM onetime WHERE purpose='pass.download'"
	    " AND TIMESTAMPDIFF(SECOND,created,expires_at)=900"), 1);
	run("UPDATE onetime SET expires_at='2020-01-01' WHERE purpose='pass.download'");
	get(at(cert, "/file/pem"));
	leads_to(at(cert, "/download"));
}

static void
takes_the_holders_word_once(void **state)
{
	struct cert_row c;

	(void)state;
	get(at(cert, ""));
	has("既未确认也未提出异议的，视为接受证书内容");
	send_form(at(cert, "/accept"), "");
	leads_to(at(cert, ""));
	get(location);
	has("您已确认证书内容");
	has_not("提出异议</a>");
	c = row_of(cert_id);
	assert_int_equal(c.accepted_how, CERT_BY_HOLDER);
	assert_int_equal(state_of(&c), APP_ACCEPTED);
	cert_row_clear(&c);
	send_form(at(cert, "/accept"), "");
	leads_to(at(cert, ""));
	get(location);
	has("此前已经确认、提出异议或吊销，本次没有变更");
	get(at(cert, "/object"));
	has("现在不能再确认或提出异议");
	send_form(at(cert, "/object"), "wrong=key&objection=x&sure=yes");
	leads_to(at(cert, ""));
	assert_int_equal(count("SELECT COUNT(*) FROM objection"), 0);
	assert_int_equal(count("SELECT COUNT(*) FROM revocation"), 0);
	get(at(other, ""));
	get("/my");
	send_form(at(other, "/accept"), "");
	has("Status: 404");
}

static void
asks_what_is_wrong_before_it_takes_an_objection(void **state)
{
	char path[200];

	(void)state;
	snprintf(path, sizeof(path), "%s", at(bad, "/object"));
	get(path);
	has("提出异议后，证书立即吊销，不可恢复");
	has_not(" checked");
	send_form(path, "objection=");
	has("Status: 422");
	has("请选择哪里有误");
	has("请写明有误之处</a>");
	has("请勾选确认后再提出异议");
	assert_int_equal(count("SELECT COUNT(*) FROM objection"), 0);
}

static void
revokes_at_once_what_was_objected_to(void **state)
{
	struct revocation v;
	struct cert_row c;
	char path[200];

	(void)state;
	snprintf(path, sizeof(path), "%s", at(bad, "/object"));
	send_form(path, "wrong=content&objection=%E5%BA%94%E4%B8%BA%E5%A7%97&sure=yes");
	leads_to(at(bad, ""));
	ask("POST", path, body);
	leads_to(at(bad, ""));
	assert_int_equal(count("SELECT COUNT(*) FROM objection WHERE text='应为姗'"), 1);
	assert_int_equal(db_revocation_find(root, bad_id, &v), 0);
	assert_int_equal(v.state, REVOCATION_DECIDED);
	assert_string_equal(v.ground, "objection");
	assert_int_equal(v.reason, 4);
	assert_int_equal(count("SELECT COUNT(*) FROM sign_order WHERE act='revoke' AND reason=4"), 1);
	c = row_of(bad_id);
	assert_true(c.objected_at > 0);
	assert_int_equal(state_of(&c), APP_OBJECTED);
	cert_row_clear(&c);
	assert_int_equal(count("SELECT COUNT(*) FROM audit WHERE act='cert.object'"), 1);
	assert_int_equal(count("SELECT COUNT(*) FROM notice WHERE event='objected'"), 1);
	get(at(bad, ""));
	has("您已提出异议，证书随即吊销");
	has("吊销申请已受理，正在生效");
	get(at(bad, ""));
	has("查看回执");
}

/* A unit's too: nobody may use a certificate whose holder says it is wrong. */
static void
revokes_a_units_certificate_at_once_for_a_foreign_key(void **state)
{
	int64_t now = tm_now();
	struct revocation v = { .id = rnd_id(now), .certificate = unit_id, .live = true, .reporter = "1", .ground = "holder",
	    .reason = 5, .request = "asked before", .accepted_at = now, .created = now };

	(void)state;
	assert_int_equal(db_revocation_insert(root, &v), 0);	/* nor does it wait for what the desk has not decided */
	log_in(BOB);
	get(at(unit, "/object"));
	send_form(at(unit, "/object"), "wrong=key&objection=key&sure=yes");
	leads_to(at(unit, ""));
	assert_int_equal(db_revocation_find(root, unit_id, &v), 0);
	assert_int_equal(v.state, REVOCATION_DECIDED);
	assert_int_equal(v.reason, 1);
	assert_int_equal(count_of("SELECT COUNT(*) FROM sign_order WHERE act='revoke' AND reason=1 AND LOWER(HEX(serial))=?", unit), 1);
}

static void
lists_all_of_them_page_by_page(void **state)
{
	char first[41], hex[41];
	uint64_t carol = new_account("+8613800138007");

	(void)state;
	new_certificate(carol, &(struct making){ .name = "王五", .state = APP_ACCEPTED }, first);
	usleep(2000);	/* ids of one millisecond are in no order */
	for (int i = 0; i < 20; i++)
		new_certificate(carol, &(struct making){ .name = "王五", .state = APP_ACCEPTED }, hex);
	log_in("+8613800138007");
	get("/my");
	has(at(hex, ""));
	has_not(at(first, ""));
	follow("/my?certs=");
	has(at(first, ""));
	has_not(at(hex, ""));
	has_not("rel=\"next\" href=\"/my?certs=");
}

static void
says_what_is_possible_in_each_state(void **state)
{
	int64_t now = tm_now();

	(void)state;
	get(at(other, ""));
	has("/suspend?serial=");
	has("/revoke?serial=");
	assert_int_equal(db_cert_state(root, other_id, CERT_HELD, 6, now), 0);
	get(at(other, ""));
	has("挂失</strong>");
	has_not("/suspend?serial=");
	has("/revoke?serial=");
	assert_int_equal(db_cert_state(root, other_id, CERT_REVOKED, 1, now + 1), 0);
	get(at(other, ""));
	has("已吊销，不得再使用");
	has_not("/revoke?serial=");
	has("现在不能再确认或提出异议");
	send_form(at(other, "/accept"), "");
	get(at(other, ""));
	has("此前已经确认、提出异议或吊销，本次没有变更");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shows_a_certificate_to_its_owner_alone),
		cmocka_unit_test(gives_nothing_before_the_code),
		cmocka_unit_test(opens_with_the_right_code_only),
		cmocka_unit_test(records_the_first_delivery),
		cmocka_unit_test(gives_all_formats_and_records_their_digests),
		cmocka_unit_test(is_closed_to_other_sessions_and_after_its_time),
		cmocka_unit_test(takes_the_holders_word_once),
		cmocka_unit_test(asks_what_is_wrong_before_it_takes_an_objection),
		cmocka_unit_test(revokes_at_once_what_was_objected_to),
		cmocka_unit_test(revokes_a_units_certificate_at_once_for_a_foreign_key),
		cmocka_unit_test(says_what_is_possible_in_each_state),
		cmocka_unit_test(lists_all_of_them_page_by_page),
	};

	return cmocka_run_group_tests_name("pages/cert", tests, open_all, close_world);
}
