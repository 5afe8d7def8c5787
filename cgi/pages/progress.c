#include <inttypes.h>

#include "pages/hall.h"
#include "rules/apply.h"
#include "util/err.h"
#include "util/str.h"
#include "web/hdf.h"
#include "web/page.h"

static const struct field fields[] = {
	{ "no", FIELD_LINE, FIELD_MUST, 24, NULL },
};

/* Everybody who has the number sees its state, and nothing else; the owner is led to his case. */
static int
look_up(struct page *p)
{
	enum app_state state;
	uint64_t mine;
	int r;

	r = apply_state_of(page_state(p), p->actor, page_value(p, "no"), p->now, &state, &mine);
	if (r == ERR_NOTFOUND) {
		page_fault(p, "no", "Progress.None");
		return 0;
	}
	if (r == ERR_LIMIT) {
		page_fault_note(p, "no");
		return 0;
	}
	if (r != 0)
		return r;
	hdf_set(p->data, "Found.No", page_value(p, "no"));
	hdf_set(p->data, "Found.State", app_state_text[state]);
	if (mine != 0)
		hdf_setf(p->data, "Found.Href", "/apply/%" PRIu64, mine);
	return 0;
}

int
progress_show(struct page *p)
{
	int r;

	page_title(p, "Progress.Title");
	page_nav(p, "progress");
	if (page_ticked(p, "no") && page_fields(p, fields, 1) == 0 && (r = look_up(p)) != 0)
		return r;
	return page_show(p, "page/progress.cs");
}
