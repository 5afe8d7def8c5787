#include "pages/status.h"

#include <string.h>

#include "rules/stating.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/str.h"
#include "web/page.h"

#define REQUEST_MAX 4096	/* pki/ocsp takes no more */

static const char type[] = "application/ocsp-response";

static int
answer(struct page *p, const void *der, size_t n)
{
	struct stated what;
	int r = stating_ocsp(page_state(p), der, n, p->now, &what);

	return r != 0 ? r : status_give(p, type, &what);
}

static int
answer_malformed(struct page *p)
{
	struct stated what;

	err_take();
	stating_malformed(page_state(p), &what);
	return status_give(p, type, &what);
}

/* RFC 6960, A.1: the address ends in the request, base64, its + / = written as they are or as %XX. */
int
ocsp_get(struct page *p)
{
	const char *text = page_param(p, "request");
	struct buf der;
	int r;

	buf_init(&der, REQUEST_MAX);
	if (enc_unbase64(text, strlen(text), &der) != 0 || der.overflow)
		r = answer_malformed(p);
	else
		r = answer(p, der.data, der.len);
	buf_clear(&der);
	return r;
}

int
ocsp_post(struct page *p)
{
	const char *der;
	size_t n;
	int r;

	if (!str_starts(req_header(p->req, "Content-Type"), "application/ocsp-request"))
		return answer_malformed(p);
	if ((r = page_body(p, REQUEST_MAX, &der, &n)) != 0)
		return r;
	return answer(p, der, n);
}
