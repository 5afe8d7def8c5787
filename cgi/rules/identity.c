#include "rules/identity.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "pki/idnum.h"
#include "pki/seal.h"
#include "rules/index.h"
#include "rules/records.h"
#include "rules/rules.h"
#include "util/err.h"
#include "util/rnd.h"
#include "util/str.h"

const struct app_id *
identity_of(const struct app *app, enum person_capacity whose)
{
	return whose == PERSON_AGENT ? &app->agent : whose == PERSON_LEGAL ? &app->legal : &app->person;
}

static struct app_id *
place(struct app *app, enum person_capacity whose)
{
	return whose == PERSON_AGENT ? &app->agent : whose == PERSON_LEGAL ? &app->legal : &app->person;
}

/* What a draft's tag covers besides: it serves for this number of this application only. */
static void
write_aad(const struct app *app, enum person_capacity whose, char to[64])
{
	snprintf(to, 64, "certhall-draft-1|%" PRIu64 "|%s", app->id, person_capacity_text[whose]);
}

/* The number of a draft. ERR_NOTFOUND: there is none, or another key made it. */
static int
open_draft(const struct app *app, enum person_capacity whose, const unsigned char key[IDENTITY_KEY], char to[IDNUM_SIZE])
{
	const struct app_id *id = identity_of(app, whose);
	struct buf plain;
	char aad[64];
	int r = ERR_NOTFOUND;

	buf_init(&plain, IDNUM_SIZE);
	write_aad(app, whose, aad);
	if (key != NULL && id->draft.len > 0 && seal_undraft(key, aad, id->draft.data, id->draft.len, &plain) == 0)
		r = str_copy(to, IDNUM_SIZE, buf_str(&plain));
	err_take();
	buf_wipe(&plain);
	return r;
}

bool
identity_given(const struct app *app, enum person_capacity whose, const unsigned char key[IDENTITY_KEY])
{
	const struct app_id *id = identity_of(app, whose);
	char number[IDNUM_SIZE];
	bool given;

	given = id->draft.len > 0 ? open_draft(app, whose, key, number) == 0 : id->sealed.len > 0;
	explicit_bzero(number, sizeof(number));
	return given;
}

int
identity_put(struct app *app, enum person_capacity whose, const char *kind, const char *typed,
    const unsigned char key[IDENTITY_KEY], int64_t now)
{
	struct app_id *id = place(app, whose);
	char number[IDNUM_SIZE], aad[64];
	int r;

	if ((r = idnum_parse(kind, typed, now, number, sizeof(number))) != 0)
		return r;
	if ((r = str_copy(id->kind, sizeof(id->kind), kind)) != 0)
		return err_reword(ERR_INPUT, "kind of identity document is unknown");
	write_aad(app, whose, aad);
	buf_clear(&id->draft);
	seal_draft(key, aad, number, strlen(number), &id->draft);
	explicit_bzero(number, sizeof(number));
	return 0;
}

bool
identity_same(const struct app *app, enum person_capacity whose, const char *kind, const char *typed,
    const unsigned char key[IDENTITY_KEY], int64_t now)
{
	char number[IDNUM_SIZE] = "", have[IDNUM_SIZE] = "";
	bool same;

	same = str_eq(kind, identity_of(app, whose)->kind) && open_draft(app, whose, key, have) == 0 &&
	    idnum_parse(kind, typed, now, number, sizeof(number)) == 0 && str_eq(number, have);
	err_take();
	explicit_bzero(number, sizeof(number));
	explicit_bzero(have, sizeof(have));
	return same;
}

int
identity_masked(const struct app *app, enum person_capacity whose, const unsigned char key[IDENTITY_KEY], char *to, size_t size)
{
	const struct app_id *id = identity_of(app, whose);
	char number[IDNUM_SIZE];
	int r;

	if (id->draft.len == 0)
		return id->sealed.len > 0 ? str_copy(to, size, id->masked) : ERR_NOTFOUND;
	if ((r = open_draft(app, whose, key, number)) == 0)
		idnum_mask(number, to, size);
	explicit_bzero(number, sizeof(number));
	return r;
}

/* The row of this person as it was, else a new one, with the name and mobile that the application gives now. */
static int
find_person(const struct rules *r, const struct app *app, enum person_capacity whose, int64_t now, struct person *out)
{
	int rc;

	rc = db_person_find(r->db, app->account, whose, identity_of(app, whose)->index, out);
	if (rc == ERR_NOTFOUND)
		*out = (struct person){ .id = rnd_id(now), .account = app->account, .capacity = whose, .created = now };
	else if (rc != 0)
		return rc;
	snprintf(out->name, sizeof(out->name), "%s", whose == PERSON_AGENT ? app->agent_name :
	    whose == PERSON_LEGAL ? app->legal_name : app->common_name);
	snprintf(out->mobile, sizeof(out->mobile), "%s", whose == PERSON_AGENT ? app->agent_mobile :
	    whose == PERSON_SELF ? app->mobile : "");
	return rc;
}

static int
fill_person(const struct rules *r, const struct app *app, enum person_capacity whose, const char *number, int64_t now,
    struct person *out)
{
	const struct app_id *id = identity_of(app, whose);
	int rc;

	if ((rc = find_person(r, app, whose, now, out)) != 0 && rc != ERR_NOTFOUND)
		return rc;
	snprintf(out->id_kind, sizeof(out->id_kind), "%s", id->kind);
	snprintf(out->id_masked, sizeof(out->id_masked), "%s", id->masked);
	snprintf(out->id_index, sizeof(out->id_index), "%s", id->index);
	buf_clear(&out->id_sealed);
	return records_seal(r, out->account, out->id, number, strlen(number), &out->id_sealed);
}

static int
close_number(const struct rules *r, struct app *app, enum person_capacity whose, const char *number, int64_t now,
    struct person *person)
{
	struct app_id *id = place(app, whose);
	int rc;

	buf_clear(&id->sealed);
	idnum_mask(number, id->masked, sizeof(id->masked));
	if ((rc = index_of(r, id->kind, number, id->index)) != 0 ||
	    (rc = records_seal(r, app->id, IDENTITY_OBJECT(whose), number, strlen(number), &id->sealed)) != 0)
		return rc;
	return fill_person(r, app, whose, number, now, person);
}

int
identity_close(const struct rules *r, struct app *app, enum person_capacity whose, const unsigned char key[IDENTITY_KEY],
    int64_t now, struct person *person)
{
	const struct app_id *id = identity_of(app, whose);
	char number[IDNUM_SIZE];
	int rc;

	memset(person, 0, sizeof(*person));
	if (id->draft.len == 0)
		return id->sealed.len > 0 ? find_person(r, app, whose, now, person) : ERR_NOTFOUND;
	if ((rc = open_draft(app, whose, key, number)) == 0)
		rc = close_number(r, app, whose, number, now, person);
	explicit_bzero(number, sizeof(number));
	return rc;
}
