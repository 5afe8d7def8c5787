#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "rules/move.h"
#include "util/err.h"

static const struct actor account = { .kind = ACTOR_ACCOUNT, .id = 1 };
static const struct actor clerk = { .kind = ACTOR_OPERATOR, .roles = ROLE_CLERK };
static const struct actor reviewer = { .kind = ACTOR_OPERATOR, .roles = ROLE_REVIEWER };
static const struct actor issuer = { .kind = ACTOR_PROGRAM };

static void
refuses(const struct actor *a, enum app_state from, enum move_event event, const char *reason, int code)
{
	const struct move *m;

	assert_int_equal(move_may(a, from, event, reason, &m), code);
	assert_string_not_equal(err_take(), "");
}

static void
lets_nobody_skip_a_state(void **state)
{
	(void)state;
	refuses(&reviewer, APP_SUBMITTED, MOVE_REVIEW, NULL, ERR_CONFLICT);
	refuses(&issuer, APP_ENTERED, MOVE_START, NULL, ERR_CONFLICT);
	refuses(&issuer, APP_REVIEWED, MOVE_ISSUE, NULL, ERR_CONFLICT);
	refuses(&account, APP_DRAFT, MOVE_DOWNLOAD, NULL, ERR_CONFLICT);
}

static void
keeps_each_step_to_its_role(void **state)
{
	(void)state;
	refuses(&reviewer, APP_SUBMITTED, MOVE_ENTER, NULL, ERR_DENIED);
	refuses(&clerk, APP_ENTERED, MOVE_REVIEW, NULL, ERR_DENIED);
	refuses(&account, APP_ENTERED, MOVE_REVIEW, NULL, ERR_DENIED);
	refuses(&clerk, APP_DRAFT, MOVE_SUBMIT, NULL, ERR_DENIED);
	refuses(&account, APP_ISSUING, MOVE_ISSUE, NULL, ERR_DENIED);
}

static void
lets_a_reviewer_send_an_entry_back_with_a_reason(void **state)
{
	const struct move *m;

	(void)state;
	refuses(&clerk, APP_ENTERED, MOVE_LAPSE, "x", ERR_DENIED);
	refuses(&reviewer, APP_ENTERED, MOVE_LAPSE, "", ERR_INPUT);
	refuses(&reviewer, APP_REVIEWED, MOVE_LAPSE, "x", ERR_DENIED);
	assert_int_equal(move_may(&reviewer, APP_ENTERED, MOVE_LAPSE, "x", &m), 0);
	assert_int_equal(m->to, APP_SUBMITTED);
}

/* Who was told that his case went on is told when it went back; and of another key always: it may not have been he. */
static void
tells_the_owner_of_what_he_could_not_expect(void **state)
{
	(void)state;
	assert_string_equal(move_find(APP_REVIEWED, MOVE_LAPSE)->mail, "lapsed");
	assert_string_equal(move_find(APP_ISSUING, MOVE_LAPSE)->mail, "lapsed");
	assert_null(move_find(APP_ENTERED, MOVE_LAPSE)->mail);
	assert_string_equal(move_find(APP_SUBMITTED, MOVE_REKEY)->mail, "rekeyed");
	assert_string_equal(move_find(APP_ENTERED, MOVE_REKEY)->mail, "rekeyed");
}

static void
lets_the_owner_replace_a_key_until_it_is_reviewed(void **state)
{
	const struct move *m;

	(void)state;
	assert_int_equal(move_may(&account, APP_SUBMITTED, MOVE_REKEY, NULL, &m), 0);
	assert_int_equal(m->to, APP_SUBMITTED);
	assert_int_equal(move_may(&account, APP_ENTERED, MOVE_REKEY, NULL, &m), 0);
	assert_int_equal(m->to, APP_SUBMITTED);		/* what the clerk signed is void */
	refuses(&account, APP_REVIEWED, MOVE_REKEY, NULL, ERR_CONFLICT);
	refuses(&account, APP_ISSUED, MOVE_REKEY, NULL, ERR_CONFLICT);
	refuses(&clerk, APP_ENTERED, MOVE_REKEY, NULL, ERR_DENIED);
}

static void
asks_a_reason_for_a_return_and_a_rejection(void **state)
{
	(void)state;
	refuses(&clerk, APP_SUBMITTED, MOVE_RETURN, "", ERR_INPUT);
	refuses(&reviewer, APP_ENTERED, MOVE_REJECT, NULL, ERR_INPUT);
}

static void
leaves_ended_applications_alone(void **state)
{
	static const enum app_state ended[] = { APP_REJECTED, APP_WITHDRAWN, APP_EXPIRED, APP_ACCEPTED, APP_OBJECTED };

	(void)state;
	for (size_t i = 0; i < sizeof(ended) / sizeof(ended[0]); i++)
		for (int e = 0; e < MOVE_EVENT_MAX; e++)
			assert_null(move_find(ended[i], e));
}

static void
walks_the_main_path(void **state)
{
	static const struct { const struct actor *who; enum move_event event; } path[] = {
		{ &account, MOVE_SUBMIT }, { &clerk, MOVE_ENTER }, { &reviewer, MOVE_REVIEW }, { &issuer, MOVE_START },
		{ &issuer, MOVE_ISSUE }, { &account, MOVE_DOWNLOAD }, { &account, MOVE_ACCEPT },
	};
	enum app_state at = APP_DRAFT;

	(void)state;
	for (size_t i = 0; i < sizeof(path) / sizeof(path[0]); i++) {
		const struct move *m;

		assert_int_equal(move_may(path[i].who, at, path[i].event, NULL, &m), 0);
		at = m->to;
	}
	assert_int_equal(at, APP_ACCEPTED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lets_nobody_skip_a_state),
		cmocka_unit_test(keeps_each_step_to_its_role),
		cmocka_unit_test(lets_a_reviewer_send_an_entry_back_with_a_reason),
		cmocka_unit_test(tells_the_owner_of_what_he_could_not_expect),
		cmocka_unit_test(lets_the_owner_replace_a_key_until_it_is_reviewed),
		cmocka_unit_test(asks_a_reason_for_a_return_and_a_rejection),
		cmocka_unit_test(leaves_ended_applications_alone),
		cmocka_unit_test(walks_the_main_path),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
