#include "rules/pictures.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "draw/draw.h"
#include "keeper/unseal.h"
#include "rules/looking.h"
#include "rules/records.h"
#include "rules/rules.h"
#include "rules/trail.h"
#include "rules/watermark.h"
#include "util/digest.h"
#include "util/err.h"
#include "util/tm.h"

static int
find(struct rules *r, const struct app *app, uint64_t material, struct material *m)
{
	int rc = db_material_get(r->db, material, m);

	return rc == 0 && m->application != app->id ? err_set(ERR_NOTFOUND, "the application has no such material") : rc;
}

static int
open_seal(const struct rules *r, uint64_t owner, uint64_t object, const struct buf *sealed, struct buf *plain)
{
	char path[SITE_PATH];

	return unseal(site_path(r->site, "run/keeper/s", path), owner, object, sealed->data, sealed->len, plain);
}

/* The file, and that it is the one whose digest stands in the case text. */
static int
open_file(struct rules *r, const struct material *m, struct buf *plain)
{
	unsigned char sum[DIGEST_SIZE];
	struct buf sealed;
	int rc;

	buf_init(&sealed, 0);
	if ((rc = db_material_content(r->db, m->id, &sealed)) == 0)
		rc = open_seal(r, m->application, m->id, &sealed, plain);
	buf_clear(&sealed);
	if (rc != 0)
		return rc;
	digest_sha256(plain->data, plain->len, sum);
	return memcmp(sum, m->sha256, sizeof(sum)) == 0 ? 0 : err_set(ERR_CRYPTO, "the material is not the file that was sent");
}

/* --- making ------------------------------------------------------------------------------------------------ */

struct making {
	const struct actor	*actor;
	const struct app	*app;
	const struct material	*material;
	struct material_page	 page[DRAW_PAGES];
	size_t			 n;
	int64_t			 now;
};

/* A page belongs to its material as that belongs to its application. */
static int
seal_pages(const struct rules *r, const struct draw_page *drawn, size_t n, struct making *k)
{
	int rc = 0;

	for (k->n = 0; rc == 0 && k->n < n; k->n++) {
		struct material_page *p = &k->page[k->n];
		int number = (int)k->n + 1;

		*p = (struct material_page){ .material = k->material->id, .page = number, .width = drawn[k->n].width,
		    .height = drawn[k->n].height, .created = k->now };
		rc = records_seal(r, p->material, (uint64_t)number, drawn[k->n].png.data, drawn[k->n].png.len, &p->sealed);
	}
	return rc;
}

static int
draw(const struct rules *r, const struct buf *file, struct making *k)
{
	struct draw_page drawn[DRAW_PAGES];
	char path[SITE_PATH];
	size_t n;
	int rc;

	rc = draw_pages(site_path(r->site, "run/draw/s", path), k->material->type, file->data, file->len, drawn, &n);
	if (rc == 0)
		rc = seal_pages(r, drawn, n, k);
	draw_clear(drawn, n);
	return rc;
}

static int
store(struct db *db, void *arg)
{
	const struct making *k = arg;
	size_t i;
	int r;

	for (i = 0; i < k->n; i++)
		if ((r = db_material_page_insert(db, &k->page[i])) != 0)
			return r;
	if ((r = db_material_pages(db, k->material->id, k->material->version, (int)k->n)) != 0)
		return r;
	return trail_id(db, k->actor, k->now, "draw.material", "application", k->app->id, "no=%s material=%" PRIu64 " pages=%zu",
	    k->app->no, k->material->id, k->n);
}

static int
make(struct rules *r, const struct actor *a, const struct app *app, const struct material *m, int64_t now)
{
	struct making k = { .actor = a, .app = app, .material = m, .now = now };
	struct buf file;
	int rc;

	buf_init(&file, 0);
	if ((rc = open_file(r, m, &file)) == 0 && (rc = draw(r, &file, &k)) == 0)
		rc = db_run(r->db, store, &k);
	buf_wipe(&file);
	while (k.n > 0)
		material_page_clear(&k.page[--k.n]);
	return rc;
}

int
pictures_make(struct rules *r, const struct actor *a, const struct app *app, uint64_t material, int64_t now,
    struct material *m)
{
	int rc;

	if ((rc = find(r, app, material, m)) != 0 || m->pages > 0)
		return rc;
	rc = make(r, a, app, m, now);
	if (rc != 0 && rc != ERR_CONFLICT)
		return rc;
	if (rc == ERR_CONFLICT)		/* a colleague opened it at the same time */
		err_take();
	if ((rc = find(r, app, material, m)) == 0 && m->pages == 0)
		rc = err_set(ERR_CONFLICT, "the material was replaced meanwhile");
	return rc;
}

/* --- showing ------------------------------------------------------------------------------------------------ */

static int
show(struct rules *r, const struct actor *a, const struct material_page *p, int turn, int64_t now, struct buf *png)
{
	char text[400], at[17];
	struct buf plain;
	int rc;

	buf_init(&plain, 0);
	snprintf(text, sizeof(text), "%.256s %.33s  %s", a->name, a->person, tm_local(now, r->site->zone_minutes, at));
	if ((rc = open_seal(r, p->material, (uint64_t)p->page, &p->sealed, &plain)) == 0)
		rc = watermark(&plain, turn, text, png);
	buf_wipe(&plain);
	return rc;
}

int
pictures_page(struct rules *r, const struct actor *a, const struct app *app, uint64_t material, int page, int turn,
    int64_t now, struct buf *png)
{
	struct material_page p = { .material = 0 };
	struct material m;
	int rc;

	if ((rc = find(r, app, material, &m)) != 0 || (rc = db_material_page_get(r->db, material, page, &p)) != 0)
		return rc;
	if ((rc = looking_seen(r, a, app, material, page, m.pages, now)) == 0)
		rc = show(r, a, &p, turn, now, png);
	material_page_clear(&p);
	return rc;
}

struct taking { const struct actor *actor; const struct app *app; uint64_t material; int64_t now; };

static int
record_original(struct db *db, void *arg)
{
	const struct taking *k = arg;

	return trail_id(db, k->actor, k->now, "look.original", "application", k->app->id, "no=%s material=%" PRIu64, k->app->no,
	    k->material);
}

int
pictures_original(struct rules *r, const struct actor *a, const struct app *app, uint64_t material, int64_t now,
    struct material *m, struct buf *file)
{
	struct taking k = { .actor = a, .app = app, .material = material, .now = now };
	int rc;

	if ((rc = find(r, app, material, m)) != 0 || (rc = db_run(r->db, record_original, &k)) != 0)
		return rc;
	return open_file(r, m, file);
}
