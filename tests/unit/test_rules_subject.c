#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rules/subject.h"
#include "util/err.h"
#include "util/str.h"

static const struct subject_field *
field(enum product_kind product, const char *name)
{
	const struct subject_field *fields[SUBJECT_FIELDS];
	size_t n = subject_fields(product, fields);

	for (size_t i = 0; i < n; i++)
		if (str_eq(fields[i]->name, name))
			return fields[i];
	return NULL;
}

static int
put(struct app *app, enum product_kind product, const char *name, const char *typed)
{
	const struct subject_field *f = field(product, name);

	assert_non_null(f);
	return subject_put(app, f, typed);
}

static void
asks_each_product_for_its_own(void **state)
{
	(void)state;
	assert_non_null(field(PRODUCT_PERSONAL, "common_name"));
	assert_null(field(PRODUCT_PERSONAL, "uscc"));
	assert_null(field(PRODUCT_ENTERPRISE, "common_name"));
	assert_true(field(PRODUCT_PERSONAL, "purpose")->must);
	assert_true(field(PRODUCT_ENTERPRISE, "purpose")->must);
}

static void
puts_a_field_in_its_place_in_one_form(void **state)
{
	struct app app;

	(void)state;
	memset(&app, 0, sizeof(app));
	assert_int_equal(put(&app, PRODUCT_ENTERPRISE, "uscc", " 91350100m000100y43"), 0);
	assert_string_equal(app.uscc, "91350100M000100Y43");
	assert_int_equal(put(&app, PRODUCT_ENTERPRISE, "uscc", "0100047516 - 001"), 0);	/* as it is printed in Vietnam */
	assert_string_equal(app.uscc, "0100047516-001");
	assert_int_equal(put(&app, PRODUCT_ENTERPRISE, "uscc", "01.0004.7516"), 0);
	assert_string_equal(app.uscc, "0100047516");
	assert_int_equal(put(&app, PRODUCT_ENTERPRISE, "uscc", "010004751"), ERR_INPUT);
	err_take();
	assert_int_equal(put(&app, PRODUCT_ENTERPRISE, "uscc", "91350100m000100y43"), 0);
	assert_int_equal(put(&app, PRODUCT_ENTERPRISE, "agent_mobile", "138 0013 8000"), 0);
	assert_string_equal(app.agent_mobile, "+8613800138000");
	assert_int_equal(put(&app, PRODUCT_ENTERPRISE, "email", "a@B.cn"), 0);
	assert_int_equal(put(&app, PRODUCT_ENTERPRISE, "email", ""), 0);
	assert_string_equal(app.email, "");
	assert_int_equal(put(&app, PRODUCT_ENTERPRISE, "org_name", ""), ERR_INPUT);
	err_take();
	assert_int_equal(put(&app, PRODUCT_ENTERPRISE, "agent_mobile", "12345"), ERR_INPUT);
	assert_string_equal(err_take(), "the mobile number is not one of China or Vietnam");
}

static void
completes_a_unit_from_its_code(void **state)
{
	static const struct { const char *code, *kind, *country; } units[] = {
		{ "91350100M000100Y43", "company", "CN" }, { "92510100MA6C0TE07K", "household", "CN" },
		{ "11110000000000000N", "authority", "CN" }, { "51320500500000007C", "association", "CN" },
		{ "0100109106", "foreign", "VN" },
	};
	struct app app;

	(void)state;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		memset(&app, 0, sizeof(app));
		assert_int_equal(put(&app, PRODUCT_ENTERPRISE, "org_name", "示例公司"), 0);
		assert_int_equal(put(&app, PRODUCT_ENTERPRISE, "uscc", units[i].code), 0);
		subject_complete(&app, PRODUCT_ENTERPRISE);
		assert_string_equal(app.org_kind, units[i].kind);
		assert_string_equal(app.country, units[i].country);
		assert_string_equal(app.common_name, "示例公司");
	}
}

static void
is_whole_with_what_must_be_there(void **state)
{
	struct app app;

	(void)state;
	memset(&app, 0, sizeof(app));
	assert_int_equal(put(&app, PRODUCT_PERSONAL, "common_name", "张三"), 0);
	assert_int_equal(put(&app, PRODUCT_PERSONAL, "mobile", "13800138000"), 0);
	assert_false(subject_whole(&app, PRODUCT_PERSONAL));
	assert_int_equal(put(&app, PRODUCT_PERSONAL, "purpose", "签署合同"), 0);
	assert_true(subject_whole(&app, PRODUCT_PERSONAL));
	assert_false(subject_whole(&app, PRODUCT_ENTERPRISE));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_each_product_for_its_own),
		cmocka_unit_test(puts_a_field_in_its_place_in_one_form),
		cmocka_unit_test(completes_a_unit_from_its_code),
		cmocka_unit_test(is_whole_with_what_must_be_there),
	};

	return cmocka_run_group_tests_name("rules/subject", tests, NULL, NULL);
}
