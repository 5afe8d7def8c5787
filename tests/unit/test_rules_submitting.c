#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rules/submitting.h"

/* design 3: the separate consent stands before the first field the product marks; by default the identity number. */
static void
knows_which_part_is_sensitive(void **state)
{
	struct product p = { .kind = PRODUCT_PERSONAL, .sensitive_fields = "id_no" };

	(void)state;
	assert_false(submitting_sensitive(&p, PART_SUBJECT));
	assert_true(submitting_sensitive(&p, PART_IDENTITY));
	assert_false(submitting_sensitive(&p, PART_KEY));
	assert_true(submitting_sensitive(&p, PART_MATERIALS));
	p.sensitive_fields[0] = '\0';
	assert_true(submitting_sensitive(&p, PART_IDENTITY));
	strcpy(p.sensitive_fields, "mobile,face");
	assert_true(submitting_sensitive(&p, PART_SUBJECT));
	assert_false(submitting_sensitive(&p, PART_IDENTITY));
	strcpy(p.sensitive_fields, "bile");
	assert_false(submitting_sensitive(&p, PART_SUBJECT));
	p.kind = PRODUCT_ENTERPRISE;
	strcpy(p.sensitive_fields, "mobile");
	assert_true(submitting_sensitive(&p, PART_SUBJECT));	/* agent_mobile */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_which_part_is_sensitive),
	};

	return cmocka_run_group_tests_name("rules/submitting", tests, NULL, NULL);
}
