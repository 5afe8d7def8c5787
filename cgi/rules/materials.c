#include "rules/materials.h"

#include <stdio.h>
#include <string.h>

#include "rules/filetype.h"
#include "rules/records.h"
#include "rules/rules.h"
#include "rules/trail.h"
#include "store/limit.h"
#include "util/digest.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/str.h"
#include "util/tm.h"

#define FILES_BURST 60	/* then one a minute */

/* Documents of one page: the back says nothing. */
static bool
has_back(const char *id_kind)
{
	return !str_eq(id_kind, "passport") && !str_eq(id_kind, "foreign-passport");
}

size_t
materials_wanted(const struct app *app, enum product_kind product, const char *out[MATERIALS_KINDS])
{
	static const char *const unit[] = { "licence", "legal_id", "agent_id", "authorisation" };
	size_t n = 0;

	if (product == PRODUCT_ENTERPRISE) {
		for (; n < sizeof(unit) / sizeof(unit[0]); n++)
			out[n] = unit[n];
		return n;
	}
	out[n++] = "id_front";
	if (has_back(app->person.kind))
		out[n++] = "id_back";
	return n;
}

bool
materials_is_wanted(const struct app *app, enum product_kind product, const char *kind)
{
	const char *kinds[MATERIALS_KINDS];
	size_t n = materials_wanted(app, product, kinds);

	for (size_t i = 0; i < n; i++)
		if (str_eq(kinds[i], kind))
			return true;
	return false;
}

size_t
materials_shown(const struct app *app, enum product_kind product, const struct material *have, size_t n,
    const char *out[MATERIALS_KINDS + MATERIALS_MAX])
{
	size_t count = materials_wanted(app, product, out);

	for (size_t i = 0; i < n; i++)
		if (!materials_is_wanted(app, product, have[i].kind))
			out[count++] = have[i].kind;
	return count;
}

int
materials_list(struct rules *r, const struct app *app, struct material *out, size_t *n)
{
	return db_material_list(r->db, app->id, out, MATERIALS_MAX, n);
}

int
materials_whole(struct rules *r, const struct app *app, enum product_kind product, bool *out)
{
	struct material have[MATERIALS_MAX];
	const char *kinds[MATERIALS_KINDS];
	size_t wanted = materials_wanted(app, product, kinds), n, found = 0;
	int rc;

	if ((rc = materials_list(r, app, have, &n)) != 0)
		return rc;
	for (size_t i = 0; i < wanted; i++)
		for (size_t k = 0; k < n; k++)
			if (str_eq(have[k].kind, kinds[i])) {
				found++;
				break;
			}
	*out = found == wanted;
	return 0;
}

struct changing {
	const struct actor	*actor;
	const struct app	*app;
	struct material		 row;
	const struct buf	*sealed;	/* NULL: nothing comes in its place */
	int64_t			 now;
};

/* Takes away what there is of that kind; *gone how many. */
static int
clear_kind(struct db *db, const struct changing *x, size_t *gone)
{
	struct material have[MATERIALS_MAX];
	size_t n;
	int r;

	*gone = 0;
	if ((r = db_material_list(db, x->app->id, have, MATERIALS_MAX, &n)) != 0)
		return r;
	for (size_t i = 0; i < n && r == 0; i++)
		if (str_eq(have[i].kind, x->row.kind)) {
			r = db_material_replace(db, have[i].id, x->now);
			(*gone)++;
		}
	return r;
}

/* The application's version rises with its evidence: what was made ready to be signed before is void. */
static int
change(struct db *db, void *arg)
{
	const struct changing *x = arg;
	const struct material *m = &x->row;
	char sha256[DIGEST_TEXT];
	size_t gone;
	int r;

	if ((r = db_app_edit(db, x->app)) != 0 || (r = clear_kind(db, x, &gone)) != 0)
		return r;
	if (x->sealed == NULL)
		return gone == 0 ? ERR_NOTFOUND : trail_id(db, x->actor, x->now, "material.remove", "application", x->app->id,
		    "kind=%s", m->kind);
	if ((r = db_material_insert(db, m, x->sealed)) != 0)
		return r;
	return trail_id(db, x->actor, x->now, "material.add", "application", x->app->id, "material=%llu kind=%s type=%s size=%d %s",
	    (unsigned long long)m->id, m->kind, m->type, m->size, digest_text(m->sha256, sha256));
}

static int
was_added(struct db *db, void *arg)
{
	const struct changing *x = arg;
	struct material m;

	return db_material_find_request(db, x->row.request, &m);
}

static int
check_file(const struct app *app, enum product_kind product, const char *kind, size_t n)
{
	if (!materials_is_wanted(app, product, kind))
		return err_set(ERR_NOTFOUND, "the product asks for no such material");
	if (n > MATERIALS_SIZE)
		return err_set(ERR_LIMIT, "the file is larger than %zu bytes", MATERIALS_SIZE);
	return 0;
}

/* What was replaced is kept: one account must not be able to fill the disk. */
static int
too_many(struct rules *r, const struct actor *a, int64_t now)
{
	char account[24];
	int rc;

	snprintf(account, sizeof(account), "%llu", (unsigned long long)a->id);
	rc = db_limit_take(r->db, "upload", account, FILES_BURST, TM_MINUTE, now, NULL);
	return rc == ERR_LIMIT ? err_set(ERR_LIMIT, "too many files were uploaded, wait a few minutes") : rc;
}

static int
fill_row(struct material *m, const char *kind, const char *name, const void *p, size_t n, const char *once)
{
	enum filetype type;
	int r;

	if ((r = filetype_find(p, n, &type)) != 0)
		return r;
	if (str_copy(m->kind, sizeof(m->kind), kind) != 0 || str_copy(m->name, sizeof(m->name), name) != 0 ||
	    str_copy(m->request, sizeof(m->request), once) != 0)
		return err_reword(ERR_INPUT, "the name of the file is longer than 200 characters");
	snprintf(m->type, sizeof(m->type), "%s", filetype_text[type]);
	m->size = (int)n;
	digest_sha256(p, n, m->sha256);
	return 0;
}

int
materials_add(struct rules *r, const struct actor *a, struct app *app, enum product_kind product, const char *kind,
    const char *name, const void *p, size_t n, const char *once, int64_t now)
{
	struct changing x = { .actor = a, .app = app, .now = now, .row = { .id = rnd_id(now), .application = app->id,
	    .created = now } };
	struct material before;
	struct buf sealed;
	int rc;

	if ((rc = db_material_find_request(r->db, once, &before)) == 0)
		return before.application == app->id ? 0 : err_set(ERR_DENIED, "form token belongs to another application");
	if (rc != ERR_NOTFOUND || (rc = check_file(app, product, kind, n)) != 0 || (rc = too_many(r, a, now)) != 0 ||
	    (rc = fill_row(&x.row, kind, name, p, n, once)) != 0)
		return rc;
	buf_init(&sealed, 0);
	x.sealed = &sealed;
	if ((rc = records_seal(r, app->id, x.row.id, p, n, &sealed)) == 0 && (rc = buf_end(&sealed, "sealed file")) == 0 &&
	    (rc = db_run_known(r->db, change, was_added, &x)) == 0)
		app->version++;
	buf_clear(&sealed);
	return rc;
}

int
materials_remove(struct rules *r, const struct actor *a, struct app *app, const char *kind, int64_t now)
{
	struct changing x = { .actor = a, .app = app, .now = now };
	int rc;

	if (str_copy(x.row.kind, sizeof(x.row.kind), kind) != 0)
		return ERR_NOTFOUND;
	if ((rc = db_run(r->db, change, &x)) == 0)
		app->version++;
	return rc;
}
