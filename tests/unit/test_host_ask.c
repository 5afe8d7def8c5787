#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "host/ask.h"
#include "util/err.h"

static const char *const names[] = {
	"VAR", "PORT", "SIGN_PORT", "HTTP_PORT", "CERTHALL_HOST", "CERTHALL_DEMO", "CERTHALL_LISTEN", "CERTHALL_UID_BASE",
};

static int
clean(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unsetenv(names[i]);
	err_take();
	return 0;
}

/* With name set to value, the question is refused with a sentence that holds part. */
static void
refuse(const char *name, const char *value, const char *part)
{
	struct ask a;

	clean(NULL);
	setenv(name, value, 1);
	assert_int_equal(ask_read(&a), ERR_INPUT);
	assert_non_null(strstr(err_take(), part));
}

static void
takes_the_documented_defaults(void **state)
{
	struct ask a;

	(void)state;
	assert_int_equal(ask_read(&a), 0);
	assert_int_equal(a.port, 8443);
	assert_int_equal(a.sign_port, 8444);
	assert_int_equal(a.http_port, 8080);
	assert_string_equal(a.host, "localhost");
	assert_true(a.demo);
	assert_false(a.any);
	assert_int_equal(a.var[0], '/');
}

static void
refuses_ports_that_are_none(void **state)
{
	(void)state;
	refuse("PORT", "0", "PORT must be a number");
	refuse("SIGN_PORT", "65536", "SIGN_PORT must be a number");
	refuse("HTTP_PORT", "-1", "HTTP_PORT must be a number");
	refuse("PORT", "8443x", "PORT must be a number");
	refuse("PORT", " 8443", "PORT must be a number");
}

static void
refuses_one_port_for_two_doors(void **state)
{
	(void)state;
	refuse("PORT", "8444", "three different numbers");
	refuse("HTTP_PORT", "8443", "three different numbers");
}

static void
refuses_hosts_browsers_cannot_sign_for(void **state)
{
	(void)state;
	refuse("CERTHALL_HOST", "192.0.2.1", "HOST must be a name");
	refuse("CERTHALL_HOST", "::1", "HOST must be a name");
	refuse("CERTHALL_HOST", "CA.example.org", "HOST must be a name");
	refuse("CERTHALL_HOST", "-a.example.org", "HOST must be a name");
	refuse("CERTHALL_HOST", "a b", "HOST must be a name");
	/* nor may it be one that stands in no certificate: set-up would find that out at its last step */
	refuse("CERTHALL_HOST", "a..b", "HOST must be a name");
	refuse("CERTHALL_HOST", "ca.example.org.", "HOST must be a name");
	refuse("CERTHALL_HOST", "ca-.example.org", "HOST must be a name");
	refuse("CERTHALL_HOST", "127.1", "HOST must be a name");
}

static void
refuses_words_that_might_mean_the_opposite(void **state)
{
	struct ask a;

	(void)state;
	refuse("CERTHALL_DEMO", "false", "DEMO must be yes or no");
	refuse("CERTHALL_DEMO", "No", "DEMO must be yes or no");
	refuse("CERTHALL_LISTEN", "yes", "LISTEN must be any or empty");
	clean(NULL);
	setenv("CERTHALL_DEMO", "no", 1);
	setenv("CERTHALL_LISTEN", "any", 1);
	assert_int_equal(ask_read(&a), 0);
	assert_false(a.demo);
	assert_true(a.any);
}

static void
refuses_a_var_too_long_for_socket_names(void **state)
{
	char path[120] = "/tmp/";

	(void)state;
	memset(path + 5, 'v', 76);
	path[81] = '\0';
	refuse("VAR", path, "choose a shorter one");
}

static void
refuses_a_var_that_would_need_quoting(void **state)
{
	(void)state;
	refuse("VAR", "/tmp/a b", "holds the character ' '");
	refuse("VAR", "/tmp/a$b", "holds the character '$'");
	refuse("VAR", "/tmp/a'b", "holds the character '''");
	refuse("VAR", "/tmp/a\nb", "holds the character");
}

static void
refuses_a_var_in_a_folder_that_is_not_there(void **state)
{
	(void)state;
	refuse("VAR", "/nowhere/at/all/v", "cannot be used");
}

static void
refuses_uids_of_system_users(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	refuse("CERTHALL_UID_BASE", "999", "at least 1000");
}

static void
holds_an_instance_to_what_stands_in_its_certificates(void **state)
{
	struct ask a = { .port = 1, .sign_port = 2, .http_port = 3, .host = "localhost", .uid_base = 60100 }, b;
	struct site s = { .port = 1, .sign_port = 2, .http_port = 3, .host = "localhost", .uid_base = 60100 };

	(void)state;
	assert_int_equal(ask_fits(&a, &s), 0);
	b = a, b.http_port = 4;
	assert_int_equal(ask_fits(&b, &s), ERR_INPUT);
	assert_non_null(strstr(err_take(), "PORT=1 SIGN_PORT=2 HTTP_PORT=3"));
	b = a, strcpy(b.host, "ca.example.org");
	assert_int_equal(ask_fits(&b, &s), ERR_INPUT);
	assert_non_null(strstr(err_take(), "HOST=localhost"));
	b = a, b.uid_base = 0;
	assert_int_equal(ask_fits(&b, &s), ERR_INPUT);
	assert_non_null(strstr(err_take(), "start it as root"));
	b = a, b.uid_base = 70000;
	assert_int_equal(ask_fits(&b, &s), ERR_INPUT);
	assert_non_null(strstr(err_take(), "CERTHALL_UID_BASE=60100"));
	b = a, b.demo = true;	/* make's default fits an instance without the mark */
	assert_int_equal(ask_fits(&b, &s), 0);
	s.demo = true;
	assert_int_equal(ask_fits(&b, &s), 0);
	assert_int_equal(ask_fits(&a, &s), ERR_INPUT);
	assert_non_null(strstr(err_take(), "DEMO=yes"));
	b.uid_base = 60100, s.uid_base = 0;
	assert_int_equal(ask_fits(&b, &s), ERR_INPUT);
	assert_non_null(strstr(err_take(), "start it as that user"));
}

static void
names_the_command_for_this_instance_alone(void **state)
{
	struct buf line = BUF_INIT;
	struct ask a;

	(void)state;
	setenv("VAR", "/tmp/second", 1);
	assert_int_equal(ask_read(&a), 0);
	ask_stop_line(&a, &line);
	assert_string_equal(buf_str(&line), "make stop VAR=/tmp/second");
	buf_reset(&line);
	ask_start_line(&a, &line);
	assert_string_equal(buf_str(&line), "make start VAR=/tmp/second");
	a.port = 9443, a.http_port = 9080;
	strcpy(a.host, "ca.example.org");
	buf_reset(&line);
	ask_start_line(&a, &line);
	assert_string_equal(buf_str(&line), "make start VAR=/tmp/second PORT=9443 HTTP_PORT=9080 HOST=ca.example.org");
	assert_true(snprintf(a.var, sizeof(a.var), "%.70s/var", a.src) < 80);
	buf_reset(&line);
	ask_stop_line(&a, &line);
	assert_string_equal(buf_str(&line), "make stop");
	buf_clear(&line);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(takes_the_documented_defaults, clean, clean),
		cmocka_unit_test_setup_teardown(refuses_ports_that_are_none, clean, clean),
		cmocka_unit_test_setup_teardown(refuses_one_port_for_two_doors, clean, clean),
		cmocka_unit_test_setup_teardown(refuses_hosts_browsers_cannot_sign_for, clean, clean),
		cmocka_unit_test_setup_teardown(refuses_words_that_might_mean_the_opposite, clean, clean),
		cmocka_unit_test_setup_teardown(refuses_a_var_too_long_for_socket_names, clean, clean),
		cmocka_unit_test_setup_teardown(refuses_a_var_that_would_need_quoting, clean, clean),
		cmocka_unit_test_setup_teardown(refuses_a_var_in_a_folder_that_is_not_there, clean, clean),
		cmocka_unit_test_setup_teardown(refuses_uids_of_system_users, clean, clean),
		cmocka_unit_test_setup_teardown(holds_an_instance_to_what_stands_in_its_certificates, clean, clean),
		cmocka_unit_test_setup_teardown(names_the_command_for_this_instance_alone, clean, clean),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
