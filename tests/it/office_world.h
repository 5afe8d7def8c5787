/*
 * What the tests of the office have in common: its console over a real database with its own account, operators with soft keys,
 * browsers without JavaScript, and a signing page that does what static/sign/sign.js does.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "../unit/webauthn.h"
#include "pages/office.h"
#include "store/audit.h"
#include "store/db.h"
#include "store/document.h"
#include "store/operator.h"
#include "store/paper.h"
#include "store/ra.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/tm.h"
#include "web/app.h"

#define ORIGIN "HTTP_ORIGIN=https://localhost:8443"
#define SIGN_ORIGIN "HTTP_ORIGIN=https://localhost:8444"

static struct site site = { .host = "localhost", .port = 8443, .zone_minutes = 480, .origin = "https://localhost:8443",
    .sign_origin = "https://localhost:8444", .demo = true };
static struct web_worker *worker;
static struct db *root;
static struct buf out;
static char location[300];

/* A person with a browser and a key. */
struct person {
	const char	*no, *name, *roles;
	uint64_t	 id;
	struct key_soft	*key;
	unsigned char	 credential[DIGEST_SIZE];
	char		 cookies[700];
};

static struct person zhang = { .no = "b01", .name = "张敏", .roles = "business" };
static struct person li = { .no = "b02", .name = "李强", .roles = "business" };
static struct person wang = { .no = "s01", .name = "王芳", .roles = "security" };
static struct person zhao = { .no = "s02", .name = "赵磊", .roles = "security" };
static struct person chen = { .no = "c01", .name = "陈静", .roles = "clerk" };

/* --- people --------------------------------------------------------------------------------------------------------- */

static void
make_key(struct person *p)
{
	const struct key_signer *by;

	assert_int_equal(key_soft_make(KEY_P256, &p->key), 0);
	by = key_soft_signer(p->key);
	digest_sha256(by->spki, by->spki_len, p->credential);
}

/* Any certificate over the person's key: here only its key and its dates are looked at. */
static void
make_cert(const struct person *p, struct buf *der)
{
	struct buf pem = BUF_INIT;
	unsigned char *bytes = NULL;
	X509 *x = X509_new();
	X509_EXTENSION *use;
	EVP_PKEY *key;
	BIO *bio;
	int n;

	key_soft_pem(p->key, &pem);
	bio = BIO_new_mem_buf(pem.data, (int)pem.len);
	key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
	assert_non_null(key);
	X509_set_version(x, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(x), 77);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_UTF8, (const unsigned char *)p->name, -1, -1, 0);
	X509_set_issuer_name(x, X509_get_subject_name(x));
	X509_gmtime_adj(X509_getm_notBefore(x), -60);
	X509_gmtime_adj(X509_getm_notAfter(x), 86400);
	X509_set_pubkey(x, key);
	use = X509V3_EXT_conf_nid(NULL, NULL, NID_key_usage, "critical,digitalSignature");
	X509_add_ext(x, use, -1);
	X509_EXTENSION_free(use);
	assert_true(X509_sign(x, key, EVP_sha256()) > 0);
	n = i2d_X509(x, &bytes);
	buf_add(der, bytes, (size_t)n);
	OPENSSL_free(bytes);
	X509_free(x);
	EVP_PKEY_free(key);
	BIO_free(bio);
	buf_wipe(&pem);
}

static void
employ(struct person *p)
{
	int64_t now = tm_now();
	struct operator o = { .id = rnd_id(now), .ra = "default", .state = OPERATOR_ACTIVE, .soft = true,
	    .not_after = now + 20 * TM_HOUR, .created = now };
	struct operator_credential c = { .id = rnd_id(now), .soft = true, .created = now };

	make_key(p);
	p->id = c.operator = o.id;
	snprintf(o.person_no, sizeof(o.person_no), "%s", p->no);
	snprintf(o.name, sizeof(o.name), "%s", p->name);
	snprintf(o.roles, sizeof(o.roles), "%s", p->roles);
	snprintf(o.id_index, sizeof(o.id_index), "%064d", (int)(p->id % 100000));
	make_cert(p, &o.cert);
	buf_add(&o.cert_serial, &o.id, sizeof(o.id));
	buf_add(&c.credential, p->credential, sizeof(p->credential));
	buf_add(&c.spki, key_soft_signer(p->key)->spki, key_soft_signer(p->key)->spki_len);
	assert_int_equal(db_operator_insert(root, &o), 0);
	assert_int_equal(db_credential_insert(root, &c), 0);
	operator_clear(&o);
	credential_clear(&c);
}

/* --- the console ---------------------------------------------------------------------------------------------------- */

static void
write_key(const char *name)
{
	char path[SITE_PATH];

	assert_int_equal(io_replace(site_path(&site, name, path), "0123456789abcdef0123456789abcdef", 32, 0600, (uid_t)-1), 0);
}

static int
open_office(void)
{
	struct db_conf conf = { .name = "certhall", .account = "root" };
	struct ra ra = { .id = 7, .code = "default", .name = "本机构注册审核处", .state = "open", .created = tm_now() };

	snprintf(conf.socket, sizeof(conf.socket), "%s", getenv("CERTHALL_DB_SOCKET"));
	snprintf(site.var, sizeof(site.var), "%s", getenv("CERTHALL_DB_VAR"));
	snprintf(site.src, sizeof(site.src), "%s", SRCDIR);
	if (db_connect(&conf, &root) != 0)
		return -1;
	write_key("secret/office.web");
	write_key("secret/office.index");
	assert_int_equal(db_ra_insert(root, &ra), 0);
	employ(&zhang);
	employ(&li);
	employ(&wang);
	employ(&zhao);
	employ(&chen);
	buf_init(&out, 0);
	return web_worker_open(&office_app, &site, 0, &worker);
}

static void
close_office(void)
{
	struct person *all[] = { &zhang, &li, &wang, &zhao, &chen };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		key_soft_free(all[i]->key);
	web_worker_close(worker);
	buf_clear(&out);
	db_close(root);
}

/* --- a browser ------------------------------------------------------------------------------------------------------ */

static const char *sent, *address = "REMOTE_ADDR=192.0.2.9";

static long
give(void *ctx, char *to, size_t n)
{
	size_t len = strlen(sent);

	(void)ctx;
	n = n < len ? n : len;
	memcpy(to, sent, n);
	sent += n;
	return (long)n;
}

static void
keep_cookie(struct person *p, const char *name)
{
	char value[200], line[700] = "";
	const char *at = strstr(buf_str(&out), name), *old, *end;
	size_t n;

	if (at == NULL)
		return;
	n = strcspn(at, ";\r\n");
	snprintf(value, sizeof(value), "%.*s", (int)n, at);
	if ((old = strstr(p->cookies, name)) != NULL) {
		end = old + strcspn(old, ";");
		end += strspn(end, "; ");
		snprintf(line, sizeof(line), "%.*s%s", (int)(old - p->cookies), p->cookies, end);
	} else
		snprintf(line, sizeof(line), "%s", p->cookies);
	n = strlen(line);
	while (n > 0 && strchr("; ", line[n - 1]) != NULL)
		line[--n] = '\0';
	snprintf(p->cookies, sizeof(p->cookies), "%.450s%s%s", line, n > 0 ? "; " : "", value);
}

static void
ask_from(struct person *p, const char *origin, const char *method, const char *uri, const char *body)
{
	char lines[4][900], *env[] = { lines[0], lines[1], lines[2], lines[3], (char *)address, (char *)origin,
	    (char *)"CONTENT_TYPE=application/x-www-form-urlencoded", (char *)"HTTP_ACCEPT_LANGUAGE=zh-CN", NULL };
	const char *at;

	snprintf(lines[0], sizeof(lines[0]), "REQUEST_METHOD=%s", method);
	snprintf(lines[1], sizeof(lines[1]), "REQUEST_URI=%s", uri);
	snprintf(lines[2], sizeof(lines[2]), "CONTENT_LENGTH=%zu", strlen(body));
	snprintf(lines[3], sizeof(lines[3]), "HTTP_COOKIE=%s", p->cookies);
	sent = body;
	buf_reset(&out);
	assert_int_equal(web_serve(worker, env, give, NULL, &out), 0);
	keep_cookie(p, "__Host-visit=");
	keep_cookie(p, "__Host-office=");
	location[0] = '\0';
	if ((at = strstr(buf_str(&out), "Location: ")) != NULL)
		snprintf(location, sizeof(location), "%.*s", (int)strcspn(at + 10, "\r\n"), at + 10);
}

static void
get(struct person *p, const char *uri)
{
	ask_from(p, ORIGIN, "GET", uri, "");
}

/* What a failure shows of the page: its status and its content. */
static const char *
content(void)
{
	static char text[900];
	const char *page = buf_str(&out), *at = strstr(page, "<main");

	snprintf(text, sizeof(text), "%.*s\n%.800s", (int)strcspn(page, "\r"), page, at != NULL ? at : location);
	return text;
}

static void
has(const char *text)
{
	if (strstr(buf_str(&out), text) == NULL)
		fail_msg("\"%s\" is not in\n%s", text, content());
}

static void
has_not(const char *text)
{
	if (strstr(buf_str(&out), text) != NULL)
		fail_msg("\"%s\" is in\n%s", text, content());
}

static void
is_status(const char *status)
{
	char line[40];

	snprintf(line, sizeof(line), "Status: %s", status);
	has(line);
}

/* The value of a hidden field of the page just shown, "" if there is none. */
static void
hidden(const char *name, char *to, size_t size)
{
	char mark[100];
	const char *at;

	snprintf(mark, sizeof(mark), "name=\"%s\" value=\"", name);
	to[0] = '\0';
	if ((at = strstr(buf_str(&out), mark)) != NULL)
		snprintf(to, size, "%.*s", (int)strcspn(at + strlen(mark), "\""), at + strlen(mark));
}

static void
escape(struct buf *body, const char *text)
{
	for (; *text != '\0'; text++)
		buf_printf(body, "%%%02X", (unsigned char)*text);
}

/* Sends a form of the page just shown with its hidden tokens; fields are name, value pairs up to NULL. */
static void
send_form(struct person *p, const char *uri, ...)
{
	static const char *const tokens[] = { "csrf", "once", "version" };
	char value[100];
	struct buf body = BUF_INIT;
	const char *name;
	va_list ap;

	for (size_t i = 0; i < 3; i++) {
		hidden(tokens[i], value, sizeof(value));
		if (value[0] != '\0')
			buf_printf(&body, "%s=%s&", tokens[i], value);
	}
	va_start(ap, uri);
	while ((name = va_arg(ap, const char *)) != NULL) {
		buf_printf(&body, "%s=", name);
		escape(&body, va_arg(ap, const char *));
		buf_addc(&body, '&');
	}
	va_end(ap);
	buf_adds(&body, "end=1");
	ask_from(p, ORIGIN, "POST", uri, buf_str(&body));
	buf_clear(&body);
}

/* --- the signing page ------------------------------------------------------------------------------------------------ */

/* The job of the first link to the signing page. */
static json_t *
read_job(void)
{
	static const char mark[] = "href=\"https://localhost:8444/#";
	const char *at = strstr(buf_str(&out), mark);
	struct buf text = BUF_INIT;
	json_t *job;

	if (at == NULL)
		fail_msg("no link to the signing page in\n%s", content());
	at += sizeof(mark) - 1;
	assert_int_equal(enc_unbase64url(at, strcspn(at, "\""), &text), 0);
	job = json_loadb(text.data, text.len, 0, NULL);
	assert_non_null(job);
	buf_clear(&text);
	return job;
}

static const char *
of_job(const json_t *job, const char *name)
{
	const char *value = json_string_value(json_object_get(job, name));

	return value != NULL ? value : "";
}

static void
add_base64(struct buf *body, const char *name, const void *p, size_t n)
{
	buf_printf(body, "%s=", name);
	enc_base64url(p, n, body);
	buf_addc(body, '&');
}

static void
add_tokens(struct buf *body, const json_t *job)
{
	static const char *const names[] = { "csrf", "once", "ticket" };

	for (size_t i = 0; i < 3; i++)
		if (*of_job(job, names[i]) != '\0')
			buf_printf(body, "%s=%s&", names[i], of_job(job, names[i]));
}

/* Answers a job with somebody's key, over text (the job's paper when NULL), and posts it as p's browser. */
static void
answer_job(struct person *p, const struct person *key, const json_t *job, const char *text)
{
	unsigned char sum[DIGEST_SIZE];
	char digest[DIGEST_TEXT];
	struct answer a = { .origin = BUF_INIT };
	struct buf client = BUF_INIT, body = BUF_INIT;

	if (text == NULL)
		text = of_job(job, "paper");
	digest_sha256(text, strlen(text), sum);
	answer_client("get", sum, site.sign_origin, "\"crossOrigin\":false}", &client);
	answer_sign(key->key, site.host, 0x01, buf_str(&client), &a);
	add_tokens(&body, job);
	add_base64(&body, "credential", key->credential, sizeof(key->credential));
	add_base64(&body, "auth_data", a.auth.data, a.auth.len);
	add_base64(&body, "client_data", a.client.data, a.client.len);
	add_base64(&body, "signature", a.sig.data, a.sig.len);
	buf_printf(&body, "soft=yes&paper=%s", digest_text(sum, digest));
	ask_from(p, SIGN_ORIGIN, "POST", of_job(job, "back"), buf_str(&body));
	answer_clear(&a);
	buf_clear(&client);
	buf_clear(&body);
}

/* Follows the link to the signing page and signs there. */
static void
sign(struct person *p, const struct person *key)
{
	json_t *job = read_job();

	answer_job(p, key, job, NULL);
	json_decref(job);
}

static void
log_in(struct person *p)
{
	get(p, "/admin/login");
	send_form(p, "/admin/login", "person", p->no, NULL);
	is_status("200");
	sign(p, p);
}

/* Registers somebody's key as a job asks, for the ticket it names. */
static __attribute__((unused)) void
register_key(struct person *p, const struct person *key, const json_t *job, const char *ticket)
{
	unsigned char sum[DIGEST_SIZE];
	struct answer a = { .origin = BUF_INIT };
	struct buf client = BUF_INIT, body = BUF_INIT;

	digest_sha256(ticket, strlen(ticket), sum);
	answer_client("create", sum, site.sign_origin, "\"crossOrigin\":false}", &client);
	answer_sign(key->key, site.host, 0x01, buf_str(&client), &a);
	add_tokens(&body, job);
	add_base64(&body, "credential", key->credential, sizeof(key->credential));
	add_base64(&body, "spki", a.spki.data, a.spki.len);
	add_base64(&body, "auth_data", a.auth.data, a.auth.len);
	add_base64(&body, "client_data", a.client.data, a.client.len);
	add_base64(&body, "signature", a.sig.data, a.sig.len);
	buf_adds(&body, "soft=yes");
	ask_from(p, SIGN_ORIGIN, "POST", of_job(job, "back"), buf_str(&body));
	answer_clear(&a);
	buf_clear(&client);
	buf_clear(&body);
}
