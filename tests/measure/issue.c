/*
 * issue: how fast approved applications become stored certificates in the running demo instance of VAR.
 *
 *	issue PRODUCT COUNT
 *
 * Puts COUNT applications into the database as hall and desk leave them: consent papers that signd stamps, case texts as
 * rules/casing writes them, an entry and a review, each signed with its demo operator's key.  Then all jobs are queued at once.
 * Prints two lines: until the last certificate is stored, and until each has its OCSP answers as well:
 *	PRODUCT COUNT SECONDS RATE ISSUER SIGND MARIADBD	(CPU: milliseconds for one certificate)
 */
#include "instance.h"

#include "host/softkey.h"
#include "pki/key.h"
#include "pki/paper.h"
#include "rules/casing.h"
#include "store/account.h"
#include "store/casetext.h"
#include "store/decision.h"
#include "store/document.h"
#include "store/job.h"
#include "store/material.h"
#include "store/operator.h"
#include "store/product.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/rnd.h"

#define CHUNK	100
#define LIFE	(72 * TM_HOUR)

struct hand { struct operator row; struct softkey key; enum decision_act act; };

static struct hand clerk = { .act = DECISION_ENTER }, reviewer = { .act = DECISION_REVIEW };
static struct product product;
static struct revision_line text_of[DOCUMENT_KIND_MAX];
static uint64_t *ids, *accounts;
static unsigned char (*cases)[LEN_DIGEST];
static size_t count;

/* --- an applicant and his submission ------------------------------------------------------------------------- */
static void
index_of(const char *seed, size_t i, char to[LEN_INDEX])
{
	unsigned char sum[DIGEST_SIZE];
	char text[64];

	snprintf(text, sizeof(text), "%s-%zu-%" PRIu64, seed, i, ids[i]);
	digest_sha256(text, strlen(text), sum);
	enc_hex_to(sum, sizeof(sum), to);
}

static void
write_consent(struct app *a)
{
	char key[40], account[24];

	snprintf(account, sizeof(account), "%" PRIu64, a->account);
	paper_begin(&a->consent_text, "consent");
	paper_put(&a->consent_text, "application", a->no);
	paper_put(&a->consent_text, "account", account);
	paper_put(&a->consent_text, "capacity", product.kind == PRODUCT_ENTERPRISE ? "agent" : "self");
	paper_put(&a->consent_text, "for-unit", a->uscc);
	paper_put_number(&a->consent_text, "act.count", DOCUMENT_KIND_MAX);
#define PUT(fn, name, ...) do { snprintf(key, sizeof(key), "act.%d." name, i + 1); fn(&a->consent_text, key, __VA_ARGS__); } while (0)
	for (int i = 0; i < DOCUMENT_KIND_MAX; i++) {
		PUT(paper_put, "document", document_kind_text[i]);
		PUT(paper_put_number, "revision", (uint64_t)text_of[i].number);
		PUT(paper_put, "language", "zh-CN");
		PUT(paper_put_digest, "digest", text_of[i].sha256);
		PUT(paper_put_digest, "shown", text_of[i].sha256);
		PUT(paper_put, "decision", "accept");
		PUT(paper_put, "method", "tick");
		PUT(paper_put_time, "at", a->submitted_at);
	}
#undef PUT
	paper_put_time(&a->consent_text, "submitted-at", a->submitted_at);
	must(paper_end(&a->consent_text, "consent"), "consent paper");
	digest_sha256(a->consent_text.data, a->consent_text.len, a->consent_sha256);
}

static void
fill_subject(struct app *a, size_t i)
{
	snprintf(a->country, sizeof(a->country), "CN");
	snprintf(a->province, sizeof(a->province), "四川省");
	snprintf(a->locality, sizeof(a->locality), "成都市");
	snprintf(a->common_name, sizeof(a->common_name), product.kind == PRODUCT_ENTERPRISE ? "量测%zu有限公司" : "张%zu", i);
	snprintf(a->email, sizeof(a->email), "holder-%zu@example.org", i);
	index_of("person", i, a->person.index);
	if (product.kind != PRODUCT_ENTERPRISE)
		return;
	snprintf(a->org_name, sizeof(a->org_name), "%s", a->common_name);
	snprintf(a->uscc, sizeof(a->uscc), "91350100M000100Y43");
	index_of("agent", i, a->agent.index);
	index_of("legal", i, a->legal.index);
}

static void
make_key(struct app *a)
{
	struct key_soft *key;

	must(key_soft_make(KEY_P256, &key), "key");
	buf_add(&a->spki, key_soft_signer(key)->spki, key_soft_signer(key)->spki_len);
	digest_sha256(a->spki.data, a->spki.len, a->spki_sha256);
	a->key_origin = APP_KEY_PKCS10;
	key_soft_free(key);
}

static int
put_account(struct db *db, size_t i)
{
	struct account a = { .id = accounts[i] = rnd_id(tm_now()), .language = "zh-CN", .created = tm_now() };
	char digits[12];

	snprintf(a.mobile, sizeof(a.mobile), "+86%s", rnd_digits(digits, 11));
	return db_account_insert(db, &a);
}

static int
put_material(struct db *db, uint64_t application, const char *kind)
{
	struct material m = { .id = rnd_id(tm_now()), .application = application, .size = 16, .pages = 1, .created = tm_now() };
	struct buf sealed = BUF_INIT;
	int r;

	snprintf(m.kind, sizeof(m.kind), "%s", kind);
	snprintf(m.name, sizeof(m.name), "%s.jpg", kind);
	snprintf(m.type, sizeof(m.type), "image/jpeg");
	rnd_bytes(m.sha256, sizeof(m.sha256));
	rnd_token(m.request);
	buf_adds(&sealed, "sealed elsewhere");
	r = db_material_insert(db, &m, &sealed);
	buf_clear(&sealed);
	return r;
}

static int
put_submitted(struct db *db, size_t i)
{
	int64_t now = tm_now() / TM_SECOND * TM_SECOND;
	struct app a = { .id = ids[i] = rnd_id(tm_now()), .state = APP_SUBMITTED, .moved_at = now, .attempt = 1, .submitted_at = now,
	    .accepted_at = now, .due_at = now + TM_DAY, .created = now, .version = 1 };
	int r;

	snprintf(a.no, sizeof(a.no), "M%" PRIu64, a.id);
	snprintf(a.ra, sizeof(a.ra), "default");
	snprintf(a.product, sizeof(a.product), "%s", product.code);
	snprintf(a.language, sizeof(a.language), "zh-CN");
	rnd_token(a.request);
	fill_subject(&a, i);
	make_key(&a);
	if ((r = put_account(db, i)) == 0) {
		a.account = accounts[i];
		write_consent(&a);
		r = db_app_insert(db, &a);
	}
	if (r == 0 && (r = put_material(db, a.id, "id_front")) == 0)
		r = put_material(db, a.id, "id_back");
	app_clear(&a);
	return r;
}

/* --- entered and reviewed -------------------------------------------------------------------------------------- */
static void
open_hand(struct hand *h, const char *file, const char *person)
{
	must(softkey_load(&site, file, &h->key), file);
	must(db_operator_find(root, person, &h->row), person);
}

static int
put_decision(struct db *db, const struct app *a, const struct casetext *text, struct hand *h)
{
	int64_t now = tm_now();
	struct decision d = { .id = rnd_id(now), .application = a->id, .act = h->act, .decision = DECISION_APPROVE,
	    .made_at = now, .until_at = now + LIFE, .created = now };
	int r;

	snprintf(d.person_no, sizeof(d.person_no), "%s", h->row.person_no);
	memcpy(d.case_sha256, text->sha256, sizeof(d.case_sha256));
	paper_begin(&d.text, "decision");
	paper_put_digest(&d.text, "case", text->sha256);
	paper_put(&d.text, "application", a->no);
	paper_put(&d.text, "act", decision_act_text[h->act]);
	paper_put(&d.text, "decision", "approve");
	paper_put(&d.text, "person", d.person_no);
	paper_put_time(&d.text, "made-at", d.made_at);
	paper_put_time(&d.text, "until", d.until_at);
	must(paper_end(&d.text, "decision"), "decision paper");
	digest_sha256(d.text.data, d.text.len, d.sha256);
	must(softkey_assert(&site, &h->key, &d.text, &d.auth_data, &d.client_data, &d.signature), "assertion");
	buf_add(&d.cert, h->row.cert.data, h->row.cert.len);
	r = db_decision_insert(db, &d);
	decision_clear(&d);
	return r;
}

static int
put_approval(struct db *db, size_t i)
{
	struct casetext text = { .id = rnd_id(tm_now()), .application = ids[i], .attempt = 1, .created = tm_now() };
	struct app a;
	int r;

	memset(&a, 0, sizeof(a));
	if ((r = db_app_get(db, ids[i], &a)) != 0 ||
	    (r = casing_write(&rules, &a, &product, NULL, tm_now(), &text.text)) != 0)
		goto out;
	text.app_version = a.version;
	digest_sha256(text.text.data, text.text.len, text.sha256);
	memcpy(cases[i], text.sha256, LEN_DIGEST);
	if ((r = db_casetext_insert(db, &text)) == 0 && (r = put_decision(db, &a, &text, &clerk)) == 0 &&
	    (r = db_app_move(db, a.id, a.version, APP_SUBMITTED, APP_ENTERED, tm_now(), "")) == 0 &&
	    (r = put_decision(db, &a, &text, &reviewer)) == 0)
		r = db_app_move(db, a.id, a.version + 1, APP_ENTERED, APP_REVIEWED, tm_now(), "");
out:
	casetext_clear(&text);
	app_clear(&a);
	return r;
}

static int
put_job(struct db *db, size_t i)
{
	struct job job = { .id = rnd_id(tm_now()), .application = ids[i], .attempt = 1, .next_at = tm_now(), .created = tm_now() };

	memcpy(job.case_sha256, cases[i], LEN_DIGEST);
	return db_job_insert(db, &job);
}

struct chunk { int (*put)(struct db *db, size_t i); size_t from, to; };

static int
put_chunk(struct db *db, void *arg)
{
	const struct chunk *c = arg;
	int r = 0;

	for (size_t i = c->from; r == 0 && i < c->to; i++)
		r = c->put(db, i);
	return r;
}

static void
put_all(int (*put)(struct db *db, size_t i), const char *what, size_t chunk)
{
	for (size_t i = 0; i < count; i += chunk) {
		struct chunk c = { put, i, i + chunk < count ? i + chunk : count };

		must(db_run(root, put_chunk, &c), what);
	}
}

/* --- waiting --------------------------------------------------------------------------------------------------- */
struct counted { uint64_t n; };
static const struct col counted_cols[] = { COL(struct counted, n, COL_U64, 0) };
static const struct query unstamped = QUERY("SELECT COUNT(*) FROM application WHERE stamped_at IS NULL AND submitted_at IS NOT NULL",
    counted_cols);
static const struct query open_jobs = QUERY("SELECT COUNT(*) FROM (SELECT id FROM issue_job WHERE state IN ('queued','running')"
    " LIMIT 1) j", counted_cols);
static const struct query unanswered = QUERY("SELECT COUNT(*) FROM (SELECT serial FROM ocsp_answer WHERE due_at<=? LIMIT 1) o",
    counted_cols);
static const struct query lost = QUERY("SELECT COUNT(*) FROM issue_job WHERE state IN ('failed','halted')", counted_cols);
static const struct query issued = QUERY("SELECT COUNT(*) FROM certificate c JOIN application a ON a.id=c.application"
    " WHERE c.product=? AND a.state='issued' AND a.no LIKE 'M%'", counted_cols);

static uint64_t
ask(const struct query *q, const struct in *in, size_t nin)
{
	struct counted c;

	must(db_one(root, q, &c, in, nin), "count");
	return c.n;
}

static void
await(const struct query *q, bool timed)
{
	double until = seconds() + 600;

	while ((timed ? ask(q, IN(in_time(tm_now()))) : ask(q, IN_NONE)) > 0) {
		if (seconds() > until)
			must(err_set(ERR_PEER, "not within ten minutes"), "wait");
		usleep(20000);
	}
}

static const char *const names[] = { "issuer", "signd", "mariadbd" };

static void
say(double begun, const pid_t pid[3], const double before[3])
{
	double took = seconds() - begun;

	printf("%s %zu %.2f %.0f", product.code, count, took, (double)count / took);
	for (int i = 0; i < 3; i++)
		printf(" %.3f", (used(pid[i]) - before[i]) * 1e3 / (double)count);
	putchar('\n');
}

static void
measure(void)
{
	uint64_t had = ask(&issued, IN(in_str(product.code)));
	double begun, before[3];
	pid_t pid[3];

	for (int i = 0; i < 3; i++)
		pid[i] = process(names[i]);
	put_all(put_job, "jobs", count);	/* in one transaction: they are all there at once */
	begun = seconds();
	for (int i = 0; i < 3; i++)
		before[i] = used(pid[i]);
	await(&open_jobs, false);
	say(begun, pid, before);
	await(&unanswered, true);
	say(begun, pid, before);
	if (ask(&lost, IN_NONE) > 0 || ask(&issued, IN(in_str(product.code))) - had != count)
		must(err_set(ERR_BUG, "not every application became a certificate"), "issuance");
}

int
main(int argc, char **argv)
{
	if (argc != 3 || (count = strtoul(argv[2], NULL, 10)) < 1 || count > 100000) {
		fputs("usage: issue PRODUCT COUNT\n", stderr);
		return 2;
	}
	open_instance();
	must(db_product_get(root, argv[1], &product), argv[1]);
	for (int i = 0; i < DOCUMENT_KIND_MAX; i++)
		must(db_revision_in_force_line(root, (enum document_kind)i, "zh-CN", tm_now(), &text_of[i]), "published text");
	open_hand(&clerk, "clerk", "demo-clerk");
	open_hand(&reviewer, "reviewer", "demo-reviewer");
	ids = calloc(count, sizeof(*ids));
	accounts = calloc(count, sizeof(*accounts));
	cases = calloc(count, sizeof(*cases));
	put_all(put_submitted, "submitted applications", CHUNK);
	await(&unstamped, false);
	put_all(put_approval, "decisions", CHUNK);
	await(&unanswered, true);
	measure();
	return 0;
}
