/*
 * What the tests of the hall have in common: a database with an administrator who arranges (root), the hall's own worker with
 * the hall's own account, a browser without JavaScript that keeps cookies, and certificates made by the openssl command.
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pages/hall.h"
#include "rules/actor.h"
#include "rules/index.h"
#include "rules/rules.h"
#include "store/account.h"
#include "store/app.h"
#include "store/audit.h"
#include "store/cakey.h"
#include "store/cert.h"
#include "store/db.h"
#include "store/hold.h"
#include "store/product.h"
#include "store/revocation.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/io.h"
#include "util/rnd.h"
#include "util/str.h"
#include "util/tm.h"
#include "web/app.h"

static struct site site = { .host = "localhost", .port = 8443, .zone_minutes = 480, .origin = "https://localhost:8443",
    .sign_origin = "https://localhost:8444" };
static struct web_worker *worker;
static struct db *root;
static struct buf out;
static const char *sent;
static size_t sent_n;
static const char *sent_type = "application/x-www-form-urlencoded";
static char cookies[600] = "HTTP_COOKIE=", location[300];

/* --- the world ------------------------------------------------------------------------------------------------------ */

static void
run(const char *sql)
{
	const struct query q = { sql, NULL, 0 };

	if (db_exec(root, &q, NULL, IN_NONE) != 0)
		fail_msg("%s: %s", sql, err_take());
}

struct count {
	uint64_t	n;
};
static const struct col count_cols[] = { COL(struct count, n, COL_U64, 0) };

/* text (NULL: none) fills the ? of the query */
static inline uint64_t
count_of(const char *sql, const char *text)
{
	const struct query q = { sql, count_cols, 1 };
	const struct in in = in_str(text);
	struct count c = { 0 };

	assert_int_equal(db_one(root, &q, &c, &in, text != NULL), 0);
	return c.n;
}

static inline uint64_t
count(const char *sql)
{
	return count_of(sql, NULL);
}

/* As if nobody had asked for anything yet: the limits are tested where they are meant. */
static inline void
forget_limits(void)
{
	run("DELETE FROM limit_bucket");
}

static void
write_key(const char *name)
{
	char path[SITE_PATH];

	assert_int_equal(io_replace(site_path(&site, name, path), "0123456789abcdef0123456789abcdef", 32, 0600, (uid_t)-1), 0);
}

static int
open_world(void)
{
	struct db_conf conf = { .name = "certhall", .account = "root" };
	struct product p = { .code = "personal", .issuer = "ca-p256", .profile = "personal", .days = 365, .state = "open",
	    .documents = "agreement,sensitive", .sensitive_fields = "id_no", .created = tm_now() };

	snprintf(conf.socket, sizeof(conf.socket), "%s", getenv("CERTHALL_DB_SOCKET"));
	snprintf(site.var, sizeof(site.var), "%s", getenv("CERTHALL_DB_VAR"));
	snprintf(site.src, sizeof(site.src), "%s", SRCDIR);
	if (db_connect(&conf, &root) != 0)
		return -1;
	write_key("secret/hall.web");
	write_key("secret/hall.index");
	run("SET SESSION foreign_key_checks=0");	/* a certificate without its job and its papers */
	assert_int_equal(db_product_insert(root, &p), 0);
	buf_init(&out, 0);
	if (web_worker_open(&hall_app, &site, 0, &worker) == 0)
		return 0;
	fprintf(stderr, "%s\n", err_take());
	return -1;
}

static int
close_world(void **state)
{
	(void)state;
	web_worker_close(worker);
	buf_clear(&out);
	db_close(root);
	return 0;
}

/* --- the browser ---------------------------------------------------------------------------------------------------- */

static long
give(void *ctx, char *to, size_t n)
{
	(void)ctx;
	n = n < sent_n ? n : sent_n;
	memcpy(to, sent, n);
	sent += n;
	sent_n -= n;
	return (long)n;
}

/* Keeps the cookies the answer sets, the last value of each. */
static void
keep_cookies(void)
{
	const char *at = buf_str(&out);

	while ((at = strstr(at, "Set-Cookie: ")) != NULL) {
		char kept[600] = "HTTP_COOKIE=", *cookie, *rest = cookies + strlen(kept);
		size_t n, name;

		at += strlen("Set-Cookie: ");
		n = strcspn(at, ";\r\n");
		name = strcspn(at, "=") + 1;
		while ((cookie = strsep(&rest, ";")) != NULL) {
			cookie += *cookie == ' ';
			if (*cookie != '\0' && strncmp(cookie, at, name) != 0)
				snprintf(kept + strlen(kept), sizeof(kept) - strlen(kept), "%s; ", cookie);
		}
		if (n > name)
			snprintf(kept + strlen(kept), sizeof(kept) - strlen(kept), "%.*s", (int)n, at);
		memcpy(cookies, kept, sizeof(cookies));
	}
}

static inline void
new_browser(void)
{
	snprintf(cookies, sizeof(cookies), "HTTP_COOKIE=");
}

/* KEEP=folder in the environment: every page is left there, to be looked at in a real browser. */
static void
keep_page(const char *uri)
{
	static int number;
	char path[200];
	const char *dir = getenv("KEEP"), *body = strstr(buf_str(&out), "\r\n\r\n");

	if (dir == NULL || body == NULL || strstr(buf_str(&out), "text/html") == NULL)
		return;
	snprintf(path, sizeof(path), "%s/%03d%.40s.html", dir, number++, uri);
	for (char *s = path + strlen(dir) + 1; *s != '\0'; s++)
		if (*s == '/' || *s == '?')
			*s = '-';
	assert_int_equal(io_replace(path, body + 4, strlen(body + 4), 0644, (uid_t)-1), 0);
}

static void
ask_bytes(const char *address, const char *method, const char *uri, const char *body, size_t n)
{
	char lines[5][500], *env[] = { lines[0], lines[1], lines[2], lines[3], lines[4],
	    (char *)"HTTP_ORIGIN=https://localhost:8443", cookies, (char *)"HTTP_ACCEPT_LANGUAGE=zh-CN", NULL };
	const char *at;

	snprintf(lines[0], sizeof(lines[0]), "REQUEST_METHOD=%s", method);
	snprintf(lines[1], sizeof(lines[1]), "REQUEST_URI=%s", uri);
	snprintf(lines[2], sizeof(lines[2]), "CONTENT_LENGTH=%zu", n);
	snprintf(lines[3], sizeof(lines[3]), "REMOTE_ADDR=%s", address);
	snprintf(lines[4], sizeof(lines[4]), "CONTENT_TYPE=%s", sent_type);
	sent = body;
	sent_n = n;
	buf_reset(&out);
	assert_int_equal(web_serve(worker, env, give, NULL, &out), 0);
	keep_cookies();
	location[0] = '\0';
	if ((at = strstr(buf_str(&out), "Location: ")) != NULL)
		snprintf(location, sizeof(location), "%.*s", (int)strcspn(at + 10, "\r\n"), at + 10);
	keep_page(uri);
}

static void
ask_from(const char *address, const char *method, const char *uri, const char *body)
{
	ask_bytes(address, method, uri, body, strlen(body));
}

static void
ask(const char *method, const char *uri, const char *body)
{
	ask_from("192.0.2.9", method, uri, body);
}

static void
get(const char *uri)
{
	ask("GET", uri, "");
}

static void
has(const char *text)
{
	if (strstr(buf_str(&out), text) == NULL)
		fail_msg("\"%s\" is not in\n%s", text, buf_str(&out));
}

static inline void
has_not(const char *text)
{
	if (strstr(buf_str(&out), text) != NULL)
		fail_msg("\"%s\" is in\n%s", text, buf_str(&out));
}

static inline void
leads_to(const char *path)
{
	has("Status: 303");
	if (strncmp(location, path, strlen(path)) != 0)
		fail_msg("leads to %s, not to %s", location, path);
}

/* The value of a hidden field of the page just shown. */
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

/* Sends the form of the page just shown, with its hidden tokens; body keeps what was sent, to send it again. */
static char body[16000];
static inline void
send_form(const char *uri, const char *fields)
{
	char csrf[64], once[64] = "";

	if (strstr(buf_str(&out), "name=\"once\"") != NULL)
		hidden("once", once);
	snprintf(body, sizeof(body), "csrf=%s&once=%s&%s", hidden("csrf", csrf), once, fields);
	ask("POST", uri, body);
}

/* --- people --------------------------------------------------------------------------------------------------------- */

struct message {
	struct buf	params;
};
static const struct col message_cols[] = { COL(struct message, params, COL_BLOB, 0) };

/* The code last sent to that mobile. */
static inline void
read_code(const char *mobile, char code[7])
{
	static const struct query q = QUERY("SELECT n.params FROM delivery d JOIN notice n ON n.id=d.notice WHERE d.address=?"
	    " AND n.event='code' ORDER BY n.id DESC LIMIT 1", message_cols);
	struct message m = { BUF_INIT };

	assert_int_equal(db_one(root, &q, &m, IN(in_str(mobile))), 0);
	snprintf(code, 7, "%s", strstr(buf_str(&m.params), "code=") + 5);
	buf_clear(&m.params);
}

static inline uint64_t
messages(void)
{
	return count("SELECT COUNT(*) FROM delivery");
}

static inline uint64_t
new_account(const char *mobile)
{
	struct account a = { .id = rnd_id(tm_now()), .language = "zh-CN", .created = tm_now() };

	snprintf(a.mobile, sizeof(a.mobile), "%s", mobile);
	assert_int_equal(db_account_insert(root, &a), 0);
	return a.id;
}

static inline void
log_in(const char *mobile)
{
	char code[7], fields[100];

	forget_limits();
	new_browser();
	get("/login");
	snprintf(fields, sizeof(fields), "act=send&mobile=%s", mobile + 3);
	send_form("/login", fields);
	read_code(mobile, code);
	snprintf(fields, sizeof(fields), "act=login&mobile=%s&code=%s", mobile + 3, code);
	send_form("/login", fields);
	leads_to("/my");
}

/* --- certificates --------------------------------------------------------------------------------------------------- */

static inline void
openssl(const char *command, struct buf *der)
{
	char line[700], path[SITE_PATH];

	site_path(&site, "made", path);
	snprintf(line, sizeof(line), "cd %s && openssl %s -outform DER -out %s 2>openssl.log", site.var, command, path);
	if (system(line) != 0)
		fail_msg("openssl %s", command);
	buf_clear(der);
	assert_int_equal(io_load(path, 20000, der), 0);
}

static inline void
new_cakey(const char *name, const char *use_for, const char *subject)
{
	struct cakey k = { .token = "signd", .algorithm = "p256", .not_after = tm_now() + 3650 * TM_DAY, .created = tm_now() };
	char command[300];

	snprintf(k.name, sizeof(k.name), "%s", name);
	snprintf(k.use_for, sizeof(k.use_for), "%s", use_for);
	snprintf(k.label, sizeof(k.label), "%s", name);
	snprintf(command, sizeof(command), "req -x509 -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout %s.key -subj"
	    " '%s' -days 30", name, subject);
	openssl(command, &k.cert);
	digest_sha256(name, strlen(name), k.spki_sha256);
	buf_adds(&k.key_id, name);
	assert_int_equal(db_cakey_insert(root, &k), 0);
	cakey_clear(&k);
}

struct making {
	const char	*name, *uscc, *id_index;	/* NULL: none */
	int64_t		 from, until;			/* 0: from yesterday, for a year */
	enum app_state	 state;				/* of its application */
};

/* An issued certificate of that account with its application; hex has the serial. */
static inline uint64_t
new_certificate(uint64_t account, const struct making *m, char hex[2 * LEN_SERIAL + 1])
{
	int64_t now = tm_now();
	struct app a = { .id = rnd_id(now), .account = account, .ra = "ra1", .product = "personal", .state = m->state,
	    .moved_at = now, .attempt = 1, .language = "zh-CN", .created = now };
	struct cert_row c = { .id = rnd_id(now), .issuer = "ca-p256", .application = a.id, .account = account, .ra = "ra1",
	    .product = "personal", .not_before = m->from != 0 ? m->from : now - TM_DAY,
	    .not_after = m->until != 0 ? m->until : now + 365 * TM_DAY, .state = CERT_VALID, .state_at = now - TM_DAY,
	    .request = rnd_id(now), .instance = "test", .signed_at = now - 1000, .created = now };
	unsigned char serial[LEN_SERIAL];
	char command[400];

	snprintf(a.no, sizeof(a.no), "T%" PRIu64, a.id);
	snprintf(a.request, sizeof(a.request), "r%" PRIu64, a.id);
	assert_int_equal(db_app_insert(root, &a), 0);
	rnd_serial(serial);
	enc_hex_to(serial, sizeof(serial), hex);
	buf_add(&c.serial, serial, sizeof(serial));
	snprintf(c.subject, sizeof(c.subject), "C=CN, CN=%s", m->name);
	snprintf(c.common_name, sizeof(c.common_name), "%s", m->name);
	snprintf(c.id_index, sizeof(c.id_index), "%s", m->id_index != NULL ? m->id_index : hex);
	snprintf(c.uscc, sizeof(c.uscc), "%s", m->uscc != NULL ? m->uscc : "");
	snprintf(command, sizeof(command), "req -x509 -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout leaf.key"
	    " -subj /CN=leaf -days 30 -set_serial 0x%s", hex);
	openssl(command, &c.der);
	digest_sha256(c.der.data, c.der.len, c.sha256);
	digest_sha256(hex, strlen(hex), c.spki_sha256);
	assert_int_equal(db_cert_insert(root, &c), 0);
	cert_row_clear(&c);
	return c.id;
}
