#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rules/actor.h"
#include "util/err.h"
#include "web/lang.h"
#include "web/route.h"

static int
handler(struct page *p)
{
	(void)p;
	return 0;
}

static const struct route rows[] = {
	{ METHOD_GET, "/", WHO_ALL, handler, 0 },
	{ METHOD_GET, "/apply/new/:product", WHO_ACCOUNT, handler, 0 },
	{ METHOD_GET, "/apply/:id/subject", WHO_ACCOUNT, handler, 0 },
	{ METHOD_POST, "/apply/:id/subject", WHO_ACCOUNT, handler, 0 },
	{ METHOD_GET, "/pki/ocsp/*request", WHO_ALL, handler, ROUTE_PLAIN },
	{ METHOD_POST, "/pki/ocsp", WHO_ALL, handler, ROUTE_PLAIN | ROUTE_RAW },
	{ METHOD_GET, "/ra/:no/sign/:act", WHO_RA, handler, 0 },
};

static struct region *region;
static struct match match;
static unsigned allowed;

static int
make(void **state)
{
	(void)state;
	region = region_new();
	return 0;
}

static int
drop(void **state)
{
	(void)state;
	region_free(region);
	err_take();
	return 0;
}

static int
find(enum method method, const char *path)
{
	err_take();
	return route_find(region, rows, sizeof(rows) / sizeof(rows[0]), method, path, &match, &allowed);
}

static void
finds_the_row_and_its_parameters(void **state)
{
	(void)state;
	assert_int_equal(find(METHOD_GET, "/"), 0);
	assert_ptr_equal(match.route, &rows[0]);
	assert_int_equal(find(METHOD_POST, "/apply/12/subject"), 0);
	assert_ptr_equal(match.route, &rows[3]);
	assert_string_equal(route_param(&match, "id"), "12");
	assert_string_equal(route_param(&match, "no"), "");
	assert_int_equal(find(METHOD_HEAD, "/ra/20261124-1/sign/enter"), 0);
	assert_string_equal(route_param(&match, "no"), "20261124-1");
	assert_string_equal(route_param(&match, "act"), "enter");
}

static void
decodes_parameters_after_dividing(void **state)
{
	(void)state;
	assert_int_equal(find(METHOD_GET, "/apply/new/a%2Fb%20%E5%BC%A0"), 0);
	assert_string_equal(route_param(&match, "product"), "a/b 张");
	assert_int_equal(find(METHOD_GET, "/pki/ocsp/MEow//Sd%2Bx%3D/"), 0);
	assert_string_equal(route_param(&match, "request"), "MEow//Sd+x=/");
	assert_int_equal(find(METHOD_GET, "/apply/new/%ff"), ERR_INPUT);
}

static void
knows_no_other_paths(void **state)
{
	static const char *const odd[] = { "//", "/apply", "/apply/", "/apply//subject", "/apply/1/subject/", "/apply/1/subjects",
	    "/Apply/1/subject", "/apply/1", "/ra/1/sign", "/pki/ocsp/", "/pki/ocspx", "/apply/1%2Fsubject" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		assert_int_equal(find(METHOD_GET, odd[i]), ERR_NOTFOUND);
}

static void
names_the_methods_there_are(void **state)
{
	(void)state;
	assert_int_equal(find(METHOD_POST, "/"), ERR_CONFLICT);
	assert_int_equal(allowed, METHOD_GET);
	assert_int_equal(find(METHOD_OTHER, "/apply/1/subject"), ERR_CONFLICT);
	assert_int_equal(allowed, METHOD_GET | METHOD_POST);
	assert_int_equal(find(METHOD_GET, "/pki/ocsp"), ERR_CONFLICT);
	assert_int_equal(allowed, METHOD_POST);
}

static int
admits(unsigned who, enum actor_kind kind, unsigned roles)
{
	struct route row = { METHOD_GET, "/", who, handler, 0 };
	struct actor actor = { .kind = kind, .roles = roles };

	err_take();
	return route_admit(&row, &actor);
}

static void
admits_whom_the_row_names(void **state)
{
	(void)state;
	assert_int_equal(admits(WHO_ALL, ACTOR_VISITOR, 0), 0);
	assert_int_equal(admits(WHO_ALL, ACTOR_OPERATOR, 0), 0);
	assert_int_equal(admits(WHO_ACCOUNT, ACTOR_ACCOUNT, 0), 0);
	assert_int_equal(admits(WHO_RA, ACTOR_OPERATOR, ROLE_REVIEWER), 0);
	assert_int_equal(admits(WHO_OPERATOR, ACTOR_OPERATOR, ROLE_AUDITOR), 0);
	assert_int_equal(admits(WHO_VISITOR, ACTOR_VISITOR, 0), 0);
}

static void
denies_everybody_else(void **state)
{
	(void)state;
	assert_int_equal(admits(0, ACTOR_OPERATOR, ~0u), ERR_DENIED);
	assert_int_equal(admits(WHO_ACCOUNT, ACTOR_OPERATOR, ROLE_CLERK), ERR_DENIED);
	assert_int_equal(admits(WHO_OPERATOR, ACTOR_ACCOUNT, ~0u), ERR_DENIED);
	assert_int_equal(admits(WHO_OPERATOR, ACTOR_OPERATOR, 0), ERR_DENIED);
	assert_int_equal(admits(WHO_REVIEWER, ACTOR_OPERATOR, ROLE_CLERK), ERR_DENIED);
	assert_int_equal(admits(WHO_ADMIN, ACTOR_OPERATOR, ROLE_CLERK | ROLE_REVIEWER), ERR_DENIED);
	assert_int_equal(admits(WHO_VISITOR, ACTOR_ACCOUNT, 0), ERR_DENIED);
	assert_int_equal(admits(WHO_OPERATOR, ACTOR_PROGRAM, ~0u), ERR_DENIED);
	assert_int_equal(admits(WHO_ACCOUNT, ACTOR_VISITOR, ~0u), ERR_AGAIN);
}

static void
chooses_a_language(void **state)
{
	static const struct { const char *header; enum lang lang; } asked[] = {
		{ "", LANG_ZH }, { "zh-CN,zh;q=0.9,en;q=0.8", LANG_ZH }, { "en-GB,en;q=0.9", LANG_EN }, { "vi", LANG_VI },
		{ "de-DE, vi;q=0.2, en;q=0.1", LANG_VI }, { "fr", LANG_ZH }, { "en;q=0, vi;q=0.001", LANG_VI },
		{ "zh;q=0.5, EN ; q=0.8", LANG_EN }, { "english", LANG_ZH }, { ",,;q=,", LANG_ZH }, { "*", LANG_ZH },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(asked) / sizeof(asked[0]); i++)
		assert_int_equal(lang_accept(asked[i].header), asked[i].lang);
	assert_int_equal(lang_of("zh-TW"), LANG_ZH);
	assert_int_equal(lang_of("e"), LANG_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(finds_the_row_and_its_parameters, make, drop),
		cmocka_unit_test_setup_teardown(decodes_parameters_after_dividing, make, drop),
		cmocka_unit_test_setup_teardown(knows_no_other_paths, make, drop),
		cmocka_unit_test_setup_teardown(names_the_methods_there_are, make, drop),
		cmocka_unit_test(admits_whom_the_row_names),
		cmocka_unit_test(denies_everybody_else),
		cmocka_unit_test(chooses_a_language),
	};

	return cmocka_run_group_tests_name("web/route", tests, NULL, NULL);
}
