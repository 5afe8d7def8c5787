#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rules/identity.h"
#include "util/err.h"

#define NOW ((int64_t)1795000000000)

static const unsigned char key[IDENTITY_KEY] = "the key in the owner's cookie..", lost[IDENTITY_KEY] = "another one";

static void
clear(struct app *app)
{
	buf_clear(&app->person.draft);
	buf_clear(&app->agent.draft);
	buf_clear(&app->legal.draft);
}

static void
opens_a_draft_with_its_own_key_alone(void **state)
{
	struct app app = { .id = 7 };
	char masked[LEN_MASKED];

	(void)state;
	assert_false(identity_given(&app, PERSON_SELF, key));
	assert_int_equal(identity_put(&app, PERSON_SELF, "resident", "11010519491231002x", key, NOW), 0);
	assert_true(identity_given(&app, PERSON_SELF, key));
	assert_false(identity_given(&app, PERSON_SELF, lost));
	assert_false(identity_given(&app, PERSON_SELF, NULL));
	assert_int_equal(identity_masked(&app, PERSON_SELF, key, masked, sizeof(masked)), 0);
	assert_string_equal(masked, "1101**********002X");
	assert_int_equal(identity_masked(&app, PERSON_SELF, lost, masked, sizeof(masked)), ERR_NOTFOUND);
	assert_null(memmem(app.person.draft.data, app.person.draft.len, "19491231", 8));
	assert_true(identity_same(&app, PERSON_SELF, "resident", "11010519491231002X", key, NOW));
	assert_false(identity_same(&app, PERSON_SELF, "resident", "440524188001010014", key, NOW));
	assert_false(identity_same(&app, PERSON_SELF, "passport", "11010519491231002X", key, NOW));
	clear(&app);
}

/* A draft moved to another person or another application is worth nothing. */
static void
binds_a_draft_to_its_place(void **state)
{
	struct app app = { .id = 7 };

	(void)state;
	assert_int_equal(identity_put(&app, PERSON_LEGAL, "resident", "11010519491231002X", key, NOW), 0);
	app.agent = app.legal;
	assert_true(identity_given(&app, PERSON_LEGAL, key));
	assert_false(identity_given(&app, PERSON_AGENT, key));
	app.id = 8;
	assert_false(identity_given(&app, PERSON_LEGAL, key));
	memset(&app.agent, 0, sizeof(app.agent));
	clear(&app);
}

static void
keeps_what_there_was_when_the_number_is_wrong(void **state)
{
	struct app app = { .id = 7 };
	char masked[LEN_MASKED];

	(void)state;
	assert_int_equal(identity_put(&app, PERSON_SELF, "resident", "11010519491231002X", key, NOW), 0);
	assert_int_equal(identity_put(&app, PERSON_SELF, "resident", "110105194912310021", key, NOW), ERR_INPUT);
	assert_string_equal(err_take(), "the last character does not match the others, please compare with the document");
	assert_int_equal(identity_masked(&app, PERSON_SELF, key, masked, sizeof(masked)), 0);
	assert_string_equal(masked, "1101**********002X");
	clear(&app);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opens_a_draft_with_its_own_key_alone),
		cmocka_unit_test(binds_a_draft_to_its_place),
		cmocka_unit_test(keeps_what_there_was_when_the_number_is_wrong),
	};

	return cmocka_run_group_tests_name("rules/identity", tests, NULL, NULL);
}
