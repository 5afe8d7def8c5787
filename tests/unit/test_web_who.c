#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "rules/actor.h"
#include "util/region.h"
#include "web/hdf.h"
#include "web/req.h"
#include "web/route.h"
#include "web/who.h"

static struct region *region;
static struct hdf *data;

static int
make(void **state)
{
	(void)state;
	region = region_new();
	data = hdf_new(region, 0, "");
	return 0;
}

static int
drop(void **state)
{
	(void)state;
	hdf_free(data);
	region_free(region);
	return 0;
}

static const struct { unsigned role, who; const char *flag; } roles[] = {
	{ ROLE_CLERK, WHO_CLERK, "User.Is.clerk" }, { ROLE_REVIEWER, WHO_REVIEWER, "User.Is.reviewer" },
	{ ROLE_BUSINESS, WHO_BUSINESS, "User.Is.business" }, { ROLE_SECURITY, WHO_SECURITY, "User.Is.security" },
	{ ROLE_AUDITOR, WHO_AUDITOR, "User.Is.auditor" },
};
#define ROLES (sizeof(roles) / sizeof(roles[0]))

static void
is(const char *name, const char *value)
{
	assert_string_equal(hdf_get(data, name), value);
}

static void
gives_each_the_bits_of_what_he_is(void **state)
{
	(void)state;
	assert_int_equal(who_bits(&(struct actor){ .kind = ACTOR_VISITOR }), WHO_ALL | WHO_VISITOR);
	assert_int_equal(who_bits(&(struct actor){ .kind = ACTOR_ACCOUNT }), WHO_ALL | WHO_ACCOUNT);
	assert_int_equal(who_bits(&(struct actor){ .kind = ACTOR_OPERATOR }), WHO_ALL);
	assert_int_equal(who_bits(&(struct actor){ .kind = ACTOR_PROGRAM }), WHO_ALL);
	for (size_t i = 0; i < ROLES; i++) {
		assert_int_equal(who_bits(&(struct actor){ .kind = ACTOR_OPERATOR, .roles = roles[i].role }), WHO_ALL | roles[i].who);
		/* a role counts for operators alone, whatever else a row says */
		assert_int_equal(who_bits(&(struct actor){ .kind = ACTOR_ACCOUNT, .roles = roles[i].role }), WHO_ALL | WHO_ACCOUNT);
	}
	assert_int_equal(who_bits(&(struct actor){ .kind = ACTOR_OPERATOR, .roles = ROLE_CLERK | ROLE_AUDITOR }),
	    WHO_ALL | WHO_CLERK | WHO_AUDITOR);
	assert_true(who_is_visitor(&(struct actor){ .kind = ACTOR_VISITOR }));
	assert_false(who_is_visitor(&(struct actor){ .kind = ACTOR_ACCOUNT }));
	assert_false(who_is_visitor(&(struct actor){ .kind = ACTOR_OPERATOR }));
}

static void
has_a_seed_with_a_session_alone(void **state)
{
	struct actor a = { .kind = ACTOR_VISITOR, .csrf = { 1 } };
	size_t n = 77;

	(void)state;
	assert_null(who_seed(&a, &n));
	a.session = 5;
	assert_ptr_equal(who_seed(&a, &n), a.csrf);
	assert_int_equal(n, 32);
}

static void
shows_a_person_in_the_tree(void **state)
{
	struct actor a = { .kind = ACTOR_OPERATOR, .name = "李四", .person = "A1024", .ra = "default",
	    .roles = ROLE_CLERK | ROLE_SECURITY, .soft = true };

	(void)state;
	who_fill(&a, data);
	is("User.Kind", "operator");
	is("User.Name", "李四");
	is("User.Person", "A1024");
	is("User.Ra", "default");
	is("User.Soft", "1");
	for (size_t i = 0; i < ROLES; i++)
		is(roles[i].flag, a.roles & roles[i].role ? "1" : "");
}

/* What is left in a row of a visitor or an account is not shown as if it were his. */
static void
shows_no_more_than_there_is(void **state)
{
	struct actor a = { .kind = ACTOR_VISITOR, .name = "x", .person = "y", .ra = "z", .roles = ROLE_CLERK };

	(void)state;
	who_fill(&a, data);
	is("User.Kind", "visitor");
	is("User.Name", "");
	is("User.Person", "");
	is("User.Ra", "");
	is("User.Is.clerk", "");
	a.kind = ACTOR_ACCOUNT;
	who_fill(&a, data);
	is("User.Kind", "account");
	is("User.Name", "x");
	is("User.Person", "");
	is("User.Is.clerk", "");
}

/* --- what a request says of its sender --- */

static long
nothing(void *ctx, char *to, size_t n)
{
	(void)ctx;
	(void)to;
	(void)n;
	return 0;
}

static struct actor
caller(const char *address, const char *agent)
{
	char *env[] = { "REQUEST_METHOD=GET", "REQUEST_URI=/", "REMOTE_PORT=51234",
	    region_printf(region, "REMOTE_ADDR=%s", address), region_printf(region, "HTTP_USER_AGENT=%s", agent), NULL };
	struct actor a = { .kind = ACTOR_VISITOR };
	struct req *q;

	assert_int_equal(req_new(region, env, nothing, NULL, &q), 0);
	who_calls(q, &a);
	assert_string_equal(a.request, req_id(q));
	return a;
}

static void
notes_who_calls(void **state)
{
	/* the longest there is */
	struct actor a = caller("2001:0db8:ffff:ffff:ffff:ffff:203.100.100.100", "Mozilla/5.0 (浏览器)");

	(void)state;
	assert_string_equal(a.ip, "2001:0db8:ffff:ffff:ffff:ffff:203.100.100.100");
	assert_int_equal(a.port, 51234);
	assert_string_equal(a.agent, "Mozilla/5.0 (浏览器)");
	assert_int_equal(a.kind, ACTOR_VISITOR);
	assert_string_equal(caller("10.0.0.1", "").agent, "");
}

/* The header is foreign bytes; what is kept of it is text without tricks. */
static void
makes_text_of_what_a_browser_calls_itself(void **state)
{
	char wide[1201], want[1201];

	(void)state;
	assert_string_equal(caller("10.0.0.1", "a\xff" "b\xe2\x80\xae" "c\xed\xa0\x80").agent, "a?b?c???");
	assert_string_equal(caller("10.0.0.1", "a\xe6\x9d").agent, "a??");
	for (size_t i = 0; i < 310; i++)	/* four octets each: 300 of them are kept, and fit */
		memcpy(wide + 4 * (i % 300), "😀", 4);
	wide[1200] = '\0';
	memcpy(want, wide, sizeof(want));
	assert_string_equal(caller("10.0.0.1", region_printf(region, "%s😀", wide)).agent, want);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(gives_each_the_bits_of_what_he_is, make, drop),
		cmocka_unit_test_setup_teardown(has_a_seed_with_a_session_alone, make, drop),
		cmocka_unit_test_setup_teardown(shows_a_person_in_the_tree, make, drop),
		cmocka_unit_test_setup_teardown(shows_no_more_than_there_is, make, drop),
		cmocka_unit_test_setup_teardown(notes_who_calls, make, drop),
		cmocka_unit_test_setup_teardown(makes_text_of_what_a_browser_calls_itself, make, drop),
	};

	return cmocka_run_group_tests_name("web/who", tests, NULL, NULL);
}
