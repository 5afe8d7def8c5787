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

#include "signd/p11.h"
#include "signd/token.h"
#include "util/err.h"
#include "util/io.h"

#define MODULE "/usr/lib/softhsm/libsofthsm2.so"

static char top[64];
static struct hsm_config conf;

static void
write_file(const char *name, const char *text)
{
	char path[SITE_PATH];

	snprintf(path, sizeof(path), "%s/%s", top, name);
	assert_int_equal(io_replace(path, text, strlen(text), 0600, (uid_t)-1), 0);
}

static int
set_up(void **state)
{
	char text[200];

	(void)state;
	snprintf(top, sizeof(top), "/tmp/chtoken.XXXXXX");
	assert_non_null(mkdtemp(top));
	snprintf(text, sizeof(text), "%s/token", top);
	assert_int_equal(mkdir(text, 0700), 0);
	conf = (struct hsm_config){ .module = MODULE, .token = "signd", .sessions = 1 };
	snprintf(conf.conf, sizeof(conf.conf), "%s/conf", top);
	snprintf(conf.pin, sizeof(conf.pin), "%s/pin", top);
	snprintf(conf.state, sizeof(conf.state), "%s", top);
	snprintf(text, sizeof(text), "directories.tokendir = %s/token\nlog.level = ERROR\n", top);
	write_file("conf", text);
	write_file("pin", "correct-horse");
	return 0;
}

static int
away(void **state)
{
	char command[100];

	(void)state;
	err_take();
	snprintf(command, sizeof(command), "rm -rf %s", top);
	return system(command);
}

static CK_RV
login(CK_FUNCTION_LIST *f, CK_SLOT_ID slot, CK_USER_TYPE who, const char *pin)
{
	CK_SESSION_HANDLE s;
	CK_RV rv;

	assert_int_equal(f->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &s), CKR_OK);
	rv = f->C_Login(s, who, (unsigned char *)(uintptr_t)pin, strlen(pin));
	if (rv == CKR_OK)
		f->C_Logout(s);
	f->C_CloseSession(s);
	return rv;
}

static void
makes_a_token_that_only_its_pin_opens(void **state)
{
	CK_FUNCTION_LIST *f;
	CK_TOKEN_INFO info;
	CK_SLOT_ID slot;

	(void)state;
	assert_int_equal(token_init(&conf), 0);
	assert_int_equal(p11_load(MODULE, conf.conf, &f), 0);
	assert_int_equal(p11_slot(f, "signd", &slot), 0);
	assert_int_equal(f->C_GetTokenInfo(slot, &info), CKR_OK);
	assert_memory_equal(info.label, "signd                           ", 32);
	assert_true(info.flags & CKF_USER_PIN_INITIALIZED);
	assert_int_equal(login(f, slot, CKU_USER, "correct-horse"), CKR_OK);
	assert_true(p11_is_pin(login(f, slot, CKU_USER, "correct-horsf")));
	/* nobody knows the security officer's, and it is not the user's */
	assert_true(p11_is_pin(login(f, slot, CKU_SO, "correct-horse")));
	f->C_Finalize(NULL);
}

static void
makes_it_once(void **state)
{
	CK_FUNCTION_LIST *f;
	CK_SLOT_ID slot;

	(void)state;
	assert_int_equal(token_init(&conf), 0);
	write_file("pin", "another-horse");
	assert_int_equal(token_init(&conf), ERR_CONFLICT);
	assert_string_equal(err_take(), "key token: signd exists already");
	strcpy(conf.token, "keeper");
	assert_int_equal(token_init(&conf), 0);
	assert_int_equal(p11_load(MODULE, conf.conf, &f), 0);
	assert_int_equal(p11_slot(f, "signd", &slot), 0);
	assert_int_equal(login(f, slot, CKU_USER, "correct-horse"), CKR_OK);
	assert_int_equal(p11_slot(f, "keeper", &slot), 0);
	assert_int_equal(login(f, slot, CKU_USER, "another-horse"), CKR_OK);
	f->C_Finalize(NULL);
}

/* The slot stays free when there is nothing to protect it with. */
static void
makes_none_without_a_pin(void **state)
{
	char pin[80];

	(void)state;
	snprintf(pin, sizeof(pin), "%s/pin", top);
	unlink(pin);
	assert_int_equal(token_init(&conf), ERR_NOTFOUND);
	err_take();
	memset(pin, '7', 65);
	pin[65] = '\0';
	write_file("pin", pin);
	assert_int_equal(token_init(&conf), ERR_LIMIT);
	err_take();
	write_file("pin", "correct-horse");
	assert_int_equal(token_init(&conf), 0);
}

static void
says_what_the_library_refused(void **state)
{
	(void)state;
	write_file("pin", "123");
	assert_int_equal(token_init(&conf), ERR_PEER);
	assert_string_equal(err_take(), "key token: set the PIN: PIN length");
	strcpy(conf.module, "/nonexistent.so");
	assert_int_equal(token_init(&conf), ERR_PEER);
	assert_int_equal(strncmp(err_take(), "key token: could not load /nonexistent.so", 41), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(makes_a_token_that_only_its_pin_opens, set_up, away),
		cmocka_unit_test_setup_teardown(makes_it_once, set_up, away),
		cmocka_unit_test_setup_teardown(makes_none_without_a_pin, set_up, away),
		cmocka_unit_test_setup_teardown(says_what_the_library_refused, set_up, away),
	};

	return cmocka_run_group_tests_name("signd/token", tests, NULL, NULL);
}
