#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "util/err.h"
#include "web/csrf.h"

#define ORIGIN "https://localhost:8443"

static const unsigned char key[CSRF_KEY] = "key of thirty-two bytes, for us";

static void
holds_for_the_same_session(void **state)
{
	char token[CSRF_TOKEN];

	(void)state;
	csrf_token(key, "hall", "seed", 4, token);
	assert_int_equal(strlen(token), CSRF_TOKEN - 1);
	assert_true(csrf_holds(key, "hall", "seed", 4, token));
}

static void
fails_for_another_session_program_or_key(void **state)
{
	unsigned char other[CSRF_KEY] = "other key of thirty-two bytes..";
	char token[CSRF_TOKEN];

	(void)state;
	csrf_token(key, "hall", "seed", 4, token);
	assert_false(csrf_holds(key, "hall", "seeD", 4, token));
	assert_false(csrf_holds(key, "desk", "seed", 4, token));
	assert_false(csrf_holds(other, "hall", "seed", 4, token));
	/* program and seed cannot be shifted into each other */
	assert_false(csrf_holds(key, "halls", "eed", 3, token));
	assert_false(csrf_holds(key, "hall", "seed", 4, ""));
	assert_false(csrf_holds(key, "hall", "seed", 4, "x"));
	token[0] ^= 1;
	assert_false(csrf_holds(key, "hall", "seed", 4, token));
}

static int
origin_of(char *a, char *b)
{
	char *env[] = { "REQUEST_URI=/", a, b, NULL };
	struct region *r = region_new();
	struct req *q;
	int code;

	assert_int_equal(req_new(r, env, NULL, NULL, &q), 0);
	code = csrf_origin(q, ORIGIN);
	err_take();
	region_free(r);
	return code;
}

static void
believes_a_page_of_ours(void **state)
{
	(void)state;
	assert_int_equal(origin_of("HTTP_ORIGIN=" ORIGIN, NULL), 0);
	assert_int_equal(origin_of("HTTP_SEC_FETCH_SITE=same-origin", NULL), 0);
	assert_int_equal(origin_of("HTTP_REFERER=" ORIGIN "/apply/1", NULL), 0);
}

static void
refuses_other_origins(void **state)
{
	static char *const odd[][2] = {
		{ "HTTP_ORIGIN=https://localhost:8444", NULL },
		{ "HTTP_ORIGIN=null", NULL },
		{ "HTTP_ORIGIN=http://localhost:8443", NULL },
		{ "HTTP_ORIGIN=" ORIGIN ".evil.example", NULL },
		{ "HTTP_ORIGIN=null", "HTTP_SEC_FETCH_SITE=same-origin" },
		{ "HTTP_SEC_FETCH_SITE=same-site", NULL },
		{ "HTTP_SEC_FETCH_SITE=none", "HTTP_REFERER=" ORIGIN "/" },
		{ "HTTP_REFERER=" ORIGIN ".evil.example/", NULL },
		{ "HTTP_REFERER=" ORIGIN, NULL },
		{ NULL, NULL },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		assert_int_equal(origin_of(odd[i][0], odd[i][1]), ERR_DENIED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holds_for_the_same_session),
		cmocka_unit_test(fails_for_another_session_program_or_key),
		cmocka_unit_test(believes_a_page_of_ours),
		cmocka_unit_test(refuses_other_origins),
	};

	return cmocka_run_group_tests_name("web/csrf", tests, NULL, NULL);
}
