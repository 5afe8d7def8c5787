#include "pages/hall.h"
#include "rules/mine.h"
#include "web/hdf.h"
#include "web/page.h"

#define PRODUCTS 16

int
home_show(struct page *p)
{
	struct product list[PRODUCTS];
	size_t n;
	int r;

	if ((r = mine_products(page_state(p), list, PRODUCTS, &n)) != 0)
		return r;
	for (size_t i = 0; i < n; i++) {
		struct hdf *item = hdf_item(p->data, "Product", i);

		hdf_set(item, "Code", list[i].code);
		hdf_setn(item, "Days", list[i].days);
	}
	page_title(p, "Home.Title");
	page_nav(p, "home");
	return page_show(p, "page/home.cs");
}
