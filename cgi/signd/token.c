#include "signd/token.h"

#include <string.h>

#include "signd/p11.h"
#include "util/err.h"
#include "util/io.h"
#include "util/rnd.h"

#define PIN_MAX 64

static int
start(CK_FUNCTION_LIST *f, CK_SLOT_ID slot, const struct hsm_config *c, char so_pin[RND_TOKEN_SIZE])
{
	unsigned char label[32];
	size_t n = strlen(c->token);
	CK_RV rv;

	memset(label, ' ', sizeof(label));
	if (n > sizeof(label))
		return err_set(ERR_LIMIT, "key token: the name %s is too long", c->token);
	memcpy(label, c->token, n);
	rv = f->C_InitToken(slot, (unsigned char *)so_pin, RND_TOKEN_SIZE - 1, label);
	return rv == CKR_OK ? 0 : p11_fault("initialise token", rv);
}

static int
set_pin(CK_FUNCTION_LIST *f, CK_SLOT_ID slot, char so_pin[RND_TOKEN_SIZE], const struct buf *pin)
{
	CK_SESSION_HANDLE s;
	CK_RV rv;

	if ((rv = f->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &s)) != CKR_OK)
		return p11_fault("open session", rv);
	rv = f->C_Login(s, CKU_SO, (unsigned char *)so_pin, RND_TOKEN_SIZE - 1);
	if (rv == CKR_OK)
		rv = f->C_InitPIN(s, (unsigned char *)pin->data, pin->len);
	f->C_Logout(s);
	f->C_CloseSession(s);
	return rv == CKR_OK ? 0 : p11_fault("set the PIN", rv);
}

int
token_init(const struct hsm_config *c)
{
	char so_pin[RND_TOKEN_SIZE];
	struct buf pin = BUF_INIT;
	CK_FUNCTION_LIST *f;
	CK_SLOT_ID slot;
	int r;

	if ((r = p11_load(c->module, c->conf, &f)) != 0)
		return r;
	if ((r = p11_slot(f, c->token, &slot)) != ERR_NOTFOUND) {
		f->C_Finalize(NULL);
		return r != 0 ? r : err_set(ERR_CONFLICT, "key token: %s exists already", c->token);
	}
	err_take();
	rnd_token(so_pin);
	if ((r = io_load(c->pin, PIN_MAX, &pin)) == 0 && (r = p11_free_slot(f, &slot)) == 0 &&
	    (r = start(f, slot, c, so_pin)) == 0)
		r = set_pin(f, slot, so_pin, &pin);
	explicit_bzero(so_pin, sizeof(so_pin));
	buf_wipe(&pin);
	f->C_Finalize(NULL);	/* a token's slot has another number after the next start of the library */
	return r;
}
