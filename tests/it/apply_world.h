/* What the stories of an application need besides the hall: texts, an RA, both products, the records key, profiles, uploads. */
#include "hall_world.h"

#include "pki/csr.h"
#include "pki/key.h"
#include "store/document.h"
#include "store/material.h"
#include "store/ra.h"

static char app_path[60];	/* "/apply/ID" of the application in hand */
static char page_uri[120];

static void
publish(enum document_kind kind, const char *title, const char *html, int64_t effective)
{
	static int number;
	int64_t now = tm_now();
	struct document d = { .id = rnd_id(now), .kind = kind, .language = "zh-CN", .created = now };
	struct revision r = { .id = rnd_id(now), .kind = kind, .language = "zh-CN", .number = ++number,
	    .state = REVISION_PUBLISHED, .effective_at = effective, .published_at = now, .edited_at = now, .created = now };

	snprintf(r.title, sizeof(r.title), "%s", title);
	snprintf(r.request, sizeof(r.request), "r%d", number);
	buf_adds(&r.markdown, html);
	buf_adds(&r.html, html);
	digest_sha256(html, strlen(html), r.sha256);
	digest_sm3(html, strlen(html), r.sm3);
	if (db_document_find(root, kind, "zh-CN", &d) == ERR_NOTFOUND)
		assert_int_equal(db_document_insert(root, &d), 0);
	r.document = d.id;
	assert_int_equal(db_revision_insert(root, &r), 0);
	revision_clear(&r);
}

static void
write_conf(void)
{
	char path[SITE_PATH];
	struct key_soft *records;
	struct buf text = BUF_INIT;

	assert_int_equal(io_mkdirs(site_path(&site, "conf", path), 0755), 0);
	assert_int_equal(io_load(SRCDIR "/cgi/prog/profiles.conf", 1 << 20, &text), 0);
	assert_int_equal(io_replace(site_path(&site, "conf/profiles.conf", path), text.data, text.len, 0644, (uid_t)-1), 0);
	assert_int_equal(key_soft_make(KEY_P256, &records), 0);
	assert_int_equal(io_replace(site_path(&site, "conf/records.pub", path), key_soft_signer(records)->spki,
	    key_soft_signer(records)->spki_len, 0644, (uid_t)-1), 0);
	key_soft_free(records);
	buf_clear(&text);
}

static int
open_apply(void **state)
{
	struct ra ra = { .id = 7, .code = "ra1", .name = "第一注册机构", .state = "open", .created = tm_now() };
	struct product unit = { .code = "enterprise", .kind = PRODUCT_ENTERPRISE, .issuer = "ca-rsa", .profile = "enterprise",
	    .days = 365, .state = "open", .position = 2, .documents = "agreement,sensitive", .sensitive_fields = "id_no",
	    .created = tm_now() };

	(void)state;
	if (open_world() != 0)
		return -1;
	assert_int_equal(db_ra_insert(root, &ra), 0);
	assert_int_equal(db_product_insert(root, &unit), 0);
	publish(DOCUMENT_AGREEMENT, "订户协议", "<h2>一、范围</h2><p>全文在此。</p>", tm_now() - TM_DAY);
	publish(DOCUMENT_SENSITIVE, "敏感个人信息单独同意书", "<p>处理证件号码的目的。</p>", tm_now() - TM_DAY);
	write_conf();
	return 0;
}

/* The address of a page of the application in hand. */
static inline const char *
of_app(const char *rest)
{
	snprintf(page_uri, sizeof(page_uri), "%s%s", app_path, rest);
	return page_uri;
}

static inline uint64_t
app_id(void)
{
	return strtoull(app_path + strlen("/apply/"), NULL, 10);
}

static inline void
app_row(struct app *a)
{
	memset(a, 0, sizeof(*a));
	assert_int_equal(db_app_get(root, app_id(), a), 0);
}

/* Fields of a form: percent-encoded values. */
static inline void
add_field(char *to, size_t size, const char *name, const char *value)
{
	size_t n = strlen(to);

	n += (size_t)snprintf(to + n, size - n, "%s%s=", n > 0 ? "&" : "", name);
	for (const unsigned char *c = (const unsigned char *)value; *c != '\0' && n + 4 < size; c++)
		n += (size_t)snprintf(to + n, size - n, "%%%02X", *c);
}

/* Shows the page of the application, fills in names and values in turn up to NULL, and sends it. */
static inline void
fill(const char *page, const char *const *fields)
{
	char text[12000] = "", version[64];

	get(of_app(page));
	has("Status: 200");
	add_field(text, sizeof(text), "version", hidden("version", version));
	for (; fields[0] != NULL; fields += 2)
		add_field(text, sizeof(text), fields[0], fields[1]);
	send_form(of_app(page), text);
}
#define FILL(page, ...) fill(page, (const char *const[]){ __VA_ARGS__, NULL })

/* From the product's page to the first page to be filled in. */
static inline void
begin(const char *product)
{
	char fields[160], shown[64], start[60];

	snprintf(start, sizeof(start), "/apply/new/%s", product);
	get(start);
	send_form(start, "");
	leads_to("/apply/");
	snprintf(app_path, sizeof(app_path), "%.*s", (int)strcspn(location + 7, "/") + 7, location);
	get(of_app("/agreement"));
	snprintf(fields, sizeof(fields), "presentation=%s&kind=agreement&agree=yes", hidden("presentation", shown));
	send_form(of_app("/agreement"), fields);
	leads_to(of_app("/subject"));
}

static inline void
choose(const char *word, const char *leads)
{
	char fields[160], shown[64];

	get(of_app("/sensitive"));
	snprintf(fields, sizeof(fields), "presentation=%s&sensitive=%s", hidden("presentation", shown), word);
	send_form(of_app("/sensitive"), fields);
	leads_to(of_app(leads));
}

/* A request for a fresh key as PEM. */
static inline void
new_request(enum key_kind kind, struct buf *pem)
{
	struct key_soft *key;
	struct buf der = BUF_INIT;

	assert_int_equal(key_soft_make(kind, &key), 0);
	assert_int_equal(csr_make(NULL, key_soft_signer(key), &der), 0);
	buf_reset(pem);
	enc_pem("CERTIFICATE REQUEST", der.data, der.len, pem);
	buf_clear(&der);
	key_soft_free(key);
}

static inline void
load_sample(const char *name, struct buf *to)
{
	char path[300];

	snprintf(path, sizeof(path), "%s/tests/sample/%s", SRCDIR, name);
	buf_reset(to);
	assert_int_equal(io_load(path, 1 << 20, to), 0);
}

/* Sends a file as browsers do; once NULL: a token of the page. */
static inline void
upload_bytes(const char *kind, const char *name, const void *p, size_t n, const char *once)
{
	static const char line[] = "--XbX\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n";
	char csrf[64], token[64];
	struct buf b = BUF_INIT;

	get(of_app("/materials"));
	has("Status: 200");
	buf_printf(&b, line, "csrf", hidden("csrf", csrf));
	buf_printf(&b, line, "once", once != NULL ? once : hidden("once", token));
	buf_printf(&b, line, "kind", kind);
	buf_printf(&b, "--XbX\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\nContent-Type: image/png\r\n\r\n",
	    kind, name);
	buf_add(&b, p, n);
	buf_adds(&b, "\r\n--XbX--\r\n");
	sent_type = "multipart/form-data; boundary=XbX";
	ask_bytes("192.0.2.9", "POST", of_app("/materials"), b.data, b.len);
	sent_type = "application/x-www-form-urlencoded";
	buf_clear(&b);
}

static inline void
upload(const char *kind, const char *sample)
{
	struct buf file = BUF_INIT;
	char path[100];

	snprintf(path, sizeof(path), "filetype/%s", sample);
	load_sample(path, &file);
	upload_bytes(kind, sample, file.data, file.len, NULL);
	buf_clear(&file);
}

/* From the texts to the check page, of the logged-in person; pem keeps the request for his key. */
static inline void
fill_personal(const char *name, struct buf *pem)
{
	FILL("/subject", "common_name", name, "mobile", "13800138000", "purpose", "办理税务申报");
	choose("accept", "/identity");
	FILL("/identity", "id_kind", "resident", "id_no", "11010519491231002X");
	leads_to(of_app("/key"));
	new_request(KEY_P256, pem);
	FILL("/key", "origin", "pkcs10", "csr", buf_str(pem));
	leads_to(of_app("/materials"));
	upload("id_front", "small.jpg");
	leads_to(of_app("/materials"));
	upload("id_back", "small.png");
	leads_to(of_app("/materials"));
}

static inline void
submit(void)
{
	FILL("/check", "declare", "yes");
	leads_to(of_app("/done"));
}
