#include "pages/desk.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "pages/ra_loss.h"
#include "pages/remain.h"
#include "rules/actor.h"
#include "rules/desk.h"
#include "rules/looking.h"
#include "util/err.h"
#include "util/str.h"
#include "web/hdf.h"
#include "web/page.h"

#define A_PAGE 50

/* A clerk's day begins with what is to be entered, a reviewer's with what is to be reviewed. */
static int
tab_of(const struct page *p)
{
	const char *word = page_value(p, "tab");

	for (int tab = 0; tab < DESK_TAB_MAX; tab++)
		if (str_eq(word, desk_tab_text[tab]))
			return tab;
	return (p->actor->roles & ROLE_CLERK) == 0 && (p->actor->roles & ROLE_REVIEWER) != 0 ? DESK_REVIEW : DESK_ENTRY;
}

static int
put_line(struct page *p, const struct app_line *a, size_t i)
{
	struct hdf *item = hdf_item(p->data, "App", i);
	char name[LEN_NAME];
	int r;

	hdf_set(item, "No", a->no);
	hdf_setf(item, "Href", "/ra/%s", a->no);
	hdf_short(item, "Name", a->org_name[0] != '\0' ? a->org_name : a->common_name, 24);
	hdf_set(item, "Product", a->product);
	hdf_set(item, "Kind", app_kind_text[a->kind]);
	hdf_set(item, "State", app_state_text[a->state]);
	hdf_flag(item, "Again", a->attempt > 1);
	hdf_flag(item, "Unstamped", a->stamped_at == 0);
	hdf_flag(item, "Unaccepted", a->accepted_at == 0 && a->state == APP_SUBMITTED);
	hdf_time(item, "Submitted", a->submitted_at);
	remain_put(p, item, a->due_at);
	if (a->claimed_by == 0 || a->claimed_at + DESK_CLAIM <= p->now)
		return 0;
	if ((r = desk_name_by_id(page_state(p), a->claimed_by, name)) != 0)
		return r;
	hdf_set(item, "By", name);
	hdf_flag(item, "Mine", a->claimed_by == p->actor->id);
	return 0;
}

/* "due-id" of the last line of the page before. */
static int
read_after(struct page *p, int64_t *due, uint64_t *id)
{
	const char *at = page_value(p, "after"), *mark = strchr(at, '-');
	char first[24];
	uint64_t n;
	int r;

	*due = 0;
	*id = 0;
	if (*at == '\0')
		return 0;
	if (mark == NULL || (size_t)(mark - at) >= sizeof(first))
		return ERR_NOTFOUND;
	snprintf(first, sizeof(first), "%.*s", (int)(mark - at), at);
	if ((r = str_number(first, INT64_MAX, "page", &n)) != 0 || (r = str_number(mark + 1, UINT64_MAX, "page", id)) != 0)
		return r;
	*due = (int64_t)n;
	return 0;
}

static int
put_queue(struct page *p, enum desk_tab tab)
{
	struct app_line list[A_PAGE + 1];
	int64_t due;
	uint64_t id;
	size_t n;
	int r;

	if ((r = read_after(p, &due, &id)) != 0 ||
	    (r = desk_queue(page_state(p), p->actor, tab, due, id, list, A_PAGE + 1, &n)) != 0)
		return r;
	for (size_t i = 0; i < n && i < A_PAGE; i++)
		if ((r = put_line(p, &list[i], i)) != 0)
			return r;
	if (n > A_PAGE)
		hdf_setf(p->data, "Pager.Next", "/ra/?tab=%s&after=%" PRId64 "-%" PRIu64, desk_tab_text[tab],
		    list[A_PAGE - 1].due_at, list[A_PAGE - 1].id);
	if (id != 0)
		hdf_setf(p->data, "Pager.First", "/ra/?tab=%s", desk_tab_text[tab]);
	return 0;
}

int
ra_queue_show(struct page *p)
{
	bool loss = str_eq(page_value(p, "tab"), "loss");
	int tab = tab_of(p), r;

	if ((r = looking_list(page_state(p), p->actor, loss ? "loss" : desk_tab_text[tab], p->now)) != 0)
		return r;
	if (loss)
		return ra_loss_show(p);
	if ((r = put_queue(p, (enum desk_tab)tab)) != 0)
		return r;
	hdf_set(p->data, "Tab", desk_tab_text[tab]);
	hdf_flag(p->data, "Can.Next", (tab == DESK_REVIEW && (p->actor->roles & ROLE_REVIEWER) != 0) ||
	    ((tab == DESK_ENTRY || tab == DESK_AGAIN) && (p->actor->roles & ROLE_CLERK) != 0));
	page_title(p, "Ra.Queue.Title");
	page_nav(p, desk_tab_text[tab]);
	return page_show(p, "page/ra_queue.cs");
}

int
ra_next_send(struct page *p)
{
	int tab = tab_of(p), r;
	char no[LEN_NO];

	if ((r = desk_next(page_state(p), p->actor, (enum desk_tab)tab, p->now, no)) == ERR_NOTFOUND) {
		page_flash(p, "RaNothing");
		return page_redirect(p, "/ra/?tab=%s", desk_tab_text[tab]);
	}
	return r != 0 ? r : page_redirect(p, "/ra/%s", no);
}
