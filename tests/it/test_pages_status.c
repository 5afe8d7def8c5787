/* The status service over a real database with its own account: answers, lists and certificates put in as issuer does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../lib/ca.h"
#include "pages/status.h"
#include "pki/chain.h"
#include "pki/crl.h"
#include "pki/ocsp.h"
#include "rules/stating.h"
#include "store/cakey.h"
#include "store/crl.h"
#include "store/db.h"
#include "store/ocspanswer.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/tm.h"
#include "web/app.h"

static struct site site = { .host = "localhost", .port = 8443, .zone_minutes = 480, .origin = "https://localhost:8443",
    .sign_origin = "https://localhost:8444" };
static struct web_worker *worker;
static struct db *root_db, *status_db;
static struct test_cert root, ca, ca_rsa, operators, stranger, responder;
static struct buf out;
static const char *sent;
static size_t left;
static int64_t now;

static const unsigned char good[20] = { 0x41, 1, [19] = 9 }, revoked[20] = { 0x42, 2, [19] = 9 }, old[20] = { 0x43, 3, [19] = 9 },
    waiting[20] = { 0x44, 4, [19] = 9 }, unknown[20] = { 0x45, 5, [19] = 9 };

/* --- rows ---------------------------------------------------------------------------------------- */

static void
store_key(const char *name, const char *use_for, const struct test_cert *c)
{
	struct cakey k = { .created = now - TM_DAY, .not_after = now + 365 * TM_DAY };

	snprintf(k.name, sizeof(k.name), "%s", name);
	snprintf(k.use_for, sizeof(k.use_for), "%s", use_for);
	snprintf(k.token, sizeof(k.token), "signd");
	snprintf(k.label, sizeof(k.label), "%s", name);
	snprintf(k.algorithm, sizeof(k.algorithm), "p256");
	buf_adds(&k.key_id, name);
	digest_sha256(name, strlen(name), k.spki_sha256);
	if (c != NULL)
		buf_add(&k.cert, c->der.data, c->der.len);
	assert_int_equal(db_cakey_insert(root_db, &k), 0);
	cakey_clear(&k);
}

static void
sign_answer(enum ocsp_hash hash, const unsigned char serial[20], enum cert_state state, int64_t from, int64_t until,
    struct buf *der)
{
	struct ocsp_answer a = { .state = state == CERT_VALID ? OCSP_GOOD : OCSP_REVOKED, .this_update = from, .produced_at = from,
	    .next_update = until };

	if (a.state == OCSP_REVOKED) {
		a.revoked_at = from;
		a.reason = CRL_KEY_COMPROMISE;
	}
	assert_int_equal(ocsp_id_of(ca.der.data, ca.der.len, hash, serial, 20, &a.id), 0);
	assert_int_equal(ocsp_sign(&a, responder.der.data, responder.der.len, key_soft_signer(responder.key), der), 0);
}

static void
store_answer(const unsigned char serial[20], enum cert_state state, int64_t from, int64_t until)
{
	struct ocspanswer a[4];
	size_t n;

	memset(a, 0, sizeof(a));
	assert_int_equal(db_ocsp_want(root_db, "ca-p256", serial, 20, state, now), 0);
	assert_int_equal(db_ocsp_list_due(root_db, now, now + TM_DAY, a, 4, &n), 0);
	for (size_t i = 0; i < n; i++) {
		if (memcmp(a[i].serial.data, serial, 20) == 0) {
			sign_answer(OCSP_SHA1, serial, state, from, until, &a[i].der_sha1);
			sign_answer(OCSP_SHA256, serial, state, from, until, &a[i].der_sha256);
			a[i].this_update = from;
			a[i].next_update = until;
			a[i].due_at = until;
			assert_int_equal(db_ocsp_store(root_db, &a[i]), 0);
		}
		ocspanswer_clear(&a[i]);
	}
}

static void
store_list(const char *issuer, const struct test_cert *by, uint64_t number, int entries, struct buf *keep)
{
	struct crl_row row = { .id = rnd_id(now), .number = number, .this_update = now / 1000 * 1000, .entries = entries,
	    .next_update = now / 1000 * 1000 + TM_DAY, .seq = number, .created = now };
	struct crl_writer *w;
	unsigned char digest[32];
	const void *tbs;
	size_t n;

	snprintf(row.issuer, sizeof(row.issuer), "%s", issuer);
	snprintf(row.instance, sizeof(row.instance), "test");
	assert_int_equal(crl_begin(by->der.data, by->der.len, number, now, now + TM_DAY, 1, &w), 0);
	for (int i = 0; i < entries; i++) {
		struct crl_entry e = { .serial = { 0x42, (unsigned char)(i + 1) }, .serial_len = 20, .at = now };

		assert_int_equal(crl_add(w, &e), 0);
	}
	assert_int_equal(crl_tbs(w, &tbs, &n, digest), 0);
	assert_int_equal(crl_sign(w, key_soft_signer(by->key), &row.der), 0);
	crl_free(w);
	digest_sha256(row.der.data, row.der.len, row.sha256);
	digest_sha256(digest, 32, row.head);
	assert_int_equal(db_crl_insert(root_db, &row), 0);
	buf_reset(keep);
	buf_add(keep, row.der.data, row.der.len);
	crl_row_clear(&row);
}

static int
open_status(void **state)
{
	struct db_conf conf = { .name = "certhall", .account = "root" };

	(void)state;
	snprintf(conf.socket, sizeof(conf.socket), "%s", getenv("CERTHALL_DB_SOCKET"));
	snprintf(site.var, sizeof(site.var), "%s", getenv("CERTHALL_DB_VAR"));
	snprintf(site.src, sizeof(site.src), "%s", SRCDIR);
	now = tm_now();
	if (db_connect(&conf, &root_db) != 0 || db_open(&site, SITE_STATUS, &status_db) != 0 || ossl_init() != 0)
		return -1;
	test_cert(&root, KEY_P384, "root", "ca", NULL, now);
	test_cert(&ca, KEY_P256, "issuing", "ca", &root, now);
	test_cert(&ca_rsa, KEY_RSA2048, "issuing RSA", "ca", &root, now);
	test_cert(&operators, KEY_P256, "operators", "ca", NULL, now);
	test_cert(&stranger, KEY_P256, "of nobody", "ca", NULL, now);
	test_cert(&responder, KEY_P256, "responder", "OCSPSigning", &ca, now);
	return web_worker_open(&status_app, &site, 0, &worker);
}

static int
close_status(void **state)
{
	(void)state;
	web_worker_close(worker);
	buf_clear(&out);
	test_cert_free(&root);
	test_cert_free(&ca);
	test_cert_free(&ca_rsa);
	test_cert_free(&operators);
	test_cert_free(&stranger);
	test_cert_free(&responder);
	db_close(status_db);
	db_close(root_db);
	return 0;
}

/* --- asking -------------------------------------------------------------------------------------- */

static long
give(void *ctx, char *to, size_t n)
{
	(void)ctx;
	n = n < left ? n : left;
	memcpy(to, sent, n);
	sent += n;
	left -= n;
	return (long)n;
}

static void
ask(const char *method, const char *uri, const char *extra, const void *body, size_t n)
{
	char lines[3][3000], *env[] = { lines[0], lines[1], lines[2], (char *)extra, (char *)"REMOTE_ADDR=192.0.2.9", NULL };

	snprintf(lines[0], sizeof(lines[0]), "REQUEST_METHOD=%s", method);
	snprintf(lines[1], sizeof(lines[1]), "REQUEST_URI=%s", uri);
	snprintf(lines[2], sizeof(lines[2]), "CONTENT_LENGTH=%zu", n);
	sent = body;
	left = n;
	buf_reset(&out);
	assert_int_equal(web_serve(worker, env, give, NULL, &out), 0);
	assert_null(strstr(buf_str(&out), "Set-Cookie"));
}

#define NOTHING "HTTP_ACCEPT=*/*"
#define OCSP_TYPE "CONTENT_TYPE=application/ocsp-request"

static void
has(const char *text)
{
	if (strstr(buf_str(&out), text) == NULL)
		fail_msg("\"%s\" is not in\n%s", text, buf_str(&out));
}

static void
has_not(const char *text)
{
	if (strstr(buf_str(&out), text) != NULL)
		fail_msg("\"%s\" is in\n%s", text, buf_str(&out));
}

static struct chain_cert
body(void)
{
	char *at = memmem(out.data, out.len, "\r\n\r\n", 4);

	assert_non_null(at);
	return (struct chain_cert){ at + 4, out.len - (size_t)(at + 4 - out.data) };
}

static void
body_is(const void *p, size_t n)
{
	struct chain_cert b = body();

	assert_int_equal(b.n, n);
	assert_memory_equal(b.p, p, n);
}

static void
request(const struct test_cert *issuer, enum ocsp_hash hash, const unsigned char serial[20], struct buf *der)
{
	struct ocsp_id id;

	assert_int_equal(ocsp_id_of(issuer->der.data, issuer->der.len, hash, serial, 20, &id), 0);
	buf_reset(der);
	ocsp_request_write(&id, der);
}

static void
post(const struct test_cert *issuer, enum ocsp_hash hash, const unsigned char serial[20])
{
	struct buf der = BUF_INIT;

	request(issuer, hash, serial, &der);
	ask("POST", "/pki/ocsp", OCSP_TYPE, der.data, der.len);
	buf_clear(&der);
	has("Status: 200");
	has("Content-Type: application/ocsp-response");
}

/* /pki/ocsp/BASE64, escaped as RFC 6960, A.1 asks for, or left as it is. */
static const char *
address(const unsigned char serial[20], enum ocsp_hash hash, bool escaped)
{
	static char uri[2000];
	struct buf der = BUF_INIT, text = BUF_INIT, to = BUF_INIT;

	request(&ca, hash, serial, &der);
	enc_base64(der.data, der.len, &text);
	for (const char *s = buf_str(&text); *s != '\0'; s++)
		if (escaped && strchr("+/=", *s) != NULL)
			buf_printf(&to, "%%%02X", (unsigned)*s);
		else
			buf_addc(&to, *s);
	snprintf(uri, sizeof(uri), "/pki/ocsp/%s", buf_str(&to));
	buf_clear(&der);
	buf_clear(&text);
	buf_clear(&to);
	return uri;
}

/* The answer just given, read as a relying party reads it. */
static void
answer_is(const unsigned char serial[20], enum ocsp_hash hash, enum ocsp_state state)
{
	struct chain_cert b = body();
	struct ocsp_answer a;

	if (ocsp_read(b.p, b.n, ca.der.data, ca.der.len, tm_now(), &a) != 0)
		fail_msg("%s", err_take());
	assert_memory_equal(a.id.serial, serial, 20);
	assert_int_equal(a.id.hash, hash);
	assert_int_equal(a.state, state);
}

static void
answer_refuses(enum ocsp_status status)
{
	const unsigned char der[] = { 0x30, 3, 0x0a, 1, (unsigned char)status };

	body_is(der, sizeof(der));
}

/* --- tests --------------------------------------------------------------------------------------- */

/* No issuing CA is stored yet. */
static void
an_empty_instance_knows_nothing(void **state)
{
	(void)state;
	post(&ca, OCSP_SHA1, good);
	answer_refuses(OCSP_UNAUTHORIZED);
	ask("GET", "/pki/ca/chain.p7b", NOTHING, "", 0);
	has("Status: 404");
	ask("GET", "/pki/crl/ca-p256.crl", NOTHING, "", 0);
	has("Status: 404");
	ask("GET", "/pki/health", NOTHING, "", 0);
	has("Status: 404");			/* asked from outside */
	ask("GET", "/pki/health", "REMOTE_ADDR=127.0.0.1", "", 0);
	has("Status: 503");
	store_key("root", "root", &root);
	store_key("ca-p256", "issuing", &ca);
	store_key("ca-rsa", "issuing", &ca_rsa);
	store_key("operator", "operator", &operators);
	store_key("records", "records", NULL);
	store_answer(good, CERT_VALID, now / 1000 * 1000 - TM_MINUTE, now / 1000 * 1000 + TM_HOUR);
	store_answer(revoked, CERT_REVOKED, now / 1000 * 1000 - TM_MINUTE, now / 1000 * 1000 + TM_HOUR);
	store_answer(old, CERT_VALID, now / 1000 * 1000 - TM_HOUR / 2, now / 1000 * 1000 - TM_MINUTE);
	assert_int_equal(db_ocsp_want(root_db, "ca-p256", waiting, 20, CERT_VALID, now), 0);
	post(&ca, OCSP_SHA1, good);
	answer_refuses(OCSP_UNAUTHORIZED);	/* looked for issuers a moment ago */
	ask("GET", "/pki/health", "REMOTE_ADDR=127.0.0.1", "", 0);
	has("Status: 200");
	has("\r\n\r\nok\n");
}

static void
answers_posts_in_the_hash_that_was_asked(void **state)
{
	(void)state;
	for (enum ocsp_hash h = OCSP_SHA1; h <= OCSP_SHA256; h++) {
		post(&ca, h, good);
		answer_is(good, h, OCSP_GOOD);
		has("Cache-Control: no-store");
		post(&ca, h, revoked);
		answer_is(revoked, h, OCSP_REVOKED);
	}
}

static void
answers_gets_with_the_headers_of_rfc_5019(void **state)
{
	char date[40], line[100], tag[100], age[100];
	time_t t = (time_t)(now / 1000 - 60);
	struct tm parts;
	const char *at;
	long seconds;

	(void)state;
	for (int escaped = 0; escaped < 2; escaped++) {
		ask("GET", address(good, OCSP_SHA1, escaped), NOTHING, "", 0);
		has("Status: 200");
		has("Content-Type: application/ocsp-response");
		answer_is(good, OCSP_SHA1, OCSP_GOOD);
	}
	at = strstr(buf_str(&out), "Expires: ");
	assert_non_null(at);
	assert_non_null(strptime(at, "Expires: %a, %d %b %Y %H:%M:%S GMT", &parts));
	assert_in_range(timegm(&parts), tm_now() / 1000 + 50, tm_now() / 1000 + 60);
	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&t, &parts));
	snprintf(line, sizeof(line), "Last-Modified: %s\r\n", date);
	has(line);
	at = strstr(buf_str(&out), "Cache-Control: max-age=");
	assert_non_null(at);
	assert_int_equal(sscanf(at, "Cache-Control: max-age=%ld, %99[^\r]", &seconds, age), 2);
	assert_string_equal(age, "public, no-transform, must-revalidate");
	assert_int_equal(seconds, 60);	/* never till nextUpdate: a revocation must be seen within the minute */
	at = strstr(buf_str(&out), "ETag: ");
	assert_non_null(at);
	snprintf(tag, sizeof(tag), "HTTP_IF_NONE_MATCH=%.*s", (int)strcspn(at + 6, "\r"), at + 6);
	ask("GET", address(good, OCSP_SHA1, false), tag, "", 0);
	has("Status: 304");
	has(date);
	assert_int_equal(body().n, 0);
	ask("GET", address(revoked, OCSP_SHA1, false), tag, "", 0);
	has("Status: 200");
	answer_is(revoked, OCSP_SHA1, OCSP_REVOKED);
	ask("HEAD", address(good, OCSP_SHA256, true), NOTHING, "", 0);
	has("Status: 200");
	assert_int_equal(body().n, 0);
}

static void
says_nothing_of_what_it_does_not_know(void **state)
{
	(void)state;
	post(&ca, OCSP_SHA1, unknown);
	answer_refuses(OCSP_UNAUTHORIZED);
	post(&stranger, OCSP_SHA1, good);
	answer_refuses(OCSP_UNAUTHORIZED);
	post(&ca_rsa, OCSP_SHA256, good);		/* the serial of another issuer */
	answer_refuses(OCSP_UNAUTHORIZED);
	post(&operators, OCSP_SHA256, good);
	answer_refuses(OCSP_UNAUTHORIZED);
	post(&ca, OCSP_SHA1, waiting);			/* its answer is not made yet */
	answer_refuses(OCSP_UNAUTHORIZED);
	ask("GET", address(unknown, OCSP_SHA1, true), NOTHING, "", 0);
	answer_refuses(OCSP_UNAUTHORIZED);
	has("Cache-Control: max-age=60, public");
	has_not("ETag");
	post(&ca, OCSP_SHA1, old);
	answer_refuses(OCSP_TRY_LATER);
	ask("GET", address(old, OCSP_SHA256, true), NOTHING, "", 0);
	answer_refuses(OCSP_TRY_LATER);
	has("Cache-Control: no-store");
}

static void
refuses_what_is_no_request(void **state)
{
	static char large[5000];
	struct buf der = BUF_INIT;

	(void)state;
	ask("POST", "/pki/ocsp", OCSP_TYPE, "nonsense", 8);
	has("Status: 200");
	answer_refuses(OCSP_MALFORMED);
	request(&ca, OCSP_SHA1, good, &der);
	ask("POST", "/pki/ocsp", "CONTENT_TYPE=text/plain", der.data, der.len);
	answer_refuses(OCSP_MALFORMED);
	ask("POST", "/pki/ocsp", OCSP_TYPE, large, sizeof(large));
	has("Status: 413");
	ask("GET", "/pki/ocsp/%25%25%25", NOTHING, "", 0);
	answer_refuses(OCSP_MALFORMED);
	has("Cache-Control: no-store");
	ask("GET", "/pki/ocsp/TUlJ", NOTHING, "", 0);
	answer_refuses(OCSP_MALFORMED);
	ask("GET", "/pki/ocsp", NOTHING, "", 0);
	has("Status: 405");
	ask("GET", "/?lang=en", NOTHING, "", 0);
	has("Status: 404");
	has("Content-Type: text/plain");
	buf_clear(&der);
}

static void
gives_the_newest_list(void **state)
{
	struct buf first = BUF_INIT, second = BUF_INIT, rsa = BUF_INIT;

	(void)state;
	store_list("ca-p256", &ca, 1, 0, &first);
	store_list("ca-rsa", &ca_rsa, 1, 2, &rsa);
	for (int i = 0; i < 2; i++) {		/* read, then kept */
		ask("GET", "/pki/crl/ca-p256.crl", NOTHING, "", 0);
		has("Status: 200");
		has("Content-Type: application/pkix-crl");
		has("Cache-Control: max-age=60, public");
		has("ETag: ");
		body_is(first.data, first.len);
		ask("GET", "/pki/crl/ca-rsa.crl", NOTHING, "", 0);
		body_is(rsa.data, rsa.len);
	}
	store_list("ca-p256", &ca, 2, 3, &second);
	ask("GET", "/pki/crl/ca-p256.crl", NOTHING, "", 0);
	body_is(second.data, second.len);
	ask("GET", "/pki/crl/ca-p256.crl", "HTTP_IF_NONE_MATCH=*", "", 0);
	has("Status: 304");
	ask("GET", "/pki/crl/root.crl", NOTHING, "", 0);
	has("Status: 404");
	ask("GET", "/pki/crl/ca-p256", NOTHING, "", 0);
	has("Status: 404");
	ask("GET", "/pki/crl/.crl", NOTHING, "", 0);
	has("Status: 404");
	ask("POST", "/pki/crl/ca-p256.crl", NOTHING, "", 0);
	has("Status: 405");
	buf_clear(&first);
	buf_clear(&second);
	buf_clear(&rsa);
}

static int
count(void *ctx, const void *der, size_t n)
{
	const struct test_cert *const want[] = { &ca, &ca_rsa, &root };
	size_t *i = ctx;

	assert_true(*i < 3);
	assert_int_equal(n, want[*i]->der.len);
	assert_memory_equal(der, want[*i]->der.data, n);
	++*i;
	return 0;
}

static void
gives_the_certificates_of_the_ca_alone(void **state)
{
	struct chain_cert b;
	struct buf pem = BUF_INIT;
	size_t i = 0;

	(void)state;
	ask("GET", "/pki/ca/ca-p256.cer", NOTHING, "", 0);
	has("Status: 200");
	has("Content-Type: application/pkix-cert");
	has("Cache-Control: max-age=3600, public");
	body_is(ca.der.data, ca.der.len);
	ask("GET", "/pki/ca/root.cer", NOTHING, "", 0);
	body_is(root.der.data, root.der.len);
	ask("GET", "/pki/ca/ca-rsa.pem", NOTHING, "", 0);
	has("Content-Type: application/x-pem-file");
	enc_pem("CERTIFICATE", ca_rsa.der.data, ca_rsa.der.len, &pem);
	body_is(pem.data, pem.len);
	buf_clear(&pem);
	ask("GET", "/pki/ca/chain.p7b", NOTHING, "", 0);
	has("Content-Type: application/x-pkcs7-certificates");
	b = body();
	assert_int_equal(chain_p7b_read(b.p, b.n, count, &i), 0);
	assert_int_equal(i, 3);
	ask("GET", "/pki/ca/operator.cer", NOTHING, "", 0);	/* operators' certificates name it */
	body_is(operators.der.data, operators.der.len);
	ask("GET", "/pki/ca/infra.cer", NOTHING, "", 0);
	has("Status: 404");
	ask("GET", "/pki/ca/records.pem", NOTHING, "", 0);
	has("Status: 404");
	ask("GET", "/pki/ca/ca-p256.key", NOTHING, "", 0);
	has("Status: 404");
}

static void
its_account_reads_what_is_published_and_nothing_else(void **state)
{
	static const struct query wrong[] = {
		QUERY_WRITE("SELECT id FROM certificate"), QUERY_WRITE("SELECT id FROM application"), QUERY_WRITE("SELECT id FROM person"),
		QUERY_WRITE("UPDATE ocsp_answer SET version=0"), QUERY_WRITE("DELETE FROM crl"), QUERY_WRITE("UPDATE ca_key SET version=0"),
		QUERY_WRITE("INSERT INTO ocsp_answer (issuer,serial,state,due_at,created,version) VALUES ('x','x','valid','2026-01-01',"
		    "'2026-01-01',0)"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(db_exec(status_db, &wrong[i], NULL, IN_NONE), ERR_BUG);
		if (strstr(err_take(), "denied") == NULL)
			fail_msg("%s", wrong[i].sql);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_instance_knows_nothing),
		cmocka_unit_test(answers_posts_in_the_hash_that_was_asked),
		cmocka_unit_test(answers_gets_with_the_headers_of_rfc_5019),
		cmocka_unit_test(says_nothing_of_what_it_does_not_know),
		cmocka_unit_test(refuses_what_is_no_request),
		cmocka_unit_test(gives_the_newest_list),
		cmocka_unit_test(gives_the_certificates_of_the_ca_alone),
		cmocka_unit_test(its_account_reads_what_is_published_and_nothing_else),
	};

	return cmocka_run_group_tests_name("pages/status", tests, open_status, close_status);
}
