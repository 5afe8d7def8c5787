#include "rules/looking.h"

#include <inttypes.h>

#include "keeper/unseal.h"
#include "rules/identity.h"
#include "rules/rules.h"
#include "rules/trail.h"
#include "store/material.h"
#include "util/err.h"
#include "util/str.h"

#define REASON_MAX 200

const char *const looking_whom_text[] = { "applicant", "agent", "legal", NULL };

struct look {
	const struct actor	*actor;
	const struct app	*app;
	enum looking_whom	 whom;
	const char		*reason;
	const struct cert_row	*cert;
	const char		*list;
	uint64_t		 material;
	int			 page, pages;
	int64_t			 now;
};

static const enum person_capacity capacity[] = { [LOOKING_APPLICANT] = PERSON_SELF, [LOOKING_AGENT] = PERSON_AGENT,
    [LOOKING_LEGAL] = PERSON_LEGAL };

static int
record_list(struct db *db, void *arg)
{
	const struct look *k = arg;

	return trail(db, k->actor, k->now, "look.list", "list", k->list, "ra=%s", k->actor->ra);
}

int
looking_list(struct rules *r, const struct actor *a, const char *list, int64_t now)
{
	return db_run(r->db, record_list, &(struct look){ .actor = a, .list = list, .now = now });
}

static int
record_app(struct db *db, void *arg)
{
	const struct look *k = arg;

	return trail_id(db, k->actor, k->now, "look.application", "application", k->app->id, "no=%s", k->app->no);
}

int
looking_app(struct rules *r, const struct actor *a, const struct app *app, int64_t now)
{
	return db_run(r->db, record_app, &(struct look){ .actor = a, .app = app, .now = now });
}

static int
record_cert(struct db *db, void *arg)
{
	const struct look *k = arg;

	return trail_id(db, k->actor, k->now, "look.certificate", "certificate", k->cert->id, "issuer=%s", k->cert->issuer);
}

int
looking_cert(struct rules *r, const struct actor *a, const struct cert_row *cert, int64_t now)
{
	return db_run(r->db, record_cert, &(struct look){ .actor = a, .cert = cert, .now = now });
}

static int
record_number(struct db *db, void *arg)
{
	const struct look *k = arg;

	return trail_id(db, k->actor, k->now, "look.number", "application", k->app->id, "no=%s whom=%s reason=%s", k->app->no,
	    looking_whom_text[k->whom], k->reason);
}

static int
open_seal(struct rules *r, const struct look *k, const struct buf *sealed, char out[LOOKING_NUMBER])
{
	char path[SITE_PATH];
	struct buf plain;
	int rc;

	buf_init(&plain, 0);
	rc = unseal(site_path(r->site, "run/keeper/s", path), k->app->id, IDENTITY_OBJECT(capacity[k->whom]), sealed->data,
	    sealed->len, &plain);
	if (rc == 0 && (rc = str_copy(out, LOOKING_NUMBER, buf_str(&plain))) != 0)
		rc = err_set(ERR_CRYPTO, "a sealed number is too long to be one");
	buf_wipe(&plain);
	return err_in(rc, "keeper");
}

int
looking_number(struct rules *r, const struct actor *a, const struct app *app, enum looking_whom whom, const char *reason,
    int64_t now, char out[LOOKING_NUMBER])
{
	struct look k = { .actor = a, .app = app, .whom = whom, .reason = reason, .now = now };
	const struct app_id *id = identity_of(app, capacity[whom]);
	int rc;

	out[0] = '\0';
	if (*reason == '\0')
		return err_set(ERR_INPUT, "a reason must be given");
	if (str_chars(reason) > REASON_MAX)
		return err_set(ERR_INPUT, "the reason is longer than %d characters", REASON_MAX);
	if (id->sealed.len == 0)
		return err_set(ERR_NOTFOUND, "the application names no such person");
	if ((rc = db_run(r->db, record_number, &k)) != 0)
		return rc;
	return open_seal(r, &k, &id->sealed, out);
}

static int
record_page(struct db *db, void *arg)
{
	const struct look *k = arg;
	int r;

	if (k->page == k->pages && (r = db_material_look(db, k->material, k->actor->id, k->now)) != 0)
		return r;
	return trail_id(db, k->actor, k->now, "look.material", "application", k->app->id, "no=%s material=%" PRIu64 " page=%d",
	    k->app->no, k->material, k->page);
}

int
looking_seen(struct rules *r, const struct actor *a, const struct app *app, uint64_t material, int page, int pages, int64_t now)
{
	struct look k = { .actor = a, .app = app, .material = material, .page = page, .pages = pages, .now = now };

	return db_run(r->db, record_page, &k);
}
