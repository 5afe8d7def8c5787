#include "pages/ra_evidence.h"

#include <inttypes.h>
#include <stdbool.h>

#include "rules/desk.h"
#include "rules/pictures.h"
#include "util/err.h"
#include "util/region.h"
#include "util/str.h"
#include "util/tm.h"
#include "web/hdf.h"
#include "web/page.h"

#define SIDES	2
#define LATE	(3 * TM_SECOND)	/* with DRAW_SECONDS less than the 18 of a request */

static const int zoom_percent[] = { 100, 150, 200, 300 };	/* of the width there is; console.css: z1 to z4 */
#define ZOOMS	(sizeof(zoom_percent) / sizeof(zoom_percent[0]))

static const struct { const char *material, *page, *turn; } words[SIDES] = { { "m", "n", "r" }, { "b", "bn", "br" } };

/* One page of one material. */
struct side { size_t at; uint64_t page, turn; };

struct view {
	const struct desk_case	*c;
	struct side		 side[SIDES];
	size_t			 sides;
	size_t			 zoom;		/* of zoom_percent */
};

/* --- what is asked for ------------------------------------------------------------------------------------- */
static uint64_t
number(const struct page *p, const char *name)
{
	uint64_t n = 0;

	if (*page_value(p, name) != '\0' && str_number(page_value(p, name), UINT64_MAX, name, &n) != 0)
		err_take();
	return n;
}

/* The count of materials when there is none such. */
static size_t
material_of(const struct desk_case *c, uint64_t id)
{
	size_t i = 0;

	while (i < c->materials && c->material[i].id != id)
		i++;
	return i;
}

static size_t
first_not_seen(const struct desk_case *c)
{
	for (size_t i = 0; i < c->materials; i++)
		if (!c->seen[i])
			return i;
	return 0;
}

static void
read_side(const struct page *p, size_t which, struct side *s)
{
	s->page = number(p, words[which].page);
	s->turn = number(p, words[which].turn);
	if (s->page < 1)
		s->page = 1;
	if (s->turn % 90 != 0 || s->turn >= 360)
		s->turn = 0;
}

static void
read_view(const struct page *p, const struct desk_case *c, struct view *v)
{
	uint64_t zoom = number(p, "z");

	*v = (struct view){ .c = c, .sides = 1, .zoom = zoom >= 1 && zoom <= ZOOMS ? zoom - 1 : 0 };
	for (size_t i = 0; i < SIDES; i++) {
		read_side(p, i, &v->side[i]);
		v->side[i].at = material_of(c, number(p, words[i].material));
	}
	if (v->side[0].at == c->materials)
		v->side[0].at = first_not_seen(c);
	if (v->side[1].at < c->materials)
		v->sides = 2;
}

/* --- links --------------------------------------------------------------------------------------------------- */
static void
put_view(struct page *p, struct hdf *to, const char *name, const struct view *v)
{
	const char *href = "";

	for (size_t i = 0; i < v->sides; i++) {
		const struct side *s = &v->side[i];

		href = region_printf(p->region, "%s%s%s=%" PRIu64, href, i > 0 ? "&" : "", words[i].material,
		    v->c->material[s->at].id);
		if (s->page > 1)
			href = region_printf(p->region, "%s&%s=%" PRIu64, href, words[i].page, s->page);
		if (s->turn > 0)
			href = region_printf(p->region, "%s&%s=%" PRIu64, href, words[i].turn, s->turn);
	}
	if (v->zoom > 0)
		href = region_printf(p->region, "%s&z=%zu", href, v->zoom + 1);
	hdf_setf(to, name, "/ra/%s?%s#ev", v->c->app.no, href);
}

static void
put_side(struct page *p, struct hdf *to, const char *name, const struct view *v, size_t which, struct side s)
{
	struct view other = *v;

	other.side[which] = s;
	put_view(p, to, name, &other);
}

/* What is larger or smaller, and what stands beside it. */
static void
put_tools(struct page *p, const struct view *v, int pages)
{
	struct hdf *ev = hdf_at(p->data, "Ev");
	struct view other = *v;
	struct side s = v->side[0];

	hdf_setn(ev, "Percent", zoom_percent[v->zoom]);
	hdf_setn(ev, "Zoom", (int64_t)v->zoom + 1);
	other.zoom = v->zoom + 1;
	if (v->zoom + 1 < ZOOMS)
		put_view(p, ev, "Larger", &other);
	other.zoom = v->zoom > 0 ? v->zoom - 1 : 0;
	if (v->zoom > 0)
		put_view(p, ev, "Smaller", &other);
	other.zoom = v->zoom;
	other.sides = v->sides == 1 ? 2 : 1;
	other.side[1] = v->c->materials > 1 ? (struct side){ .at = (s.at + 1) % v->c->materials, .page = 1 } :
	    (struct side){ .at = s.at, .page = s.page < (uint64_t)pages ? s.page + 1 : 1 };
	hdf_flag(ev, "Two", v->sides == 2);
	if (v->sides == 2 || v->c->materials > 1 || pages > 1)
		put_view(p, ev, v->sides == 2 ? "Alone" : "Compare", &other);
}

/* --- one side ------------------------------------------------------------------------------------------------ */
static void
put_choice(struct page *p, struct hdf *to, const struct view *v, size_t which)
{
	for (size_t i = 0; i < v->c->materials; i++) {
		struct hdf *item = hdf_item(to, "Mat", i);
		const struct material *m = &v->c->material[i];

		hdf_set(item, "Kind", m->kind);
		put_side(p, item, "Href", v, which, (struct side){ .at = i, .page = 1 });
		hdf_flag(item, "Seen", v->c->seen[i]);
		hdf_flag(item, "Here", i == v->side[which].at);
		if (m->pages > 1)
			hdf_setn(item, "Pages", m->pages);
	}
}

static void
put_around(struct page *p, struct hdf *to, const struct view *v, size_t which, int pages)
{
	struct side s = v->side[which];

	if (s.page > 1)
		put_side(p, to, "Before", v, which, (struct side){ s.at, s.page - 1, s.turn });
	if (s.page < (uint64_t)pages)
		put_side(p, to, "After", v, which, (struct side){ s.at, s.page + 1, s.turn });
	put_side(p, to, "Turn", v, which, (struct side){ s.at, s.page, (s.turn + 90) % 360 });
}

static void
put_shown(struct page *p, struct hdf *to, const struct view *v, size_t which, const struct material *m)
{
	const struct side *s = &v->side[which];
	const char *no = v->c->app.no;

	hdf_set(to, "Kind", m->kind);
	hdf_set(to, "Name", m->name);
	hdf_setn(to, "Page", (int64_t)s->page);
	hdf_setn(to, "Pages", m->pages > 0 ? m->pages : 1);
	hdf_setn(to, "Kb", (m->size + 1023) / 1024);
	hdf_hex4(to, "Sha256", m->sha256, 8);
	hdf_time(to, "Uploaded", m->created);
	hdf_setf(to, "Original", "/ra/%s/material/%" PRIu64 "/original", no, m->id);
	if (m->pages == 0)
		return;
	hdf_setf(to, "Src", "/ra/%s/material/%" PRIu64 "/page/%" PRIu64 "%s", no, m->id, s->page,
	    s->turn == 0 ? "" : region_printf(p->region, "?r=%" PRIu64, s->turn));
	put_around(p, to, v, which, m->pages);
}

/*
 * Drawn by the first who opens it; what cannot be drawn has a sentence in its place.  A second file that is begun late would
 * outlast the request.
 */
static int
make_pages(struct page *p, const struct desk_case *c, int64_t from, struct material *m)
{
	if (m->pages == 0 && tm_steady() - from > LATE)
		return err_set(ERR_LIMIT, "the file was not drawn yet");
	return pictures_make(page_state(p), p->actor, &c->app, m->id, p->now, m);
}

void
ra_evidence(struct page *p, const struct desk_case *c)
{
	struct material shown[SIDES];
	struct view v;
	int64_t from = tm_steady();
	size_t seen = 0;

	for (size_t i = 0; i < c->materials; i++)
		seen += c->seen[i];
	hdf_setn(p->data, "MatSeen", (int64_t)seen);
	hdf_setn(p->data, "MatCount", (int64_t)c->materials);
	if (c->materials == 0)
		return;
	read_view(p, c, &v);
	for (size_t i = 0; i < v.sides; i++) {
		shown[i] = c->material[v.side[i].at];
		if (make_pages(p, c, from, &shown[i]) != 0) {
			shown[i] = c->material[v.side[i].at];
			hdf_set(hdf_item(p->data, "Side", i), "Refusal", page_note(p, err_take()));
		}
		if (v.side[i].page > (uint64_t)(shown[i].pages > 0 ? shown[i].pages : 1))
			v.side[i].page = 1;
	}
	put_tools(p, &v, shown[0].pages);
	for (size_t i = 0; i < v.sides; i++) {
		put_choice(p, hdf_item(p->data, "Side", i), &v, i);
		put_shown(p, hdf_item(p->data, "Side", i), &v, i, &shown[i]);
	}
}
