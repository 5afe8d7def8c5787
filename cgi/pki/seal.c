#include "pki/seal.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/kdf.h>

#include "pki/ossl.h"
#include "pki/p256.h"
#include "util/digest.h"
#include "util/enc.h"
#include "util/err.h"
#include "util/rnd.h"

#define VERSION	1
#define TAG	16
#define IV	12
#define AAD	(1 + SEAL_KEY_ID + 8 + 8)

_Static_assert(SEAL_POINT == P256_POINT, "points are those of P-256");

/* What cannot fail unless the library is broken ends the process (as in util/digest). */
static void
sure(bool ok)
{
	if (!ok)
		abort();
}

/* --- AES-256-GCM --- */

struct gcm { const unsigned char *key, *iv; const void *aad; size_t aad_n; };

static void
gcm_seal(const struct gcm *g, const void *plain, size_t n, unsigned char *to)
{
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	int len = 0;

	sure(n <= INT_MAX && g->aad_n <= INT_MAX && c != NULL &&
	    EVP_EncryptInit_ex(c, EVP_aes_256_gcm(), NULL, g->key, g->iv) == 1 &&
	    EVP_EncryptUpdate(c, NULL, &len, g->aad, (int)g->aad_n) == 1 &&
	    EVP_EncryptUpdate(c, to, &len, plain, (int)n) == 1 && EVP_EncryptFinal_ex(c, to + len, &len) == 1 &&
	    EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, TAG, to + n) == 1);
	EVP_CIPHER_CTX_free(c);
}

/* n counts the tag, which stands behind the content. False: it does not hold, and to is wiped. */
static bool
gcm_open(const struct gcm *g, const unsigned char *in, size_t n, unsigned char *to)
{
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	unsigned char tag[TAG];
	size_t plain = n - TAG;
	int len = 0;
	bool ok;

	memcpy(tag, in + plain, TAG);
	sure(n >= TAG && n <= INT_MAX && g->aad_n <= INT_MAX && c != NULL &&
	    EVP_DecryptInit_ex(c, EVP_aes_256_gcm(), NULL, g->key, g->iv) == 1 &&
	    EVP_DecryptUpdate(c, NULL, &len, g->aad, (int)g->aad_n) == 1 &&
	    EVP_DecryptUpdate(c, to, &len, in, (int)plain) == 1 &&
	    EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_TAG, TAG, tag) == 1);
	ok = EVP_DecryptFinal_ex(c, to + len, &len) == 1;
	EVP_CIPHER_CTX_free(c);
	if (!ok) {
		OPENSSL_cleanse(to, plain);
		ossl_forget();
	}
	return ok;
}

static void
put_u64(unsigned char *to, uint64_t v)
{
	int i;

	for (i = 7; i >= 0; i--, v >>= 8)
		to[i] = (unsigned char)v;
}

static void
make_aad(const unsigned char id[SEAL_KEY_ID], uint64_t owner, uint64_t object, unsigned char aad[AAD])
{
	aad[0] = VERSION;
	memcpy(aad + 1, id, SEAL_KEY_ID);
	put_u64(aad + 1 + SEAL_KEY_ID, owner);
	put_u64(aad + 1 + SEAL_KEY_ID + 8, object);
}

/* --- the wrapped data key --- */

struct wrap { unsigned char key[32], iv[IV]; };

static void
derive_wrap(const struct seal_key *key, const unsigned char point[SEAL_POINT], const unsigned char z[SEAL_Z], struct wrap *out)
{
	EVP_KDF *hkdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	EVP_KDF_CTX *c = EVP_KDF_CTX_new(hkdf);
	unsigned char salt[2 * SEAL_POINT], bytes[sizeof(out->key) + sizeof(out->iv)];
	char info[16 + 2 * SEAL_KEY_ID + 1] = "certhall-seal-1|";
	OSSL_PARAM p[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char[]){ "SHA256" }, 0),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)z, SEAL_Z),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, salt, sizeof(salt)),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info, sizeof(info) - 1),
		OSSL_PARAM_construct_end()
	};

	memcpy(salt, point, SEAL_POINT);
	memcpy(salt + SEAL_POINT, key->point, SEAL_POINT);
	enc_hex_to(key->id, SEAL_KEY_ID, info + 16);
	sure(hkdf != NULL && c != NULL && EVP_KDF_derive(c, bytes, sizeof(bytes), p) == 1);
	memcpy(out->key, bytes, sizeof(out->key));
	memcpy(out->iv, bytes + sizeof(out->key), sizeof(out->iv));
	OPENSSL_cleanse(bytes, sizeof(bytes));
	EVP_KDF_CTX_free(c);
	EVP_KDF_free(hkdf);
}

/* Z with a key pair of this one seal, whose point is given out. */
static int
agree(const struct seal_key *key, unsigned char point[SEAL_POINT], unsigned char z[SEAL_Z])
{
	unsigned char spki[P256_SPKI];
	OSSL_AUTO(EVP_PKEY) theirs = NULL;
	OSSL_AUTO(EVP_PKEY) ours = EVP_EC_gen("P-256");
	OSSL_AUTO(EVP_PKEY_CTX) c = NULL;
	size_t n = 0, zn = SEAL_Z;

	p256_spki(key->point, spki);
	if ((theirs = ossl_key(spki, sizeof(spki))) == NULL)
		return err_in(ERR_CRYPTO, "records key");
	sure(ours != NULL && EVP_PKEY_get_octet_string_param(ours, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, point, SEAL_POINT, &n) == 1 &&
	    n == SEAL_POINT && (c = EVP_PKEY_CTX_new(ours, NULL)) != NULL && EVP_PKEY_derive_init(c) == 1 &&
	    EVP_PKEY_derive_set_peer(c, theirs) == 1 && EVP_PKEY_derive(c, z, &zn) == 1 && zn == SEAL_Z);
	return 0;
}

/* --- sealed objects --- */

int
seal_key_parse(const void *spki, size_t n, struct seal_key *out)
{
	const unsigned char *point = p256_point(spki, n);
	unsigned char sum[DIGEST_SIZE];

	if (point == NULL || !p256_on_curve(point))
		return err_set(ERR_INPUT, "the records key is not on P-256");
	digest_sha256(spki, n, sum);
	memcpy(out->id, sum, SEAL_KEY_ID);
	memcpy(out->point, point, SEAL_POINT);
	return 0;
}

int
seal_close(const struct seal_key *key, uint64_t owner, uint64_t object, const void *plain, size_t n, struct buf *out)
{
	static const unsigned char zero[IV];
	unsigned char head[SEAL_HEAD], aad[AAD], z[SEAL_Z], data_key[SEAL_DATA_KEY], *point = head + 1 + SEAL_KEY_ID;
	struct wrap w;
	char *to;
	int r;

	if ((r = agree(key, point, z)) != 0)
		return r;
	rnd_bytes(data_key, sizeof(data_key));
	make_aad(key->id, owner, object, aad);
	head[0] = VERSION;
	memcpy(head + 1, key->id, SEAL_KEY_ID);
	derive_wrap(key, point, z, &w);
	gcm_seal(&(struct gcm){ w.key, w.iv, aad, AAD }, data_key, sizeof(data_key), point + SEAL_POINT);
	buf_add(out, head, sizeof(head));
	if ((to = buf_space(out, n + TAG)) != NULL) {
		gcm_seal(&(struct gcm){ data_key, zero, aad, AAD }, plain, n, (unsigned char *)to);
		buf_grew(out, n + TAG);
	}
	OPENSSL_cleanse(&w, sizeof(w));
	OPENSSL_cleanse(z, sizeof(z));
	OPENSSL_cleanse(data_key, sizeof(data_key));
	return buf_end(out, "sealed object");
}

int
seal_parse(const void *sealed, size_t n, struct seal_head *out)
{
	const unsigned char *p = sealed;

	if (n < SEAL_HEAD)
		return err_set(ERR_INPUT, "a sealed object has at least %d octets", SEAL_HEAD);
	if (p[0] != VERSION)
		return err_set(ERR_INPUT, "sealed object: version %d is not known", p[0]);
	if (!p256_on_curve(p + 1 + SEAL_KEY_ID))
		return err_set(ERR_INPUT, "sealed object: its point is not on the curve");
	memcpy(out->id, p + 1, SEAL_KEY_ID);
	memcpy(out->point, p + 1 + SEAL_KEY_ID, SEAL_POINT);
	memcpy(out->wrapped, p + 1 + SEAL_KEY_ID + SEAL_POINT, SEAL_WRAPPED);
	return 0;
}

int
seal_unwrap(const struct seal_key *key, const struct seal_head *head, const unsigned char z[SEAL_Z], uint64_t owner,
    uint64_t object, unsigned char data_key[SEAL_DATA_KEY])
{
	unsigned char aad[AAD];
	struct wrap w;
	bool ok;

	if (memcmp(head->id, key->id, SEAL_KEY_ID) != 0)
		return err_set(ERR_CRYPTO, "sealed object: it is sealed to another key");
	make_aad(key->id, owner, object, aad);
	derive_wrap(key, head->point, z, &w);
	ok = gcm_open(&(struct gcm){ w.key, w.iv, aad, AAD }, head->wrapped, SEAL_WRAPPED, data_key);
	OPENSSL_cleanse(&w, sizeof(w));
	return ok ? 0 : err_set(ERR_CRYPTO, "sealed object: it is another's, or was changed");
}

/* Opens behind the content of out. */
static int
open_into(const struct gcm *g, const unsigned char *in, size_t n, const char *what, struct buf *out)
{
	char *to = buf_space(out, n - TAG);

	if (to == NULL)
		return buf_end(out, what);
	if (!gcm_open(g, in, n, (unsigned char *)to))
		return err_set(ERR_CRYPTO, "%s: it is another's, or was changed", what);
	buf_grew(out, n - TAG);
	return 0;
}

int
seal_open(const unsigned char data_key[SEAL_DATA_KEY], uint64_t owner, uint64_t object, const void *sealed, size_t n,
    struct buf *out)
{
	static const unsigned char zero[IV];
	const unsigned char *p = sealed;
	unsigned char aad[AAD];

	if (n < SEAL_EXTRA || p[0] != VERSION)
		return err_set(ERR_INPUT, "this is not a sealed object");
	make_aad(p + 1, owner, object, aad);
	return open_into(&(struct gcm){ data_key, zero, aad, AAD }, p + SEAL_HEAD, n - SEAL_HEAD, "sealed object", out);
}

/* --- drafts --- */

void
seal_draft(const unsigned char key[32], const char *aad, const void *plain, size_t n, struct buf *out)
{
	unsigned char head[1 + IV] = { VERSION };
	char *to;

	rnd_bytes(head + 1, IV);
	buf_add(out, head, sizeof(head));
	if ((to = buf_space(out, n + TAG)) == NULL)
		return;
	gcm_seal(&(struct gcm){ key, head + 1, aad, strlen(aad) }, plain, n, (unsigned char *)to);
	buf_grew(out, n + TAG);
}

int
seal_undraft(const unsigned char key[32], const char *aad, const void *draft, size_t n, struct buf *out)
{
	const unsigned char *p = draft;

	if (n < 1 + IV + TAG || p[0] != VERSION)
		return err_set(ERR_CRYPTO, "draft: it is another's, or was changed");
	return open_into(&(struct gcm){ key, p + 1, aad, strlen(aad) }, p + 1 + IV, n - 1 - IV, "draft", out);
}
