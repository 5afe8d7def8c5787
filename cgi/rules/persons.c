#include "rules/persons.h"

#include <string.h>

#include "pki/profile.h"
#include "rules/signing.h"
#include "store/person.h"
#include "util/err.h"
#include "util/str.h"

#define PERSONS	64

static const char own[] = "an operator does not decide on an application of his own";

static bool
is_index(const char *index, const struct operator *o)
{
	return index[0] != '\0' && str_eq(index, o->id_index);
}

static int
owns_account(struct db *db, uint64_t account, const struct operator *o, bool *out)
{
	struct person list[PERSONS];
	size_t n = 0;
	int r;

	memset(list, 0, sizeof(list));
	*out = false;
	r = db_person_list(db, account, list, PERSONS, &n);
	for (size_t i = 0; i < n; i++) {
		*out = *out || is_index(list[i].id_index, o);
		person_clear(&list[i]);
	}
	return r;
}

int
persons_no_party(struct db *db, const struct app *app, const struct operator *o)
{
	bool party;
	int r;

	if ((r = owns_account(db, app->account, o, &party)) != 0)
		return r;
	party = party || is_index(app->person.index, o) || is_index(app->agent.index, o) || is_index(app->legal.index, o);
	return party ? err_set(ERR_DENIED, "%s", own) : 0;
}

int
persons_no_holder(struct db *db, const struct cert_row *cert, uint64_t operator)
{
	struct operator o;
	struct app app;
	int r;

	memset(&app, 0, sizeof(app));
	memset(&o, 0, sizeof(o));
	if ((r = db_operator_get(db, operator, &o)) == 0 && is_index(cert->id_index, &o))
		r = err_set(ERR_DENIED, "%s", own);
	if (r == 0 && (r = db_app_get(db, cert->application, &app)) == 0)
		r = persons_no_party(db, &app, &o);
	app_clear(&app);
	operator_clear(&o);
	return r;
}

int
persons_same(struct db *db, const char *person_no, const struct operator *o, bool *same)
{
	struct operator other;
	int r;

	memset(&other, 0, sizeof(other));
	if ((r = db_operator_find(db, person_no, &other)) == 0)
		*same = other.id == o->id || str_eq(other.id_index, o->id_index);
	operator_clear(&other);
	return r;
}

static int
look_at(struct db *db, const struct paper_sign *first, const struct paper_sign *second, unsigned *reviewers)
{
	struct operator o;
	bool same = false;
	int r;

	memset(&o, 0, sizeof(o));
	if ((r = db_operator_find(db, first->person_no, &o)) == 0) {
		*reviewers += profile_lists(o.roles, "reviewer");
		if (second != NULL)
			r = persons_same(db, second->person_no, &o, &same);
	}
	operator_clear(&o);
	if (r != 0)
		return r;
	return same ? err_set(ERR_DENIED, "this person has signed the paper already, another one must") : 0;
}

int
persons_two(struct db *db, const struct paper_row *paper, unsigned *reviewers)
{
	struct paper_sign signs[SIGNING_PEOPLE];
	size_t n = 0;
	int r;

	*reviewers = 0;
	memset(signs, 0, sizeof(signs));
	r = db_paper_signs(db, paper->claim.id, signs, SIGNING_PEOPLE, &n);
	for (size_t i = 0; r == 0 && i < n; i++)
		r = look_at(db, &signs[i], i + 1 < n ? &signs[i + 1] : NULL, reviewers);
	if (r == 0 && (n < 2 || *reviewers == 0))
		r = err_set(ERR_DENIED, "one of the two who sign must be a reviewer");
	for (size_t i = 0; i < n; i++)
		paper_sign_clear(&signs[i]);
	return r;
}
