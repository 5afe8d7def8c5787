#include "signd/p11.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/err.h"

#define SLOTS 64

static const struct { CK_RV rv; const char *name; } names[] = {
	{ CKR_HOST_MEMORY, "no memory" },
	{ CKR_GENERAL_ERROR, "general error" },
	{ CKR_FUNCTION_FAILED, "function failed" },
	{ CKR_ATTRIBUTE_SENSITIVE, "attribute sensitive" },
	{ CKR_ATTRIBUTE_VALUE_INVALID, "attribute value invalid" },
	{ CKR_DATA_LEN_RANGE, "data length" },
	{ CKR_DEVICE_ERROR, "device error" },
	{ CKR_DEVICE_MEMORY, "device memory" },
	{ CKR_DEVICE_REMOVED, "device removed" },
	{ CKR_KEY_HANDLE_INVALID, "key handle invalid" },
	{ CKR_KEY_FUNCTION_NOT_PERMITTED, "key function not permitted" },
	{ CKR_MECHANISM_INVALID, "mechanism invalid" },
	{ CKR_MECHANISM_PARAM_INVALID, "mechanism parameter invalid" },
	{ CKR_OBJECT_HANDLE_INVALID, "object handle invalid" },
	{ CKR_OPERATION_ACTIVE, "operation active" },
	{ CKR_PIN_INCORRECT, "PIN incorrect" },
	{ CKR_PIN_INVALID, "PIN invalid" },
	{ CKR_PIN_LEN_RANGE, "PIN length" },
	{ CKR_PIN_LOCKED, "PIN locked" },
	{ CKR_SESSION_CLOSED, "session closed" },
	{ CKR_SESSION_COUNT, "session count" },
	{ CKR_SESSION_HANDLE_INVALID, "session handle invalid" },
	{ CKR_TEMPLATE_INCONSISTENT, "template inconsistent" },
	{ CKR_TOKEN_NOT_PRESENT, "token not present" },
	{ CKR_TOKEN_NOT_RECOGNIZED, "token not recognised" },
	{ CKR_USER_NOT_LOGGED_IN, "user not logged in" },
	{ CKR_USER_PIN_NOT_INITIALIZED, "PIN not initialised" },
	{ CKR_CRYPTOKI_NOT_INITIALIZED, "not initialised" },
};

const char *
p11_name(CK_RV rv)
{
	static char number[24];
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].rv == rv)
			return names[i].name;
	snprintf(number, sizeof(number), "code 0x%lx", (unsigned long)rv);
	return number;
}

int
p11_fault(const char *tried, CK_RV rv)
{
	return err_set(ERR_PEER, "key token: %s: %s", tried, p11_name(rv));
}

bool
p11_is_lost(CK_RV rv)
{
	return rv == CKR_SESSION_HANDLE_INVALID || rv == CKR_SESSION_CLOSED || rv == CKR_OBJECT_HANDLE_INVALID ||
	    rv == CKR_KEY_HANDLE_INVALID || rv == CKR_USER_NOT_LOGGED_IN || rv == CKR_DEVICE_ERROR ||
	    rv == CKR_DEVICE_REMOVED || rv == CKR_TOKEN_NOT_PRESENT || rv == CKR_CRYPTOKI_NOT_INITIALIZED;
}

bool
p11_is_pin(CK_RV rv)
{
	return rv == CKR_PIN_INCORRECT || rv == CKR_PIN_INVALID || rv == CKR_PIN_LEN_RANGE || rv == CKR_PIN_LOCKED ||
	    rv == CKR_PIN_EXPIRED;
}

static int
begin(CK_FUNCTION_LIST *f)
{
	CK_C_INITIALIZE_ARGS args = { .flags = CKF_OS_LOCKING_OK };
	CK_RV rv = f->C_Initialize(&args);

	return rv == CKR_OK || rv == CKR_CRYPTOKI_ALREADY_INITIALIZED ? 0 : p11_fault("initialise", rv);
}

int
p11_again(CK_FUNCTION_LIST *f)
{
	f->C_Finalize(NULL);
	return begin(f);
}

int
p11_load(const char *module, const char *conf, CK_FUNCTION_LIST **out)
{
	CK_C_GetFunctionList list;
	void *lib, *symbol;
	CK_RV rv;

	if (conf[0] != '\0' && setenv("SOFTHSM2_CONF", conf, 1) != 0)
		return err_set(ERR_PEER, "key token: the environment is full");
	if ((lib = dlopen(module, RTLD_NOW | RTLD_LOCAL)) == NULL)
		return err_set(ERR_PEER, "key token: could not load %s: %s", module, dlerror());
	if ((symbol = dlsym(lib, "C_GetFunctionList")) == NULL)
		return err_set(ERR_PEER, "key token: %s is not a PKCS#11 library", module);
	memcpy(&list, &symbol, sizeof(list));	/* ISO C has no cast from object to function pointer */
	if ((rv = list(out)) != CKR_OK)
		return p11_fault("function list", rv);
	return begin(*out);
}

/* Labels are 32 characters, filled with blanks (PKCS#11 2.40, CK_TOKEN_INFO). */
static bool
has_label(const CK_TOKEN_INFO *t, const char *label)
{
	size_t n = strlen(label), i;

	if (n > sizeof(t->label) || memcmp(t->label, label, n) != 0)
		return false;
	for (i = n; i < sizeof(t->label); i++)
		if (t->label[i] != ' ')
			return false;
	return true;
}

/* label NULL: any token that is not initialised. Counts hits; out is the first. */
static int
search(CK_FUNCTION_LIST *f, const char *label, CK_SLOT_ID *out, int *hits)
{
	CK_SLOT_ID slot[SLOTS];
	CK_ULONG count = SLOTS, i;
	CK_TOKEN_INFO info;
	CK_RV rv;

	*hits = 0;
	if ((rv = f->C_GetSlotList(CK_TRUE, slot, &count)) != CKR_OK)
		return p11_fault("slot list", rv);
	for (i = 0; i < count; i++) {
		bool ready;

		if (f->C_GetTokenInfo(slot[i], &info) != CKR_OK)
			continue;
		ready = (info.flags & CKF_TOKEN_INITIALIZED) != 0;
		if (label == NULL ? ready : !ready || !has_label(&info, label))
			continue;
		if ((*hits)++ == 0)
			*out = slot[i];
	}
	return 0;
}

int
p11_slot(CK_FUNCTION_LIST *f, const char *label, CK_SLOT_ID *out)
{
	int hits, r;

	if ((r = search(f, label, out, &hits)) != 0)
		return r;
	if (hits == 0)
		return err_set(ERR_NOTFOUND, "key token: there is no token named %s", label);
	return hits == 1 ? 0 : err_set(ERR_CONFLICT, "key token: there are %d tokens named %s", hits, label);
}

int
p11_free_slot(CK_FUNCTION_LIST *f, CK_SLOT_ID *out)
{
	int hits, r;

	if ((r = search(f, NULL, out, &hits)) != 0)
		return r;
	return hits > 0 ? 0 : err_set(ERR_NOTFOUND, "key token: there is no free slot");
}
