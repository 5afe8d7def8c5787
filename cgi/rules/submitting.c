#include "rules/submitting.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "rules/agreeing.h"
#include "rules/consentpaper.h"
#include "rules/due.h"
#include "rules/keying.h"
#include "rules/mailbox.h"
#include "rules/materials.h"
#include "rules/move.h"
#include "rules/rules.h"
#include "rules/subject.h"
#include "rules/trail.h"
#include "store/person.h"
#include "util/digest.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/str.h"
#include "util/tm.h"

#define NUMBERS	1000000
#define TRIES	20

/* --- what is missing ------------------------------------------------------------------------------- */

/* Names of the fields that need a look at the map besides rules/subject's. */
static const char *const identity_fields[] = { "id_kind", "id_no", "legal_id_no", "agent_id_no", NULL };
static const char *const material_fields[] = { "id_front", "id_back", "legal_id", "agent_id", "licence", "authorisation", NULL };

static bool
is_marked(const char *marks, const char *field)
{
	size_t n = strlen(field);

	for (const char *at = *marks != '\0' ? marks : "id_no"; *at != '\0';) {
		size_t len = strcspn(at, ",");

		if (len > 0 && len <= n && memcmp(field + n - len, at, len) == 0 && (len == n || field[n - len - 1] == '_'))
			return true;
		at += len + (at[len] == ',');
	}
	return false;
}

static bool
has_marked_subject(const struct product *product)
{
	const struct subject_field *fields[SUBJECT_FIELDS];
	size_t n = subject_fields(product->kind, fields);

	for (size_t i = 0; i < n; i++)
		if (is_marked(product->sensitive_fields, fields[i]->name))
			return true;
	return false;
}

bool
submitting_sensitive(const struct product *product, enum submitting_part part)
{
	const char *const *fields = part == PART_IDENTITY ? identity_fields : material_fields;

	if (part == PART_SUBJECT)
		return has_marked_subject(product);
	if (part != PART_IDENTITY && part != PART_MATERIALS)
		return false;
	if (part == PART_MATERIALS && submitting_sensitive(product, PART_IDENTITY))	/* a picture shows the number */
		return true;
	for (size_t i = 0; fields[i] != NULL; i++)
		if (is_marked(product->sensitive_fields, fields[i]))
			return true;
	return false;
}

static size_t
people_of(enum product_kind product, enum person_capacity out[2])
{
	if (product == PRODUCT_PERSONAL) {
		out[0] = PERSON_SELF;
		return 1;
	}
	out[0] = PERSON_LEGAL;
	out[1] = PERSON_AGENT;
	return 2;
}

static bool
identities_whole(const struct app *app, enum product_kind product, const unsigned char *key)
{
	enum person_capacity who[2];
	size_t n = people_of(product, who);

	for (size_t i = 0; i < n; i++)
		if (!identity_given(app, who[i], key))
			return false;
	return true;
}

/* A key that another draft was faster with is no key any more. */
static int
has_key(struct db *db, const struct app *app, bool *out)
{
	int r = app->spki.len > 0 ? keying_unused(db, app, app->spki_sha256) : ERR_CONFLICT;

	*out = r == 0;
	if (r != ERR_CONFLICT)
		return r;
	err_take();
	return 0;
}

int
submitting_missing(struct rules *r, const struct app *app, const struct product *product,
    const unsigned char key[IDENTITY_KEY], int64_t now, unsigned *missing)
{
	enum document_kind kind;
	bool materials, key_there;
	int rc;

	*missing = 0;
	rc = agreeing_missing(r, app, product, now, &kind);
	if (rc != 0 && rc != ERR_DENIED && rc != ERR_NOTFOUND)
		return rc;
	if (rc != ERR_NOTFOUND)		/* the separate consent is asked for on the way to the numbers */
		*missing |= 1u << (rc == 0 && kind == DOCUMENT_SENSITIVE ? PART_IDENTITY : PART_TEXTS);
	if ((rc = materials_whole(r, app, product->kind, &materials)) != 0 || (rc = has_key(r->db, app, &key_there)) != 0)
		return rc;
	*missing |= (unsigned)!materials << PART_MATERIALS | (unsigned)!subject_whole(app, product->kind) << PART_SUBJECT |
	    (unsigned)!mailbox_proven(app) << PART_EMAIL |
	    (unsigned)!identities_whole(app, product->kind, key) << PART_IDENTITY | (unsigned)!key_there << PART_KEY;
	return 0;
}

/* --- submission ------------------------------------------------------------------------------------ */

struct filing {
	const struct rules	*rules;
	const struct actor	*actor;
	struct app		*app;
	struct person		 people[2];
	struct organisation	 unit;
	size_t			 npeople;
	const char		*declared;
	enum app_state		 from;
	int64_t			 now;	/* whole seconds, as papers have them */
	int64_t			 at;	/* the same moment as trail and history tell it */
};

/* YYYYMMDD of the zone and six random digits: says when, and nothing about how many. */
static int
choose_number(struct rules *r, struct app *app, int64_t now)
{
	struct app other;
	char day[17];
	int rc = 0;

	if (app->no[0] != '\0')		/* submitted before: the number stays */
		return 0;
	tm_local(now, r->site->zone_minutes, day);
	for (int i = 0; i < TRIES; i++) {
		snprintf(app->no, sizeof(app->no), "%.4s%.2s%.2s-%06" PRIu64, day, day + 5, day + 8, rnd_below(NUMBERS));
		memset(&other, 0, sizeof(other));
		rc = db_app_find_no(r->db, app->no, &other);
		app_clear(&other);
		if (rc != 0)
			return rc == ERR_NOTFOUND ? 0 : rc;
	}
	return err_set(ERR_AGAIN, "no free application number was found");
}

static int
close_people(struct filing *f, enum product_kind product, const unsigned char *key)
{
	enum person_capacity who[2];
	size_t n = people_of(product, who);
	int r = 0;

	for (size_t i = 0; i < n && r == 0; i++)
		r = identity_close(f->rules, f->app, who[i], key, f->now, &f->people[f->npeople++]);
	return r;
}

static int
name_unit(struct filing *f)
{
	struct organisation known;
	int r;

	if (f->app->uscc[0] == '\0')
		return 0;
	f->unit = (struct organisation){ .id = rnd_id(f->now), .account = f->app->account, .created = f->now };
	snprintf(f->unit.uscc, sizeof(f->unit.uscc), "%s", f->app->uscc);
	snprintf(f->unit.name, sizeof(f->unit.name), "%s", f->app->org_name);
	if ((r = db_organisation_find(f->rules->db, f->app->account, f->app->uscc, &known)) == 0)
		f->unit.id = known.id;
	else if (r != ERR_NOTFOUND)
		return r;
	for (size_t i = 0; i < f->npeople; i++)
		f->people[i].organisation = f->unit.id;
	return 0;
}

/* All that is to be stored, made before the transaction. */
static int
make_ready(struct rules *r, struct filing *f, const struct product *product, const unsigned char *key)
{
	struct app *app = f->app;
	int rc;

	app->submitted_at = f->now;
	app->attempt++;
	app->due_at = due_after(f->now, DUE_HANDLING, r->site->zone_minutes);
	if ((rc = choose_number(r, app, f->now)) != 0 || (rc = close_people(f, product->kind, key)) != 0 ||
	    (rc = name_unit(f)) != 0)
		return rc == ERR_NOTFOUND ? err_set(ERR_INPUT, "an identity number is missing") : rc;
	buf_clear(&app->consent_text);
	if ((rc = consentpaper_write(r, app, product, f->now, &app->consent_text)) == 0)
		digest_sha256(app->consent_text.data, app->consent_text.len, app->consent_sha256);
	return rc;
}

static int
store(struct db *db, void *arg)
{
	const struct filing *f = arg;
	struct app before = *f->app;
	const struct move *m;
	int r;

	before.state = f->from;
	if ((r = move_may(f->actor, f->from, MOVE_SUBMIT, NULL, &m)) != 0 || (r = db_app_submit(db, f->app)) != 0)
		return r;
	if (f->unit.id != 0 && (r = db_organisation_put(db, &f->unit)) != 0)
		return r;
	for (size_t i = 0; i < f->npeople; i++)
		if ((r = db_person_put(db, &f->people[i])) != 0)
			return r;
	if ((r = trail_id(db, f->actor, f->at, "app.declare", "application", f->app->id, "attempt=%d words=%s", f->app->attempt,
	    f->declared)) != 0)
		return r;
	return move_record(db, f->actor, &before, m, NULL, f->at);
}

/* Ours is there when number and consent paper are. */
static int
stored(struct db *db, void *arg)
{
	const struct filing *f = arg;
	struct app app;
	int r;

	memset(&app, 0, sizeof(app));
	if ((r = db_app_get(db, f->app->id, &app)) == 0 &&
	    memcmp(app.consent_sha256, f->app->consent_sha256, sizeof(app.consent_sha256)) != 0)
		r = ERR_NOTFOUND;
	app_clear(&app);
	return r;
}

int
submitting_submit(struct rules *r, const struct actor *a, struct app *app, const struct product *product,
    const unsigned char key[IDENTITY_KEY], const char *declared, int64_t now)
{
	struct filing f = { .rules = r, .actor = a, .app = app, .declared = declared, .from = app->state,
	    .now = now - now % TM_SECOND, .at = now };
	unsigned missing;
	int rc;

	if (app->state != APP_DRAFT && app->state != APP_RETURNED)
		return app->attempt > 0 ? 0 : err_set(ERR_CONFLICT, "application is %s", app_state_text[app->state]);
	if ((rc = submitting_missing(r, app, product, key, now, &missing)) != 0)
		return rc;
	if (missing != 0)
		return err_set(ERR_INPUT, "parts of the application are missing");
	if ((rc = make_ready(r, &f, product, key)) == 0 && (rc = db_run_known(r->db, store, stored, &f)) == 0) {
		app->state = APP_SUBMITTED;
		app->version++;
	}
	for (size_t i = 0; i < f.npeople; i++)
		person_clear(&f.people[i]);
	return rc;
}
