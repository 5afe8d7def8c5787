#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>


#include "signd/p11.h"
#include "util/err.h"

/* --- a library with slots of our choice --- */

static struct { const char *label; bool ready, away; } slots[70];
static CK_ULONG nslots;
static CK_RV list_fault;

static CK_RV
get_slot_list(CK_BBOOL present, CK_SLOT_ID *out, CK_ULONG *count)
{
	assert_true(present);
	if (list_fault != CKR_OK)
		return list_fault;
	if (*count < nslots)
		return CKR_BUFFER_TOO_SMALL;
	for (CK_ULONG i = 0; i < nslots; i++)
		out[i] = 100 + i;
	*count = nslots;
	return CKR_OK;
}

static CK_RV
get_token_info(CK_SLOT_ID id, CK_TOKEN_INFO *out)
{
	size_t i = id - 100;

	if (slots[i].away)
		return CKR_TOKEN_NOT_PRESENT;
	*out = (CK_TOKEN_INFO){ .flags = slots[i].ready ? CKF_TOKEN_INITIALIZED : 0 };
	memset(out->label, ' ', sizeof(out->label));
	memcpy(out->label, slots[i].label, strlen(slots[i].label));
	return CKR_OK;
}

static CK_FUNCTION_LIST lib = { .C_GetSlotList = get_slot_list, .C_GetTokenInfo = get_token_info };

static int
empty(void **state)
{
	(void)state;
	nslots = 0;
	list_fault = CKR_OK;
	return 0;
}

static void
add(const char *label, bool ready, bool away)
{
	slots[nslots].label = label;
	slots[nslots].ready = ready;
	slots[nslots++].away = away;
}

/* Labels are filled with blanks: a name is neither the beginning of another one nor longer than what there is. */
static void
finds_the_token_of_that_name(void **state)
{
	CK_SLOT_ID slot = 7;

	(void)state;
	add("signd-2", true, false);
	add("sign", true, false);
	add("signd", false, false);	/* the name is there before the token is */
	add("signd", true, true);	/* pulled out */
	add("signd", true, false);
	add("a label of two and thirty octets", true, false);
	assert_int_equal(p11_slot(&lib, "signd", &slot), 0);
	assert_int_equal(slot, 104);
	assert_int_equal(p11_slot(&lib, "a label of two and thirty octets", &slot), 0);
	assert_int_equal(slot, 105);
	slot = 7;
	assert_int_equal(p11_slot(&lib, "a label of two and thirty octets!", &slot), ERR_NOTFOUND);
	err_take();
	assert_int_equal(p11_slot(&lib, "keeper", &slot), ERR_NOTFOUND);
	assert_string_equal(err_take(), "key token: there is no token named keeper");
	assert_int_equal(slot, 7);
}

static void
two_of_a_name_are_none(void **state)
{
	CK_SLOT_ID slot;

	(void)state;
	add("signd", true, false);
	add("signd", true, false);
	assert_int_equal(p11_slot(&lib, "signd", &slot), ERR_CONFLICT);
	assert_string_equal(err_take(), "key token: there are 2 tokens named signd");
}

static void
finds_a_free_slot(void **state)
{
	CK_SLOT_ID slot;

	(void)state;
	assert_int_equal(p11_free_slot(&lib, &slot), ERR_NOTFOUND);
	assert_string_equal(err_take(), "key token: there is no free slot");
	add("signd", true, false);
	add("", false, true);
	assert_int_equal(p11_free_slot(&lib, &slot), ERR_NOTFOUND);
	err_take();
	add("", false, false);
	add("", false, false);
	assert_int_equal(p11_free_slot(&lib, &slot), 0);
	assert_int_equal(slot, 102);
}

static void
says_when_the_library_does_not_answer(void **state)
{
	CK_SLOT_ID slot;

	(void)state;
	list_fault = CKR_DEVICE_ERROR;
	assert_int_equal(p11_slot(&lib, "signd", &slot), ERR_PEER);
	assert_string_equal(err_take(), "key token: slot list: device error");
	list_fault = CKR_OK;
	while (nslots < 65)
		add("", false, false);
	assert_int_equal(p11_free_slot(&lib, &slot), ERR_PEER);
	assert_string_equal(err_take(), "key token: slot list: code 0x150");
}

static void
loads_only_what_is_such_a_library(void **state)
{
	CK_FUNCTION_LIST *f = NULL;

	(void)state;
	assert_int_equal(p11_load("/nonexistent/lib.so", "", &f), ERR_PEER);
	assert_int_equal(strncmp(err_take(), "key token: could not load /nonexistent/lib.so: ", 47), 0);
	assert_int_equal(p11_load("libm.so.6", "", &f), ERR_PEER);
	assert_string_equal(err_take(), "key token: libm.so.6 is not a PKCS#11 library");
	assert_null(f);
}

static void
knows_what_may_be_tried_again(void **state)
{
	static const CK_RV lost[] = { CKR_SESSION_HANDLE_INVALID, CKR_SESSION_CLOSED, CKR_OBJECT_HANDLE_INVALID,
	    CKR_KEY_HANDLE_INVALID, CKR_USER_NOT_LOGGED_IN, CKR_DEVICE_ERROR, CKR_DEVICE_REMOVED, CKR_TOKEN_NOT_PRESENT };
	static const CK_RV pin[] = { CKR_PIN_INCORRECT, CKR_PIN_INVALID, CKR_PIN_LEN_RANGE, CKR_PIN_LOCKED, CKR_PIN_EXPIRED };
	static const CK_RV neither[] = { CKR_OK, CKR_GENERAL_ERROR, CKR_HOST_MEMORY, CKR_MECHANISM_INVALID,
	    CKR_KEY_FUNCTION_NOT_PERMITTED, CKR_DATA_LEN_RANGE };

	(void)state;
	for (size_t i = 0; i < sizeof(lost) / sizeof(lost[0]); i++)
		assert_true(p11_is_lost(lost[i]) && !p11_is_pin(lost[i]));
	/* a PIN that was refused must never be tried again: the token counts */
	for (size_t i = 0; i < sizeof(pin) / sizeof(pin[0]); i++)
		assert_true(p11_is_pin(pin[i]) && !p11_is_lost(pin[i]));
	for (size_t i = 0; i < sizeof(neither) / sizeof(neither[0]); i++)
		assert_true(!p11_is_pin(neither[i]) && !p11_is_lost(neither[i]));
}

static void
names_a_code(void **state)
{
	(void)state;
	assert_string_equal(p11_name(CKR_PIN_LOCKED), "PIN locked");
	assert_string_equal(p11_name(0x80000001), "code 0x80000001");
	assert_int_equal(p11_fault("sign", CKR_TOKEN_NOT_PRESENT), ERR_PEER);
	assert_string_equal(err_take(), "key token: sign: token not present");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(finds_the_token_of_that_name, empty),
		cmocka_unit_test_setup(two_of_a_name_are_none, empty),
		cmocka_unit_test_setup(finds_a_free_slot, empty),
		cmocka_unit_test_setup(says_when_the_library_does_not_answer, empty),
		cmocka_unit_test(loads_only_what_is_such_a_library),
		cmocka_unit_test(knows_what_may_be_tried_again),
		cmocka_unit_test(names_a_code),
	};

	return cmocka_run_group_tests_name("signd/p11", tests, NULL, NULL);
}
