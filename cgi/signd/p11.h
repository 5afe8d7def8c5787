/*
 * p11: the PKCS#11 library itself: loading, the names of its error codes, finding slots.  Only hsm and token use it.
 */
#ifndef SIGND_P11_H
#define SIGND_P11_H

#include <p11-kit/pkcs11.h>
#include <stdbool.h>

/* Loads and initialises the library at module; conf is SoftHSM's configuration ("" for other libraries). 0 or ERR_PEER. */
int	 p11_load(const char *module, const char *conf, CK_FUNCTION_LIST **out);

/* Ends and initialises it: sessions, login and slots begin anew. 0 or ERR_PEER. */
int	 p11_again(CK_FUNCTION_LIST *f);

/* err_set(ERR_PEER) with what was tried and the name of the code. */
int	 p11_fault(const char *tried, CK_RV rv);
const char *p11_name(CK_RV rv);

/* Slot of the token with that label. ERR_NOTFOUND when there is none, ERR_CONFLICT when there are two. */
int	 p11_slot(CK_FUNCTION_LIST *f, const char *label, CK_SLOT_ID *out);
/* A slot whose token is not initialised. ERR_NOTFOUND when there is none. */
int	 p11_free_slot(CK_FUNCTION_LIST *f, CK_SLOT_ID *out);

/* Codes after which new sessions and a new login may help (facts/crypto.md 1.4). */
bool	 p11_is_lost(CK_RV rv);
/* Codes that mean the PIN itself was refused. */
bool	 p11_is_pin(CK_RV rv);

#endif
