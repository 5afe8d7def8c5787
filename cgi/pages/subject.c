#include <stdio.h>
#include <string.h>

#include "pages/draft.h"
#include "pages/hall.h"
#include "rules/apply.h"
#include "rules/mine.h"
#include "rules/subject.h"
#include "util/err.h"
#include "util/str.h"
#include "web/hdf.h"
#include "web/page.h"

/* The form's fields are the product's. */
static size_t
fields_of(const struct draft *d, const struct subject_field *rows[SUBJECT_FIELDS], struct field out[SUBJECT_FIELDS])
{
	size_t n = subject_fields(d->product.kind, rows);

	for (size_t i = 0; i < n; i++)
		out[i] = (struct field){ rows[i]->name, FIELD_LINE, rows[i]->must ? FIELD_MUST : 0, rows[i]->max, NULL };
	return n;
}

/* The first time, the mobile that the person logged in with is proposed. */
static void
fill_fields(struct page *p, const struct draft *d)
{
	const struct subject_field *rows[SUBJECT_FIELDS];
	size_t n = subject_fields(d->product.kind, rows);
	char mobile[LEN_MOBILE] = "";

	if (mine_mobile(page_state(p), p->actor, mobile) != 0)
		err_take();
	for (size_t i = 0; i < n; i++) {
		const char *value = subject_get(&d->app, rows[i]);

		page_fill(p, rows[i]->name, *value == '\0' && str_ends(rows[i]->name, "mobile") ? mobile : value);
	}
}

static int
show(struct page *p, struct draft *d)
{
	draft_fill(p, d);
	fill_fields(p, d);
	hdf_set(p->data, "App.Back", page_value(p, "back"));
	page_title(p, "Subject.Title");
	return page_show(p, "page/subject.cs");
}

int
subject_show(struct page *p)
{
	return draft_with(p, PART_SUBJECT, show);
}

/* Takes what was typed into app; *changed whether it says anything new. ERR_INPUT when there is a fault. */
static int
take_fields(struct page *p, struct draft *d, bool *changed)
{
	const struct subject_field *rows[SUBJECT_FIELDS];
	struct field fields[SUBJECT_FIELDS];
	size_t n = fields_of(d, rows, fields), faults = p->faults;

	*changed = false;
	for (size_t i = 0; i < n; i++) {	/* one after the other, so that faults stand in the order of the fields */
		char before[LEN_LINE];

		snprintf(before, sizeof(before), "%s", subject_get(&d->app, rows[i]));
		if (page_fields(p, &fields[i], 1) == 0 && subject_put(&d->app, rows[i], page_value(p, rows[i]->name)) != 0)
			page_fault_note(p, rows[i]->name);
		*changed = *changed || !str_eq(before, subject_get(&d->app, rows[i]));
	}
	return p->faults > faults ? ERR_INPUT : 0;
}

static int
save(struct page *p, struct draft *d)
{
	bool fresh = draft_fresh(p, d), changed;
	int r;

	if (take_fields(p, d, &changed) != 0)
		return show(p, d);
	if (!changed)
		return draft_next(p, d, PART_SUBJECT);
	subject_complete(&d->app, d->product.kind);
	r = fresh ? apply_save(page_state(p), p->actor, &d->app, "subject", p->now) : ERR_CONFLICT;
	if (r == ERR_CONFLICT) {
		draft_stale(p, d);
		return show(p, d);
	}
	return r != 0 ? r : draft_next(p, d, PART_SUBJECT);
}

int
subject_send(struct page *p)
{
	return draft_with(p, PART_SUBJECT, save);
}
