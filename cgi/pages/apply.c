#include <inttypes.h>

#include "pages/hall.h"
#include "rules/agreeing.h"
#include "rules/apply.h"
#include "rules/mine.h"
#include "util/err.h"
#include "util/str.h"
#include "web/hdf.h"
#include "web/page.h"
#include "web/view.h"

#define PRODUCTS 16

static int
find_product(struct page *p, struct product *out)
{
	struct product list[PRODUCTS];
	size_t n;
	int r;

	if ((r = mine_products(page_state(p), list, PRODUCTS, &n)) != 0)
		return r;
	for (size_t i = 0; i < n; i++)
		if (str_eq(list[i].code, page_param(p, "product"))) {
			*out = list[i];
			return 0;
		}
	return ERR_NOTFOUND;
}

int
apply_show(struct page *p)
{
	struct agreeing_texts texts;
	struct product product;
	bool ready;
	int r;

	if ((r = find_product(p, &product)) != 0 ||
	    (r = agreeing_texts(page_state(p), lang_text[p->lang], p->now, &texts)) != 0 ||
	    (r = agreeing_ready(&texts, &product, &ready)) != 0)
		return r;
	hdf_flag(p->data, "Apply.Closed", !ready);
	hdf_set(p->data, "Product.Code", product.code);
	hdf_setn(p->data, "Product.Days", product.days);
	hdf_set(p->data, "Crumb.0.Text", page_t(p, "Home.Do"));
	hdf_set(p->data, "Crumb.0.Href", "/#do");
	hdf_set(p->data, "Crumb.1.Text", page_t(p, region_printf(p->region, "Product.%s.Name", product.code)));
	page_title(p, "Apply.Title");
	return page_show(p, "page/apply.cs");
}

int
apply_send(struct page *p)
{
	uint64_t id = 0;
	int r;

	r = apply_new(page_state(p), p->actor, page_param(p, "product"), lang_text[p->lang], page_once(p), p->now, &id);
	if (r == ERR_CONFLICT && id != 0) {
		err_take();
		page_flash(p, "ApplyOpen");
		return page_redirect(p, "/my");
	}
	return r != 0 ? r : page_redirect(p, "/apply/%" PRIu64 "/agreement", id);
}
