#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "pki/email.h"
#include "util/err.h"

static void
takes_what_rfc_5321_writes_without_quotes(void **state)
{
	static const struct { const char *typed, *form; } right[] = {
		{ "a@b.cn", "a@b.cn" }, { "Zhang.San+ca@Mail.Example.COM", "Zhang.San+ca@mail.example.com" },
		{ "o'hara_{1}@sub-1.example.org", "o'hara_{1}@sub-1.example.org" },
	};
	char to[EMAIL_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++) {
		assert_int_equal(email_parse(right[i].typed, to, sizeof(to)), 0);
		assert_string_equal(to, right[i].form);
	}
}

static void
refuses_the_rest(void **state)
{
	static const char *const wrong[] = { "", "@", "a", "a@", "@b.cn", "a@b", "a@b.", "a@.cn", "a@-b.cn", "a@b-.cn", ".a@b.cn",
	    "a.@b.cn", "a..b@c.cn", "a b@c.cn", "a@b..cn", "a@1.2.3.4", "a@[1.2.3.4]", "\"a\"@b.cn", "张@b.cn", "a@例子.cn", "a@b.cn\n",
	    "a@b@c.cn", "a,b@c.cn", "<a@b.cn>" };
	char to[EMAIL_SIZE], tail[400];

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(email_parse(wrong[i], to, sizeof(to)), ERR_INPUT);
		assert_string_equal(err_take(), "the e-mail address is not well formed");
		assert_string_equal(to, "");
	}
	snprintf(tail, sizeof(tail), "a@%0250d.cn", 1);
	assert_int_equal(email_parse(tail, to, sizeof(to)), ERR_INPUT);
	snprintf(tail, sizeof(tail), "%065d@b.cn", 1);
	assert_int_equal(email_parse(tail, to, sizeof(to)), ERR_INPUT);
	err_take();
	assert_int_equal(email_parse("abc@example.cn", to, 8), ERR_LIMIT);
	err_take();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_what_rfc_5321_writes_without_quotes),
		cmocka_unit_test(refuses_the_rest),
	};

	return cmocka_run_group_tests_name("pki/email", tests, NULL, NULL);
}
