/* New keys in the token, and the derived secret of keeper's key: the rest of hsm.h. */
#include "signd/hsm.h"

#include <openssl/ec.h>
#include <openssl/obj_mac.h>
#include <string.h>

#include "signd/hsmkey.h"
#include "util/err.h"
#include "util/rnd.h"

#define ID_SIZE 8

static CK_BBOOL yes = CK_TRUE, no = CK_FALSE;

static const unsigned char oid_p256[] = { 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07 };
static const unsigned char oid_p384[] = { 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22 };

static int
is_new(struct hsm *h, const char *label)
{
	const struct hsm_key *k;
	int r = hsm_find(h, label, &k);

	if (r == ERR_NOTFOUND) {
		err_take();
		return 0;
	}
	return r != 0 ? r : err_set(ERR_CONFLICT, "key token: there is a key named %s already", label);
}

static int
generate(struct hsm *h, const char *label, CK_MECHANISM_TYPE type, enum hsm_use use, CK_ATTRIBUTE *kind, size_t kinds)
{
	unsigned char id[ID_SIZE];
	CK_BBOOL *sign = use == HSM_SIGN ? &yes : &no, *derive = use == HSM_DERIVE ? &yes : &no;
	CK_ATTRIBUTE public[8] = {
		{ CKA_TOKEN, &yes, sizeof(yes) },
		{ CKA_PRIVATE, &no, sizeof(no) },
		{ CKA_VERIFY, sign, sizeof(yes) },
		{ CKA_LABEL, (void *)(uintptr_t)label, strlen(label) },
		{ CKA_ID, id, sizeof(id) },
	};
	CK_ATTRIBUTE private[] = {
		{ CKA_TOKEN, &yes, sizeof(yes) },
		{ CKA_PRIVATE, &yes, sizeof(yes) },
		{ CKA_SENSITIVE, &yes, sizeof(yes) },
		{ CKA_EXTRACTABLE, &no, sizeof(no) },
		{ CKA_SIGN, sign, sizeof(yes) },
		{ CKA_DERIVE, derive, sizeof(yes) },
		{ CKA_DECRYPT, &no, sizeof(no) },
		{ CKA_UNWRAP, &no, sizeof(no) },
		{ CKA_LABEL, (void *)(uintptr_t)label, strlen(label) },
		{ CKA_ID, id, sizeof(id) },
	};
	CK_MECHANISM how = { type, NULL, 0 };
	CK_OBJECT_HANDLE a, b;
	CK_RV rv;

	rnd_bytes(id, sizeof(id));
	memcpy(public + 5, kind, kinds * sizeof(*kind));
	rv = h->f->C_GenerateKeyPair(h->session[0], &how, public, 5 + kinds, private,
	    sizeof(private) / sizeof(private[0]), &a, &b);
	return rv == CKR_OK ? 0 : p11_fault("make a key", rv);
}

int
hsm_make_ec(struct hsm *h, const char *label, enum hsm_type type, enum hsm_use use, const struct hsm_key **out)
{
	const unsigned char *oid = type == HSM_P384 ? oid_p384 : oid_p256;
	CK_ATTRIBUTE kind = { CKA_EC_PARAMS, (void *)(uintptr_t)oid, type == HSM_P384 ? sizeof(oid_p384) : sizeof(oid_p256) };
	int r;

	if ((r = is_new(h, label)) != 0 || (r = generate(h, label, CKM_EC_KEY_PAIR_GEN, use, &kind, 1)) != 0)
		return r;
	return hsm_find(h, label, out);
}

int
hsm_make_rsa(struct hsm *h, const char *label, int bits, const struct hsm_key **out)
{
	static unsigned char f4[] = { 1, 0, 1 };
	CK_ULONG size = (CK_ULONG)bits;
	CK_ATTRIBUTE kind[] = { { CKA_MODULUS_BITS, &size, sizeof(size) }, { CKA_PUBLIC_EXPONENT, f4, sizeof(f4) } };
	int r;

	if ((r = is_new(h, label)) != 0 ||
	    (r = generate(h, label, CKM_RSA_PKCS_KEY_PAIR_GEN, HSM_SIGN, kind, 2)) != 0)
		return r;
	return hsm_find(h, label, out);
}

static int
check_point(const unsigned char point[HSM_POINT])
{
	EC_GROUP *g = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
	EC_POINT *p = g != NULL ? EC_POINT_new(g) : NULL;
	int ok = p != NULL && point[0] == 0x04 && EC_POINT_oct2point(g, p, point, HSM_POINT, NULL) == 1 &&
	    EC_POINT_is_on_curve(g, p, NULL) == 1 && EC_POINT_is_at_infinity(g, p) == 0;

	EC_POINT_free(p);
	EC_GROUP_free(g);
	return ok ? 0 : err_set(ERR_INPUT, "the point is not on the curve");
}

static CK_RV
derive_once(struct hsm *h, const struct hsm_key *k, const unsigned char point[HSM_POINT], unsigned char z[32])
{
	CK_OBJECT_CLASS class = CKO_SECRET_KEY;
	CK_KEY_TYPE type = CKK_GENERIC_SECRET;
	CK_ULONG size = 32;
	CK_ECDH1_DERIVE_PARAMS with = { CKD_NULL, 0, NULL, HSM_POINT, (CK_BYTE *)(uintptr_t)point };
	CK_MECHANISM how = { CKM_ECDH1_DERIVE, &with, sizeof(with) };
	CK_ATTRIBUTE want[] = {
		{ CKA_CLASS, &class, sizeof(class) },
		{ CKA_KEY_TYPE, &type, sizeof(type) },
		{ CKA_TOKEN, &no, sizeof(no) },
		{ CKA_PRIVATE, &yes, sizeof(yes) },
		{ CKA_SENSITIVE, &no, sizeof(no) },
		{ CKA_EXTRACTABLE, &yes, sizeof(yes) },
		{ CKA_DERIVE, &yes, sizeof(yes) },
		{ CKA_VALUE_LEN, &size, sizeof(size) },
	};
	CK_ATTRIBUTE value = { CKA_VALUE, z, 32 };
	CK_OBJECT_HANDLE secret;
	CK_RV rv;

	if ((rv = h->f->C_DeriveKey(h->session[0], &how, k->handle, want, 8, &secret)) != CKR_OK)
		return rv;
	rv = h->f->C_GetAttributeValue(h->session[0], secret, &value, 1);
	h->f->C_DestroyObject(h->session[0], secret);
	return rv == CKR_OK && value.ulValueLen != 32 ? CKR_DATA_LEN_RANGE : rv;
}

int
hsm_derive(struct hsm *h, const struct hsm_key *k, const unsigned char point[HSM_POINT], unsigned char z[32])
{
	CK_RV rv;
	int r;

	if ((r = check_point(point)) != 0)
		return r;
	rv = derive_once(h, k, point, z);
	if (p11_is_lost(rv)) {
		if ((r = hsm_reopen(h)) != 0)
			return r;
		rv = derive_once(h, k, point, z);
	}
	return rv == CKR_OK ? 0 : p11_fault("agree on a secret", rv);
}
