#include "signd/hsmkey.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>
#include <string.h>

#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/str.h"

#define ATTR_MAX 1024

/* DER of the named curves' OIDs, as CKA_EC_PARAMS has them. */
static const unsigned char oid_p256[] = { 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07 };
static const unsigned char oid_p384[] = { 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22 };

/* DER DigestInfo of SHA-256 up to the digest (RFC 8017, 9.2 note 1). */
static const unsigned char info_sha256[] = {
	0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20
};

struct attr { unsigned char p[ATTR_MAX]; CK_ULONG n; };

static int
get_attr(struct hsm *h, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type, struct attr *out)
{
	CK_ATTRIBUTE a = { type, out->p, sizeof(out->p) };
	CK_RV rv = h->f->C_GetAttributeValue(h->session[0], object, &a, 1);

	if (rv != CKR_OK)
		return p11_fault("read a key's attribute", rv);
	out->n = a.ulValueLen;
	return 0;
}

static int
find_object(struct hsm *h, CK_OBJECT_CLASS class, const char *label, CK_OBJECT_HANDLE *out)
{
	CK_ATTRIBUTE want[] = {
		{ CKA_CLASS, &class, sizeof(class) },
		{ CKA_LABEL, (void *)(uintptr_t)label, strlen(label) },
	};
	CK_OBJECT_HANDLE found[2];
	CK_ULONG count = 0;
	CK_RV rv;

	if ((rv = h->f->C_FindObjectsInit(h->session[0], want, 2)) != CKR_OK)
		return p11_fault("find a key", rv);
	rv = h->f->C_FindObjects(h->session[0], found, 2, &count);
	h->f->C_FindObjectsFinal(h->session[0]);
	if (rv != CKR_OK)
		return p11_fault("find a key", rv);
	if (count == 0)
		return err_set(ERR_NOTFOUND, "key token: there is no key named %s", label);
	if (count > 1)
		return err_set(ERR_CONFLICT, "key token: there are two keys named %s", label);
	*out = found[0];
	return 0;
}

static EVP_PKEY *
from_params(const char *type, OSSL_PARAM_BLD *b)
{
	OSSL_PARAM *params = b != NULL ? OSSL_PARAM_BLD_to_param(b) : NULL;
	EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY *k = NULL;

	if (params == NULL || c == NULL || EVP_PKEY_fromdata_init(c) != 1 ||
	    EVP_PKEY_fromdata(c, &k, EVP_PKEY_PUBLIC_KEY, params) != 1)
		k = NULL;
	EVP_PKEY_CTX_free(c);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(b);
	return k;
}

/* CKA_EC_POINT is the point inside an OCTET STRING (facts/crypto.md 1.1). */
static int
load_ec(struct hsm *h, CK_OBJECT_HANDLE public, struct hsm_own *k)
{
	OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
	struct attr curve, point;
	const char *group;
	size_t size;
	int r;

	if ((r = get_attr(h, public, CKA_EC_PARAMS, &curve)) != 0 ||
	    (r = get_attr(h, public, CKA_EC_POINT, &point)) != 0) {
		OSSL_PARAM_BLD_free(b);
		return r;
	}
	k->pub.type = curve.n == sizeof(oid_p384) && memcmp(curve.p, oid_p384, curve.n) == 0 ? HSM_P384 : HSM_P256;
	k->pub.bits = k->pub.type == HSM_P384 ? 384 : 256;
	group = k->pub.type == HSM_P384 ? "P-384" : "P-256";
	size = (size_t)k->pub.bits / 4 + 1;
	if (point.n != size + 2 || point.p[0] != 0x04 || point.p[1] != size ||
	    (k->pub.type == HSM_P256 && (curve.n != sizeof(oid_p256) || memcmp(curve.p, oid_p256, curve.n) != 0))) {
		OSSL_PARAM_BLD_free(b);
		return err_set(ERR_CRYPTO, "key token: the key %s is on no curve of ours", k->pub.label);
	}
	OSSL_PARAM_BLD_push_utf8_string(b, OSSL_PKEY_PARAM_GROUP_NAME, group, 0);
	OSSL_PARAM_BLD_push_octet_string(b, OSSL_PKEY_PARAM_PUB_KEY, point.p + 2, size);
	k->pkey = from_params("EC", b);
	return k->pkey != NULL ? 0 : err_set(ERR_CRYPTO, "key token: the key %s has no good point", k->pub.label);
}

static int
load_rsa(struct hsm *h, CK_OBJECT_HANDLE public, struct hsm_own *k)
{
	struct attr modulus, exponent;
	BIGNUM *n, *e;
	OSSL_PARAM_BLD *b;
	int r;

	if ((r = get_attr(h, public, CKA_MODULUS, &modulus)) != 0 ||
	    (r = get_attr(h, public, CKA_PUBLIC_EXPONENT, &exponent)) != 0)
		return r;
	n = BN_bin2bn(modulus.p, (int)modulus.n, NULL);
	e = BN_bin2bn(exponent.p, (int)exponent.n, NULL);
	if ((b = OSSL_PARAM_BLD_new()) != NULL) {
		OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_N, n);
		OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_E, e);
	}
	k->pub.type = HSM_RSA;
	k->pub.bits = BN_num_bits(n);
	k->pkey = from_params("RSA", b);
	BN_free(n);
	BN_free(e);
	if (k->pkey == NULL || k->pub.bits > HSM_SIG_MAX * 8)
		return err_set(ERR_CRYPTO, "key token: the key %s is no good RSA key", k->pub.label);
	return 0;
}

static int
load_public(struct hsm *h, CK_OBJECT_HANDLE public, struct hsm_own *k)
{
	struct attr type, id;
	CK_KEY_TYPE t;
	unsigned char *der = NULL;
	int n, r;

	if ((r = get_attr(h, public, CKA_KEY_TYPE, &type)) != 0 || (r = get_attr(h, public, CKA_ID, &id)) != 0)
		return r;
	if (type.n != sizeof(t) || id.n * 2 >= sizeof(k->pub.id))
		return err_set(ERR_CRYPTO, "key token: the key %s has odd attributes", k->pub.label);
	memcpy(&t, type.p, sizeof(t));
	enc_hex_to(id.p, id.n, k->pub.id);
	if ((r = t == CKK_RSA ? load_rsa(h, public, k) : load_ec(h, public, k)) != 0)
		return r;
	if ((n = i2d_PUBKEY(k->pkey, &der)) <= 0)
		return err_set(ERR_CRYPTO, "key token: the key %s could not be written", k->pub.label);
	buf_add(&k->pub.spki, der, (size_t)n);
	OPENSSL_free(der);
	return 0;
}

int
hsmkey_load(struct hsm *h, const char *label, struct hsm_own *out)
{
	CK_OBJECT_HANDLE private, public;
	int r;

	if ((r = str_copy(out->pub.label, sizeof(out->pub.label), label)) != 0)
		return err_reword(ERR_INPUT, "key token: key names have at most 32 characters");
	if ((r = find_object(h, CKO_PRIVATE_KEY, label, &private)) != 0 ||
	    (r = find_object(h, CKO_PUBLIC_KEY, label, &public)) != 0)
		return r;
	out->pub.handle = private;
	return load_public(h, public, out);
}

void
hsmkey_free(struct hsm_own *k)
{
	buf_clear(&k->pub.spki);
	EVP_PKEY_free(k->pkey);
	k->pkey = NULL;
}

size_t
hsm_digest_size(const struct hsm_key *k)
{
	return k->type == HSM_P384 ? 48 : 32;
}

void
hsmkey_digest(struct hsm_job *job)
{
	job->rv = CKR_FUNCTION_FAILED;
	if (job->key->type == HSM_P384)
		EVP_Digest(job->data, job->n, job->digest, NULL, EVP_sha384(), NULL);
	else
		digest_sha256(job->data, job->n, job->digest);
}

void
hsmkey_sign(CK_FUNCTION_LIST *f, CK_SESSION_HANDLE s, struct hsm_job *job)
{
	bool rsa = job->key->type == HSM_RSA;
	CK_MECHANISM how = { rsa ? CKM_RSA_PKCS : CKM_ECDSA, NULL, 0 };
	unsigned char in[sizeof(info_sha256) + HSM_DIGEST_MAX];
	size_t n = 0;
	CK_ULONG len = sizeof(job->sig);

	if (rsa) {
		memcpy(in, info_sha256, sizeof(info_sha256));
		n = sizeof(info_sha256);
	}
	memcpy(in + n, job->digest, hsm_digest_size(job->key));
	n += hsm_digest_size(job->key);
	if ((job->rv = f->C_SignInit(s, &how, job->key->handle)) == CKR_OK)
		job->rv = f->C_Sign(s, in, n, job->sig, &len);
	job->sig_len = job->rv == CKR_OK ? len : 0;
}

/* r || s as the token gives it, to DER. */
static int
to_der(struct hsm_job *j)
{
	size_t half = j->sig_len / 2;
	ECDSA_SIG *s = ECDSA_SIG_new();
	BIGNUM *a = BN_bin2bn(j->sig, (int)half, NULL), *b = BN_bin2bn(j->sig + half, (int)half, NULL);
	unsigned char *to = j->sig;
	int n = -1;

	if (s != NULL && a != NULL && b != NULL && ECDSA_SIG_set0(s, a, b) == 1) {
		n = i2d_ECDSA_SIG(s, NULL);
		n = n > 0 && (size_t)n <= sizeof(j->sig) ? i2d_ECDSA_SIG(s, &to) : -1;
	} else {
		BN_free(a);
		BN_free(b);
	}
	ECDSA_SIG_free(s);
	j->sig_len = n > 0 ? (size_t)n : 0;
	return n > 0 ? 0 : err_set(ERR_CRYPTO, "key token: the answer is no signature");
}

int
hsm_verify(const struct hsm_key *k, const void *data, size_t n, const void *sig, size_t sig_len)
{
	const struct hsm_own *own = (const struct hsm_own *)(const void *)k;	/* pub is its first member */
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	int ok = c != NULL && EVP_DigestVerifyInit(c, NULL, k->type == HSM_P384 ? EVP_sha384() : EVP_sha256(), NULL,
	    own->pkey) == 1 && EVP_DigestVerify(c, sig, sig_len, data, n) == 1;

	EVP_MD_CTX_free(c);
	return ok ? 0 : err_set(ERR_CRYPTO, "key token: the signature of %s does not verify", k->label);
}

int
hsmkey_finish(struct hsm_job *job)
{
	int r;

	if (job->key->type != HSM_RSA && (r = to_der(job)) != 0)
		return r;
	return hsm_verify(job->key, job->data, job->n, job->sig, job->sig_len);
}
