#include "pages/console_log.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "rules/auditing.h"
#include "util/err.h"
#include "util/str.h"
#include "web/hdf.h"
#include "web/page.h"

#define A_PAGE 50

/* "created.seq.chain" of the last row of the page before. */
static int
read_before(struct page *p, struct auditing_at *at)
{
	const char *text = page_value(p, "before");

	memset(at, 0, sizeof(*at));
	if (*text == '\0')
		return 0;
	if (sscanf(text, "%" SCNd64 ".%" SCNu64 ".%96s", &at->created, &at->seq, at->chain) != 3 || at->created <= 0)
		return ERR_NOTFOUND;
	return 0;
}

static void
put_row(struct page *p, const char *acts, size_t i, const struct audit_row *a)
{
	struct hdf *item = hdf_item(p->data, "Row", i);
	const char *key = region_printf(p->region, "%s.%s", acts, a->act), *text = page_t(p, key);

	hdf_time(item, "At", a->created);
	hdf_set(item, "Who", a->actor);
	hdf_set(item, "Act", text == key ? a->act : text);
	hdf_set(item, "Kind", a->object_kind);
	hdf_set(item, "Object", a->object);
	hdf_short(item, "Detail", buf_str(&a->detail), 160);
	hdf_setf(item, "Place", "%s %" PRIu64, a->chain, a->seq);
	hdf_hex4(item, "Hash", a->hash, 6);
}

static int
put_rows(struct page *p, const char *address, const char *acts)
{
	struct audit_row list[A_PAGE + 1];
	struct auditing_at at;
	size_t n;
	int r;

	if ((r = read_before(p, &at)) != 0)
		return r;
	r = auditing_recent(page_state(p), p->actor, &at, list, A_PAGE + 1, &n);
	for (size_t i = 0; r == 0 && i < n && i < A_PAGE; i++)
		put_row(p, acts, i, &list[i]);
	if (n > A_PAGE)
		hdf_setf(p->data, "Pager.Next", "%s?before=%" PRId64 ".%" PRIu64 ".%s", address,
		    list[A_PAGE - 1].created, list[A_PAGE - 1].seq, list[A_PAGE - 1].chain);
	if (at.created != 0)
		hdf_set(p->data, "Pager.First", address);
	for (size_t i = 0; i < n; i++)
		audit_row_clear(&list[i]);
	return r;
}

static int
verify(struct page *p)
{
	struct audit_fault fault;
	uint64_t rows;
	int r;

	memset(&fault, 0, sizeof(fault));
	if ((r = auditing_verify(page_state(p), p->actor, &rows, &fault)) == 0) {
		hdf_setid(p->data, "Verify.Rows", rows);
		hdf_flag(p->data, "Verify.Good", true);
	} else if (r == ERR_CRYPTO) {
		err_take();
		hdf_set(p->data, "Verify.Chain", fault.chain);
		hdf_setid(p->data, "Verify.Seq", fault.seq);
		hdf_set(p->data, "Verify.What", fault.what);
		r = 0;
	}
	return r;
}

int
console_log(struct page *p, const char *address, const char *acts)
{
	int r;

	if (page_ticked(p, "verify") && (r = verify(p)) != 0)
		return r;
	if ((r = put_rows(p, address, acts)) != 0)
		return r;
	page_title(p, "Ra.Log.Title");
	page_nav(p, "log");
	hdf_set(p->data, "Log.Address", address);
	return page_show(p, "page/console_log.cs");
}
