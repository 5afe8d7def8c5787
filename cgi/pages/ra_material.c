#include "pages/desk.h"

#include <string.h>

#include "rules/desk.h"
#include "rules/pictures.h"
#include "util/err.h"
#include "util/str.h"
#include "web/page.h"

/* Number of the path; another than a number is a place that is not there. */
static int
read_number(struct page *p, const char *name, uint64_t max, uint64_t *out)
{
	if (str_number(page_param(p, name), max, name, out) == 0)
		return 0;
	err_take();
	return ERR_NOTFOUND;
}

/* Another angle than these is none. */
static int
read_turn(const struct page *p)
{
	const char *typed = page_value(p, "r");

	return str_eq(typed, "90") ? 90 : str_eq(typed, "180") ? 180 : str_eq(typed, "270") ? 270 : 0;
}

int
ra_page_show(struct page *p)
{
	struct buf png = BUF_INIT;
	struct app app;
	uint64_t id, n;
	int r;

	memset(&app, 0, sizeof(app));
	if ((r = read_number(p, "material", UINT64_MAX, &id)) == 0 && (r = read_number(p, "n", 1000, &n)) == 0 &&
	    (r = desk_find(page_state(p), p->actor, page_param(p, "no"), &app)) == 0 &&
	    (r = pictures_page(page_state(p), p->actor, &app, id, (int)n, read_turn(p), p->now, &png)) == 0) {
		resp_type(&p->resp, "image/png");
		resp_body(&p->resp, png.data, png.len);
	}
	app_clear(&app);
	buf_wipe(&png);
	return r;
}

int
ra_original_show(struct page *p)
{
	struct buf file = BUF_INIT;
	struct material m;
	struct app app;
	uint64_t id;
	int r;

	memset(&app, 0, sizeof(app));
	if ((r = read_number(p, "material", UINT64_MAX, &id)) == 0 &&
	    (r = desk_find(page_state(p), p->actor, page_param(p, "no"), &app)) == 0 &&
	    (r = pictures_original(page_state(p), p->actor, &app, id, p->now, &m, &file)) == 0)
		resp_attachment(&p->resp, m.name, m.type, file.data, file.len);
	app_clear(&app);
	buf_wipe(&file);
	return r;
}
