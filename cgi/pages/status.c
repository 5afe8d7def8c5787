#include "pages/status.h"

#include <string.h>

#include "rules/stating.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/tm.h"
#include "web/app.h"
#include "web/page.h"

#define PLAIN ROUTE_PLAIN

static int	health(struct page *p);

static const struct route routes[] = {
	{ METHOD_POST,	"/pki/ocsp",		WHO_ALL,	ocsp_post,	PLAIN | ROUTE_RAW },
	{ METHOD_GET,	"/pki/ocsp/*request",	WHO_ALL,	ocsp_get,	PLAIN },
	{ METHOD_GET,	"/pki/crl/:file",	WHO_ALL,	crl_get,	PLAIN },
	{ METHOD_GET,	"/pki/ca/chain.p7b",	WHO_ALL,	ca_chain,	PLAIN },
	{ METHOD_GET,	"/pki/ca/:file",	WHO_ALL,	ca_get,		PLAIN },
	{ METHOD_GET,	"/pki/health",		WHO_ALL,	health,		PLAIN | ROUTE_LOCAL },
};

/* IMF-fixdate (RFC 9110, 5.6.7). */
static const char *
http_date(struct page *p, int64_t at)
{
	static const char day[] = "ThuFriSatSunMonTueWed", month[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct tm_parts t;

	tm_split(at, &t);
	return region_printf(p->region, "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT", day + 3 * (at / TM_DAY % 7), t.day,
	    month + 3 * (t.month - 1), t.year, t.hour, t.minute, t.second);
}

/* If-None-Match: "*", or a list of tags in which ours stands. */
static bool
has_already(const struct page *p, const char *tag)
{
	const char *have = req_header(p->req, "If-None-Match");

	return strcmp(have, "*") == 0 || strstr(have, tag) != NULL;
}

static const char *
tag_of(struct page *p, const struct stated *what)
{
	unsigned char sum[DIGEST_SIZE];
	char hex[2 * DIGEST_SIZE + 1];

	digest_sha256(what->p, what->n, sum);
	enc_hex_to(sum, DIGEST_SIZE, hex);
	return region_printf(p->region, "\"%s\"", hex);
}

int
status_give(struct page *p, const char *type, const struct stated *what)
{
	const char *tag;

	page_bytes(p, type, what->p, what->n);
	if (what->until == 0 || req_method(p->req) == METHOD_POST)
		return 0;
	page_public(p, region_printf(p->region, "max-age=%lld, public, no-transform, must-revalidate",
	    (long long)((what->until - p->now) / TM_SECOND)));
	resp_header(&p->resp, "Expires", http_date(p, what->until));
	if (what->from == 0)
		return 0;
	tag = tag_of(p, what);
	resp_header(&p->resp, "Last-Modified", http_date(p, what->from));
	resp_header(&p->resp, "ETag", tag);
	if (has_already(p, tag)) {
		resp_status(&p->resp, 304);
		resp_body(&p->resp, "", 0);
	}
	return 0;
}

static int
health(struct page *p)
{
	int r = stating_health(page_state(p));

	return r != 0 ? r : page_bytes(p, "text/plain; charset=utf-8", "ok\n", 3);
}

static int
status_open(const struct site *site, unsigned slot, void **state)
{
	return stating_open(site, slot, (struct stating **)state);
}

static void
status_close(void *state)
{
	stating_close(state);
}

const struct web_app status_app = {
	.name = "status", .routes = routes, .nroutes = sizeof(routes) / sizeof(routes[0]),
	.open = status_open, .close = status_close
};
