#include "pages/hall.h"
#include "rules/agreeing.h"
#include "rules/mine.h"
#include "util/err.h"
#include "web/hdf.h"
#include "web/page.h"
#include "web/view.h"

#define PRODUCTS 16

/* The texts that hold now, newest rules first in a visitor's mind: agreement, practice statement, privacy. */
static int
fill_news(struct page *p)
{
	static const enum document_kind kinds[] = { DOCUMENT_AGREEMENT, DOCUMENT_CPS, DOCUMENT_PRIVACY };
	struct revision_line line;
	size_t n = 0;
	int r;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct hdf *item;

		if ((r = agreeing_in_force(page_state(p), kinds[i], lang_text[p->lang], p->now, &line)) == ERR_NOTFOUND)
			continue;
		if (r != 0)
			return r;
		item = hdf_item(p->data, "News", n++);
		hdf_set(item, "Kind", document_kind_text[kinds[i]]);
		hdf_set(item, "Title", line.title);
		hdf_time(item, "At", line.effective_at);
	}
	return 0;
}

static int
fill_products(struct page *p)
{
	struct product list[PRODUCTS];
	bool ready, all = true;
	size_t n;
	int r;

	if ((r = mine_products(page_state(p), list, PRODUCTS, &n)) != 0)
		return r;
	for (size_t i = 0; i < n; i++) {
		struct hdf *item = hdf_item(p->data, "Product", i);

		hdf_set(item, "Code", list[i].code);
		hdf_set(item, "Kind", product_kind_text[list[i].kind]);
		if ((r = agreeing_ready(page_state(p), &list[i], p->now, &ready)) != 0)
			return r;
		all = all && ready;
	}
	hdf_flag(p->data, "Home.Closed", !all);
	return 0;
}

int
home_show(struct page *p)
{
	int r;

	if ((r = fill_products(p)) != 0 || (r = fill_news(p)) != 0)
		return r;
	page_title(p, "Home.Title");
	page_nav(p, "home");
	return page_show(p, "page/home.cs");
}
