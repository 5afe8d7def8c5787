#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "pki/san.h"
#include "util/err.h"

#define L63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static void
takes_mailboxes(void **state)
{
	static const char *const good[] = { "a@b.cn", "zhang.san+ca@mail.example.org", "o'neil_1@example.com", "x@1a.2b-c.vn",
	    L63 "a@b.cn" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_int_equal(san_check_email(good[i]), 0);
}

/* What is no mailbox is for test_pki_email to say; here: nothing but the normal form. */
static void
refuses_other_mailboxes(void **state)
{
	static const char *const bad[] = { "", "a", "a@b", "a b@c.cn", "a@127.0.0.1", "张三@b.cn", "a@b.cn\n", "a@" L63 "a.cn" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (san_check_email(bad[i]) != ERR_INPUT)
			fail_msg("%s was taken", bad[i]);
		assert_string_equal(err_take(), "the e-mail address is not well formed");
	}
	assert_int_equal(san_check_email("A@B.cn"), ERR_INPUT);
	assert_string_equal(err_take(), "the domain of the e-mail address is not in small letters");
	assert_int_equal(san_check_email("A@b.cn"), 0);
}

static void
takes_and_refuses_names_of_servers(void **state)
{
	static const char *const good[] = { "localhost", "ca.example.org", "xn--fsqu00a.cn", "1-2.a1", L63 ".org" };
	static const char *const bad[] = { "", ".", "a.", ".a", "a..b", "*.example.org", "CA.example.org", "a_b.org", "127.0.0.1",
	    "::1", "a b", "-a.org", "a-.org", L63 "a.org", "例子.cn", "a.org/", "10", L63 "." L63 "." L63 "." L63 };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_int_equal(san_check_dns(good[i]), 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (san_check_dns(bad[i]) != ERR_INPUT)
			fail_msg("%s was taken", bad[i]);
		assert_string_equal(err_take(), "the name of a server is not one that can stand in a certificate");
	}
}

static void
takes_and_refuses_numbers(void **state)
{
	static const char *const good[] = { "91510100MA61UBXU5X", "51010419900101123X", "0100109106-001", "A" };
	static const char *const bad[] = { "", "a1", "1 2", "１２", "A_B", L63 "A", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_int_equal(san_check_number(good[i]), 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (san_check_number(bad[i]) != ERR_INPUT)
			fail_msg("%s was taken", bad[i]);
		assert_string_equal(err_take(), "the identity number is not one that can stand in a certificate");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_mailboxes),
		cmocka_unit_test(refuses_other_mailboxes),
		cmocka_unit_test(takes_and_refuses_names_of_servers),
		cmocka_unit_test(takes_and_refuses_numbers),
	};

	return cmocka_run_group_tests_name("pki/san", tests, NULL, NULL);
}
