#include <inttypes.h>

#include "pages/hall.h"
#include "rules/mine.h"
#include "rules/standing.h"
#include "util/str.h"
#include "web/hdf.h"
#include "web/page.h"

#define A_PAGE 20

/* What only the owner can do now, by the words of T.My; NULL: nothing. */
static const char *
todo_of(enum app_state state, const char **page)
{
	switch (state) {
	case APP_DRAFT:
		*page = "/agreement";
		return "Continue";
	case APP_RETURNED:
		*page = "/fix";
		return "Fix";
	case APP_ISSUED:
	case APP_DOWNLOADED:
		*page = "";
		return "Fetch";
	default:
		return NULL;
	}
}

static void
fill_line(struct hdf *item, const struct app_line *a)
{
	hdf_setid(item, "Id", a->id);
	hdf_set(item, "No", a->no);
	hdf_set(item, "Product", a->product);
	hdf_set(item, "Name", a->common_name);
	hdf_set(item, "State", app_state_text[a->state]);
	hdf_time(item, "Moved", a->moved_at);
}

static void
fill_todo(struct page *p, const struct app_line *a, size_t *n)
{
	const char *page, *act = todo_of(a->state, &page);
	struct hdf *item;

	if (act == NULL)
		return;
	item = hdf_item(p->data, "Todo", (*n)++);
	fill_line(item, a);
	hdf_set(item, "Act", act);
	hdf_setf(item, "Href", "/apply/%" PRIu64 "%s", a->id, page);
}

static int
show_apps(struct page *p, uint64_t below)
{
	struct app_line list[A_PAGE + 1];
	size_t n, todo = 0;
	int r;

	if ((r = mine_apps(page_state(p), p->actor, below, list, A_PAGE + 1, &n)) != 0)
		return r;
	for (size_t i = 0; i < n && i < A_PAGE; i++) {
		fill_line(hdf_item(p->data, "App", i), &list[i]);
		fill_todo(p, &list[i], &todo);
	}
	if (n > A_PAGE)
		hdf_setf(p->data, "Pager.Next", "/my?below=%" PRIu64, list[A_PAGE - 1].id);
	if (below != 0)
		hdf_set(p->data, "Pager.First", "/my");
	return 0;
}

static void
fill_cert(struct page *p, struct hdf *item, const struct cert_line *c)
{
	hdf_hex(item, "Serial", c->serial.data, c->serial.len);
	hdf_set(item, "Name", c->common_name);
	hdf_set(item, "State", standing_of(c->state, c->not_before, c->not_after, p->now));
	hdf_time(item, "Until", c->not_after);
}

static int
show_certs(struct page *p, uint64_t below)
{
	struct cert_line list[A_PAGE + 1];
	size_t n;
	int r;

	if ((r = mine_certs(page_state(p), p->actor, below, list, A_PAGE + 1, &n)) != 0)
		return r;
	if (n > A_PAGE)
		hdf_setf(p->data, "Certs.Next", "/my?certs=%" PRIu64, list[A_PAGE - 1].id);
	if (below != 0)
		hdf_set(p->data, "Certs.First", "/my");
	for (size_t i = 0; i < n; i++) {
		if (i < A_PAGE)
			fill_cert(p, hdf_item(p->data, "Cert", i), &list[i]);
		cert_line_clear(&list[i]);
	}
	return 0;
}

static int
read_below(struct page *p, const char *name, uint64_t *out)
{
	*out = 0;
	return *page_value(p, name) != '\0' ? str_number(page_value(p, name), UINT64_MAX, "page", out) : 0;
}

int
my_show(struct page *p)
{
	uint64_t below, certs;
	int r;

	if ((r = read_below(p, "below", &below)) != 0 || (r = read_below(p, "certs", &certs)) != 0)
		return r;
	if ((r = show_apps(p, below)) != 0 || (r = show_certs(p, certs)) != 0)
		return r;
	page_title(p, "My.Title");
	page_nav(p, "my");
	return page_show(p, "page/my.cs");
}
