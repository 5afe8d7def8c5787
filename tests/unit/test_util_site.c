#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/err.h"
#include "util/io.h"
#include "util/site.h"

static char top[32], conf[64];

static const struct site whole = { .src = "/opt/certhall", .host = "ca.example.org", .port = 8443, .sign_port = 8444,
    .http_port = 8080, .uid_base = 61000, .demo = true, .instance = "0123456789abcdef0123456789abcdef",
    .hsm_module = "/usr/lib/softhsm/libsofthsm2.so", .zone_minutes = 420 };

static int
make_folder(void **state)
{
	char folder[64];

	(void)state;
	snprintf(top, sizeof(top), "/tmp/chsite.XXXXXX");
	if (mkdtemp(top) == NULL)
		return -1;
	snprintf(folder, sizeof(folder), "%s/conf", top);
	snprintf(conf, sizeof(conf), "%s/conf/certhall.conf", top);
	return mkdir(folder, 0755);
}

static int
drop_folder(void **state)
{
	char command[64];

	(void)state;
	err_take();
	snprintf(command, sizeof(command), "rm -rf %s", top);
	return system(command);
}

static void
reads_what_set_up_wrote(void **state)
{
	struct site s = whole, got;
	struct stat st;

	(void)state;
	snprintf(s.var, sizeof(s.var), "%s", top);
	assert_int_equal(site_save(&s), 0);
	assert_int_equal(stat(conf, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644);
	assert_int_equal(site_load(top, &got), 0);
	assert_string_equal(got.var, top);
	assert_string_equal(got.src, "/opt/certhall");
	assert_string_equal(got.host, "ca.example.org");
	assert_int_equal(got.port, 8443);
	assert_int_equal(got.sign_port, 8444);
	assert_int_equal(got.http_port, 8080);
	assert_int_equal(got.uid_base, 61000);
	assert_true(got.demo);
	assert_string_equal(got.instance, "0123456789abcdef0123456789abcdef");
	assert_string_equal(got.hsm_module, "/usr/lib/softhsm/libsofthsm2.so");
	assert_int_equal(got.zone_minutes, 420);
	assert_string_equal(got.origin, "https://ca.example.org:8443");
	assert_string_equal(got.sign_origin, "https://ca.example.org:8444");
}

/* The longest name there is fits both origins. */
static void
origins_are_never_cut(void **state)
{
	struct site s = whole, got;
	char want[96];

	(void)state;
	snprintf(s.var, sizeof(s.var), "%s", top);
	memset(s.host, 'h', sizeof(s.host) - 1);
	s.port = s.sign_port = 65535;
	assert_int_equal(site_save(&s), 0);
	assert_int_equal(site_load(top, &got), 0);
	snprintf(want, sizeof(want), "https://%s:65535", s.host);
	assert_string_equal(got.origin, want);
	assert_string_equal(got.sign_origin, want);
}

static void
leaves_the_callers_record_alone_when_it_cannot_read(void **state)
{
	struct site got = { .host = "as before" };
	char longer[100], note[128];

	(void)state;
	assert_int_equal(site_load(top, &got), ERR_NOTFOUND);
	err_take();
	assert_int_equal(io_replace(conf, "src = /x\nhost = a\nport = 1\n", 27, 0644, (uid_t)-1), 0);
	assert_int_equal(site_load(top, &got), ERR_INPUT);
	snprintf(note, sizeof(note), "%s: key \"sign_port\" is missing", conf);
	assert_string_equal(err_take(), note);
	memset(longer, 'v', sizeof(longer));
	longer[81] = '\0';
	assert_int_equal(site_load(longer, &got), ERR_LIMIT);
	assert_string_equal(got.host, "as before");
}

static void
the_zone_may_be_left_out(void **state)
{
	static const char old[] = "src = /x\nhost = a\nport = 1\nsign_port = 2\nhttp_port = 3\nuid_base = 0\ndemo = no\n"
	    "instance = i\nhsm_module = /m\n";
	struct site got;

	(void)state;
	assert_int_equal(io_replace(conf, old, sizeof(old) - 1, 0644, (uid_t)-1), 0);
	assert_int_equal(site_load(top, &got), 0);
	assert_int_equal(got.zone_minutes, 480);
	assert_false(got.demo);
}

static void
names_paths_below_it(void **state)
{
	struct site s = { .port = 0 };
	char path[SITE_PATH], want[SITE_PATH];

	(void)state;
	memset(s.var, 'v', sizeof(s.var) - 1);
	assert_ptr_equal(site_path(&s, "run/signd.sock", path), path);
	snprintf(want, sizeof(want), "%s/run/signd.sock", s.var);
	assert_string_equal(path, want);
}

static void
each_program_has_a_user_of_its_own(void **state)
{
	struct site s = { .uid_base = 61000 };

	(void)state;
	assert_int_equal(site_uid(&s, SITE_DB), 61001);
	assert_int_equal(site_uid(&s, SITE_DRAW), 61011);
	assert_string_equal(site_user_name(SITE_SIGND), "signd");
	assert_string_equal(site_user_name(SITE_APACHE), "apache");
	for (int a = SITE_DB; a < SITE_USER_MAX; a++)
		for (int b = SITE_DB; b < a; b++)
			assert_string_not_equal(site_user_name(a), site_user_name(b));
	s.uid_base = 0;
	assert_int_equal(site_uid(&s, SITE_SIGND), getuid());
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(reads_what_set_up_wrote, make_folder, drop_folder),
		cmocka_unit_test_setup_teardown(origins_are_never_cut, make_folder, drop_folder),
		cmocka_unit_test_setup_teardown(leaves_the_callers_record_alone_when_it_cannot_read, make_folder, drop_folder),
		cmocka_unit_test_setup_teardown(the_zone_may_be_left_out, make_folder, drop_folder),
		cmocka_unit_test(names_paths_below_it),
		cmocka_unit_test(each_program_has_a_user_of_its_own),
	};

	return cmocka_run_group_tests_name("util/site", tests, NULL, NULL);
}
