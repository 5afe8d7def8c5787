#include "pages/hall.h"
#include "rules/agreeing.h"
#include "rules/mine.h"
#include "util/err.h"
#include "web/hdf.h"
#include "web/page.h"
#include "web/view.h"

#define PRODUCTS 16

/* The texts that hold now, newest rules first in a visitor's mind: agreement, practice statement, privacy. */
static void
fill_news(struct page *p, const struct agreeing_texts *texts)
{
	static const enum document_kind kinds[] = { DOCUMENT_AGREEMENT, DOCUMENT_CPS, DOCUMENT_PRIVACY };
	size_t n = 0;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const struct revision_line *line = &texts->line[kinds[i]];
		struct hdf *item;

		if (!texts->has[kinds[i]])
			continue;
		item = hdf_item(p->data, "News", n++);
		hdf_set(item, "Kind", document_kind_text[kinds[i]]);
		hdf_set(item, "Title", line->title);
		hdf_time(item, "At", line->effective_at);
	}
}

static int
fill_products(struct page *p, const struct agreeing_texts *texts)
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
		if ((r = agreeing_ready(texts, &list[i], &ready)) != 0)
			return r;
		all = all && ready;
	}
	hdf_flag(p->data, "Home.Closed", !all);
	return 0;
}

int
home_show(struct page *p)
{
	struct agreeing_texts texts;
	int r;

	if ((r = agreeing_texts(page_state(p), lang_text[p->lang], p->now, &texts)) != 0 || (r = fill_products(p, &texts)) != 0)
		return r;
	fill_news(p, &texts);
	page_title(p, "Home.Title");
	page_nav(p, "home");
	return page_show(p, "page/home.cs");
}
