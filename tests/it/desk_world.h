/*
 * desk_world: the desk over a real database with its own account; operators with soft keys made here, browsers of theirs, a signing
 * page that reads the link a page shows and posts back what sign.js would.
 */
#ifndef DESK_WORLD_H
#define DESK_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include "pages/desk.h"
#include "pki/seal.h"
#include "store/account.h"
#include "store/app.h"
#include "store/cert.h"
#include "store/db.h"
#include "store/job.h"
#include "store/material.h"
#include "store/operator.h"
#include "store/person.h"
#include "store/product.h"
#include "store/ra.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/io.h"
#include "util/rnd.h"
#include "util/str.h"
#include "util/tm.h"
#include "web/app.h"

#define OURS	"https://localhost:8443"
#define SIGNING	"https://localhost:8444"

static struct site site = { .host = "localhost", .port = 8443, .sign_port = 8444, .zone_minutes = 480, .demo = true,
    .instance = "ca-test", .origin = OURS, .sign_origin = SIGNING };
static struct web_worker *worker;
static struct db *root;
static struct buf out;
static const char *sent;
static char location[300];

/* --- people -------------------------------------------------------------------------------------------------- */
enum who { CLERK, CLERK_B, REVIEWER, REVIEWER_B, BOTH, TWIN, BUSINESS, HARD, PEOPLE };

/* TWIN is the same human being as BOTH under another number. */
static struct person_of {
	const char	*no, *name, *roles, *human;
	bool		 hard;		/* an authenticator that verifies its user and counts */
	unsigned char	 count;
	EVP_PKEY	*key;
	uint64_t	 id;
	char		 visit[80], session[80];
} people[PEOPLE] = {
	{ .no = "op-1", .name = "录入甲", .roles = "clerk", .human = "h1" },
	{ .no = "op-2", .name = "录入乙", .roles = "clerk", .human = "h2" },
	{ .no = "op-3", .name = "审核甲", .roles = "reviewer", .human = "h3" },
	{ .no = "op-4", .name = "审核乙", .roles = "reviewer", .human = "h4" },
	{ .no = "op-5", .name = "双岗", .roles = "clerk,reviewer", .human = "h5" },
	{ .no = "op-6", .name = "双岗另号", .roles = "reviewer", .human = "h5" },
	{ .no = "op-7", .name = "业务", .roles = "business", .human = "h7" },
	{ .no = "op-8", .name = "认证器", .roles = "clerk", .human = "h8", .hard = true, .count = 7 },
};
static struct person_of *me;	/* whose browser asks */

static inline void
index_of_seed(const char *seed, char to[65])
{
	unsigned char sum[DIGEST_SIZE];

	digest_sha256(seed, strlen(seed), sum);
	enc_hex_to(sum, sizeof(sum), to);
}

static inline void
make_spki(EVP_PKEY *key, struct buf *to)
{
	unsigned char *der = NULL;
	int n = i2d_PUBKEY(key, &der);

	buf_add(to, der, (size_t)n);
	OPENSSL_free(der);
}

static inline void
make_cert(const struct person_of *p, struct buf *to)
{
	X509 *x = X509_new();
	X509_NAME *name = X509_get_subject_name(x);
	X509_EXTENSION *ext = X509V3_EXT_conf_nid(NULL, NULL, NID_key_usage, "critical,digitalSignature");
	unsigned char *der = NULL;
	int n;

	X509_set_version(x, 2);
	ASN1_INTEGER_set_uint64(X509_get_serialNumber(x), rnd_id(tm_now()));
	X509_gmtime_adj(X509_getm_notBefore(x), -60);
	X509_gmtime_adj(X509_getm_notAfter(x), 86400);
	X509_NAME_add_entry_by_txt(name, "serialNumber", V_ASN1_PRINTABLESTRING, (const unsigned char *)p->no, -1, -1, 0);
	X509_NAME_add_entry_by_txt(name, "CN", V_ASN1_UTF8STRING, (const unsigned char *)p->name, -1, -1, 0);
	X509_set_issuer_name(x, name);
	X509_set_pubkey(x, p->key);
	X509_add_ext(x, ext, -1);
	assert_true(X509_sign(x, p->key, EVP_sha256()) > 0);
	n = i2d_X509(x, &der);
	buf_add(to, der, (size_t)n);
	OPENSSL_free(der);
	X509_EXTENSION_free(ext);
	X509_free(x);
}

static inline void
enrol(struct person_of *p)
{
	int64_t now = tm_now();
	struct operator o = { .id = rnd_id(now), .ra = "default", .state = OPERATOR_ACTIVE, .soft = !p->hard,
	    .not_after = now + TM_DAY, .created = now };
	struct operator_credential c = { .id = rnd_id(now), .operator = o.id, .soft = !p->hard, .created = now };
	unsigned char sum[DIGEST_SIZE];

	p->key = EVP_EC_gen("P-256");
	p->id = o.id;
	snprintf(o.person_no, sizeof(o.person_no), "%s", p->no);
	snprintf(o.name, sizeof(o.name), "%s", p->name);
	snprintf(o.roles, sizeof(o.roles), "%s", p->roles);
	index_of_seed(p->human, o.id_index);
	make_cert(p, &o.cert);
	buf_adds(&o.cert_serial, p->no);
	make_spki(p->key, &c.spki);
	digest_sha256(c.spki.data, c.spki.len, sum);
	buf_add(&c.credential, sum, sizeof(sum));
	assert_int_equal(db_operator_insert(root, &o), 0);
	assert_int_equal(db_credential_insert(root, &c), 0);
	operator_clear(&o);
	credential_clear(&c);
}

/* --- the world ------------------------------------------------------------------------------------------------- */
static inline void
write_file(const char *name, const void *p, size_t n)
{
	char path[SITE_PATH];

	assert_int_equal(io_replace(site_path(&site, name, path), p, n, 0600, (uid_t)-1), 0);
}

static inline void
write_profiles(void)
{
	struct buf text = BUF_INIT;
	char path[SITE_PATH];

	assert_int_equal(io_mkdirs(site_path(&site, "conf", path), 0700), 0);
	assert_int_equal(io_load(SRCDIR "/cgi/prog/profiles.conf", 1 << 20, &text), 0);
	write_file("conf/profiles.conf", text.data, text.len);
	buf_clear(&text);
}

static inline int
open_desk(void **state)
{
	struct db_conf conf = { .name = "certhall", .account = "root" };
	struct ra ra = { .id = 7, .code = "default", .name = "第一注册机构", .state = "open", .created = tm_now() };
	struct product p = { .code = "personal", .issuer = "ca-p256", .profile = "personal", .days = 365, .state = "open",
	    .documents = "agreement,sensitive", .sensitive_fields = "id_no", .created = tm_now() };

	(void)state;
	snprintf(conf.socket, sizeof(conf.socket), "%s", getenv("CERTHALL_DB_SOCKET"));
	snprintf(site.var, sizeof(site.var), "%s", getenv("CERTHALL_DB_VAR"));
	snprintf(site.src, sizeof(site.src), "%s", SRCDIR);
	if (db_connect(&conf, &root) != 0)
		return -1;
	write_file("secret/desk.web", "0123456789abcdef0123456789abcdef", 32);
	write_file("secret/desk.index", "0123456789abcdef0123456789abcdef", 32);
	write_profiles();
	assert_int_equal(db_ra_insert(root, &ra), 0);
	assert_int_equal(db_product_insert(root, &p), 0);
	for (int i = 0; i < PEOPLE; i++)
		enrol(&people[i]);
	buf_init(&out, 0);
	return web_worker_open(&desk_app, &site, 0, &worker);
}

static inline int
close_desk(void **state)
{
	(void)state;
	web_worker_close(worker);
	buf_clear(&out);
	db_close(root);
	for (int i = 0; i < PEOPLE; i++)
		EVP_PKEY_free(people[i].key);
	return 0;
}

/* --- browsers --------------------------------------------------------------------------------------------------- */
static inline long
give(void *ctx, char *to, size_t n)
{
	size_t len = strlen(sent);

	(void)ctx;
	n = n < len ? n : len;
	memcpy(to, sent, n);
	sent += n;
	return (long)n;
}

static inline void
keep_cookie(const char *name, char to[80])
{
	const char *at = strstr(buf_str(&out), name);

	if (at != NULL)
		snprintf(to, 80, "%.*s", (int)strcspn(at, ";\r\n"), at);
}

static inline void
ask_from(const char *origin, const char *method, const char *uri, const char *body)
{
	char lines[5][700], *env[] = { lines[0], lines[1], lines[2], lines[3], lines[4], (char *)"REMOTE_ADDR=192.0.2.9",
	    (char *)"CONTENT_TYPE=application/x-www-form-urlencoded", (char *)"HTTP_ACCEPT_LANGUAGE=zh-CN", NULL };
	const char *at;

	snprintf(lines[0], sizeof(lines[0]), "REQUEST_METHOD=%s", method);
	snprintf(lines[1], sizeof(lines[1]), "REQUEST_URI=%s", uri);
	snprintf(lines[2], sizeof(lines[2]), "CONTENT_LENGTH=%zu", strlen(body));
	snprintf(lines[3], sizeof(lines[3]), "HTTP_COOKIE=%s%s%s", me->visit, me->visit[0] != '\0' && me->session[0] != '\0' ?
	    "; " : "", me->session);
	snprintf(lines[4], sizeof(lines[4]), "HTTP_ORIGIN=%s", origin);
	sent = body;
	buf_reset(&out);
	assert_int_equal(web_serve(worker, env, give, NULL, &out), 0);
	keep_cookie("__Host-visit=", me->visit);
	keep_cookie("__Host-desk=", me->session);
	location[0] = '\0';
	if ((at = strstr(buf_str(&out), "Location: ")) != NULL)
		snprintf(location, sizeof(location), "%.*s", (int)strcspn(at + 10, "\r\n"), at + 10);
}

static inline void
get(const char *uri)
{
	ask_from(OURS, "GET", uri, "");
}

/* What a failure shows: the content, and above it the status. */
static inline void
complain(const char *what, const char *text)
{
	const char *content = strstr(buf_str(&out), "<main");

	fail_msg("%s: %s\n%.20s\n%.900s", what, text, buf_str(&out), content != NULL ? content : buf_str(&out));
}

static inline void
has(const char *text)
{
	if (strstr(buf_str(&out), text) == NULL)
		complain("not there", text);
}

static inline void
has_not(const char *text)
{
	if (strstr(buf_str(&out), text) != NULL)
		complain("there", text);
}

static inline char *
hidden(const char *name, char to[64])
{
	char mark[100];
	const char *at;

	snprintf(mark, sizeof(mark), "name=\"%s\" value=\"", name);
	if ((at = strstr(buf_str(&out), mark)) == NULL)
		fail_msg("no field %s in\n%s", name, buf_str(&out));
	at += strlen(mark);
	snprintf(to, 64, "%.*s", (int)strcspn(at, "\""), at);
	return to;
}

/* Sends a form of the page just shown, with its tokens. */
static inline void
post(const char *uri, const char *fields)
{
	char csrf[64], once[64] = "", body[2000];

	if (strstr(buf_str(&out), "name=\"once\"") != NULL)
		hidden("once", once);
	snprintf(body, sizeof(body), "csrf=%s&once=%s&%s", hidden("csrf", csrf), once, fields);
	ask_from(OURS, "POST", uri, body);
}

/* --- the signing page --------------------------------------------------------------------------------------------- */

/* The job of the link on the page just shown. */
static inline json_t *
read_job(void)
{
	const char *at = strstr(buf_str(&out), SIGNING "/#");
	struct buf text = BUF_INIT;
	json_t *job;

	if (at == NULL)
		fail_msg("no link to the signing page in\n%s", buf_str(&out));
	at += strlen(SIGNING "/#");
	assert_int_equal(enc_unbase64url(at, strcspn(at, "\""), &text), 0);
	job = json_loads(buf_str(&text), 0, NULL);
	assert_non_null(job);
	buf_clear(&text);
	return job;
}

static inline const char *
job_text(const json_t *job, const char *name)
{
	const char *v = json_string_value(json_object_get(job, name));

	return v == NULL ? "" : v;
}

static inline void
put_field(struct buf *body, const char *name, const void *p, size_t n)
{
	buf_printf(body, "&%s=", name);
	enc_base64url(p, n, body);
}

/* An assertion of my key's kind over text, as fields (facts: signing page, 1.4). */
static inline void
put_assertion(EVP_PKEY *key, const char *text, const char *origin, struct buf *body)
{
	unsigned char auth[37] = { 0 }, sum[DIGEST_SIZE], sig[80], signed_bytes[69];
	struct buf challenge = BUF_INIT, spki = BUF_INIT;
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	char client[400];
	size_t len = sizeof(sig);

	make_spki(key, &spki);
	digest_sha256(spki.data, spki.len, sum);
	put_field(body, "credential", sum, sizeof(sum));
	digest_sha256("localhost", 9, auth);
	auth[32] = me->hard ? 0x05 : 0x01;
	auth[36] = me->hard ? me->count : 0;
	digest_sha256(text, strlen(text), sum);
	enc_base64url(sum, sizeof(sum), &challenge);
	snprintf(client, sizeof(client), "{\"type\":\"webauthn.get\",\"challenge\":\"%s\",\"origin\":\"%s\",\"crossOrigin\":false}",
	    buf_str(&challenge), origin);
	memcpy(signed_bytes, auth, sizeof(auth));
	digest_sha256(client, strlen(client), signed_bytes + sizeof(auth));
	assert_int_equal(EVP_DigestSignInit(c, NULL, EVP_sha256(), NULL, key), 1);
	assert_int_equal(EVP_DigestSign(c, sig, &len, signed_bytes, sizeof(signed_bytes)), 1);
	put_field(body, "auth_data", auth, sizeof(auth));
	put_field(body, "client_data", client, strlen(client));
	put_field(body, "signature", sig, len);
	EVP_MD_CTX_free(c);
	buf_clear(&challenge);
	buf_clear(&spki);
}

/* What sign.js posts for the job, signed by that key over that text ("": the job's own paper). */
static inline void
sign_job(const json_t *job, EVP_PKEY *key, const char *text, const char *origin)
{
	struct buf body = BUF_INIT;
	unsigned char sum[DIGEST_SIZE];
	char digest[DIGEST_TEXT];
	const char *paper = job_text(job, "paper");

	digest_sha256(paper, strlen(paper), sum);
	buf_printf(&body, "csrf=%s&once=%s&ticket=%s&soft=yes&paper=%s", job_text(job, "csrf"), job_text(job, "once"),
	    job_text(job, "ticket"), digest_text(sum, digest));
	put_assertion(key, *text == '\0' ? paper : text, origin, &body);
	ask_from(SIGNING, "POST", job_text(job, "back"), buf_str(&body));
	buf_clear(&body);
}

/* Follows the link on the page and signs with one's own key. */
static inline void
sign(void)
{
	json_t *job = read_job();

	sign_job(job, me->key, "", SIGNING);
	json_decref(job);
}

static inline void
log_in(enum who who)
{
	char fields[60];

	me = &people[who];
	me->visit[0] = me->session[0] = '\0';
	get("/ra/login");
	snprintf(fields, sizeof(fields), "person=%s", me->no);
	post("/ra/login", fields);
	has("Status: 200");
	sign();
}

/* Whoever was logged in stays so in his own browser. */
static inline void
as(enum who who)
{
	if (people[who].session[0] == '\0') {
		log_in(who);
		has("Status: 303");
	}
	me = &people[who];
}

/* --- what is before the desk ------------------------------------------------------------------------------------- */
struct wish { const char *applicant; bool unstamped; int materials; };

static inline uint64_t
open_account(void)
{
	static unsigned n;
	struct account a = { .id = rnd_id(tm_now()), .language = "zh-CN", .created = tm_now() };

	snprintf(a.mobile, sizeof(a.mobile), "+861380000%04u", n++);
	assert_int_equal(db_account_insert(root, &a), 0);
	return a.id;
}

static inline void
add_materials(uint64_t app, int count)
{
	static const char *const kinds[] = { "id-front", "id-back", "other" };

	for (int i = 0; i < count; i++) {
		struct material m = { .id = rnd_id(tm_now()), .application = app, .type = "image/png", .name = "a.png", .size = 9,
		    .pages = 1, .created = tm_now() };
		struct buf sealed = BUF_INIT;

		snprintf(m.kind, sizeof(m.kind), "%s", kinds[i]);
		rnd_token(m.request);
		rnd_bytes(m.sha256, sizeof(m.sha256));
		buf_adds(&sealed, "sealed");
		assert_int_equal(db_material_insert(root, &m, &sealed), 0);
		buf_clear(&sealed);
	}
}

static inline void
seal_number(uint64_t owner, struct buf *to)
{
	EVP_PKEY *records = EVP_EC_gen("P-256");
	struct buf spki = BUF_INIT;
	struct seal_key key;

	make_spki(records, &spki);
	assert_int_equal(seal_key_parse(spki.data, spki.len, &key), 0);
	assert_int_equal(seal_close(&key, owner, 1, "510104199001011234", 18, to), 0);
	buf_clear(&spki);
	EVP_PKEY_free(records);
}

/* A submitted application as the hall would leave it; no has room for LEN_NO. Returns its id. */
static inline uint64_t
submit(const struct wish *w, char no[LEN_NO])
{
	static unsigned n;
	int64_t now = tm_now();
	struct app a = { .id = rnd_id(now), .account = open_account(), .ra = "default", .product = "personal", .state = APP_SUBMITTED,
	    .moved_at = now, .attempt = 1, .language = "zh-CN", .purpose = "网上办事", .country = "CN", .province = "四川省",
	    .common_name = "张三", .person.kind = "resident", .person.masked = "5101**********1234", .key_origin = APP_KEY_BROWSER,
	    .stamped_at = w->unstamped ? 0 : now, .submitted_at = now, .due_at = now + 3 * TM_DAY, .created = now, .version = 3 };
	EVP_PKEY *key = EVP_EC_gen("P-256");

	snprintf(a.no, sizeof(a.no), "20261127-%06u", ++n);
	memcpy(no, a.no, LEN_NO);
	index_of_seed(w->applicant, a.person.index);
	make_spki(key, &a.spki);
	digest_sha256(a.spki.data, a.spki.len, a.spki_sha256);
	seal_number(a.id, &a.person.sealed);
	buf_adds(&a.consent_text, "consent");
	digest_sha256("consent", 7, a.consent_sha256);
	rnd_token(a.request);
	assert_int_equal(db_app_insert(root, &a), 0);
	add_materials(a.id, w->materials);
	app_clear(&a);
	EVP_PKEY_free(key);
	return a.id;
}

static inline void
path_of(const char *no, const char *rest, char to[100])
{
	snprintf(to, 100, "/ra/%s%s", no, rest);
}

/* Looks at all of its materials, as far as the desk knows. */
static inline void
view_all(uint64_t app)
{
	struct material list[8];
	size_t n;

	assert_int_equal(db_material_list(root, app, list, 8, &n), 0);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(db_material_look(root, list[i].id, me->id, tm_now()), 0);
}

#define TICKS "k1=yes&k2=yes&k3=yes&k4=yes&"

/* Sends the decision form of the page. */
static inline void
decide(const char *no, const char *fields)
{
	char uri[100], version[64], body[600];

	path_of(no, "", uri);
	get(uri);
	has("Status: 200");
	snprintf(body, sizeof(body), "version=%s&%s", hidden("version", version), fields);
	post(uri, body);
}

/* Decides and signs: everything as it should be. */
static inline void
decide_and_sign(const char *no, const char *fields)
{
	decide(no, fields);
	has("Status: 303");
	get(location);
	has("Status: 200");
	sign();
	has("Status: 303");
}

static inline void
accept_case(const char *no)
{
	char uri[100], act[100];

	path_of(no, "", uri);
	path_of(no, "/act", act);
	get(uri);
	post(act, "act=accept");
	has("Status: 303");
}

static inline enum app_state
state_of(uint64_t app)
{
	struct app a;
	enum app_state s;

	memset(&a, 0, sizeof(a));
	assert_int_equal(db_app_get(root, app, &a), 0);
	s = a.state;
	app_clear(&a);
	return s;
}

#endif
