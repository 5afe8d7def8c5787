/*
 * loss: from a report of loss to the OCSP answer that says so, in the running instance of VAR with certificates of "issue".
 *
 *	loss COUNT
 *
 * Reports COUNT losses one after another as the hall does and asks the status service over HTTP until it says revoked.
 * Prints: COUNT P50 P99 MOST, in milliseconds.
 */
#include "instance.h"

#include <curl/curl.h>

#include "pki/ocsp.h"
#include "rules/losing.h"
#include "store/cert.h"
#include "util/rnd.h"

#define MOST		500
#define PATIENCE	30.0	/* seconds */

struct lost { uint64_t id; struct buf serial; };
static const struct col lost_cols[] = { COL(struct lost, id, COL_U64, 0), COL(struct lost, serial, COL_BLOB, 0) };
static const struct query valid = QUERY("SELECT c.id,c.serial FROM certificate c JOIN ocsp_answer o ON o.issuer=c.issuer"
    " AND o.serial=c.serial WHERE c.issuer='ca-p256' AND c.state='valid' AND o.der_sha1 IS NOT NULL ORDER BY c.id LIMIT ?",
    lost_cols);

static struct buf issuer, body;
static struct rules *hall;
static CURL *http;

static size_t
take(char *p, size_t size, size_t n, void *ctx)
{
	(void)ctx;
	buf_add(&body, p, size * n);
	return size * n;
}

static void
open_http(void)
{
	static struct curl_slist *heads;
	char url[120];

	snprintf(url, sizeof(url), "http://localhost:%d/pki/ocsp", site.http_port);
	curl_global_init(CURL_GLOBAL_ALL);
	http = curl_easy_init();
	heads = curl_slist_append(NULL, "Content-Type: application/ocsp-request");
	curl_easy_setopt(http, CURLOPT_URL, url);
	curl_easy_setopt(http, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(http, CURLOPT_HTTPHEADER, heads);
	curl_easy_setopt(http, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(http, CURLOPT_TIMEOUT, 10L);
}

static bool
is_revoked(const struct buf *request)
{
	struct ocsp_answer a;

	buf_reset(&body);
	curl_easy_setopt(http, CURLOPT_POSTFIELDS, request->data);
	curl_easy_setopt(http, CURLOPT_POSTFIELDSIZE, (long)request->len);
	if (curl_easy_perform(http) != CURLE_OK)
		must(err_set(ERR_PEER, "no answer"), "OCSP");
	/* a status service that is asked at the turn of a second may be a moment ahead of us */
	must(ocsp_read(body.data, body.len, issuer.data, issuer.len, tm_now() + TM_SECOND, &a), "OCSP answer");
	return a.state == OCSP_REVOKED;
}

static double
report(const struct lost *l)
{
	const struct actor visitor = { .kind = ACTOR_VISITOR, .ip = "127.0.0.1" };
	char once[RND_TOKEN_SIZE];
	const struct losing losing = { .channel = REPORT_WEB, .proof = REPORT_CODE, .text = "", .once = rnd_token(once) };
	struct buf request = BUF_INIT;
	struct ocsp_id id;
	struct hold hold;
	double begun;

	must(ocsp_id_of(issuer.data, issuer.len, OCSP_SHA1, (const unsigned char *)l->serial.data, l->serial.len, &id), "CertID");
	ocsp_request_write(&id, &request);
	begun = seconds();
	must(losing_report(hall, &visitor, l->id, &losing, tm_now(), &hold), "report");
	while (!is_revoked(&request)) {
		if (seconds() - begun > PATIENCE)
			must(err_set(ERR_PEER, "still good after %.0f s", PATIENCE), "OCSP");
		usleep(5000);
	}
	buf_clear(&request);
	return (seconds() - begun) * 1e3;
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int
main(int argc, char **argv)
{
	static struct lost list[MOST];
	static double took[MOST];
	size_t count = argc == 2 ? strtoul(argv[1], NULL, 10) : 0, n;
	char path[SITE_PATH];

	if (count < 1 || count > MOST)
		return 2;
	open_instance();
	must(rules_open(&site, SITE_HALL, 90, &hall), "hall");
	must(io_load(site_path(&site, "conf/ca/ca-p256.cer", path), 1 << 16, &issuer), path);
	must(db_list(root, &valid, list, sizeof(list[0]), count, &n, IN(in_u64(count))), "certificates");
	must(n == count ? 0 : err_set(ERR_NOTFOUND, "%zu valid ones", n), "certificates");
	open_http();
	for (size_t i = 0; i < count; i++)
		took[i] = report(&list[i]);
	qsort(took, count, sizeof(took[0]), by_value);
	printf("%zu %.0f %.0f %.0f\n", count, took[count / 2], took[count * 99 / 100], took[count - 1]);
	rules_close(hall);
	return 0;
}
