#include <string.h>

#include "pages/facts.h"
#include "pages/hall.h"
#include "rules/actor.h"
#include "rules/standing.h"
#include "util/err.h"
#include "web/hdf.h"
#include "web/page.h"

static const struct field fields[] = {
	{ "serial", FIELD_LINE, FIELD_MUST, 80, NULL },
};

static int
look_up(struct page *p, const unsigned char serial[LEN_SERIAL])
{
	struct cert_line lines[STANDING_MAX];
	size_t n = 0;
	int r;

	memset(lines, 0, sizeof(lines));
	r = standing_query(page_state(p), p->actor->ip, serial, p->now, lines, &n);
	for (size_t i = 0; i < n; i++) {
		facts_cert(hdf_item(p->data, "Found", i), &lines[i], true, p->now);
		cert_line_clear(&lines[i]);
	}
	hdf_flag(p->data, "Query.None", r == 0 && n == 0);
	return r;
}

/* The question is in the address: an answer can be kept as a link, and nothing is changed. */
int
query_show(struct page *p)
{
	unsigned char serial[LEN_SERIAL];
	int r = 0;

	page_title(p, "Query.Title");
	page_nav(p, "query");
	page_keep(p, fields, 1);
	if (page_ticked(p, "serial") && page_fields(p, fields, 1) == 0) {
		if ((r = standing_serial(page_value(p, "serial"), serial)) == 0)
			r = look_up(p, serial);
		if (r == ERR_INPUT || r == ERR_LIMIT)
			page_fault_note(p, "serial");
		else if (r != 0)
			return r;
	}
	if (r == ERR_LIMIT)
		resp_status(&p->resp, page_status(ERR_LIMIT));
	return page_show(p, "page/query.cs");
}
